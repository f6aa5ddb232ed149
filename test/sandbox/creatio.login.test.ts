import { startSandbox, type Sandbox } from '../../sandbox/kit';
import { creatioAccounts } from '../../sandbox/creatio';
import { ask, LOGIN, logIn, SERVICE, sessionOf } from './creatioSupport';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({ services: [SERVICE], realtime: false, startAt: Date.parse('2026-03-02T10:00:00Z') });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const ONE = '/0/odata/Contact?$top=1&$select=Id';

describe('the login by password', () => {
	it('answers Code 0 and four cookies at the root of the site', async () => {
		const answer = await logIn(sandbox);
		expect([answer.status, answer.body]).toEqual([200, { Code: 0, Message: '', Exception: null, PasswordChangeUrl: null, RedirectUrl: null }]);
		expect(answer.headers.getSetCookie().map((cookie) => cookie.split('=')[0])).toEqual(['BPMLOADER', '.ASPXAUTH', 'BPMCSRF', 'UserName']);
	});

	it('answers a wrong password with 200, Code 1 and no cookie', async () => {
		const answer = await logIn(sandbox, 'sync', 'wrong');
		expect([answer.status, (answer.body as { Code: number }).Code, answer.headers.getSetCookie()]).toEqual([200, 1, []]);
	});

	it('is not there below /0', async () => {
		expect((await ask(sandbox)(`/0${LOGIN}`, { method: 'POST', body: {} })).status).toBe(401);
	});

	it('lets requests in that carry cookies and CSRF token, and refuses those without the token', async () => {
		const session = sessionOf(await logIn(sandbox));
		expect((await ask(sandbox, session)(ONE)).status).toBe(200);
		expect((await ask(sandbox, { ...session, bpmcsrf: 'other' })(ONE)).status).toBe(403);
		expect((await ask(sandbox)(ONE)).status).toBe(401);
	});

	it.each([['401', 401, ''], ['redirect', 302, ''], ['page', 200, '<!DOCTYPE html>']])('shows a lost session by %s', async (shape, status, text) => {
		sandbox.setSwitch(SERVICE, 'lostSession', shape);
		const session = sessionOf(await logIn(sandbox));
		sandbox.service(SERVICE).control('session.expire', {});
		const answer = await ask(sandbox, session)(ONE);
		expect([answer.status, String(answer.body).startsWith(text)]).toEqual([status, true]);
		if (shape === 'redirect') expect((await fetch(new URL(answer.headers.get('location') ?? '', sandbox.baseUrl))).headers.get('content-type')).toContain('text/html');
	});

	it('ends a session after half an hour without a request', async () => {
		const send = ask(sandbox, sessionOf(await logIn(sandbox)));
		const statuses: number[] = [];
		for (const minutes of [29, 29, 31]) {
			sandbox.clock.advance(minutes * 60_000);
			statuses.push((await send(ONE)).status);
		}
		expect(statuses).toEqual([200, 200, 401]);
	});
});

describe('the login by OAuth', () => {
	const token = (secret: string) =>
		ask(sandbox)('/connect/token', { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials', client_id: creatioAccounts.sync.clientId, client_secret: secret }) });

	it('gives a token for an hour, which needs neither cookies nor a CSRF token', async () => {
		const { status, body } = await token(creatioAccounts.sync.clientSecret);
		expect([status, body]).toEqual([200, { access_token: expect.any(String), expires_in: 3_600, token_type: 'Bearer' }]);
		const send = ask(sandbox, { authorization: `Bearer ${(body as { access_token: string }).access_token}` });
		expect((await send(ONE)).status).toBe(200);
		sandbox.clock.advance(61 * 60_000);
		expect((await send(ONE)).status).toBe(401);
	});

	it('answers a wrong secret with 400 invalid_client', async () => {
		const { status, body } = await token('wrong');
		expect([status, body]).toEqual([400, { error: 'invalid_client' }]);
	});
});

it.each([['framework', 200, 404], ['core', 404, 200]])('a %s site answers OData under its own path only', async (runtime, withZero, without) => {
	sandbox.setSwitch(SERVICE, 'runtime', runtime);
	const send = ask(sandbox, sessionOf(await logIn(sandbox)));
	expect([(await send(ONE)).status, (await send(ONE.slice(2))).status]).toEqual([withZero, without]);
});

it('a query of more than 2 KB is not found', async () => {
	const send = ask(sandbox, sessionOf(await logIn(sandbox)));
	expect((await send(`${ONE}&$filter=Name eq '${'x'.repeat(2_100)}'`)).status).toBe(404);
});
