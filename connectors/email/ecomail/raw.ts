/** The wire format of Ecomail's API: https://docs.ecomail.cz/api-reference/introduction. Parsed leniently, since clients have met several shapes. */
export type RawObject = Record<string, unknown>;

export function isObject(value: unknown): value is RawObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textOf(value: unknown): string | undefined {
	if (typeof value === 'number') return String(value);
	return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

export function numberOf(value: unknown): number | undefined {
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** Rows of an answer that is a list, an object with `data` (or another key), or an object keyed by id: all three were seen. */
export function rowsOf(body: unknown, ...keys: string[]): RawObject[] {
	if (Array.isArray(body)) return body.filter(isObject);
	if (!isObject(body)) return [];
	for (const key of ['data', ...keys]) if (Array.isArray(body[key])) return rowsOf(body[key]);
	return Object.values(body).filter(isObject);
}

/** An empty map arrives as []. */
export function mapOf(value: unknown): RawObject {
	return isObject(value) ? value : {};
}

/** Tags as an array, as JSON, or as text with commas: all three were seen. undefined: not shown. */
export function tagsOf(value: unknown): string[] | undefined {
	if (Array.isArray(value)) return value.map(String).filter((tag) => tag !== '');
	if (value === null) return [];
	if (typeof value !== 'string') return undefined;
	const text = value.trim();
	if (text.startsWith('[')) return tagsOf(jsonOf(text));
	return text === '' ? [] : text.split(',').map((tag) => tag.trim()).filter((tag) => tag !== '');
}

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return [];
	}
}

/** The same object without its undefined members. */
export function given<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: NonNullable<T[K]> };
}
