import type { IDataObject } from 'n8n-workflow';
import { createEcomail, ecomailAccounts } from '../../sandbox/ecomail';
import { startSandbox, type Sandbox } from '../../sandbox/kit';
import { createRaynet } from '../../sandbox/raynet';
import { raynetAccounts } from '../../sandbox/raynet/accounts';
import { startEngine, type Engine, type NodeSetting } from './engine';
import { startWebhookServer, type WebhookServer, type WebhookTrigger } from './webhookServer';

const SECRET = 'a-secret-of-enough-length';
const EVA = 'eva@example.com';

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
/** A sandbox of its own per test: the nodes remember what they know of a login, as they should. */
beforeEach(async () => {
	sandbox = await startSandbox({ services: [createEcomail, createRaynet] });
	list = String((hand('ecomail', 'list.create', { name: 'News' }) as { id: number }).id);
	hand('ecomail', 'subscriber.put', { listId: list, email: EVA });
	hand('raynet', 'person.create', { lastName: 'Nováková', contactInfo: { email: EVA } });
});
afterEach(() => sandbox.close());

const hand = (service: 'ecomail' | 'raynet', action: string, args: Record<string, unknown> = {}): unknown => sandbox.service(service).control(action, args);
const ecomail = (): IDataObject => ({ apiKey: ecomailAccounts.acme.apiKey, baseUrl: sandbox.url('ecomail') });
const raynet = (): IDataObject => ({ server: 'own', baseUrl: sandbox.url('raynet'), instanceName: raynetAccounts.acme.instance, email: raynetAccounts.acme.userName, apiKey: raynetAccounts.acme.apiKey });

async function listen(parameters: IDataObject): Promise<void> {
	trigger = server.open({ type: 'emailMarketingTrigger', parameters, credentials: { ecomailContactSyncApi: ecomail() } } as NodeSetting);
	await trigger.activate();
}

/** What follows the trigger in its template: writes to the CRM that each execution leads to. */
async function writesOf(parameters: IDataObject): Promise<number[]> {
	const counts: number[] = [];
	for (const { items } of trigger.executions) {
		sandbox.clearCalls();
		await engine.run({ type: 'crmContact', parameters, credentials: { raynetContactSyncApi: raynet() } } as NodeSetting, items);
		counts.push(sandbox.calls('raynet').filter(({ committed }) => committed).length);
	}
	return counts;
}

const deliverAllTwice = async (): Promise<void> => {
	const sent = (await hand('ecomail', 'deliveries.settled')) as Array<{ n: number }>;
	for (const { n } of sent) hand('ecomail', 'deliveries.repeat', { n });
	await hand('ecomail', 'deliveries.settled');
};
const optOut = { resource: 'contact', operation: 'optOut' };
const tagStep = { resource: 'tag', operation: 'add', tagName: { __rl: true, mode: 'name', value: '={{ $json.query.tag }}' } };

/** How each kind of event comes about, and what its template does with it. */
const kinds = [
	{
		source: 'list',
		parameters: { secret: SECRET },
		follows: optOut,
		happen(): void {
			hand('ecomail', 'list.webhook', { id: list, url: `${trigger.url}?token=${SECRET}` });
			hand('ecomail', 'subscriber.status', { listId: list, email: EVA, status: 2 });
		},
		executions: 2,
	},
	{
		source: 'account',
		parameters: { messageEvents: ['unsubscribed'] },
		follows: optOut,
		happen(): void {
			const { id } = hand('ecomail', 'campaign.send', { listIds: [list] }) as { id: number };
			hand('ecomail', 'event', { event: 'unsub', email: EVA, campaignId: id });
		},
		// Only these carry an id by which a repeat is known.
		executions: 1,
	},
	{
		source: 'automation',
		parameters: { secret: SECRET },
		follows: tagStep,
		happen(): void {
			const { id } = hand('ecomail', 'pipeline.create', { name: 'VIP', actions: [{ type: 'webhook', properties: { url: `${trigger.url}?token=${SECRET}&tag=VIP&do=add` } }] }) as { id: number };
			hand('ecomail', 'pipeline.enter', { id, email: EVA });
		},
		executions: 2,
	},
];

describe.each(kinds)('an event of the kind $source', ({ source, parameters, follows, happen, executions }) => {
	test('that comes twice is written once', async () => {
		await listen({ source, ...parameters });
		happen();
		await deliverAllTwice();

		const [first = 0, ...others] = await writesOf(follows);
		expect([first > 0, others]).toEqual([true, Array.from({ length: executions - 1 }, () => 0)]);
	});

	test('with a wrong secret, with half of it or with none is answered with 401 and starts nothing', async () => {
		await listen({ source, ...parameters });
		const right = source === 'account' ? String((trigger.saved['node:Node'] as IDataObject).secret) : SECRET;
		const body = source === 'account' ? [{ msys: { unsubscribe_event: { type: 'link_unsubscribe', rcpt_to: EVA, event_id: '1' } } }] : source === 'list' ? { payload: { email: EVA, status: 'UNSUBSCRIBED', listId: 1 } } : { pipeline: 1, email: EVA };
		const send = async (query: string): Promise<number> => (await fetch(`${trigger.url}${query}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })).status;
		const wrong = [`?token=${right.slice(0, -1)}x`, `?token=${right.slice(0, 8)}`, `?token=${right}${right}`, '?token=', '', `?token[]=${right}`];

		expect([await Promise.all(wrong.map(send)), trigger.executions]).toEqual([wrong.map(() => 401), []]);
		expect([await send(`?token=${right}`), trigger.executions.length]).toEqual([200, 1]);
	});
});
