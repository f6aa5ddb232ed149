import type { IHttpRequestOptions } from 'n8n-workflow';
import { CreatioContactSyncApi } from '../../credentials/CreatioContactSyncApi.credentials';
import { CreatioContactSyncOAuth2Api } from '../../credentials/CreatioContactSyncOAuth2Api.credentials';

const DATA = { siteUrl: 'https://acme.creatio.com', userName: 'Contact Sync', password: 'secret' };
const LOGIN = 'https://acme.creatio.com/ServiceModel/AuthService.svc/Login';

async function signed(request: IHttpRequestOptions): Promise<IHttpRequestOptions> {
	const { authenticate } = new CreatioContactSyncApi();
	if (typeof authenticate !== 'function') throw new Error('The credential signs by a function.');
	return await authenticate(DATA, request);
}

describe('the credential with a password', () => {
	it('puts user name and password into the login, beside what is there', async () => {
		expect(await signed({ method: 'POST', url: LOGIN, body: { TimeZoneOffset: 0 } })).toEqual({ method: 'POST', url: LOGIN, body: { TimeZoneOffset: 0, UserName: 'Contact Sync', UserPassword: 'secret' } });
	});

	it.each(['https://acme.creatio.com/0/odata/Contact', `${LOGIN}/other`])('leaves a request to %s alone', async (url) => {
		const request: IHttpRequestOptions = { method: 'GET', url };
		expect(await signed(request)).toEqual(request);
	});

	it('is tested by one login, whose Code 1 is a refusal although its status is 200', () => {
		const { test } = new CreatioContactSyncApi();
		expect([test.request.method, test.request.url, test.rules?.map(({ properties }) => properties)]).toEqual([
			'POST',
			'/ServiceModel/AuthService.svc/Login',
			[{ key: 'Code', value: 1, message: expect.stringContaining('user name and password') }],
		]);
	});
});

it('the credential with OAuth asks for client credentials and is tested by one read', () => {
	const { properties, test, extends: parents } = new CreatioContactSyncOAuth2Api();
	const hidden = Object.fromEntries(properties.filter(({ type }) => type === 'hidden').map((property) => [property.name, property.default]));
	expect([parents, hidden]).toEqual([['oAuth2Api'], { grantType: 'clientCredentials', scope: '', authentication: 'body' }]);
	expect([test.request.method ?? 'GET', test.request.url, test.request.qs]).toEqual(['GET', '/odata/Contact', { $top: 1, $select: 'Id' }]);
});
