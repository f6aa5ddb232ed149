import type { JsonObject } from '../kit/json';
import { render, parseInstant } from './render';
import type { Store } from './store';
import type { Setting } from './switches';
import type { StoredRecord } from './types';

type Query = Readonly<Record<string, unknown>>;

export type ListOutcome = { kind: 'page'; rows: JsonObject[]; total: number } | { kind: 'refused' | 'notFound' };

/** A page of the records; parameters that this personality does not know are refused. */
export function listPage(store: Store, query: Query, setting: Setting, now: number): ListOutcome {
	const { paging, filter, login, stamps } = store.personality;
	const known = new Set([filter, login.style === 'query' ? login.name : undefined, ...(paging.style === 'offset' ? [paging.offset, paging.limit] : [paging.page, paging.size])]);
	if (Object.keys(query).some((name) => !known.has(name))) return { kind: 'refused' };
	const visible = visibleRecords(store, setting, now);
	const since = filter !== undefined && stamps && query[filter] !== undefined ? parseInstant(String(query[filter]), stamps.format) : undefined;
	if (filter !== undefined && query[filter] !== undefined && since === undefined) return { kind: 'refused' };
	const kept = since === undefined ? visible : visible.filter((record) => isSince(record, since, setting));
	const cut = cutOf(paging, query, setting);
	if (!cut) return { kind: 'refused' };
	if (cut.offset > 0 && cut.offset >= kept.length && setting('pageBeyond') === 'notFound') return { kind: 'notFound' };
	const rows = kept.slice(cut.offset, cut.offset + cut.limit).map((record) => render(record, store.personality, setting));
	return { kind: 'page', rows, total: setting('filteredTotal') === 'all' ? visible.length : kept.length };
}

function isSince({ modifiedAt }: StoredRecord, since: number, setting: Setting): boolean {
	const second = Math.floor(modifiedAt / 1000) * 1000;
	return setting('filterBound') === 'inclusive' ? second >= since : second > since;
}

function visibleRecords({ records, hidden, visibleAfterMs }: Store, setting: Setting, now: number): StoredRecord[] {
	const all = [...records.values()].filter(({ createdAt }) => createdAt + visibleAfterMs <= now || visibleAfterMs === 0);
	const shown = all.slice(Math.floor(all.length * hidden));
	switch (setting('listOrder')) {
		case 'byId':
			return shown;
		case 'newestFirst':
			return [...shown].reverse();
		case 'lastChangedFirst':
			return [...shown].sort((a, b) => b.modifiedAt - a.modifiedAt || b.id - a.id);
	}
}

function cutOf(paging: Store['personality']['paging'], query: Query, setting: Setting): { offset: number; limit: number } | undefined {
	const most = setting('pageSize') === 'as asked' ? paging.most : Math.min(20, paging.most);
	const number = (name: string | undefined, usual: number): number => (name === undefined || query[name] === undefined ? usual : Number(query[name]));
	if (paging.style === 'offset') {
		const [offset, limit] = [number(paging.offset, 0), number(paging.limit, most)];
		return isCount(offset) && isCount(limit) && limit > 0 ? { offset, limit: Math.min(limit, most) } : undefined;
	}
	const [page, size] = [number(paging.page, paging.first), number(paging.size, most)];
	if (!isCount(page) || page < paging.first || !isCount(size) || size < 1) return undefined;
	const limit = Math.min(size, most);
	return { offset: (page - paging.first) * limit, limit };
}

function isCount(value: number): boolean {
	return Number.isInteger(value) && value >= 0;
}
