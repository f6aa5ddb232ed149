import { createNormaliser } from '../contact/normalise';
import type { Environment } from '../ports/environment';
import { entryKey, type PartnerGroup, type PartnerSide } from '../ports/partner';
import { carryOut, createRun, resultOf, type Run } from './apply';
import type { PlanContext } from './desk';
import { encodeFlowEntry, newFlowEntry, type FlowEntry } from './flowEntry';
import { accountMark, findGroup, ownEntry, renewalOf, type FlowGroup, type Renewal } from './group';
import { checkGuards } from './guards';
import type { Incoming, Operation } from './incoming';
import { withoutLink } from './pairEntry';
import { planIncoming, type Plan } from './plan';
import { countingWrites, expectedMinutes, tellExpected } from './progress';
import type { ItemResult, RunReport } from './report';
import type { WriteSetting } from './writes';
import type { FlowSettings } from './settings';

export interface UpsertRequest {
	operation: Operation;
	incoming: readonly Incoming[];
	settings: FlowSettings;
	partner: PartnerSide;
	/** Under which the step before has stored links already; kept for the account where its groups carry none yet. */
	accountMark?: string;
	env: Environment;
	/** preview computes the whole plan and writes nothing. */
	mode: 'apply' | 'preview';
}

/**
 * Brings incoming CRM contacts to the partner side in one run: snapshot, plan, guards, writes.
 * Rejects with a SyncError when the run stopped before its first write; later stops are in the report.
 */
export async function runUpsert(request: UpsertRequest): Promise<RunReport> {
	const { settings, partner } = request;
	const snapshot = await partner.snapshot();
	const flow = findGroup(settings, snapshot);
	const mark = accountMark(snapshot, request.env.random, request.accountMark);
	const incoming = underMark(request, mark);
	const context: PlanContext = {
		operation: request.operation,
		settings,
		snapshot,
		capabilities: partner.capabilities,
		groupId: flow.group?.id,
		normal: createNormaliser(settings.defaultCountry, partner.capabilities.unknownParts),
		entryKeyBytes: entryKey(settings.account).length,
	};
	const plan = planIncoming(incoming, context);
	const stored = request.operation === 'upsert' ? flow.stored : undefined;
	const wanted = wantedEntry(request, mark, plan, stored);
	checkGuards({
		actions: plan.actions,
		pairs: plan.pairs,
		records: snapshot.records.size,
		maxRecords: partner.capabilities.maxRecords,
		stored,
		wanted,
		overrides: settings.overrides,
		...(snapshot.creates ? { creates: snapshot.creates } : {}),
	});
	const minutes = Math.ceil(expectedMinutes(plan.actions, partner.capabilities));
	if (request.mode === 'preview') {
		const planned = reportOf(plan.actions.map((one) => resultOf(one)), plan.pairs, flow.group?.id);
		return minutes > 1 ? { ...planned, summary: { ...planned.summary, expectedMinutes: minutes } } : planned;
	}
	tellExpected(request.env, minutes);
	return await apply({ ...request, incoming }, context, plan, flow, { text: encodeFlowEntry(wanted), renewal: renewalOf(stored, wanted) });
}

/**
 * Another branch of the flow may have marked the group first. Links that were stored under the mark that the source had
 * drawn do not count then: the pair gets one under the right mark with its next write, or from a run that sees both sides.
 */
function underMark({ incoming, accountMark: drawn }: UpsertRequest, mark: string): readonly Incoming[] {
	if (drawn === undefined || drawn === mark) return incoming;
	return incoming.map((item) => (item.remembered?.linked ? { ...item, remembered: withoutLink(item.remembered) } : item));
}

/**
 * Counts the pairs that are there without those that are about to leave, and not those that are planned: neither a run
 * that breaks off nor one that takes everybody out must look like an emptied side to the next one. A source that does
 * not tell its scope leaves the stored one as it is.
 */
function wantedEntry(request: UpsertRequest, mark: string, plan: Plan, stored: FlowEntry | undefined): FlowEntry {
	const leaving = plan.actions.filter(({ action }) => action === 'leave' || action === 'delete').length;
	const entry = newFlowEntry(request.settings, Math.max(0, plan.pairs - leaving), mark);
	return { ...entry, scopeHash: entry.scopeHash || (stored?.scopeHash ?? '') };
}

async function apply(
	request: UpsertRequest,
	context: PlanContext,
	plan: Plan,
	flow: FlowGroup,
	entry: FlowEntryWrite,
): Promise<RunReport> {
	const run = createRun(request.incoming, plan.actions);
	const upsert = request.operation === 'upsert';
	if (run.open.size === 0 && !(upsert && entry.renewal === 'now')) return settled(run, plan, flow.group?.id);
	const group = upsert ? await readyGroup(request, flow, entry) : flow.group;
	const setting: WriteSetting = { settings: request.settings, groupId: group?.id, capabilities: context.capabilities, normal: context.normal };
	await carryOut(run, { partner: request.partner, context: { ...context, groupId: group?.id }, setting, answered: countingWrites(run.open.values(), request.env.progress) });
	return settled(run, plan, group?.id);
}

/** The report of a run, its results in the order of the plan. */
export function settled({ results, stopped }: Run, plan: Plan, groupId: string | undefined): RunReport {
	const done = reportOf(plan.actions.map(({ key }) => results.get(key) as ItemResult), plan.pairs, groupId);
	return stopped ? { ...done, summary: { ...done.summary, stopped } } : done;
}

export interface FlowEntryWrite {
	text: string;
	renewal: Renewal;
}

export async function readyGroup({ partner, settings }: Pick<UpsertRequest, 'partner' | 'settings'>, flow: FlowGroup, entry: FlowEntryWrite): Promise<PartnerGroup> {
	if (flow.group) return entry.renewal === 'none' ? flow.group : await partner.writeFlowEntry(flow.group, entry.text);
	const group = await partner.createGroup(flow.name, entry.text);
	ownEntry(group, settings);
	return group;
}

export function reportOf(results: readonly ItemResult[], pairs: number, groupId: string | undefined): RunReport {
	const counts = { create: 0, update: 0, unchanged: 0, leave: 0, delete: 0, conflict: 0, skip: 0, failed: 0 };
	for (const result of results) counts[result.action]++;
	return { results, summary: { counts, pairs }, groupId };
}
