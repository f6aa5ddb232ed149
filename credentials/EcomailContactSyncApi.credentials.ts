import type { IAuthenticate, ICredentialTestRequest, ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

export class EcomailContactSyncApi implements ICredentialType {
	name = 'ecomailContactSyncApi';

	displayName = 'Ecomail Contact Sync API';

	icon: Icon = { light: 'file:../icons/email.svg', dark: 'file:../icons/email.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-contact-sync/n8n-nodes-contact-sync/blob/main/docs/credentials.md';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'In Ecomail under Manage Account > For Developers. Only administrators see it; "refresh" there makes the old key useless at once.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api2.ecomailapp.cz',
			description: 'Only changed for another server than Ecomail\'s own',
		},
	];

	/** A function, as an expression would be evaluated anew for each call, and fail where n8n's evaluator is overloaded (seen in 2.40). */
	authenticate: IAuthenticate = async (credentials, request) => ({
		...request,
		headers: { ...request.headers, key: String(credentials.apiKey ?? '') },
	});

	test: ICredentialTestRequest = {
		request: {
			method: 'GET',
			baseURL: '={{$credentials.baseUrl.trim().replace(/\\/+$/, "")}}',
			url: '/lists',
		},
		rules: [{ type: 'responseCode', properties: { value: 401, message: 'Ecomail did not accept this API key. Copy it anew from Manage Account > For Developers.' } }],
	};
}
