import { emailKey } from '../../../core/contact/email';
import { expectSyncError, type SyncError } from '../../../core/errors';
import type { Environment } from '../../../core/ports/environment';
import type { Subscriber, SubscriberWriteResult } from '../../../core/ports/email';
import { assertNotCancelled } from '../../http/caller';
import { countOf } from './map';
import { addTags, listOrError } from './reader';
import { bulkRow, lackOf, rowOf, type Row } from './rows';
import { asUpdate, notTaken, writeOne, type Tools } from './single';

/** Documented: rows above this are left out without a word. */
export const BULK_ROWS = 3000;
/** So many that came out wrong are done singly, which also tells what is wrong with each. */
const MOST_REPAIRS_SINGLY = 100;
/** Whether a bulk call is done when it is answered is not documented. */
const PATIENCE_MS = [5_000, 10_000, 20_000] as const;

interface BulkCall {
	method: 'POST' | 'PUT';
	action: string;
	op: string;
	/** Beside the rows. */
	flags: Readonly<Record<string, boolean>>;
	/** The member of the answer that counts rows. */
	counts: string;
}

/** Never starts automations unless the row says so, and never subscribes anybody again. */
const subscribeBulk = (automations: 'start' | 'leave'): BulkCall => ({
	method: 'POST',
	action: 'subscribe-bulk',
	op: 'subscribeBulk',
	flags: { update_existing: true, resubscribe: false, trigger_autoresponders: automations === 'start' },
	counts: 'inserts',
});
const updateBulk = (allowed: boolean): BulkCall => ({ method: 'PUT', action: 'update-subscriber-bulk', op: 'updateSubscriberBulk', flags: { allow_resubscribe: allowed }, counts: 'updates' });

/** Rows that go through one kind of call; new and existing subscribers are never in one. */
function callOf({ write }: Row): BulkCall {
	return write.op === 'create' ? subscribeBulk(write.automations) : updateBulk(write.state === 'subscribed');
}

/** What became of a push: rows that are refused for good, rows to be looked at, and what stopped it. */
interface Pushed {
	sent: Row[];
	failed: SubscriberWriteResult[];
	stopped?: SyncError;
}

/**
 * Pushes many rows, reads the whole list back, and puts right what is lacking. The counts in the answers only tell whether
 * patience is needed: which rows they stand for, only the reading shows.
 */
export async function* writeMany(tools: Tools, env: Environment, rows: readonly Row[]): AsyncGenerator<SubscriberWriteResult[]> {
	const pushed = await push(tools, env, rows);
	if (pushed.failed.length > 0) yield pushed.failed;
	if (pushed.sent.length > 0) yield* verified(tools, env, pushed.sent, 'first');
	if (pushed.stopped) throw pushed.stopped;
}

async function push(tools: Tools, env: Environment, rows: readonly Row[]): Promise<Pushed> {
	const pushed: Pushed = { sent: [], failed: [] };
	const groups = new Map<string, Row[]>();
	for (const row of rows) {
		const { op, flags } = callOf(row);
		const kind = JSON.stringify([op, flags]);
		const group = groups.get(kind);
		if (group) group.push(row);
		else groups.set(kind, [row]);
	}
	try {
		for (const group of groups.values()) {
			for (let from = 0; from < group.length; from += BULK_ROWS) {
				assertNotCancelled(env);
				await pushHalving(tools, group.slice(from, from + BULK_ROWS), pushed);
			}
		}
	} catch (error) {
		pushed.stopped = expectSyncError(error);
	}
	return pushed;
}

/** One bad address makes Ecomail refuse the whole call (seen), so that it is found by halving. */
async function pushHalving(tools: Tools, rows: readonly Row[], pushed: Pushed): Promise<void> {
	const [first] = rows;
	if (!first) return;
	const { method, action, op, flags, counts } = callOf(first);
	try {
		const path = `lists/${encodeURIComponent(tools.list.id)}/${action}`;
		const answer = await tools.client.send(method, path, op, { subscriber_data: rows.map((row) => bulkRow(row, tools.list)), ...flags });
		pushed.sent.push(...rows);
		if (countOf(answer, counts) === rows.length) return;
	} catch (error) {
		const problem = expectSyncError(error);
		if (problem.recovery !== 'record') throw problem;
		await listOrError(tools.reader, tools.list.id, problem);
		if (rows.length === 1) {
			pushed.failed.push({ kind: 'failed', key: first.key, error: problem });
			return;
		}
		const middle = Math.ceil(rows.length / 2);
		await pushHalving(tools, rows.slice(0, middle), pushed);
		await pushHalving(tools, rows.slice(middle), pushed);
	}
}

/** Reads the list until everything is there or patience ends; then what is lacking is repaired once, and looked at again. */
async function* verified(tools: Tools, env: Environment, rows: readonly Row[], round: 'first' | 'second'): AsyncGenerator<SubscriberWriteResult[]> {
	let lacking = [...rows];
	let members: ReadonlyMap<string, Subscriber> = new Map();
	for (const waitMs of [0, ...PATIENCE_MS]) {
		if (waitMs > 0) await env.clock.sleep(waitMs);
		members = await readBack(tools, lacking);
		const isDone = (row: Row): boolean => lackOf(row, tools.list, members.get(emailKey(row.email))) === undefined;
		const done = lacking.filter(isDone);
		lacking = lacking.filter((row) => !isDone(row));
		if (done.length > 0) yield done.map((row) => ({ kind: 'done', key: row.key, subscriber: members.get(emailKey(row.email)) as Subscriber }));
		// A few are cheaper to write once more than to wait for.
		if (lacking.length === 0 || (lacking.length <= MOST_REPAIRS_SINGLY && done.length > 0)) break;
	}
	if (lacking.length > 0) yield* repaired(tools, env, lacking, members, round);
}

async function* repaired(tools: Tools, env: Environment, lacking: readonly Row[], members: ReadonlyMap<string, Subscriber>, round: 'first' | 'second'): AsyncGenerator<SubscriberWriteResult[]> {
	const { list } = tools;
	const anew = lacking.map((row) => {
		const there = members.get(emailKey(row.email));
		return there ? rowOf(list, asUpdate(row.write, there)) : row;
	});
	if (anew.length <= MOST_REPAIRS_SINGLY) {
		for (const row of anew) {
			assertNotCancelled(env);
			yield [await writeOne(tools, row)];
		}
	} else if (round === 'first') {
		const pushed = await push(tools, env, anew);
		if (pushed.failed.length > 0) yield pushed.failed;
		yield* verified(tools, env, pushed.sent, 'second');
		if (pushed.stopped) throw pushed.stopped;
	} else {
		yield anew.map((row) => ({ kind: 'failed', key: row.key, error: notTaken(lackOf(row, list, members.get(emailKey(row.email))) ?? 'missing') }));
	}
}

/** Few are read singly, many with the whole list. */
async function readBack({ reader, list }: Tools, rows: readonly Row[]): Promise<Map<string, Subscriber>> {
	const reading = await reader.scan(list.id);
	if (reading.tags === 'shown') return reading.members;
	const wanted = new Map(rows.flatMap(({ email }) => {
		const found = reading.members.get(emailKey(email));
		return found ? [[emailKey(email), found] as const] : [];
	}));
	await addTags(wanted, reader.anywhere);
	return wanted;
}
