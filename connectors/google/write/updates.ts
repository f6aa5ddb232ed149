import { ConflictError, type SyncError } from '../../../core/errors';
import type { PartnerWriteResult } from '../../../core/ports/partner';
import type { BatchAnswer, ItemAnswer } from '../client';
import { isNotFound } from '../expected';
import { refused } from '../faults';
import { bodyOf, isSatisfied, type Change } from '../map';
import type { Person } from '../raw';
import { ownOf, viewOf, withValues, type Row } from '../rows';
import { carryOut, errorOfContacts, isAccountFull, itemVerdict, verdictsWithout, type Doubt, type Manner, type Sent, type Settled, type Verdict, type WriteRun } from './carryOut';
import { conflict, knownRow, readRows } from './current';
import type { UpdateWrite } from './plan';

interface UpdateJob {
	key: string;
	id: string;
	change: Change;
	/** The state that the change was made for. */
	row: Row;
	etag: string;
	/** renewed: the etag was refused although the contact was unchanged, and was read anew. */
	etagIs: 'known' | 'renewed';
}

export function toChange(write: UpdateWrite, account: WriteRun['account']): Change {
	return { patch: write.patch, groups: write.groups, entry: write.entry, account: account.crm };
}

/** Updates contacts of one mask in one request, or in as many as refused or changed ones among them make necessary. */
export async function* updateContacts(run: WriteRun, writes: readonly UpdateWrite[], mask: string): AsyncGenerator<PartnerWriteResult[]> {
	const { jobs, results } = await prepare(run, writes);
	yield results;
	if (mask !== '') yield* carryOut(run, jobs, updateManner(run, mask));
	else yield jobs.map((job) => done(run, job, job.row));
}

function updateManner(run: WriteRun, mask: string): Manner<UpdateJob> {
	const { account } = run;
	return {
		send: (jobs) => send(run, jobs, mask),
		written: (job, person) => done(run, job, account.state.index.wrote(person, account.clock.now())),
		settle: (doubtful) => readAgain(run, doubtful),
		groupsOf: ({ change }) => change.groups ?? [],
		blocked: () => undefined,
	};
}

function done({ account }: WriteRun, { key }: { key: string }, row: Row): PartnerWriteResult {
	return { kind: 'done', key, record: viewOf(row, account.crm) };
}

/** A record that is not known as it stands, or whose lists were cut, is read first; cut ones are merged again by the caller. */
async function prepare(run: WriteRun, writes: readonly UpdateWrite[]): Promise<{ jobs: UpdateJob[]; results: PartnerWriteResult[] }> {
	const unknown = writes.filter(({ record }) => knownRow(run, record) === undefined);
	const rows = await readRows(run, unknown.map(({ record }) => record.id));
	const jobs: UpdateJob[] = [];
	const results: PartnerWriteResult[] = [];
	for (const write of writes) {
		const { key, record } = write;
		const row = knownRow(run, record);
		if (row) jobs.push({ key, id: record.id, change: toChange(write, run.account), row, etag: record.version, etagIs: 'known' });
		else results.push(conflict(run, write.key, rows.get(record.id)));
	}
	return { jobs, results };
}

async function send({ account }: WriteRun, jobs: readonly UpdateJob[], mask: string): Promise<Sent> {
	const bodies = jobs.map((job): [string, Person] => [job.id, { etag: job.etag, ...bodyOf(ownOf(job.row), job.change) }]);
	try {
		const [first] = bodies;
		if (first && bodies.length === 1) return { kind: 'each', verdicts: [itemVerdict(await account.people.updatePerson(...first, mask), verdictOf)] };
		return sentBatch(jobs, await account.people.updatePeople(new Map(bodies), mask));
	} catch (error) {
		if (isAccountFull(error)) return { kind: 'each', verdicts: jobs.map(() => ({ kind: 'failed', error })) };
		const known = errorOfContacts(error);
		if (known instanceof ConflictError || (jobs.length === 1 && isNotFound(known))) return { kind: 'each', verdicts: jobs.map(() => ({ kind: 'stale' })) };
		return { kind: 'refused', error: known };
	}
}

function sentBatch(jobs: readonly UpdateJob[], answer: BatchAnswer<Map<string, ItemAnswer>>): Sent {
	if (answer.kind === 'answered') return { kind: 'each', verdicts: jobs.map(({ id }) => itemVerdict(answer.items.get(id), verdictOf)) };
	const verdicts = verdictsWithout(jobs, ({ id }) => answer.errors.get(id), verdictOf);
	return verdicts ? { kind: 'each', verdicts } : { kind: 'refused', error: refused('', 'No contact of the batch is named.') };
}

/** Gone counts as stale: reading it again tells. */
function verdictOf(error: SyncError): Verdict {
	return error instanceof ConflictError || isNotFound(error) ? { kind: 'stale' } : { kind: 'failed', error };
}

async function readAgain(run: WriteRun, doubtful: ReadonlyArray<{ job: UpdateJob; doubt: Doubt }>): Promise<Settled<UpdateJob>> {
	const rows = await readRows(run, doubtful.map(({ job }) => job.id));
	const settled: Settled<UpdateJob> = { results: [], again: [] };
	for (const { job, doubt } of doubtful) {
		const row = rows.get(job.id);
		const isUnchanged = row?.sourceEtag === job.row.sourceEtag;
		if (doubt === 'silent') settled.results.push(done(run, job, row && !isUnchanged ? row : assumedRow(run, job)));
		else if (row && isSatisfied(ownOf(row), job.change)) settled.results.push(done(run, job, row));
		else if (row && isUnchanged && job.etagIs === 'known') settled.again.push({ ...job, row, etag: row.record.version, etagIs: 'renewed' });
		else settled.results.push(conflict(run, job.key, row));
	}
	return settled;
}

/** Written, but neither the answer nor a reading shows it yet: the contact as it was sent. */
function assumedRow({ account }: WriteRun, { row, change }: UpdateJob): Row {
	return withValues(row, bodyOf(ownOf(row), change), account.crm);
}
