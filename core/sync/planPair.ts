import { contactId } from '../contact/contact';
import type { FieldPatch, PartnerRecord } from '../ports/partner';
import { entryOnly, plain, type Intent, type PlannedAction } from './actions';
import { addressChange, addressMove, basesAt } from './byAddress';
import { mergeConsent } from './consent';
import { entryFor, isEditedInCrm, malformed, mayDelete, mergeFields, noBases, presenceInPair, presenceOf, settledMembership, type Desk } from './desk';
import { FIELDS, fieldText } from './fields';
import { isEmptied, sharedWithOthers } from './identity';
import type { Incoming } from './incoming';
import { leftBy, mergeMembership, type MembershipDecision, type Presences } from './membership';
import type { Side } from './mergeScalar';
import { crmUpdate } from './planLink';
import { sameMeaning, withoutLink, type Membership, type PairEntry } from './pairEntry';
import type { Paired } from './partnerIndex';
import type { FieldChange, ReasonCode, Warning } from './report';
import type { LeavePolicy } from './settings';

/** A pair as its planning sees it. */
interface Meeting {
	item: Incoming;
	pair: Paired;
	/** Why the contact is out of the flow in the CRM, if it is. */
	out?: ReasonCode;
	was: Membership;
	now: Presences;
	member: MembershipDecision;
	warnings: Warning[];
}

/** What becomes of two records that are paired. `out`: why the contact is out of the flow in the CRM, if it is. */
export function planPair(item: Incoming, pair: Paired, out: ReasonCode | undefined, desk: Desk, warnings: Warning[]): PlannedAction {
	const was = settledMembership(pair, desk);
	const now: Presences = { crm: out ? 'out' : 'in', partner: presenceInPair(pair, desk) };
	const member = mergeMembership(was, now, movable(item, was, now, out, desk));
	const meeting: Meeting = { item, pair, was, now, member, warnings, ...(out ? { out } : {}) };
	if (desk.operation !== 'upsert') return planRequest(meeting, desk);
	if (out && heirs(pair, desk).length > 0) return planPassingOn(meeting, desk);
	if (member.after === 'both') return planMerge(meeting, desk);
	if (member.moves.partner === 'leave') return planLeaving(meeting, desk.settings.leaving, desk);
	if (member.moves.crm === 'leave') return planLeavingInCrm(meeting, desk);
	return planSettling(meeting, desk);
}

/** The sides that the rules let follow the other one. */
function movable(item: Incoming, was: Membership, now: Presences, out: ReasonCode | undefined, desk: Desk): Side[] {
	const { settings } = desk;
	if (desk.operation !== 'upsert') return ['partner'];
	const sides: Side[] = [];
	if (!leftBy('crm', was, now) || settings.leaving !== 'nothing') sides.push('partner');
	const { toCrm } = settings;
	if (!toCrm || !desk.crm || !item.record || item.record.standing !== 'active' || out === 'deletedInCrm' || isEmptied(item.contact)) return sides;
	const joinable = desk.crm.joinable.includes(toCrm.scope.kind);
	const leaving = leftBy('partner', was, now);
	if (leaving && (toCrm.leaving === 'nothing' || sharedWithOthers(item.record, desk))) return sides;
	if (joinable || (leaving && toCrm.leaving === 'delete' && desk.crm.destroys !== 'nothing')) sides.push('crm');
	return sides;
}

function planMerge({ item, pair, member, warnings }: Meeting, desk: Desk): PlannedAction {
	const { record } = pair;
	const merge = mergeFields(item.contact, record, pair.entry?.bases, desk, 'all');
	const moving = addressMove(item.contact, record, desk);
	const consent = mergeConsent(item.contact, record, desk);
	const settled = moving.to === undefined ? entryFor(item.contact, pair, merge.bases, member.after, desk) : entryFor(item.contact, unlinked(pair), basesAt(merge.bases, moving.to, desk), member.after, desk);
	const entry = { ...settled, ...consent.entry };
	const changes = [...merge.changes, ...(moving.to === undefined ? [] : [addressChange(record, moving.to)]), ...consent.changes];
	const found = { record, changes, conflicts: merge.conflicts, warnings: [...warnings, ...moving.warnings, ...malformed(item.contact)], ...(pair.entry ? { settled: pair.entry } : {}) };
	const crm = crmUpdate(item, merge, member.moves.crm === 'join' ? 'join' : 'stay', consent);
	const patch: FieldPatch = { ...merge.patches.partner, ...(moving.to === undefined ? {} : { emails: [{ value: moving.to }] }), ...consent.partner };
	const values = Object.keys(patch).length > 0;
	const stays = !values && !crm && member.moves.partner === 'stay';
	if (stays && !item.remembered && !pair.stale && sameMeaning(entry, pair.entry, desk.entryKeyBytes)) {
		const open = merge.conflicts.length > 0;
		return plain(item, open ? 'conflict' : 'unchanged', open ? 'bothChanged' : 'equal', found);
	}
	const intent: Intent = { op: 'update', record, patch, move: member.moves.partner === 'join' ? 'join' : 'stay', entry, ...(moving.replaces === undefined ? {} : { replaces: moving.replaces }) };
	if (stays && merge.conflicts.length > 0) return plain(item, 'conflict', 'keptByPolicy', { ...found, intent });
	return plain(item, 'update', updateReason(pair, member, values || crm !== undefined), { ...found, intent, ...(crm ? { crm } : {}) });
}

/** The link in the CRM names the record that the pair is about to leave. */
function unlinked({ entry, ...pair }: Paired): Paired {
	return entry ? { ...pair, entry: withoutLink(entry) } : pair;
}

function updateReason(pair: Paired, { moves }: MembershipDecision, values: boolean): ReasonCode {
	if (moves.partner === 'join' || moves.crm === 'join') return 'rejoined';
	if (!pair.entry) return 'linked';
	return values ? 'changed' : 'entryRenewed';
}

/** The pair is out of the flow on some side and stays so; only the entry may have to learn it. */
function planSettling(meeting: Meeting, desk: Desk): PlannedAction {
	const { item, pair, member } = meeting;
	const entry = entryFor(item.contact, pair, pair.entry?.bases ?? noBases(), member.after, desk);
	const write = item.remembered !== undefined || pair.stale !== undefined || !sameMeaning(entry, pair.entry, desk.entryKeyBytes);
	return plain(item, 'skip', settledReason(meeting, desk), { record: pair.record, ...(write ? { intent: entryOnly(pair.record, entry) } : {}) });
}

function settledReason({ out, was, now }: Meeting, { operation, settings }: Desk): ReasonCode {
	if (operation !== 'upsert') return 'alreadyOut';
	if (out) return settings.leaving === 'nothing' ? 'keptByPolicy' : 'alreadyOut';
	return leftBy('partner', was, now) && settings.toCrm?.leaving === 'nothing' ? 'keptByPolicy' : 'removedByPerson';
}

/** The CRM side is out, so the partner's record leaves or goes. */
function planLeaving({ item, pair, out = 'leftScope', was, warnings }: Meeting, policy: LeavePolicy, desk: Desk): PlannedAction {
	const { record } = pair;
	if (policy === 'delete' && was === 'both' && mayDelete(pair, desk)) return planDeleting(item, record, out, warnings);
	const optsOut = policy === 'optOut' && record.mailing === 'open';
	const changes: FieldChange[] = optsOut ? [{ field: 'mailing', side: 'partner', before: 'open', after: 'optedOut' }] : [];
	const intent = leavingIntent(item, pair, desk, optsOut ? { doNotEmail: true } : {});
	return plain(item, 'leave', out, { record, warnings, changes, intent });
}

function leavingIntent(item: Incoming, pair: Paired, desk: Desk, patch: FieldPatch = {}): Intent {
	const entry = entryFor(item.contact, pair, pair.entry?.bases ?? noBases(), 'dormant', desk);
	return { op: 'update', record: pair.record, patch, move: 'leave', entry };
}

function planDeleting(item: Incoming, record: PartnerRecord, reason: ReasonCode, warnings: Warning[]): PlannedAction {
	return plain(item, 'delete', reason, { record, warnings, changes: lostValues(record.fields, 'partner'), intent: { op: 'delete', record } });
}

/** A person took the contact out at the partner, so it leaves the scope, or goes where that is the policy and nobody edited it. */
function planLeavingInCrm({ item, pair, warnings }: Meeting, desk: Desk): PlannedAction {
	const { settings, crm } = desk;
	const { toCrm } = settings;
	const crmRecord = item.record;
	if (!toCrm || !crm || !crmRecord) throw new Error('only a CRM that may be written can be left');
	const { record } = pair;
	// What this run has merged already was somebody's edit.
	const untouched = item.remembered === undefined && pair.entry !== undefined && !isEditedInCrm(item.contact, pair.entry, desk);
	if (toCrm.leaving === 'delete' && presenceOf(record, desk) === 'out' && crm.destroys !== 'nothing' && untouched) {
		const intent = entryOnly(record, entryFor(item.contact, pair, pair.entry?.bases ?? noBases(), 'dormant', desk));
		return plain(item, 'delete', 'leftGroup', { record, warnings, changes: lostValues(item.contact, 'crm'), intent, crm: { op: 'delete', record: crmRecord } });
	}
	const leaves = crm.joinable.includes(toCrm.scope.kind);
	const entry = entryFor(item.contact, pair, pair.entry?.bases ?? noBases(), leaves ? 'dormant' : 'crm', desk);
	const intent = entryOnly(record, entry);
	if (!leaves) return plain(item, 'skip', 'removedByPerson', { record, intent });
	return plain(item, 'leave', 'leftGroup', { record, warnings, intent, crm: { op: 'update', record: crmRecord, patch: {}, move: 'leave' } });
}

/** Removing or deleting on request, whatever the CRM says. */
function planRequest(meeting: Meeting, desk: Desk): PlannedAction {
	const { item, pair, now, warnings } = meeting;
	if (desk.operation === 'delete' && mayDelete(pair, desk)) return planDeleting(item, pair.record, 'removedByRequest', warnings);
	const leaves = now.partner === 'in';
	if (!leaves) return planSettling(meeting, desk);
	return plain(item, 'leave', 'removedByRequest', { record: pair.record, warnings, intent: leavingIntent(item, pair, desk) });
}

/** The other records that a pair stands for, as far as they are not gone or out as well. */
function heirs({ merged }: Paired, { settings, goneIds, outIds }: Desk): Paired['merged'] {
	const idOf = (ref: Paired['merged'][number]) => contactId(settings.account, ref.recordType, ref.recordId);
	return merged.filter((ref) => !goneIds?.has(idOf(ref)) && !outIds?.has(idOf(ref)));
}

/** A record that also stands for another one, because a person merged them, stays for that one. */
function planPassingOn({ item, pair, was }: Meeting, desk: Desk): PlannedAction {
	const [next, ...merged] = heirs(pair, desk);
	const entry = entryFor(item.contact, pair, pair.entry?.bases ?? noBases(), was, desk);
	const passed: PairEntry = { ...entry, record: next ?? entry.record, merged };
	return plain(item, 'skip', 'merged', { record: pair.record, intent: entryOnly(pair.record, passed) });
}

/** What goes with a deleted record, so that it is at least in the output. */
export function lostValues(fields: PartnerRecord['fields'], side: Side): FieldChange[] {
	return FIELDS.map((field): FieldChange => ({ field, side, before: fieldText(field, fields), after: '' })).filter(({ before }) => before !== '');
}
