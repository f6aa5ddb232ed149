import type { IAuthenticate, ICredentialTestRequest, ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

export class RaynetContactSyncApi implements ICredentialType {
	name = 'raynetContactSyncApi';

	displayName = 'RAYNET Contact Sync API';

	icon: Icon = { light: 'file:../icons/crm.svg', dark: 'file:../icons/crm.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-contact-sync/n8n-nodes-contact-sync/blob/main/docs/credentials.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Server',
			name: 'server',
			type: 'options',
			options: [
				{ name: 'app.raynet.cz', value: 'https://app.raynet.cz' },
				{ name: 'app.raynetcrm.com', value: 'https://app.raynetcrm.com' },
				{ name: 'app.raynetcrm.sk', value: 'https://app.raynetcrm.sk' },
				{ name: 'eu.raynetcrm.com', value: 'https://eu.raynetcrm.com' },
				{ name: 'Own Base URL', value: 'own' },
			],
			default: 'https://app.raynet.cz',
			description: 'The host that your browser shows once you are logged in to RAYNET',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://raynet.example.com',
			displayOptions: { show: { server: ['own'] } },
			description: 'The address up to, and without, "/api/v2". Only for another server than those in the list.',
		},
		{
			displayName: 'Instance Name',
			name: 'instanceName',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. acme',
			description:
				'The part after the host in the address of your RAYNET: "acme" in https://app.raynet.cz/acme/. RAYNET also shows it under Support > About.',
		},
		{
			displayName: 'E-Mail',
			name: 'email',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'name@email.com',
			description: 'The e-mail with which the owner of the API key logs in. The key sees what this user sees.',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'In RAYNET under Settings > For Developers > API Keys. API access needs the Professional plan or higher.',
		},
		{
			displayName: 'Share of Daily Quota (%)',
			name: 'quotaShare',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 100 },
			default: 80,
			description:
				'RAYNET allows 24,000 or more requests a day, for all programs together. Once this share is spent, by whomever, the nodes stop until midnight UTC and go on from there; the rest stays for others.',
		},
	];

	/** A function, as expressions would be evaluated anew for each call, and fail where n8n's evaluator is overloaded (seen in 2.40). */
	authenticate: IAuthenticate = async (credentials, request) => ({
		...request,
		auth: { username: String(credentials.email ?? ''), password: String(credentials.apiKey ?? '') },
		headers: { ...request.headers, 'X-Instance-Name': String(credentials.instanceName ?? '').trim() },
	});

	test: ICredentialTestRequest = {
		request: {
			method: 'GET',
			baseURL: '={{($credentials.server === "own" ? $credentials.baseUrl : $credentials.server).trim().replace(/\\/+$/, "").replace(/\\/api\\/v2$/, "")}}',
			url: '/api/v2/security/info',
		},
		rules: [{ type: 'responseCode', properties: { value: 401, message: 'RAYNET did not accept the e-mail address with this API key. Check both, and the instance name.' } }],
	};
}
