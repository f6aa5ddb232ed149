import type { RecordError } from '../../../core/errors';
import type { PartnerWriteResult } from '../../../core/ports/partner';
import { isNotFound, isRefused, orExpected } from '../expected';
import type { WriteRun } from './carryOut';
import { conflict, knownRow, readRows } from './current';
import type { DeleteWrite } from './plan';

/**
 * Deletes contacts in one request; what is gone already counts as deleted. Google has no lock on deleting (documented by
 * absence), so that each is looked at right before: whom somebody wrote meanwhile is a conflict.
 */
export async function* deleteContacts(run: WriteRun, writes: readonly DeleteWrite[]): AsyncGenerator<PartnerWriteResult[]> {
	const { gone, touched, same } = await lookedAt(run, writes);
	yield [...gone.map((write) => done(run, write)), ...touched];
	if (same.length === 0) return;
	const first = await send(run, same);
	if (first === undefined) return yield same.map((write) => done(run, write));
	const living = await stillThere(run, same);
	yield same.filter((write) => !living.includes(write)).map((write) => done(run, write));
	if (living.length === 0) return;
	const second = await send(run, living);
	yield living.map((write) => (second === undefined ? done(run, write) : { kind: 'failed', key: write.key, error: second }));
}

interface LookedAt {
	gone: DeleteWrite[];
	touched: PartnerWriteResult[];
	same: DeleteWrite[];
}

async function lookedAt(run: WriteRun, writes: readonly DeleteWrite[]): Promise<LookedAt> {
	const before = new Map(writes.map((write) => [write, knownRow(run, write.record)]));
	const rows = await readRows(run, writes.map(({ record }) => record.id));
	const found: LookedAt = { gone: [], touched: [], same: [] };
	for (const [write, known] of before) {
		const row = rows.get(write.record.id);
		if (!row) found.gone.push(write);
		else if (known?.sourceEtag === row.sourceEtag) found.same.push(write);
		else found.touched.push(conflict(run, write.key, row));
	}
	return found;
}

/** Whether a batch with a contact that is gone deletes the others is not known: undefined when all are deleted, else why not. */
async function send({ account }: WriteRun, writes: readonly DeleteWrite[]): Promise<RecordError | undefined> {
	const ids = writes.map(({ record }) => record.id);
	const [id] = ids;
	if (id === undefined || ids.length > 1) return (await orExpected(account.people.deletePeople(ids), isRefused)) ?? undefined;
	const answer = await orExpected(account.people.deletePerson(id), isRefused);
	return answer && !isNotFound(answer) ? answer : undefined;
}

async function stillThere({ account }: WriteRun, writes: readonly DeleteWrite[]): Promise<DeleteWrite[]> {
	const found = await account.people.getPeople(writes.map(({ record }) => record.id));
	return writes.filter(({ record }) => found.get(record.id) !== undefined);
}

function done({ account }: WriteRun, { key, record }: DeleteWrite): PartnerWriteResult {
	account.state.index.removed(record.id, account.clock.now());
	return { kind: 'done', key };
}
