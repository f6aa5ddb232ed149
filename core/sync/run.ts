import { createNormaliser } from '../contact/normalise';
import { ConflictError, expectSyncError, type SyncError } from '../errors';
import type { Environment } from '../ports/environment';
import { entryKey, type PartnerGroup, type PartnerRecord, type PartnerSide, type PartnerSnapshot, type PartnerWrite, type PartnerWriteResult } from '../ports/partner';
import type { PlanContext } from './desk';
import { encodeFlowEntry, newFlowEntry, type FlowEntry } from './flowEntry';
import { accountMark, findGroup, ownEntry, renewalOf, type FlowGroup, type Renewal } from './group';
import { checkGuards } from './guards';
import type { Incoming, Operation } from './incoming';
import { planIncoming, replan, type Plan, type PlannedAction } from './plan';
import type { ItemResult, RunReport, Summary } from './report';
import { hasLanded, repairWrite, toWrite, type WriteSetting } from './writes';
import type { FlowSettings } from './settings';

export interface UpsertRequest {
	operation: Operation;
	incoming: readonly Incoming[];
	settings: FlowSettings;
	partner: PartnerSide;
	env: Environment;
	/** preview computes the whole plan and writes nothing. */
	mode: 'apply' | 'preview';
}

/** A record that someone keeps writing is given up after so many tries and taken up by the next run. */
const MOST_ROUNDS = 3;

/**
 * Brings incoming CRM contacts to the partner side in one run: snapshot, plan, guards, writes.
 * Rejects with a SyncError when the run stopped before its first write; later stops are in the report.
 */
export async function runUpsert(request: UpsertRequest): Promise<RunReport> {
	const { settings, partner } = request;
	const snapshot = await partner.snapshot();
	const flow = findGroup(settings, snapshot);
	const context: PlanContext = {
		operation: request.operation,
		settings,
		snapshot,
		capabilities: partner.capabilities,
		groupId: flow.group?.id,
		normal: createNormaliser(settings.defaultCountry),
		entryKeyBytes: entryKey(settings.account).length,
	};
	const plan = planIncoming(request.incoming, context);
	const stored = request.operation === 'upsert' ? flow.stored : undefined;
	const wanted = wantedEntry(request, snapshot, plan, stored);
	checkGuards({
		actions: plan.actions,
		pairs: plan.pairs,
		records: snapshot.records.size,
		maxRecords: partner.capabilities.maxRecords,
		stored,
		wanted,
		overrides: settings.overrides,
	});
	const minutes = expectedMinutes(plan, partner);
	if (request.mode === 'preview') {
		const planned = report(plan.actions.map((one) => resultOf(one)), plan.pairs, flow.group?.id);
		return minutes > 1 ? { ...planned, summary: { ...planned.summary, expectedMinutes: minutes } } : planned;
	}
	if (minutes > 1) request.env.log('This run writes many contacts and waits for quotas in between.', { aboutMinutes: minutes });
	return await apply(request, context, plan, flow, { text: encodeFlowEntry(wanted), renewal: renewalOf(stored, wanted) });
}

function expectedMinutes(plan: Plan, { capabilities }: PartnerSide): number {
	const writes = plan.actions.filter((one) => one.intent).length;
	return capabilities.recordsPerMinute === undefined ? 0 : Math.ceil(writes / capabilities.recordsPerMinute);
}

/**
 * Counts the pairs that are there without those that are about to leave, and not those that are planned: neither a run
 * that breaks off nor one that takes everybody out must look like an emptied side to the next one. A source that does
 * not tell its scope leaves the stored one as it is.
 */
function wantedEntry(request: UpsertRequest, snapshot: PartnerSnapshot, plan: Plan, stored: FlowEntry | undefined): FlowEntry {
	const leaving = plan.actions.filter(({ action }) => action === 'leave' || action === 'delete').length;
	const entry = newFlowEntry(request.settings, Math.max(0, plan.pairs - leaving), accountMark(snapshot, request.env.random));
	return { ...entry, scopeHash: entry.scopeHash || (stored?.scopeHash ?? '') };
}

async function apply(
	request: UpsertRequest,
	context: PlanContext,
	plan: Plan,
	flow: FlowGroup,
	entry: FlowEntryWrite,
): Promise<RunReport> {
	const run = createRun(request, plan.actions);
	const upsert = request.operation === 'upsert';
	if (run.open.size === 0 && !(upsert && entry.renewal === 'now')) return run.report(plan.pairs, flow.group?.id);
	const group = upsert ? await readyGroup(request, flow, entry) : flow.group;
	const setting: WriteSetting = { settings: request.settings, groupId: group?.id, capabilities: context.capabilities, normal: context.normal };
	await carryOut(request, { ...context, groupId: group?.id }, setting, run);
	return run.report(plan.pairs, group?.id);
}

interface FlowEntryWrite {
	text: string;
	renewal: Renewal;
}

async function readyGroup({ partner, settings }: UpsertRequest, flow: FlowGroup, entry: FlowEntryWrite): Promise<PartnerGroup> {
	if (flow.group) return entry.renewal === 'none' ? flow.group : await partner.writeFlowEntry(flow.group, entry.text);
	const group = await partner.createGroup(flow.name, entry.text);
	ownEntry(group, settings);
	return group;
}

/** The state of a run: what is still to be written, and what became of the rest. */
interface Run {
	open: Map<string, PlannedAction>;
	results: Map<string, ItemResult>;
	stopped?: Summary['stopped'];
	report(pairs: number, groupId: string | undefined): RunReport;
}

function createRun(request: UpsertRequest, actions: readonly PlannedAction[]): Run {
	const open = new Map(actions.filter((one) => one.intent).map((one) => [one.key, one]));
	const results = new Map(actions.filter((one) => !one.intent).map((one) => [one.key, resultOf(one)]));
	const run: Run = {
		open,
		results,
		report(pairs, groupId) {
			const done = report(request.incoming.map((item) => results.get(item.key) as ItemResult), pairs, groupId);
			return run.stopped ? { ...done, summary: { ...done.summary, stopped: run.stopped } } : done;
		},
	};
	return run;
}

async function carryOut(request: UpsertRequest, context: PlanContext, setting: WriteSetting, run: Run): Promise<void> {
	const items = new Map(request.incoming.map((item) => [item.key, item]));
	try {
		for (let round = 1; run.open.size > 0 && round <= MOST_ROUNDS; round++) {
			const again = await writeRound(request, setting, run);
			for (const [key, current] of again) {
				const item = items.get(key) as Incoming;
				const tried = run.open.get(key) as PlannedAction;
				const next = round === MOST_ROUNDS ? undefined : replan(item, tried.record?.id ?? '', current, context);
				settleConflict(key, next && current && hasLanded(tried, current, setting) ? joined(tried, next) : next, run);
			}
		}
	} catch (error) {
		stopRun(expectSyncError(error), run);
	}
}

/** The write that is said to conflict was ours and its answer was lost: what it overwrote must still be told. */
function joined(written: PlannedAction, next: PlannedAction): PlannedAction {
	const { action, reason } = next.intent ? next : written;
	return { ...next, action, reason, changes: [...written.changes, ...next.changes], conflicts: [...written.conflicts, ...next.conflicts] };
}

function settleConflict(key: string, next: PlannedAction | undefined, run: Run): void {
	const action = run.open.get(key) as PlannedAction;
	if (next?.intent) return void run.open.set(key, next);
	run.open.delete(key);
	const gaveUp = new ConflictError('This contact keeps being changed elsewhere. The next run takes it up again.');
	run.results.set(key, next ? resultOf(next) : resultOf(action, { action: 'failed', reason: 'keptChanging', error: gaveUp }));
}

/** By item key the record as it is now, or undefined where it is gone. */
type Conflicts = Map<string, PartnerRecord | undefined>;

/** Writes what is open; what the partner reshaped gets its entry corrected in the same round. */
async function writeRound(request: UpsertRequest, setting: WriteSetting, run: Run): Promise<Conflicts> {
	const conflicts: Conflicts = new Map();
	const repairs: PartnerWrite[] = [];
	const writes = [...run.open.values()].map((action) => toWrite(action, setting));
	for await (const batch of request.partner.write(writes)) {
		for (const result of batch) {
			const action = run.open.get(result.key) as PlannedAction;
			if (result.kind === 'conflict') conflicts.set(result.key, result.current);
			else {
				const repair = result.kind === 'done' && result.record ? repairWrite(action, result.record, setting) : undefined;
				if (repair) repairs.push(repair);
				run.results.set(result.key, writtenResult(action, result));
				run.open.delete(result.key);
			}
		}
	}
	await drain(request.partner.write(repairs));
	return conflicts;
}

/** What becomes of a corrected entry is not reported: where it fails, equal values settle it next time. */
async function drain(writes: AsyncIterable<unknown>): Promise<void> {
	const results = writes[Symbol.asyncIterator]();
	while (!(await results.next()).done);
}

function writtenResult(action: PlannedAction, result: Exclude<PartnerWriteResult, { kind: 'conflict' }>): ItemResult {
	switch (result.kind) {
		case 'done':
			return resultOf(action, { partnerId: result.record?.id ?? action.record?.id });
		case 'unknown':
			return resultOf(action, { action: 'skip', reason: 'outcomeUnknown' });
		case 'failed':
			return resultOf(action, { action: 'failed', reason: 'refusedByServer', error: result.error });
	}
}

/** The rest of the run is not done: a used-up quota, a lost connection, a cancelled execution. */
function stopRun(error: SyncError, run: Run): void {
	run.stopped = { reason: error.recovery === 'guard' && 'reason' in error ? String(error.reason) : error.recovery, message: error.message };
	for (const [key, action] of run.open) run.results.set(key, resultOf(action, { action: 'failed', reason: 'stopped', error }));
	run.open.clear();
}

function resultOf(action: PlannedAction, more: Partial<ItemResult> = {}): ItemResult {
	const { key, contact, reason, changes, conflicts, warnings, record } = action;
	return { key, action: action.action, reason, contactId: contact.id, partnerId: record?.id, changes, conflicts, warnings, ...more };
}

function report(results: readonly ItemResult[], pairs: number, groupId: string | undefined): RunReport {
	const counts = { create: 0, update: 0, unchanged: 0, leave: 0, delete: 0, conflict: 0, skip: 0, failed: 0 };
	for (const result of results) counts[result.action]++;
	return { results, summary: { counts, pairs }, groupId };
}
