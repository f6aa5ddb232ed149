import { accountKey, type RecordType } from '../contact/contact';
import { createNormaliser } from '../contact/normalise';
import type { CrmRecord, CrmSide } from '../ports/crm';
import type { Environment } from '../ports/environment';
import { entryKey, type PartnerSide, type PartnerSnapshot } from '../ports/partner';
import { plain, type PlannedAction } from './actions';
import { carryOut, createRun, resultOf, type Run, type Tools } from './apply';
import { readCrm, type CrmView } from './crmView';
import { createdBefore } from './createdBefore';
import type { PlanContext } from './desk';
import { encodeFlowEntry, newFlowEntry, type FlowEntry } from './flowEntry';
import { gather, type Gathered } from './gather';
import { goneAtPartner } from './gone';
import { dueLinks, storeLinks } from './links';
import { accountMark, findGroup, renewalOf, type FlowGroup } from './group';
import { checkGuards, LEAVE_LIMIT } from './guards';
import { indexPartner } from './partnerIndex';
import { openDesk, planBothWays, type Plan } from './plan';
import { countingWrites, expectedMinutes, tellExpected } from './progress';
import type { RunReport, Summary } from './report';
import { readyGroup, reportOf, settled } from './run';
import { contestedAfter } from './rivals';
import { inScope, scopeText } from './scope';
import type { FlowSettings, ToCrmSettings } from './settings';
import { bounded, dueAgain, readState, type SyncState } from './syncState';
import type { WriteSetting } from './writes';

/** changes: what is new since the last run that went through. everything: both sides are compared whole. */
export type RunMode = 'changes' | 'everything';

export interface SyncRequest {
	crm: CrmSide;
	partner: PartnerSide;
	settings: FlowSettings & { toCrm: ToCrmSettings };
	recordTypes: readonly RecordType[];
	/** As the last run answered it. */
	state: unknown;
	read: RunMode;
	env: Environment;
	/** preview computes the whole plan and writes nothing, not even state. */
	mode: 'apply' | 'preview';
}

export interface SyncAnswer {
	report: RunReport;
	/** For the next run. After a preview, or a run that was stopped, as far on as is safe. */
	state: SyncState;
	/** What was really read. */
	extent: CrmView['extent'];
}

/**
 * One run of a two-way flow: both sides are read, the plan is made, the guards look at it, and then it is carried out.
 * Rejects with a SyncError when the run stopped before its first write; later stops are in the report.
 */
export async function runSync(request: SyncRequest): Promise<SyncAnswer> {
	const opened = await open(request);
	const seen = await look(request, opened);
	const planned = await planRun(request, opened, seen);
	guard(request, opened, seen, planned);
	const { extent } = seen.view;
	if (request.mode === 'preview') return { report: preview(opened, planned), state: opened.before, extent };
	tellExpected(request.env, expectedMinutes(planned.plan.actions, request.partner.capabilities, request.crm.capabilities));
	const run = createRun(seen.gathered.items, planned.plan.actions);
	const report = await apply(request, run, opened, seen, planned);
	return { report: { ...report, summary: { ...report.summary, ...planned.told } }, state: stateAfter(request, opened, seen, planned, run), extent };
}

/** What is known before the CRM is read. */
interface Opened {
	/** What the state belongs to. */
	flowKey: string;
	before: SyncState;
	flow: FlowGroup;
	/** Random id of the partner account. */
	mark: string;
	context: PlanContext;
}

async function open({ crm, partner, settings, recordTypes, state, read, env }: SyncRequest): Promise<Opened> {
	const flowKey = `${scopeText(settings.toCrm.scope)} ${[...recordTypes].sort().join()}`;
	const before = readState(state, flowKey);
	const snapshot = await partner.snapshot(read === 'changes' && before.crm ? before.partner : undefined);
	const flow = findGroup(settings, snapshot);
	const mark = accountMark(snapshot, env.random);
	const context: PlanContext = {
		operation: 'upsert',
		settings,
		snapshot,
		capabilities: partner.capabilities,
		groupId: flow.group?.id,
		normal: createNormaliser(settings.defaultCountry, partner.capabilities.unknownParts),
		entryKeyBytes: entryKey(settings.account).length,
		crm: crm.capabilities,
		linkMark: `${partner.capabilities.kind}:${mark}:`,
		linkKnown: snapshot.accountMark !== undefined ? hasPairs(snapshot, settings) : snapshot.groups.some((group) => group.flowEntry?.endsWith(`;${mark}`)) ? 'yes' : 'no',
	};
	return { flowKey, before, flow, mark, context };
}

/** Under a mark that does not change, links of runs before are known as long as one pair is left. */
function hasPairs({ records }: PartnerSnapshot, { account }: FlowSettings): 'yes' | 'no' {
	const key = accountKey(account);
	for (const { entries } of records.values()) if (entries.some((stored) => stored.accountKey === key)) return 'yes';
	return 'no';
}

/** What was read of the CRM, and how much of it. */
interface Seen {
	view: CrmView;
	mode: RunMode;
	gathered: Gathered;
	/** When reading singly began. */
	readAt: number;
	/** Contact ids that were looked at although nothing changed in the CRM, and those that a later run will look at. */
	again: { now: readonly string[]; later: readonly string[] };
}

async function look({ crm, settings, recordTypes, read, env }: SyncRequest, { before, context }: Opened): Promise<Seen> {
	const { toCrm } = settings;
	const cursor = read === 'changes' ? before.crm?.cursor : undefined;
	const gone = cursor === undefined ? 'unknown' : await goneAtPartner(crm, context);
	const view = await readCrm(crm, recordTypes, toCrm.scope, gone === 'unknown' ? undefined : cursor, env.phase);
	const mode: RunMode = view.extent === 'changes' ? 'changes' : 'everything';
	const desk = openDesk(context);
	const most = mostMissing(desk.index.pairs, settings);
	// One more than the guard lets pass is enough to make it stop the run.
	const missed = mode === 'everything' || gone === 'unknown' ? [] : gone;
	const again = { now: [...new Set([...dueAgain(before, mode), ...missed.slice(0, most + 1)])], later: missed.slice(most + 1) };
	const readAt = env.clock.now();
	const gathered = await gather(crm, view, desk, toCrm, {
		recordTypes,
		again: again.now,
		parked: mode === 'changes' ? before.parked : {},
		told: mode === 'changes' ? before.told : {},
		mostMissing: most,
		phase: env.phase,
	});
	return { view, mode, gathered, readAt, again };
}

interface Planned {
	plan: Plan;
	/** The context of the plan: with what the CRM told. */
	context: PlanContext;
	/** The entry that the group is to carry. */
	wanted: FlowEntry;
	/** What the summary tells of it. */
	told: Pick<Summary, 'crmClockOffMs' | 'keyless'>;
}

/** Plans until everybody who is about to be created in the CRM was looked for there. */
async function planRun(request: SyncRequest, opened: Opened, seen: Seen): Promise<Planned> {
	const asked = new Set<string>();
	const represented = new Set<string>();
	for (let { gathered } = seen; ; ) {
		const planned = planOnce(request, opened, { ...seen, gathered }, represented);
		const linkKnown = opened.flow.stored ? opened.context.linkKnown : 'no';
		const found = await createdBefore(request.crm, planned.plan.actions, { ...planned.context, ...(linkKnown ? { linkKnown } : {}) }, asked);
		if (found.size === 0) return planned;
		const index = indexPartner(planned.context.snapshot, planned.context.settings.account, planned.context.groupId);
		const alone: CrmRecord[] = [];
		for (const [partnerId, record] of found) {
			if (index.pairedWith(record.contact.id).length === 0) alone.push(record);
			// Paired with another record meanwhile, this is not the one that was created for it.
			else represented.add(partnerId);
		}
		const ids = new Set(alone.map(({ contact }) => contact.id));
		gathered = { ...gathered, unpaired: [...(gathered.unpaired ?? []).filter(({ contact }) => !ids.has(contact.id)), ...alone] };
	}
}

function planOnce({ settings, env }: SyncRequest, { before, context, flow, mark }: Opened, { view, mode, gathered, readAt }: Seen, represented: ReadonlySet<string>): Planned {
	const off = clocksApart(view, env);
	const planning: PlanContext = { ...context, goneIds: gathered.gone, outIds: gathered.out, ownIds: gathered.ownIds, optedOut: gathered.optedOut, justRead: { at: readAt, ids: gathered.readSingly }, ...(off === undefined ? {} : { clocks: 'apart' }) };
	const full = planBothWays(gathered.items, planning, { unpaired: gathered.unpaired, pending: new Set(Object.keys(stillUnknown(before, env))), represented, contested: mode === 'changes' ? before.contested : {} });
	const plan: Plan = { ...full, actions: withinBudget(full.actions, settings.toCrm.writesPerRun) };
	const told = { ...(off === undefined ? {} : { crmClockOffMs: off }), ...(plan.keyless ? { keyless: plan.keyless } : {}) };
	const leaving = plan.actions.filter(({ action }) => action === 'leave' || action === 'delete').length;
	const entry = newFlowEntry(settings, Math.max(0, plan.pairs - leaving), mark);
	return { plan, context: planning, wanted: { ...entry, scopeHash: entry.scopeHash || (flow.stored?.scopeHash ?? '') }, told };
}

function guard({ partner, settings }: SyncRequest, { context, flow }: Opened, { view, mode }: Seen, { plan, wanted }: Planned): void {
	checkGuards({
		actions: plan.actions,
		pairs: plan.pairs,
		records: context.snapshot.records.size,
		maxRecords: partner.capabilities.maxRecords,
		stored: flow.stored,
		wanted,
		overrides: settings.overrides,
		...(context.snapshot.creates ? { creates: context.snapshot.creates } : {}),
		...(mode === 'everything' ? { listedInCrm: countInScope(view, settings.toCrm) } : {}),
	});
}

function preview({ flow }: Opened, { plan, told }: Planned): RunReport {
	const report = reportOf(plan.actions.map(resultOf), plan.pairs, flow.group?.id);
	return { ...report, summary: { ...report.summary, ...told } };
}

/** Above this the clocks of the two sides cannot be compared. */
const MOST_CLOCK_DIFFERENCE_MS = 2 * 60_000;

/** How many milliseconds the CRM's clock is off, where that is too much. */
function clocksApart({ serverTime }: CrmView, { clock }: Environment): number | undefined {
	const off = serverTime === undefined ? 0 : serverTime - clock.now();
	return Math.abs(off) > MOST_CLOCK_DIFFERENCE_MS ? off : undefined;
}

/** More than the guard lets pass are not worth a call each: the run is about to stop, unless the user said that it may not. */
function mostMissing(pairs: number, { overrides }: FlowSettings): number {
	return overrides.includes('massLeave') ? Infinity : Math.max(LEAVE_LIMIT.count, pairs * LEAVE_LIMIT.share);
}

function countInScope({ records }: CrmView, { scope }: ToCrmSettings): number {
	let count = 0;
	for (const record of records.values()) if (inScope(record, scope)) count++;
	return count;
}

/** What would write the CRM beyond the run's budget waits for the next run. */
function withinBudget(actions: readonly PlannedAction[], writes: number): PlannedAction[] {
	let left = writes;
	return actions.map((action) => (!action.crm || left-- > 0 ? action : plain(action, 'skip', 'nextRun', { record: action.record })));
}

async function apply({ crm, partner, settings, env }: SyncRequest, run: Run, { flow }: Opened, { view }: Seen, { plan, context, wanted }: Planned): Promise<RunReport> {
	const entry = { text: encodeFlowEntry(wanted), renewal: renewalOf(flow.stored, wanted) };
	const due = run.open.size === 0 ? dueLinks(run, view, context, settings.toCrm) : [];
	if (run.open.size === 0 && due.length === 0 && entry.renewal !== 'now') return settled(run, plan, flow.group?.id);
	const group = await readyGroup({ partner, settings }, flow, entry);
	const setting: WriteSetting = { settings, groupId: group.id, capabilities: context.capabilities, normal: context.normal };
	const tools: Tools = { partner, crm, context: { ...context, groupId: group.id, linkKnown: flow.stored ? context.linkKnown : 'no' }, setting, answered: countingWrites(run.open.values(), env.progress) };
	await carryOut(run, tools);
	if (!run.stopped) await storeLinks(dueLinks(run, view, context, settings.toCrm), { crm, partner, toCrm: settings.toCrm, setting });
	return settled(run, plan, group.id);
}

/** Creates that are not to be repeated yet. */
function stillUnknown({ unknown }: SyncState, { clock }: Environment): Record<string, number> {
	return Object.fromEntries(Object.entries(unknown).filter(([, until]) => until > clock.now()));
}

/** The cursor never moves past what was not carried out. */
function stateAfter({ env }: SyncRequest, { before, flowKey, context }: Opened, { view, mode, gathered, again: looked }: Seen, { plan }: Planned, run: Run): SyncState {
	const again = { ...before.again, ...Object.fromEntries(looked.later.map((id) => [id, 0])) };
	for (const id of looked.now) delete again[id];
	const parked = gathered.unpaired === undefined ? { ...before.parked } : {};
	const told = { ...before.told };
	for (const { key, contact, record, intent } of plan.actions) {
		const result = run.results.get(key);
		const open = result?.action === 'failed' || result?.reason === 'nextRun' || result?.reason === 'outcomeUnknown';
		// That one is only a part of what the contact comes to.
		if (intent?.op !== 'optOut') delete again[contact.id];
		if (open && contact.recordId !== '') again[contact.id] = (before.again[contact.id] ?? 0) + (result.reason === 'nextRun' ? 0 : 1);
		if (!record) continue;
		if (key.startsWith('partner:') && result?.action === 'skip' && !open) parked[record.id] = record.version;
		delete told[record.id];
		if (result?.conflicts.some(({ winner }) => winner === 'neither')) told[record.id] = (run.written.get(key) ?? record).version;
	}
	const crm = run.stopped ? before.crm : { flow: flowKey, cursor: view.cursor };
	const partner = run.stopped ? before.partner : context.snapshot.cursor;
	return bounded({ ...(crm ? { crm } : {}), ...(partner === undefined ? {} : { partner }), again, parked, unknown: { ...stillUnknown(before, env), ...Object.fromEntries(run.unknown) }, told, contested: contestedAfter(mode === 'changes' ? before.contested : {}, plan.actions) });
}
