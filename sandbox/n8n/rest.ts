import { Agent } from 'node:http';
import axios from 'axios';
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

// A retry is answered when the execution has ended.
const limitMs = 280_000;

export function createRest(baseUrl: string): Rest {
	// A busy n8n closes an idle connection in the moment in which it is used again.
	const http = axios.create({ baseURL: baseUrl, httpAgent: new Agent({ keepAlive: false }), proxy: false, timeout: limitMs, validateStatus: () => true });
	let cookie = '';
	const call = async (method: string, path: string, headers: Record<string, string>, body?: unknown): Promise<unknown> => {
		const { status, data, headers: answered } = await http.request<unknown>({ method, url: path, headers: { accept: 'application/json', ...headers }, data: body });
		const login = answered['set-cookie']?.find((one) => one.startsWith('n8n-auth='));
		if (login) cookie = login.split(';')[0] ?? '';
		const answer = typeof data === 'string' ? undefined : data;
		if (status >= 300) throw new N8nRestError(status, `n8n answered ${status} to ${method} ${path}: ${messageOf(answer)}`);
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
