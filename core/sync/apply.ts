import { contactId } from '../contact/contact';
import { linkText } from '../contact/link';
import { titleOf } from '../contact/normalise';
import { ConflictError, expectSyncError, type SyncError } from '../errors';
import type { CrmRecord, CrmSide } from '../ports/crm';
import type { PartnerRecord, PartnerSide, PartnerWrite, PartnerWriteResult } from '../ports/partner';
import { plain, sidesOf, type CrmIntent, type PlannedAction } from './actions';
import { crmRound } from './applyCrm';
import type { PlanContext } from './desk';
import type { Incoming } from './incoming';
import type { Side } from './mergeScalar';
import { replan } from './plan';
import type { ItemResult, Summary } from './report';
import { entryOf, hasLanded, repairWrite, toRelease, toWrite, type WriteSetting } from './writes';

/** The state of a run: what is still to be written, and what became of the rest. */
export interface Run {
	open: Map<string, PlannedAction>;
	results: Map<string, ItemResult>;
	/** What each action was planned from, renewed by what was written. */
	items: Map<string, Incoming>;
	/** The sides that are written, or are still to be. */
	sides: Map<string, readonly Side[]>;
	/** As whom each contact was found: a preview tells the same name. */
	names: ReadonlyMap<string, string>;
	/** Partner records as they were answered last, by key. */
	written: Map<string, PartnerRecord>;
	/** Creates in the CRM whose outcome is unknown, by partner id: not to be repeated before (ms). */
	unknown: Map<string, number>;
	stopped?: Summary['stopped'];
}

export interface Tools {
	partner: PartnerSide;
	/** Set where the CRM may be written. */
	crm?: CrmSide;
	context: PlanContext;
	setting: WriteSetting;
	/** Told how many writes were answered. */
	answered(count: number): void;
}

/** A record that someone keeps writing is given up after so many tries and taken up by the next run. */
const MOST_ROUNDS = 3;

export function createRun(incoming: readonly Incoming[], actions: readonly PlannedAction[]): Run {
	const writes = ({ intent, crm }: PlannedAction) => intent !== undefined || crm !== undefined;
	return {
		open: new Map(actions.filter(writes).map((one) => [one.key, one])),
		results: new Map(actions.filter((one) => !writes(one)).map((one) => [one.key, resultOf(one)])),
		items: new Map([...actions.map((one) => [one.key, itemOf(one)] as const), ...incoming.map((item) => [item.key, item] as const)]),
		sides: new Map(actions.map((one) => [one.key, sidesOf(one)])),
		names: new Map(actions.map((one) => [one.key, nameOf(one)])),
		written: new Map(),
		unknown: new Map(),
	};
}

/** What an action for a partner record without incoming contact is planned from when it has to be planned again. */
function itemOf({ key, contact, record, crm }: PlannedAction): Incoming {
	const known = crm?.op === 'update' ? { record: crm.record } : {};
	return { key, contact, event: crm?.op === 'update' && crm.move === 'join' ? 'left' : 'updated', ...known, ...(record ? { partnerId: record.id } : {}) };
}

/** Writes everything that is open: the CRM first, then the partner, whose records carry the entries. */
export async function carryOut(run: Run, tools: Tools): Promise<void> {
	try {
		for (let round = 1; run.open.size > 0 && round <= MOST_ROUNDS; round++) {
			const last = round === MOST_ROUNDS;
			if (tools.crm) await crmRound(run, tools.crm, tools, last ? 'last' : 'more');
			const again = await writeRound(run, tools);
			for (const [key, current] of again) takeUpAgain(key, current, run, tools, last ? 'last' : 'more');
		}
	} catch (error) {
		stopRun(expectSyncError(error), run);
	}
}

function takeUpAgain(key: string, current: PartnerRecord | undefined, run: Run, { context, setting }: Tools, rounds: 'last' | 'more'): void {
	const tried = run.open.get(key) as PlannedAction;
	// Not what a contact comes to, so that there is nothing to be planned anew.
	if (tried.intent?.op === 'optOut') return settleConflict(key, undefined, run);
	const double = current && doubleInCrm(tried, current, context);
	if (double) return settleConflict(key, double, run);
	const item = vanished(run.items.get(key) as Incoming, current, context);
	run.items.set(key, item);
	const next = rounds === 'last' ? undefined : replan(item, tried.record?.id ?? '', current, context);
	const landed = current !== undefined && hasLanded(tried, current, setting);
	settleConflict(key, next && (landed || writtenInCrm(key, run, context)) ? joined(tried, next) : next, run);
}

/**
 * Two runs at once have created the same contact in the CRM. The partner's lock decides: the entry that was written first
 * stays, and the other run takes back what it has just made.
 */
function doubleInCrm({ created, key }: PlannedAction, current: PartnerRecord, context: PlanContext): PlannedAction | undefined {
	const paired = entryOf(current, context.settings)?.record;
	if (!created || !context.crm || !paired || paired.recordId === created.contact.recordId) return undefined;
	const crm: CrmIntent = context.crm.destroys === 'nothing' ? { op: 'update', record: created, patch: {}, move: 'leave', unlink: linkTo(current.id, context) } : { op: 'delete', record: created };
	return plain({ key, contact: created.contact }, 'skip', 'double', { record: current, crm });
}

function writtenInCrm(key: string, run: Run, context: PlanContext): boolean {
	return context.crm !== undefined && run.items.get(key)?.remembered !== undefined;
}

/** Where the CRM follows the partner, a record that was deleted there in the meantime is not made anew. */
function vanished(item: Incoming, current: PartnerRecord | undefined, context: PlanContext): Incoming {
	return current || !context.crm || !item.record ? item : { ...item, partnerGone: 'yes' };
}

/** A part of what was planned is written already: what it overwrote must still be told. */
function joined(written: PlannedAction, next: PlannedAction): PlannedAction {
	const { action, reason } = next.intent || next.crm ? next : written;
	return { ...next, action, reason, changes: [...written.changes, ...next.changes], conflicts: [...written.conflicts, ...next.conflicts] };
}

/** Replaces what was tried by what was planned anew; without a plan the contact is given up for this run. */
export function settleConflict(key: string, next: PlannedAction | undefined, run: Run): void {
	const action = run.open.get(key) as PlannedAction;
	// What is done in the CRM stays done; the partner was not written, or it is told again.
	const done = (run.sides.get(key) ?? []).filter((side) => side === 'crm' && !action.crm);
	if (next) run.sides.set(key, [...new Set([...done, ...sidesOf(next)])]);
	if (next?.intent || next?.crm) return void run.open.set(key, next);
	run.open.delete(key);
	const gaveUp = new ConflictError('This contact keeps being changed elsewhere. The next run takes it up again.');
	finish(run, next ?? action, next ? {} : { action: 'failed', reason: 'keptChanging', error: gaveUp });
}

/** By item key the record as it is now, or undefined where it is gone. */
type Conflicts = Map<string, PartnerRecord | undefined>;

/** Writes what is open; what the partner reshaped gets its entry corrected in the same round. */
async function writeRound(run: Run, { partner, setting, answered }: Tools): Promise<Conflicts> {
	const conflicts: Conflicts = new Map();
	const repairs: PartnerWrite[] = [];
	// An action whose CRM part is still open waits for it: the entry has to say what the CRM answered.
	const ready = [...run.open.values()].filter((action) => action.intent && !action.crm);
	for await (const batch of partner.write(ready.map((action) => toWrite(action, setting)))) {
		for (const result of batch) {
			const action = run.open.get(result.key) as PlannedAction;
			if (result.kind === 'conflict') conflicts.set(result.key, result.current);
			else {
				const repair = result.kind === 'done' && result.record ? repairWrite(action, result.record, setting) : undefined;
				if (repair) repairs.push(repair);
				else if (result.kind === 'done' && result.record) run.written.set(result.key, result.record);
				run.open.delete(result.key);
				finish(run, action, outcomeOf(action, result));
			}
		}
		answered(batch.length);
	}
	await finishUp(partner, [...repairs, ...doublesOf(ready, run, setting)], run);
	return conflicts;
}

/** Doubles go once what they held is on the record that stays. */
function doublesOf(actions: readonly PlannedAction[], run: Run, setting: WriteSetting): PartnerWrite[] {
	const done = actions.filter(({ key }) => !run.open.has(key) && run.results.get(key)?.action !== 'failed');
	return done.flatMap(({ key, doubles = [] }) => doubles.map((record, at) => toRelease(record, `${key}#${at}`, setting)));
}

/** What becomes of a corrected entry is not reported: where it fails, equal values settle it next time. */
async function finishUp(partner: PartnerSide, writes: readonly PartnerWrite[], run: Run): Promise<void> {
	for await (const batch of partner.write(writes)) {
		for (const result of batch) if (result.kind === 'done' && result.record) run.written.set(result.key, result.record);
	}
}

function outcomeOf(action: PlannedAction, result: Exclude<PartnerWriteResult, { kind: 'conflict' }>): Partial<ItemResult> {
	switch (result.kind) {
		case 'done':
			return { partnerId: result.record?.id ?? action.record?.id };
		case 'unknown':
			return { action: 'skip', reason: 'outcomeUnknown' };
		case 'failed':
			return { action: 'failed', reason: 'refusedByServer', error: result.error };
	}
}

/** The rest of the run is not done: a used-up quota, a lost connection, a cancelled execution. */
export function stopRun(error: SyncError, run: Run): void {
	run.stopped = { reason: error.recovery === 'guard' && 'reason' in error ? String(error.reason) : error.recovery, message: error.message };
	for (const action of run.open.values()) finish(run, action, { action: 'failed', reason: 'stopped', error });
	run.open.clear();
}

export function finish(run: Run, action: PlannedAction, more: Partial<ItemResult>): void {
	const name = run.names.get(action.key);
	run.results.set(action.key, { ...resultOf(action), ...(name ? { name } : {}), sides: run.sides.get(action.key) ?? [], ...more });
}

export function resultOf(action: PlannedAction): ItemResult {
	const { key, contact, reason, changes, conflicts, warnings, record } = action;
	const known = contact.recordId === '' ? '' : contact.id;
	const name = nameOf(action);
	return { key, action: action.action, reason, sides: sidesOf(action), contactId: known, partnerId: record?.id, ...(name ? { name } : {}), changes, conflicts, warnings };
}

function nameOf({ contact, record }: PlannedAction): string {
	return titleOf(contact) || titleOf(record?.fields ?? {});
}

/** The link to a partner record that a CRM record of this flow carries. */
export function linkTo(partnerId: string, { linkMark = '' }: PlanContext): string {
	const [partner = '', accountMark = ''] = linkMark.split(':');
	return linkText({ partner, accountMark, partnerId });
}

/** The item once the CRM has answered. */
export function answeredItem(item: Incoming, record: CrmRecord, more: Partial<Incoming>): Incoming {
	const { account, recordType, recordId } = record.contact;
	const id = contactId({ crm: record.contact.crm, account }, recordType, recordId);
	return { ...item, contact: { ...record.contact, id }, record, ...more };
}
