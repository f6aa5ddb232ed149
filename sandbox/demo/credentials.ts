import { creatioAccounts } from '../creatio/accounts';
import { ecomailAccounts } from '../ecomail/accounts';
import { googleAccounts, type GoogleAccountName } from '../google/accounts';
import type { JsonObject } from '../kit/json';
import type { CredentialReference } from '../n8n/launcher';
import { raynetAccounts, type RaynetAccountName } from '../raynet/accounts';
import { personalities, restProfiles } from '../rest';

/** A credential as n8n's import command takes it. */
export interface DemoCredential extends CredentialReference {
	type: string;
	data: JsonObject;
}

export const raynetType = 'raynetContactSyncApi';
export const creatioType = 'creatioContactSyncApi';
export const restType = 'restCrmContactSyncApi';
export const ecomailType = 'ecomailContactSyncApi';
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

export function creatioCredential(baseUrl: string): DemoCredential {
	const { userName, password } = creatioAccounts.sync;
	return { id: 'demoCreatio00000', name: 'Creatio (sandbox)', type: creatioType, data: { siteUrl: `${baseUrl}/creatio`, pathStyle: 'withZero', userName, password, linkColumn: '' } };
}

/** The preset with its empty slots filled in for the reference server, which is nobody's real API. */
export function simpleCrmCredential(baseUrl: string): DemoCredential {
	const { user, secret } = personalities.register.account;
	const simpleCrmProfile = JSON.stringify(restProfiles.register, null, 2);
	return { id: 'demoSimpleCrm000', name: 'Simple CRM (reference server)', type: restType, data: { crm: 'simpleCrm', baseUrl: `${baseUrl}/rest-reference/register`, simpleCrmProfile, user, secret } };
}

export function ecomailCredential(baseUrl: string): DemoCredential {
	return { id: 'demoEcomailAcme0', name: 'Ecomail (sandbox)', type: ecomailType, data: { apiKey: ecomailAccounts.acme.apiKey, baseUrl: `${baseUrl}/ecomail` } };
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

/** Credentials by type, as nodes refer to them. */
export function references(credentials: readonly DemoCredential[]): Record<string, CredentialReference> {
	return Object.fromEntries(credentials.map(({ type, id, name }) => [type, { id, name }]));
}

/** Hidden OAuth fields are taken from the environment alone: the stored ones are thrown away on use. */
export function credentialOverwrites(baseUrl: string): Record<string, Record<string, string>> {
	return { [googleType]: { accessTokenUrl: `${baseUrl}/google/token` } };
}
