import type { Environment } from '../../../core/ports/environment';
import type { HttpClient, HttpRequest, HttpResponse } from '../../../core/ports/http';
import { createCaller } from '../../http/caller';
import { serverTime } from '../../http/headers';
import { createLogin, type Login } from '../../http/login';
import { judge, notRaynet } from './judge';
import { createQuotaPacer, SERVICE } from './quota';
import { hasId, isObject } from './raw';

/** More open connections than this are answered with 429 (documented). */
export const MOST_OPEN_CALLS = 4;
/** The most rows of one page (documented). */
export const PAGE_SIZE = 1000;

export interface RaynetClientSettings {
	/** Adds the login: Basic with user and key, and X-Instance-Name. */
	http: HttpClient;
	env: Environment;
	/** Without "/api/v2" and without a slash at the end. */
	baseUrl: string;
	instance: string;
	/** The share of the day quota after which calls stop, 0 to 1. */
	dailyShare: number;
	login?: Login;
}

export interface RaynetPage {
	rows: ReadonlyArray<{ id: number }>;
	total: number;
	serverTime?: number;
}

export type RaynetQuery = NonNullable<HttpRequest['query']>;

export interface RaynetClient {
	/** A page of a list resource, such as "person". Always with a limit: without one Raynet sends a small page. */
	list(resource: string, query: RaynetQuery & { limit: number }): Promise<RaynetPage>;
	/** The parsed answer of a resource that has no envelope. */
	read(path: string, op: string): Promise<{ body: Record<string, unknown>; serverTime?: number }>;
}

/** Paths end in a slash, as in Raynet's documentation: https://app.raynetcrm.com/api/doc/index-en.html */
export function createRaynetClient(settings: RaynetClientSettings): RaynetClient {
	const { env, baseUrl, instance } = settings;
	const call = createCaller({
		http: settings.http,
		env,
		judge: (response, request) => judge(response, request, env.clock, instance),
		pacer: createQuotaPacer(env.clock, settings.dailyShare),
		login: settings.login ?? createLogin(env.clock, MOST_OPEN_CALLS),
		service: SERVICE,
	});
	const get = (path: string, op: string, query?: RaynetQuery): Promise<HttpResponse> =>
		call({ method: 'GET', url: `${baseUrl}/api/v2/${path}`, ...(query ? { query } : {}) }, { op, repeatable: true });

	return {
		async list(resource, query) {
			const response = await get(`${resource}/`, `${resource}.list`, { ...query, dateFormat: 'ISO8601' });
			return pageOf(response);
		},
		async read(path, op) {
			const response = await get(path, op);
			if (!isObject(response.body)) throw notRaynet('An answer that is no object');
			return { body: response.body, ...timeOf(response) };
		},
	};
}

/** `success` may be true or "true" (seen in live answers), so it is not looked at: a refusal was judged before. */
function pageOf(response: HttpResponse): RaynetPage {
	const { body } = response;
	if (!isObject(body) || !Array.isArray(body.data)) throw notRaynet('A list without data');
	const rows = body.data.filter(hasId);
	if (rows.length < body.data.length) throw notRaynet('A row without an id');
	const total = Number(body.totalCount);
	return { rows, total: Number.isInteger(total) && total >= 0 ? total : rows.length, ...timeOf(response) };
}

function timeOf(response: HttpResponse): { serverTime?: number } {
	const time = serverTime(response);
	return time === undefined ? {} : { serverTime: time };
}
