import { createEcomailMemory } from '../../connectors/email/ecomail';
import { ConfigurationError, FatalError, GuardError, RetriableError } from '../../core/errors';
import type { EmailList, EmailSide, Subscriber, SubscriberWriteResult } from '../../core/ports/email';
import { ecomailAccounts } from '../../sandbox/ecomail';
import type { Sandbox } from '../../sandbox/kit';
import { change, newcomer, write } from '../contract/email';
import { connect, control, heldBy, SERVICE, startEcomail } from '../contract/emailEcomailWorld';
import { createAxiosClient } from '../support/axiosClient';

let sandbox: Sandbox;
let list: EmailList;
let side: EmailSide;
let sleeps: number[];
let cancel: () => void;

beforeAll(async () => {
	sandbox = await startEcomail();
});
afterAll(() => sandbox.close());
beforeEach(async () => {
	sandbox.reset();
	const { id } = control(sandbox, 'list.create', { name: 'News' });
	({ side, sleeps, cancel } = connect(sandbox));
	list = await side.list(String(id));
	sandbox.clearCalls();
});

const ops = (): string[] => sandbox.calls(SERVICE).map(({ op, status, records }) => `${op} ${status}${records > 1 ? ` ×${records}` : ''}`);
const put = (email: string, more: Record<string, unknown> = {}): unknown => control(sandbox, 'subscriber.put', { listId: list.id, email, ...more });
const people = (count: number): string[] => Array.from({ length: count }, (_, index) => `p${index}@example.com`);
const answer = (status: number, body: unknown, headers?: Record<string, string>) => ({ kind: 'answer', status, body, ...(headers ? { headers } : {}) }) as const;
const tagged = (tag: string) => ({ tags: { add: [tag], remove: [] } });

async function rejection(promise: Promise<unknown>): Promise<unknown> {
	return await promise.then(
		() => undefined,
		(error: unknown) => error,
	);
}

describe('the login', () => {
	test('a revoked key ends the run, and is not tried again for an hour', async () => {
		control(sandbox, 'key.revoke', {});
		const error = await rejection(side.lists());
		expect(error).toBeInstanceOf(FatalError);
		expect(error).toMatchObject({ until: sandbox.clock.now() + 3_600_000 });
		await rejection(side.lists());
		expect(ops()).toEqual(['lists 401']);
	});

	test('a revoked key between push and reading back fails the writes that are not known', async () => {
		sandbox.fault({ service: SERVICE, op: 'list.subscribers', times: 99, effect: answer(401, { message: 'Unauthenticated.' }) });
		expect(await rejection(write(side, list, people(11).map((email) => newcomer(email))))).toBeInstanceOf(FatalError);
		expect(ops()).toEqual(['subscribeBulk 200 ×11', 'list.subscribers 401']);
	});
});

describe('a busy or broken server', () => {
	test('is waited for as long as it asks', async () => {
		sandbox.clock.advance(60_000);
		control(sandbox, 'rate.set', { perMinute: 1 });
		await side.lists();
		await side.lists();
		expect(ops()).toEqual(['lists 200', 'lists 429', 'lists 200']);
		expect(sleeps[0]).toBeGreaterThanOrEqual(60_000);
	});

	test('is waited for a minute where it does not say', async () => {
		sandbox.fault({ service: SERVICE, op: 'lists', effect: answer(429, 'Too Many Attempts.') });
		await side.lists();
		expect(sleeps[0]).toBeGreaterThanOrEqual(60_000);
	});

	test('that keeps failing is left to the next run', async () => {
		sandbox.fault({ service: SERVICE, op: 'lists', times: 99, effect: answer(503, '<html>') });
		expect(await rejection(side.lists())).toBeInstanceOf(RetriableError);
	});

	test('that answers no JSON is none of Ecomail\'s', async () => {
		sandbox.fault({ service: SERVICE, op: 'lists', effect: answer(200, '<html>Hello</html>') });
		expect(await rejection(side.lists())).toBeInstanceOf(ConfigurationError);
	});

	test('a list that is gone is a matter of configuration', async () => {
		control(sandbox, 'list.delete', { id: list.id });
		expect(await rejection(side.list(list.id))).toMatchObject({ name: 'ConfigurationError', message: 'This list no longer exists in Ecomail. Choose another one.' });
		expect(await rejection(side.members(list.id))).toMatchObject({ name: 'ConfigurationError', message: 'This list no longer exists in Ecomail. Choose another one.' });
	});

	test.each([
		[1, ['subscribe 404', 'list 404']],
		[3000, ['subscribeBulk 404', 'list 404']],
	])('a list that is deleted before %i new people are written ends the run at once, and nobody is looked for by halving', async (count, calls) => {
		control(sandbox, 'list.delete', { id: list.id });
		expect(await rejection(write(side, list, people(count).map((email) => newcomer(email))))).toMatchObject({ name: 'ConfigurationError', message: expect.stringContaining('no longer exists') });
		expect(ops()).toEqual(calls);
	});
});

test('a burst of 230 executions, more than fit into a minute, keeps to the account\'s minute, and each of them gets through', async () => {
	const memory = createEcomailMemory();
	sandbox.clock.advance(60_000);
	const execution = async (email: string): Promise<void> => {
		const own = connect(sandbox, undefined, { memory }).side;
		await own.exclusive(async () => {
			await own.find(list.id, [email]);
			await write(own, list, [newcomer(email, tagged('raynet'))]);
		});
	};
	await Promise.all(people(230).map(execution));
	const log = sandbox.calls(SERVICE);
	expect([log.length, log.filter(({ status }) => status === 429).length]).toEqual([920, 0]);
	expect((log[919]?.at ?? 0) - (log[0]?.at ?? 0)).toBeGreaterThanOrEqual(60_000);
	expect(heldBy(sandbox, list.id, 'p229@example.com')).toMatchObject({ state: 'subscribed', tags: ['raynet'] });
}, 60_000);

describe('bad rows', () => {
	test('one bad address among 16 is found by halving, and the 15 others go through', async () => {
		const results = await write(side, list, [...people(15), 'bad'].map((email) => newcomer(email)));
		expect(results.filter(({ kind }) => kind === 'failed')).toMatchObject([{ key: 'bad', error: { reason: 'refusedByServer', detail: '422 email' } }]);
		expect(ops().filter((op) => !op.startsWith('list.'))).toEqual([
			'subscribeBulk 422',
			'subscribeBulk 200 ×8',
			'subscribeBulk 422',
			'subscribeBulk 200 ×4',
			'subscribeBulk 422',
			'subscribeBulk 200 ×2',
			'subscribeBulk 422',
			'subscribeBulk 200',
			'subscribeBulk 422',
		]);
	});

	test('rows that are left out without a word are found by reading back, and done singly', async () => {
		sandbox.setSwitch(SERVICE, 'invalidRow', 'dropped');
		const results = await write(side, list, [...people(15), 'bad'].map((email) => newcomer(email)));
		expect(results.map(({ kind }) => kind).filter((kind) => kind === 'failed')).toHaveLength(1);
		expect(ops().filter((op) => !op.startsWith('list.'))).toEqual(['subscribeBulk 200 ×15', 'subscribe 422']);
	});

	test('no address, name or key is in an error', async () => {
		const results = await write(side, list, [newcomer('evička', { fields: { lastName: 'Tajná' } })]);
		const failed = results.find((result): result is Extract<SubscriberWriteResult, { kind: 'failed' }> => result.kind === 'failed');
		expect(`${failed?.error.message} ${failed?.error.detail}`).not.toMatch(/evička|Tajná|sandbox/);
	});

	test('an address with a plus and capitals is written, read and found as one', async () => {
		await write(side, list, [newcomer('Eva+News@Example.com', tagged('raynet'))]);
		const found = await side.find(list.id, ['eva+news@example.com', 'EVA+NEWS@EXAMPLE.COM']);
		expect([...found.keys()]).toEqual(['eva+news@example.com']);
		expect(heldBy(sandbox, list.id, 'eva+news@example.com')?.tags).toEqual(['raynet']);
	});
});

describe('cut connections', () => {
	test.each([
		['cutBefore', 1],
		['cutAfter', 1],
		['cutBefore', 11],
		['cutAfter', 11],
	] as const)('%s in a write of %i: everybody is there once, nothing is lost', async (kind, count) => {
		for (const op of ['subscribe', 'subscribeBulk']) sandbox.fault({ service: SERVICE, op, effect: { kind } });
		const results = await write(side, list, people(count).map((email) => newcomer(email, tagged('raynet'))));
		expect([...new Set(results.map((result) => result.kind))]).toEqual(['done']);
		for (const email of people(count)) expect(heldBy(sandbox, list.id, email)).toMatchObject({ state: 'subscribed', tags: ['raynet'] });
	});

	test('a cancelled run tells what was written before', async () => {
		const results: SubscriberWriteResult[] = [];
		const run = async (): Promise<void> => {
			for await (const batch of side.write(list, people(3).map((email) => newcomer(email)))) {
				results.push(...batch);
				cancel();
			}
		};
		expect(await rejection(run())).toBeInstanceOf(GuardError);
		expect(results.map(({ key }) => key)).toEqual(['p0@example.com']);
	});
});

describe('tags', () => {
	test('are not sent where they do not change, so that a tag given meanwhile stays', async () => {
		put('eva@example.com', { tags: ['raynet'] });
		const eva = (await side.find(list.id, ['eva@example.com'])).get('eva@example.com') as Subscriber;
		control(sandbox, 'subscriber.tag', { email: 'eva@example.com', tag: 'by automation' });
		await write(side, list, [change(eva, { fields: { lastName: 'Nová' }, ...tagged('raynet') })]);
		expect(heldBy(sandbox, list.id, 'eva@example.com')).toMatchObject({ lastName: 'Nová', tags: ['raynet', 'by automation'] });
	});

	test('two writers of one process do not lose each other\'s tags', async () => {
		put('eva@example.com', { tags: ['web'] });
		const add = (tag: string) =>
			side.exclusive(async () => {
				const eva = (await side.find(list.id, ['eva@example.com'])).get('eva@example.com') as Subscriber;
				await write(side, list, [change(eva, tagged(tag))]);
			});
		await Promise.all(['one', 'two', 'three'].map(add));
		expect(heldBy(sandbox, list.id, 'eva@example.com')?.tags).toEqual(['web', 'one', 'two', 'three']);
	});

	test('a tag that is lost between write and reading back is written again', async () => {
		put('eva@example.com', { tags: ['web'] });
		const eva = (await side.find(list.id, ['eva@example.com'])).get('eva@example.com') as Subscriber;
		sandbox.fault({ service: SERVICE, op: 'updateSubscriber', effect: answer(200, {}) });
		expect(await write(side, list, [change(eva, tagged('raynet'))])).toMatchObject([{ kind: 'done' }]);
		expect(heldBy(sandbox, list.id, 'eva@example.com')?.tags).toEqual(['web', 'raynet']);
	});

	test('custom fields that are not named stay, even where a write replaces them', async () => {
		sandbox.setSwitch(SERVICE, 'customFieldsWrite', 'replace');
		put('eva@example.com', { custom_fields: { shoe: '38' } });
		const eva = (await side.find(list.id, ['eva@example.com'])).get('eva@example.com') as Subscriber;
		await write(side, list, [change(eva, { customFields: { Owner: 'Jan' } })]);
		expect(heldBy(sandbox, list.id, 'eva@example.com')?.customFields).toEqual({ shoe: '38', owner: 'Jan' });
	});
});

test('every row of every bulk call states its status', async () => {
	const bodies: Array<{ subscriber_data: Array<{ status?: number }> }> = [];
	const http = createAxiosClient({ headers: { key: ecomailAccounts.acme.apiKey } });
	const { side: spied } = connect(sandbox, undefined, {
		http: (request) => {
			if (request.url.endsWith('-bulk')) bodies.push(request.body as (typeof bodies)[number]);
			return http(request);
		},
	});
	people(14).forEach((email, index) => index < 7 && put(email, { status: index % 2 === 0 ? 1 : 2 }));
	const known = await spied.find(list.id, people(14));
	await write(spied, list, people(14).map((email) => (known.has(email) ? change(known.get(email) as Subscriber, tagged('x')) : newcomer(email))));
	expect(bodies.map(({ subscriber_data: rows }) => rows.map(({ status }) => status))).toEqual([
		[1, 2, 1, 2, 1, 2, 1],
		[1, 1, 1, 1, 1, 1, 1],
	]);
});

test('the reading of a list tells how far it is', async () => {
	for (const email of people(3)) put(email);
	put('gone@example.com', { status: 2 });
	const { side: told, phases } = connect(sandbox);
	await told.members(list.id);
	expect(phases).toEqual([3, 4].map((read) => ({ kind: 'reading', side: 'list', read })));
});
