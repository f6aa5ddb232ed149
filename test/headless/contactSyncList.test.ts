import type { IDataObject } from 'n8n-workflow';
import { createEcomail, ecomailAccounts } from '../../sandbox/ecomail';
import { startSandbox, type Sandbox } from '../../sandbox/kit';
import { createRaynet } from '../../sandbox/raynet';
import { raynetAccounts } from '../../sandbox/raynet/accounts';
import { startEngine, type Engine, type NodeSetting } from './engine';

const { acme } = raynetAccounts;

let engine: Engine;
let sandbox: Sandbox;
let listId: string;
let stored: { staticData: IDataObject };
beforeAll(async () => {
	engine = await startEngine();
});
beforeEach(async () => {
	sandbox = await startSandbox({ services: [createEcomail, createRaynet], realtime: false, startAt: Date.parse('2026-03-02T10:00:00Z') });
	jest.spyOn(Date, 'now').mockImplementation(() => sandbox.clock.now());
	listId = String(hand('ecomail', 'list.create', { name: 'News' }).id);
	stored = { staticData: {} };
});
afterEach(async () => {
	jest.restoreAllMocks();
	await sandbox.close();
});

const hand = (service: 'ecomail' | 'raynet', action: string, args: Record<string, unknown> = {}): Record<string, unknown> => (sandbox.service(service).control(action, args) ?? {}) as Record<string, unknown>;
const inRaynet = (lastName: string): number => Number(hand('raynet', 'person.create', { firstName: 'Eva', lastName, tags: ['News'], contactInfo: { email: `${lastName.toLowerCase()}@example.com` } }).id);

async function get(service: 'ecomail' | 'raynet', path: string): Promise<Record<string, unknown>> {
	const headers: Record<string, string> =
		service === 'ecomail' ? { key: ecomailAccounts.acme.apiKey } : { authorization: `Basic ${Buffer.from(`${acme.userName}:${acme.apiKey}`).toString('base64')}`, 'x-instance-name': acme.instance };
	return (await (await fetch(`${sandbox.url(service)}${path}`, { headers })).json()) as Record<string, unknown>;
}

async function run(parameters: IDataObject = {}, more: Partial<NodeSetting> = {}): Promise<{ changes: string[]; items: IDataObject[]; summary: IDataObject }> {
	sandbox.clock.advance(600_000);
	const setting: NodeSetting = {
		type: 'contactSync',
		parameters: { syncWith: 'list', records: 'person', scope: 'tag', tag: { __rl: true, mode: 'name', value: 'News' }, list: { __rl: true, mode: 'id', value: listId }, ...parameters },
		credentials: {
			ecomailContactSyncApi: { apiKey: ecomailAccounts.acme.apiKey, baseUrl: sandbox.url('ecomail') },
			raynetContactSyncApi: { server: 'own', baseUrl: sandbox.url('raynet'), instanceName: acme.instance, email: acme.userName, apiKey: acme.apiKey },
		},
		stored,
		...more,
	};
	const [changes = [], , summary = []] = await engine.run(setting, [{}]);
	const items = changes.map(({ json }) => json);
	return { items, changes: items.map(({ action, reason, sides }) => [action, reason, ...((sides ?? []) as string[])].join(' ')), summary: summary[0]?.json ?? {} };
}

test('contacts of RAYNET come into the list, edits go both ways, consent tightens, and a second run writes nothing', async () => {
	const id = inRaynet('Malá');
	const first = await run();
	expect(first.changes).toEqual(['create new list']);
	expect(first.items[0]).toMatchObject({ text: 'Created in the list.' });
	expect((await get('ecomail', `/lists/${listId}/subscriber/${encodeURIComponent('malá@example.com')}`)).subscriber).toMatchObject({ name: 'Eva', surname: 'Malá', tags: ['raynet'], status: 1 });
	expect((await run()).changes).toEqual([]);

	hand('ecomail', 'subscriber.put', { listId, email: 'malá@example.com', name: 'Eva', surname: 'Velká' });
	hand('ecomail', 'subscriber.status', { listId, email: 'malá@example.com', status: 2 });
	expect((await run()).changes).toEqual(['update changed crm']);
	expect((await get('raynet', `/api/v2/person/${id}/`)).data).toMatchObject({ lastName: 'Velká', contactInfo: { doNotSendMM: true } });
	const last = await run({ read: 'everything' });
	expect([last.changes, last.summary.cost]).toEqual([[], expect.objectContaining({ listCalls: expect.any(Number) })]);
});

describe('mapped fields', () => {
	const mappedFields = {
		fields: [
			{ crmField: 'language', listField: 'Jazyk' },
			{ crmField: 'customField', customField: 'Body_b2c3d', listField: 'Points' },
			{ crmField: 'owner', listField: 'Vlastník' },
		],
	};
	const email = 'eva@example.com';
	const held = async (): Promise<unknown> => ((await get('ecomail', `/lists/${listId}/subscriber/${email}`)).subscriber as { custom_fields: Record<string, string> }).custom_fields;

	test('language and custom fields go both ways, the owner to the list; what RAYNET cannot hold stays in the list, and all comes to rest', async () => {
		const id = Number(hand('raynet', 'person.create', { lastName: 'Malá', tags: ['News', 'VIP', 'a'.repeat(60)], contactInfo: { email } }).id);
		hand('raynet', 'person.update', { id, language: 1, customFields: { Body_b2c3d: 7 } });
		const options = { mappedFields, newTags: 'all' };
		expect((await run({ options })).changes).toEqual(['create new list']);
		expect(await held()).toMatchObject({ jazyk: 'čeština', points: '7' });
		expect((await get('ecomail', `/lists/${listId}/subscriber/${email}`)).subscriber).toMatchObject({ tags: ['raynet', 'News', 'VIP'] });
		expect((await run({ options })).changes).toEqual([]);

		hand('ecomail', 'subscriber.put', { listId, email, custom_fields: { jazyk: 'Angličtina', points: '12', vlastník: 'Somebody' } });
		const back = await run({ options });
		expect(back.items).toMatchObject([{ action: 'update', changes: [{ field: 'Jazyk', side: 'crm', before: 'čeština', after: 'Angličtina' }, { field: 'Points', side: 'crm', before: '7', after: '12' }] }]);
		expect((await get('raynet', `/api/v2/person/${id}/`)).data).toMatchObject({ language: { value: 'angličtina' }, customFields: { Body_b2c3d: 12 } });

		hand('ecomail', 'subscriber.put', { listId, email, custom_fields: { jazyk: 'klingon', points: 'many' } });
		await run({ options });
		expect((await get('raynet', `/api/v2/person/${id}/`)).data).toMatchObject({ language: { value: 'angličtina' }, customFields: { Body_b2c3d: 12 } });
		expect(await held()).toMatchObject({ jazyk: 'klingon', points: 'many' });
		expect((await run({ options, read: 'everything' })).changes).toEqual([]);

		hand('raynet', 'person.update', { id, customFields: { Body_b2c3d: 20 } });
		expect((await run({ options })).changes).toEqual(['update changed list']);
		expect(await held()).toMatchObject({ jazyk: 'klingon', points: '20' });
	});

	test('nothing of it reaches RAYNET in a run from the CRM only, and rows without a name are told', async () => {
		hand('raynet', 'person.create', { lastName: 'Malá', tags: ['News'], contactInfo: { email } });
		const options = { mappedFields };
		await run({ options, direction: 'toGoogle' });
		hand('ecomail', 'subscriber.put', { listId, email, surname: 'Jiná', custom_fields: { jazyk: 'angličtina', points: '12' } });
		sandbox.clearCalls();
		await run({ options, direction: 'toGoogle', read: 'everything' });
		expect(sandbox.calls('raynet').filter(({ committed }) => committed)).toEqual([]);
		await expect(run({ options: { mappedFields: { fields: [{ crmField: 'language' }] } } })).rejects.toMatchObject({ message: expect.stringContaining('Give the name of the list\'s field') });
	});
});

test('who has no legal title that is valid takes no part, and leaves in the nightly run after it ended', async () => {
	sandbox.setSwitch('raynet', 'gdprModule', 'on');
	const [eva, ota] = [inRaynet('Malá'), inRaynet('Bez')];
	hand('raynet', 'person.legalTitles', { id: eva, titles: [{ legalTitle: 'CONSENT', validTill: '2026-03-03' }] });
	hand('raynet', 'person.legalTitles', { id: ota, titles: [{ legalTitle: 'CONTRACT' }] });
	const options = { legalTitle: 'consentOrInterest' };
	expect((await run({ options })).changes).toEqual(['create new list']);
	expect((await run({ options, operation: 'explain', contact: 'Bez' })).items[0]).toMatchObject({ crm: 'untitled', text: expect.stringContaining('has no legal title there that is valid today') });

	sandbox.clock.advance(2 * 86_400_000);
	const night = await run({ options: { ...options, leavingList: 'optOut' }, read: 'everything' });
	expect(night.items).toMatchObject([{ action: 'leave', reason: 'noLegalTitle', text: 'Has no valid legal title in the CRM. Taken off the tag.' }]);
	expect((await get('ecomail', `/lists/${listId}/subscriber/${encodeURIComponent('malá@example.com')}`)).subscriber).toMatchObject({ tags: [], status: 2 });
	expect((await run({ options, read: 'everything' })).changes).toEqual([]);
});

test('where nobody has a legal title, the run says that the GDPR module may be off', async () => {
	inRaynet('Malá');
	const { changes, summary } = await run({ options: { legalTitle: 'any' }, read: 'everything' });
	expect([changes, summary.warnings]).toEqual([[], [expect.stringContaining('Is the GDPR module on in RAYNET')]]);
});

test('an opt-out of another record with the same address holds when only one of them comes, and reaches the list later', async () => {
	const inBoth = (lastName: string, doNotSendMM: boolean, tags = ['News']): number => Number(hand('raynet', 'person.create', { firstName: 'Eva', lastName, tags, contactInfo: { email: 'shared@example.com', doNotSendMM } }).id);
	inBoth('Out', true, []);
	await run();
	const second = inBoth('Open', false);
	expect((await run()).changes).toEqual(['skip optedOut']);

	const third = inRaynet('Malá');
	await run();
	hand('raynet', 'person.create', { lastName: 'Twin', tags: ['News'], contactInfo: { email: 'malá@example.com', doNotSendMM: true } });
	expect((await run({ read: 'everything' })).changes.sort()).toEqual(['skip optedOut', 'skip optedOut', 'update changed crm list']);
	expect((await get('ecomail', `/lists/${listId}/subscriber/${encodeURIComponent('malá@example.com')}`)).subscriber).toMatchObject({ status: 2 });
	expect((await get('raynet', `/api/v2/person/${third}/`)).data).toMatchObject({ contactInfo: { doNotSendMM: true } });
	expect((await get('raynet', `/api/v2/person/${second}/`)).data).toMatchObject({ contactInfo: { doNotSendMM: false } });
});

test('a preview, an explanation and a one-way run write nothing to RAYNET', async () => {
	inRaynet('Malá');
	expect((await run({ operation: 'preview' })).items[0]?.text).toBe('Dry run, nothing written. Plan: Created in the list.');
	await run({ direction: 'toGoogle' });
	hand('ecomail', 'subscriber.status', { listId, email: 'malá@example.com', status: 2 });
	sandbox.clearCalls();
	await run({ direction: 'toGoogle' });
	const { items } = await run({ operation: 'explain', contact: 'Malá' });
	expect(items[0]).toMatchObject({ found: true, subscriber: 'malá@example.com', tag: 'tagged' });
	expect(String(items[0]?.text)).not.toMatch(/Google|label/);
	expect(sandbox.calls('raynet').filter(({ committed }) => committed)).toEqual([]);
});

test('a person of the list who is created in RAYNET has the language and the custom fields of the list from the start', async () => {
	const mappedFields = { fields: [{ crmField: 'language', listField: 'Language' }, { crmField: 'customField', customField: 'Uroven_e5f60', listField: 'Level' }] };
	hand('ecomail', 'subscriber.put', { listId, email: 'nova@example.com', name: 'Nová', surname: 'Osoba', tags: ['raynet'], custom_fields: { language: 'angličtina', level: 'zlato' } });
	const options = { mappedFields, creates: 'people' };
	expect((await run({ options })).changes).toEqual(['create new crm']);
	const [person] = (await get('raynet', '/api/v2/person/?limit=1000')).data as IDataObject[];
	expect(person).toMatchObject({ lastName: 'Osoba', language: { value: expect.stringMatching(/^angličtina$/i) }, customFields: { Uroven_e5f60: 'zlato' } });
	expect((await run({ options, read: 'everything' })).changes).toEqual([]);
});

test('people whom Ecomail\'s own integration brought are told by a preview and the first run, later only new ones, and never where that is off', async () => {
	const put = (email: string, more: Record<string, unknown> = {}): unknown => hand('ecomail', 'subscriber.put', { listId, email, source: 'raynet', tags: ['raynet'], ...more });
	inRaynet('Mala');
	put('mala@example.com');
	put('gone@example.com', { tags: ['raynet', 'web'] });
	put('form@example.com', { source: 'form' });
	const told = expect.stringContaining('2 subscribers came with the tag and source "raynet"');
	expect((await run({ operation: 'preview' })).summary.warnings).toEqual([told]);
	expect((await run({ options: { warnOwnIntegration: false }, operation: 'preview' })).summary.warnings ?? []).toEqual([]);
	expect((await run()).summary.warnings).toEqual([told]);
	sandbox.clock.advance(8 * 86_400_000);
	expect((await run()).summary.warnings ?? []).toEqual([]);
	put('later@example.com');
	expect((await run()).summary.warnings).toEqual([expect.stringContaining('1 subscriber came with')]);
});

test('more than 20 people are asked to confirm only where the guard is passed', async () => {
	listId = String(hand('ecomail', 'list.create', { name: 'Asking', doubleOptin: true }).id);
	for (let n = 0; n < 21; n += 1) inRaynet(`P${n}`);
	await expect(run()).rejects.toMatchObject({ message: expect.stringContaining('confirm') });
	expect((await run({ options: { passGuards: ['confirmationMails'] } })).changes).toHaveLength(21);
});
