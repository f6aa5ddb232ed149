import type { RecordType } from '../contact/contact';
import { RetriableError } from '../errors';
import type { CrmRecord, CrmScope, WindowPage, WindowRequest } from '../ports/crm';

/**
 * Reading changes in windows of time: [from, to), page by page in a fixed order, one record type after the
 * other. All of it is pure: a cursor and a page give the next cursor and what was new on the page.
 *
 * A record that changes while its window is paged leaves the window, as its new stamp lies behind `to`. The
 * records after it then move forward by one place, so the next page steps back by as much as `total` fell.
 * `readUntil` moves only when a whole window was read.
 */

/** A window begins at least this much before the last one ended, for changes that the server showed late. */
export const OVERLAP_MS = 120_000;

/**
 * A window of several pages ends this much before now, so that a change that the server shows late cannot
 * enter it while it is paged. A window of one page needs no such margin.
 */
export const SETTLE_MS = 30_000;

/** Most records that are remembered as read. A dropped one can only lead to a repeat. */
export const MOST_SEEN = 5_000;

/** Version by record, oldest first; the record as its type's first letter and its id. */
type Seen = Record<string, string>;

export interface OpenWindow {
	/** Milliseconds since 1970, as all times here; absent: from the beginning. */
	from?: number;
	to: number;
	/** Index into the record types. */
	stream: number;
	offset: number;
	/** Records of the stream's window when the last page was read. */
	total?: number;
	/** Whether `to` was already set back by SETTLE_MS. */
	settled?: true;
}

/** Where the reading stands. Plain JSON, at most about 100 KB, usually less than one. */
export interface WindowCursor {
	/** Nothing stamped before is ever read. */
	since?: number;
	/** Everything stamped before was read. Absent until the first window of everything was read. */
	readUntil?: number;
	/** How far the server's clock is ahead of ours. */
	skewMs?: number;
	open?: OpenWindow;
	/** The newest stamp that was met. */
	latest?: number;
	/** Read already, and possibly met again in the open window. */
	seen: Seen;
	/** Those of the open window that the next window will meet again. */
	tail: Seen;
}

/** What is read, and how. Same from poll to poll. */
export interface WindowPlan {
	recordTypes: readonly RecordType[];
	/** Given to the server as a filter. */
	scope?: CrmScope;
	pageSize: number;
	stampResolutionMs: number;
}

/** A record that is new to the reader in this version. */
export interface Change {
	record: CrmRecord;
	novelty: 'existing' | 'created' | 'updated';
}

export interface Step {
	cursor: WindowCursor;
	changes: Change[];
	window: 'open' | 'read';
}

/** A cursor that reads everything there is, then what changes. */
export function fromTheBeginning(): WindowCursor {
	return { seen: {}, tail: {} };
}

/** A cursor that reads what changes from now on. `serverTime` as the server told it, if it did. */
export function fromNowOn(now: number, stampResolutionMs: number, serverTime?: number): WindowCursor {
	const start = floorTo(serverTime ?? now, stampResolutionMs);
	return { since: start, readUntil: start, ...skew(now, serverTime), seen: {}, tail: {} };
}

/** Gives up the open window, so that it is read again from its start, by another plan. */
export function reopened(cursor: WindowCursor): WindowCursor {
	const closed = { ...cursor };
	delete closed.open;
	return closed;
}

/** Whether the cursor is still reading what existed before. */
export function readsExisting(cursor: WindowCursor): boolean {
	return cursor.readUntil === undefined;
}

/** The cursor with a window open, and the page to read next. */
export function nextPage(cursor: WindowCursor, plan: WindowPlan, now: number): { cursor: WindowCursor; request: WindowRequest } {
	const open = cursor.open ?? openWindow(cursor, plan, now);
	const recordType = plan.recordTypes[open.stream] ?? 'person';
	return {
		cursor: { ...cursor, open },
		request: {
			recordType,
			...(open.from === undefined ? {} : { from: open.from }),
			to: open.to,
			...(plan.scope ? { scope: plan.scope } : {}),
			offset: open.offset,
			limit: plan.pageSize,
		},
	};
}

function openWindow(cursor: WindowCursor, plan: WindowPlan, now: number): OpenWindow {
	const to = now + (cursor.skewMs ?? 0);
	if (cursor.readUntil === undefined) return { to, stream: 0, offset: 0 };
	// A clock that was set back must not leave a gap: then the window begins before the new time.
	const from = Math.max(cursor.since ?? 0, Math.min(cursor.readUntil, to) - overlapOf(plan));
	return { from, to, stream: 0, offset: 0 };
}

/** Stamps that are cut to a coarse unit can lie a whole unit before the change. */
function overlapOf(plan: WindowPlan): number {
	return Math.max(OVERLAP_MS, 2 * plan.stampResolutionMs);
}

/**
 * Takes the page in that `nextPage` asked for, received at `now`. Throws a RetriableError at a page that is
 * empty although the server says that there is more.
 */
export function accept(cursor: WindowCursor, plan: WindowPlan, page: WindowPage, now: number): Step {
	const asked = cursor.open ?? openWindow(cursor, plan, now);
	const end = asked.offset + page.records.length;
	const fell = Math.max(0, (asked.total ?? page.total) - page.total);
	if (fell === 0 && page.records.length === 0 && end < page.total) throw emptyPage(asked.offset, page.total);

	const open = { ...asked, ...closedAbove(asked, plan, page), offset: fell > 0 ? Math.max(0, asked.offset - fell) : end, total: page.total };
	const recordType = plan.recordTypes[asked.stream] ?? 'person';
	const { changes, seen, tail } = newOnPage(cursor, open, plan, recordType, page.records);
	const latest = Math.max(cursor.latest ?? 0, ...page.records.map(({ contact }) => stampOf(contact.modifiedAt) ?? 0));
	const read = { ...cursor, ...skew(now, page.serverTime), latest, seen, tail };

	if (fell > 0 || end < page.total) return { cursor: { ...read, open }, changes, window: 'open' };
	if (asked.stream + 1 < plan.recordTypes.length) {
		const next = { ...withoutTotal(open), stream: asked.stream + 1, offset: 0 };
		return { cursor: { ...read, open: next }, changes, window: 'open' };
	}
	// Records behind the end of this window may not be in the next one, but in the one after that.
	const rememberedNext = latest >= open.to ? seen : tail;
	const done = { ...reopened(read), readUntil: readUntil(cursor, open, plan), seen: rememberedNext, tail: {} };
	return { cursor: done, changes, window: 'read' };
}

/** Does not go back for a window that was only set back to settle; does for a clock that was set back. */
function readUntil(before: WindowCursor, open: OpenWindow, plan: WindowPlan): number {
	const settling = SETTLE_MS + plan.stampResolutionMs;
	const last = before.readUntil ?? open.to;
	return open.to >= last - settling ? Math.max(last, open.to) : open.to;
}

function withoutTotal(open: OpenWindow): OpenWindow {
	const fresh = { ...open };
	delete fresh.total;
	return fresh;
}

/** Where the window ends, known better once its first page is there: never in the server's future. */
function closedAbove(open: OpenWindow, plan: WindowPlan, page: WindowPage): Pick<OpenWindow, 'to' | 'settled'> {
	const to = Math.min(open.to, page.serverTime ?? open.to);
	const severalPages = open.total === undefined && page.records.length < page.total;
	if (!severalPages || open.settled) return { to };
	return { to: Math.max(open.from ?? 0, floorTo(to - SETTLE_MS, plan.stampResolutionMs)), settled: true };
}

function newOnPage(cursor: WindowCursor, open: OpenWindow, plan: WindowPlan, recordType: RecordType, records: readonly CrmRecord[]) {
	const seen = { ...cursor.seen };
	const tail = { ...cursor.tail };
	const changes: Change[] = [];
	for (const record of records) {
		const key = `${recordType.charAt(0)}${record.contact.recordId}`;
		const known = seen[key];
		if (known !== record.version) changes.push({ record, novelty: noveltyOf(record, open, plan, known) });
		remember(seen, key, record.version);
		if (comesAgain(record, open, plan)) remember(tail, key, record.version);
	}
	return { changes, seen: newest(seen), tail: newest(tail) };
}

function noveltyOf({ contact }: CrmRecord, open: OpenWindow, plan: WindowPlan, known: string | undefined): Change['novelty'] {
	if (open.from === undefined) return 'existing';
	const createdAt = stampOf(contact.createdAt);
	const createdHere = createdAt !== undefined && createdAt + plan.stampResolutionMs > open.from;
	return createdHere && known === undefined ? 'created' : 'updated';
}

/** Whether the next window, which overlaps this one, will hold the record in this version. */
function comesAgain({ contact }: CrmRecord, open: OpenWindow, plan: WindowPlan): boolean {
	const modifiedAt = stampOf(contact.modifiedAt);
	const earliestEnd = open.settled ? open.to : floorTo(open.to - SETTLE_MS, plan.stampResolutionMs);
	return modifiedAt === undefined || modifiedAt + plan.stampResolutionMs > earliestEnd - overlapOf(plan);
}

function remember(seen: Seen, key: string, version: string): void {
	delete seen[key];
	seen[key] = version;
}

function newest(seen: Seen): Seen {
	const entries = Object.entries(seen);
	return entries.length <= MOST_SEEN ? seen : Object.fromEntries(entries.slice(-MOST_SEEN));
}

function stampOf(iso: string | undefined): number | undefined {
	const stamp = iso === undefined ? Number.NaN : Date.parse(iso);
	return Number.isNaN(stamp) ? undefined : stamp;
}

function floorTo(stamp: number, resolutionMs: number): number {
	return Math.floor(stamp / resolutionMs) * resolutionMs;
}

function skew(now: number, serverTime: number | undefined): { skewMs?: number } {
	return serverTime === undefined ? {} : { skewMs: serverTime - now };
}

function emptyPage(offset: number, total: number): RetriableError {
	return new RetriableError(
		'The CRM answered a page without records although it has more. The next poll tries again.',
		`Empty page at offset ${offset} of ${total}.`,
	);
}
