import type { RecordType } from '../contact/contact';
import { createNormaliser } from '../contact/normalise';
import { ConfigurationError } from '../errors';
import type { CrmRecord, CrmSide, CrmWrite } from '../ports/crm';
import type { Environment } from '../ports/environment';
import { entryKey, type PartnerSide } from '../ports/partner';
import { plain, type PlannedAction } from './actions';
import { carryOut, createRun, linkTo, resultOf, type Run, type Tools } from './apply';
import { readCrm, type CrmView } from './crmView';
import type { PlanContext } from './desk';
import { encodeFlowEntry, newFlowEntry } from './flowEntry';
import { gather, type Gathered } from './gather';
import { accountMark, findGroup, renewalOf, type FlowGroup } from './group';
import { checkGuards, LEAVE_LIMIT } from './guards';
import { openDesk, planBothWays, type Plan } from './plan';
import type { RunReport } from './report';
import { readyGroup, reportOf, settled } from './run';
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
	const { crm, partner, settings, env } = request;
	const { toCrm } = settings;
	const flowKey = `${scopeText(toCrm.scope)} ${[...request.recordTypes].sort().join()}`;
	const before = readState(request.state, flowKey);
	const snapshot = await partner.snapshot();
	const flow = findGroup(settings, snapshot);
	const mark = accountMark(snapshot, env.random);
	const context: PlanContext = {
		operation: 'upsert',
		settings,
		snapshot,
		capabilities: partner.capabilities,
		groupId: flow.group?.id,
		normal: createNormaliser(settings.defaultCountry),
		entryKeyBytes: entryKey(settings.account).length,
		crm: crm.capabilities,
		linkMark: `${partner.capabilities.kind}:${mark}:`,
		linkKnown: snapshot.groups.some((group) => group.flowEntry?.endsWith(`;${mark}`)) ? 'yes' : 'no',
	};
	const view = await readCrm(crm, request.recordTypes, toCrm.scope, request.read === 'changes' ? before.crm?.cursor : undefined);
	const mode: RunMode = view.extent === 'changes' ? 'changes' : 'everything';
	const desk = openDesk(context);
	const gathered = await gather(crm, view, desk, toCrm, {
		recordTypes: request.recordTypes,
		again: dueAgain(before, mode),
		parked: mode === 'changes' ? before.parked : {},
		mostMissing: mostMissing(desk.index.pairs, settings),
	});
	const planning = { ...context, goneIds: gathered.gone };
	const pending = new Set(Object.entries(before.unknown).filter(([, until]) => until > env.clock.now()).map(([id]) => id));
	const full = planBothWays(gathered.items, planning, { unpaired: gathered.unpaired, pending });
	const plan: Plan = { ...full, actions: withinBudget(full.actions, toCrm.writesPerRun) };
	const leaving = plan.actions.filter(({ action }) => action === 'leave' || action === 'delete').length;
	const entry = newFlowEntry(settings, Math.max(0, plan.pairs - leaving), mark);
	const wanted = { ...entry, scopeHash: entry.scopeHash || (flow.stored?.scopeHash ?? '') };
	checkGuards({
		actions: plan.actions,
		pairs: plan.pairs,
		records: snapshot.records.size,
		maxRecords: partner.capabilities.maxRecords,
		stored: flow.stored,
		wanted,
		overrides: settings.overrides,
		...(mode === 'everything' ? { listedInCrm: countInScope(view, toCrm) } : {}),
	});
	if (request.mode === 'preview') {
		return { report: reportOf(plan.actions.map(resultOf), plan.pairs, flow.group?.id), state: before, extent: view.extent };
	}
	const run = createRun(gathered.items, plan.actions);
	const report = await apply(request, run, plan, planning, flow, { text: encodeFlowEntry(wanted), renewal: renewalOf(flow.stored, wanted) });
	return { report: report.report, state: stateAfter(before, view, flowKey, { run, gathered, plan, unlinked: report.unlinked }), extent: view.extent };
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

async function apply(
	request: SyncRequest,
	run: Run,
	plan: Plan,
	context: PlanContext,
	flow: FlowGroup,
	entry: Parameters<typeof readyGroup>[2],
): Promise<{ report: RunReport; unlinked: string[] }> {
	const { crm, partner, settings } = request;
	if (run.open.size === 0 && entry.renewal !== 'now') return { report: settled(run, plan, flow.group?.id), unlinked: [] };
	const group = await readyGroup({ partner, settings }, flow, entry);
	const setting: WriteSetting = { settings, groupId: group.id, capabilities: context.capabilities, normal: context.normal };
	const tools: Tools = { partner, crm, context: { ...context, groupId: group.id, linkKnown: flow.stored ? context.linkKnown : 'no' }, setting };
	await carryOut(run, tools);
	const unlinked = await storeLinks(request, run, tools);
	return { report: settled(run, plan, group.id), unlinked };
}

/** Last of all, the CRM records learn whom they are paired with. Answers the contacts for which that is still to be done. */
async function storeLinks({ crm, settings: { toCrm } }: SyncRequest, run: Run, { context }: Tools): Promise<string[]> {
	if (crm.capabilities.links === 'none' || run.stopped) return [];
	const due = [...run.results.values()].flatMap(({ key, action, reason, partnerId, sides }) => {
		const record = run.items.get(key)?.record;
		const fresh = (action === 'create' && !(sides.includes('crm') && record?.links)) || reason === 'linked';
		if (!fresh || !record || !partnerId) return [];
		const link = linkTo(partnerId, context);
		return record.links?.includes(link) ? [] : [{ record, link }];
	});
	const now = due.slice(0, toCrm.linksPerRun);
	const failed: string[] = due.slice(toCrm.linksPerRun).map(({ record }) => record.contact.id);
	const write = ({ record, link }: { record: CrmRecord; link: string }): CrmWrite => ({ op: 'update', key: record.contact.id, record, patch: {}, scope: toCrm.scope, move: 'stay', link: { set: link } });
	try {
		for await (const batch of crm.write(now.map(write))) for (const result of batch) if (result.kind !== 'done') failed.push(result.key);
	} catch (error) {
		if (error instanceof ConfigurationError) throw error;
		return due.map(({ record }) => record.contact.id);
	}
	return failed;
}

interface Outcome {
	run: Run;
	gathered: Gathered;
	plan: Plan;
	unlinked: readonly string[];
}

/** The cursor never moves past what was not carried out. */
function stateAfter(before: SyncState, view: CrmView, flow: string, { run, gathered, plan, unlinked }: Outcome): SyncState {
	const again: Record<string, number> = {};
	const parked: Record<string, string> = gathered.unpaired === undefined ? { ...before.parked } : {};
	for (const { key, contact, record } of plan.actions) {
		const result = run.results.get(key);
		const open = result?.action === 'failed' || result?.reason === 'nextRun' || result?.reason === 'outcomeUnknown';
		if (open && contact.recordId !== '') again[contact.id] = (before.again[contact.id] ?? 0) + (result.reason === 'nextRun' ? 0 : 1);
		if (key.startsWith('partner:') && record && result?.action === 'skip' && !open) parked[record.id] = record.version;
	}
	const crm = run.stopped ? before.crm : { flow, cursor: view.cursor };
	return bounded({ ...(crm ? { crm } : {}), again, parked, unlinked: [...unlinked], unknown: Object.fromEntries(run.unknown) });
}
