import type { PackageDirectoryLoader } from 'n8n-core';
import {
	Expression,
	type ICredentialDataDecryptedObject,
	type ICredentialsHelper,
	type ICredentialType,
	type IHttpRequestOptions,
	type INodeCredentialsDetails,
} from 'n8n-workflow';

/** Stored credentials by type; a refreshed token is written back into it. */
export type CredentialStore = Record<string, ICredentialDataDecryptedObject>;

/** What n8n's server does with credentials, over a store in memory. */
export function credentialsHelper(loader: PackageDirectoryLoader, store: CredentialStore): ICredentialsHelper {
	const typeOf = (name: string): ICredentialType => loader.getCredential(name).type;
	const stored = (name: string): ICredentialDataDecryptedObject => {
		const data = store[name];
		if (!data) throw new Error(`The test gave no credential of the type ${name}.`);
		return data;
	};
	const helper = {
		getParentTypes(name: string) {
			const parents = typeOf(name).extends ?? [];
			return parents.includes('googleOAuth2Api') ? ['googleOAuth2Api', 'oAuth2Api'] : parents;
		},
		isCredentialUsableByNode: () => true,
		getCredentialsProperties: (name: string) => typeOf(name).properties,
		async getDecrypted(_data: unknown, _details: INodeCredentialsDetails, name: string) {
			const defaults = Object.fromEntries(typeOf(name).properties.map((property) => [property.name, property.default]));
			return { ...defaults, ...stored(name) };
		},
		async preAuthentication() {
			return undefined;
		},
		async runPreAuthentication() {
			return undefined;
		},
		async updateCredentialsOauthTokenData(_details: INodeCredentialsDetails, name: string, data: ICredentialDataDecryptedObject) {
			store[name] = { ...stored(name), oauthTokenData: data.oauthTokenData ?? {} };
		},
		async authenticate(data: ICredentialDataDecryptedObject, name: string, request: IHttpRequestOptions) {
			return await authenticated(typeOf(name), data, request);
		},
	};
	return helper as unknown as ICredentialsHelper;
}

async function authenticated({ authenticate }: ICredentialType, data: ICredentialDataDecryptedObject, request: IHttpRequestOptions): Promise<IHttpRequestOptions> {
	if (!authenticate) return request;
	if (typeof authenticate !== 'function') throw new Error('Credentials sign by a function, as expressions may fail where n8n is busy.');
	return await authenticate(data, request);
}

/** The few expressions that credentials use: `={{ ... $credentials ... }}` as the whole text. */
export function expression(text: string, $credentials: ICredentialDataDecryptedObject): string {
	const [, code] = /^=\{\{(.*)\}\}$/s.exec(text) ?? [];
	if (code === undefined) return text;
	return String(Expression.resolveWithoutWorkflow(`{{ ${code} }}`, { $credentials }));
}
