import { RetriableError } from '../../../core/errors';
import type { Environment } from '../../../core/ports/environment';
import type { HttpRequest, HttpResponse } from '../../../core/ports/http';
import { assertNotCancelled, type Caller } from '../../http/caller';
import { faultOf, partsOf } from './judge';
import type { Part, PartAnswer } from './odata';

/** Documented. */
const MOST_PARTS = 100;

export interface BatchSettings {
	odataUrl: string;
	env: Environment;
	/** Whether this site answers reads within $batch; learnt here. */
	memory: { batch: 'usable' | 'unusable' };
	/** For $batch requests; refusals are told. */
	together: Caller;
	/** For parts that are sent one by one; refusals are told. */
	alone: Caller;
}

/**
 * Carries parts out in order, 100 in one request, and ends at the first that fails: its answer is the last one. Where a
 * site does not take reads in batches, they go one by one.
 */
export function createBatch(settings: BatchSettings): (parts: readonly Part[]) => Promise<PartAnswer[]> {
	return async (parts) => {
		const answers: PartAnswer[] = [];
		for (let from = 0; from < parts.length; from += MOST_PARTS) {
			const wanted = parts.slice(from, from + MOST_PARTS);
			const got = (await sendTogether(settings, wanted)) ?? (await sendInOrder(settings, wanted));
			answers.push(...got);
			if (got.length < wanted.length || hasFailed(wanted.at(-1), got.at(-1))) break;
		}
		return answers;
	};
}

/** Undefined where the site does not take the batch. */
async function sendTogether({ odataUrl, memory, together }: BatchSettings, parts: readonly Part[]): Promise<PartAnswer[] | undefined> {
	if (memory.batch === 'unusable') return undefined;
	const requests = parts.map((part, index) => ({ id: String(index), headers: { 'Content-Type': 'application/json' }, ...part }));
	const response = await together({ method: 'POST', url: `${odataUrl}/$batch`, body: { requests } }, { op: '$batch', repeatable: true });
	const fault = response.status === 403 ? faultOf(response, 'POST') : undefined;
	if (fault) throw fault;
	const answers = answersOf(response, parts);
	if (!answers) memory.batch = 'unusable';
	return answers;
}

async function sendInOrder({ odataUrl, env, alone }: BatchSettings, parts: readonly Part[]): Promise<PartAnswer[]> {
	assertNotCancelled(env);
	const answers: PartAnswer[] = [];
	for (const part of parts) {
		const { status, body } = await alone(requestOf(odataUrl, part), { op: part.url.split(/[?(]/)[0] ?? '', repeatable: true });
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
