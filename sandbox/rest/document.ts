import { isObject, type JsonObject } from '../kit/json';
import type { Personality } from './types';

export function valueAt(value: unknown, path: string): unknown {
	return path.split('.').reduce<unknown>((place, step) => (typeof place === 'object' && place !== null ? (place as JsonObject)[step] : undefined), value);
}

/** Sets a value inside a document of ours, in place. */
export function setAt(document: JsonObject, path: string, value: unknown): void {
	const steps = path.split('.');
	const last = steps.pop() ?? '';
	const holder = valueAtSteps(document, steps);
	if (typeof holder !== 'object' || holder === null) throw new Error(`There is no place "${path}".`);
	(holder as JsonObject)[last] = value;
}

function valueAtSteps(value: unknown, steps: readonly string[]): unknown {
	return steps.length === 0 ? value : valueAt(value, steps.join('.'));
}

export function isEmpty(value: unknown): boolean {
	return value === '' || value === null || value === undefined;
}

/** A record without its empty keys, or with null in their place. Objects and lists stay, whatever is in them. */
export function withEmptyAs(value: unknown, form: 'left out' | 'null'): unknown {
	if (Array.isArray(value)) return value.map((one) => (isEmpty(one) ? null : withEmptyAs(one, form)));
	if (!isObject(value)) return value;
	const members = Object.entries(value).map(([key, member]): [string, unknown] => [key, isEmpty(member) ? null : withEmptyAs(member, form)]);
	return Object.fromEntries(form === 'null' ? members : members.filter(([, member]) => member !== null));
}

export type Shaping = { trims: boolean; phones: 'as sent' | 'grouped' };

/**
 * A value as the server stores it, by the form of the blank record: undefined where a key is not known or a type is
 * another one. Lists of objects are as long as they are sent.
 */
export function shaped(sent: unknown, blank: unknown, { empty }: Pick<Personality, 'empty'>, shaping: Shaping): unknown {
	if (isText(blank)) return isEmpty(sent) ? (sent === empty || sent === null ? empty : undefined) : typeof sent === 'string' ? shapedText(sent, shaping) : undefined;
	if (Array.isArray(blank)) return shapedList(sent, blank[0] ?? '', empty, shaping);
	if (isObject(blank)) return shapedObject(sent, blank, empty, shaping);
	return typeof sent === typeof blank ? sent : undefined;
}

function isText(blank: unknown): boolean {
	return blank === '' || blank === null;
}

function shapedList(sent: unknown, blank: unknown, empty: '' | null, shaping: Shaping): unknown {
	if (!Array.isArray(sent)) return undefined;
	const list = sent.map((one) => shaped(one, blank, { empty }, shaping));
	return list.includes(undefined) ? undefined : list;
}

function shapedObject(sent: unknown, blank: JsonObject, empty: '' | null, shaping: Shaping): unknown {
	if (!isObject(sent)) return undefined;
	const members = Object.entries(sent).map(([key, value]): [string, unknown] => [key, Object.hasOwn(blank, key) ? shaped(value, blank[key], { empty }, shaping) : undefined]);
	return members.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(members);
}

function shapedText(text: string, { trims, phones }: Shaping): string {
	const kept = trims ? text.trim() : text;
	if (phones === 'as sent' || !/^\+?[\d\s]{9,}$/.test(kept)) return kept;
	return kept.replace(/\s/g, '').replace(/(\d{3})(?=\d)/g, '$1 ');
}

/** A record that has every key of the blank one, with what is given in their places. */
export function filled(blank: unknown, given: unknown): unknown {
	if (!isObject(blank)) return given === undefined ? structuredClone(blank) : given;
	const source = isObject(given) ? given : {};
	return Object.fromEntries(Object.entries(blank).map(([key, value]) => [key, filled(value, source[key])]));
}
