import type { CrmAccount, RecordType } from '../../../core/contact/contact';
import { ConfigurationError } from '../../../core/errors';
import type { CrmCapabilities, CrmRecord, WindowedCrm, WindowPage, WindowRequest } from '../../../core/ports/crm';
import type { Environment } from '../../../core/ports/environment';
import type { HttpClient } from '../../../core/ports/http';
import type { Login } from '../../http/login';
import { changes } from './changes';
import { choices } from './choices';
import { createRaynetClient, MOST_OPEN_CALLS, PAGE_SIZE, type RaynetClient, type RaynetPage, type RaynetQuery } from './client';
import { raynetInstant } from './dates';
import { findByEmail, findByLink, readAll, readListed, recordOf } from './lookUp';
import type { RaynetPlace } from './map';
import { createOwnWrites, noting } from './own';
import type { QuotaMemory } from './quota';
import { scopeFilter } from './scope';
import { newMemory, writeAll, type Desk, type WriteMemory } from './write';

export { createRaynetCampaigns } from './massEmail';
export { quotaSpent, type QuotaMemory } from './quota';
export { createRaynetWebhooks, type RaynetWebhook, type RaynetWebhooks } from './webhooks';
export { MOST_OPEN_CALLS, newMemory as newRaynetMemory };

export interface RaynetSettings {
	/** Adds the login: Basic with user and key, and X-Instance-Name. */
	http: HttpClient;
	env: Environment;
	/** The address that users see after logging in, such as "https://app.raynet.cz". */
	baseUrl: string;
	/** The part after the host in the address of the user's Raynet, such as "acme". */
	instance: string;
	/** Calls stop when this share of the instance's day quota is spent, by whomever. Default 0.8. */
	dailyShare?: number;
	/** Kept per credential by whoever builds the connector again and again: createLogin(clock, MOST_OPEN_CALLS). */
	login?: Login;
	/** Kept per credential, so that the quota is known from the first call on: {}. */
	quota?: QuotaMemory;
	/** Whether the client that a person works for is created where Raynet has none of that name. Default 'match': it is not. */
	companies?: 'match' | 'create';
	/** Kept per credential, so that a create with unknown outcome is not repeated by the next run: newRaynetMemory(). */
	memory?: WriteMemory;
}

const CAPABILITIES: CrmCapabilities = {
	recordTypes: ['person', 'company'],
	scopes: ['all', 'tag', 'owner', 'category'],
	pageSize: PAGE_SIZE,
	// Whether stamps carry seconds is unknown; the documented plain form ends with minutes.
	stampResolutionMs: 60_000,
	tellsDeletions: false,
	joinable: ['tag'],
	writable: {
		person: ['name', 'company', 'birthday', 'note', 'emails', 'phones', 'addresses', 'websites'],
		company: ['name', 'company', 'birthday', 'note', 'emails', 'phones', 'addresses', 'websites'],
	},
	// email and email2, tel1 and tel2, one private address, www.
	slots: { emails: 2, phones: 2, addresses: 1, websites: 1 },
	links: 'single',
	destroys: 'invalid',
};

/** Raynet's contact persons (person) and clients (company) behind the contract of a CRM. */
export function createRaynet(settings: RaynetSettings): WindowedCrm {
	const { baseUrl, instance } = addressOf(settings);
	const account: CrmAccount = { crm: 'raynet', account: instance.toLowerCase() };
	const place: RaynetPlace = { account, webRoot: `${baseUrl}/${encodeURIComponent(instance)}` };
	const client = openRaynetClient(settings);
	const records = (recordType: RecordType, page: RaynetPage): CrmRecord[] => page.rows.map((row) => recordOf(row, recordType, place));
	const memory = settings.memory ?? newMemory();
	const desk: Desk = { client, env: settings.env, place, capabilities: CAPABILITIES, companies: settings.companies ?? 'match', memory, companyIds: new Map() };
	const own = createOwnWrites(memory.written, settings.env.random);

	return {
		account,
		capabilities: CAPABILITIES,
		check: () => check(client, instance),
		async readWindow(request) {
			const query = windowQuery(request);
			if (!query) return { records: [], total: 0 };
			const page = await client.list(request.recordType, { ...query, offset: request.offset, limit: Math.min(request.limit, PAGE_SIZE) });
			return { ...windowFacts(page), records: records(request.recordType, page) };
		},
		changes: (request) => changes({ client, recordOf: (row, recordType) => recordOf(row, recordType, place), own }, request),
		read: (refs) => readAll(client, place, refs, settings.env.phase),
		readListed: (refs) => readListed(client, place, refs),
		findByLink: (link) => findByLink(client, place, link),
		findByEmail: (email) => findByEmail(client, place, email),
		write: (writes) => noting(own, writes, writeAll(desk, writes)),
		async recent(recordType, scope, limit) {
			const filter = scopeFilter(scope, recordType);
			if (!filter) return [];
			return records(recordType, await client.list(recordType, { ...filter, sortColumn: 'rowInfo.lastModifiedAt', sortDirection: 'DESC', limit: Math.min(limit, PAGE_SIZE) }));
		},
		choices: (kind, recordTypes) => choices(client, kind, recordTypes),
	};
}

/** The client alone, for createRaynetWebhooks and createRaynetCampaigns. */
export function openRaynetClient(settings: RaynetSettings): RaynetClient {
	return createRaynetClient({ ...settings, ...addressOf(settings), dailyShare: settings.dailyShare ?? 0.8 });
}

function addressOf({ baseUrl, instance }: RaynetSettings): { baseUrl: string; instance: string } {
	return { baseUrl: baseUrl.trim().replace(/\/+$/, '').replace(/\/api\/v2$/, ''), instance: instanceOf(instance) };
}

function instanceOf(text: string): string {
	const instance = text.trim();
	if (/^[\w.-]+$/.test(instance)) return instance;
	throw new ConfigurationError('Enter the instance name alone, such as "acme" in https://app.raynet.cz/acme/.', 'An instance name with other characters than letters, digits, dot, dash and underscore');
}

/** /security/info is in the Czech documentation only; it has no envelope. */
async function check(client: RaynetClient, instance: string): Promise<{ serverTime?: number }> {
	const { body, serverTime } = await client.read('security/info', 'security.info');
	const told = body['X-Instance-Name'];
	if (typeof told === 'string' && told.toLowerCase() !== instance.toLowerCase()) {
		throw new ConfigurationError('This login belongs to another Raynet instance. Check the instance name in the credential.', 'Another X-Instance-Name in /security/info');
	}
	return serverTime === undefined ? {} : { serverTime };
}

/**
 * Sorted by id: a record that leaves the window while it is paged only shifts the pages after it.
 * Whether plain lists hold invalidated records is not documented, so changes ask for both kinds (the documented
 * values are INVALID and null). Complete reads do not: there a hidden record and an invalid one mean the same, and no
 * record may be lost to a value that is not documented.
 */
function windowQuery({ recordType, from, to, scope }: WindowRequest): RaynetQuery | undefined {
	const filter = scopeFilter(scope, recordType);
	if (!filter) return undefined;
	return {
		...filter,
		...(from === undefined ? {} : { 'rowInfo.rowAccess[EQ_OR_NULL]': 'INVALID', 'rowInfo.lastModifiedAt[GE]': raynetInstant(from) }),
		'rowInfo.lastModifiedAt[LT]': raynetInstant(to),
		sortColumn: 'id',
		sortDirection: 'ASC',
	};
}

function windowFacts({ total, serverTime }: RaynetPage): Pick<WindowPage, 'total' | 'serverTime'> {
	return serverTime === undefined ? { total } : { total, serverTime };
}
