import { ConfigurationError, RecordError } from '../../../core/errors';
import type { Environment } from '../../../core/ports/environment';
import type { HttpClient, HttpRequest, HttpResponse } from '../../../core/ports/http';
import { createCaller } from '../../http/caller';
import { serverTime } from '../../http/headers';
import { createLogin, type Login } from '../../http/login';
import { createPacer } from '../../http/pacing';
import { isObject, textAt, valueAt, type JsonObject } from './json';
import { judge, type Target } from './judge';
import type { RestProfile } from './profile/types';

export interface RestClientSettings {
	/** Adds the login. */
	http: HttpClient;
	env: Environment;
	/** Without a slash at the end. */
	baseUrl: string;
	profile: RestProfile;
	login?: Login;
}

export interface RestRow {
	id: string;
	json: JsonObject;
}

export interface RestPage {
	rows: readonly RestRow[];
	total?: number;
	serverTime?: number;
}

export type RestQuery = Record<string, string | number>;

/** The calls of the profile, one at a time. All reject with a SyncError. */
export interface RestClient {
	/** One page; "beyond" where the server answers a page behind the last one as not found. */
	page(query: RestQuery, place: 'first' | 'later'): Promise<RestPage | 'beyond'>;
	/** Undefined when it is gone. */
	one(id: string): Promise<JsonObject | undefined>;
	/** The new record's id; undefined where the answer holds none. Not repeated when the answer was lost. */
	create(body: JsonObject): Promise<string | undefined>;
	update(id: string, body: JsonObject): Promise<void>;
	remove(path: string, id: string): Promise<void>;
}

export function createRestClient(settings: RestClientSettings): RestClient {
	const { profile } = settings;
	const { paths, answers, write } = profile;
	const send = senderOf(settings);
	const pathOf = (template: string, id: string): string => template.replaceAll('{id}', encodeURIComponent(id));

	return {
		async page(query, place) {
			const target = place === 'first' ? 'list' : 'record';
			const response = await orGone(send(target, 'contact.list', { method: 'GET', path: paths.list, query }));
			return response ? pageOf(response, profile) : 'beyond';
		},
		async one(id) {
			const response = await orGone(send('record', 'contact.get', { method: 'GET', path: pathOf(paths.one, id) }));
			const item = response ? valueAt(response.body, answers.item) : undefined;
			if (!response || item === null || (Array.isArray(item) && item.length === 0)) return undefined;
			if (isObject(item) && textAt(item, profile.id) !== undefined) return item;
			throw wrongPath('answers.item', answers.item, response.body);
		},
		async create(body) {
			const response = await send('create', 'contact.create', { method: write.createMethod, path: paths.create, body }, false);
			if (answers.createdId !== undefined) return textAt(response.body, answers.createdId);
			return textAt(valueAt(response.body, answers.item), profile.id);
		},
		async update(id, body) {
			await send('record', 'contact.update', { method: write.method, path: pathOf(paths.update, id), body });
		},
		async remove(path, id) {
			await orGone(send('record', 'contact.delete', { method: 'DELETE', path: pathOf(path, id) }));
		},
	};
}

type Send = (target: Target, op: string, request: Omit<HttpRequest, 'url'> & { path: string }, repeatable?: boolean) => Promise<HttpResponse>;

function senderOf({ http, env, baseUrl, profile, login = createLogin(env.clock, 1) }: RestClientSettings): Send {
	const service = profile.name;
	const pacer = createPacer({ clock: env.clock, buckets: { calls: { perMinute: profile.limits.perMinute } }, service });
	const callerFor = (target: Target) => createCaller({ http, env, pacer, login, service, judge: (response, request) => judge(response, request, target, profile, env.clock) });
	const callers = { list: callerFor('list'), record: callerFor('record'), create: callerFor('create') };
	return (target, op, { path, ...request }, repeatable = true) => callers[target]({ ...request, url: `${baseUrl}${path}` }, { op, repeatable, cost: { calls: 1 } });
}

function pageOf(response: HttpResponse, { answers, id }: RestProfile): RestPage {
	const { body } = response;
	const told = answers.total === undefined ? undefined : textAt(body, answers.total);
	const total = told !== undefined && /^\d+$/.test(told) ? Number(told) : undefined;
	const items = valueAt(body, answers.items);
	const list: unknown = items === null && total === 0 ? [] : items;
	// Never read as "no contacts": a wrong path would take everybody out of the sync.
	if (!Array.isArray(list)) throw wrongPath('answers.items', answers.items, body);
	if (answers.total !== undefined && total === undefined) throw wrongPath('answers.total', answers.total, body);
	const time = serverTime(response);
	return { rows: list.map((row: unknown) => rowOf(row, id)), ...(total === undefined ? {} : { total }), ...(time === undefined ? {} : { serverTime: time }) };
}

function rowOf(row: unknown, idPath: string): RestRow {
	const id = textAt(row, idPath);
	if (!isObject(row) || id === undefined) throw wrongPath('id', idPath, row);
	return { id, json: row };
}

/** Names of members tell where to look; what could be a person's data is left out. */
function wrongPath(slot: string, path: string, body: unknown): ConfigurationError {
	const names = isObject(body) ? Object.keys(body).filter((name) => /^[a-z_]\w{0,30}$/i.test(name)) : [];
	const holds = names.length > 0 ? ` The answer holds: ${names.slice(0, 12).join(', ')}.` : ' The answer is not an object.';
	return new ConfigurationError(`There is nothing of use at "${path}" in the answer of the CRM.${Array.isArray(body) ? ' The answer is a list.' : holds} Correct the slot ${slot} of the profile.`, `Nothing at ${slot}`);
}

function orGone(answer: Promise<HttpResponse>): Promise<HttpResponse | undefined> {
	return answer.catch((error: unknown) => {
		if (error instanceof RecordError && error.reason === 'notFound') return undefined;
		throw error;
	});
}
