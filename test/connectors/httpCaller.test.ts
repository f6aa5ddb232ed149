import { createCaller, type CallerSettings, type Verdict } from '../../connectors/http/caller';
import { createLogin, loginRefused } from '../../connectors/http/login';
import { ConfigurationError, FatalError, RecordError, RetriableError } from '../../core/errors';
import { TransportError, type HttpResponse } from '../../core/ports/http';
import { fakeEnvironment, type FakeEnvironment } from '../support/environment';
import { bombHttp, respondingHttp, scriptedHttp, type Reply } from './httpFake';

const MINUTE = 60_000;
const READ = { op: 'thing.get', repeatable: true } as const;
const CREATE = { op: 'thing.create', repeatable: false } as const;
const GET = { method: 'GET', url: 'https://crm.test/thing' } as const;
const cut = new TransportError('socket hang up', 'maybe');
const refusedConnection = new TransportError('ECONNREFUSED', 'no');

/** 401 fatal, 429 not done, 5xx perhaps done, other errors for the record. */
function judgeBy(fake: FakeEnvironment): CallerSettings['judge'] {
	return ({ status, headers }: HttpResponse): Verdict => {
		if (status < 400) return 'ok';
		if (status === 401) return loginRefused(fake.env.clock, (until) => `Refused until ${new Date(until).toISOString()}`, '401');
		if (status === 429) return new RetriableError('Busy', '429', headers['retry-after'] ? Number(headers['retry-after']) * 1000 : undefined);
		if (status >= 500) return new RetriableError('Broken', String(status), undefined, 'unknown');
		return new RecordError('refusedByServer', 'No', String(status));
	};
}

function callerOf(replies: Reply[], overrides: Partial<CallerSettings> = {}) {
	const fake = fakeEnvironment();
	const { http, calls } = scriptedHttp(...replies);
	const call = createCaller({ http, env: fake.env, judge: judgeBy(fake), ...overrides });
	return { call, calls, ...fake };
}

const rejection = (promise: Promise<unknown>): Promise<unknown> =>
	promise.then(
		() => 'no rejection',
		(error: unknown) => error,
	);

describe('a call', () => {
	it('is answered at once when the server answers at once', async () => {
		const { call, calls, sleeps } = callerOf([{ body: { ok: true } }]);
		expect((await call(GET, READ)).body).toEqual({ ok: true });
		expect({ calls, sleeps }).toEqual({ calls: ['GET https://crm.test/thing'], sleeps: [] });
	});

	it('that may be repeated is repeated with waits that double, each between half and whole', async () => {
		const { call, calls, sleeps } = callerOf([{ status: 502 }, { status: 503 }, { status: 500 }, { status: 500 }, {}]);
		await call(GET, READ);
		expect(calls).toHaveLength(5);
		expect(sleeps.map((ms, n) => ms >= 500 * 2 ** n && ms <= 1000 * 2 ** n)).toEqual([true, true, true, true]);
		expect(new Set(sleeps.map((ms, n) => ms / 2 ** n)).size).toBe(4);
	});

	it('stops repeating after six attempts and says that the outcome is not known', async () => {
		const { call, calls } = callerOf([{ status: 502 }, { status: 429 }, { status: 429 }, { status: 429 }, { status: 429 }, { status: 429 }]);
		expect(await rejection(call(GET, READ))).toMatchObject({ recovery: 'retriable', message: 'Busy', outcome: 'unknown' });
		expect(calls).toHaveLength(6);
	});

	it('waits at least as long as Retry-After says', async () => {
		const { call, sleeps } = callerOf([{ status: 429, headers: { 'retry-after': '30' } }, {}]);
		await call(GET, READ);
		expect(sleeps).toHaveLength(1);
		expect(sleeps[0]).toBeGreaterThanOrEqual(30_000);
		expect(sleeps[0]).toBeLessThanOrEqual(31_000);
	});

	it('ends the run when Retry-After is longer than a run should wait', async () => {
		const { call, calls, sleeps } = callerOf([{ status: 429, headers: { 'retry-after': '3600' } }]);
		expect(await rejection(call(GET, READ))).toMatchObject({ recovery: 'retriable', retryAfterMs: 3_600_000 });
		expect({ calls: calls.length, sleeps }).toEqual({ calls: 1, sleeps: [] });
	});

	it('that was refused for its record is not repeated', async () => {
		const { call, calls } = callerOf([{ status: 422 }]);
		expect(await rejection(call(GET, READ))).toMatchObject({ recovery: 'record' });
		expect(calls).toHaveLength(1);
	});

	it('throws the last word of its judge when the attempts are used up', async () => {
		const judge = (): Verdict => ({ retry: new RetriableError('Unreadable', '', undefined, 'unknown'), giveUp: new ConfigurationError('Wrong address') });
		const { call, calls } = callerOf([{}, {}, {}], { judge, maxAttempts: 3 });
		expect(await rejection(call(GET, READ))).toMatchObject({ recovery: 'configuration', message: 'Wrong address' });
		expect(calls).toHaveLength(3);
	});

	it('writes no address, body or header into the log', async () => {
		const { call, logs } = callerOf([{ status: 502 }, {}]);
		await call({ ...GET, url: 'https://crm.test/thing/eva@acme.test', headers: { 'X-Key': 'secret' } }, READ);
		expect(logs).toEqual([{ message: 'Repeating a call', data: { op: 'thing.get', attempt: 1, waitMs: expect.any(Number), reason: '502' } }]);
	});
});

describe('a call that must not be sent twice', () => {
	it('is repeated when the server surely did not carry it out', async () => {
		const { call, calls } = callerOf([{ status: 429 }, refusedConnection, {}]);
		await call({ ...GET, method: 'POST' }, CREATE);
		expect(calls).toHaveLength(3);
	});

	it('is not repeated after a cut connection, and says that the outcome is not known', async () => {
		const { call, calls } = callerOf([cut]);
		expect(await rejection(call({ ...GET, method: 'POST' }, CREATE))).toMatchObject({ recovery: 'retriable', outcome: 'unknown' });
		expect(calls).toHaveLength(1);
	});

	it('is not repeated after a server error', async () => {
		const { call, calls } = callerOf([{ status: 500 }]);
		expect(await rejection(call({ ...GET, method: 'POST' }, CREATE))).toMatchObject({ recovery: 'retriable', outcome: 'unknown' });
		expect(calls).toHaveLength(1);
	});

	it('ends as not done when the server could not be reached in any attempt', async () => {
		const { call } = callerOf([refusedConnection, refusedConnection], { maxAttempts: 2, service: 'Raynet' });
		expect(await rejection(call({ ...GET, method: 'POST' }, CREATE))).toMatchObject({ outcome: 'notDone', message: expect.stringMatching(/^Raynet could not be reached/) });
	});
});

describe('a refused login', () => {
	it('makes no further call for an hour, then tries again', async () => {
		const { call, calls, advance } = callerOf([{ status: 401 }, {}]);
		const first = await rejection(call(GET, READ));
		expect(first).toBeInstanceOf(FatalError);
		advance(60 * MINUTE - 1);
		expect(await rejection(call(GET, READ))).toBe(first);
		advance(1);
		await call(GET, READ);
		expect(calls).toHaveLength(2);
	});

	it('is tried once only, however many calls were asked for at the same time', async () => {
		const { call, calls } = callerOf([{ status: 401 }]);
		const results = await Promise.all([1, 2, 3, 4].map(() => rejection(call(GET, READ))));
		expect(results.map((result) => result instanceof FatalError)).toEqual([true, true, true, true]);
		expect(calls).toHaveLength(1);
	});

	it('holds for every caller that shares the login', async () => {
		const fake = fakeEnvironment();
		const login = createLogin(fake.env.clock);
		const first = createCaller({ http: scriptedHttp({ status: 401 }).http, env: fake.env, judge: judgeBy(fake), login });
		const second = createCaller({ http: bombHttp(), env: fake.env, judge: judgeBy(fake), login });
		const error = await rejection(first(GET, READ));
		expect(await rejection(second(GET, READ))).toBe(error);
	});

	it('counts also where the adapter found it', async () => {
		const fake = fakeEnvironment();
		const calls: string[] = [];
		const http = async (): Promise<HttpResponse> => {
			calls.push('sent');
			throw new FatalError('Connect the account again.');
		};
		const call = createCaller({ http, env: fake.env, judge: judgeBy(fake) });
		await rejection(call(GET, READ));
		fake.advance(59 * MINUTE);
		expect(await rejection(call(GET, READ))).toBeInstanceOf(FatalError);
		expect(calls).toEqual(['sent']);
	});
});

describe('open calls', () => {
	it('never exceed the limit, and all are made', async () => {
		const fake = fakeEnvironment();
		const waiting: Array<() => void> = [];
		const openAtOnce: number[] = [];
		let open = 0;
		const { http, calls } = respondingHttp(async () => {
			openAtOnce.push((open += 1));
			await new Promise<void>((resolve) => waiting.push(resolve));
			open -= 1;
			return {};
		});
		const call = createCaller({ http, env: fake.env, judge: judgeBy(fake), maxOpen: 4 });
		const all = Promise.all(Array.from({ length: 11 }, () => call(GET, READ)));
		for (let answered = 0; answered < 11; answered += 1) {
			while (waiting.length === 0) await new Promise(setImmediate);
			waiting.shift()?.();
			await new Promise(setImmediate);
		}
		await all;
		expect({ calls: calls.length, first: openAtOnce[0], most: Math.max(...openAtOnce) }).toEqual({ calls: 11, first: 1, most: 4 });
	});
});

describe('a cancelled run', () => {
	it('makes no call', async () => {
		const fake = fakeEnvironment();
		fake.cancel();
		const call = createCaller({ http: bombHttp(), env: fake.env, judge: judgeBy(fake) });
		expect(await rejection(call(GET, READ))).toMatchObject({ recovery: 'guard', reason: 'cancelled' });
	});

	it('does not wait for a repetition', async () => {
		const fake = fakeEnvironment();
		const { http } = respondingHttp(() => {
			fake.cancel();
			return { status: 502 };
		});
		const call = createCaller({ http, env: fake.env, judge: judgeBy(fake) });
		expect(await rejection(call(GET, READ))).toMatchObject({ recovery: 'guard', reason: 'cancelled' });
		expect(fake.sleeps).toEqual([]);
	});
});
