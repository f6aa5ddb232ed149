import { RetriableError, type SyncError } from '../../../core/errors';
import type { Environment } from '../../../core/ports/environment';
import type { HttpClient, HttpResponse } from '../../../core/ports/http';
import { createCaller, type Caller } from '../../http/caller';
import { serverTime } from '../../http/headers';
import { createLogin, type Login } from '../../http/login';
import { createBatch } from './batch';
import { faultOf, judge, notCreatio, type LoginKind } from './judge';
import type { Part, PartAnswer, Query } from './odata';
import { isObject, isRow, type Row } from './raw';
import { sessionHttp, type SessionStore } from './session';

/** No limit is documented; more than a few at once is not polite. */
const MOST_OPEN_CALLS = 4;

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
	// What a batch does as a whole is not left half done by a cancelled run.
	const batch = createBatch({ odataUrl, env, memory, together: caller('tells'), alone: caller('tells', () => false) });

	return {
		async list(entity, query) {
			const response = await call({ method: 'GET', url: `${odataUrl}/${entity}`, query }, { op: `${entity}.list`, repeatable: true });
			const time = serverTime(response);
			return { ...pageOf(response.body), ...(time === undefined ? {} : { serverTime: time }) };
		},
		batch,
		serverTime: () => latest,
	};
}

/** Refusals of a part, or of $batch as such, are told to whoever sent it; whatever concerns login or server is thrown. */
function isRefusal({ status, body }: HttpResponse, verdict: ReturnType<typeof judge>): boolean {
	if (verdict === 'ok' || 'retry' in verdict) return false;
	return verdict.recovery === 'record' || (verdict.recovery === 'configuration' && status !== 401 && (status !== 404 || isObject(body)));
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
	return answeredPage(answer).rows;
}

/** What a part of a batch answered to a list. */
export function answeredPage(answer: PartAnswer | undefined): Page {
	const fault: SyncError | undefined = answer === undefined ? new RetriableError('Creatio left a request unanswered. The next run tries again.', 'A part of $batch without an answer') : faultOf(answer, 'GET');
	if (fault) throw fault;
	return pageOf(answer?.body);
}
