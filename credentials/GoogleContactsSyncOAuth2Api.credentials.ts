import type { ICredentialTestRequest, ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

export class GoogleContactsSyncOAuth2Api implements ICredentialType {
	name = 'googleContactsSyncOAuth2Api';

	extends = ['googleOAuth2Api'];

	displayName = 'Google Contacts Sync OAuth2 API';

	icon: Icon = { light: 'file:../icons/contacts.svg', dark: 'file:../icons/contacts.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-contact-sync/n8n-nodes-contact-sync/blob/main/docs/credentials.md';

	properties: INodeProperties[] = [
		{
			displayName:
				'Client ID and secret come from the <a href="https://console.cloud.google.com/apis/credentials" target="_blank">Google Cloud console</a>: create an OAuth client of the type Web Application with the redirect URL above, and enable the <b>People API</b> in the same project. While the consent screen is in Testing, Google signs you out after 7 days; publish it to stay signed in.',
			name: 'setUpNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'hidden',
			default: 'https://www.googleapis.com/auth/contacts',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'hidden',
			default: 'https://people.googleapis.com',
		},
	];

	test: ICredentialTestRequest = {
		request: {
			method: 'GET',
			baseURL: '={{$credentials.baseUrl}}',
			url: '/v1/contactGroups',
			qs: { pageSize: 1 },
		},
	};
}
