import { SyncError } from '../../../../core/errors';
import type { CrmWrite, CrmWriteResult } from '../../../../core/ports/crm';
import { assertNotCancelled } from '../../../http/caller';
import { MOST_OPEN_CALLS } from '../client';
import { create, type Outcome } from './create';
import { readDetail, type Desk } from './desk';
import { update } from './update';

export { newMemory, type Desk, type WriteMemory } from './desk';

/**
 * Creates one after the other, as two of them may need the same new client; other writes as many at once as Raynet
 * takes connections. Results come in the order of the writes.
 */
export async function* writeAll(desk: Desk, writes: readonly CrmWrite[]): AsyncGenerator<CrmWriteResult[]> {
	for (const group of groupsOf(writes)) {
		assertNotCancelled(desk.env);
		const outcomes = await Promise.all(group.map((write) => carryOut(desk, write)));
		const results = outcomes.flatMap(({ result }) => result ?? []);
		if (results.length > 0) yield results;
		const stopped = outcomes.find(({ stop }) => stop !== undefined);
		if (stopped) throw stopped.stop;
	}
}

/** Writes of one record never go together. */
function groupsOf(writes: readonly CrmWrite[]): CrmWrite[][] {
	const groups: CrmWrite[][] = [];
	for (const write of writes) {
		const last = groups.at(-1);
		const idOf = (one: CrmWrite): string | undefined => (one.op === 'create' ? undefined : one.record.contact.id);
		const fits = last && last.length < MOST_OPEN_CALLS && write.op !== 'create' && last.every((one) => one.op !== 'create' && idOf(one) !== idOf(write));
		if (fits) last.push(write);
		else groups.push([write]);
	}
	return groups;
}

/** An error that concerns one record only is its result; any other ends the run. */
async function carryOut(desk: Desk, write: CrmWrite): Promise<Partial<Outcome>> {
	try {
		if (write.op === 'create') return await create(desk, write);
		return { result: write.op === 'update' ? await update(desk, write) : await remove(desk, write) };
	} catch (error) {
		const isOfRecord = error instanceof SyncError && (error.recovery === 'record' || error.recovery === 'conflict' || error.recovery === 'retriable');
		return isOfRecord ? { result: { kind: 'failed', key: write.key, error } } : { stop: error };
	}
}

/**
 * A delete puts the record out of use, which a person can take back in Raynet: whether one that is deleted through the
 * API can be restored is not documented.
 */
async function remove(desk: Desk, { key, record }: Extract<CrmWrite, { op: 'delete' }>): Promise<CrmWriteResult> {
	const { recordType, recordId } = record.contact;
	const before = await readDetail(desk, record.contact);
	if (!before || before.record.standing === 'invalid') return { kind: 'done', key };
	if (before.record.version !== record.version) return { kind: 'conflict', key, current: before.record };
	await desk.client.write({ method: 'POST', path: `${recordType}/${recordId}/invalid`, op: `${recordType}.invalid`, repeatable: true });
	return { kind: 'done', key };
}
