import { isObject, type JsonObject } from '../kit/json';
import { invalidInput, type RaynetError } from './errors';
import type { Desk, Scalar } from './model';
import type { Attribute } from './schema';
import { isDate } from './time';

/** A value to store, or `keep` where the attribute stays as it is. */
export type Read<T> = { set: T | null } | 'keep';

export function refuse(desk: Desk, reason: string): RaynetError {
	return invalidInput(desk.setting('validationStatus'), reason);
}

export function bodyObject(desk: Desk, body: unknown): JsonObject {
	if (!isObject(body)) throw refuse(desk, 'the body is not a JSON object');
	return body;
}

/** Refuses or passes over what a schema does not have; `_version` is always passed over [documented]. */
export function checkAttributes(desk: Desk, body: JsonObject, known: readonly string[]): void {
	if (desk.setting('attributesOutsideSchema') === 'ignored') return;
	const foreign = Object.keys(body).find((name) => name !== '_version' && !known.includes(name));
	if (foreign !== undefined) throw refuse(desk, `unknown attribute ${foreign}`);
}

export function readText(desk: Desk, name: string, value: unknown): Read<string> {
	const clears = desk.setting('clears');
	if (value === undefined) return 'keep';
	if (value === null) return clears === 'emptyOnly' ? 'keep' : { set: null };
	if (typeof value !== 'string') throw refuse(desk, `${name} is not a text`);
	if (value === '' && clears !== 'nullOnly') return { set: null };
	return { set: value };
}

/** [documented] true/on/yes/1 and false/off/no/0. */
export function parseFlag(value: unknown): boolean | undefined {
	const text = String(value).toLowerCase();
	if (['true', 'on', 'yes', '1'].includes(text)) return true;
	if (['false', 'off', 'no', '0'].includes(text)) return false;
	return undefined;
}

export function readFlag(desk: Desk, name: string, value: unknown): Read<boolean> {
	if (value === undefined || value === null) return 'keep';
	const flag = parseFlag(value);
	if (flag === undefined) throw refuse(desk, `${name} is not a boolean`);
	return { set: flag };
}

/** A bare id, or {id} as the intro of the API page has it [documented]. */
export function readId(desk: Desk, name: string, value: unknown): Read<number> {
	if (value === undefined) return 'keep';
	if (value === null || value === '') return { set: null };
	const id = Number(isObject(value) ? value.id : value);
	if (!Number.isInteger(id) || id <= 0) throw refuse(desk, `${name} is not an id`);
	return { set: id };
}

export function readAttribute(desk: Desk, name: string, attribute: Attribute, value: unknown): Read<Scalar> {
	switch (attribute.kind) {
		case 'text':
			return readText(desk, name, value);
		case 'date':
			return checked(desk, name, readText(desk, name, value), isDate);
		case 'flag':
			return readFlag(desk, name, value);
		case 'choice':
			return checked(desk, name, readText(desk, name, value), (text) => attribute.of.includes(text));
		case 'picklist': {
			const rows = desk.instance.picklists.get(attribute.list) ?? [];
			return checked(desk, name, readId(desk, name, value), (id) => rows.some((row) => row.id === id));
		}
		case 'owner':
			return checked(desk, name, readId(desk, name, value), (id) => desk.instance.users.some((user) => user.person === id));
		case 'lead':
			return checked(desk, name, readId(desk, name, value), () => false);
	}
}

function checked<T extends Scalar>(desk: Desk, name: string, read: Read<T>, fits: (value: T) => boolean): Read<T> {
	if (read !== 'keep' && read.set !== null && !fits(read.set)) throw refuse(desk, `${name} cannot be ${read.set}`);
	return read;
}

/** [documented] A comma separates tags, so no tag holds one. */
export function splitTags(text: string): string[] {
	return text.split(',').map((tag) => tag.trim()).filter((tag) => tag !== '');
}

export function readTags(desk: Desk, value: unknown): string[] {
	if (value === undefined || value === null) return [];
	if (!Array.isArray(value) || value.some((tag) => typeof tag !== 'string')) throw refuse(desk, 'tags is not an array of texts');
	return [...new Set(value.flatMap((tag: string) => splitTags(tag)))];
}
