import { isObject, type JsonObject } from '../kit/json';
import { badRequest } from './errors';

/** proto3 JSON: both person_fields and personFields are read (documented). */
export function camelCase(name: string): string {
	return name.replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}

const snakePath = (path: string): string => path.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function wrongType(path: string, type: string, value: unknown): Error {
	return badRequest(`Invalid value at '${snakePath(path)}' (${type}), ${JSON.stringify(value)}`, snakePath(path));
}

/**
 * A message: an object with known members only (seen: unknown ones are a 400 of Google's JSON front end). Members come
 * back under their camelCase names; null counts as absent.
 */
export function message(value: unknown, path: string, knows: (name: string) => boolean): JsonObject {
	if (value === undefined) return {};
	if (typeof value === 'string' && path === '') throw badRequest('Invalid JSON payload received. Unexpected token.');
	if (!isObject(value)) throw badRequest(`Invalid value at '${snakePath(path)}': must be an object.`, snakePath(path));
	const read: JsonObject = {};
	for (const [given, member] of Object.entries(value)) {
		const name = camelCase(given);
		if (!knows(name)) {
			const where = path === '' ? '' : ` at '${snakePath(path)}'`;
			throw badRequest(`Invalid JSON payload received. Unknown name "${given}"${where}: Cannot find field.`, snakePath(path));
		}
		if (member !== null && member !== undefined) read[name] = member;
	}
	return read;
}

export const oneOf =
	(...names: string[]) =>
	(name: string): boolean =>
		names.includes(name);

export function list(value: unknown, path: string): unknown[] {
	if (value === undefined) return [];
	if (!Array.isArray(value)) throw badRequest(`Invalid value at '${snakePath(path)}': must be a list.`, snakePath(path));
	return value;
}

export function text(value: unknown, path: string): string {
	if (value === undefined) return '';
	if (typeof value !== 'string') throw wrongType(path, 'TYPE_STRING', value);
	return value;
}

export function flag(value: unknown, path: string): boolean {
	if (value === undefined) return false;
	if (value === true || value === 'true') return true;
	if (value === false || value === 'false') return false;
	throw wrongType(path, 'TYPE_BOOL', value);
}

/** Whole numbers may come as text (documented for proto JSON; seen: "05"). */
export function int(value: unknown, path: string): number {
	if (value === undefined) return 0;
	const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
	if (typeof number !== 'number' || !Number.isInteger(number)) throw wrongType(path, 'TYPE_INT32', value);
	return number;
}

export function choice(value: unknown, path: string, names: readonly string[]): string {
	const [unset = ''] = names;
	if (value === undefined) return unset;
	if (typeof value !== 'string' || !names.includes(value)) throw wrongType(path, 'TYPE_ENUM', value);
	return value;
}

export function texts(value: unknown, path: string): string[] {
	return list(value, path).map((entry, index) => text(entry, `${path}[${index}]`));
}

/** proto3 JSON leaves empty lists, false, 0 and "" out (documented). Absent members go too. */
export function omitEmpty(members: JsonObject): JsonObject {
	const kept: JsonObject = {};
	for (const name in members) if (!isEmpty(members[name])) kept[name] = members[name];
	return kept;
}

function isEmpty(value: unknown): boolean {
	if (value === undefined || value === false || value === 0 || value === '') return true;
	return Array.isArray(value) && value.length === 0;
}
