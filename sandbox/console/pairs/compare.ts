import type { ContactFields, SyncField } from '../../../core/contact/contact';
import { addressText, createNormaliser, nameText, type Normaliser } from '../../../core/contact/normalise';
import { elementsOf, FIELDS, isListField, scalarHash, type FieldKey } from '../../../core/sync/fields';
import { hashOfElements, wholeHash, type Bases, type ListBase } from '../../../core/sync/pairEntry';

type Side = 'crm' | 'partner';

/** One field of a pair: what both sides hold now, and what the entry says of it. */
export interface FieldView {
	field: FieldKey;
	crm: string[];
	google: string[];
	/** unmet: never settled; equal, different: as it was settled. */
	base: 'unmet' | 'equal' | 'different';
	/** Hashes of the base, as they stand in the entry. */
	hashes: string;
	/** Which side was changed since. */
	changed: 'none' | 'crm' | 'google' | 'both';
}

/** A phone number without a country code is read with the flow's own country, which only the flow knows. */
const normals: readonly Normaliser[] = [createNormaliser(), createNormaliser('CZ')];

/** Only fields that one side holds or the entry knows. The address of a record is nothing that people change in a CRM. */
export function fieldViews(crm: ContactFields | undefined, google: ContactFields, bases: Bases | undefined): FieldView[] {
	return FIELDS.map((field): FieldView => {
		const base = bases && baseOf(field, bases);
		const moved = (side: Side, fields: ContactFields | undefined): boolean => fields !== undefined && base !== undefined && normals.every((normal) => base.differs(side, fields, normal));
		const inCrm = field !== 'url' && moved('crm', crm);
		return { field, crm: textsOf(field, crm ?? {}), google: textsOf(field, google), base: base?.kind ?? 'unmet', hashes: base?.hashes ?? '', changed: changedOn(inCrm, moved('partner', google)) };
	}).filter(({ crm: one, google: other, hashes }) => one.length > 0 || other.length > 0 || hashes !== '');
}

function changedOn(crm: boolean, google: boolean): FieldView['changed'] {
	if (crm) return google ? 'both' : 'crm';
	return google ? 'google' : 'none';
}

interface Base {
	kind: 'equal' | 'different';
	hashes: string;
	differs(side: Side, fields: ContactFields, normal: Normaliser): boolean;
}

function baseOf(field: FieldKey, { scalars, lists }: Bases): Base | undefined {
	if (isListField(field)) {
		const base = lists.get(field);
		return base && { ...shownList(base), differs: (side, fields, normal) => listDiffers(base, side, elementsOf(field, fields, normal)) };
	}
	const base = scalars.get(field);
	if (!base) return undefined;
	const kind = base.crm === base.partner ? 'equal' : 'different';
	const hashes = kind === 'equal' ? base.crm : `${base.crm || 'empty'} / ${base.partner || 'empty'}`;
	return { kind, hashes, differs: (side, fields) => scalarHash(field, fields) !== base[side] };
}

function shownList(base: ListBase): Pick<Base, 'kind' | 'hashes'> {
	if (base.kind === 'whole') return { kind: base.crm === base.partner ? 'equal' : 'different', hashes: `${base.crm || 'empty'} / ${base.partner || 'empty'}` };
	const parts = [[...base.common.keys()], [...base.crmOnly].map((hash) => `${hash} in the CRM only`), [...base.partnerOnly].map((hash) => `${hash} in Google only`)].flat();
	return { kind: base.crmOnly.size + base.partnerOnly.size === 0 ? 'equal' : 'different', hashes: parts.join(', ') };
}

/** The CRM's view and the partner's: each element is known, and none is missing. */
function listDiffers(base: ListBase, side: Side, now: ReturnType<typeof elementsOf>): boolean {
	const hashes = [...now.values()].map(({ hash }) => hash);
	if (base.kind === 'whole') return hashOfElements(hashes) !== wholeHash(base, side);
	const own = side === 'crm' ? base.crmOnly : base.partnerOnly;
	return hashes.some((hash) => !base.common.has(hash) && !own.has(hash)) || hashes.length < base.common.size + own.size;
}

function textsOf(field: SyncField, fields: ContactFields): string[] {
	switch (field) {
		case 'name':
			return some(nameText(fields));
		case 'company':
			return some([fields.company?.name, fields.company?.title].filter(Boolean).join(', '));
		case 'addresses':
			return (fields.addresses ?? []).map(addressText);
		case 'emails':
		case 'phones':
		case 'websites':
			return (fields[field] ?? []).map(({ value, type }) => (type ? `${value} (${type})` : value));
		case 'birthday':
		case 'note':
		case 'url':
			return some(fields[field] ?? '');
	}
}

function some(text: string): string[] {
	return text === '' ? [] : [text];
}
