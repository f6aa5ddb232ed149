import type { ContactFields } from '../contact/contact';
import type { FieldPatch, PartnerRecord } from '../ports/partner';
import type { PlannedAction } from './actions';
import { addressesOf } from './byAddress';
import { entryFor, isEdited, isHeldElsewhere, noBases, settledMembership, type Desk } from './desk';
import { FIELDS, elementHash, elementsOf, fieldText, isListField, scalarHash, scalarPatch, type FieldKey, type ListField } from './fields';
import { ownPartnerIds } from './identity';
import type { Incoming } from './incoming';
import { compareIds, type Paired } from './partnerIndex';
import { planPair } from './planPair';
import type { FieldChange, ReasonCode, Warning } from './report';

export interface Kept {
	/** The record that stays for the contact. */
	pair?: Paired;
	/** Further ones that were made for it by mistake, and that nothing else holds on to. */
	doubles: readonly Paired[];
}

/**
 * Which of several partner records of one contact stays: where the address is the record that of its first address, else the one that the CRM's link names, else one that a person
 * edited, else the lower id. Without a CRM to ask nothing is healed.
 */
export function keptOf(item: Incoming, pairs: readonly Paired[], desk: Desk): Kept {
	const own = pairs.filter(({ role }) => role === 'own');
	const [first, second] = own;
	if (!first || !second || !desk.crm || item.record === undefined || item.remembered) return { ...(first ? { pair: first } : {}), doubles: [] };
	const addresses = desk.capabilities.identity === 'email' ? addressesOf(item.contact) : undefined;
	const place = (one: Paired) => (addresses?.includes(one.record.id) ? addresses.indexOf(one.record.id) : (addresses?.length ?? 0));
	const named = ownPartnerIds(item.record, desk.linkMark);
	const rank = (one: Paired) => (named.includes(one.record.id) ? 0 : one.entry && isEdited(one.record, one.entry, desk) ? 1 : 2);
	const [pair, ...others] = [...own].sort((a, b) => place(a) - place(b) || rank(a) - rank(b) || compareIds(a.record.id, b.record.id));
	return { ...(pair ? { pair } : {}), doubles: others.filter((one) => !isHeldElsewhere(one, desk)) };
}

/** Plans the record that stays as if it held what all of them hold; the others go once that is written. */
export function planHealing(item: Incoming, pair: Paired, doubles: readonly Paired[], out: ReasonCode | undefined, desk: Desk, warnings: Warning[]): PlannedAction {
	for (const { record } of doubles) desk.taken.add(record.id);
	const united = doubles.reduce((fields, double) => unite(fields, pair, double, desk), pair.record.fields);
	const action = planPair(item, { ...pair, record: { ...pair.record, fields: united } }, out, desk, warnings);
	const { intent } = action;
	if (intent?.op === 'delete') return planPair(item, pair, out, desk, warnings);
	const patch = { ...patchTo(pair.record.fields, united, desk), ...(intent?.op === 'update' ? intent.patch : {}) };
	const lost = doubles.flatMap(({ record }) => givenUp(record, { ...united, ...patch }, desk));
	const move = intent?.op === 'update' ? intent.move : 'stay';
	const entry = intent?.op === 'update' ? intent.entry : entryFor(item.contact, pair, pair.entry?.bases ?? noBases(), settledMembership(pair, desk), desk);
	const how = action.action === 'leave' || action.crm ? {} : { action: 'update' as const, reason: 'double' as const };
	return { ...action, ...how, record: pair.record, changes: [...action.changes, ...lost], doubles: doubles.map(({ record }) => record), intent: { op: 'update', record: pair.record, patch, move, entry } };
}

function syncedFields({ settings }: Desk): FieldKey[] {
	const on = new Set(settings.fields.filter(({ direction }) => direction !== 'off').map(({ field }) => field));
	return FIELDS.filter((field) => on.has(field));
}

/** Lists have the elements of both; of single values one that a person edited goes before one that was only written. */
function unite(fields: ContactFields, { record, entry }: Paired, double: Paired, desk: Desk): ContactFields {
	let united = fields;
	for (const field of syncedFields(desk)) {
		if (isListField(field)) united = { ...united, [field]: unitedList(field, united, double.record.fields, desk) };
		else {
			const [here, there] = [scalarHash(field, united, desk.normal), scalarHash(field, double.record.fields, desk.normal)];
			const edited = here !== (entry?.bases.scalars.get(field)?.partner ?? here) || scalarHash(field, record.fields, desk.normal) !== here;
			const editedThere = there !== (double.entry?.bases.scalars.get(field)?.partner ?? there);
			if (here !== there && there !== '' && (here === '' || (editedThere && !edited))) united = { ...united, ...scalarPatch(field, double.record.fields, united, desk.normal.titles) };
		}
	}
	return united;
}

function unitedList(field: ListField, fields: ContactFields, other: ContactFields, { normal }: Desk): unknown[] {
	const known = elementsOf(field, fields, normal);
	const more = [...elementsOf(field, other, normal)].filter(([hash]) => !known.has(hash)).map(([, { value }]) => value);
	return [...(fields[field] ?? []), ...more];
}

function patchTo(before: ContactFields, after: ContactFields, desk: Desk): FieldPatch {
	const patch: FieldPatch = {};
	for (const field of syncedFields(desk)) {
		if (isListField(field)) {
			if ((after[field]?.length ?? 0) > (before[field]?.length ?? 0)) Object.assign(patch, { [field]: after[field] });
		} else if (scalarHash(field, before, desk.normal) !== scalarHash(field, after, desk.normal)) Object.assign(patch, scalarPatch(field, after, before, desk.normal.titles));
	}
	return patch;
}

/** What a double held and no record holds now is at least in the output. */
function givenUp({ fields }: PartnerRecord, after: ContactFields, desk: Desk): FieldChange[] {
	return FIELDS.filter((field) => {
		if (!isListField(field)) return scalarHash(field, fields, desk.normal) !== '' && scalarHash(field, fields, desk.normal) !== scalarHash(field, after, desk.normal);
		const there = elementsOf(field, after, desk.normal);
		return (fields[field] ?? []).some((value) => !there.has(elementHash(field, value, desk.normal)));
	}).map((field): FieldChange => ({ field, side: 'partner', before: fieldText(field, fields), after: fieldText(field, after) }));
}
