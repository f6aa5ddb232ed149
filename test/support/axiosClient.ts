import axios, { isAxiosError } from 'axios';
import http from 'node:http';
import https from 'node:https';
import { TransportError, type HttpClient, type HttpRequest, type HttpResponse } from '../../core/ports/http';

export interface AxiosClientSettings {
	login?:
		| { kind: 'bearer'; token: string | (() => string | Promise<string>) }
		| { kind: 'basic'; user: string; password: string };
	/** Sent with every request, such as X-Instance-Name. */
	headers?: Record<string, string>;
}

/** Errors that are raised before a byte of the request has left. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** HttpClient on axios, for tests and the sandbox. Every request has a connection of its own. */
export function createAxiosClient({ login, headers = {} }: AxiosClientSettings = {}): HttpClient {
	const instance = axios.create({
		httpAgent: new http.Agent({ keepAlive: false }),
		httpsAgent: new https.Agent({ keepAlive: false }),
		// Lists as repeated keys: a=1&a=2.
		paramsSerializer: { indexes: null },
		responseType: 'text',
		transformResponse: (text: unknown) => text,
		validateStatus: () => true,
		maxBodyLength: Number.POSITIVE_INFINITY,
	});

	return async (request) => {
		try {
			const response = await instance.request<string>({
				method: request.method,
				url: request.url,
				params: request.query,
				headers: { Accept: 'application/json', ...headers, ...(await loginHeader(login)), ...bodyHeader(request), ...request.headers },
				data: request.body === undefined ? undefined : JSON.stringify(request.body),
				timeout: request.timeoutMs ?? 60_000,
			});
			return { status: response.status, headers: flat(response.headers), body: parsed(response.data) };
		} catch (error) {
			if (!isAxiosError(error)) throw error;
			const code = error.code ?? 'no code';
			throw new TransportError(code, NOT_SENT.has(code) ? 'no' : 'maybe');
		}
	};
}

export async function loginHeader(login: AxiosClientSettings['login']): Promise<Record<string, string>> {
	switch (login?.kind) {
		case undefined:
			return {};
		case 'bearer':
			return { Authorization: `Bearer ${typeof login.token === 'string' ? login.token : await login.token()}` };
		case 'basic':
			return { Authorization: `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}` };
	}
}

export function bodyHeader({ body }: HttpRequest): Record<string, string> {
	return body === undefined ? {} : { 'Content-Type': 'application/json; charset=UTF-8' };
}

function flat(headers: object): HttpResponse['headers'] {
	return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

export function parsed(text: string): unknown {
	if (text === '') return undefined;
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
