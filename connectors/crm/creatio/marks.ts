import { shortHash } from '../../../core/contact/hash';
import type { CreatioClient, Page } from './client';
import { stampOf, type Row } from './raw';

/**
 * How far the changes of an object were read: a lower bound for ModifiedOn, from values of the server only. A long
 * transaction commits with an older stamp, so the bound stays two minutes behind the newest stamp until that one has been
 * the newest for two minutes of the server's Date header.
 */
export interface Mark {
	/** Bound as a server's text; absent: everything. */
	from?: string;
	/** Whether rows at the bound itself are still asked for. */
	at: 'included' | 'excluded';
	/** The newest stamp seen, and the Date header (ms) when it was first seen. */
	newest?: string;
	since?: number;
	/** Hashes of (id, stamp) of rows within the bound that were read already. */
	seen: string[];
}

const OVERLAP_MS = 2 * 60_000;
/** Keeps the cursor below 4 KB: three marks of so many hashes of 6 characters each. */
const MOST_SEEN = 170;
/** More changes than that are read as a whole. */
export const MOST_CHANGES = 2_000;

export interface Delta {
	fresh: Row[];
	mark: Mark;
	/** `partial`: too many to be told one by one. */
	extent: 'complete' | 'partial';
	serverTime?: number;
}

/** What was saved since the mark. */
export async function readDelta(client: CreatioClient, entity: string, columns: string, mark: Mark): Promise<Delta> {
	const $filter = mark.from === undefined ? undefined : `ModifiedOn ${mark.at === 'included' ? 'ge' : 'gt'} ${mark.from}`;
	const page = await client.list(entity, { $select: columns, $filter, $orderby: 'ModifiedOn,Id', $top: MOST_CHANGES, $count: true });
	const seen = new Set(mark.seen);
	const time = page.serverTime === undefined ? {} : { serverTime: page.serverTime };
	return { fresh: page.rows.filter((row) => !seen.has(hashOf(row))), mark: nextMark(mark, page), extent: page.count > page.rows.length ? 'partial' : 'complete', ...time };
}

/** The mark of now: later deltas tell what is saved from here on. */
export async function markNow(client: CreatioClient, entity: string): Promise<Mark> {
	const page = await client.list(entity, { $select: 'Id,ModifiedOn', $orderby: 'ModifiedOn desc,Id', $top: MOST_SEEN });
	return nextMark({ at: 'included', seen: [] }, { ...page, rows: [...page.rows].reverse() });
}

/** `rows` are in the order of their stamps. */
function nextMark(mark: Mark, { rows, serverTime }: Pick<Page, 'rows' | 'serverTime'>): Mark {
	const newest = later(mark.newest, stampOf(rows.at(-1) ?? { Id: '' }, 'ModifiedOn'));
	if (newest === undefined) return mark;
	const since = newest === mark.newest ? mark.since : serverTime;
	const bound = boundOf(newest, since, serverTime);
	const isBehind = mark.from !== undefined && Date.parse(mark.from) > Date.parse(bound.from);
	const { from, at } = isBehind ? { from: mark.from ?? bound.from, at: mark.at } : bound;
	const within = rows.filter((row) => Date.parse(stampOf(row, 'ModifiedOn') ?? '') >= Date.parse(from));
	return { from, at, newest, ...(since === undefined ? {} : { since }), seen: within.slice(-MOST_SEEN).map(hashOf) };
}

/**
 * Stamps may lie in the future: a contact taken out of a folder is stamped with its user's local time (seen). The bound
 * never gets ahead of the Date header, so that what is saved meanwhile is not skipped.
 */
function boundOf(newest: string, since: number | undefined, serverTime: number | undefined): Pick<Mark, 'at'> & { from: string } {
	const stamp = Date.parse(newest);
	const isAhead = serverTime !== undefined && stamp > serverTime + 1_000;
	if (!isAhead && serverTime !== undefined && since !== undefined && serverTime - since >= OVERLAP_MS) return { from: newest, at: 'excluded' };
	return { from: new Date((isAhead ? serverTime : stamp) - OVERLAP_MS).toISOString(), at: 'included' };
}

function later(a: string | undefined, b: string | undefined): string | undefined {
	if (a === undefined || b === undefined) return a ?? b;
	return Date.parse(b) >= Date.parse(a) ? b : a;
}

function hashOf(row: Row): string {
	return shortHash(`${row.Id} ${stampOf(row, 'ModifiedOn') ?? ''}`, 6);
}
