import type { IHttpRequestOptions } from 'n8n-workflow';
import { RestCrmContactSyncApi } from '../../credentials/RestCrmContactSyncApi.credentials';

const REQUEST: IHttpRequestOptions = { method: 'GET', url: 'https://crm.test/contacts', qs: { page: 1 }, headers: { accept: 'json' } };
const send = (login: object, more: object = {}): Promise<IHttpRequestOptions> =>
	new RestCrmContactSyncApi().authenticate({ crm: 'custom', customProfile: JSON.stringify({ login }), user: 'eva', secret: ' s3cret', ...more }, REQUEST);

describe('the credential of a REST CRM sends its login', () => {
	it.each<[string, object, Partial<IHttpRequestOptions>]>([
		['in a header', { style: 'header', name: 'X-Api-Key' }, { headers: { accept: 'json', 'X-Api-Key': ' s3cret' } }],
		['in a header with a word before it', { style: 'header', name: 'Authorization', prefix: 'Token' }, { headers: { accept: 'json', Authorization: 'Token  s3cret' } }],
		['in the query', { style: 'query', name: 'key' }, { qs: { page: 1, key: ' s3cret' } }],
		['as user and password', { style: 'basic' }, { auth: { username: 'eva', password: ' s3cret' } }],
		['as a bearer token', { style: 'bearer' }, { headers: { accept: 'json', Authorization: 'Bearer  s3cret' } }],
		['not at all where the connector fetches a token', { style: 'token' }, {}],
		['not at all where there is none', { style: 'none' }, {}],
	])('%s', async (_, login, added) => {
		expect(await send(login)).toEqual({ ...REQUEST, ...added });
	});

	it('by the profile of the chosen CRM, and nothing by one that cannot be read', async () => {
		const simple = { crm: 'simpleCrm', simpleCrmProfile: '{"login": {"style": "bearer"}}' };
		expect((await send({ style: 'none' }, simple)).headers).toEqual({ accept: 'json', Authorization: 'Bearer  s3cret' });
		expect(await send({}, { customProfile: '{' })).toEqual(REQUEST);
	});
});
