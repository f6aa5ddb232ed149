import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { createEcomail, ecomailAccounts } from '../../sandbox/ecomail';
import { startSandbox, type Sandbox } from '../../sandbox/kit';
import { createRaynet } from '../../sandbox/raynet';
import { raynetAccounts } from '../../sandbox/raynet/accounts';
import { startEngine, type Engine, type NodeSetting } from './engine';

/** The machine may be busy with other suites. */
jest.setTimeout(60_000);

const { acme } = raynetAccounts;
const key = ecomailAccounts.acme.apiKey;

let engine: Engine;
let sandbox: Sandbox;
let list: string;
beforeAll(async () => {
	engine = await startEngine();
});
beforeEach(async () => {
	sandbox = await startSandbox({ services: [createEcomail, createRaynet], realtime: false, startAt: Date.parse('2026-03-02T10:00:00Z') });
	jest.spyOn(Date, 'now').mockImplementation(() => sandbox.clock.now());
	list = String(hand('ecomail', 'list.create', { name: 'News' }).id);
});
afterEach(async () => {
	jest.restoreAllMocks();
	await sandbox.close();
});

const hand = (service: 'ecomail' | 'raynet', action: string, args: IDataObject = {}): IDataObject => (sandbox.service(service).control(action, args) ?? {}) as IDataObject;
const credentials = (): NodeSetting['credentials'] => ({
	ecomailContactSyncApi: { apiKey: key, baseUrl: sandbox.url('ecomail') },
	raynetContactSyncApi: { server: 'own', baseUrl: sandbox.url('raynet'), instanceName: acme.instance, email: acme.userName, apiKey: acme.apiKey },
});
const node = (parameters: IDataObject = {}): NodeSetting => ({ type: 'emailMarketingTag', parameters: { list: { __rl: true, mode: 'id', value: list }, ...parameters }, credentials: credentials() });
const outcomes = (items: readonly INodeExecutionData[] = []): string[] => items.map(({ json }) => `${String(json.email)} ${String(json.action)} ${String(json.reason)}`);

async function subscriber(email: string): Promise<IDataObject | undefined> {
	const answer = await fetch(`${sandbox.url('ecomail')}/lists/${list}/subscriber/${encodeURIComponent(email)}`, { headers: { key } });
	return answer.ok ? ((await answer.json()) as { subscriber: IDataObject }).subscriber : undefined;
}

function inRaynet(email: string, more: IDataObject = {}, doNotSendMM = false): number {
	return Number(hand('raynet', 'person.create', { firstName: 'Eva', lastName: email.split('@')[0], contactInfo: { email, doNotSendMM }, tags: ['News'], ...more }).id);
}

/** The items of the contacts that RAYNET has, as CRM Trigger hands them over in the first poll. */
async function itemsOfRaynet(): Promise<IDataObject[]> {
	const trigger = engine.trigger({ type: 'crmTrigger', parameters: { records: 'person', scope: 'tag', tag: { __rl: true, mode: 'name', value: 'News' }, includeExisting: true, reportLeaving: true }, credentials: { raynetContactSyncApi: credentials().raynetContactSyncApi } as NodeSetting['credentials'] });
	sandbox.clock.advance(120_000);
	return (await trigger.poll()) ?? [];
}

/** One run with all hints under its output. */
async function hintsOf(setting: NodeSetting, items: readonly IDataObject[]): Promise<string> {
	const { data } = await engine.outcome(setting, items);
	return (data.resultData.runData.Node?.[0]?.hints ?? []).map(({ message }) => message).join('\n');
}

describe('Email Marketing Tag, Only With Valid Legal Title', () => {
	const titles = (id: number, ...list_: IDataObject[]): unknown => hand('raynet', 'person.legalTitles', { id, titles: list_ });

	test('of the items of a trigger only people with a title that is valid today come into the list; when it ends they leave as chosen', async () => {
		sandbox.setSwitch('raynet', 'gdprModule', 'on');
		titles(inRaynet('valid@example.com'), { legalTitle: 'CONSENT', validFrom: '2026-01-01', validTill: '2026-03-02' });
		titles(inRaynet('interest@example.com'), { legalTitle: 'LEGITIMATE_INTEREST' });
		titles(inRaynet('contract@example.com'), { legalTitle: 'CONTRACT' });
		titles(inRaynet('over@example.com'), { legalTitle: 'CONSENT', validTill: '2026-03-01' });
		inRaynet('none@example.com');
		const items = await itemsOfRaynet();
		const options = { legalTitle: 'consentOrInterest' };
		const [first] = await engine.run(node({ options }), items);
		expect(outcomes(first)).toEqual(['valid@example.com create new', 'interest@example.com create new', 'contract@example.com skip noLegalTitle', 'over@example.com skip noLegalTitle', 'none@example.com skip noLegalTitle']);
		expect(await subscriber('over@example.com')).toBeUndefined();

		sandbox.clock.advance(86_400_000);
		const [next] = await engine.run(node({ options: { ...options, leaving: 'unsubscribe' } }), items.slice(0, 2));
		expect(outcomes(next)).toEqual(['valid@example.com unsubscribe noLegalTitle', 'interest@example.com unchanged equal']);
		expect(next?.[0]?.json.text).toBe('Has no valid legal title in the CRM. Unsubscribed.');
		expect((await subscriber('valid@example.com'))?.status).toBe(2);
	});

	test('where the GDPR module is off, nobody has a title', async () => {
		titles(inRaynet('valid@example.com'), { legalTitle: 'CONSENT' });
		const [items] = await engine.run(node({ options: { legalTitle: 'any' } }), await itemsOfRaynet());
		expect(outcomes(items)).toEqual(['valid@example.com skip noLegalTitle']);
	});
});

describe('Email Marketing Tag, Ask RAYNET', () => {
	const ownersAre = (...names: string[]): void => {
		const data = names.map((name, index) => ({ id: index + 7, lastName: name }));
		sandbox.fault({ service: 'raynet', op: 'person.list', effect: { kind: 'answer', status: 200, body: { success: true, totalCount: data.length, data } } });
	};

	test('a newcomer whose address another record has, which opted out, is not subscribed although only this one comes', async () => {
		inRaynet('shared@example.com', {}, true);
		inRaynet('shared@example.com', { lastName: 'Other' });
		inRaynet('alone@example.com');
		const items = (await itemsOfRaynet()).filter(({ doNotEmail }) => doNotEmail !== true);
		sandbox.clearCalls();
		const [told] = await engine.run(node({ lookUp: true }), items);
		expect(outcomes(told)).toEqual(['shared@example.com skip sharedOptOut', 'alone@example.com create new']);
		expect(await subscriber('shared@example.com')).toBeUndefined();
		expect(sandbox.calls('raynet')).toHaveLength(8);
	});

	test('the owner is told to the list when there is more than one, and always where that was chosen', async () => {
		const owner = { owner: { id: '7', name: 'Eva Obchodní' } };
		const item = (n: number): IDataObject => ({ crm: 'raynet', account: 'acme', recordType: 'person', recordId: String(n), lastName: 'Novák', emails: [{ value: `p${n}@example.com` }], event: 'created', ...owner });
		ownersAre('Eva Obchodní', 'Jan Druhý');
		await engine.run(node({ lookUp: true, options: { ownerWhen: 'several', fieldNames: 'cs' } }), [item(1)]);
		expect((await subscriber('p1@example.com'))?.custom_fields).toEqual({ vlastník: 'Eva Obchodní', contactsync: 'for raynet:acme:person:1' });

		ownersAre('Eva Obchodní');
		sandbox.clock.advance(120_000);
		await engine.run(node({ lookUp: true, options: { ownerWhen: 'several' } }), [item(2)]);
		expect((await subscriber('p2@example.com'))?.custom_fields).toEqual({ contactsync: 'for raynet:acme:person:2' });

		await engine.run(node(), [item(3)]);
		expect((await subscriber('p3@example.com'))?.custom_fields).toEqual({ owner: 'Eva Obchodní', contactsync: 'for raynet:acme:person:3' });
	});

	test('of a first import all records are read once, not one by one, and an opt-out of a record that does not come counts', async () => {
		const item = (n: number): IDataObject => ({ crm: 'raynet', account: 'acme', recordType: 'person', recordId: String(n), lastName: 'Novák', emails: [{ value: `p${n}@example.com` }], event: 'created' });
		inRaynet('P7@example.com', {}, true);
		sandbox.clearCalls();
		const [told = []] = await engine.run(node({ lookUp: true }), Array.from({ length: 51 }, (_, index) => item(index)));
		expect(outcomes(told).filter((one) => !one.endsWith('create new'))).toEqual(['p7@example.com skip sharedOptOut']);
		expect([told.length, sandbox.calls('raynet').map(({ op }) => op)]).toEqual([51, ['person.list', 'company.list']]);
	});

	test('the number of owners is not known without it', async () => {
		inRaynet('a@example.com');
		await expect(engine.run(node({ options: { ownerWhen: 'several' } }), await itemsOfRaynet())).rejects.toMatchObject({ message: expect.stringContaining('Turn on Ask RAYNET') });
	});
});

describe('Email Marketing Tag, beside Ecomail\'s own integration', () => {
	const item = (n: number): IDataObject => ({ crm: 'raynet', account: 'acme', recordType: 'person', recordId: String(n), lastName: 'Novák', emails: [{ value: `p${n}@example.com` }], owner: { id: '7', name: 'Eva' }, event: 'updated' });

	test('a run says once that others brought people with its tag and source; who came through this node is none of them', async () => {
		for (const n of [1, 2]) hand('ecomail', 'subscriber.put', { listId: list, email: `p${n}@example.com`, tags: ['raynet'], source: 'raynet' });
		hand('ecomail', 'subscriber.put', { listId: list, email: 'p3@example.com', tags: ['raynet'], source: 'form' });
		const hints = await hintsOf(node(), [1, 2, 3, 4].map(item));
		expect(hints).toContain('2 subscribers came with the tag and source "raynet", but not through this node.');
		expect(hints.match(/own integration with RAYNET still connected/g)).toHaveLength(1);
		expect(await hintsOf(node(), [item(4)])).not.toContain('own integration');
		expect(await hintsOf(node({ options: { warnOwnIntegration: false } }), [item(1)])).not.toContain('own integration');
	});
});
