import { contactId, type RecordRef } from '../../core/contact/contact';
import { GuardError } from '../../core/errors';
import type { CrmRecord, CrmSide } from '../../core/ports/crm';

interface Waiting {
	side: CrmSide;
	ref: RecordRef;
	resolve(record: CrmRecord | undefined): void;
	reject(error: unknown): void;
}

/** Executions that wait for a record, in the order in which they asked. */
export interface ReadingQueue {
	waiting: Waiting[];
	state: 'idle' | 'reading';
}

/** What one call can bring. */
const MOST_AT_ONCE = 200;

export function newQueue(): ReadingQueue {
	return { waiting: [], state: 'idle' };
}

/**
 * The record as it is now; undefined where it is gone. n8n runs an execution for each event, so a burst of them asks for
 * many records at once: those that are asked for while a call is open go together in the next one.
 */
export function readTogether(queue: ReadingQueue, side: CrmSide, ref: RecordRef): Promise<CrmRecord | undefined> {
	return new Promise((resolve, reject) => {
		queue.waiting.push({ side, ref, resolve, reject });
		if (queue.state === 'idle') void readOn(queue);
	});
}

/** Each call is made by the execution that waits longest: one that is over must make none. */
async function readOn(queue: ReadingQueue): Promise<void> {
	queue.state = 'reading';
	while (queue.waiting.length > 0) {
		const batch = queue.waiting.splice(0, MOST_AT_ONCE);
		const [first, ...others] = batch;
		if (!first) break;
		try {
			const records = await readAll(first.side, batch);
			for (const { side, ref, resolve } of batch) resolve(records.get(contactId(side.account, ref.recordType, ref.recordId)));
		} catch (error) {
			first.reject(error);
			if (isCancelled(error)) queue.waiting.unshift(...others);
			else for (const { reject } of others) reject(error);
		}
	}
	queue.state = 'idle';
}

function readAll(side: CrmSide, batch: readonly Waiting[]): Promise<ReadonlyMap<string, CrmRecord>> {
	const refs = [...new Map(batch.map(({ ref }) => [`${ref.recordType}:${ref.recordId}`, ref])).values()];
	return side.readListed ? side.readListed(refs) : side.read(refs);
}

/** A person cancelled that one execution. */
function isCancelled(error: unknown): boolean {
	return error instanceof GuardError && error.reason === 'cancelled';
}
