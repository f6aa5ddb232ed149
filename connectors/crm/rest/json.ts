import type { JsonPath } from './profile/types';

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function stepsOf(path: JsonPath): string[] {
	return path === '.' ? [] : path.split('.');
}

/** Undefined where any step is missing. */
export function valueAt(value: unknown, path: JsonPath): unknown {
	return stepsOf(path).reduce<unknown>((place, step) => {
		if (Array.isArray(place)) return place[Number(step)] as unknown;
		return isObject(place) && Object.hasOwn(place, step) ? place[step] : undefined;
	}, value);
}

/** A copy in which the place holds the value; what is missing on the way is made, lists for positions. */
export function withValueAt(value: unknown, path: JsonPath, wanted: unknown): unknown {
	return placed(value, stepsOf(path), wanted);
}

function placed(value: unknown, [step, ...rest]: readonly string[], wanted: unknown): unknown {
	if (step === undefined) return wanted;
	if (Array.isArray(value) || (!isObject(value) && /^\d+$/.test(step))) {
		const list: unknown[] = Array.isArray(value) ? [...(value as unknown[])] : [];
		list[Number(step)] = placed(list[Number(step)], rest, wanted);
		return list;
	}
	const object = isObject(value) ? value : {};
	return { ...object, [step]: placed(object[step], rest, wanted) };
}

/** Texts and numbers as text; undefined for what is empty or neither. */
export function textAt(value: unknown, path: JsonPath): string | undefined {
	const found = valueAt(value, path);
	if (typeof found === 'number') return String(found);
	return typeof found === 'string' && found.trim() !== '' ? found : undefined;
}

/** The same object without its undefined members. */
export function defined<T extends object>(value: T): T {
	return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}
