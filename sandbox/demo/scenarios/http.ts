import { isObject, type JsonObject } from '../../kit/json';

/** Plain HTTP to one service, as its vendor documents it, and a count of the requests that were made. */
export interface PlainHttp {
	get(path: string, query?: Record<string, string>): Promise<JsonObject>;
	send(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: JsonObject): Promise<JsonObject>;
	requests(): number;
}

export function plainHttp(baseUrl: string, headers: Record<string, string>): PlainHttp {
	let requests = 0;
	const call = async (method: string, url: string, body?: JsonObject): Promise<JsonObject> => {
		requests += 1;
		const response = await fetch(`${baseUrl}${url}`, {
			method,
			headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
			...(body ? { body: JSON.stringify(body) } : {}),
		});
		const text = await response.text();
		if (!response.ok) throw new Error(`${method} ${baseUrl}${url} was answered with ${response.status}: ${text.slice(0, 500)}`);
		const answer: unknown = text === '' ? {} : JSON.parse(text);
		return isObject(answer) ? answer : {};
	};
	return {
		get: (path, query) => call('GET', query ? `${path}?${new URLSearchParams(query)}` : path),
		send: (method, path, body) => call(method, path, body),
		requests: () => requests,
	};
}

/** A path into JSON whose shape is not certain: undefined where there is nothing. */
export function at(value: unknown, ...path: Array<string | number>): unknown {
	return path.reduce<unknown>((inner, key) => {
		if (Array.isArray(inner)) return typeof key === 'number' ? inner[key] : undefined;
		return isObject(inner) ? inner[String(key)] : undefined;
	}, value);
}

/** The text at a path, composed and with single blanks; "" where there is none. */
export function textAt(value: unknown, ...path: Array<string | number>): string {
	const found = at(value, ...path);
	return typeof found === 'string' || typeof found === 'number' ? plain(String(found)) : '';
}

export function listAt(value: unknown, ...path: Array<string | number>): unknown[] {
	const found = at(value, ...path);
	return Array.isArray(found) ? found : [];
}

export function plain(text: string): string {
	return text.normalize('NFC').replace(/\r\n/g, '\n').replace(/[^\S\n]+/g, ' ').trim();
}
