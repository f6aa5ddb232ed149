import { ecomailAccounts } from '../../sandbox/ecomail';
import { apiOf, startEcomail, type EcomailWorld } from './ecomailSupport';

let world: EcomailWorld;
let list: number;

beforeAll(async () => {
	world = await startEcomail();
});
afterAll(() => world.sandbox.close());
beforeEach(() => {
	world.sandbox.reset();
	list = world.list();
});

const subscribe = (data: Record<string, unknown>, flags: Record<string, unknown> = {}, to = list) => world.api.post(`/lists/${to}/subscribe`, { subscriber_data: data, ...flags });
const bulk = (rows: unknown[], flags: Record<string, unknown> = {}) => world.api.post(`/lists/${list}/subscribe-bulk`, { subscriber_data: rows, ...flags });
const read = async (email: string, from = list) => (await world.api.get(`/lists/${from}/subscriber/${encodeURIComponent(email)}`)).data.subscriber;
const rows = (count: number) => Array.from({ length: count }, (_, index) => ({ email: `p${index}@example.com`, status: 1 }));

describe('logging in', () => {
	test('needs the key in a header; accounts do not see each other', async () => {
		expect((await apiOf(world.sandbox, 'wrong').get('/lists')).status).toBe(401);
		expect((await apiOf(world.sandbox, ecomailAccounts.beta.apiKey).get('/lists')).data).toEqual([]);
		expect((await world.api.get('/lists')).data).toMatchObject([{ id: list, name: 'News' }]);
	});

	test('a revoked key is refused', async () => {
		world.hand('key.revoke');
		expect((await world.api.get('/lists')).status).toBe(401);
	});

	test('too many requests in a minute are told when to come again', async () => {
		world.hand('rate.set', { perMinute: 2 });
		await world.api.get('/lists');
		world.sandbox.clock.advance(20_000);
		await world.api.get('/lists');
		const refused = await world.api.get('/lists');
		expect([refused.status, refused.headers['retry-after']]).toEqual([429, '40']);
		world.sandbox.clock.advance(40_000);
		expect((await world.api.get('/lists')).status).toBe(200);
	});

	test('ids that are no number, and paths that are not there, are told apart', async () => {
		expect((await world.api.get('/lists/x')).data).toEqual({ message: 'The id must be a number' });
		expect([(await world.api.get('/campaigns/log')).status, (await world.api.get('/nothing')).status, (await world.api.get('/lists/99')).status]).toEqual([422, 404, 404]);
	});
});

describe('subscribing one', () => {
	test('answers the contact, and says when it was there already', async () => {
		expect((await subscribe({ email: 'Eva@example.com', name: 'Eva' })).data).toMatchObject({ id: 1, email: 'eva@example.com', name: 'Eva' });
		expect((await subscribe({ email: 'eva@example.com', name: 'Jana', tags: ['x'] })).data).toMatchObject({ name: 'Eva', already_subscribed: true });
		expect(await read('EVA@example.com')).toMatchObject({ name: 'Eva', tags: [], status: 1 });
	});

	test('replaces all tags and merges custom fields, whose keys are lower-cased, of one list', async () => {
		await subscribe({ email: 'eva@example.com', tags: ['a', 'b'], custom_fields: { SHOP: 'x', Size: { value: 4, type: 'int' } } });
		await subscribe({ email: 'eva@example.com', tags: ['c'], custom_fields: { shop: 'y' } }, { update_existing: true });
		expect(await read('eva@example.com')).toMatchObject({ tags: ['c'], custom_fields: { shop: 'y', size: '4' } });
		expect((await world.api.get(`/lists/${list}`)).data.list.custom_fields).toEqual({ shop: { type: 'string', name: 'shop' }, size: { type: 'int', name: 'size' } });
	});

	test('tags are the same in all lists', async () => {
		const other = world.list('Other');
		await subscribe({ email: 'eva@example.com', tags: ['a'] });
		await subscribe({ email: 'eva@example.com', tags: ['b'] }, {}, other);
		expect((await read('eva@example.com')).tags).toEqual(['b']);
		expect((await world.api.get('/subscribers/eva@example.com')).data.subscriber).toMatchObject({ tags: ['b'], lists: { 1: { status: 1 }, 2: { status: 1 } } });
	});

	test('splits a name of two words, unless a surname comes with it', async () => {
		await subscribe({ email: 'a@example.com', name: 'Jan Karel' });
		await subscribe({ email: 'b@example.com', name: 'Jan Karel', surname: '' });
		expect([(await read('a@example.com')).surname, (await read('b@example.com')).surname]).toEqual(['Karel', null]);
	});

	test.each([
		['an address that is none', { email: 'nobody' }],
		['a tag over 50 characters', { email: 'a@example.com', tags: ['x'.repeat(51)] }],
		['tags over 2,000 characters', { email: 'a@example.com', tags: Array.from({ length: 50 }, (_, index) => `${index}`.padStart(45, 't')) }],
		['custom fields over 5,000 characters', { email: 'a@example.com', custom_fields: { a: 'x'.repeat(5001) } }],
		['two keys that are one', { email: 'a@example.com', custom_fields: { a: '1', 'A ': '2' } }],
		['a gender that it does not know', { email: 'a@example.com', gender: 'x' }],
		['a status that it does not know', { email: 'a@example.com', status: 9 }],
	])('refuses %s', async (_what, data) => {
		expect((await subscribe(data)).status).toBe(422);
	});

	test('asks to confirm where the list does so', async () => {
		const asking = world.list('Asking', true);
		await subscribe({ email: 'eva@example.com' }, {}, asking);
		await subscribe({ email: 'jan@example.com' }, { skip_confirmation: true }, asking);
		expect([(await read('eva@example.com', asking)).status, (await read('jan@example.com', asking)).status]).toEqual([6, 1]);
		world.hand('subscriber.confirm', { listId: asking, email: 'eva@example.com' });
		expect((await read('eva@example.com', asking)).status).toBe(1);
	});

	test('brings nobody back who unsubscribed, unless asked', async () => {
		await subscribe({ email: 'eva@example.com' });
		expect((await world.api.delete(`/lists/${list}/unsubscribe`, { data: { email: 'eva@example.com' } })).data).toMatchObject({ status: 2, email: 'eva@example.com' });
		await subscribe({ email: 'eva@example.com' }, { update_existing: true });
		expect((await read('eva@example.com')).status).toBe(2);
		await subscribe({ email: 'eva@example.com' }, { resubscribe: true });
		expect((await read('eva@example.com')).status).toBe(1);
	});
});

describe('bulk calls', () => {
	test('take 3,000 rows, drop the rest without a word, and answer the number of new ones', async () => {
		await subscribe({ email: 'p1@example.com' });
		expect((await bulk(rows(3010))).data).toEqual({ inserts: 2999 });
		expect((await world.api.get(`/lists/${list}/subscribers?per_page=10`)).data).toMatchObject({ total: 3000, last_page: 300 });
	});

	test('make an unsubscribed one subscribed only when asked, and take 1 for a missing status', async () => {
		await subscribe({ email: 'p0@example.com' });
		world.hand('subscriber.status', { listId: list, email: 'p0@example.com', status: 2 });
		await bulk([{ email: 'p0@example.com' }]);
		expect((await read('p0@example.com')).status).toBe(2);
		await bulk([{ email: 'p0@example.com' }], { resubscribe: true });
		expect((await read('p0@example.com')).status).toBe(1);
	});

	test('never ask to confirm', async () => {
		const asking = world.list('Asking', true);
		await world.api.post(`/lists/${asking}/subscribe-bulk`, { subscriber_data: rows(2) });
		expect((await read('p0@example.com', asking)).status).toBe(1);
	});

	test('are refused for one bad row, or leave it out, as the switch says', async () => {
		expect((await bulk([...rows(2), { email: 'bad' }])).status).toBe(422);
		world.turn('invalidRow', 'dropped');
		expect((await bulk([...rows(2), { email: 'bad' }])).data).toEqual({ inserts: 2 });
	});

	test('take effect later, where the switch says so', async () => {
		world.turn('bulkProcessing', 'delayed');
		await bulk(rows(1));
		expect(await read('p0@example.com')).toBeUndefined();
		world.sandbox.clock.advance(10_000);
		expect((await read('p0@example.com')).status).toBe(1);
	});

	test('that update count the members only, and keep what is not sent', async () => {
		await subscribe({ email: 'p0@example.com', name: 'Eva', tags: ['a'] });
		const answer = await world.api.put(`/lists/${list}/update-subscriber-bulk`, { subscriber_data: [...rows(2), { email: 'p0@example.com', company: 'Acme', status: 1 }] });
		expect(answer.data).toEqual({ updates: 2 });
		expect(await read('p0@example.com')).toMatchObject({ name: 'Eva', company: 'Acme', tags: ['a'] });
	});
});

describe('updating and removing one', () => {
	test('wants the address at the root', async () => {
		await subscribe({ email: 'eva@example.com' });
		expect((await world.api.put(`/lists/${list}/update-subscriber`, { subscriber_data: { email: 'eva@example.com' } })).data.errors).toEqual({ email: ['email_required'] });
		expect((await world.api.put(`/lists/${list}/update-subscriber`, { email: 'eva@example.com', subscriber_data: { name: 'Eva', tags: ['x'] } })).data).toMatchObject({ name: 'Eva', bounce_hard: 0 });
		expect((await read('eva@example.com')).tags).toEqual(['x']);
	});

	test('deletes from all lists', async () => {
		await subscribe({ email: 'eva@example.com' });
		expect((await world.api.delete('/subscribers/eva@example.com/delete')).status).toBe(200);
		expect([(await world.api.get('/subscribers/eva@example.com')).status, await read('eva@example.com')]).toEqual([404, undefined]);
	});

	test('lists are paged by state', async () => {
		for (const [index, status] of [1, 2, 4, 5, 6].entries()) world.hand('subscriber.put', { listId: list, email: `p${index}@example.com`, status });
		const statuses = ['', '&status=unsubscribed', '&status=bounced', '&status=complained', '&status=not_confirmed'];
		const found = await Promise.all(statuses.map(async (status) => (await world.api.get(`/lists/${list}/subscribers?page=0${status}`)).data.data.map((row: { status: number }) => row.status)));
		expect(found).toEqual([[1], [2], [4], [5], [6]]);
	});
});
