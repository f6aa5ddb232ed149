import { compileTerm, type Column, type Test } from './columns';
import { RaynetError, unsupportedColumn } from './errors';
import type { Desk, RowInfo } from './model';
import { parseListQuery, type ListQuery, type RawQuery } from './query';
import type { Json } from './render';
import type { DateStyle } from './time';

const largestPage = 1000;

type SortValue = string | number | null;

/** What a listed kind of record can be filtered, sorted and told by. */
export interface Listing<R> {
	columns: Readonly<Record<string, Column<R>>>;
	/** Sort columns [documented per kind]. */
	sortBy: Readonly<Record<string, (row: R) => SortValue>>;
	/** Fields searched by fulltext; which ones is not documented. */
	searched?: (row: R, desk: Desk) => ReadonlyArray<unknown>;
	/** Set where rows can be put out of use. */
	isInvalid?: (row: R) => boolean;
	render(desk: Desk, row: R, style: DateStyle): Json;
	renderStatus?: (desk: Desk, row: R, style: DateStyle) => Json;
}

export interface Page {
	totalCount: number;
	data: Json[];
}

/** One page of what matches; totalCount is that of all matches [documented]. */
export function listPage<R>(desk: Desk, listing: Listing<R>, rows: Iterable<R>, rawQuery: RawQuery): Page {
	const query = parseListQuery(rawQuery);
	const limit = pageSize(desk, query);
	const tests = compileAll(desk, listing, query);
	const found: R[] = [];
	for (const row of rows) if (tests.every((test) => test(row))) found.push(row);
	const sorted = sortRows(listing, query, found);
	const style = dateStyle(desk, query.iso ? 'iso' : 'plain');
	const render = query.statusOnly && listing.renderStatus ? listing.renderStatus : listing.render;
	return { totalCount: found.length, data: sorted.slice(query.offset, query.offset + limit).map((row) => render(desk, row, style)) };
}

export function dateStyle(desk: Desk, wanted: 'iso' | 'plain'): DateStyle {
	if (wanted === 'plain') return 'plain';
	return desk.setting('isoDates') === 'seconds' ? 'isoSeconds' : 'isoMinutes';
}

function pageSize(desk: Desk, query: ListQuery): number {
	const limit = query.limit ?? Number(desk.setting('defaultLimit'));
	if (limit > largestPage && desk.setting('limitAbove1000') === 'refuse') throw new RaynetError(400, `limit must not exceed ${largestPage}`);
	return Math.min(limit, largestPage);
}

function compileAll<R>(desk: Desk, listing: Listing<R>, query: ListQuery): Array<Test<R>> {
	const tests = query.terms.map((term) => {
		const column = Object.hasOwn(listing.columns, term.column) ? listing.columns[term.column] : undefined;
		if (!column) throw unsupportedColumn('filter', term.column);
		return compileTerm(desk, column, term);
	});
	const { isInvalid, searched } = listing;
	const asksStanding = query.terms.some((term) => term.column === 'rowInfo.rowAccess');
	if (isInvalid && !asksStanding && desk.setting('invalidListed') === 'no') tests.push((row) => !isInvalid(row));
	const wanted = query.fulltext?.toLowerCase();
	if (wanted && searched) {
		tests.push((row) => searched(row, desk).some((value) => String(value ?? '').toLowerCase().includes(wanted)));
	}
	return tests;
}

/** Without sortColumn in the order of ids, which also decides among equals [assumed]; absent values last [assumed]. */
function sortRows<R>(listing: Listing<R>, query: ListQuery, rows: R[]): R[] {
	if (query.sortColumn === undefined) return rows;
	const read = Object.hasOwn(listing.sortBy, query.sortColumn) ? listing.sortBy[query.sortColumn] : undefined;
	if (!read) throw unsupportedColumn('sort', query.sortColumn);
	const sign = query.descending ? -1 : 1;
	return rows
		.map((row) => ({ row, key: read(row) }))
		.sort((left, right) => sign * compare(left.key, right.key))
		.map(({ row }) => row);
}

const collator = new Intl.Collator('cs');

function compare(left: SortValue, right: SortValue): number {
	if (left === right) return 0;
	if (left === null) return 1;
	if (right === null) return -1;
	if (typeof left === 'number' && typeof right === 'number') return left - right;
	return collator.compare(String(left), String(right));
}

export function stampSorts<R extends { id: number; rowInfo: RowInfo }>(): Record<string, (row: R) => SortValue> {
	return {
		id: (row) => row.id,
		'rowInfo.createdAt': (row) => row.rowInfo.createdAt,
		'rowInfo.updatedAt': (row) => row.rowInfo.updatedAt,
		'rowInfo.lastModifiedAt': (row) => row.rowInfo.lastModifiedAt,
	};
}
