import type { Desk } from './model';

export type Query = Readonly<Record<string, string | string[] | undefined>>;

export interface EcomailRequest {
	desk: Desk;
	/** What stood for :names in the path, decoded. */
	params: Readonly<Record<string, string>>;
	query: Query;
	body: unknown;
}

export interface EcomailAnswer {
	status?: number;
	body: unknown;
	effect: 'read' | 'write';
	/** How many records were carried or answered. */
	records: number;
}

export interface Route {
	method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	path: string;
	op: string;
	handle(request: EcomailRequest): EcomailAnswer;
}

export function one(query: Query, name: string): string | undefined {
	const value = query[name];
	return Array.isArray(value) ? value[0] : value;
}

/** Repeated keys come as name or as name[]. */
export function many(query: Query, name: string): string[] {
	return [query[name], query[`${name}[]`]].flat().filter((value): value is string => value !== undefined);
}

/** Page 0 is page 1 again [seen]. Above `most` rows it is clipped [assumed]. */
export function pageOf<T>(rows: readonly T[], query: Query, usual: number, most: number) {
	const perPage = Math.min(most, Math.max(1, Number(one(query, 'per_page') ?? usual) || usual));
	const page = Math.max(1, Number(one(query, 'page') ?? 1) || 1);
	const lastPage = Math.max(1, Math.ceil(rows.length / perPage));
	return { rows: rows.slice((page - 1) * perPage, page * perPage), page, perPage, total: rows.length, lastPage };
}
