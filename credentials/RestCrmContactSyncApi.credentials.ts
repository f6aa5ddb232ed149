import type { ICredentialDataDecryptedObject, ICredentialTestRequest, ICredentialType, Icon, IHttpRequestOptions, INodeProperties } from 'n8n-workflow';

/** Only what the vendor's help article fixes is filled in; a test keeps it the same as the connector's preset. */
const SIMPLE_CRM_PROFILE = `{
  "name": "Simple CRM",
  "crm": "simplecrm",
  "login": { "style": "" },
  "paths": { "list": "", "one": "", "create": "", "update": "" },
  "answers": { "items": "", "item": "" },
  "paging": { "style": "", "size": 50 },
  "changes": { "style": "" },
  "write": { "method": "" },
  "id": "",
  "noteBlock": { "key": "", "begin": "[business]", "end": "[/business]" },
  "fields": {
    "lastName": "",
    "firstName": "",
    "emails": [
      { "label": "Contact / Personal Email", "key": "", "type": "home", "also": [""] },
      { "label": "Company-Contact / Professional Email", "key": "", "type": "work", "access": "readOnly" },
      { "line": "E-mail", "type": "work" }
    ],
    "phones": [
      { "label": "Contact / Home Phone", "key": "", "type": "home" },
      { "label": "Contact / Personal mobile phone", "key": "", "type": "mobile" },
      { "label": "Company-Contact / Professional fixed phone", "key": "", "type": "work", "access": "readOnly" },
      { "label": "Company-Contact / Business mobile phone", "key": "", "type": "workMobile", "access": "readOnly" },
      { "line": "Phone", "type": "work" },
      { "line": "Mobile", "type": "workMobile" }
    ],
    "addresses": [{ "label": "Contact / Full personal address", "key": "", "type": "home" }],
    "company": [
      {
        "name": { "label": "Company / Name", "key": "", "access": "readOnly" },
        "title": { "label": "Company / Function", "key": "", "access": "readOnly" }
      },
      { "name": { "line": "Company" }, "title": { "line": "Function" } }
    ]
  },
  "match": { "by": ["email"], "several": "lowestId" },
  "limits": { "group": 50 }
}`;

const CUSTOM_PROFILE = `{
  "name": "My CRM",
  "crm": "mycrm",
  "login": { "style": "bearer" },
  "paths": { "list": "/contacts", "one": "/contacts/{id}", "create": "/contacts", "update": "/contacts/{id}" },
  "answers": { "items": "items", "item": ".", "total": "total" },
  "paging": { "style": "offset", "offset": "offset", "limit": "limit", "size": 50 },
  "changes": { "style": "scan" },
  "write": { "method": "PATCH" },
  "id": "id",
  "fields": {
    "lastName": "last_name",
    "firstName": "first_name",
    "emails": [{ "key": "email", "type": "work", "also": ["*"] }],
    "phones": [{ "key": "mobile", "type": "mobile", "also": ["*"] }]
  }
}`;

export class RestCrmContactSyncApi implements ICredentialType {
	name = 'restCrmContactSyncApi';

	displayName = 'REST CRM Contact Sync API';

	icon: Icon = { light: 'file:../icons/crm.svg', dark: 'file:../icons/crm.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-contact-sync/n8n-nodes-contact-sync/blob/main/docs/credentials.md';

	properties: INodeProperties[] = [
		{
			displayName: 'CRM',
			name: 'crm',
			type: 'options',
			options: [
				{ name: 'Custom REST CRM', value: 'custom', description: 'Any CRM with a plain JSON API, described by a profile of your own' },
				{ name: 'Simple CRM (Field Names Only, Unverified)', value: 'simpleCrm', description: 'Simple CRM of Belgium; no public description of its API is known' },
			],
			default: 'custom',
			description: 'Which kind of profile this is. Choose the same under "CRM" in the node.',
		},
		{
			displayName:
				'No public description of the API of Simple CRM (Belgium) is known. The profile below holds only what the vendor\'s help article says about the sync with Google contacts. Ask the vendor for the API document and fill in every empty slot; until then nothing is sent.',
			name: 'simpleCrmNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: { crm: ['simpleCrm'] } },
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://crm.example.com/api/v1',
			description: 'The address of the API. The paths of the profile begin behind it.',
		},
		{
			displayName: 'Profile',
			name: 'simpleCrmProfile',
			type: 'json',
			required: true,
			default: SIMPLE_CRM_PROFILE,
			displayOptions: { show: { crm: ['simpleCrm'] } },
			description: 'What has to be known of the API. A message names every slot that is empty or wrong, and its line.',
		},
		{
			displayName: 'Profile',
			name: 'customProfile',
			type: 'json',
			required: true,
			default: CUSTOM_PROFILE,
			displayOptions: { show: { crm: ['custom'] } },
			description: 'What has to be known of the API. A message names every slot that is empty or wrong, and its line.',
		},
		{
			displayName: 'User',
			name: 'user',
			type: 'string',
			default: '',
			description: 'For the login styles "basic" and "token" of the profile',
		},
		{
			displayName: 'Password, Key or Token',
			name: 'secret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'The password of the user, or the key or token of the API. How it is sent is said in the section "login" of the profile.',
		},
		{
			displayName: 'Account Name',
			name: 'account',
			type: 'string',
			default: '',
			description: 'Only where several customers share one base URL: a name that tells this account from the others. Never change it once contacts are synced.',
		},
		{
			displayName: 'Test Path',
			name: 'testPath',
			type: 'string',
			default: '/',
			placeholder: 'e.g. /contacts',
			description: 'The path that the test of this credential reads. With the login style "token" a path that needs no login: there the first run tests the login.',
		},
	];

	/** Header, query, basic and bearer; a login token is fetched and sent by the connector. */
	authenticate = async (credentials: ICredentialDataDecryptedObject, request: IHttpRequestOptions): Promise<IHttpRequestOptions> => {
		const { style, name, prefix } = loginOf(credentials);
		const secret = String(credentials.secret ?? '');
		switch (style) {
			case 'header':
				return { ...request, headers: { ...request.headers, [name]: `${prefix ? `${prefix} ` : ''}${secret}` } };
			case 'query':
				return { ...request, qs: { ...request.qs, [name]: secret } };
			case 'basic':
				return { ...request, auth: { username: String(credentials.user ?? ''), password: secret } };
			case 'bearer':
				return { ...request, headers: { ...request.headers, Authorization: `Bearer ${secret}` } };
			default:
				return request;
		}
	};

	test: ICredentialTestRequest = {
		request: {
			method: 'GET',
			baseURL: '={{$credentials.baseUrl.trim().replace(/\\/+$/, "")}}',
			url: '={{$credentials.testPath}}',
		},
		rules: [
			{ type: 'responseCode', properties: { value: 401, message: 'The CRM did not accept the login. Check user, password, key or token, and the section "login" of the profile.' } },
			{ type: 'responseCode', properties: { value: 404, message: 'There is nothing at this address. Check the base URL, and enter under Test Path a path that the API answers.' } },
		],
	};
}

/** A profile that cannot be read has no login; the node says what is wrong with it. */
function loginOf(credentials: ICredentialDataDecryptedObject): { style: string; name: string; prefix: string } {
	const profile = parsed(credentials[credentials.crm === 'simpleCrm' ? 'simpleCrmProfile' : 'customProfile']);
	const login = membersOf(membersOf(profile).login);
	return { style: textOf(login.style), name: textOf(login.name), prefix: textOf(login.prefix) };
}

function parsed(profile: unknown): unknown {
	if (typeof profile !== 'string') return profile;
	try {
		return JSON.parse(profile);
	} catch {
		return undefined;
	}
}

function membersOf(value: unknown): Record<string, unknown> {
	return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value.trim() : '';
}
