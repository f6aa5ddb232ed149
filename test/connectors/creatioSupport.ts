import { createCreatioCrm, type CreatioSettings } from '../../connectors/crm/creatio';
import type { CrmRecord, CrmScope, CrmSide, CrmWrite, CrmWriteResult } from '../../core/ports/crm';
import type { HttpClient } from '../../core/ports/http';
import { startSandbox, type Sandbox } from '../../sandbox/kit';
import { creatioAccounts, type CreatioAccountName } from '../../sandbox/creatio';
import { createNodeClient } from '../support/nodeClient';
import { fakeEnvironment } from '../support/environment';

export const SERVICE = 'creatio';
export const START = Date.parse('2026-03-02T10:00:00Z');
export const MINUTE = 60_000;

export function startCreatio(): Promise<Sandbox> {
	return startSandbox({ services: [SERVICE], realtime: false, startAt: START });
}

/** What n8n's credential does: user name and password go into the body of the login, and nowhere else. */
export function passwordClient(userName: string, password: string, http = createNodeClient()): HttpClient {
	return (request) => (request.url.endsWith('/AuthService.svc/Login') ? http({ ...request, body: { ...(request.body as object), UserName: userName, UserPassword: password } }) : http(request));
}

/** What n8n does for OAuth: asks for a token when it has none, and once more at a 401. */
export function oauthClient(siteUrl: string, clientId: string, clientSecret: string, clientOf = createNodeClient): HttpClient {
	let token: string | undefined;
	const renew = async (): Promise<string> => {
		const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret });
		const answer = await fetch(`${siteUrl}/connect/token`, { method: 'POST', body });
		const { access_token: fresh } = (await answer.json()) as { access_token?: string };
		return fresh ?? 'none';
	};
	const http = clientOf({ login: { kind: 'bearer', token: () => token ?? 'none' } });
	return async (request) => {
		const send = async () => await http(request);
		token ??= await renew();
		const response = await send();
		if (response.status !== 401) return response;
		token = await renew();
		return await send();
	};
}

export interface Connecting extends Partial<Omit<CreatioSettings, 'http' | 'env'>> {
	account?: CreatioAccountName;
	password?: string;
}

/** A connector of the stand-in with its virtual environment. The link goes into UsrGoogleLink unless told otherwise. */
export function connect(sandbox: Sandbox, { account = 'sync', password, login = 'password', ...settings }: Connecting = {}) {
	const { userName, password: right, clientId, clientSecret } = creatioAccounts[account];
	const siteUrl = sandbox.url(SERVICE);
	const http = login === 'password' ? passwordClient(userName, password ?? right) : oauthClient(siteUrl, clientId, password ?? clientSecret);
	const fake = fakeEnvironment({ startAt: sandbox.clock.now() });
	const crm: CrmSide = createCreatioCrm({ http, env: fake.env, login, siteUrl, linkColumn: 'UsrGoogleLink', ...settings });
	return { crm, ...fake };
}

type Args = Record<string, unknown>;

/** People in the browser. */
export function handsOf(sandbox: Sandbox) {
	const control = (action: string, args: Args): unknown => sandbox.service(SERVICE).control(action, args);
	const idOf = (answer: unknown): string => (answer as { id: string }).id;
	return {
		control,
		contact: (columns: Args): string => idOf(control('row.create', columns)),
		edit: (id: string, columns: Args, entity = 'Contact') => control('row.update', { entity, id, ...columns }),
		remove: (id: string, entity = 'Contact') => control('row.delete', { entity, id }),
		folder: (name: string, kind = 'static'): string => idOf(control('folder.create', { name, kind })),
		put: (folderId: string, id: string): string => idOf(control('folder.put', { folderId, id })),
		take: (folderId: string, id: string) => control('folder.take', { folderId, id }),
		tag: (id: string, tag: string) => control('contact.tag', { id, tag }),
		untag: (id: string, tag: string) => control('contact.untag', { id, tag }),
		number: (id: string, type: string, number: string, primary = true): string => idOf(control('communication.add', { id, type, number, primary })),
	};
}

export interface DumpedRow {
	Id: string;
	[column: string]: string | number | boolean | null;
}

/** The stand-in's state, read without a connector. */
export function rowsIn(sandbox: Sandbox, entity: string, where: Args = {}): DumpedRow[] {
	const tables = sandbox.service(SERVICE).dump() as Record<string, DumpedRow[]>;
	return (tables[entity] ?? []).filter((row) => Object.entries(where).every(([column, value]) => row[column] === value));
}

export function rowIn(sandbox: Sandbox, entity: string, where: Args): DumpedRow {
	const [row, ...others] = rowsIn(sandbox, entity, where);
	if (!row || others.length > 0) throw new Error(`${others.length + (row ? 1 : 0)} rows of ${entity} with ${JSON.stringify(where)}.`);
	return row;
}

/** Calls as "op status". */
export function callsOf(sandbox: Sandbox): string[] {
	return sandbox.calls(SERVICE).map(({ op, status }) => `${op} ${status}`);
}

/** Everything that a reader gets until there is no more. */
export async function readAll(crm: CrmSide, scope: CrmScope, cursor?: string) {
	const records: CrmRecord[] = [];
	const gone: string[] = [];
	for (let step = 0, next = cursor; ; step += 1) {
		const found = await crm.changes({ recordTypes: ['person'], scope, ...(next === undefined ? {} : { cursor: next }) });
		records.push(...found.records);
		gone.push(...found.gone.map(({ recordId }) => recordId));
		next = found.cursor;
		if (found.more === 'no') return { extent: found.extent, records, gone, cursor: found.cursor, ids: [...new Set(records.map(({ contact }) => contact.recordId))] };
		if (step > 500) throw new Error('It never ends.');
	}
}

export async function writeAll(crm: CrmSide, ...writes: CrmWrite[]): Promise<CrmWriteResult[]> {
	const results: CrmWriteResult[] = [];
	for await (const some of crm.write(writes)) results.push(...some);
	return results;
}

/** The record of a write that went through. */
export function recordOf(result: CrmWriteResult | undefined): CrmRecord {
	if (result?.kind !== 'done' || !result.record) throw new Error(`Not done: ${JSON.stringify(result)}`);
	return result.record;
}

export const rejection = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => 'no rejection', (error: unknown) => error);
