import type { IDataObject } from 'n8n-workflow';
import { createEcomail, ecomailAccounts } from '../../sandbox/ecomail';
import { startSandbox, type Sandbox } from '../../sandbox/kit';
import { startEngine, type Engine, type NodeSetting } from './engine';
import { startWebhookServer, type WebhookServer, type WebhookTrigger } from './webhookServer';

const SECRET = 'a-secret-of-enough-length';
const key = ecomailAccounts.acme.apiKey;

let engine: Engine;
let server: WebhookServer;
let sandbox: Sandbox;
let list: string;
let trigger: WebhookTrigger;
beforeAll(async () => {
	engine = await startEngine();
	server = await startWebhookServer(engine);
});
afterAll(() => server.close());
/** A sandbox of its own per test: the node remembers what it knows of a login, as it should. */
beforeEach(async () => {
	sandbox = await startSandbox({ services: [createEcomail] });
	list = String((hand('list.create', { name: 'News' }) as { id: number }).id);
	hand('subscriber.put', { listId: list, email: 'eva@example.com' });
});
afterEach(() => sandbox.close());

const hand = (action: string, args: Record<string, unknown> = {}): unknown => sandbox.service('ecomail').control(action, args);
const ops = (): string[] => sandbox.calls('ecomail').map(({ op }) => op);
const setting = (parameters: IDataObject): NodeSetting => ({ type: 'emailMarketingTrigger', parameters, credentials: { ecomailContactSyncApi: { apiKey: key, baseUrl: sandbox.url('ecomail') } } });

async function activated(parameters: IDataObject): Promise<WebhookTrigger> {
	trigger = server.open(setting(parameters));
	await trigger.activate();
	return trigger;
}

interface Sent {
	n: number;
	status: number;
}
const settled = (): Promise<Sent[]> => hand('deliveries.settled') as Promise<Sent[]>;
const items = (): IDataObject[] => trigger.executions.flatMap((execution) => execution.items);
const secret = (): string => String((trigger.saved['node:Node'] as IDataObject).secret);

/** What the account's slot holds, by plain HTTP. */
async function slot(url?: string): Promise<string | null> {
	const answer = await fetch(`${sandbox.url('ecomail')}/account/settings/webhook`, {
		method: url === undefined ? 'GET' : 'POST',
		headers: { key, 'content-type': 'application/json' },
		...(url === undefined ? {} : { body: JSON.stringify({ url }) }),
	});
	return ((await answer.json()) as { url: string | null }).url;
}

async function post(body: unknown, query = ''): Promise<number> {
	return (await fetch(`${trigger.url}${query}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })).status;
}

const left = { payload: { email: 'eva@example.com', status: 'UNSUBSCRIBED', listId: 1, campaignId: null } };

describe('the webhook of a list', () => {
	const byList = { source: 'list', secret: SECRET };

	test('starts with who subscribes and who leaves', async () => {
		await activated(byList);
		hand('list.webhook', { id: list, url: `${trigger.url}?token=${SECRET}` });
		hand('subscriber.status', { listId: list, email: 'eva@example.com', status: 2 });
		await settled();

		expect(items()).toEqual([{ event: 'unsubscribed', service: 'ecomail', source: 'list', email: 'eva@example.com', listId: list }]);
		expect(ops()).toEqual([]);
	});

	test.each([['a wrong secret', '?token=a-secret-of-enough-lengtH'], ['half of it', '?token=a-secret'], ['none', ''], ['two', `?token=${SECRET}&token=${SECRET}`]])('answers %s with 401 and starts nothing', async (_what, query) => {
		await activated(byList);

		expect(await post(left, query)).toBe(401);
		expect(trigger.executions).toEqual([]);
	});

	test('events that are not wanted, and what cannot be read, are accepted and start nothing', async () => {
		await activated({ ...byList, listEvents: ['subscribed'] });
		const answers = [await post(left, `?token=${SECRET}`), await post({}, `?token=${SECRET}`), await post([1], `?token=${SECRET}`)];

		expect([answers, trigger.executions]).toEqual([[200, 200, 200], []]);
	});

	test.each(['', 'short', 'with blanks and more of them'])('is refused with the secret "%s"', async (weak) => {
		await expect(activated({ source: 'list', secret: weak })).rejects.toMatchObject({ message: expect.stringContaining('at least 16') });
	});

	test('needs no request to come and to go', async () => {
		await activated(byList);
		await trigger.deactivate();

		expect(ops()).toEqual([]);
	});
});

describe('the webhook of an automation step', () => {
	test('tells what its address says, and the tags of the person', async () => {
		await activated({ source: 'automation', secret: SECRET });
		hand('subscriber.tag', { email: 'eva@example.com', tag: 'web' });
		const { id } = hand('pipeline.create', { name: 'VIP', actions: [{ type: 'webhook', properties: { url: `${trigger.url}?token=${SECRET}&tag=VIP&do=add` } }] }) as { id: number };
		hand('pipeline.enter', { id, email: 'eva@example.com' });
		await settled();

		expect(items()).toEqual([
			{ event: 'automationStep', service: 'ecomail', source: 'automation', email: 'eva@example.com', mailingId: `automation:${id}`, tags: ['web'], query: { tag: 'VIP', do: 'add' } },
		]);
	});

	test('hands the whole of it on when asked to', async () => {
		await activated({ source: 'automation', secret: SECRET, options: { includeRaw: true } });
		const body = { pipeline: 3, email: 'eva@example.com', subscriber: { raynet_id: 12 } };
		await post(body, `?token=${SECRET}`);

		expect(items()).toMatchObject([{ raw: body }]);
		expect(JSON.stringify(items())).not.toContain(SECRET);
	});
});

describe('the webhook of the account', () => {
	const messages = { source: 'account' };

	test('comes with the workflow and goes with it, with a secret of its own each time', async () => {
		await activated(messages);
		const first = secret();
		expect([await slot(), first]).toEqual([`${trigger.url}?token=${first}`, expect.stringMatching(/^[0-9a-f]{48}$/)]);
		expect(await trigger.activate()).toBe('kept');

		await trigger.deactivate();
		expect([await slot(), trigger.saved]).toEqual([null, { 'node:Node': {} }]);
		await trigger.activate();
		expect(secret()).not.toBe(first);
	});

	test('is never set over the address of another tool, nor removed with ours', async () => {
		await slot('https://elsewhere.example/hook');
		await expect(activated(messages)).rejects.toMatchObject({ message: expect.stringContaining('in use by another tool') });
		expect([await slot(), trigger.saved]).toEqual(['https://elsewhere.example/hook', { 'node:Node': {} }]);

		await slot('');
		await activated(messages);
		await slot('https://elsewhere.example/hook');
		await trigger.deactivate();
		expect(await slot()).toBe('https://elsewhere.example/hook');
	});

	test('starts with what becomes of messages, and takes the sample of the service for what it is', async () => {
		await activated(messages);
		await settled();
		expect(trigger.executions).toEqual([]);

		const { id } = hand('campaign.send', { listIds: [list] }) as { id: number };
		for (const event of ['open', 'click', 'hard_bounce']) hand('event', { event, email: 'eva@example.com', campaignId: id, url: 'https://shop.example/' });
		const sent = await settled();

		expect(items().map(({ event, email, mailingId }) => [event, email, mailingId])).toEqual(['opened', 'clicked', 'bounced'].map((event) => [event, 'eva@example.com', `campaign:${id}`]));
		expect(new Set(sent.map(({ status }) => status))).toEqual(new Set([200]));
	});

	test('starts nothing for a delivery that comes again', async () => {
		await activated(messages);
		const { id } = hand('campaign.send', { listIds: [list] }) as { id: number };
		hand('event', { event: 'open', email: 'eva@example.com', campaignId: id });
		const last = (await settled()).at(-1) as Sent;
		hand('deliveries.repeat', { n: last.n });
		await settled();

		expect(items().map(({ event }) => event)).toEqual(['opened']);
	});

	test('refuses who does not know the secret', async () => {
		await activated(messages);
		const event = [{ msys: { track_event: { type: 'open', rcpt_to: 'eva@example.com', event_id: '1' } } }];

		expect([await post(event), await post(event, '?token=wrong'), await post(event, '?token='), trigger.executions]).toEqual([401, 401, 401, []]);
	});

	test('a burst of 500 deliveries is 500 executions and no request', async () => {
		await activated({ source: 'list', secret: SECRET });
		const bodies = Array.from({ length: 500 }, (_, n) => ({ payload: { ...left.payload, email: `p${n}@example.com` } }));
		const answers = await Promise.all(bodies.map((body) => post(body, `?token=${SECRET}`)));

		expect([new Set(answers), new Set(items().map(({ email }) => email)).size, ops()]).toEqual([new Set([200]), 500, []]);
	});
});
