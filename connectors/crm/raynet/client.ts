import type { RecordRef, RecordType } from '../../../core/contact/contact';
import { RecordError } from '../../../core/errors';
import type { Environment } from '../../../core/ports/environment';
import type { HttpClient, HttpRequest, HttpResponse } from '../../../core/ports/http';
import { createCaller } from '../../http/caller';
import { serverTime } from '../../http/headers';
import { createLogin, type Login } from '../../http/login';
import { judge, notRaynet } from './judge';
import { createQuotaPacer, SERVICE, type QuotaMemory } from './quota';
import { hasId, isObject, type RaynetDetail } from './raw';

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
	/** What is known of the day quota; kept by whoever builds clients again and again. */
	quota?: QuotaMemory;
}

export interface RaynetPage {
	rows: ReadonlyArray<{ id: number }>;
	total: number;
	serverTime?: number;
}

export type RaynetQuery = NonNullable<HttpRequest['query']>;

/** A write. `path` is without "/api/v2/"; `op` a short stable name for the log. */
export interface RaynetWrite {
	method: 'PUT' | 'POST' | 'DELETE';
	path: string;
	op: string;
	body?: unknown;
	/** Whether it may be sent twice without harm; default not. */
	repeatable?: true;
}

export interface RaynetClient {
	/** A page of a list resource, such as "person". Always with a limit: without one Raynet sends a small page. */
	list(resource: string, query: RaynetQuery & { limit: number }): Promise<RaynetPage>;
	/** A record with everything there is to know; undefined where it is gone. */
	detail(ref: RecordRef): Promise<RaynetDetail | undefined>;
	byExtId(recordType: RecordType, extId: string): Promise<RaynetDetail | undefined>;
	/** The parsed answer, which may be anything: that of updates is not documented. */
	write(request: RaynetWrite): Promise<unknown>;
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
		pacer: createQuotaPacer(env.clock, settings.dailyShare, settings.quota),
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
		detail: ({ recordType, recordId }) => unlessGone(get(`${recordType}/${recordId}/`, `${recordType}.detail`, ISO_DATES)),
		byExtId: (recordType, extId) => unlessGone(get(`${recordType}/ext/${encodeURIComponent(extId)}/`, `${recordType}.byExtId`, ISO_DATES)),
		async write({ method, path, op, body, repeatable }) {
			const request: HttpRequest = { method, url: `${baseUrl}/api/v2/${path}`, ...(body === undefined ? {} : { body }) };
			return (await call(request, { op, repeatable: repeatable === true })).body;
		},
		async read(path, op) {
			const response = await get(path, op);
			if (!isObject(response.body)) throw notRaynet('An answer that is no object');
			return { body: response.body, ...timeOf(response) };
		},
	};
}

/** For what a catch has no answer to. */
export function passOn(error: unknown): never {
	throw error;
}

const ISO_DATES = { dateFormat: 'ISO8601' };

async function unlessGone(answer: Promise<HttpResponse>): Promise<RaynetDetail | undefined> {
	try {
		const { body } = await answer;
		if (!isObject(body) || !hasId(body.data)) throw notRaynet('A detail without data');
		return body.data;
	} catch (error) {
		if (error instanceof RecordError && error.reason === 'notFound') return undefined;
		return passOn(error);
	}
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
