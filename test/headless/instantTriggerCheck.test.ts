import type { IDataObject } from 'n8n-workflow';
import { openBothSides, startNodes, VIP, type BothSides } from './bothSides';
import type { Engine, NodeSetting } from './engine';
import { startWebhookServer, type WebhookServer, type WebhookTrigger } from './webhookServer';

let engine: Engine;
let server: WebhookServer;
let place: BothSides;
let stored: { staticData: IDataObject };
beforeAll(async () => {
	engine = await startNodes();
	server = await startWebhookServer(engine);
});
afterAll(() => server.close());
beforeEach(async () => {
	place = await openBothSides();
	stored = { staticData: {} };
});
afterEach(() => place.sandbox.close());

const WARNING = 'RAYNET no longer has the webhook of the CRM Instant Trigger in the workflow wf: it removes one that it could not deliver to for seven days. Publish that workflow again; what was missed meanwhile, this run has made good. If you took the trigger away yourself, there is nothing to do.';

/** A run of the nightly Contact Sync: its warnings, its hint, and how often the webhooks were looked at. */
async function night(parameters: IDataObject = {}): Promise<{ warnings: unknown; hint: string; kind?: string; looks: number }> {
	place.wait();
	place.sandbox.clearCalls();
	const setting: NodeSetting = { type: 'contactSync', parameters: { records: 'person', ...VIP, read: 'everything', ...parameters }, credentials: { ...place.raynet, ...place.google }, stored };
	const { data } = await engine.outcome(setting, [{}]);
	if (data.resultData.error) throw data.resultData.error;
	const [task] = data.resultData.runData.Node ?? [];
	const summary = task?.data?.main?.[2]?.[0]?.json ?? {};
	const ops = place.ops('raynet');
	expect((summary.cost as IDataObject).crmCalls).toBe(ops.length);
	return { warnings: summary.warnings, hint: String(task?.hints?.[0]?.message), kind: task?.hints?.[0]?.type, looks: ops.filter((op) => op === 'webhook.list').length };
}

function instantTrigger(at?: string): WebhookTrigger {
	return server.open({ type: 'crmInstantTrigger', credentials: place.raynet }, 'production', at);
}

function removeAll(): void {
	const { instances } = place.sandbox.service('raynet').dump() as { instances: { acme: { webhooks: Array<{ uuid: string }> } } };
	for (const { uuid } of instances.acme.webhooks) place.hand('raynet', 'webhook.remove', { uuid });
}

test('the nightly run warns when RAYNET has removed the webhook, until it is back, for one call', async () => {
	const trigger = instantTrigger();
	await trigger.activate();
	expect(await night()).toMatchObject({ warnings: undefined, kind: 'info', looks: 1 });
	removeAll();
	const warned = await night();
	expect(warned).toMatchObject({ warnings: [WARNING], kind: 'warning', looks: 1 });
	expect(warned.hint).toContain(WARNING);
	expect((await night()).warnings).toEqual([WARNING]);
	expect(await trigger.activate()).toBe('registered');
	expect(await night()).toMatchObject({ warnings: undefined, kind: 'info' });
});

test('who took the trigger away himself is told for seven nights, and not for ever', async () => {
	const trigger = instantTrigger();
	await trigger.activate();
	await night();
	await trigger.deactivate();
	const told: unknown[] = [];
	for (let n = 0; n < 9; n += 1) told.push((await night()).warnings);
	expect(told).toEqual([...Array.from({ length: 7 }, () => [WARNING]), undefined, undefined]);
});

test('a trigger that was made anew under another address is no loss, and neither are webhooks of others or of a test', async () => {
	const first = instantTrigger();
	await first.activate();
	const test = server.open({ type: 'crmInstantTrigger', credentials: place.raynet }, 'test');
	await test.activate();
	await night();
	await first.deactivate();
	await test.deactivate();
	await instantTrigger('http://127.0.0.1:9').activate();
	expect((await night()).warnings).toBeUndefined();
});

test('no run but a nightly one looks, nor one that is told not to, and a login that may not look gets no warning', async () => {
	await instantTrigger().activate();
	await night();
	removeAll();
	expect(await night({ read: 'changes' })).toMatchObject({ warnings: undefined, looks: 0 });
	expect(await night({ options: { checkInstantTrigger: false } })).toMatchObject({ warnings: undefined, looks: 0 });
	place.sandbox.fault({ service: 'raynet', op: 'webhook.list', effect: { kind: 'answer', status: 403, body: { message: 'AccessDenied' } } });
	expect(await night()).toMatchObject({ warnings: undefined, looks: 1 });
	expect((await night()).warnings).toEqual([WARNING]);
});
