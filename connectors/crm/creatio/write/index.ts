import { expectSyncError, RecordError, type SyncError } from '../../../../core/errors';
import type { CrmRecord, CrmWrite, CrmWriteResult } from '../../../../core/ports/crm';
import type { Environment } from '../../../../core/ports/environment';
import { assertNotCancelled } from '../../../http/caller';
import type { CreatioClient } from '../client';
import { contactRecord } from '../map';
import { readStates, type ContactState } from '../read';
import { carryOut, type Slice } from './carryOut';
import { createParts, deleteParts, targetOf, updateParts, wantedFor, type Found, type Planner } from './plan';
import { assertPossible, assertStaticFolders } from './scope';

/** So many records are read in one batch before they are written. */
const GROUP = 20;

export interface Writer extends Planner {
	client: CreatioClient;
	env: Environment;
}

/** Groups of records: one batch reads them as they are now, the next ones write them and read them back. */
export async function* writeAll(writer: Writer, writes: readonly CrmWrite[]): AsyncGenerator<CrmWriteResult[]> {
	await assertStaticFolders(writer.client, writes);
	for (const group of groupsOf(writes)) {
		assertNotCancelled(writer.env);
		yield* writeGroup(writer, group);
	}
}

/** Neighbours of one kind, so that a run that is cancelled ends between kinds at the latest. */
function groupsOf(writes: readonly CrmWrite[]): CrmWrite[][] {
	const groups: CrmWrite[][] = [];
	for (const write of writes) {
		const last = groups.at(-1);
		if (last && last.length < GROUP && last[0]?.op === write.op) last.push(write);
		else groups.push([write]);
	}
	return groups;
}

interface Job {
	write: CrmWrite;
	id: string;
	/** As read right before; absent: not there. */
	state?: ContactState;
}

async function* writeGroup(writer: Writer, writes: readonly CrmWrite[]): AsyncGenerator<CrmWriteResult[]> {
	const jobs = await readJobs(writer, writes);
	const settled = jobs.flatMap((job) => settledBefore(job, writer) ?? []);
	if (settled.length > 0) yield settled;
	const done = new Set(settled.map(({ key }) => key));
	const open = jobs.filter(({ write }) => !done.has(write.key));
	await writer.lookups.prepare(open.flatMap(({ write }) => wantedFor(write, writer)));
	const { slices, results } = planned(writer, open, 'earlier');
	if (results.length > 0) yield results;
	for await (const batch of carryOut(writer, slices)) {
		yield batch.done.map((slice) => doneResult(writer, slice));
		for (const { slice, error } of batch.failed) yield [await again(writer, slice.job, error)];
	}
}

async function readJobs({ client, place, env }: Writer, writes: readonly CrmWrite[]): Promise<Job[]> {
	const jobs = writes.map((write): Job => ({ write, id: targetOf(write, place, String(env.random())) }));
	const states = await readStates(client, [...new Set(jobs.map(({ id }) => id))], place.link);
	return jobs.map((job) => ({ ...job, state: states.get(job.id) }));
}

/** What needs no request: gone, or written by someone else since it was read. */
function settledBefore({ write, state }: Job, { place }: Writer): CrmWriteResult | undefined {
	const { key } = write;
	if (write.op === 'create') return undefined;
	if (state === undefined) return write.op === 'delete' ? { kind: 'done', key } : { kind: 'conflict', key };
	const current = contactRecord(state, place);
	return current.version === write.record.version ? undefined : { kind: 'conflict', key, current };
}

/** Slices of what there is to send. A record that is as wanted already is done; one that cannot be planned has failed. */
function planned(writer: Writer, jobs: readonly Job[], found: Found): { slices: Array<Slice<Job>>; results: CrmWriteResult[] } {
	const slices: Array<Slice<Job>> = [];
	const results: CrmWriteResult[] = [];
	for (const job of jobs) {
		const { write, state } = job;
		try {
			const parts = partsOf(writer, job, found);
			if (parts.length === 0 && state) results.push({ kind: 'done', key: write.key, record: contactRecord(state, writer.place) });
			else slices.push({ job, id: job.id, parts, ...(state ? { before: state } : {}), readsBack: write.op !== 'delete' });
		} catch (error) {
			results.push({ kind: 'failed', key: write.key, error: expectSyncError(error) });
		}
	}
	return { slices, results };
}

function partsOf(writer: Writer, { write, id, state }: Job, found: Found): Slice<Job>['parts'] {
	assertPossible(write);
	switch (write.op) {
		case 'create':
			return createParts(write, id, writer, state, found);
		case 'update':
			return state ? updateParts(write, id, writer, state) : [];
		case 'delete':
			return deleteParts(id);
	}
}

function doneResult({ place }: Writer, { job: { write }, after, overtaken }: Slice<Job> & { after?: ContactState; overtaken?: boolean }): CrmWriteResult {
	const { key } = write;
	if (write.op === 'delete') return { kind: 'done', key };
	if (!after) return { kind: 'conflict', key };
	const record: CrmRecord = contactRecord(after, place);
	return { kind: 'done', key, record, ...(overtaken ? { overtaken: true as const } : {}) };
}

/** What an earlier try may have done whose answer was lost: the row is there, or gone, already. */
function isDoneBefore(error: SyncError): boolean {
	return error instanceof RecordError && (error.reason === 'alreadyThere' || error.reason === 'notFound');
}

/**
 * A part was refused. A created row may be there all the same (seen: handlers run after the insert), or an earlier try
 * whose answer was lost put it there: so the record is read and what is still missing is sent once more.
 */
async function again(writer: Writer, job: Job, error: SyncError): Promise<CrmWriteResult> {
	const { write, id } = job;
	if (write.op !== 'create' && !isDoneBefore(error)) return { kind: 'failed', key: write.key, error };
	const state = (await readStates(writer.client, [id], writer.place.link)).get(id);
	if (!state) return gone(write, error);
	if (write.op === 'delete') return { kind: 'failed', key: write.key, error };
	const { slices, results } = planned(writer, [{ ...job, state }], 'justNow');
	for await (const { done, failed } of carryOut(writer, slices)) {
		const [slice] = done;
		if (slice) return doneResult(writer, slice);
		if (failed[0]) return write.op === 'create' ? await inPlace(writer, { ...job, state }, failed[0].error) : { kind: 'failed', key: write.key, error: failed[0].error };
	}
	return results[0] ?? { kind: 'failed', key: write.key, error };
}

/** A contact of ours that is there, but does not take all its values: in the scope and linked, so that it stays one contact. */
async function inPlace(writer: Writer, job: Job, error: SyncError): Promise<CrmWriteResult> {
	const { slices, results } = planned(writer, [job], 'earlier');
	for await (const { done } of carryOut(writer, slices)) if (done[0]) return doneResult(writer, done[0]);
	return results[0] ?? { kind: 'failed', key: job.write.key, error };
}

function gone(write: CrmWrite, error: SyncError): CrmWriteResult {
	const { key } = write;
	if (write.op === 'delete') return { kind: 'done', key };
	if (write.op === 'update') return { kind: 'conflict', key };
	return { kind: 'failed', key, error: error.recovery === 'record' ? error : new RecordError('refusedByServer', error.message, error.detail) };
}
