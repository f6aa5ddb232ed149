import { expectSyncError, RecordError, RetriableError, SyncError } from '../../../../core/errors';
import type { CrmWrite, CrmWriteResult } from '../../../../core/ports/crm';
import { assertNotCancelled } from '../../../http/caller';
import type { WriteRun } from './run';
import { create } from './create';
import { remove, update } from './update';

/** A server that fails for so many records one after the other is down. */
const MOST_FAILURES_IN_A_ROW = 3;

/**
 * One record after the other; results come in groups of the profile's size. What was written is always told before
 * an error that ends the run.
 */
export async function* writeAll(run: WriteRun, writes: readonly CrmWrite[]): AsyncGenerator<CrmWriteResult[]> {
	const size = run.source.place.profile.limits.group;
	let results: CrmWriteResult[] = [];
	let failuresInARow = 0;
	for (const one of writes) {
		const outcome = await settled(run, one);
		const result = outcome instanceof SyncError ? undefined : outcome;
		if (result) results.push(result);
		failuresInARow = result?.kind === 'failed' && result.error instanceof RetriableError ? failuresInARow + 1 : 0;
		const stop = outcome instanceof SyncError ? outcome : failuresInARow >= MOST_FAILURES_IN_A_ROW && result?.kind === 'failed' ? result.error : undefined;
		if (stop || results.length >= size) {
			if (results.length > 0) yield results;
			results = [];
		}
		if (stop) throw stop;
	}
	if (results.length > 0) yield results;
}

/** The result of one write, or the error that ends the run. */
async function settled(run: WriteRun, one: CrmWrite): Promise<CrmWriteResult | SyncError> {
	try {
		assertNotCancelled(run.env);
		return await carriedOut(run, one);
	} catch (error) {
		const known = expectSyncError(error);
		return known instanceof RecordError || known instanceof RetriableError ? { kind: 'failed', key: one.key, error: known } : known;
	}
}

function carriedOut(run: WriteRun, one: CrmWrite): Promise<CrmWriteResult> {
	switch (one.op) {
		case 'create':
			return create(run, one);
		case 'update':
			return update(run.source, one);
		case 'delete':
			return remove(run.source, one);
	}
}
