import axios from 'axios';
import { raynetAccounts, type SandboxRaynetAccount } from '../../sandbox/raynet/accounts';
import { client, newPerson, start, startRaynet, type RaynetWorld } from './raynetSupport';

let world: RaynetWorld;
const minute = 60_000;
const { acme, acmeOverseas, beta } = raynetAccounts;
const login = { username: acme.userName, password: acme.apiKey };
const wrong = { username: acme.userName, password: 'crm-wrong' };

beforeAll(async () => {
	world = await startRaynet();
});
beforeEach(() => world.sandbox.reset());
afterAll(() => world.sandbox.close());

describe('logging in', () => {
	test.each([
		['Basic with X-Instance-Name', { 'X-Instance-Name': 'acme' }, login],
		['Basic with X-Instance-Id', { 'X-Instance-Id': acme.instanceId }, login],
		['Bearer alone', { Authorization: `Bearer ${acme.bearerToken}` }, undefined],
	])('%s is let in, and /security/info is a bare object', async (_form, headers, auth) => {
		const { status, data } = await client(world.sandbox, headers, auth).get('security/info');
		expect([status, data]).toEqual([
			200,
			{ 'X-Instance-Id': acme.instanceId, 'X-Instance-Name': 'acme', username: 'sync@acme.example', userAccountId: 1 },
		]);
	});

	test('/security/bearertoken gives the token that Bearer takes', async () => {
		expect((await world.api.get('security/bearertoken/')).data).toEqual({ token: acme.bearerToken });
	});

	test('a wrong key is a 401', async () => {
		const { status, data } = await client(world.sandbox, { 'X-Instance-Name': 'acme' }, wrong).get('person/');
		expect([status, data]).toEqual([401, { message: 'Unauthorized' }]);
	});

	test('the key of another instance is a 401', async () => {
		expect((await client(world.sandbox, { 'X-Instance-Name': 'beta' }, login).get('person/')).status).toBe(401);
	});

	test('an unknown instance is a 404 whose translated text begins with "Instance not found"', async () => {
		const { status, data } = await client(world.sandbox, { 'X-Instance-Name': 'nobody' }, login).get('person/');
		expect([status, data.translatedMessage]).toEqual([404, 'Instance not found: nobody']);
	});

	test('instances do not see each other', async () => {
		await newPerson(world.api);
		expect((await world.as(beta).get('person/')).data.totalCount).toBe(0);
	});
});

describe('the lock after bad logins', () => {
	const fail = async (times: number): Promise<void> => {
		for (let n = 0; n < times; n += 1) await client(world.sandbox, { 'X-Instance-Name': 'acme' }, wrong).get('security/info');
	};
	const statusOfGoodLogin = async (): Promise<number> => (await world.api.get('security/info')).status;

	test('20 bad logins do no harm, the 21st locks the address out, with a good key too', async () => {
		await fail(20);
		expect(await statusOfGoodLogin()).toBe(200);
		await fail(1);
		expect(await statusOfGoodLogin()).toBe(403);
	});

	test('the lock ends after 60 minutes', async () => {
		await fail(21);
		world.sandbox.clock.advance(60 * minute - 1);
		expect(await statusOfGoodLogin()).toBe(403);
		world.sandbox.clock.advance(1);
		expect(await statusOfGoodLogin()).toBe(200);
	});

	test('which status tells of it is a switch, and a hand can lift it', async () => {
		world.turn('blockedStatus', '401');
		await fail(21);
		expect(await statusOfGoodLogin()).toBe(401);
		world.hand('loginFailures.reset', {});
		expect(await statusOfGoodLogin()).toBe(200);
	});
});

describe('the day quota', () => {
	const untilMidnight = Date.UTC(2026, 2, 2) - start;

	test('every answer tells limit, rest, and the next 00:00 UTC in seconds', async () => {
		const { headers } = await world.api.get('person/');
		expect([headers['x-ratelimit-limit'], headers['x-ratelimit-remaining'], headers['x-ratelimit-reset']]).toEqual([
			'24000',
			'23999',
			String(Date.UTC(2026, 2, 2) / 1000),
		]);
		expect((await world.api.get('nowhere/')).headers['x-ratelimit-remaining']).toBe('23998');
	});

	test('it belongs to the instance, not to the key', async () => {
		await world.api.get('person/');
		expect((await world.as(acmeOverseas).get('person/')).headers['x-ratelimit-remaining']).toBe('23998');
		expect((await world.as(beta).get('person/')).headers['x-ratelimit-remaining']).toBe('23999');
	});

	test('a used-up day is a 429 with type and message, and nothing is carried out', async () => {
		world.hand('quota.set', { remaining: 1 });
		await newPerson(world.api);
		const { status, data, headers } = await world.api.put('person/', { lastName: 'Late' });
		expect([status, data, headers['x-ratelimit-remaining']]).toEqual([
			429,
			{ type: 'RequestLimitReached', message: 'API request limit reached. Please try again later.' },
			'0',
		]);
		expect(world.sandbox.calls().map((call) => [call.op, call.status, call.committed])).toEqual([
			['person.create', 201, true],
			['person.create', 429, false],
		]);
	});

	test('it begins anew at 00:00 UTC, not at midnight in the zone of the user', async () => {
		world.hand('quota.set', { remaining: 0 });
		world.sandbox.clock.advance(untilMidnight - 1);
		expect((await world.api.get('person/')).status).toBe(429);
		world.sandbox.clock.advance(1);
		expect((await world.api.get('person/')).headers['x-ratelimit-remaining']).toBe('23999');
	});

	test('a bigger plan is a hand away', async () => {
		world.hand('quota.set', { limit: 48_000 });
		expect((await world.api.get('person/')).headers['x-ratelimit-remaining']).toBe('47999');
	});
});

describe('open connections', () => {
	/** Five requests at once that are all still open when the last one arrives. */
	const atOnce = async (accounts: readonly SandboxRaynetAccount[] = [acme, acme, acme, acme, acme]): Promise<number[]> => {
		world.sandbox.fault({ service: 'raynet', op: '*', times: 5, effect: { kind: 'slow', ms: 150 } });
		const answers = await Promise.all(accounts.map((account) => world.as(account).get('person/')));
		return answers.map(({ status }) => status).sort();
	};

	test('the fifth of one key is a 429, and the first four are answered', async () => {
		expect(await atOnce()).toEqual([200, 200, 200, 200, 429]);
		expect((await world.api.get('person/')).status).toBe(200);
	});

	test('its body is a message alone, or that of a used-up day, and costs no request of the day', async () => {
		world.turn('connectionRefusal', 'asQuota');
		await atOnce();
		expect((await world.api.get('person/')).headers['x-ratelimit-remaining']).toBe('23995');
	});

	test('whether keys of one address count together is a switch', async () => {
		const mixed = [acme, acme, acme, acmeOverseas, beta];
		expect(await atOnce(mixed)).toEqual([200, 200, 200, 200, 200]);
		world.turn('connectionClient', 'address');
		expect(await atOnce(mixed)).toEqual([200, 200, 200, 200, 429]);
	});

	test('a connection that the client cuts is given back', async () => {
		world.sandbox.fault({ service: 'raynet', op: '*', times: 4, effect: { kind: 'slow', ms: 150 } });
		const gone = Array.from({ length: 4 }, () => world.api.get('person/', { timeout: 30 }).catch((error: unknown) => axios.isAxiosError(error)));
		expect(await Promise.all(gone)).toEqual([true, true, true, true]);
		await new Promise((resolve) => setTimeout(resolve, 50));
		expect((await world.api.get('person/')).status).toBe(200);
	});
});

test('every answer carries the time of the sandbox clock as Date header, refusals too', async () => {
	const { headers } = await client(world.sandbox, { 'X-Instance-Name': 'nobody' }).get('person/');
	expect(headers.date).toBe('Sun, 01 Mar 2026 08:30:00 GMT');
});
