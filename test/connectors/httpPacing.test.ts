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
});

/** The limit of a bucket as its callers meet it: how many calls of one unit go before the next one has to wait. */
async function roomIn({ pacer, sleeps }: ReturnType<typeof pacerOf>, bucket: string): Promise<number> {
	const before = sleeps.length;
	for (let calls = 0; ; calls += 1) {
		await pacer.wait({ [bucket]: 1 });
		if (sleeps.length > before) return calls;
	}
}

describe('after a 429', () => {
	/** So many calls, the last one refused; then quiet answers every ten seconds; then an empty window. */
	async function refusedAfter(calls: number, quietTens: number, settings: PacerSettings['buckets'][string] = { perMinute: 60 }) {
		const paced = pacerOf({ writes: settings });
		for (let call = 0; call < calls; call += 1) await paced.pacer.wait({ writes: 1 });
		paced.pacer.learn(TOO_MANY, { writes: 1 });
		for (let ten = 0; ten < quietTens; ten += 1) {
			paced.advance(10_000);
			paced.pacer.learn(OK, { writes: 1 });
		}
		paced.advance(MINUTE);
		return roomIn(paced, 'writes');
	}

	it('a limit of 60 falls to half of three quarters, 22, and is back at 45 within a minute, by half of what is missing every ten seconds', async () => {
		expect(await Promise.all([0, 1, 2, 3, 4, 5, 6].map((tens) => refusedAfter(1, tens)))).toEqual([22, 34, 40, 43, 44, 45, 45]);
	});

	it('then it climbs by a tenth of the configured limit a minute, up to it and never above', async () => {
		expect(await Promise.all([11, 17, 23, 29, 60].map((tens) => refusedAfter(1, tens)))).toEqual([51, 57, 60, 60, 60]);
	});

	it('what the last minute let through counts as good, the refused call not', async () => {
		expect(await Promise.all([0, 6].map((tens) => refusedAfter(56, tens)))).toEqual([27, 55]);
	});

	it('further refusals within a minute take nothing more, one a minute later does', async () => {
		const paced = pacerOf({ writes: { perMinute: 60 } });
		const refuse = async (): Promise<void> => {
			await paced.pacer.wait({ writes: 1 });
			paced.pacer.learn(TOO_MANY, { writes: 1 });
		};
		for (let times = 0; times < 5; times += 1) await refuse();
		paced.advance(MINUTE);
		expect(await roomIn(paced, 'writes')).toBe(22);
		paced.advance(MINUTE);
		await refuse();
		paced.advance(MINUTE);
		expect(await roomIn(paced, 'writes')).toBe(8);
	});

	it('a bucket without a limit keeps to half of what got through, and then grows by half a minute', async () => {
		expect(await Promise.all([0, 6, 7, 13].map((tens) => refusedAfter(101, tens, {})))).toEqual([50, 100, 100, 150]);
		expect(await Promise.all([0, 6, 12].map((tens) => refusedAfter(1, tens, {})))).toEqual([5, 10, 15]);
	});

	it('a bucket that only counts days is not slowed down', async () => {
		const { pacer, sleeps } = pacerOf({ daily: { perDay: 1000 } });
		await pacer.wait({ daily: 200 });
		pacer.learn(TOO_MANY, { daily: 200 });
		for (let call = 0; call < 4; call += 1) await pacer.wait({ daily: 200 });
		expect(sleeps).toEqual([]);
	});
});

/** A server that lets so many units through in a minute, of a window that slides or of minutes of the clock. */
function serverOf(now: () => number, perMinute: number, windows: 'sliding' | 'fixed', refuses: (call: number) => boolean = () => false) {
	let log: Array<{ at: number; units: number }> = [];
	let calls = 0;
	let refusals = 0;
	const isIn = (at: number): boolean => (windows === 'sliding' ? at + MINUTE > now() : Math.floor(at / MINUTE) === Math.floor(now() / MINUTE));
	return {
		refusals: () => refusals,
		call(units: number): typeof OK {
			calls += 1;
			log = log.filter(({ at }) => isIn(at));
			if (refuses(calls) || log.reduce((sum, one) => sum + one.units, 0) + units > perMinute) {
				refusals += 1;
				return TOO_MANY;
			}
			log.push({ at: now(), units });
			return OK;
		},
	};
}

/** Minutes that 125 batches of 6 units take, 25,000 contacts in Google's terms, and how often they are refused. */
async function batches(perMinute: number, windows: 'sliding' | 'fixed', refuses?: (call: number) => boolean): Promise<{ minutes: number; refusals: number }> {
	const { env } = fakeEnvironment();
	const { clock } = env;
	const startedAt = clock.now();
	const pacer = createPacer({ clock, buckets: { criticalReads: { perMinute: 60 }, criticalWrites: { perMinute: 30 }, daily: { perDay: 80_000 } } });
	const server = serverOf(clock.now, perMinute, windows, refuses);
	const cost = { criticalReads: 6, criticalWrites: 6, daily: 200 };
	for (let done = 0, tries = 0; done < 125; ) {
		await pacer.wait(cost);
		await clock.sleep(1_000);
		const answer = server.call(6);
		pacer.learn(answer, cost);
		if (answer.status === 200) [done, tries] = [done + 1, 0];
		else await clock.sleep(Math.min(60_000, 5_000 * 2 ** tries++));
	}
	return { minutes: Math.round((clock.now() - startedAt) / MINUTE), refusals: server.refusals() };
}

describe('25,000 contacts in 125 batches of 6 units, at 30 units a minute', () => {
	it.each(['sliding', 'fixed'] as const)('take 24 minutes, and one refusal costs at most 4 more (%s minutes)', async (windows) => {
		const undisturbed = await batches(30, windows);
		expect(undisturbed).toEqual({ minutes: 24, refusals: 0 });
		for (const at of [1, 2, 5, 60]) {
			const { minutes, refusals } = await batches(30, windows, (call) => call === at);
			expect(refusals).toBe(1);
			expect(minutes).toBeLessThanOrEqual(28);
		}
	});
});

describe('the same where the server lets less through than is configured', () => {
	it.each([
		[24, 31, { minutes: 35, refusals: 6 }],
		[18, 42, { minutes: 49, refusals: 9 }],
		[12, 63, { minutes: 70, refusals: 15 }],
		[6, 125, { minutes: 125, refusals: 32 }],
	])('%d units a minute, %d minutes at best: %o', async (perMinute, _best, expected) => {
		for (const windows of ['sliding', 'fixed'] as const) expect(await batches(perMinute, windows)).toEqual(expected);
	});
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
