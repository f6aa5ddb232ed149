import { googleAccounts, type GoogleAccountName } from '../google/accounts';
import type { JsonObject } from '../kit/json';
import type { CredentialReference } from '../n8n/launcher';
import { raynetAccounts, type RaynetAccountName } from '../raynet/accounts';

/** A credential as n8n's import command takes it. */
export interface DemoCredential extends CredentialReference {
	type: string;
	data: JsonObject;
}

export const raynetType = 'raynetContactSyncApi';
export const googleType = 'googleContactsSyncOAuth2Api';

/** `baseUrl` is that of the sandbox. Ids are fixed, 16 characters. */
export function raynetCredential(baseUrl: string, account: RaynetAccountName = 'acme'): DemoCredential {
	const { userName, apiKey, instance } = raynetAccounts[account];
	return {
		id: 'demoRaynetAcme00',
		name: 'Raynet (sandbox)',
		type: raynetType,
		data: { server: 'own', baseUrl: `${baseUrl}/raynet`, instanceName: instance, email: userName, apiKey },
	};
}

/** As after "Sign in with Google": the consent is given, the tokens are there. */
export function googleCredential(baseUrl: string, account: GoogleAccountName = 'owner'): DemoCredential {
	const { clientId, clientSecret, accessToken, refreshToken } = googleAccounts[account];
	const scope = 'https://www.googleapis.com/auth/contacts';
	return {
		id: `demoGoogle${account}00000000`.slice(0, 16),
		name: account === 'owner' ? 'Google Contacts (sandbox)' : `Google Contacts of the ${account} (sandbox)`,
		type: googleType,
		data: {
			clientId,
			clientSecret,
			baseUrl: `${baseUrl}/google`,
			oauthTokenData: { access_token: accessToken, refresh_token: refreshToken, token_type: 'Bearer', scope, expires_in: 3599 },
		},
	};
}

/** Hidden OAuth fields are taken from the environment alone: the stored ones are thrown away on use. */
export function credentialOverwrites(baseUrl: string): Record<string, Record<string, string>> {
	return { [googleType]: { accessTokenUrl: `${baseUrl}/google/token` } };
}
