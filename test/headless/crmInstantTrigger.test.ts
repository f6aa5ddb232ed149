import type { IDataObject } from 'n8n-workflow';
import { raynetAccounts } from '../../sandbox/raynet/accounts';
import { startEngine, type Engine, type NodeSetting } from './engine';
import { openPlace, type Place } from './place';
import { startWebhookServer, type WebhookServer, type WebhookTrigger } from './webhookServer';

const DAY = 86_400_000;

let engine: Engine;
let place: Place;
let server: WebhookServer;
let trigger: WebhookTrigger;
beforeAll(async () => {
	engine = await startEngine();
	place = await openPlace();
	server = await startWebhookServer(engine);
});
afterAll(async () => {
	await place.sandbox.close();
	await server.close();
});
beforeEach(() => {
	place.sandbox.reset();
	place.hand('raynet', 'webhook.pace', { pauseMs: 0 });
	login += 1;
});
afterEach(() => jest.restoreAllMocks());

/** Each test has a login of its own, so that nothing remembered of one is known to the next. */
let login = 0;
function setting(parameters: IDataObject = {}): NodeSetting {
	const credential = { ...place.raynet.raynetContactSyncApi, note: String(login) };
	return { type: 'crmInstantTrigger', parameters, credentials: { raynetContactSyncApi: credential } };
}

async function activated(parameters: IDataObject = {}): Promise<WebhookTrigger> {
	trigger = server.open(setting(parameters));
	await trigger.activate();
	return trigger;
}

const vip: IDataObject = { scope: 'tag', tag: { __rl: true, mode: 'name', value: 'VIP' } };
const hand = (action: string, args: IDataObject = {}): Record<string, unknown> => place.hand('raynet', action, args);
const addPerson = (lastName: string, ...tags: string[]): number => Number(hand('person.create', { lastName, tags }).id);

interface Registered {
	webhookId: string;
	url: string;
	secretToken: string | null;
	eventsFilter: string[];
}

const { userName, apiKey, instance } = raynetAccounts.acme;

async function raynet(method: string, path: string, body?: object): Promise<{ data: { webhooks: Registered[] } }> {
	const headers = { authorization: `Basic ${Buffer.from(`${userName}:${apiKey}`).toString('base64')}`, 'x-instance-name': instance };
	const answer = await fetch(`${place.sandbox.url('raynet')}/api/v2/${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
	return (await answer.json()) as { data: { webhooks: Registered[] } };
}

const registered = async (): Promise<Registered[]> => (await raynet('GET', 'webhook/')).data.webhooks;
const deliveries = (): Array<{ answer: number | string }> => hand('webhook.deliveries') as unknown as Array<{ answer: number | string }>;
const waiting = (): Array<{ events: number }> => hand('webhook.waiting') as unknown as Array<{ events: number }>;

/** Until RAYNET has sent everything; an event that was not accepted waits on. */
async function delivered(): Promise<void> {
	const isDone = (): boolean => waiting().every(({ events }) => events === 0) || deliveries().some(({ answer }) => answer !== 200);
	do await new Promise((resolve) => setTimeout(resolve, 10));
	while (!isDone());
}

const items = (): IDataObject[] => trigger.executions.flatMap((execution) => execution.items);
const brief = (): string[] => items().map(({ event, recordType, recordId }) => `${String(event)} ${String(recordType)} ${String(recordId)}`);

/** What a caller gets who posts an event by himself. */
async function post(body: object, query = '', headers: Record<string, string> = {}): Promise<number> {
	const answer = await fetch(`${trigger.url}${query}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
	return answer.status;
}

const secret = (): string => String((trigger.saved['node:Node'] as IDataObject).secret);
const created = (entityId: number, eventId = 'e1'): object => ({ eventId, type: 'record.created', data: { entityName: 'Person', entityId, extIds: null } });

describe('the registration', () => {
	test('comes with the workflow and goes with it, and the webhooks of others stay', async () => {
		await raynet('PUT', 'webhook/', { url: 'https://elsewhere.example/hook', events: ['record.created'] });
		await activated({ records: 'person', events: ['created', 'deleted'] });
		expect(await registered()).toMatchObject([
			{ url: 'https://elsewhere.example/hook' },
			{ url: expect.stringMatching(new RegExp(`^${trigger.url}\\?token=${secret()}&n8n=[0-9a-f]{12}&workflow=wf$`)) as string, secretToken: secret(), eventsFilter: ['record.created', 'record.deleted'] },
		]);
		expect(secret()).toMatch(/^[0-9a-f]{48}$/);

		await trigger.deactivate();
		expect(await registered()).toMatchObject([{ url: 'https://elsewhere.example/hook' }]);
		expect(trigger.saved).toEqual({ 'node:Node': {} });
		await trigger.deactivate();
	});

	test('is looked at when the workflow is published: kept as it is, or made anew where RAYNET has removed it', async () => {
		await activated();
		place.sandbox.clearCalls();
		expect(await trigger.activate()).toBe('kept');
		expect(place.ops('raynet')).toEqual(['webhook.list']);

		hand('webhook.remove', { uuid: (await registered())[0]?.webhookId });
		expect(await trigger.activate()).toBe('registered');
		expect(await registered()).toHaveLength(1);
	});

	test('replaces an earlier one of this node whose secret is lost', async () => {
		await activated();
		const again = server.open(setting());
		expect(await again.activate()).toBe('registered');
		expect(await registered()).toHaveLength(1);
	});

	test.each<[string, IDataObject]>([
		['other records', { records: 'person' }],
		['other events', { events: ['created'] }],
	])('is made anew for %s, under the same address', async (_name, parameters) => {
		await activated();
		const changed = server.open(setting(parameters), 'production', undefined, trigger.saved);
		expect(await changed.activate()).toBe('registered');
		expect(await registered()).toHaveLength(1);
		expect(await changed.activate()).toBe('kept');
	});

	test('for a test stands beside that of the published workflow', async () => {
		await activated();
		const test = server.open(setting(), 'test');
		await test.activate();
		expect((await registered()).map(({ url }) => url.split('?')[0])).toEqual([trigger.url, test.url]);
		await test.deactivate();
		expect((await registered()).map(({ url }) => url.split('?')[0])).toEqual([trigger.url]);
	});

	test('listens to updates where leaving is reported, although updates are not', async () => {
		await activated({ ...vip, events: ['created'], reportLeaving: true });
		expect(await registered()).toMatchObject([{ eventsFilter: ['record.created', 'record.updated'] }]);
	});

	test('needs an event, and an address that RAYNET can reach; no call is made before', async () => {
		await expect(server.open(setting({ events: [] })).activate()).rejects.toThrow('Choose at least one event');
		const far = setting();
		far.credentials.raynetContactSyncApi = { ...far.credentials.raynetContactSyncApi, server: 'https://app.raynet.cz' };
		await expect(server.open(far).activate()).rejects.toThrow('RAYNET cannot reach this n8n');
		expect(place.ops('raynet')).toEqual([]);
	});

	test('that RAYNET refuses says why', async () => {
		for (let n = 0; n < 8; n += 1) await raynet('PUT', 'webhook/', { url: `https://elsewhere.example/${n}`, events: ['record.created'] });
		await expect(server.open(setting()).activate()).rejects.toThrow('remove one under Settings > Webhook');
	});
});

describe('an event', () => {
	test('becomes the item that CRM Trigger makes of the same change', async () => {
		const polling = engine.trigger({ ...setting(), type: 'crmTrigger' });
		await polling.poll();
		await activated();
		hand('company.create', { name: 'Acme', rating: 'A', state: 'B_ACTUAL', role: 'A_SUBSCRIBER', addresses: [{ address: { name: 'Head', city: 'Brno' }, contactInfo: { email: 'info@acme.example' } }] });
		hand('person.create', { lastName: 'Nová', firstName: 'Eva', tags: ['VIP'], contactInfo: { email: 'eva@acme.example', tel1: '+420 777 000 111' }, relationship: { company: 1, type: 'Buyer' } });
		await delivered();
		place.sandbox.clock.advance(180_000);
		const polled = [...((await polling.poll()) ?? []), ...((await polling.poll()) ?? [])];

		expect(brief().sort()).toEqual(['created company 1', 'created person 1']);
		expect(items().sort((a, b) => String(a.recordType).localeCompare(String(b.recordType)))).toEqual(polled.sort((a, b) => String(a.recordType).localeCompare(String(b.recordType))));
	});

	test('costs one request, and a deletion none', async () => {
		await activated();
		place.sandbox.clearCalls();
		const id = addPerson('Nová');
		await delivered();
		hand('person.delete', { id });
		await delivered();
		expect(place.ops('raynet')).toEqual(['person.detail']);
		expect(items()[1]).toEqual({
			id: `raynet:acme:person:${id}`,
			crm: 'raynet',
			account: 'acme',
			recordType: 'person',
			recordId: String(id),
			event: 'deleted',
			eventId: `raynet:acme:person:${id}:deleted`,
			sync: { scope: 'all' },
		});
	});

	test('is reported with the scope: inside, out of it, made invalid, deleted', async () => {
		const [inside, leaver, invalid, stranger] = [addPerson('A', 'VIP'), addPerson('B', 'VIP'), addPerson('C', 'VIP'), addPerson('D')];
		await activated({ ...vip, reportLeaving: true });
		hand('person.update', { id: inside, firstName: 'Eva' });
		await delivered();
		hand('person.untag', { id: leaver, tag: 'VIP' });
		hand('person.invalidate', { id: invalid });
		hand('person.tag', { id: stranger, tag: 'VIP' });
		await delivered();
		hand('person.delete', { id: inside });
		await delivered();
		expect(brief()).toEqual(['updated person 1', 'left person 2', 'left person 3', 'updated person 4', 'deleted person 1']);
		expect(items().map(({ sync }) => (sync as IDataObject).scope)).toEqual(['tag:vip', 'tag:vip', 'tag:vip', 'tag:vip', 'tag:vip']);
	});

	test('outside the scope starts an execution without items, unless leaving is reported', async () => {
		await activated(vip);
		addPerson('A');
		await delivered();
		expect(trigger.executions.map((execution) => execution.items)).toEqual([[]]);
	});

	test('of another kind of record, or one that is not wanted, is accepted and starts nothing', async () => {
		place.sandbox.setSwitch('raynet', 'entityFilter', 'ignored');
		await activated({ records: 'person', events: ['created'] });
		hand('company.create', { name: 'Acme', rating: 'A', state: 'B_ACTUAL', role: 'A_SUBSCRIBER' });
		await delivered();
		await raynet('PUT', 'massEmail/', { title: 'May', source: 'ECOMAIL', externalId: '1' });
		await delivered();
		for (const body of [{ type: 'workflow.event' }, { type: 'record.updated', data: { entityName: 'Person', entityId: 1 } }, { type: 'record.created', data: { entityName: 'Person', entityId: 'x' } }, []]) {
			expect(await post(body, `?token=${secret()}`)).toBe(200);
		}
		expect(deliveries().map(({ answer }) => answer)).toEqual([200, 200]);
		expect(trigger.executions).toEqual([]);
	});

	test('of a record that is gone when it is read is a deletion', async () => {
		await activated();
		expect(await post(created(99), `?token=${secret()}`)).toBe(200);
		expect(brief()).toEqual(['deleted person 99']);
		await activated({ events: ['created'] });
		expect(await post(created(99, 'e2'), `?token=${secret()}`)).toBe(200);
		expect(brief()).toEqual([]);
	});

	test('adds the raw record only when asked', async () => {
		await activated({ options: { includeRaw: true } });
		addPerson('Nová');
		await delivered();
		expect(items()[0]?.raw).toMatchObject({ id: 1, lastName: 'Nová' });
	});

	test.each([
		['webhookQuery', 'dropped'],
		['tokenHeader', 'X-RAYNETCRM-TToken'],
		['isoOnDetails', 'no'],
		['successFlag', 'boolean'],
		['entityFilter', 'refused'],
	])('arrives with the switch %s at %s', async (name, value) => {
		place.sandbox.setSwitch('raynet', name, value);
		await activated();
		addPerson('Nová');
		await delivered();
		expect(brief()).toEqual(['created person 1']);
	});
});

describe('a caller without the secret', () => {
	test.each([
		['none', () => '', {}],
		['a wrong one', () => `?token=${'0'.repeat(48)}`, {}],
		['two', () => `?token=${secret()}&token=${secret()}`, {}],
		['a wrong header', () => '', { 'x-raynetcrm-token': 'x' }],
	])('(%s) is refused, and nothing is started', async (_name, query, headers) => {
		await activated();
		expect(await post(created(1), query(), headers)).toBe(401);
		expect(trigger.executions).toEqual([]);
		expect(place.ops('raynet')).toEqual(['webhook.list', 'webhook.list', 'webhook.create']);
	});

	test('is refused, too, before the webhook is registered', async () => {
		trigger = server.open(setting());
		expect(await post(created(1), '?token=')).toBe(401);
	});
});

describe('an event that comes again', () => {
	test('after it was read starts nothing', async () => {
		addPerson('Nová');
		await activated();
		for (let n = 0; n < 2; n += 1) expect(await post(created(1), `?token=${secret()}`)).toBe(200);
		expect(brief()).toEqual(['created person 1']);
	});

	test('after it could not be read is taken; the failed execution can be tried again, too', async () => {
		addPerson('Nová');
		await activated();
		place.sandbox.fault({ service: 'raynet', op: 'person.detail', effect: { kind: 'answer', status: 400, body: { message: 'IllegalArgumentException' } } });
		await post(created(1), `?token=${secret()}`);
		expect(trigger.executions[0]?.error?.message).toContain('Raynet did not accept the query');
		expect((await trigger.executions[0]?.retry())?.items).toMatchObject([{ event: 'created', recordId: '1' }]);
		await post(created(1, 'e2'), `?token=${secret()}`);
		expect(brief()).toEqual(['created person 1', 'created person 1']);
	});
});

describe('above the share of the day quota', () => {
	test('the first event tells, the next ones are accepted and counted, and the next day begins with the count', async () => {
		addPerson('Nová');
		await activated({ options: { quotaShare: 50 } });
		hand('quota.set', { limit: 100, remaining: 51 });
		await post(created(1, 'a'), `?token=${secret()}`);
		place.sandbox.clearCalls();
		for (const id of ['b', 'c', 'd']) expect(await post(created(1, id), `?token=${secret()}`)).toBe(200);
		await post({ ...created(1, 'x'), type: 'record.deleted' }, `?token=${secret()}`);

		expect(place.ops('raynet')).toEqual([]);
		expect(trigger.executions.map((execution) => [execution.items.map(({ event }) => event), execution.hints.map(({ message }) => message)])).toEqual([
			[['created'], []],
			[[], ["1 change was left to the nightly Contact Sync, because the set share of RAYNET's daily requests is spent."]],
			[['deleted'], ["2 changes were left to the nightly Contact Sync, because the set share of RAYNET's daily requests is spent."]],
		]);

		await post(created(1, 'e'), `?token=${secret()}`);
		const tomorrow = Date.now() + DAY;
		jest.spyOn(Date, 'now').mockReturnValue(tomorrow);
		await post(created(1, 'f'), `?token=${secret()}`);
		expect(trigger.executions.at(-1)).toMatchObject({ items: [{ event: 'created' }], hints: [{ message: expect.stringMatching(/^1 change was left/) }] });
	});

	test('which another process has spent, a first event that meets it is left, too', async () => {
		addPerson('Nová');
		await activated({ options: { quotaShare: 50 } });
		hand('quota.set', { remaining: 0 });
		await post(created(1), `?token=${secret()}`);
		expect(trigger.executions).toMatchObject([{ items: [], hints: [{ message: expect.stringContaining('1 change was left') }] }]);
	});
});

test('a mass edit arrives whole, one item for each record', async () => {
	place.sandbox.seed({ people: 60, companies: 0 }, 'raynet');
	await activated({ records: 'person' });
	hand('bulk.touch');
	await delivered();
	expect(new Set(brief()).size).toBe(60);
	expect(place.sandbox.calls('raynet').filter(({ status }) => status !== 200 && status !== 201)).toEqual([]);
});
