import { startEcomail, startReceiver, type EcomailWorld } from './ecomailSupport';

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

const people = (count: number): void => {
	for (let index = 0; index < count; index += 1) world.hand('subscriber.put', { listId: list, email: `p${index}@example.com`, name: 'Eva' });
};
const send = (): number => (world.hand('campaign.send', { listIds: [list], title: 'March' }) as { id: number }).id;
const status = async (email: string): Promise<number> => (await world.api.get(`/lists/${list}/subscriber/${email}`)).data.subscriber.status;

describe('campaigns', () => {
	test('go to who is subscribed, and count per contact in pages of 100', async () => {
		people(103);
		world.hand('subscriber.status', { listId: list, email: 'p0@example.com', status: 2 });
		const id = send();
		world.hand('event', { event: 'open', email: 'p1@example.com', campaignId: id });
		world.hand('event', { event: 'open', email: 'p1@example.com', campaignId: id });
		const first = (await world.api.get(`/campaigns/${id}/stats-detail?per_page=5000`)).data;
		const second = (await world.api.get(`/campaigns/${id}/stats-detail?page=2`)).data;
		expect([Object.keys(first.subscribers).length, first.total, first.next_page_url, second.next_page_url]).toEqual([100, 102, '?page=2', null]);
		expect(first.subscribers['p1@example.com']).toMatchObject({ send: 1, open: 2, click: 0 });
		expect((await world.api.get('/campaigns?filters[status]=3')).data).toMatchObject([{ id, title: 'March', sent_at: '2026-03-02 08:00:00', recipients: 102, status: 3 }]);
	});

	test('have a log that can be asked for events, sorted by id', async () => {
		people(2);
		const id = send();
		world.hand('event', { event: 'open', email: 'p1@example.com', campaignId: id, at: Date.UTC(2026, 2, 1) });
		const log = (await world.api.get(`/campaigns/${id}/log?events[]=open&events[]=click&sort_by=id`)).data;
		expect(log).toMatchObject({ total: 1, campaign_log: [{ id: 3, event: 'open', email: 'p1@example.com', occured_at: '2026-03-01T00:00:00.000000Z' }] });
	});

	test('an unsubscribe link, a bounce and a complaint change the state', async () => {
		people(3);
		const id = send();
		for (const [email, event] of Object.entries({ 'p0@example.com': 'unsub', 'p1@example.com': 'hard_bounce', 'p2@example.com': 'spam' })) world.hand('event', { event, email, campaignId: id });
		expect([await status('p0@example.com'), await status('p1@example.com'), await status('p2@example.com')]).toEqual([2, 4, 5]);
	});

	test('are played over simulated days, the same for the same seed', async () => {
		const playOnce = async (): Promise<unknown> => {
			world.sandbox.reset();
			list = world.list();
			people(60);
			const { id: pipelineId } = world.hand('pipeline.create', { name: 'Welcome', actions: [{ type: 'mail' }, { type: 'tag', properties: { tag: 'welcomed' } }] }) as { id: number };
			return world.hand('play', { days: 5, listId: list, pipelineId });
		};
		const first = (await playOnce()) as { campaigns: number[]; events: number };
		expect(first.campaigns).toEqual([1, 2, 3, 4, 5]);
		expect(first.events).toBeGreaterThan(300);
		expect(world.sandbox.clock.now()).toBe(Date.UTC(2026, 2, 7, 8));
		expect(await playOnce()).toEqual(first);
		const log = (await world.api.get('/campaigns/1/log?events[]=open&per_page=100')).data.campaign_log as Array<{ occured_at: string }>;
		expect(new Set(log.map(({ occured_at: at }) => at.slice(0, 10))).size).toBeGreaterThan(1);
	});

	test('of days that lie behind leave the clock alone, one day at a time too', async () => {
		people(20);
		const now = world.sandbox.clock.now();
		for (const day of [2, 1]) world.hand('play', { days: 1, listId: list, from: now - day * 86_400_000 });

		const { data } = await world.api.get('/campaigns');
		expect((data as Array<{ title: string; sent_at: string }>).map(({ title, sent_at: at }) => [title, at.slice(0, 10)])).toEqual([['Newsletter 2', '2026-03-01'], ['Newsletter 1', '2026-02-28']]);
		expect(world.sandbox.clock.now()).toBe(now);
	});
});

describe('automations', () => {
	test('tag, are counted, and tell their steps', async () => {
		people(1);
		const actions = [{ type: 'mail' }, { type: 'tag', properties: { tag: 'VIP' } }, { type: 'untag', properties: { tag: 'new' } }];
		const { id } = world.hand('pipeline.create', { name: 'Welcome', actions }) as { id: number };
		await world.api.post(`/pipelines/${id}/trigger`, { email: 'p0@example.com' });
		expect((await world.api.get(`/pipelines/${id}/actions`)).data.data).toMatchObject(actions);
		expect((await world.api.get(`/pipelines/${id}/stats`)).data.stats).toMatchObject({ triggered: 1, send: 1 });
		expect((await world.api.get(`/pipelines/${id}/stats-detail`)).data.subscribers).toMatchObject({ 'p0@example.com': { send: 1 } });
		expect((await world.api.get('/subscribers/p0@example.com')).data.subscriber.tags).toEqual(['VIP']);
		expect((await world.api.get('/subscribers/p0@example.com/automation-log')).data.total).toBe(3);
		expect((await world.api.get('/subscribers/p0@example.com/email-log')).data.data).toMatchObject([{ event: 'send', autoresponder_id: id }]);
	});
});

describe('webhooks', () => {
	test('a list tells subscribes by API and people\'s unsubscribes, not those by API', async () => {
		const receiver = await startReceiver();
		world.hand('list.webhook', { id: list, url: receiver.url });
		await world.api.post(`/lists/${list}/subscribe`, { subscriber_data: { email: 'eva@example.com' } });
		world.hand('subscriber.status', { listId: list, email: 'eva@example.com', status: 2 });
		await world.api.post(`/lists/${list}/subscribe`, { subscriber_data: { email: 'eva@example.com' }, resubscribe: true });
		await world.api.delete(`/lists/${list}/unsubscribe`, { data: { email: 'eva@example.com' } });
		await world.deliveries();
		const payload = (state: string) => ({ payload: { email: 'eva@example.com', status: state, listId: list, campaignId: null } });
		expect(receiver.received.map(({ body }) => body)).toEqual([payload('SUBSCRIBED'), payload('UNSUBSCRIBED'), payload('SUBSCRIBED')]);
		await receiver.close();
	});

	test('the account tells events of messages, a sample first, and again what was not taken', async () => {
		const receiver = await startReceiver([200, 500]);
		await world.api.post('/account/settings/webhook', { url: receiver.url });
		people(1);
		world.hand('event', { event: 'click', email: 'p0@example.com', campaignId: send(), url: 'https://shop.example/' });
		expect((await world.deliveries()).map(({ status: answered }) => answered)).toEqual([200, 500, 200]);
		world.hand('deliveries.retry');
		expect((await world.deliveries()).map(({ tries }) => tries)).toEqual([1, 2, 1]);
		expect(receiver.received.map(({ headers }) => headers['x-messagesystems-batch-id'])).toEqual(['sample', 'batch-1', 'batch-2', 'batch-1']);
		expect(receiver.received[2]?.body).toMatchObject([{ msys: { track_event: { type: 'click', rcpt_to: 'p0@example.com', target_link_url: 'https://shop.example/', rcpt_meta: { campaign_id: '1' } } } }]);
		await receiver.close();
	});

	test('nothing outside this machine is ever called', async () => {
		await world.api.post('/account/settings/webhook', { url: 'https://n8n.example/hook' });
		expect((await world.deliveries()).map(({ status: answered }) => answered)).toEqual(['foreign']);
	});

	test('a step of an automation tells the whole contact', async () => {
		const receiver = await startReceiver();
		people(1);
		const { id } = world.hand('pipeline.create', { name: 'VIP', actions: [{ type: 'tag', properties: { tag: 'VIP' } }, { type: 'webhook', properties: { url: receiver.url } }] }) as { id: number };
		world.hand('pipeline.enter', { id, email: 'p0@example.com' });
		await world.deliveries();
		expect(receiver.received[0]?.body).toMatchObject({ account: 'acme', pipeline: id, email: 'p0@example.com', subscriber: { name: 'Eva', tags: ['VIP'] }, subscribers: [{ list_id: list, status: 1 }] });
		await receiver.close();
	});
});

test('the seed fills two lists, in all sizes alike', async () => {
	world.sandbox.seed({ people: 200, companies: 20 });
	const lists = (await world.api.get('/lists')).data as Array<{ name: string; double_optin: boolean; active_subscribers: number }>;
	expect(lists.map(({ name, double_optin: asks }) => [name, asks])).toEqual([
		['Newsletter', false],
		['Akce (double opt-in)', true],
	]);
	expect(lists[0]?.active_subscribers).toBeGreaterThan(20);
	expect(world.sandbox.service('ecomail').rows().length).toBeGreaterThan(lists[0]?.active_subscribers ?? 0);
});
