import type { RecordType } from '../../../core/contact/contact';
import type { ChangesRequest, CrmChanges, CrmRecord } from '../../../core/ports/crm';
import { PAGE_SIZE, type RaynetPage } from './client';
import { lately, parseCursor, seenOf, versionsOf, type Cursor, type TypeState } from './cursor';
import { scopeFilter } from './scope';
import { BY_ID, countAll, readSince, type Reader } from './touched';

/**
 * Raynet tells what was touched, but not what was deleted. So each type is counted: in use within the scope, and, when records
 * were touched, altogether, which shows a deletion that an entry into the scope would hide. What the counts leave
 * unexplained makes everything be read. More than a page of changes is everything, too.
 */
export async function changes(reader: Reader, request: ChangesRequest): Promise<CrmChanges> {
	const cursor = parseCursor(request.cursor);
	if (cursor?.kind !== 'read') return readEverything(reader, request, cursor);
	return (await readSince(reader, request, cursor)) ?? readEverything(reader, request, undefined, 'count');
}

type ReadingCursor = Extract<Cursor, { kind: 'reading' }>;

/** One page. The total of all records is counted only where a cursor led here: the first reading of all has no use for it yet. */
async function readEverything(reader: Reader, { recordTypes, scope }: ChangesRequest, from?: ReadingCursor, counting: 'count' | 'leave' = 'leave'): Promise<CrmChanges> {
	const start: ReadingCursor = from ?? { kind: 'reading', since: 0, types: {}, stream: 0, after: 0, counting };
	const recordType = recordTypes[start.stream];
	const filter = recordType && scopeFilter(scope, recordType);
	const next = { ...start, stream: start.stream + 1, after: 0 };
	if (!recordType) return { extent: 'everything', records: [], gone: [], ...goingOn(reader, start, recordTypes) };
	if (!filter) return skipped(reader, { recordTypes, scope }, next);

	const page = await reader.client.list(recordType, { ...filter, ...(start.after > 0 ? { 'id[GT]': start.after } : {}), ...BY_ID, limit: PAGE_SIZE });
	const records = page.rows.map((row) => reader.recordOf(row, recordType));
	const since = start.since || page.serverTime || newest(records);
	const state = readSoFar(start.types[recordType], records, since);
	const isLast = page.rows.length === 0 || page.rows.length >= page.total;
	const all = isLast && start.counting === 'count' ? { all: await countAll(reader, recordType) } : {};
	const types = { ...start.types, [recordType]: { ...state, ...all } };
	const cursor: ReadingCursor = isLast ? { ...next, since, types } : { ...start, since, types, after: page.rows.at(-1)?.id ?? 0 };
	return { extent: 'everything', records, gone: [], ...goingOn(reader, cursor, recordTypes), ...timeOf(page) };
}

/** No record of this type can be in the scope. */
function skipped(reader: Reader, request: ChangesRequest, next: ReadingCursor): Promise<CrmChanges> | CrmChanges {
	if (next.stream < request.recordTypes.length) return readEverything(reader, request, next);
	return { extent: 'everything', records: [], gone: [], ...goingOn(reader, next, request.recordTypes) };
}

function readSoFar(before: TypeState | undefined, records: readonly CrmRecord[], since: number): TypeState {
	const stamped = records.filter(({ contact }) => contact.modifiedAt !== undefined);
	const seen = before && !before.seen ? undefined : { ...before?.seen, ...versionsOf(lately(stamped, since)) };
	const inUse = records.filter(({ standing }) => standing === 'active').length;
	return { inScope: (before?.inScope ?? 0) + inUse, ...(seen ? seenOf(seen) : {}) };
}

function goingOn({ own }: Reader, cursor: ReadingCursor, recordTypes: readonly RecordType[]): Pick<CrmChanges, 'cursor' | 'more'> {
	if (cursor.stream < recordTypes.length) return { cursor: JSON.stringify(cursor), more: 'yes' };
	const read: Cursor = { kind: 'read', since: cursor.since, types: cursor.types, mark: own.begin() };
	return { cursor: JSON.stringify(read), more: 'no' };
}

function newest(records: readonly CrmRecord[]): number {
	return Math.max(0, ...records.map(({ contact }) => Date.parse(contact.modifiedAt ?? '') || 0));
}

function timeOf({ serverTime }: RaynetPage): { serverTime?: number } {
	return serverTime === undefined ? {} : { serverTime };
}
