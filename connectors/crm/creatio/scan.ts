import { RetriableError } from '../../../core/errors';
import type { CreatioClient } from './client';
import type { Position } from './cursor';
import type { Listing } from './listing';
import { allOf } from './odata';
import { idOf, stampOf, type Row } from './raw';

/** So many contacts fill one $batch of reads. */
export const SCAN_PAGE = 400;

export interface ScanPage {
	/** Contact ids, each once. */
	ids: string[];
	/** Absent at the end. */
	next?: Position;
	serverTime?: number;
}

/**
 * The next page of a listing, in the order of CreatedOn, which no save changes. A page goes on from the stamp of the last
 * row; that row is asked for again and must come first, else rows before it went and the stamp is read from its beginning.
 * The end is where the count says so: a server may answer less than was asked for (documented: 20,000 rows at most).
 */
export async function nextPage(client: CreatioClient, listing: Listing, position: Position): Promise<ScanPage> {
	const { entity, contactColumn, filter } = listing;
	const since = position.stamp === undefined ? undefined : `CreatedOn ge ${position.stamp}`;
	const $skip = Math.max(0, (position.atStamp ?? 0) - 1);
	const $select = contactColumn === 'Id' ? 'Id,CreatedOn' : `Id,${contactColumn},CreatedOn`;
	const page = await client.list(entity, { $select, $filter: allOf(filter, since), $orderby: 'CreatedOn,Id', $skip, $top: SCAN_PAGE + 1, $count: true });
	const time = page.serverTime === undefined ? {} : { serverTime: page.serverTime };
	const [first] = page.rows;
	if (position.id !== undefined && position.atStamp && first?.Id !== position.id) {
		return page.count === 0 ? { ids: [], ...time } : { ids: [], next: position.stamp === undefined ? {} : { stamp: position.stamp }, ...time };
	}
	const rows = position.id === undefined ? page.rows.slice(0, SCAN_PAGE) : page.rows.slice(1);
	const isEnd = $skip + page.rows.length >= page.count && rows.length === (position.id === undefined ? page.rows.length : page.rows.length - 1);
	const last = rows.at(-1);
	if (!last && !isEnd) throw new RetriableError('Creatio left part of a list out. The next run tries again.', `${page.count} rows counted, none given`);
	const ids = [...new Set(rows.flatMap((row) => idOf(row, contactColumn) ?? []))];
	return isEnd || !last ? { ids, ...time } : { ids, next: after(position, rows, last), ...time };
}

function after(position: Position, rows: readonly Row[], last: Row): Position {
	const stamp = stampOf(last, 'CreatedOn');
	if (stamp === undefined) return { id: last.Id, atStamp: (position.atStamp ?? 0) + rows.length };
	const here = rows.filter((row) => stampOf(row, 'CreatedOn') === stamp).length;
	return { stamp, id: last.Id, atStamp: (position.stamp === stamp ? (position.atStamp ?? 0) : 0) + here };
}
