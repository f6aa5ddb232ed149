import { isObject } from '../kit/json';

/** An answer of n8n that says no. */
export class N8nRestError extends Error {
	constructor(
		readonly status: number,
		message: string,
	) {
		super(message);
		this.name = 'N8nRestError';
	}
}

/** n8n's own HTTP interface as the editor uses it: a login cookie, and answers wrapped in "data". */
export interface Rest {
	get(path: string): Promise<unknown>;
	post(path: string, body: unknown): Promise<unknown>;
	/** A file beside the interface, such as the list of node types. */
	file(path: string): Promise<unknown>;
	/** The public interface, by API key: answers are not wrapped. */
	publicGet(path: string, apiKey: string): Promise<unknown>;
}

export function createRest(baseUrl: string): Rest {
	let cookie = '';
	const call = async (method: string, path: string, headers: Record<string, string>, body?: unknown): Promise<unknown> => {
		const response = await fetch(`${baseUrl}${path}`, {
			method,
			headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
			body: body === undefined ? undefined : JSON.stringify(body),
			// A retry is answered when the execution has ended.
			signal: AbortSignal.timeout(280_000),
		});
		const login = response.headers.getSetCookie().find((one) => one.startsWith('n8n-auth='));
		if (login) cookie = login.split(';')[0] ?? '';
		const answer: unknown = await response.json().catch(() => undefined);
		if (!response.ok) throw new N8nRestError(response.status, `n8n answered ${response.status} to ${method} ${path}: ${messageOf(answer)}`);
		return answer;
	};
	const unwrap = (answer: unknown): unknown => (isObject(answer) && 'data' in answer ? answer['data'] : answer);
	return {
		get: async (path) => unwrap(await call('GET', `/rest${path}`, { cookie })),
		post: async (path, body) => unwrap(await call('POST', `/rest${path}`, { cookie }, body)),
		file: (path) => call('GET', path, { cookie }),
		publicGet: (path, apiKey) => call('GET', `/api/v1${path}`, { 'x-n8n-api-key': apiKey }),
	};
}

function messageOf(answer: unknown): string {
	return isObject(answer) && typeof answer['message'] === 'string' ? answer['message'] : 'no reason given';
}
