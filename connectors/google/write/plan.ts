import type { PartnerWrite } from '../../../core/ports/partner';
import { DELETE_BATCH, WRITE_BATCH } from '../client';
import { maskOf, type Change } from '../map';

export type CreateWrite = Extract<PartnerWrite, { op: 'create' }>;
export type UpdateWrite = Extract<PartnerWrite, { op: 'update' }>;
export type DeleteWrite = Extract<PartnerWrite, { op: 'delete' }>;

/** What is sent in one request. One update mask holds for a whole batch, so a batch has one mask. */
export type Batch =
	| { op: 'create'; writes: CreateWrite[] }
	| { op: 'update'; mask: string; writes: UpdateWrite[] }
	| { op: 'delete'; writes: DeleteWrite[] };

/** Up to this many go singly: a batch costs the same whatever it holds. */
const MOST_SINGLY = 5;

/** In the order in which each kind of write first appears. */
export function planWrites(writes: readonly PartnerWrite[], toChange: (write: UpdateWrite) => Change): Batch[] {
	const kinds = new Map<string, Batch>();
	const timesWritten = new Map<string, number>();
	for (const write of writes) {
		const fresh = emptyBatch(write, toChange);
		const kind = `${write.op} ${fresh.op === 'update' ? fresh.mask : ''} ${turnOf(write, timesWritten)}`;
		const batch = kinds.get(kind) ?? fresh;
		kinds.set(kind, batch);
		(batch.writes as PartnerWrite[]).push(write);
	}
	return [...kinds.values()].flatMap(split);
}

function emptyBatch(write: PartnerWrite, toChange: (write: UpdateWrite) => Change): Batch {
	if (write.op === 'update') return { op: 'update', mask: maskOf(toChange(write)).join(','), writes: [] };
	return { op: write.op, writes: [] };
}

/** A second write of one record must not be in the same request as the first. */
function turnOf(write: PartnerWrite, timesWritten: Map<string, number>): number {
	if (write.op === 'create') return 1;
	const turn = (timesWritten.get(write.record.id) ?? 0) + 1;
	timesWritten.set(write.record.id, turn);
	return turn;
}

function split(batch: Batch): Batch[] {
	const most = batch.op === 'delete' ? DELETE_BATCH : WRITE_BATCH;
	const size = batch.writes.length <= MOST_SINGLY ? 1 : most;
	const parts: Batch[] = [];
	for (let start = 0; start < batch.writes.length; start += size) {
		parts.push({ ...batch, writes: batch.writes.slice(start, start + size) } as Batch);
	}
	return parts;
}
