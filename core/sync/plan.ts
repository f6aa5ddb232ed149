import { kindOf, type Contact, type ContactFields } from '../contact/contact';
import { isWellFormedEmail } from '../contact/email';
import { nameText } from '../contact/normalise';
import { clean } from '../contact/text';
import type { FieldPatch, PartnerRecord } from '../ports/partner';
import { entryFor, malformed, mayDelete, mergeFields, noBases, presenceOf, settledMembership, type Desk, type PlanContext } from './desk';
import { FIELDS, fieldText } from './fields';
import type { Incoming } from './incoming';
import { createMatcher, type Matcher } from './match';
import { mergeMembership, type MembershipDecision, type Presences } from './membership';
import { groupMark, sameMeaning, type Membership, type PairEntry } from './pairEntry';
import { compareIds, indexPartner, type Paired, type PartnerIndex } from './partnerIndex';
import type { ActionKind, FieldChange, FieldConflict, ReasonCode, Warning } from './report';

/** What is to be written for one contact; groups become ids only when the group is there. */
export type Intent =
	| { op: 'create'; fields: ContactFields; entry: PairEntry }
	| { op: 'update'; record: PartnerRecord; patch: FieldPatch; move: 'stay' | 'join' | 'leave'; entry: PairEntry }
	| { op: 'delete'; record: PartnerRecord };

export interface PlannedAction {
	key: string;
	contact: Contact;
	action: ActionKind;
	reason: ReasonCode;
	record?: PartnerRecord;
	changes: readonly FieldChange[];
	conflicts: readonly FieldConflict[];
	warnings: readonly Warning[];
	intent?: Intent;
}

export interface Plan {
	actions: readonly PlannedAction[];
	pairs: number;
}

/**
 * The actions for the incoming contacts, one per item and in the items' order, from one snapshot of the partner side.
 * Pure: same input, same plan, whatever the order of the items.
 */
export function planIncoming(incoming: readonly Incoming[], context: PlanContext): Plan {
	const index = indexPartner(context.snapshot, context.settings.account, context.groupId);
	const desk: Desk = { ...context, index, match: lazyMatcher(context, index), mark: groupMark(context.groupId), taken: new Set() };
	const last = new Map(incoming.map((item) => [item.contact.id, item.key]));
	const planned = new Map<string, PlannedAction>();
	for (const item of [...incoming].sort((a, b) => compareIds(a.contact.id, b.contact.id))) {
		const repeated = last.get(item.contact.id) !== item.key;
		planned.set(item.key, repeated ? plain(item, 'skip', 'repeatedInRun') : planOne(item, desk));
	}
	return { actions: incoming.map((item) => planned.get(item.key) as PlannedAction), pairs: index.pairs };
}

/**
 * Plans one contact again, against the record as it is now and others that carry its id; without `current` the record
 * is gone, and every record may take its place.
 */
export function replan(item: Incoming, gone: string, current: PartnerRecord | undefined, context: PlanContext): PlannedAction {
	const records = new Map([...context.snapshot.records].filter(([, one]) => !current || one.externalIds.includes(item.contact.id)));
	records.delete(gone);
	if (current) records.set(current.id, current);
	return planIncoming([item], { ...context, snapshot: { ...context.snapshot, records } }).actions[0] as PlannedAction;
}

function lazyMatcher(context: PlanContext, index: PartnerIndex): Matcher {
	let matcher: Matcher | undefined;
	return (contact, taken) => {
		matcher ??= createMatcher(index.free, context.settings.matchBy, context.normal, context.groupId);
		return matcher(contact, taken);
	};
}

function plain(
	item: Incoming,
	action: ActionKind,
	reason: ReasonCode,
	more: Partial<PlannedAction> = {},
): PlannedAction {
	return { key: item.key, contact: item.contact, action, reason, changes: [], conflicts: [], warnings: [], ...more };
}

/** Why the contact is out of the flow now, or undefined while it is in. */
function outReason(item: Incoming, desk: Desk): ReasonCode | undefined {
	if (desk.operation !== 'upsert') return 'removedByRequest';
	if (item.event === 'deleted') return 'deletedInCrm';
	if (item.event === 'left') return 'leftScope';
	return isEmptied(item.contact) ? 'emptied' : undefined;
}

/** No name, no e-mail and no phone: nothing that tells who it is. An anonymised record looks like that. */
function isEmptied(contact: Contact): boolean {
	return ownName(contact) === '' && !contact.emails?.length && !contact.phones?.length;
}

/** A malformed e-mail address is not written, so it tells nobody apart on the partner side. */
function isIdentifiable(contact: Contact): boolean {
	const emails = (contact.emails ?? []).filter((one) => isWellFormedEmail(one.value));
	return ownName(contact) !== '' || emails.length > 0 || (contact.phones ?? []).length > 0;
}

function ownName(contact: Contact): string {
	return kindOf(contact) === 'company' ? clean(contact.company?.name) : nameText(contact);
}

function planOne(item: Incoming, desk: Desk): PlannedAction {
	const pairs = desk.index.pairedWith(item.contact.id);
	const pair = pairs.find((one) => one.role === 'own');
	const out = outReason(item, desk);
	if (pair) {
		const doubles: Warning[] = pairs.length > 1 ? [{ code: 'doubles', count: pairs.length }] : [];
		return out ? planLeaving(item, pair, out, desk, doubles) : planPair(item, pair, desk, doubles);
	}
	if (pairs.length > 0) return plain(item, 'skip', 'merged', { record: pairs[0]?.record });
	if (out) return plain(item, 'skip', out === 'emptied' ? 'nothingToIdentify' : 'notPaired');
	return planUnpaired(item, desk);
}

function planUnpaired(item: Incoming, desk: Desk): PlannedAction {
	if (!isIdentifiable(item.contact)) return plain(item, 'skip', 'nothingToIdentify', { warnings: malformed(item.contact) });
	if (desk.snapshot.pendingCreates.has(item.contact.id)) return plain(item, 'skip', 'outcomeUnknown');
	const match = desk.match(item.contact, desk.taken);
	if (match.kind === 'ambiguous') {
		return plain(item, 'skip', 'ambiguous', { warnings: [{ code: 'ambiguous', count: match.count }] });
	}
	if (match.kind === 'found') {
		desk.taken.add(match.record.id);
		return planLink(item, match.record, desk);
	}
	if (desk.settings.missing === 'doNotRecreate' && item.event === 'updated') return plain(item, 'skip', 'notRecreated');
	const shared: Warning[] = match.shared > 0 ? [{ code: 'sharedEmail', count: match.shared }] : [];
	return planCreate(item, desk, shared);
}

function planCreate(item: Incoming, desk: Desk, warnings: Warning[]): PlannedAction {
	const merge = mergeFields(item.contact, undefined, undefined, desk, 'nothingAtFirst');
	const entry = entryFor(item.contact, {}, merge.bases, 'both', desk);
	return plain(item, 'create', 'new', {
		changes: merge.changes,
		warnings: [...warnings, ...malformed(item.contact)],
		intent: { op: 'create', fields: withoutEmpty(merge.patches.partner), entry },
	});
}

/** First meeting of two existing records: they become a pair. */
function planLink(item: Incoming, record: PartnerRecord, desk: Desk): PlannedAction {
	const inside = presenceOf(record, desk) === 'in';
	const merge = mergeFields(item.contact, record, undefined, desk, inside ? 'all' : 'nothingAtFirst');
	const warnings: Warning[] = inside ? [] : [{ code: 'linkedFromOutside' }];
	return plain(item, 'update', 'linked', {
		record,
		changes: merge.changes,
		conflicts: merge.conflicts,
		warnings: [...warnings, ...malformed(item.contact)],
		intent: {
			op: 'update',
			record,
			patch: merge.patches.partner,
			move: inside ? 'stay' : 'join',
			entry: entryFor(item.contact, { record }, merge.bases, 'both', desk),
		},
	});
}

function planPair(item: Incoming, pair: Paired, desk: Desk, warnings: Warning[]): PlannedAction {
	const { record } = pair;
	const now: Presences = { crm: 'in', partner: presenceOf(record, desk) };
	const member = mergeMembership(settledMembership(pair, desk), now, ['partner']);
	if (member.after !== 'both') return settleMembership(item, pair, member, 'removedByPerson', desk);
	const merge = mergeFields(item.contact, record, pair.entry?.bases, desk, 'all');
	const entry = entryFor(item.contact, pair, merge.bases, member.after, desk);
	const found = { record, changes: merge.changes, conflicts: merge.conflicts, warnings: [...warnings, ...malformed(item.contact)] };
	const values = Object.keys(merge.patches.partner).length > 0;
	if (!values && member.moves.partner === 'stay' && sameMeaning(entry, pair.entry, desk.entryKeyBytes)) {
		const open = merge.conflicts.length > 0;
		return plain(item, open ? 'conflict' : 'unchanged', open ? 'bothChanged' : 'equal', found);
	}
	const intent: Intent = { op: 'update', record, patch: merge.patches.partner, move: member.moves.partner === 'join' ? 'join' : 'stay', entry };
	if (!values && merge.conflicts.length > 0) return plain(item, 'conflict', 'keptByPolicy', { ...found, intent });
	return plain(item, 'update', updateReason(pair, member, values), { ...found, intent });
}

function updateReason(pair: Paired, member: MembershipDecision, values: boolean): ReasonCode {
	if (member.moves.partner === 'join') return 'rejoined';
	if (!pair.entry) return 'linked';
	return values ? 'changed' : 'entryRenewed';
}

/** The pair is out of the flow on some side and stays so; only the entry may have to learn it. */
function settleMembership(
	item: Incoming,
	pair: Paired,
	member: MembershipDecision,
	reason: ReasonCode,
	desk: Desk,
): PlannedAction {
	const entry = entryFor(item.contact, pair, pair.entry?.bases ?? noBases(), member.after, desk);
	const write = !sameMeaning(entry, pair.entry, desk.entryKeyBytes);
	const intent: Intent = { op: 'update', record: pair.record, patch: {}, move: 'stay', entry };
	return plain(item, 'skip', reason, { record: pair.record, ...(write ? { intent } : {}) });
}

function planLeaving(item: Incoming, pair: Paired, reason: ReasonCode, desk: Desk, warnings: Warning[]): PlannedAction {
	const { record } = pair;
	const policy = desk.operation === 'upsert' ? desk.settings.leaving : desk.operation === 'delete' ? 'delete' : 'leave';
	const now: Presences = { crm: 'out', partner: presenceOf(record, desk) };
	const was = settledMembership(pair, desk);
	const member = mergeMembership(was, now, policy === 'nothing' ? [] : ['partner']);
	if (desk.operation === 'upsert' && pair.merged.length > 0) return planPassingOn(item, pair, was, desk);
	const leaves = member.moves.partner === 'leave' || (desk.operation !== 'upsert' && now.partner === 'in');
	const deletes = desk.operation === 'delete' || (policy === 'delete' && leaves && was === 'both');
	if (deletes && mayDelete(pair, desk)) {
		return plain(item, 'delete', reason, { record, warnings, changes: lostValues(record), intent: { op: 'delete', record } });
	}
	if (!leaves) return settleMembership(item, pair, member, policy === 'nothing' ? 'keptByPolicy' : 'alreadyOut', desk);
	const entry = entryFor(item.contact, pair, pair.entry?.bases ?? noBases(), 'dormant', desk);
	return plain(item, 'leave', reason, { record, warnings, intent: { op: 'update', record, patch: {}, move: 'leave', entry } });
}

/** A record that also stands for another one, because a person merged them, stays for that one. */
function planPassingOn(item: Incoming, pair: Paired, was: Membership, desk: Desk): PlannedAction {
	const [next, ...merged] = pair.merged;
	const entry = entryFor(item.contact, pair, pair.entry?.bases ?? noBases(), was, desk);
	const passed = { ...entry, record: next ?? entry.record, merged };
	return plain(item, 'skip', 'merged', { record: pair.record, intent: { op: 'update', record: pair.record, patch: {}, move: 'stay', entry: passed } });
}

/** What goes with a deleted record, so that it is at least in the output. */
function lostValues(record: PartnerRecord): FieldChange[] {
	return FIELDS.map((field): FieldChange => ({ field, side: 'partner', before: fieldText(field, record.fields), after: '' })).filter(
		(change) => change.before !== '',
	);
}

function withoutEmpty(patch: FieldPatch): ContactFields {
	const kept = Object.entries(patch).filter(([, value]) => value !== '' && !(Array.isArray(value) && value.length === 0));
	const fields = Object.fromEntries(kept) as ContactFields;
	if (fields.company) fields.company = Object.fromEntries(Object.entries(fields.company).filter(([, value]) => value !== ''));
	return fields;
}
