import { createLogin } from '../../connectors/http/login';
import { FatalError } from '../../core/errors';
import { TransportError } from '../../core/ports/http';
import { bombHttp, type Reply } from './httpFake';
import { listReply, quotaHeaders, raynetOn, rejection, type RaynetUnderTest } from './raynetBuilders';
import { createRaynet } from '../../connectors/crm/raynet';

const MINUTE = 60_000;
const read = ({ raynet }: Pick<RaynetUnderTest, 'raynet'>): Promise<unknown> => rejection(raynet.recent('person', { kind: 'all' }, 10));
const times = (count: number, reply: Reply): Reply[] => Array.from({ length: count }, () => reply);

describe('a wrong key', () => {
	const refused: Reply = { status: 401, body: { message: 'Unauthorized' } };

	it('is tried once, then not for an hour, and the text says until when and why', async () => {
		const under = raynetOn([refused, listReply([])]);
		expect(await read(under)).toMatchObject({ recovery: 'fatal', message: expect.stringMatching(/No request is made before 2026-03-02 11:00 UTC, because Raynet locks an address for an hour after 20 bad logins/) });
		under.advance(59 * MINUTE);
		expect(await read(under)).toBeInstanceOf(FatalError);
		expect(under.calls).toHaveLength(1);
		under.advance(MINUTE);
		expect(await read(under)).toBe('no rejection');
	});

	it('is remembered by the next connector of the same credential', async () => {
		const under = raynetOn([refused]);
		const login = createLogin(under.env.clock);
		await read(raynetOn([refused], { login, env: under.env }));
		const next = createRaynet({ http: bombHttp(), env: under.env, baseUrl: 'https://raynet.test', instance: 'acme', login });
		expect(await read({ raynet: next })).toBeInstanceOf(FatalError);
	});
});

describe('an answer of 404', () => {
	it('for the instance names the instance that was asked for', async () => {
		const under = raynetOn([{ status: 404, body: { message: 'x', translatedMessage: 'Instance not found: acme' } }]);
		expect(await read(under)).toMatchObject({ recovery: 'configuration', message: expect.stringContaining('no instance "acme"') });
		expect(under.calls).toHaveLength(1);
	});

	it('for a list comes from another server', async () => {
		expect(await read(raynetOn([{ status: 404, body: { error: 'no route' } }]))).toMatchObject({ recovery: 'configuration', message: expect.stringContaining('does not look like Raynet') });
	});
});

describe('an answer of 429', () => {
	it('with requests left is repeated after a wait', async () => {
		const under = raynetOn([{ status: 429, headers: quotaHeaders(15_000), body: { type: 'RequestLimitReached' } }, listReply([])]);
		expect(await read(under)).toBe('no rejection');
		expect(under.sleeps).toHaveLength(1);
	});

	it('waits as long as Retry-After says', async () => {
		const under = raynetOn([{ status: 429, headers: { 'retry-after': '20' } }, listReply([])]);
		await read(under);
		expect(under.sleeps.map((ms) => ms >= 20_000 && ms <= 21_000)).toEqual([true]);
	});

	it('with nothing left ends the run as a guard that names the reset', async () => {
		const under = raynetOn([{ status: 429, headers: quotaHeaders(0), body: { type: 'RequestLimitReached', message: 'API request limit reached.' } }]);
		expect(await read(under)).toMatchObject({ recovery: 'guard', reason: 'dailyQuota', message: expect.stringContaining('2026-03-03 00:00 UTC') });
		expect({ calls: under.calls.length, sleeps: under.sleeps }).toEqual({ calls: 1, sleeps: [] });
	});

	it('that says so without figures ends the run until midnight UTC', async () => {
		const under = raynetOn([{ status: 429, body: { type: 'RequestLimitReached', message: 'API request limit reached.' } }]);
		expect(await read(under)).toMatchObject({ reason: 'dailyQuota', message: expect.stringContaining('2026-03-03 00:00 UTC') });
	});
});

describe('the day quota', () => {
	it('is spent up to the set share, the rest is left for others, and the next day goes on', async () => {
		const under = raynetOn([
			{ headers: quotaHeaders(4_802), body: { success: true, totalCount: 0, data: [] } },
			{ headers: quotaHeaders(4_801), body: { success: true, totalCount: 0, data: [] } },
			{ headers: quotaHeaders(4_800), body: { success: true, totalCount: 0, data: [] } },
			listReply([]),
		]);
		await read(under);
		await read(under);
		await read(under);
		expect(await read(under)).toMatchObject({ reason: 'dailyQuota', detail: '4800 of 24000 requests left, 4800 of them kept for others' });
		expect(under.calls).toHaveLength(3);
		under.advance(14 * 60 * MINUTE);
		expect(await read(under)).toBe('no rejection');
	});

	it('may be spent whole', async () => {
		const under = raynetOn([{ headers: quotaHeaders(1), body: { success: true, totalCount: 0, data: [] } }, { headers: quotaHeaders(0), body: { success: true, totalCount: 0, data: [] } }], { dailyShare: 1 });
		await read(under);
		await read(under);
		expect(await read(under)).toMatchObject({ reason: 'dailyQuota' });
	});
});

describe('an answer of 500', () => {
	it('that is a business error is not repeated, and its text stays out of the error', async () => {
		const under = raynetOn([{ status: 500, body: { message: 'TranslatedApplicationException: exception.duplicateKey eva@acme.test', translatedMessage: 'Eva Nova already exists' } }]);
		const error = await read(under);
		expect(error).toMatchObject({ recovery: 'configuration', detail: '500 TranslatedApplicationException: exception.duplicateKey' });
		expect(JSON.stringify(error) + String(error)).not.toMatch(/eva/i);
		expect(under.calls).toHaveLength(1);
	});

	it('for a missing right says which right', async () => {
		const under = raynetOn([{ status: 500, body: { message: 'cz.raynet.AttributeAccessDeniedException', translatedMessage: 'Nemáte právo' } }]);
		expect(await read(under)).toMatchObject({ recovery: 'configuration', message: expect.stringContaining('the right to see') });
	});

	it('without a translated message is repeated', async () => {
		const under = raynetOn([{ status: 500, body: { message: 'NullPointerException' } }, { status: 503, body: '<html>maintenance</html>' }, listReply([])]);
		expect(await read(under)).toBe('no rejection');
		expect(under.calls).toHaveLength(3);
	});
});

it('an unknown filter column is a matter of settings', async () => {
	const under = raynetOn([{ status: 400, body: { message: 'Unsupported filter column foo-bar for eva@acme.test' } }]);
	expect(await read(under)).toMatchObject({ recovery: 'configuration', detail: '400 Unsupported filter column foo-bar' });
});

describe('an answer that is not JSON', () => {
	it('is asked for again', async () => {
		const under = raynetOn([{ body: '<html>one moment</html>' }, listReply([])]);
		expect(await read(under)).toBe('no rejection');
	});

	it.each([
		['a page', { body: '<html>Welcome</html>' }],
		['nothing', { body: undefined }],
		['a page with 404', { status: 404, body: '<html>Not here</html>' }],
	])('but %s every time comes from another server', async (_, reply) => {
		const under = raynetOn(times(6, reply));
		expect(await read(under)).toMatchObject({ recovery: 'configuration', message: expect.stringContaining('does not look like Raynet') });
		expect(under.calls).toHaveLength(6);
	});

	it.each([
		['no data', { success: true }],
		['a row without an id', { success: true, totalCount: 1, data: [{ name: 'x' }] }],
	])('and JSON with %s neither is Raynet', async (_, body) => {
		expect(await read(raynetOn([{ body }]))).toMatchObject({ recovery: 'configuration' });
	});
});

it.each([true, 'true'])('an answer with success %p is read', async (success) => {
	expect(await read(raynetOn([{ body: { success, totalCount: 0, data: [] } }]))).toBe('no rejection');
});

it.each([false, 'false'])('an answer with success %p is refused', async (success) => {
	expect(await read(raynetOn([{ body: { success, totalCount: 0, data: [] } }]))).toMatchObject({ recovery: 'configuration' });
});

it('a cut connection is repeated', async () => {
	const under = raynetOn([new TransportError('ECONNRESET', 'maybe'), listReply([])]);
	expect(await read(under)).toBe('no rejection');
	expect(under.calls).toHaveLength(2);
});

it('no more than four calls are open at once', async () => {
	let open = 0;
	let most = 0;
	const waiting: Array<() => void> = [];
	const under = raynetOn([], {
		http: async () => {
			open += 1;
			most = Math.max(most, open);
			await new Promise<void>((resolve) => waiting.push(resolve));
			open -= 1;
			return { status: 200, headers: {}, body: { success: true, totalCount: 0, data: [] } };
		},
	});
	const all = Promise.all(Array.from({ length: 9 }, () => read(under)));
	for (let answered = 0; answered < 9; answered += 1) {
		while (waiting.length === 0) await new Promise(setImmediate);
		await new Promise(setImmediate);
		waiting.shift()?.();
	}
	await all;
	expect(most).toBe(4);
});
