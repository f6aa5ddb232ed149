import type { IAuthenticate, IHttpRequestOptions } from 'n8n-workflow';
import { EcomailContactSyncApi } from '../../credentials/EcomailContactSyncApi.credentials';
import { RaynetContactSyncApi } from '../../credentials/RaynetContactSyncApi.credentials';

const REQUEST: IHttpRequestOptions = { url: 'https://crm.example.com/api', headers: { accept: 'application/json' } };

async function signed(authenticate: IAuthenticate, data: Record<string, string>): Promise<IHttpRequestOptions> {
	if (typeof authenticate !== 'function') throw new Error('The credential signs by a function.');
	return await authenticate(data, REQUEST);
}

describe('credentials that sign with a key', () => {
	test('RAYNET: e-mail and key as a Basic login, and the instance without blanks around it', async () => {
		const data = { email: 'sync@acme.example', apiKey: 'key', instanceName: ' acme ' };

		expect(await signed(new RaynetContactSyncApi().authenticate, data)).toEqual({
			...REQUEST,
			auth: { username: 'sync@acme.example', password: 'key' },
			headers: { accept: 'application/json', 'X-Instance-Name': 'acme' },
		});
	});

	test('Ecomail: the key in a header', async () => {
		expect(await signed(new EcomailContactSyncApi().authenticate, { apiKey: 'key' })).toEqual({ ...REQUEST, headers: { accept: 'application/json', key: 'key' } });
	});
});
