import type { RecordType } from '../../../core/contact/contact';
import type { ChangesRequest, CrmChanges, CrmRecord, CrmScope } from '../../../core/ports/crm';
import { PAGE_SIZE, type RaynetClient, type RaynetPage, type RaynetQuery } from './client';
import { lately, OVERLAP_MS, seenOf, STAMP_MS, stampOf, versionsOf, type Cursor, type TypeState, type TypeStates } from './cursor';
import { raynetInstant } from './dates';
import type { Before, OwnWrites } from './own';
import { holdsRecord, scopeFilter } from './scope';

/** Both kinds of records: those in use, and invalid ones (documented values: null and INVALID). */
const ANY_STANDING = { 'rowInfo.rowAccess[EQ_OR_NULL]': 'INVALID' };
const IN_USE = { 'rowInfo.rowAccess[NE_OR_NULL]': 'INVALID' };
export const BY_ID = { sortColumn: 'id', sortDirection: 'ASC' };
/** Sorting by it is documented; that it is created or updated, whichever is later, too. Rows do not tell it (seen in live answers). */
const NEWEST_FIRST = { sortColumn: 'rowInfo.lastModifiedAt', sortDirection: 'DESC' };
/** Few, as they are sent with every reading, and enough for what one run writes singly. */
const NEWEST = 20;

export interface Reader {
	client: RaynetClient;
	recordOf(row: RaynetPage['rows'][number], recordType: RecordType): CrmRecord;
	own: OwnWrites;
}

type ReadCursor = Extract<Cursor, { kind: 'read' }>;

/** The records of one type that were changed last, with the number of all in the scope and in use. */
interface Newest {
	recordType: RecordType;
	records: readonly CrmRecord[];
	inScope: number;
	before: TypeState | undefined;
	serverTime?: number;
}

/**
 * What was touched since the cursor; undefined where something left unseen, or too much was touched. One call for each
 * type tells that nothing was: whoever was changed in the scope is first in line, whoever left it is missing in the
 * number. Only then is asked for what was touched in the scope or out of it.
 */
export async function readSince(reader: Reader, request: ChangesRequest, cursor: ReadCursor): Promise<CrmChanges | undefined> {
	const newest: Newest[] = [];
	for (const recordType of request.recordTypes) {
		const filter = scopeFilter(request.scope, recordType);
		if (!filter) continue;
		const page = await reader.client.list(recordType, { ...filter, ...IN_USE, ...NEWEST_FIRST, limit: NEWEST });
		const records = page.rows.map((row) => reader.recordOf(row, recordType));
		newest.push({ recordType, records, inScope: page.total, before: cursor.types[recordType], ...timeOf(page.serverTime) });
	}
	return newest.every((one) => isCalm(one, cursor.since)) ? nothing(reader, cursor, newest) : readTouched(reader, request.scope, cursor, newest);
}

/** Whether the line reaches back to what was read already, and all in front of that was read, too. */
function isCalm({ records, inScope, before }: Newest, since: number): boolean {
	if (!before || inScope !== before.inScope) return false;
	const stamps = records.map(({ contact }) => stampOf(contact.modifiedAt));
	const reachesBack = records.length >= inScope || lately(records.slice(-1), since).length === 0;
	// One that stands before a later one was touched in a way that its own stamp does not tell.
	const isInLine = stamps.every((stamp, n) => n === 0 || stamp <= (stamps[n - 1] ?? 0) + STAMP_MS);
	return reachesBack && isInLine && lately(records, since).every(({ contact, version }) => before.seen?.[contact.recordId] === version);
}

/**
 * The cursor stays where it is, so that what was touched outside the scope is still ahead of it. The records of a type
 * are counted once, as at a later change it has to be known how many there were.
 */
async function nothing(reader: Reader, { since, types, mark }: ReadCursor, newest: readonly Newest[]): Promise<CrmChanges> {
	const counted: TypeStates = { ...types };
	for (const { recordType, before } of newest) if (before) counted[recordType] = { ...before, all: before.all ?? (await countAll(reader, recordType)) };
	const cursor: Cursor = { kind: 'read', since, types: counted, mark: reader.own.goOn(mark) };
	return { extent: 'changes', records: [], gone: [], cursor: JSON.stringify(cursor), more: 'no', ...timeOf(newest[0]?.serverTime) };
}

async function readTouched(reader: Reader, scope: CrmScope, { since, types, mark }: ReadCursor, newest: readonly Newest[]): Promise<CrmChanges | undefined> {
	const own = reader.own.since(mark);
	const records: CrmRecord[] = [];
	const next: TypeStates = { ...types };
	let until: number | undefined;
	for (const { recordType, inScope, before } of newest) {
		const window: RaynetQuery = { ...ANY_STANDING, 'rowInfo.lastModifiedAt[GE]': raynetInstant(Math.max(0, since - OVERLAP_MS)), ...BY_ID };
		const page = await reader.client.list(recordType, { ...window, limit: PAGE_SIZE });
		until ??= page.serverTime;
		if (!before || page.total > page.rows.length) return undefined;
		const touched = page.rows.map((row) => reader.recordOf(row, recordType));
		const fresh = touched.filter(({ contact, version }) => before.seen?.[contact.recordId] !== version);
		if (!isExplained(fresh, scope, { before, inScope, own })) return undefined;
		const all = await countOn(reader, recordType, { before, fresh, own, since });
		if (all === 'fewer') return undefined;
		next[recordType] = { inScope, all, ...seenOf(versionsOf(lately(touched, until ?? since))) };
		records.push(...fresh);
	}
	const cursor: Cursor = { kind: 'read', since: until ?? since, types: next, mark: reader.own.begin() };
	return { extent: 'changes', records, gone: [], cursor: JSON.stringify(cursor), more: 'no', ...timeOf(until) };
}

interface Look {
	before: TypeState;
	own: ReadonlyMap<string, Before>;
}

/** Whether the number of records in the scope is as what was touched can have made it. What we wrote ourselves is known exactly. */
function isExplained(fresh: readonly CrmRecord[], scope: CrmScope, { before, inScope, own }: Look & { inScope: number }): boolean {
	let least = before.inScope;
	let most = before.inScope;
	for (const record of fresh) {
		const now = holdsRecord(scope, record) && record.standing === 'active' ? 1 : 0;
		const then = own.get(record.contact.id);
		// One in use and in the scope may have come, one that is invalid may have been in it, or have come back and gone.
		const mayHaveCome = then ? now - (then === 'inside' ? 1 : 0) : holdsRecord(scope, record) ? 1 : 0;
		const mayHaveLeft = then ? mayHaveCome : now - 1;
		most += mayHaveCome;
		least += mayHaveLeft;
	}
	return least <= inScope && inScope <= most;
}

/**
 * The number of all records of the type, to go on with. An entry into the scope hides a deletion in it, but not in the
 * number of all: where that was never counted, nobody may have come or gone but by our own writing.
 */
async function countOn(reader: Reader, recordType: RecordType, { before, fresh, own, since }: Look & { fresh: readonly CrmRecord[]; since: number }): Promise<number | 'fewer'> {
	const { all, seen } = before;
	if (fresh.length === 0) return all ?? countAll(reader, recordType);
	const isOurs = fresh.every(({ contact }) => own.has(contact.id));
	if (!isOurs && (all === undefined || !seen)) return 'fewer';
	const created = fresh.filter(({ contact }) => !(seen && contact.recordId in seen) && !(stampOf(contact.createdAt) < since - OVERLAP_MS - STAMP_MS));
	const now = await countAll(reader, recordType);
	return all !== undefined && seen && now < all + created.length ? 'fewer' : now;
}

/** How many records of a type there are, in use and invalid. */
export async function countAll({ client }: Pick<Reader, 'client'>, recordType: RecordType): Promise<number> {
	return (await client.list(recordType, { ...ANY_STANDING, limit: 1 })).total;
}

function timeOf(serverTime: number | undefined): { serverTime?: number } {
	return serverTime === undefined ? {} : { serverTime };
}
