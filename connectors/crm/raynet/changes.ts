import type { RecordType } from '../../../core/contact/contact';
import type { ChangesRequest, CrmChanges, CrmRecord, CrmScope } from '../../../core/ports/crm';
import { PAGE_SIZE, type RaynetClient, type RaynetPage, type RaynetQuery } from './client';
import { parseCursor, seenOf, type Cursor, type TypeState, type TypeStates } from './cursor';
import { raynetInstant } from './dates';
import { holdsRecord, scopeFilter } from './scope';

/** A window begins this much before the last one ended, for changes that the server shows late. */
const OVERLAP_MS = 120_000;
/** Stamps may be cut to minutes. */
const STAMP_MS = 60_000;
/** Both kinds of records: those in use, and invalid ones (documented values: null and INVALID). */
const ANY_STANDING = { 'rowInfo.rowAccess[EQ_OR_NULL]': 'INVALID' };
const IN_USE = { 'rowInfo.rowAccess[NE_OR_NULL]': 'INVALID' };
const BY_ID = { sortColumn: 'id', sortDirection: 'ASC' };

export interface Reader {
	client: RaynetClient;
	recordOf(row: RaynetPage['rows'][number], recordType: RecordType): CrmRecord;
}

/**
 * Raynet tells what was touched, but not what was deleted. So each type is counted: in use within the scope, and, when records
 * were touched, altogether, which shows a deletion that an entry into the scope would hide. What the counts leave
 * unexplained makes everything be read. More than a page of changes is everything, too.
 */
export async function changes(reader: Reader, request: ChangesRequest): Promise<CrmChanges> {
	const cursor = parseCursor(request.cursor);
	if (cursor?.kind !== 'read') return readEverything(reader, request, cursor);
	return (await readTouched(reader, request, cursor)) ?? readEverything(reader, request, undefined, 'count');
}

type ReadingCursor = Extract<Cursor, { kind: 'reading' }>;

/** One page. The total of all records is counted only where a cursor led here: the first reading of all has no use for it yet. */
async function readEverything(reader: Reader, { recordTypes, scope }: ChangesRequest, from?: ReadingCursor, counting: 'count' | 'leave' = 'leave'): Promise<CrmChanges> {
	const start: ReadingCursor = from ?? { kind: 'reading', since: 0, types: {}, stream: 0, after: 0, counting };
	const recordType = recordTypes[start.stream];
	const filter = recordType && scopeFilter(scope, recordType);
	const next = { ...start, stream: start.stream + 1, after: 0 };
	if (!recordType) return { extent: 'everything', records: [], gone: [], ...goingOn(start, recordTypes) };
	if (!filter) return skipped(reader, { recordTypes, scope }, next);

	const page = await reader.client.list(recordType, { ...filter, ...(start.after > 0 ? { 'id[GT]': start.after } : {}), ...BY_ID, limit: PAGE_SIZE });
	const records = page.rows.map((row) => reader.recordOf(row, recordType));
	const since = start.since || page.serverTime || newest(records);
	const state = readSoFar(start.types[recordType], records, since);
	const isLast = page.rows.length === 0 || page.rows.length >= page.total;
	const all = isLast && start.counting === 'count' ? { all: await countAll(reader, recordType) } : {};
	const types = { ...start.types, [recordType]: { ...state, ...all } };
	const cursor: ReadingCursor = isLast ? { ...next, since, types } : { ...start, since, types, after: page.rows.at(-1)?.id ?? 0 };
	return { extent: 'everything', records, gone: [], ...goingOn(cursor, recordTypes), ...timeOf(page) };
}

/** No record of this type can be in the scope. */
function skipped(reader: Reader, request: ChangesRequest, next: ReadingCursor): Promise<CrmChanges> | CrmChanges {
	if (next.stream < request.recordTypes.length) return readEverything(reader, request, next);
	return { extent: 'everything', records: [], gone: [], ...goingOn(next, request.recordTypes) };
}

function readSoFar(before: TypeState | undefined, records: readonly CrmRecord[], since: number): TypeState {
	const lately = records.filter(({ contact }) => Date.parse(contact.modifiedAt ?? '') >= since - OVERLAP_MS - STAMP_MS);
	const seen = before && !before.seen ? undefined : { ...before?.seen, ...versionsOf(lately) };
	const inUse = records.filter(({ standing }) => standing === 'active').length;
	return { inScope: (before?.inScope ?? 0) + inUse, ...(seen ? seenOf(seen) : {}) };
}

function goingOn(cursor: ReadingCursor, recordTypes: readonly RecordType[]): Pick<CrmChanges, 'cursor' | 'more'> {
	if (cursor.stream < recordTypes.length) return { cursor: JSON.stringify(cursor), more: 'yes' };
	const read: Cursor = { kind: 'read', since: cursor.since, types: cursor.types };
	return { cursor: JSON.stringify(read), more: 'no' };
}

/** Undefined where something left unseen, or too much was touched. */
async function readTouched(reader: Reader, { recordTypes, scope }: ChangesRequest, { since, types }: Extract<Cursor, { kind: 'read' }>): Promise<CrmChanges | undefined> {
	const records: CrmRecord[] = [];
	const next: TypeStates = {};
	let until: number | undefined;
	for (const recordType of recordTypes) {
		const filter = scopeFilter(scope, recordType);
		if (!filter) continue;
		const before = types[recordType];
		const window: RaynetQuery = { ...ANY_STANDING, 'rowInfo.lastModifiedAt[GE]': raynetInstant(Math.max(0, since - OVERLAP_MS)), ...BY_ID };
		const page = await reader.client.list(recordType, { ...window, limit: PAGE_SIZE });
		until ??= page.serverTime;
		if (!before || page.total > page.rows.length) return undefined;
		const touched = page.rows.map((row) => reader.recordOf(row, recordType));
		const fresh = touched.filter(({ contact, version }) => before.seen?.[contact.recordId] !== version);
		const { total: inScope } = await reader.client.list(recordType, { ...filter, ...IN_USE, limit: 1 });
		const all = await explained(reader, recordType, scope, { before, fresh, inScope, since });
		if (all === 'unexplained') return undefined;
		next[recordType] = { inScope, ...(all === undefined ? {} : { all }), ...seenOf(versionsOf(touched)) };
		records.push(...fresh);
	}
	const cursor: Cursor = { kind: 'read', since: until ?? since, types: next };
	return { extent: 'changes', records, gone: [], cursor: JSON.stringify(cursor), more: 'no', ...(until === undefined ? {} : { serverTime: until }) };
}

interface Look {
	before: TypeState;
	fresh: readonly CrmRecord[];
	inScope: number;
	since: number;
}

/** The total of all records to go on with, when the counts are as what was touched makes them. */
async function explained(reader: Reader, recordType: RecordType, scope: CrmScope, { before, fresh, inScope, since }: Look): Promise<number | undefined | 'unexplained'> {
	const within = fresh.filter((record) => holdsRecord(scope, record));
	const outside = fresh.filter((record) => record.standing === 'invalid' || !within.includes(record));
	if (inScope > before.inScope + within.length || inScope < before.inScope - outside.length) return 'unexplained';
	if (fresh.length === 0) return before.all;
	const { all, seen } = before;
	if (all === undefined || !seen) return 'unexplained';
	const created = fresh.filter(({ contact }) => !(contact.recordId in seen) && !(Date.parse(contact.createdAt ?? '') < since - OVERLAP_MS - STAMP_MS));
	const now = await countAll(reader, recordType);
	return now < all + created.length ? 'unexplained' : now;
}

async function countAll({ client }: Reader, recordType: RecordType): Promise<number> {
	return (await client.list(recordType, { ...ANY_STANDING, limit: 1 })).total;
}

function versionsOf(records: readonly CrmRecord[]): Record<string, string> {
	return Object.fromEntries(records.map(({ contact, version }) => [contact.recordId, version]));
}

function newest(records: readonly CrmRecord[]): number {
	return Math.max(0, ...records.map(({ contact }) => Date.parse(contact.modifiedAt ?? '') || 0));
}

function timeOf({ serverTime }: RaynetPage): { serverTime?: number } {
	return serverTime === undefined ? {} : { serverTime };
}
