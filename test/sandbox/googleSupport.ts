import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/kit';
import { isObject } from '../../sandbox/kit/json';
import { createGooglePeople, googleAccounts } from '../../sandbox/google';

export interface Reply {
	status: number;
	headers: Headers;
	text: string;
	body: Body;
}

/** Loose reading of an answer: what is missing is an empty Body, so that expectations stay short. */
export type Body = Record<string, unknown>;

type Query = Record<string, string | number | boolean | readonly string[] | undefined>;

export interface Api {
	get(path: string, query?: Query): Promise<Reply>;
	post(path: string, body: unknown, query?: Query): Promise<Reply>;
	put(path: string, body: unknown): Promise<Reply>;
	patch(path: string, body: unknown, query?: Query): Promise<Reply>;
	delete(path: string, query?: Query): Promise<Reply>;
}

/** Fixed, so that nothing depends on the day of the test. */
export const startAt = Date.UTC(2026, 2, 10, 9, 0, 0);

export function startGoogle(options: SandboxOptions = {}): Promise<Sandbox> {
	return startSandbox({ services: [createGooglePeople], realtime: false, startAt, ...options });
}

export function apiOf(sandbox: Sandbox, token: string = googleAccounts.owner.accessToken): Api {
	const call = async (method: string, path: string, body?: unknown, query: Query = {}): Promise<Reply> => {
		const response = await fetch(`${sandbox.url('google')}/v1/${path}${searchOf(query)}`, {
			method,
			headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
			...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
		});
		return readReply(response);
	};
	return {
		get: (path, query) => call('GET', path, undefined, query),
		post: (path, body, query) => call('POST', path, body, query),
		put: (path, body) => call('PUT', path, body),
		patch: (path, body, query) => call('PATCH', path, body, query),
		delete: (path, query) => call('DELETE', path, undefined, query),
	};
}

export async function readReply(response: Response): Promise<Reply> {
	const text = await response.text();
	return { status: response.status, headers: response.headers, text, body: text.startsWith('{') ? (JSON.parse(text) as Body) : {} };
}

function searchOf(query: Query): string {
	const search = new URLSearchParams();
	for (const [name, value] of Object.entries(query)) for (const one of [value ?? []].flat()) search.append(name, String(one));
	return search.size === 0 ? '' : `?${search.toString()}`;
}

/** A member by path: at(body, 'error', 'details', 0, 'reason'). */
export function at(value: unknown, ...path: ReadonlyArray<string | number>): unknown {
	return path.reduce<unknown>((current, key) => {
		if (Array.isArray(current)) return current[Number(key)] as unknown;
		return isObject(current) ? current[key] : undefined;
	}, value);
}

export const listAt = (value: unknown, ...path: ReadonlyArray<string | number>): unknown[] => {
	const found = at(value, ...path);
	return Array.isArray(found) ? found : [];
};

export const textAt = (value: unknown, ...path: ReadonlyArray<string | number>): string => String(at(value, ...path) ?? '');

export const person = (givenName: string, more: Body = {}): Body => ({ names: [{ givenName }], ...more });

/** Creates a person and answers the created one. */
export async function created(api: Api, body: Body): Promise<Body> {
	const reply = await api.post('people:createContact', body);
	if (reply.status !== 200) throw new Error(reply.text);
	return reply.body;
}

export const givenNames = (reply: Reply): string[] => listAt(reply.body, 'connections').map((one) => textAt(one, 'names', 0, 'givenName'));

export const error = (reply: Reply): unknown => ({ status: at(reply.body, 'error', 'status'), message: at(reply.body, 'error', 'message') });

export const days = (count: number): number => count * 86_400_000;
