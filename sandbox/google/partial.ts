import { isObject, type JsonObject } from '../kit/json';
import { badRequest } from './errors';

/** What a `fields` parameter selects: members by name, `*` for all; an empty tree is the whole of it. */
type Selection = Map<string, Selection>;

/** Partial responses: `connections(names,etag),nextPageToken`, `connections/names` (documented for all Google APIs). */
export function selectFields(body: unknown, fields: string | undefined): unknown {
	return fields === undefined || fields === '' ? body : pick(body, parse(fields));
}

function parse(fields: string): Selection {
	const tokens = fields.match(/[^,()/\s]+|[,()/]/g) ?? [];
	let at = 0;
	const list = (): Selection => {
		const selection: Selection = new Map();
		do {
			const [name, below] = path();
			selection.set(name, below);
		} while (tokens[at] === ',' && (at += 1));
		return selection;
	};
	const path = (): [string, Selection] => {
		const name = tokens[at] ?? '';
		at += 1;
		if (name === '' || /^[,()/]$/.test(name)) throw badRequest(`Invalid field selection ${fields}`, 'fields');
		if (tokens[at] === '/') {
			at += 1;
			return [name, new Map([path()])];
		}
		if (tokens[at] !== '(') return [name, new Map()];
		at += 1;
		const below = list();
		if (tokens[at] !== ')') throw badRequest(`Invalid field selection ${fields}`, 'fields');
		at += 1;
		return [name, below];
	};
	const selection = list();
	if (at < tokens.length) throw badRequest(`Invalid field selection ${fields}`, 'fields');
	return selection;
}

function pick(value: unknown, selection: Selection): unknown {
	if (selection.size === 0) return value;
	if (Array.isArray(value)) return value.map((one: unknown) => pick(one, selection));
	if (!isObject(value)) return value;
	const picked: JsonObject = {};
	for (const [name, member] of Object.entries(value)) {
		const below = selection.get(name) ?? selection.get('*');
		if (below) picked[name] = pick(member, below);
	}
	return picked;
}
