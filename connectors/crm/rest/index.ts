import type { CrmAccount } from '../../../core/contact/contact';
import { ConfigurationError } from '../../../core/errors';
import type { Choice, CrmCapabilities, CrmRecord, CrmSide } from '../../../core/ports/crm';
import type { Environment } from '../../../core/ports/environment';
import type { HttpClient } from '../../../core/ports/http';
import type { Login } from '../../http/login';
import { changes, everyRecord, type Source } from './changes';
import { createRestClient } from './client';
import { createLinkIndex } from './links';
import { writableFields } from './map/change';
import { recordOf } from './map/record';
import { checkProfile, problemText } from './profile/check';
import type { LoginStyle, RestProfile } from './profile/types';
import { probe } from './scan';
import { createRestMemory, withSession, type RestLogin, type RestMemory } from './session';
import { writeAll } from './write';

export { checkProfile, problemText, type CheckedProfile } from './profile/check';
export { SIMPLE_CRM_LABEL, simpleCrmPreset } from './profile/presets';
export type { Problem } from './profile/section';
export type { RestProfile } from './profile/types';
export { createRestMemory, type RestLogin, type RestMemory } from './session';

export interface RestCrmOptions {
	/** Adds the login by header, query, basic or bearer; a login token is fetched and added here. */
	http: HttpClient;
	env: Environment;
	/** Of the API; the paths of the profile begin behind it. */
	baseUrl: string;
	/** Its JSON text, or the same as an object. */
	profile: string | object;
	/** Needed for the login style "token"; of the others only whether it is empty is looked at. */
	login?: RestLogin;
	/** Tells two accounts under one base URL apart. Default: the base URL itself. */
	account?: string;
	/** Whether this run takes it for granted that most contacts are gone. Default "stop". */
	fewerRows?: 'stop' | 'accept';
	/** Kept per credential by whoever builds the connector again and again: createLogin(clock, 1). */
	calls?: Login;
	/** Kept per credential, too: createRestMemory(). */
	memory?: RestMemory;
}

/** From so many records on, reading all of them takes fewer calls than reading each. */
const MANY = 20;

/** Any CRM with a plain JSON API, described by a profile. Rejects a profile with a mistake or an empty slot. */
export function createRestCrm(options: RestCrmOptions): CrmSide {
	const profile = profileOf(options);
	const baseUrl = options.baseUrl.trim().replace(/\/+$/, '');
	const account = accountOf(profile, options.account?.trim() || baseUrl);
	const memory = options.memory ?? createRestMemory();
	const client = createRestClient({ http: httpOf(options, profile, baseUrl, memory), env: options.env, baseUrl, profile, ...(options.calls ? { login: options.calls } : {}) });
	const source: Source = { client, place: { account, profile }, fewerRows: options.fewerRows ?? 'stop' };
	const all = (): Promise<CrmRecord[]> => everyRecord(source, { kind: 'all' });
	const links = createLinkIndex(options.env.clock, all);

	return {
		account,
		capabilities: capabilitiesOf(profile),
		async check() {
			const { serverTime } = await probe(client, profile);
			return serverTime === undefined ? {} : { serverTime };
		},
		changes: (request) => changes(source, request),
		async read(refs) {
			const wanted = new Set(refs.filter(({ recordType }) => recordType === 'person').map(({ recordId }) => recordId));
			const found = wanted.size > MANY ? (await all()).filter(({ contact }) => wanted.has(contact.recordId)) : await readEach(source, wanted);
			return new Map(found.map((record) => [record.contact.id, record]));
		},
		findByLink: async (link) => (profile.link ? links.find(link) : undefined),
		write(writes) {
			links.forget();
			return writeAll({ source, env: options.env, memory }, writes);
		},
		async recent(recordType, scope, limit) {
			if (recordType !== 'person') return [];
			const stamp = ({ contact }: CrmRecord): number => (contact.modifiedAt === undefined ? 0 : Date.parse(contact.modifiedAt));
			return (await everyRecord(source, scope)).reverse().sort((a, b) => stamp(b) - stamp(a)).slice(0, limit);
		},
		choices: async (kind, recordTypes) => (kind === 'tag' && profile.tags !== undefined && recordTypes.includes('person') ? tagChoices(await all()) : []),
	};
}

async function readEach({ client, place }: Source, ids: Iterable<string>): Promise<CrmRecord[]> {
	const records: CrmRecord[] = [];
	for (const id of ids) {
		const record = recordOf(await client.one(id), place);
		if (record) records.push(record);
	}
	return records;
}

function tagChoices(records: readonly CrmRecord[]): Choice[] {
	const tags = new Set(records.flatMap(({ contact }) => contact.tags ?? []));
	return [...tags].sort((a, b) => a.localeCompare(b)).map((tag) => ({ name: tag, value: tag }));
}

/** Names every slot that is empty or wrong, those of the credential among them. */
function profileOf({ profile: source, baseUrl, login }: RestCrmOptions): RestProfile {
	const checked = checkProfile(source);
	const problems = checked.kind === 'bad' ? checked.problems.map(problemText) : [];
	if (baseUrl.trim() === '') problems.unshift('Base URL in the credential is empty');
	else if (!/^https?:\/\/\S+$/i.test(baseUrl.trim())) problems.unshift('Base URL in the credential must begin with "https://"');
	problems.push(...loginProblems(checked.kind === 'good' ? checked.profile.login.style : checked.login, login));
	if (checked.kind === 'good' && problems.length === 0) return checked.profile;
	const name = (checked.kind === 'good' ? checked.profile.name : checked.name) || 'this CRM';
	throw new ConfigurationError(`The profile of ${name} is not ready. ${problems.join('; ')}. Ask the vendor of the CRM for its API document: it has what belongs there.`, `${problems.length} problems in the profile`);
}

function loginProblems(style: LoginStyle['style'], login: RestLogin | undefined): string[] {
	if (style === 'none' || (login === undefined && style !== 'token')) return [];
	const needsUser = style === 'token' || style === 'basic';
	const empty = [...(needsUser && !login?.user ? ['User'] : []), ...(login?.password ? [] : ['"Password, Key or Token"'])];
	return empty.map((slot) => `${slot} in the credential is empty`);
}

function httpOf({ http, env, login }: RestCrmOptions, profile: RestProfile, baseUrl: string, memory: RestMemory): HttpClient {
	const style = profile.login;
	return style.style === 'token' && login ? withSession({ http, clock: env.clock, baseUrl, profile, style, login, memory }) : http;
}

/** "https://crm.example.com/api/v1" is "crm.example.com-api-v1". */
function accountOf({ crm }: RestProfile, name: string): CrmAccount {
	const account = name.toLowerCase().replace(/^https?:\/\//, '').replace(/[^a-z0-9.]+/g, '-').replace(/^-+|-+$/g, '');
	return { crm, account: account || 'default' };
}

function capabilitiesOf(profile: RestProfile): CrmCapabilities {
	const { fields, paging, stamps, limits } = profile;
	const hasTags = profile.tags !== undefined;
	return {
		recordTypes: ['person'],
		scopes: hasTags ? ['all', 'tag'] : ['all'],
		pageSize: paging.size,
		stampResolutionMs: (stamps?.resolutionSeconds ?? 1) * 1000,
		tellsDeletions: false,
		joinable: hasTags ? ['tag'] : [],
		writable: { person: writableFields(profile), company: [] },
		slots: { emails: fields.lists.emails.length, phones: fields.lists.phones.length, addresses: fields.addresses.length, websites: fields.lists.websites.length },
		links: profile.link ? 'listed' : 'none',
		destroys: profile.paths.delete === undefined ? 'nothing' : 'gone',
		...(profile.doNotEmail === undefined ? { takesOptOut: 'no' } : {}),
		// Each takes a read before, the write, and a read after.
		...(limits.perMinute === undefined ? {} : { recordsPerMinute: Math.max(1, Math.floor(limits.perMinute / 3)) }),
	};
}
