import { accountKey } from '../contact/contact';
import { parseLink } from '../contact/link';
import type { PartnerRecord } from '../ports/partner';
import { entryIntent, entryOnly, plain, type PlannedAction } from './actions';
import { addressesOf, basesAt, freeAddress, matchByAddress } from './byAddress';
import { entryFor, isHeldElsewhere, malformed, mergeFields, presenceOf, rulesFor, type Desk, type PlanContext } from './desk';
import { entriesOf } from './echo';
import { createFirstComers } from './firstComers';
import { isEmptied, isIdentifiable, ownLinks, sharedWithOthers } from './identity';
import { notedOptOutsOf, optedOutFurther } from './consent';
import type { Incoming } from './incoming';
import { optedOutAddresses } from './sharedOptOut';
import { createMatcher, type Matcher } from './match';
import { countKeyless } from './keyless';
import { planLink, withoutEmpty } from './planLink';
import { keptOf, planHealing } from './planDoubles';
import { planPair } from './planPair';
import { planFurtherOptOuts, planSharedOptOuts } from './planShared';
import { planUnknownToCrm, type CrmCandidates } from './planPartner';
import { groupMark, sameMeaning } from './pairEntry';
import { compareIds, indexPartner, type Paired, type PartnerIndex } from './partnerIndex';
import type { ReasonCode, Summary, Warning } from './report';
import { createRivals } from './rivals';

export type { Intent, PlannedAction } from './actions';

export interface Plan {
	actions: readonly PlannedAction[];
	pairs: number;
	/** Only of both ways. */
	keyless?: NonNullable<Summary['keyless']>;
}

/**
 * The actions for the incoming contacts, one per item and in the items' order, from one snapshot of the partner side.
 * Pure: same input, same plan, whatever the order of the items.
 */
export function planIncoming(incoming: readonly Incoming[], context: PlanContext): Plan {
	const desk = openDesk(context);
	return { actions: planItems(incoming, desk), pairs: desk.index.pairs };
}

/** The same, and after it the partner records in the group that have no counterpart in the CRM. */
export function planBothWays(incoming: readonly Incoming[], context: PlanContext, candidates: CrmCandidates): Plan {
	const optedOut = new Set([...(context.optedOut ?? []), ...optedOutAddresses(incoming.map(({ contact }) => contact))]);
	const desk = withRivals(openDesk({ ...context, optedOut }), incoming, candidates.contested ?? {});
	const actions = planSharedOptOuts(planItems(incoming, desk), desk);
	const met = new Set(actions.flatMap(({ contact, intent, crm }) => (intent || crm ? [contact.id] : [])));
	return { actions: planFurtherOptOuts([...actions, ...planUnknownToCrm(desk, candidates, met)], desk), pairs: desk.index.pairs, keyless: countKeyless(incoming, desk) };
}

/** Where the lowest id stands for all, and where the address is the identity, nobody is contested. */
function withRivals(desk: Desk, incoming: readonly Incoming[], contested: Readonly<Record<string, number>>): Desk {
	const { settings, capabilities } = desk;
	if (settings.ambiguity === 'lowestCrmId' || capabilities.identity === 'email') return desk;
	return { ...desk, rivals: createRivals(incoming, contested, desk) };
}

export function openDesk(context: PlanContext): Desk {
	const index = indexPartner(context.snapshot, context.settings.account, context.groupId, context);
	const rules = { person: rulesFor('person', context), company: rulesFor('company', context) };
	const first = context.settings.ambiguity === 'lowestCrmId' ? { first: createFirstComers(index, context.groupId, context.normal) } : {};
	return { ...context, index, match: lazyMatcher(context, index), mark: groupMark(context.groupId), taken: new Set(), notedOptOuts: notedOptOutsOf(context.snapshot), rules, ...first };
}

function planItems(incoming: readonly Incoming[], desk: Desk): PlannedAction[] {
	const last = new Map(incoming.map((item) => [item.contact.id, item.key]));
	const planned = new Map<string, PlannedAction>();
	// Who is gone comes last: the record may have found another counterpart by then.
	const late = ({ event }: Incoming) => (event === 'deleted' ? 1 : 0);
	for (const item of [...incoming].sort((a, b) => late(a) - late(b) || compareIds(a.contact.id, b.contact.id))) {
		const repeated = last.get(item.contact.id) !== item.key;
		const action = repeated ? plain(item, 'skip', 'repeatedInRun') : planOne(item, desk);
		if (action.action !== 'skip') desk.first?.add(item.contact);
		planned.set(item.key, action);
	}
	return incoming.map((item) => planned.get(item.key) as PlannedAction);
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
		// Whom a link names is nobody else's.
		matcher ??= createMatcher(index.free.filter(({ id }) => !context.ownIds?.has(id)), context.settings.matchBy, context.normal, context.groupId);
		return matcher(contact, taken);
	};
}

/** Why the contact is out of the flow now, or undefined while it is in. */
function outReason(item: Incoming, desk: Desk): ReasonCode | undefined {
	if (desk.operation !== 'upsert') return 'removedByRequest';
	if (item.event === 'deleted') return 'deletedInCrm';
	if (item.event === 'left') return item.record?.standing === 'untitled' ? 'noLegalTitle' : 'leftScope';
	if (isEmptied(item.contact)) return 'emptied';
	return desk.capabilities.identity === 'email' && addressesOf(item.contact).length === 0 ? 'noEmail' : undefined;
}

function planOne(given: Incoming, desk: Desk): PlannedAction {
	const pairs = desk.index.pairedWith(given.contact.id);
	const { pair, doubles } = keptOf(given, pairs, desk);
	const out = outReason(given, desk);
	if (pair) {
		if (desk.taken.has(pair.record.id)) return plain(given, 'skip', 'notPaired');
		desk.taken.add(pair.record.id);
		const item = withoutStaleMemory(given, pair, desk);
		const known = item.remembered ? { ...pair, entry: item.remembered } : pair;
		const warnings: Warning[] = pairs.length > 1 ? [{ code: 'doubles', count: pairs.length }] : [];
		if (desk.capabilities.identity === 'email') return withFormer(planPair(item, known, out, desk, warnings), pairs, pair, desk);
		return doubles.length === 0 ? planPair(item, known, out, desk, warnings) : planHealing(item, known, doubles, out, desk, warnings);
	}
	if (pairs.length > 0) return plain(given, 'skip', 'merged', { record: pairs[0]?.record });
	return planUnpaired(given, out, desk);
}

/** What is remembered only counts while the record does not carry it. */
function withoutStaleMemory(item: Incoming, pair: Paired, desk: Desk): Incoming {
	if (!item.remembered || !sameMeaning(item.remembered, pair.entry, desk.entryKeyBytes)) return item;
	const { remembered, ...rest } = item;
	return remembered ? rest : item;
}

function planUnpaired(item: Incoming, out: ReasonCode | undefined, desk: Desk): PlannedAction {
	const linked = item.partnerId === undefined ? undefined : desk.snapshot.records.get(item.partnerId);
	if (linked && !desk.taken.has(linked.id) && (desk.index.isFree(linked.id) || sleptForAnother(item, linked, desk))) return planLinked(item, linked, out, desk);
	if (out) return plain(item, 'skip', out === 'emptied' ? 'nothingToIdentify' : out === 'noEmail' ? 'noEmail' : 'notPaired', { warnings: malformed(item.contact) });
	if (item.partnerGone) return planMadeAnew(item, desk) ?? planGoneAtPartner(item, desk);
	if (!isIdentifiable(item.contact)) return plain(item, 'skip', 'nothingToIdentify', { warnings: malformed(item.contact) });
	if (desk.snapshot.pendingCreates.has(item.contact.id)) return plain(item, 'skip', 'outcomeUnknown');
	if (desk.first?.precede(item.contact)) return plain(item, 'skip', 'notFirst');
	const match = desk.capabilities.identity === 'email' ? matchByAddress(item.contact, desk) : desk.match(item.contact, desk.taken);
	if (match.kind === 'ambiguous') {
		return plain(item, 'skip', 'ambiguous', { warnings: [{ code: 'ambiguous', count: match.count }] });
	}
	if (match.kind === 'found') return planMatched(item, match.record, desk);
	if (desk.settings.missing === 'doNotRecreate' && item.event === 'updated') return plain(item, 'skip', 'notRecreated');
	const shared: Warning[] = match.shared > 0 ? [{ code: 'sharedEmail', count: match.shared }] : [];
	return desk.capabilities.identity === 'email' ? planNewAddress(item, desk, shared) : planCreate(item, desk, shared);
}

/** A step before has given the record to this contact, because the one that it slept for is gone. */
function sleptForAnother({ remembered }: Incoming, record: PartnerRecord, { settings, mark }: Desk): boolean {
	const settled = entriesOf(record, accountKey(settings.account)).map(({ memberships }) => memberships.get(mark));
	return remembered !== undefined && settled.every((one) => one === undefined || one === 'partner');
}

/** Two contacts that fit one record: none of them is touched. */
function planMatched(item: Incoming, record: PartnerRecord, desk: Desk): PlannedAction {
	const count = desk.rivals?.fitting(record) ?? 1;
	return count > 1 ? plain(item, 'skip', 'ambiguous', { record, warnings: [{ code: 'ambiguous', count }] }) : planLink(item, record, desk);
}

/** The CRM's link names the record, or a step before has found it: a pair whose entry is lost or was not yet written. */
function planLinked(item: Incoming, record: PartnerRecord, out: ReasonCode | undefined, desk: Desk): PlannedAction {
	desk.taken.add(record.id);
	if (!item.remembered && !out) return planLink(item, record, desk);
	return planPair(item, { record, merged: [], role: 'own', ...(item.remembered ? { entry: item.remembered } : {}) }, out, desk, []);
}

/** A person deleted the contact and put it into the group again: that is the same contact. */
function planMadeAnew(item: Incoming, desk: Desk): PlannedAction | undefined {
	if (!isIdentifiable(item.contact)) return undefined;
	const match = desk.match(item.contact, desk.taken);
	return match.kind === 'found' && presenceOf(match.record, desk) === 'in' ? planLink(item, match.record, desk) : undefined;
}

/** A person deleted the contact at the partner: it leaves the scope, or goes, or stays there alone. */
function planGoneAtPartner(item: Incoming, desk: Desk): PlannedAction {
	const { toCrm } = desk.settings;
	const { record } = item;
	if (!toCrm || !desk.crm || !record || toCrm.leaving === 'nothing') return plain(item, 'skip', 'keptByPolicy');
	const links = ownLinks(record, desk.linkMark);
	const unlink = links.find((text) => !desk.snapshot.records.has(parseLink(text)?.partnerId ?? '')) ?? links[0];
	// Nothing tells any more whether somebody edited the CRM's record since, so it is never deleted here.
	if (!desk.crm.joinable.includes(toCrm.scope.kind) || sharedWithOthers(record, desk)) return plain(item, 'skip', 'removedByPerson');
	return plain(item, 'leave', 'deletedAtPartner', { crm: { op: 'update', record, patch: {}, move: 'leave', ...(unlink ? { unlink } : {}) } });
}

/** Who opted out is not put into a list at all. */
function planNewAddress(item: Incoming, desk: Desk, warnings: Warning[]): PlannedAction {
	if (item.contact.doNotEmail === true || addressesOf(item.contact).some((one) => desk.optedOut?.has(one)) || optedOutFurther(item.contact, undefined, desk)) return plain(item, 'skip', 'optedOut');
	const address = freeAddress(item.contact, desk);
	if (address === undefined) return plain(item, 'skip', 'addressTaken', { warnings });
	desk.taken.add(address);
	return planCreate(item, desk, warnings, address);
}

/** A move that was cut left the pair at its old address, too: that one loses it, and stays in the list. */
function withFormer(action: PlannedAction, pairs: readonly Paired[], { record, entry }: Paired, desk: Desk): PlannedAction {
	const former = pairs.filter((one) => one.role === 'own' && one.record.id !== record.id && !isHeldElsewhere(one, desk)).map((one) => one.record);
	if (former.length === 0 || !desk.crm) return action;
	const intent = action.intent ? entryIntent(action.intent) : entry && entryOnly(record, entry);
	return intent ? { ...action, intent, doubles: former } : action;
}

function planCreate(item: Incoming, desk: Desk, warnings: Warning[], address?: string): PlannedAction {
	const merge = mergeFields(item.contact, undefined, undefined, desk, 'nothingAtFirst');
	const entry = entryFor(item.contact, {}, address === undefined ? merge.bases : basesAt(merge.bases, address, desk), 'both', desk);
	const tags = desk.capabilities.tags === 'ofNew' && item.contact.tags ? { tags: item.contact.tags } : {};
	const fields = { ...withoutEmpty(merge.patches.partner), ...(address === undefined ? {} : { emails: [{ value: address }] }), ...tags };
	if (desk.crm && !isIdentifiable({ ...fields, recordType: item.contact.recordType })) return plain(item, 'skip', 'nothingToIdentify', { warnings });
	return plain(item, 'create', 'new', {
		changes: merge.changes,
		warnings: [...warnings, ...malformed(item.contact)],
		intent: { op: 'create', fields, entry },
	});
}
