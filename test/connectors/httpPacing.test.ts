import { createPacer, type PacerSettings } from '../../connectors/http/pacing';
import { instantText, retryAfterMs, serverTime } from '../../connectors/http/headers';
import { fakeEnvironment } from '../support/environment';

const MINUTE = 60_000;
const OK = { status: 200, headers: {}, body: {} };
const TOO_MANY = { status: 429, headers: {}, body: {} };

function pacerOf(buckets: PacerSettings['buckets'], more: Partial<PacerSettings> = {}) {
	const fake = fakeEnvironment();
	return { ...fake, pacer: createPacer({ clock: fake.env.clock, buckets, ...more }) };
}

describe('a bucket with a limit per minute', () => {
	it('lets calls through at once until the minute is full, then waits for the first to leave the window', async () => {
		const { pacer, sleeps, advance } = pacerOf({ writes: { perMinute: 12 } });
		await pacer.wait({ writes: 6 });
		advance(10_000);
		await pacer.wait({ writes: 6 });
		await pacer.wait({ writes: 6 });
		await pacer.wait({ writes: 6 });
		expect(sleeps).toEqual([50_000, 10_000]);
	});

	it('waits for the slowest bucket of a call and leaves others alone', async () => {
		const { pacer, sleeps } = pacerOf({ reads: { perMinute: 1 }, writes: { perMinute: 100 } });
		await pacer.wait({ reads: 1 });
		await pacer.wait({ writes: 1 });
		await pacer.wait({ reads: 1, writes: 1 });
		expect(sleeps).toEqual([MINUTE]);
	});

	it('lets a call that costs more than a minute holds go alone', async () => {
		const { pacer, sleeps } = pacerOf({ writes: { perMinute: 5 } });
		await pacer.wait({ writes: 6 });
		await pacer.wait({ writes: 6 });
		expect(sleeps).toEqual([MINUTE]);
	});

	it('is halved after a 429 to half of what the last minute let through, once a minute', async () => {
		const { pacer, sleeps } = pacerOf({ writes: { perMinute: 90 } });
		for (let call = 0; call < 8; call += 1) await pacer.wait({ writes: 1 });
		pacer.learn(TOO_MANY, { writes: 1 });
		pacer.learn(TOO_MANY, { writes: 1 });
		for (let call = 0; call < 4; call += 1) await pacer.wait({ writes: 1 });
		expect(sleeps).toEqual([MINUTE]);
		await pacer.wait({ writes: 1 });
		expect(sleeps).toEqual([MINUTE, MINUTE]);
	});

	it('comes back step by step while the server is quiet, up to where it was', async () => {
		const { pacer, sleeps, advance } = pacerOf({ writes: { perMinute: 20 } });
		for (let call = 0; call < 20; call += 1) await pacer.wait({ writes: 1 });
		pacer.learn(TOO_MANY, { writes: 1 });
		for (let minute = 0; minute < 10; minute += 1) {
			advance(MINUTE);
			pacer.learn(OK, { writes: 1 });
		}
		for (let call = 0; call < 20; call += 1) await pacer.wait({ writes: 1 });
		expect(sleeps).toEqual([]);
		await pacer.wait({ writes: 1 });
		expect(sleeps).toEqual([MINUTE]);
	});
});

it('a bucket without a limit learns one from a 429', async () => {
	const { pacer, sleeps } = pacerOf({ reads: {} });
	for (let call = 0; call < 100; call += 1) await pacer.wait({ reads: 1 });
	pacer.learn(TOO_MANY, { reads: 1 });
	await pacer.wait({ reads: 1 });
	expect(sleeps).toEqual([MINUTE]);
});

describe('a bucket with a limit per day', () => {
	it('stops the run as a guard that says when it goes on, and opens with the next day', async () => {
		const { pacer, advance } = pacerOf({ daily: { perDay: 400 } }, { service: 'Google' });
		await pacer.wait({ daily: 200 });
		await pacer.wait({ daily: 200 });
		await expect(pacer.wait({ daily: 200 })).rejects.toMatchObject({ recovery: 'guard', reason: 'dailyQuota', message: expect.stringContaining('2026-03-03 00:00 UTC') });
		advance(14 * 60 * MINUTE);
		await pacer.wait({ daily: 200 });
	});

	it('ends when the service says that its day ends', async () => {
		const { pacer } = pacerOf({ daily: { perDay: 1 } }, { dayEnds: () => Date.parse('2026-03-02T11:30:00Z') });
		await pacer.wait({ daily: 1 });
		await expect(pacer.wait({ daily: 1 })).rejects.toMatchObject({ message: expect.stringContaining('2026-03-02 11:30 UTC') });
	});
});

describe('headers', () => {
	const now = Date.parse('2026-03-02T10:00:00Z');
	const withHeader = (name: string, value: string) => ({ status: 429, headers: { [name]: value }, body: undefined });

	it.each([
		['30', 30_000],
		['1.5', 1_500],
		['Mon, 02 Mar 2026 10:02:00 GMT', 120_000],
		['Mon, 02 Mar 2026 09:00:00 GMT', 0],
		['soon', undefined],
		['', undefined],
	])('Retry-After "%s" means %p ms', (value, expected) => {
		expect(retryAfterMs(withHeader('retry-after', value), now)).toBe(expected);
	});

	it('the Date header is the server clock', () => {
		expect(serverTime(withHeader('date', 'Mon, 02 Mar 2026 10:02:03 GMT'))).toBe(now + 123_000);
		expect(serverTime(OK)).toBeUndefined();
	});

	it('an instant is told in UTC to the minute', () => {
		expect(instantText(now + 5 * MINUTE)).toBe('2026-03-02 10:05 UTC');
	});
});
