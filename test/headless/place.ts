import { createGooglePeople, googleAccounts } from '../../sandbox/google';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/kit';
import { createRaynet } from '../../sandbox/raynet';
import { raynetAccounts, type SandboxRaynetAccount } from '../../sandbox/raynet/accounts';
import type { SandboxGoogleAccount } from '../../sandbox/google/accounts';
import type { CredentialStore } from './credentialStore';

/** A sandbox with the credentials for it, as a user would have stored them. */
export interface Place {
	sandbox: Sandbox;
	raynet: CredentialStore;
	google: CredentialStore;
	/** Ops of a stand-in since the last clearCalls. */
	ops(service: 'raynet' | 'google'): string[];
	/** All contacts of the Google account, by plain HTTP. */
	contacts(): Promise<GooglePerson[]>;
	/** Label names by resource name. */
	labels(): Promise<Record<string, string>>;
	/** A person's hands. */
	hand(service: 'raynet' | 'google', action: string, args: Record<string, unknown>): Record<string, unknown>;
}

/** What the tests look at. */
export interface GooglePerson {
	resourceName: string;
	names?: Array<{ givenName?: string; familyName?: string }>;
	emailAddresses?: Array<{ value: string }>;
	phoneNumbers?: Array<{ value: string; type?: string }>;
	organizations?: Array<{ name?: string; title?: string }>;
	memberships?: Array<{ contactGroupMembership: { contactGroupResourceName: string } }>;
	clientData?: Array<{ key: string; value: string }>;
}

const { owner } = googleAccounts;
const FIELDS = 'names,emailAddresses,phoneNumbers,organizations,memberships,clientData';

export async function openPlace(options: SandboxOptions = {}): Promise<Place> {
	const sandbox = await startSandbox({ services: [createRaynet, createGooglePeople], ...options });
	const get = async (path: string): Promise<Record<string, unknown>> => {
		const answer = await fetch(`${sandbox.url('google')}${path}`, { headers: { authorization: `Bearer ${owner.accessToken}` } });
		return (await answer.json()) as Record<string, unknown>;
	};
	return {
		sandbox,
		raynet: { raynetContactSyncApi: raynetCredential(sandbox.url('raynet')) },
		google: { googleContactsSyncOAuth2Api: googleCredential(sandbox.url('google')) },
		ops: (service) => sandbox.calls(service).map(({ op }) => op),
		contacts: async () => ((await get(`/v1/people/me/connections?pageSize=1000&personFields=${FIELDS}`)).connections ?? []) as GooglePerson[],
		async labels() {
			const groups = ((await get('/v1/contactGroups?pageSize=1000')).contactGroups ?? []) as Array<{ resourceName: string; name: string }>;
			return Object.fromEntries(groups.map(({ resourceName, name }) => [resourceName, name]));
		},
		hand: (service, action, args) => (sandbox.service(service).control(action, args) ?? {}) as Record<string, unknown>,
	};
}

export function raynetCredential(baseUrl: string, { userName, apiKey, instance }: SandboxRaynetAccount = raynetAccounts.acme): CredentialStore[string] {
	return { server: 'own', baseUrl, instanceName: instance, email: userName, apiKey };
}

/** As n8n holds it after signing in; the parent type's hidden fields are part of it. */
export function googleCredential(baseUrl: string, account: SandboxGoogleAccount = owner): CredentialStore[string] {
	return {
		grantType: 'authorizationCode',
		authentication: 'body',
		accessTokenUrl: `${baseUrl}/token`,
		clientId: account.clientId,
		clientSecret: account.clientSecret,
		baseUrl,
		oauthTokenData: { access_token: account.accessToken, refresh_token: account.refreshToken, token_type: 'Bearer' },
	};
}
