import type { Sandbox } from '../../sandbox/kit';
import { googleAccounts } from '../../sandbox/google';
import { apiOf, at, created, error, person, readReply, startGoogle, type Reply } from './googleSupport';

let sandbox: Sandbox;

beforeEach(async () => {
	sandbox = await startGoogle();
});
afterEach(() => sandbox.close());

const { owner, colleague } = googleAccounts;
const bearer = { authorization: `Bearer ${owner.accessToken}` };
const raw = async (path: string, init: RequestInit = {}): Promise<Reply> => readReply(await fetch(`${sandbox.url('google')}${path}`, init));
const names = (token: string): Promise<Reply> => apiOf(sandbox, token).get('people/me/connections', { personFields: 'names' });

describe('paths', () => {
	test.each([
		['GET', '/v1/people/me:createContact'],
		['POST', '/v1/people/me:createContact'],
		['GET', '/v2/people/me/connections'],
		['GET', '/'],
		['GET', '/token'],
		['POST', '/v1/people/me/connections'],
	])('%s %s is a page in HTML', async (method, path) => {
		const reply = await raw(path, { method, headers: bearer });
		expect([reply.status, reply.headers.get('content-type')?.toLowerCase()]).toEqual([404, 'text/html; charset=utf-8']);
	});

	test('colons and slashes may be percent-encoded', async () => {
		const { resourceName, etag } = await created(apiOf(sandbox), person('Eva'));
		const encoded = encodeURIComponent(`${String(resourceName)}:updateContact`);
		const reply = await raw(`/v1/${encoded}?updatePersonFields=names`, { method: 'PATCH', headers: bearer, body: JSON.stringify({ etag, ...person('Eva 2') }) });
		expect(at(reply.body, 'names', 0, 'givenName')).toBe('Eva 2');
	});

	test('every operation has a name for call log and faults', async () => {
		await raw('/nowhere');
		await raw('/token', { method: 'POST' });
		await names(owner.accessToken);
		expect(sandbox.calls('google').map(({ op, status }) => [op, status])).toEqual([
			['unknown', 404],
			['token', 400],
			['connections.list', 200],
		]);
	});

	test('a fault can answer in place of the service', async () => {
		sandbox.fault({ service: 'google', op: 'connections.list', effect: { kind: 'answer', status: 503, body: { error: { code: 503, status: 'UNAVAILABLE' } } } });
		expect([(await names(owner.accessToken)).status, (await names(owner.accessToken)).status]).toEqual([503, 200]);
	});
});

describe('access tokens', () => {
	test('missing, unknown and expired ones are a 401', async () => {
		sandbox.service('google').control('token.expire', { account: 'owner' });
		const replies = [await raw('/v1/people/me/connections?personFields=names'), await names('nonsense'), await names(owner.accessToken)];
		expect(replies.map((reply) => [reply.status, at(error(reply), 'status')])).toEqual(Array(3).fill([401, 'UNAUTHENTICATED']));
		expect((await names(colleague.accessToken)).status).toBe(200);
	});

	test('a token chooses its account, each with contacts of its own', async () => {
		await created(apiOf(sandbox), person('Eva'));
		expect([(await names(owner.accessToken)).body.totalItems, (await names(colleague.accessToken)).body]).toEqual([1, {}]);
	});

	test('the access_token parameter serves as well', async () => {
		expect((await raw(`/v1/contactGroups?access_token=${owner.accessToken}`)).status).toBe(200);
	});
});

describe('the token endpoint', () => {
	const refresh = (form: Record<string, string>, headers: Record<string, string> = {}): Promise<Reply> =>
		raw('/token', { method: 'POST', headers, body: new URLSearchParams(form) });
	const form = { grant_type: 'refresh_token', refresh_token: owner.refreshToken, client_id: owner.clientId, client_secret: owner.clientSecret };

	test('gives a token that is good for 3,599 seconds', async () => {
		const reply = await refresh(form);
		expect(reply.body).toEqual({
			access_token: expect.any(String) as string,
			expires_in: 3599,
			scope: 'https://www.googleapis.com/auth/contacts',
			token_type: 'Bearer',
		});
		const token = String(reply.body.access_token);
		sandbox.clock.advance(3_598_999);
		expect((await names(token)).status).toBe(200);
		sandbox.clock.advance(1);
		expect((await names(token)).status).toBe(401);
	});

	test('takes the client as a Basic login too', async () => {
		const login = Buffer.from(`${owner.clientId}:${owner.clientSecret}`).toString('base64');
		const reply = await refresh({ grant_type: 'refresh_token', refresh_token: owner.refreshToken }, { authorization: `Basic ${login}` });
		expect(reply.status).toBe(200);
	});

	test('refuses what it does not know', async () => {
		const answers = [
			await refresh({ ...form, client_secret: 'wrong' }),
			await refresh({ ...form, refresh_token: colleague.refreshToken }),
			await refresh({ ...form, grant_type: 'password' }),
		];
		expect(answers.map((reply) => [reply.status, reply.body.error])).toEqual([
			[401, 'invalid_client'],
			[400, 'invalid_grant'],
			[400, 'unsupported_grant_type'],
		]);
	});

	test('a switch kills the refresh token', async () => {
		sandbox.setSwitch('google', 'invalidGrant', 'yes');
		expect((await refresh(form)).body).toEqual({ error: 'invalid_grant', error_description: 'Token has been expired or revoked.' });
	});
});
