import { isObject } from '../kit/json';
import { CreatioError, noRow, odataError } from './errors';
import type { Answer, Desk } from './model';
import { list, shapeOf, type Query } from './query';
import { render } from './render';
import { entityOf } from './store';
import { create, remove, update } from './write';
import { entities } from './schema';

export interface Request {
	method: string;
	/** Below the odata root, decoded: "Contact(…)". */
	path: string;
	query: Query;
	body: unknown;
	headers: Readonly<Record<string, string | undefined>>;
}

/** [documented] */
const mostParts = 100;
const keyed = /^(\w+)(?:\(([0-9a-f-]{36})\)|\/([0-9a-f-]{36}))(\/\$?\w+)?$/i;

/** Names a request for the call log and for faults: "Contact.list", "ContactInFolder.create", "batch". */
export function opOf(method: string, path: string): string {
	if (path === '') return 'service';
	if (path === '$metadata') return 'metadata';
	if (path === '$batch') return 'batch';
	const [, entity = path.split(/[/(]/)[0] ?? '', id, slashId] = keyed.exec(path) ?? [];
	if (path.endsWith('/$count')) return `${entity}.count`;
	const verb = { GET: id ?? slashId ? 'get' : 'list', POST: 'create', PATCH: 'update', DELETE: 'delete' }[method] ?? method.toLowerCase();
	return `${entity}.${verb}`;
}

/** Carries out one request below the odata root. */
export function carryOut(desk: Desk, request: Request): Answer {
	const { method, path } = request;
	if (path === '$batch' && method === 'POST') return batch(desk, request);
	if (path === '' && method === 'GET') return { status: 200, effect: 'read', records: 0, body: { '@odata.context': `${desk.root}/$metadata`, value: [...entities.keys()].map((name) => ({ name, kind: 'EntitySet', url: name })) } };
	return desk.store.transaction(() => single(desk, request));
}

function single(desk: Desk, { method, path, query, body }: Request): Answer {
	const [, name = '', inBrackets, afterSlash] = keyed.exec(path) ?? [];
	const id = (inBrackets ?? afterSlash)?.toLowerCase();
	if (id === undefined) {
		const count = /^(\w+)\/\$count$/.exec(path)?.[1];
		if (count && method === 'GET') return { ...list(desk, entityOf(count), query), body: String(desk.store.rows(count).length) };
		const entity = entityOf(path);
		if (method === 'GET') return list(desk, entity, query);
		if (method === 'POST') return create(desk, entity, body);
		throw new CreatioError(405, { Message: 'The requested resource does not support the method.' });
	}
	const entity = entityOf(name);
	if (method === 'PATCH') return update(desk, entity, id, body);
	if (method === 'DELETE') return remove(desk, entity, id);
	if (method !== 'GET') throw new CreatioError(405, { Message: 'The requested resource does not support the method.' });
	const row = desk.store.find(name, id);
	if (!row) throw noRow();
	return { status: 200, effect: 'read', records: 1, body: { '@odata.context': `${desk.root}/$metadata#${name}/$entity`, ...render(desk, entity, row, shapeOf(desk, entity, query)) } };
}

interface Part {
	id: string;
	method: string;
	url: string;
	body?: unknown;
	atomicityGroup?: string;
}

/** [documented] Stops at the first error and leaves the rest out, unless the outer request prefers to go on. */
function batch(desk: Desk, { body, headers }: Request): Answer {
	const parts = partsOf(body);
	if (parts.length > mostParts) throw odataError(400, `The request exceeded the maximum of ${mostParts} operations in a batch.`);
	const goesOn = /continue-on-error/.test(headers.prefer ?? '');
	const responses: unknown[] = [];
	let wrote = false;
	for (const group of groupsOf(parts)) {
		const answers = runGroup(desk, group);
		wrote ||= answers.some(({ answer }) => answer.effect === 'write' && answer.status < 300);
		responses.push(...answers.map(({ part, answer }) => responseOf(part, answer)));
		if (!goesOn && answers.some(({ answer }) => answer.status >= 400)) break;
	}
	return { status: 200, effect: wrote ? 'write' : 'read', records: parts.length, body: { responses } };
}

function responseOf({ id, atomicityGroup }: Part, { status, body, headers = {} }: Answer): unknown {
	// The name of a group comes back renamed [documented].
	const group = atomicityGroup === undefined ? {} : { atomicityGroup: 'ab0c0000-0000-4000-8000-000000000001' };
	return { id, status, ...group, headers: { 'odata-version': '4.0', 'content-type': 'application/json', ...headers }, ...(body === undefined ? {} : { body }) };
}

function groupsOf(parts: readonly Part[]): Part[][] {
	const groups: Part[][] = [];
	for (const part of parts) {
		const last = groups.at(-1);
		if (last && part.atomicityGroup !== undefined && last[0]?.atomicityGroup === part.atomicityGroup) last.push(part);
		else groups.push([part]);
	}
	return groups;
}

/** [assumed] A group is one transaction: one error takes all of it back. */
function runGroup(desk: Desk, group: readonly Part[]): Array<{ part: Part; answer: Answer }> {
	const done: Array<{ part: Part; answer: Answer }> = [];
	try {
		desk.store.transaction(() => {
			for (const part of group) done.push({ part, answer: single(desk, requestOf(desk, part)) });
		});
		return done;
	} catch (error) {
		if (!(error instanceof CreatioError)) throw error;
		const part = group[done.length] ?? group[0];
		return part ? [{ part, answer: { status: error.status, body: error.body, effect: 'read', records: 0 } }] : [];
	}
}

function requestOf(desk: Desk, { method, url, body }: Part): Request {
	if (method === 'GET' && desk.setting('batchReads') === 'refused') throw odataError(501, 'Not implemented.');
	const [path = '', search = ''] = url.replace(/^\//, '').split('?');
	return { method, path: decodeURIComponent(path), query: Object.fromEntries(new URLSearchParams(search)), body, headers: {} };
}

function partsOf(body: unknown): Part[] {
	const requests: unknown = isObject(body) ? body.requests : undefined;
	if (!Array.isArray(requests)) throw odataError(400, 'The request is invalid.', 'A batch has a list of requests.');
	return requests.map((request: unknown) => {
		if (!isObject(request) || typeof request.id !== 'string' || typeof request.method !== 'string' || typeof request.url !== 'string') throw odataError(400, 'The request is invalid.', 'Each request of a batch has id, method and url.');
		const { id, method, url, body: content, atomicityGroup } = request;
		return { id, method, url, body: content, ...(typeof atomicityGroup === 'string' ? { atomicityGroup } : {}) };
	});
}
