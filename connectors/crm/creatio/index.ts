import { accountKey, contactId, type CrmAccount, type RecordRef, type SyncField } from '../../../core/contact/contact';
import { parseLink } from '../../../core/contact/link';
import { ConfigurationError } from '../../../core/errors';
import type { CampaignSink } from '../../../core/ports/campaigns';
import type { CrmCapabilities, CrmRecord, CrmSide } from '../../../core/ports/crm';
import type { Environment, Phases } from '../../../core/ports/environment';
import type { HttpClient } from '../../../core/ports/http';
import { createCreatioActivities } from './activities';
import { changes, read } from './changes';
import { choices, newestIds } from './choices';
import { createCreatioClient, createCreatioMemory, type CreatioClient, type CreatioMemory } from './client';
import type { LoginKind } from './judge';
import { literal } from './odata';
import type { CreatioPlace, LinkPlace } from './place';
import { SCAN_PAGE } from './scan';
import { writeAll } from './write';
import type { MissingCompanies } from './write/fields';
import { createLookups } from './write/lookups';

export { createCreatioMemory, type CreatioMemory };

export interface CreatioSettings {
	/**
	 * `login: 'password'`: puts UserName and UserPassword into the JSON body of POST …/ServiceModel/AuthService.svc/Login and
	 * nothing anywhere else; cookies are ours. `login: 'oauth'`: adds the bearer token and renews it at a 401.
	 */
	http: HttpClient;
	env: Environment;
	login: LoginKind;
	/** The address at which users open Creatio, such as "https://acme.creatio.com". */
	siteUrl: string;
	/** `withZero`: …/0/odata, as on cloud sites (default); `withoutZero`: …/odata, .NET Core. */
	pathStyle?: PathStyle;
	/** Code of a text column of Contact for links, such as "UsrGoogleLink". Without it a tag marks who is paired. */
	linkColumn?: string;
	/** What becomes of the name of a company that Creatio does not have. Default 'create'. */
	missingCompanies?: MissingCompanies;
	/** Kept per credential by whoever builds the connector again and again. */
	memory?: CreatioMemory;
}

export type PathStyle = 'withZero' | 'withoutZero';

const WRITABLE: readonly SyncField[] = ['name', 'company', 'birthday', 'note', 'emails', 'phones', 'addresses', 'websites'];

const CAPABILITIES: CrmCapabilities = {
	recordTypes: ['person'],
	scopes: ['all', 'group', 'tag', 'owner'],
	pageSize: SCAN_PAGE,
	stampResolutionMs: 1,
	tellsDeletions: false,
	joinable: ['group', 'tag'],
	writable: { person: WRITABLE, company: [] },
	slots: {},
	links: 'listed',
	destroys: 'gone',
};

/** Where the site of these settings is, and a client for it. */
function siteClient({ http, env, login, memory = createCreatioMemory(env.clock), siteUrl: address, pathStyle }: CreatioSettings): { siteUrl: string; webRoot: string; client: CreatioClient } {
	const siteUrl = siteOf(address);
	const webRoot = pathStyle === 'withoutZero' ? siteUrl : `${siteUrl}/0`;
	return { siteUrl, webRoot, client: createCreatioClient({ http, env, login, memory, siteUrl, odataUrl: `${webRoot}/odata` }) };
}

/** Campaign activity as e-mail activities of contacts. Kept for one run. */
export function createCreatioCampaigns(settings: CreatioSettings): CampaignSink {
	const { siteUrl, client } = siteClient(settings);
	return createCreatioActivities(client, accountKey(accountOf(siteUrl)), settings.env.clock);
}

/** Creatio's contacts behind the contract of a CRM. */
export function createCreatioCrm(settings: CreatioSettings): CrmSide {
	const { env } = settings;
	const { siteUrl, webRoot, client } = siteClient(settings);
	const place: CreatioPlace = { account: accountOf(siteUrl), webRoot, link: linkPlace(settings.linkColumn), serverTime: () => client.serverTime() };
	const lookups = createLookups(client, place);

	return {
		account: place.account,
		capabilities: CAPABILITIES,
		async check() {
			const { serverTime } = await client.list('Contact', { $select: 'Id', $top: 1 });
			return serverTime === undefined ? {} : { serverTime };
		},
		changes: (request) => changes(client, place, request),
		read: (refs) => readRefs(client, place, refs, env.phase),
		findByLink: (link) => findByLink(client, place, link),
		write: (writes) => writeAll({ client, env, place, lookups, missingCompanies: settings.missingCompanies ?? 'create' }, writes),
		async recent(recordType, scope, limit) {
			return recordType === 'person' ? await read(client, place, await newestIds(client, scope, Math.min(limit, SCAN_PAGE))) : [];
		},
		choices: (kind) => choices(client, kind),
	};
}

/** People paste addresses of pages, with /0 and what follows. */
function siteOf(text: string): string {
	const site = /^(https?:\/\/[^\s?#]+?)(?:\/0(?:\/.*)?|\/odata(?:\/.*)?|\/Login\/.*|\/ClientApp\/.*)?\/*$/i.exec(text.trim().replace(/[?#].*$/, ''))?.[1];
	if (site) return site.replace(/\/+$/, '');
	throw new ConfigurationError('Enter the address of your Creatio with "https://" in front, such as https://acme.creatio.com.', 'A site address without a scheme');
}

/** The host names a site; ":" and "/" have a meaning in ids, so a port or path is joined by a dash. */
function accountOf(siteUrl: string): CrmAccount {
	return { crm: 'creatio', account: siteUrl.replace(/^https?:\/\//i, '').toLowerCase().replace(/[^a-z0-9.-]+/g, '-') };
}

function linkPlace(column: string | undefined): LinkPlace {
	const name = column?.trim();
	if (!name) return { kind: 'tag' };
	if (/^[A-Za-z]\w*$/.test(name)) return { kind: 'column', name };
	throw new ConfigurationError('Enter the code of the link column as Creatio shows it, such as UsrGoogleLink.', 'A column code with other characters than letters, digits and underscore');
}

/** So many go into one batch of 100 parts. Tells how far it is. */
async function readRefs(client: CreatioClient, place: CreatioPlace, refs: readonly RecordRef[], phase?: Phases): Promise<ReadonlyMap<string, CrmRecord>> {
	const ids = [...new Set(refs.filter(({ recordType }) => recordType === 'person').map(({ recordId }) => recordId.toLowerCase()))];
	const records: CrmRecord[] = [];
	for (let start = 0; start < ids.length; start += SCAN_PAGE) {
		records.push(...(await read(client, place, ids.slice(start, start + SCAN_PAGE))));
		phase?.({ kind: 'reading', side: 'crm', read: Math.min(start + SCAN_PAGE, ids.length), of: ids.length });
	}
	return new Map(records.map((record) => [contactId(place.account, 'person', record.contact.recordId), record]));
}

/** A mark does not say with whom a contact is paired, so only a column can be looked up. */
async function findByLink(client: CreatioClient, place: CreatioPlace, link: string): Promise<CrmRecord | undefined> {
	if (place.link.kind === 'tag' || !parseLink(link)?.partnerId) return undefined;
	const { rows } = await client.list('Contact', { $select: 'Id,CreatedOn', $filter: `contains(${place.link.name},${literal(link)})`, $orderby: 'CreatedOn,Id', $top: 20 });
	const records = await read(client, place, rows.map(({ Id }) => Id.toLowerCase()));
	return records.find(({ links = [] }) => links.includes(link));
}
