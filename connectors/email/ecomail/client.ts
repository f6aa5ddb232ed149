import { expectSyncError, RecordError } from '../../../core/errors';
import type { Environment } from '../../../core/ports/environment';
import type { HttpClient, HttpRequest, HttpResponse } from '../../../core/ports/http';
import { createCaller, type CallOptions } from '../../http/caller';
import { createLogin, type Login } from '../../http/login';
import type { Pacer } from '../../http/pacing';
import { judge, SERVICE } from './judge';

/** Connections at once; nothing is documented, and more gains little. */
export const MOST_OPEN_CALLS = 4;

export interface EcomailClientSettings {
	/** Adds the header "key". */
	http: HttpClient;
	env: Environment;
	baseUrl: string;
	pacer: Pacer;
	login?: Login;
}

export type EcomailQuery = NonNullable<HttpRequest['query']>;

export interface EcomailClient {
	get(path: string, op: string, query?: EcomailQuery): Promise<unknown>;
	/** The same; undefined where Ecomail answers 404. */
	find(path: string, op: string, query?: EcomailQuery): Promise<unknown>;
	/** Writes here set values, so that sending one twice does no harm. */
	send(method: 'POST' | 'PUT' | 'DELETE', path: string, op: string, body: unknown): Promise<unknown>;
}

export function createEcomailClient({ http, env, baseUrl, pacer, login }: EcomailClientSettings): EcomailClient {
	const call = createCaller({
		http,
		env,
		judge: (response, request) => judge(response, request, env.clock),
		pacer,
		login: login ?? createLogin(env.clock, MOST_OPEN_CALLS),
		service: SERVICE,
	});
	const root = baseUrl.trim().replace(/\/+$/, '');
	const options = (op: string): CallOptions => ({ op, repeatable: true, cost: { requests: 1 } });
	const get = async (path: string, op: string, query: EcomailQuery = {}): Promise<HttpResponse> => call({ method: 'GET', url: `${root}/${path}`, query }, options(op));
	return {
		get: async (path, op, query) => (await get(path, op, query)).body,
		find: (path, op, query) => get(path, op, query).then(({ body }) => body, nothingWhereNotFound),
		send: async (method, path, op, body) => (await call({ method, url: `${root}/${path}`, body }, options(op))).body,
	};
}

function nothingWhereNotFound(error: unknown): undefined {
	const problem = expectSyncError(error);
	if (!(problem instanceof RecordError && problem.reason === 'notFound')) throw problem;
}
