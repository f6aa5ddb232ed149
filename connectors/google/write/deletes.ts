import type { RecordError } from '../../../core/errors';
import type { PartnerWriteResult } from '../../../core/ports/partner';
import { isNotFound, isRefused, orExpected } from '../expected';
import type { WriteRun } from './carryOut';
import type { DeleteWrite } from './plan';

/** Deletes contacts in one request; what is gone already counts as deleted. */
export async function* deleteContacts(run: WriteRun, writes: readonly DeleteWrite[]): AsyncGenerator<PartnerWriteResult[]> {
	const first = await send(run, writes);
	if (first === undefined) return yield writes.map((write) => done(run, write));
	const living = await stillThere(run, writes);
	yield writes.filter((write) => !living.includes(write)).map((write) => done(run, write));
	if (living.length === 0) return;
	const second = await send(run, living);
	yield living.map((write) => (second === undefined ? done(run, write) : { kind: 'failed', key: write.key, error: second }));
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
