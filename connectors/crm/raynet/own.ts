import type { CrmRecord, CrmWrite, CrmWriteResult } from '../../../core/ports/crm';
import { holdsRecord } from './scope';

/** Whether a record counted as one of the scope before a run wrote it. */
export type Before = 'inside' | 'outside';

/**
 * What runs wrote themselves, by the mark of the cursor that they went on from, and by contact id. The next run of the
 * same flow knows by it that these records neither came nor left unseen. Kept in memory only: without it everything is
 * read once more.
 */
export type WrittenByMark = Map<string, Map<string, Before>>;

const MOST_MARKS = 50;
const MOST_RECORDS = 2_000;

/** The writes of one connector, which are those of one run. */
export interface OwnWrites {
	/** The mark of a new cursor; writes belong to it from now on. */
	begin(): string;
	/** The cursor stays as it is, and so does its mark. */
	goOn(mark: string | undefined): string;
	/** Written since a cursor with this mark was handed out. */
	since(mark: string | undefined): ReadonlyMap<string, Before>;
	note(write: CrmWrite, result: CrmWriteResult): void;
}

export function createOwnWrites(kept: WrittenByMark, random: () => number): OwnWrites {
	let current: Map<string, Before> | undefined;
	const keep = (mark: string, written: Map<string, Before>): string => {
		current = written;
		kept.delete(mark);
		kept.set(mark, written);
		forgetOldest(kept, MOST_MARKS);
		return mark;
	};
	const begin = (): string => keep(random().toString(36).slice(2, 10), new Map());
	return {
		begin,
		goOn: (mark) => (mark === undefined ? begin() : keep(mark, kept.get(mark) ?? new Map<string, Before>())),
		since: (mark) => kept.get(mark ?? '') ?? new Map<string, Before>(),
		note(write, result) {
			const stood = current && result.kind === 'done' ? standingBefore(write, result.record) : undefined;
			if (!current || !stood || current.has(stood.id) || current.size >= MOST_RECORDS) return;
			current.set(stood.id, stood.before);
		},
	};
}

/** The same results, each of them noted. */
export async function* noting(own: OwnWrites, writes: readonly CrmWrite[], results: AsyncIterable<CrmWriteResult[]>): AsyncGenerator<CrmWriteResult[]> {
	const byKey = new Map(writes.map((write) => [write.key, write]));
	for await (const batch of results) {
		for (const result of batch) {
			const write = byKey.get(result.key);
			if (write) own.note(write, result);
		}
		yield batch;
	}
}

function standingBefore(write: CrmWrite, written: CrmRecord | undefined): { id: string; before: Before } | undefined {
	if (write.op === 'create') return written && { id: written.contact.id, before: 'outside' };
	if (write.op === 'delete') return undefined;
	const { record, scope } = write;
	return { id: record.contact.id, before: holdsRecord(scope, record) && record.standing === 'active' ? 'inside' : 'outside' };
}

function forgetOldest<K>(map: Map<K, unknown>, most: number): void {
	for (const oldest of map.keys()) {
		if (map.size <= most) return;
		map.delete(oldest);
	}
}
