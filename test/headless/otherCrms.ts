import { createCreatio, creatioAccounts } from '../../sandbox/creatio';
import { createGooglePeople, googleAccounts } from '../../sandbox/google';
import { startSandbox, type Sandbox } from '../../sandbox/kit';
import { createRestReference, personalities, restProfiles, type PersonalityName } from '../../sandbox/rest';
import type { CredentialStore } from './credentialStore';

/** A CRM that is not RAYNET, and Google, with the credentials for both as a user would have stored them. */
export interface OtherPlace {
	sandbox: Sandbox;
	google: CredentialStore;
	/** People in Google as "Eva Malá eva@example.com [Creatio]", read by plain HTTP. */
	googleLines(): Promise<string[]>;
	/** Resource name by family name. */
	googleId(lastName: string): Promise<string>;
	/** A new contact in Google; answers the resource name. */
	inGoogle(lastName: string, label?: string): string;
	hand(service: 'creatio' | 'rest-reference' | 'google', action: string, args: Record<string, unknown>): Record<string, unknown>;
	/** Everything that both sides hold, to compare before and after. */
	held(): unknown;
	/** Calls since the last clearCalls that changed something. */
	writes(): string[];
	wait(): void;
}

interface Person {
	resourceName: string;
	names?: Array<{ givenName?: string; familyName?: string }>;
	emailAddresses?: Array<{ value: string }>;
	memberships?: Array<{ contactGroupMembership: { contactGroupResourceName: string } }>;
}

const { owner } = googleAccounts;

export async function openOtherPlace(): Promise<OtherPlace> {
	const sandbox = await startSandbox({ services: [createCreatio, createRestReference, createGooglePeople], realtime: false, startAt: Date.parse('2026-03-02T10:00:00Z') });
	const get = async <T>(path: string): Promise<T> => (await (await fetch(`${sandbox.url('google')}${path}`, { headers: { authorization: `Bearer ${owner.accessToken}` } })).json()) as T;
	const people = async (): Promise<Person[]> => (await get<{ connections?: Person[] }>('/v1/people/me/connections?pageSize=1000&personFields=names,emailAddresses,memberships')).connections ?? [];
	const hand: OtherPlace['hand'] = (service, action, args) => (sandbox.service(service).control(action, args) ?? {}) as Record<string, unknown>;
	const services = ['creatio', 'rest-reference', 'google'] as const;
	return {
		sandbox,
		google: { googleContactsSyncOAuth2Api: googleCredential(sandbox.url('google')) },
		async googleLines() {
			const { contactGroups = [] } = await get<{ contactGroups?: Array<{ resourceName: string; name: string }> }>('/v1/contactGroups?pageSize=1000');
			const names = Object.fromEntries(contactGroups.map(({ resourceName, name }) => [resourceName, name]));
			return (await people()).map((person) => lineOf(person, names)).sort();
		},
		async googleId(lastName) {
			return (await people()).find(({ names }) => names?.[0]?.familyName === lastName)?.resourceName ?? '';
		},
		inGoogle(lastName, label) {
			const person = { names: [{ givenName: 'Jan', familyName: lastName }], emailAddresses: [{ value: `${lastName.toLowerCase()}@example.com`, type: 'home' }], memberships: [{ contactGroupMembership: { contactGroupResourceName: 'contactGroups/myContacts' } }] };
			const resourceName = String(hand('google', 'person.create', { person }).resourceName);
			if (label) hand('google', 'label.add', { resourceName, label });
			return resourceName;
		},
		hand,
		held: () => structuredClone(services.map((name) => sandbox.service(name).dump())),
		writes: () => services.flatMap((name) => sandbox.calls(name).filter(({ committed }) => committed).map(({ op }) => op)),
		wait: () => void sandbox.clock.advance(600_000),
	};
}

function lineOf({ names, emailAddresses, memberships = [] }: Person, labels: Record<string, string>): string {
	const on = memberships.map(({ contactGroupMembership }) => labels[contactGroupMembership.contactGroupResourceName] ?? '?').filter((name) => name !== 'myContacts');
	return [names?.[0]?.givenName, names?.[0]?.familyName, emailAddresses?.[0]?.value, `[${on.join(', ')}]`].filter(Boolean).join(' ');
}

/** As n8n holds it after signing in; the parent type's hidden fields are part of it. */
function googleCredential(baseUrl: string): CredentialStore[string] {
	return {
		...{ grantType: 'authorizationCode', authentication: 'body', accessTokenUrl: `${baseUrl}/token`, clientId: owner.clientId, clientSecret: owner.clientSecret, baseUrl },
		oauthTokenData: { access_token: owner.accessToken, refresh_token: owner.refreshToken, token_type: 'Bearer' },
	};
}

export function creatioCredentials({ sandbox }: OtherPlace): Record<'password' | 'oAuth2', CredentialStore> {
	const { userName, password, clientId, clientSecret } = creatioAccounts.sync;
	const siteUrl = sandbox.url('creatio');
	return {
		password: { creatioContactSyncApi: { siteUrl, pathStyle: 'withZero', userName, password } },
		oAuth2: { creatioContactSyncOAuth2Api: { siteUrl, pathStyle: 'withZero', accessTokenUrl: `${siteUrl}/connect/token`, grantType: 'clientCredentials', authentication: 'body', scope: '', clientId, clientSecret } },
	};
}

/** The personality that has the fields of Simple CRM is called by its preset, the others by a profile of their own. */
export function restCredential({ sandbox }: OtherPlace, personality: PersonalityName): CredentialStore {
	const { user, secret } = personalities[personality].account;
	const profile = JSON.stringify(restProfiles[personality], null, 2);
	const chosen: CredentialStore[string] = personality === 'register' ? { crm: 'simpleCrm', simpleCrmProfile: profile } : { crm: 'custom', customProfile: profile };
	return { restCrmContactSyncApi: { ...chosen, baseUrl: `${sandbox.url('rest-reference')}/${personality}`, user, secret } };
}
