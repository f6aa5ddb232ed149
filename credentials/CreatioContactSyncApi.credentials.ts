import type {
	IAuthenticate,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { linkColumnProperty, SITE_ROOT, siteProperties } from './shared/creatio';

const LOGIN_PATH = '/ServiceModel/AuthService.svc/Login';

export class CreatioContactSyncApi implements ICredentialType {
	name = 'creatioContactSyncApi';

	displayName = 'Creatio Contact Sync API';

	icon: Icon = { light: 'file:../icons/crm.svg', dark: 'file:../icons/crm.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-contact-sync/n8n-nodes-contact-sync/blob/main/docs/credentials.md';

	properties: INodeProperties[] = [
		...siteProperties,
		{
			displayName: 'User Name',
			name: 'userName',
			type: 'string',
			required: true,
			default: '',
			description: 'A user of its own for this integration is best: its rights say what can be read and changed',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'When it expires in Creatio, runs stop with a message until the new one is entered here',
		},
		linkColumnProperty,
	];

	/** Creatio logs in by cookies, which the connector keeps; user name and password go into the login alone. */
	authenticate: IAuthenticate = async (credentials: ICredentialDataDecryptedObject, request: IHttpRequestOptions): Promise<IHttpRequestOptions> => {
		if (!request.url.endsWith(LOGIN_PATH)) return request;
		return { ...request, body: { ...(request.body as object | undefined), UserName: credentials.userName, UserPassword: credentials.password } };
	};

	/** Wrong credentials are answered with status 200 and a code. */
	test: ICredentialTestRequest = {
		request: {
			method: 'POST',
			baseURL: `={{${SITE_ROOT}}}`,
			url: LOGIN_PATH,
			headers: { ForceUseSession: 'true' },
			body: { TimeZoneOffset: 0 },
		},
		rules: [
			{
				type: 'responseSuccessBody',
				properties: { key: 'Code', value: 1, message: 'Creatio did not accept user name and password. Check both, and that the user is active.' },
			},
		],
	};
}
