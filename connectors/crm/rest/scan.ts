import { ConfigurationError, RetriableError } from '../../../core/errors';
import type { RestClient, RestPage, RestQuery, RestRow } from './client';
import { textAt } from './json';
import type { Paging, RestProfile } from './profile/types';

export interface Scan {
	/** Each record once. */
	rows: readonly RestRow[];
	total?: number;
	serverTime?: number;
}

type Pass = { kind: 'whole' | 'unproven'; scan: Scan } | { kind: 'shifted' };

const MOST_PASSES = 3;
/** From so many records on, what none of them has is a wrong path. */
export const ENOUGH_TO_TELL = 5;

/**
 * Reads all pages of a list. Lists shift while they are paged: a record that goes moves all behind it forward, and one of
 * them would be missed. So pages by offset overlap by one record, a total must hold from the first page to the last, and
 * a list that has neither is read twice. Rejects with a RetriableError when it does not stand still.
 */
export async function readAll(client: RestClient, profile: RestProfile, filter: RestQuery = {}): Promise<Scan> {
	let unproven: Scan | undefined;
	for (let passes = 0; passes < MOST_PASSES; passes += 1) {
		const pass = await readOnce(client, profile, filter);
		if (pass.kind === 'shifted') continue;
		if (pass.kind === 'whole' || (unproven && sameIds(unproven.rows, pass.scan.rows))) {
			assertNames(pass.scan.rows, profile);
			return pass.scan;
		}
		unproven = pass.scan;
	}
	throw new RetriableError(`The list of contacts in ${profile.name} changed while it was read. The next run reads it again.`, `Not twice the same in ${MOST_PASSES} passes`);
}

async function readOnce(client: RestClient, profile: RestProfile, filter: RestQuery): Promise<Pass> {
	const { paging } = profile;
	const rows: RestRow[] = [];
	const ids = new Set<string>();
	let first: Page | undefined;
	for (let n = 0; ; n += 1) {
		const answer = await client.page({ ...filter, ...pageQuery(paging, n, rows.length) }, n === 0 ? 'first' : 'later');
		const page = pageOf(answer, first, filter);
		if (first && page.rows.length > 1 && sameIds(first.rows, page.rows)) throw pagingIgnored(paging);
		if (first && page.total !== first.total) return { kind: 'shifted' };
		const added = fresh(page, rows.at(-1), n, paging);
		if (!added || added.some(({ id }) => ids.has(id))) return { kind: 'shifted' };
		for (const row of added) ids.add(row.id);
		rows.push(...added);
		first ??= page;
		if (!isLast(page, added, first, rows.length, paging)) continue;
		const scan = { rows, ...(page.total === undefined ? {} : { total: page.total }), ...(first.serverTime === undefined ? {} : { serverTime: first.serverTime }) };
		if (first.total !== undefined) return rows.length === first.total ? { kind: 'whole', scan } : { kind: 'shifted' };
		return { kind: paging.style === 'offset' || rows.length === first.rows.length ? 'whole' : 'unproven', scan };
	}
}

/** A page while it is read: `total` is exact, `most` says only that there are not more. */
type Page = RestPage & { most?: number };

/** Whether a total counts only what the filter lets through is for each CRM to say. */
function pageOf(answer: RestPage | 'beyond', first: Page | undefined, filter: RestQuery): Page {
	if (answer === 'beyond') return { rows: [], ...(first?.total === undefined ? {} : { total: first.total }) };
	const { total, ...page } = answer;
	if (total === undefined) return page;
	return Object.keys(filter).length > 0 ? { ...page, most: total } : { ...page, total };
}

function pageQuery(paging: Paging, n: number, read: number): RestQuery {
	if (paging.style === 'offset') return { [paging.offset]: Math.max(0, read - 1), [paging.limit]: paging.size };
	return { [paging.page]: paging.first + n, ...(paging.limit === undefined ? {} : { [paging.limit]: paging.size }) };
}

/** The rows that the page adds; undefined where it does not go on from the last one. */
function fresh({ rows }: RestPage, last: RestRow | undefined, n: number, { style }: Paging): readonly RestRow[] | undefined {
	if (style === 'page' || n === 0 || !last) return rows;
	return rows[0]?.id === last.id ? rows.slice(1) : undefined;
}

/** Without a total, a short first page may only mean that the server sends fewer than asked for. */
function isLast(page: Page, added: readonly RestRow[], first: Page, read: number, { size }: Paging): boolean {
	if (added.length === 0 || (page.most !== undefined && read >= page.most)) return true;
	if (page.total !== undefined) return read >= page.total;
	return page !== first && page.rows.length < Math.min(size, first.rows.length);
}

/** The smallest page there is: for a count, or to prove that login and paths are right. */
export async function probe(client: RestClient, { paging }: RestProfile): Promise<RestPage> {
	const query = paging.style === 'offset' ? { [paging.offset]: 0, [paging.limit]: 1 } : { [paging.page]: paging.first, ...(paging.limit === undefined ? {} : { [paging.limit]: 1 }) };
	const page = await client.page(query, 'first');
	return page === 'beyond' ? { rows: [] } : page;
}

/** A wrong path to the name would show every contact as nameless, and the other side as to be cleared. */
function assertNames(rows: readonly RestRow[], { fields: { single }, name }: RestProfile): void {
	const path = single.lastName ?? '';
	if (rows.length < ENOUGH_TO_TELL || rows.some(({ json }) => textAt(json, path) !== undefined)) return;
	throw new ConfigurationError(`None of the ${rows.length} contacts of ${name} has a name at "${path}". Correct the slot fields.lastName of the profile.`, 'No name in any row');
}

function sameIds(a: readonly RestRow[], b: readonly RestRow[]): boolean {
	return a.length === b.length && a.every(({ id }, index) => id === b[index]?.id);
}

function pagingIgnored(paging: Paging): ConfigurationError {
	const name = paging.style === 'offset' ? paging.offset : paging.page;
	return new ConfigurationError(`The CRM answers the same page again and again: it does not know the parameter "${name}". Correct the section "paging" of the profile.`, 'The second page equals the first');
}
