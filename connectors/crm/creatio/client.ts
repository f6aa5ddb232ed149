import { RetriableError, type SyncError } from '../../../core/errors';
import type { Environment } from '../../../core/ports/environment';
import type { HttpClient, HttpRequest, HttpResponse } from '../../../core/ports/http';
import { assertNotCancelled, createCaller, type Caller } from '../../http/caller';
import { serverTime } from '../../http/headers';
import { createLogin, type Login } from '../../http/login';
import { faultOf, judge, notCreatio, partsOf, type LoginKind } from './judge';
import type { Part, PartAnswer, Query } from './odata';
import { isObject, isRow, type Row } from './raw';
import { sessionHttp, type SessionStore } from './session';

/** No limit is documented; more than a few at once is not polite. */
const MOST_OPEN_CALLS = 4;
/** Documented. */
const MOST_PARTS = 100;

export interface Page {
	rows: Row[];
	/** All rows that the filter lets through; only with $count. */
	count: number;
	serverTime?: number;
}

/** What all connectors of one credential share; a cache that may be begun anew at any time. */
export interface CreatioMemory {
	login: Login;
	session: SessionStore;
	/** Whether this site answers reads within $batch; not documented in so many words. */
	batch: 'usable' | 'unusable';
}

export function createCreatioMemory(clock: Environment['clock']): CreatioMemory {
	return { login: createLogin(clock, MOST_OPEN_CALLS), session: {}, batch: 'usable' };
}

export interface CreatioClient {
	list(entity: string, query: Query): Promise<Page>;
	/**
	 * Carries parts out in order and ends at the first that fails: its answer is the last one. All parts may be sent twice
	 * without harm (creates carry their ids), so a lost answer is simply asked for again.
	 */
	batch(parts: readonly Part[]): Promise<PartAnswer[]>;
	/** The Date header (ms) of the latest answer. */
	serverTime(): number | undefined;
}

export interface ClientSettings {
	http: HttpClient;
	env: Environment;
	siteUrl: string;
	/** With or without /0, without a slash at the end. */
	odataUrl: string;
	login: LoginKind;
	memory: CreatioMemory;
}

export function createCreatioClient({ http, env, siteUrl, odataUrl, login, memory }: ClientSettings): CreatioClient {
	let latest: number | undefined;
	const signed = login === 'password' ? sessionHttp(http, memory.session, env.clock, siteUrl) : http;
	const caller = (judged: 'throws' | 'tells', cancelled = env.cancelled): Caller =>
		createCaller({
			http: signed,
			env: { ...env, cancelled },
			judge(response, request) {
				latest = serverTime(response) ?? latest;
				const verdict = judge(response, request, env.clock, login);
				return judged === 'tells' && isRefusal(response, verdict) ? 'ok' : verdict;
			},
			login: memory.login,
			service: 'Creatio',
		});
	const call = caller('throws');
	const tell = caller('tells');
	// What a batch does as a whole is not left half done by a cancelled run.
	const alone = caller('tells', () => false);
	const one = (part: Part): Promise<HttpResponse> => alone(requestOf(odataUrl, part), { op: part.url.split(/[?(]/)[0] ?? '', repeatable: true });

	const send = async (parts: readonly Part[]): Promise<PartAnswer[]> => {
		if (memory.batch === 'usable') {
			const requests = parts.map((part, index) => ({ id: String(index), headers: { 'Content-Type': 'application/json' }, ...part }));
			const response = await tell({ method: 'POST', url: `${odataUrl}/$batch`, body: { requests } }, { op: '$batch', repeatable: true });
			const answers = answersOf(response, parts);
			if (answers) return answers;
			memory.batch = 'unusable';
		}
		assertNotCancelled(env);
		return await inOrder(parts, one);
	};

	return {
		async list(entity, query) {
			const response = await call({ method: 'GET', url: `${odataUrl}/${entity}`, query }, { op: `${entity}.list`, repeatable: true });
			const time = serverTime(response);
			return { ...pageOf(response.body), ...(time === undefined ? {} : { serverTime: time }) };
		},
		async batch(parts) {
			const answers: PartAnswer[] = [];
			for (let from = 0; from < parts.length; from += MOST_PARTS) {
				const wanted = parts.slice(from, from + MOST_PARTS);
				const got = await send(wanted);
				answers.push(...got);
				if (got.length < wanted.length || hasFailed(wanted.at(-1), got.at(-1))) break;
			}
			return answers;
		},
		serverTime: () => latest,
	};
}

/** Refusals of a part, or of $batch as such, are told to whoever sent it; whatever concerns login or server is thrown. */
function isRefusal({ status, body }: HttpResponse, verdict: ReturnType<typeof judge>): boolean {
	if (verdict === 'ok' || 'retry' in verdict) return false;
	return verdict.recovery === 'record' || (verdict.recovery === 'configuration' && status !== 401 && (status !== 404 || isObject(body)));
}

async function inOrder(parts: readonly Part[], one: (part: Part) => Promise<HttpResponse>): Promise<PartAnswer[]> {
	const answers: PartAnswer[] = [];
	for (const part of parts) {
		const { status, body } = await one(part);
		answers.push({ status, body });
		if (hasFailed(part, answers.at(-1))) break;
	}
	return answers;
}

function hasFailed(part: Part | undefined, answer: PartAnswer | undefined): boolean {
	return part !== undefined && (answer === undefined || faultOf(answer, part.method) !== undefined);
}

/** Undefined where the site does not take the batch, or no reads within it. */
function answersOf({ status, body }: HttpResponse, parts: readonly Part[]): PartAnswer[] | undefined {
	if (status >= 400) return undefined;
	const found = new Map(partsOf(body).map((answer) => [answer.id, answer]));
	const answers: PartAnswer[] = [];
	for (const [index, { method }] of parts.entries()) {
		const answer = found.get(String(index));
		if (!answer) break;
		if (method === 'GET' && (answer.status === 501 || answer.status === 405)) return undefined;
		answers.push({ status: answer.status, body: answer.body });
		if (answer.status >= 400) break;
	}
	if (answers.length === 0) throw new RetriableError('Creatio left a request unanswered. The next run tries again.', '$batch without responses', undefined, 'unknown');
	return answers;
}

function requestOf(odataUrl: string, { method, url, body }: Part): HttpRequest {
	const [path = '', search = ''] = url.split('?');
	const query = Object.fromEntries(search.split('&').filter(Boolean).map((pair): [string, string] => [pair.slice(0, pair.indexOf('=')), decodeURIComponent(pair.slice(pair.indexOf('=') + 1))]));
	return { method, url: `${odataUrl}/${path}`, ...(search ? { query } : {}), ...(body ? { body } : {}) };
}

/** The rows of a list answer. */
export function pageOf(body: unknown): Page {
	if (!isObject(body) || !Array.isArray(body.value)) throw notCreatio('A list without "value"');
	const rows = body.value.filter(isRow);
	if (rows.length < body.value.length) throw notCreatio('A row without an Id');
	return { rows, count: Number(body['@odata.count'] ?? rows.length) };
}

/** The rows that a part of a batch answered. */
export function rowsOf(answer: PartAnswer | undefined): Row[] {
	const fault: SyncError | undefined = answer === undefined ? new RetriableError('Creatio left a request unanswered. The next run tries again.', 'A part of $batch without an answer') : faultOf(answer, 'GET');
	if (fault) throw fault;
	return pageOf(answer?.body).rows;
}
