import type { ICredentialTestRequest, ICredentialType, Icon, INodeProperties } from 'n8n-workflow';
import { linkColumnProperty, SITE_ROOT, siteProperties } from './shared/creatio';

export class CreatioContactSyncOAuth2Api implements ICredentialType {
	name = 'creatioContactSyncOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Creatio Contact Sync OAuth2 API';

	icon: Icon = { light: 'file:../icons/crm.svg', dark: 'file:../icons/crm.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-contact-sync/n8n-nodes-contact-sync/blob/main/docs/credentials.md';

	properties: INodeProperties[] = [
		{
			displayName:
				'Register n8n in Creatio under <b>System Designer &gt; OAuth 2.0 integrated applications</b>. The application acts as one Creatio user, whose rights say what can be read and changed.',
			name: 'setUpNotice',
			type: 'notice',
			default: '',
		},
		...siteProperties,
		{
			displayName: 'Token URL',
			name: 'accessTokenUrl',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://acme-is.creatio.com/connect/token',
			description: 'On the cloud the name of the site with "-is" and the path "/connect/token"; your own installation has its own Identity Service',
		},
		linkColumnProperty,
		{
			displayName: 'Grant Type',
			name: 'grantType',
			type: 'hidden',
			default: 'clientCredentials',
		},
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'hidden',
			default: '',
		},
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'hidden',
			default: 'body',
		},
	];

	test: ICredentialTestRequest = {
		request: {
			method: 'GET',
			baseURL: `={{${SITE_ROOT} + ($credentials.pathStyle === "withoutZero" ? "" : "/0")}}`,
			url: '/odata/Contact',
			qs: { $top: 1, $select: 'Id' },
		},
		rules: [{ type: 'responseCode', properties: { value: 404, message: 'There is no Creatio OData service at this address. Check the site URL and the path style.' } }],
	};
}
