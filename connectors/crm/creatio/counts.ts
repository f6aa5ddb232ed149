import { answeredPage, type CreatioClient } from './client';
import type { Listing } from './listing';
import { listPart, type Part } from './odata';
import { stampOf } from './raw';

/** How an object stood: how many rows, and which was the newest by CreatedOn. */
export interface Standing {
	count: number;
	newest?: string;
	id?: string;
}

/** What no delta shows: rows go without a trace, but for their number. */
export interface Counts {
	/** Rows that make the scope. */
	members: Standing;
	/** Of all contacts. */
	numbers: Standing;
	addresses: Standing;
}

const ROWS = ['numbers', 'addresses'] as const;
const ENTITIES = { numbers: 'ContactCommunication', addresses: 'ContactAddress' } as const;

/**
 * The counts of now, in one batch. `rows` are "unseen" where the numbers and addresses made since `before` do not make up the
 * difference: some were deleted, which need not have touched the contact (seen), or came late with an older stamp.
 */
export async function countsNow(client: CreatioClient, listing: Listing, before?: Counts): Promise<{ counts: Counts; rows: 'told' | 'unseen' }> {
	const since = ROWS.flatMap((rows) => (before?.[rows].newest === undefined ? [] : [{ rows, stamp: before[rows].newest }]));
	const answers = await client.batch([
		standingPart(listing.entity, listing.filter),
		...ROWS.map((rows) => standingPart(ENTITIES[rows])),
		...since.map(({ rows, stamp }) => listPart(ENTITIES[rows], { $select: 'Id,CreatedOn', $filter: `CreatedOn gt ${stamp}`, $top: 0, $count: true })),
	]);
	const [members, numbers, addresses] = [0, 1, 2].map((index) => standingOf(answeredPage(answers[index])));
	const counts = { members, numbers, addresses } as Counts;
	const made = new Map(since.map(({ rows }, index) => [rows, answeredPage(answers[3 + index]).count]));
	// Where there was none, all are new.
	const differs = (rows: (typeof ROWS)[number]): boolean => before !== undefined && before[rows].count > 0 && counts[rows].count !== before[rows].count + (made.get(rows) ?? 0);
	return { counts, rows: ROWS.some(differs) ? 'unseen' : 'told' };
}

function standingPart(entity: string, $filter?: string): Part {
	return listPart(entity, { $select: 'Id,CreatedOn', $filter, $orderby: 'CreatedOn desc,Id', $top: 1, $count: true });
}

function standingOf({ rows, count }: ReturnType<typeof answeredPage>): Standing {
	const [newest] = rows;
	const stamp = newest && stampOf(newest, 'CreatedOn');
	return { count, ...(newest && stamp ? { newest: stamp, id: newest.Id } : {}) };
}
