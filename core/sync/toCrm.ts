import type { RecordType } from '../contact/contact';
import { linkText } from '../contact/link';
import { createNormaliser } from '../contact/normalise';
import { expectSyncError } from '../errors';
import type { CrmRecord, CrmSide } from '../ports/crm';
import type { Environment } from '../ports/environment';
import { entryKey, type PartnerCapabilities, type PartnerRecord, type PartnerSnapshot } from '../ports/partner';
import { counting } from '../progress';
import { plain, type PlannedAction } from './actions';
import { createRun, finish, resultOf, settleConflict, stopRun, type Run } from './apply';
import { crmRound, type CrmTools } from './applyCrm';
import { readCrm } from './crmView';
import type { Desk, PlanContext } from './desk';
import { isEditedOnly, outlived, ownPairs, readAsked } from './gather';
import { checkGuards } from './guards';
import type { Incoming, IncomingEvent } from './incoming';
import { openDesk, planBothWays } from './plan';
import { encodeEntry } from './pairEntry';
import type { ItemResult, Summary } from './report';
import { reportOf } from './run';
import { inScope } from './scope';
import type { FlowSettings, ToCrmSettings } from './settings';

/** A partner record as a trigger of that side hands it over. */
export type PartnerIncoming =
	| { key: string; event: Exclude<IncomingEvent, 'deleted'>; record: PartnerRecord }
	/** A deleted record leaves nothing but its id. */
	| { key: string; event: 'deleted'; partnerId: string };

export interface ToCrmRequest {
	incoming: readonly PartnerIncoming[];
	crm: CrmSide;
	/** What the partner can hold; it is neither read nor written here. */
	partner: PartnerCapabilities;
	settings: FlowSettings & { toCrm: ToCrmSettings };
	recordTypes: readonly RecordType[];
	/** The flow's group, as the records name it. */
	groupId: string;
	/** Random id of the partner account, where the source tells; without it no links are read or stored. */
	accountMark?: string;
	/** no: the mark is new, and no link can name it yet. Default yes. */
	linkKnown?: 'yes' | 'no';
	/** Pairs of the flow, where the source tells; the guards compare with it. */
	pairs?: number;
	env: Environment;
	mode: 'apply' | 'preview';
}

export interface ToCrmResult extends ItemResult {
	/** The CRM's record as it is now; absent where there is none. */
	record?: CrmRecord;
	/** Text of the entry that the partner record has to get; absent where nothing was written to the CRM. */
	entry?: string;
}

export interface ToCrmReport {
	results: readonly ToCrmResult[];
	summary: Summary;
}

/**
 * Brings partner records to the CRM by the rules of the two-way flow, without touching the partner: what the partner
 * still has to learn goes out with the results. Rejects with a SyncError when the run stopped before its first write.
 */
export async function runToCrm(request: ToCrmRequest): Promise<ToCrmReport> {
	const known = contextOf(request);
	const at = request.env.clock.now();
	const records = await readCounterparts(request, openDesk(known));
	const context: PlanContext = { ...known, goneIds: outlivedIds(records, openDesk(known)) };
	const desk = openDesk(context);
	const justRead = { at, ids: new Set([...records.values()].flatMap((one) => (one === 'gone' ? [] : [one.contact.id]))) };
	const items = [...itemsOfPairs(request, desk, records), ...itemsOfDeleted(request, records)];
	const unpaired = needsEveryone(request, items, desk) ? await readUnpaired(request, desk) : [];
	const planned = planBothWays(items, context, { unpaired, pending: new Set() });
	const actions = byRequest(request, planned.actions);
	const pairs = Math.max(request.pairs ?? 0, actions.length);
	// What people edited since the last poll is their own doing, however much it is.
	checkGuards({ actions, pairs, records: 0, maxRecords: Infinity, wanted: NO_ENTRY, overrides: [...request.settings.overrides, 'massChange'] });
	const run = createRun(items, actions);
	if (request.mode === 'preview') for (const action of actions) run.results.set(action.key, resultOf(action));
	else await apply(request, run, { ...context, justRead });
	const results = actions.map(({ key }) => handOn(key, run, context, records));
	const report = reportOf(results, pairs, request.groupId);
	return { results, summary: run.stopped ? { ...report.summary, stopped: run.stopped } : report.summary };
}

const NO_ENTRY = { accountKey: '', scopeHash: '', mappingHash: '', pairs: 0, accountMark: '' };

function contextOf({ incoming, crm, partner, settings, groupId, accountMark, linkKnown = 'yes' }: ToCrmRequest): PlanContext {
	const records = new Map(incoming.flatMap((one) => (one.event === 'deleted' ? [] : [[one.record.id, one.record] as const])));
	const snapshot: PartnerSnapshot = { records, groups: [{ id: groupId, name: '', kind: 'user' }], pendingCreates: new Map() };
	return {
		operation: 'upsert',
		settings,
		snapshot,
		capabilities: partner,
		groupId,
		normal: createNormaliser(settings.defaultCountry),
		entryKeyBytes: entryKey(settings.account).length,
		crm: crm.capabilities,
		...(accountMark ? { linkMark: `${partner.kind}:${accountMark}:`, linkKnown } : {}),
	};
}

/** CRM records by the partner id that they are the counterpart of: by entry, else by link. */
type Counterparts = Map<string, CrmRecord | 'gone'>;

async function readCounterparts({ incoming, crm, partner, accountMark, linkKnown = 'yes' }: ToCrmRequest, desk: Desk): Promise<Counterparts> {
	const found: Counterparts = new Map();
	const ids = new Map([...desk.index.ids()].flatMap((id) => desk.index.pairedWith(id).flatMap(({ record, role }) => (role === 'own' ? [[record.id, id] as const] : []))));
	const edited = [...ids.values()].filter((id) => isEditedOnly(id, desk.index.pairedWith(id).find(({ role }) => role === 'own'), desk));
	const { records: read } = await readAsked(crm, [...new Set(ids.values())], new Set(edited));
	for (const [partnerId, id] of ids) found.set(partnerId, read.get(id) ?? 'gone');
	if (!accountMark || linkKnown === 'no' || crm.capabilities.links === 'none') return found;
	for (const one of incoming) {
		const partnerId = one.event === 'deleted' ? one.partnerId : one.record.id;
		if (found.has(partnerId)) continue;
		const linked = await crm.findByLink(linkText({ partner: partner.kind, accountMark, partnerId }));
		if (linked) found.set(partnerId, linked);
	}
	return found;
}

/** Contacts that slept when they went in the CRM: whose record is in the group again is new there. */
function outlivedIds(records: Counterparts, desk: Desk): Set<string> {
	const pairs = ownPairs(desk);
	const gone = new Set([...pairs].flatMap(([id, { record }]) => (records.get(record.id) === 'gone' ? [id] : [])));
	return new Set([...gone].filter((id) => outlived(pairs, new Set([id]), desk).length > 0));
}

function itemsOfPairs({ incoming, settings }: ToCrmRequest, desk: Desk, records: Counterparts): Incoming[] {
	return incoming.flatMap((one): Incoming[] => {
		if (one.event === 'deleted') return [];
		const record = records.get(one.record.id);
		if (!record || record === 'gone') return [];
		const paired = desk.index.pairedWith(record.contact.id).length > 0;
		const event = inScope(record, settings.toCrm.scope) ? 'updated' : 'left';
		return [{ key: one.key, contact: record.contact, event, record, ...(paired ? {} : { partnerId: one.record.id }) }];
	});
}

function itemsOfDeleted({ incoming, settings }: ToCrmRequest, records: Counterparts): Incoming[] {
	return incoming.flatMap((one): Incoming[] => {
		const record = one.event === 'deleted' ? records.get(one.partnerId) : undefined;
		if (!record || record === 'gone') return [];
		const event = inScope(record, settings.toCrm.scope) ? 'updated' : 'left';
		return [{ key: one.key, contact: record.contact, event, record, partnerGone: 'yes' }];
	});
}

/** Records in the group without counterpart have to be looked for among all records of the CRM. */
function needsEveryone({ incoming, groupId }: ToCrmRequest, items: readonly Incoming[], desk: Desk): boolean {
	const known = new Set(items.map(({ key }) => key));
	return incoming.some((one) => one.event !== 'deleted' && !known.has(one.key) && one.record.groups.includes(groupId) && desk.index.isFree(one.record.id));
}

async function readUnpaired({ crm, recordTypes }: ToCrmRequest, desk: Desk): Promise<CrmRecord[]> {
	const { records } = await readCrm(crm, recordTypes, { kind: 'all' }, undefined);
	return [...records.values()].filter(({ contact, links = [] }) => desk.index.pairedWith(contact.id).length === 0 && !links.some((text) => text.startsWith(desk.linkMark ?? ' ')));
}

/** One action per incoming record, in its order and under its key. */
function byRequest({ incoming, settings }: ToCrmRequest, actions: readonly PlannedAction[]): PlannedAction[] {
	const byKey = new Map(actions.map((action) => [action.key, action]));
	return incoming.map((one) => {
		const own = byKey.get(one.key) ?? byKey.get(`partner:${one.event === 'deleted' ? one.partnerId : one.record.id}`);
		if (own) return { ...own, key: one.key };
		const nobody = { ...settings.account, id: '', recordType: 'person' as const, recordId: '' };
		return plain({ key: one.key, contact: nobody }, 'skip', 'notPaired', one.event === 'deleted' ? {} : { record: one.record });
	});
}

/** Only what the CRM has to get is written; the rest of each action is for the node that follows. */
async function apply({ crm, partner: capabilities, settings, groupId, env }: ToCrmRequest, run: Run, context: PlanContext): Promise<void> {
	for (const [key, action] of run.open) if (!action.crm) handedOver(key, action, run);
	const tools: CrmTools = { context, setting: { settings, groupId, capabilities, normal: context.normal }, answered: counting(run.open.size, env.progress) };
	try {
		await crmRound(run, crm, tools, 'more');
		for (const [key, action] of run.open) {
			if (action.crm) settleConflict(key, undefined, run);
			else handedOver(key, action, run);
		}
	} catch (error) {
		stopRun(expectSyncError(error), run);
	}
}

function handedOver(key: string, action: PlannedAction, run: Run): void {
	run.open.delete(key);
	finish(run, action, {});
}

function handOn(key: string, run: Run, { entryKeyBytes }: PlanContext, records: Counterparts): ToCrmResult {
	const result = run.results.get(key) as ItemResult;
	const item = run.items.get(key);
	const known = records.get(result.partnerId ?? '');
	const record = item?.record ?? (known === 'gone' ? undefined : known);
	const written = result.sides.includes('crm') && result.action !== 'failed';
	return {
		...result,
		...(record ? { record, contactId: record.contact.id } : {}),
		...(written && item?.remembered ? { entry: encodeEntry(item.remembered, entryKeyBytes) } : {}),
	};
}
