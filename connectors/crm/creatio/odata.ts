import { ConfigurationError } from '../../../core/errors';
import { isId } from './ids';

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** One request of a $batch. */
export interface Part {
	method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
	/** Below the odata root, encoded, with its query. */
	url: string;
	body?: Readonly<Record<string, unknown>>;
}

export interface PartAnswer {
	status: number;
	body: unknown;
}

export function literal(text: string): string {
	return `'${text.replaceAll("'", "''")}'`;
}

/** Lookups are compared through their navigation: the flat column fails in filters (seen by three clients). */
export function lookupIs(navigation: string, id: string): string {
	return `${navigation}/Id eq ${guid(id)}`;
}

export function oneOf(path: string, ids: readonly string[]): string {
	return ids.map((id) => `${path} eq ${guid(id)}`).join(' or ');
}

export function allOf(...conditions: Array<string | undefined>): string | undefined {
	const wanted = conditions.flatMap((condition) => (condition === undefined ? [] : [condition]));
	return wanted.length > 0 ? wanted.map((condition) => (wanted.length > 1 && condition.includes(' or ') ? `(${condition})` : condition)).join(' and ') : undefined;
}

/** Ids come from scopes that users choose as well: nothing else may get into a filter. */
export function guid(id: string): string {
	if (isId(id)) return id;
	throw new ConfigurationError('Choose the group or owner from the list again.', `Not an id of Creatio: ${id.length} characters`);
}

export function listPart(entity: string, query: Query): Part {
	const text = Object.entries(query)
		.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeURIComponent(String(value))}`]))
		.join('&');
	return { method: 'GET', url: text ? `${entity}?${text}` : entity };
}

export function createPart(entity: string, body: Readonly<Record<string, unknown>>): Part {
	return { method: 'POST', url: entity, body };
}

export function updatePart(entity: string, id: string, body: Readonly<Record<string, unknown>>): Part {
	return { method: 'PATCH', url: `${entity}(${guid(id)})`, body };
}

export function deletePart(entity: string, id: string): Part {
	return { method: 'DELETE', url: `${entity}(${guid(id)})` };
}
