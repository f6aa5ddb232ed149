import type { ContactFields, CustomValue, FieldPatch, MappedField, RecordType } from '../contact/contact';
import { shortHash } from '../contact/hash';
import { clean } from '../contact/text';
import type { CrmRecord, CrmSide, CrmWrite, CrmWriteResult } from '../ports/crm';

/** Where a mapped field lies on a CRM's record. */
export type CrmPlace = { kind: 'owner' | 'state' | 'relationship' | 'language' } | { kind: 'customField'; name: string };

/** A field of the CRM that goes to a field of the partner which a person named. */
export interface FieldMapping {
	field: MappedField;
	crm: CrmPlace;
	/** The partner's field, as it is called there. */
	partner: string;
}

/** Owner, state and relationship are the CRM's own business; what of the rest it takes, it says by what it answers. */
const WRITABLE: Record<CrmPlace['kind'], readonly RecordType[]> = { owner: [], state: [], relationship: [], language: ['person'], customField: ['person', 'company'] };

/** The name carries the whole mapping, so that another mapping is another field: met for the first time. */
export function mappingOf(crm: CrmPlace, partner: string): FieldMapping {
	const name = crm.kind === 'customField' ? `custom ${crm.name}` : crm.kind;
	return { field: `mapped:${shortHash(`${name} ${clean(partner).toLowerCase()}`, 4)}`, crm, partner: clean(partner) };
}

/** A CRM whose records show the mapped fields, and take them. */
export function withMappedFields(crm: CrmSide, mappings: readonly FieldMapping[]): CrmSide {
	if (mappings.length === 0) return crm;
	/** Connectors know records that they have read by identity. */
	const originals = new WeakMap<CrmRecord, CrmRecord>();
	const shown = (record: CrmRecord): CrmRecord => {
		const whole = { ...record, contact: { ...record.contact, mapped: valuesOf(record.contact, mappings) } };
		originals.set(whole, record);
		return whole;
	};
	const all = (records: ReadonlyMap<string, CrmRecord>): Map<string, CrmRecord> => new Map([...records].map(([id, record]) => [id, shown(record)]));
	const result = (one: CrmWriteResult): CrmWriteResult => {
		if (one.kind === 'done' && one.record) return { ...one, record: shown(one.record) };
		return one.kind === 'conflict' && one.current ? { ...one, current: shown(one.current) } : one;
	};
	const sent = (write: CrmWrite): CrmWrite => {
		if (write.op === 'create') return { ...write, fields: placed(write.fields, mappings) };
		const record = originals.get(write.record) ?? write.record;
		return write.op === 'delete' ? { ...write, record } : { ...write, record, patch: placed(write.patch, mappings) };
	};
	const { readListed, findByEmail } = crm;
	const fieldsOf = (recordType: RecordType): MappedField[] => mappings.filter(({ crm: place }) => WRITABLE[place.kind].includes(recordType)).map(({ field }) => field);
	return {
		...crm,
		capabilities: { ...crm.capabilities, mapped: { person: fieldsOf('person'), company: fieldsOf('company') } },
		async changes(request) {
			const answer = await crm.changes(request);
			return { ...answer, records: answer.records.map(shown) };
		},
		read: async (refs) => all(await crm.read(refs)),
		...(readListed ? { readListed: async (refs) => all(await readListed(refs)) } : {}),
		...(findByEmail ? { findByEmail: async (email) => (await findByEmail(email)).map(shown) } : {}),
		async findByLink(link) {
			const found = await crm.findByLink(link);
			return found && shown(found);
		},
		async *write(writes) {
			for await (const batch of crm.write(writes.map(sent))) yield batch.map(result);
		},
		recent: async (recordType, scope, limit) => (await crm.recent(recordType, scope, limit)).map(shown),
	};
}

function valuesOf(contact: ContactFields, mappings: readonly FieldMapping[]): Record<string, string> {
	const values: Record<string, string> = {};
	for (const { field, crm } of mappings) {
		const value = textOf(valueOf(contact, crm));
		if (value !== '') values[field] = value;
	}
	return values;
}

function valueOf({ owner, state, relationship, language, customFields = {} }: ContactFields, crm: CrmPlace): CustomValue | undefined {
	switch (crm.kind) {
		case 'owner':
			return owner?.name;
		case 'state':
			return state;
		case 'relationship':
			return relationship;
		case 'language':
			return language;
		case 'customField':
			return customFields[crm.name];
	}
}

function textOf(value: CustomValue | undefined): string {
	return value === undefined ? '' : clean(String(value));
}

function placed<T extends FieldPatch>({ mapped, ...rest }: T, mappings: readonly FieldMapping[]): Omit<T, 'mapped'> & FieldPatch {
	const patch: FieldPatch = {};
	for (const { field, crm } of mappings) {
		const value = mapped?.[field];
		if (value === undefined) continue;
		if (crm.kind === 'language') patch.language = value;
		else if (crm.kind === 'customField') patch.customFields = { ...patch.customFields, [crm.name]: value };
	}
	return { ...rest, ...patch };
}
