import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { LABEL, openBothSides, startNodes, VIP, type BothSides } from './bothSides';
import type { Engine, NodeSetting, Trigger } from './engine';

let engine: Engine;
let place: BothSides;
beforeAll(async () => {
	engine = await startNodes();
});
/** A sandbox of its own per test: the nodes remember what they know of an account, as they should. */
beforeEach(async () => {
	place = await openBothSides();
});
afterEach(() => place.sandbox.close());

const label = { __rl: true, mode: 'name', value: LABEL };
const crmContact = (parameters: IDataObject = {}, more: Partial<NodeSetting> = {}): NodeSetting => ({ type: 'crmContact', parameters: { ...VIP, ...parameters }, credentials: place.raynet, ...more });
const jsonOf = (items: readonly INodeExecutionData[] = []): IDataObject[] => items.map(({ json }) => json);
const brief = (items: readonly IDataObject[]): unknown[] => items.map(({ action, reason }) => `${String(action)} ${String(reason)}`);
const googleWrites = (): string[] => place.ops('google').filter((op) => /create|update|delete|modify/i.test(op));
const raynetWrites = (): string[] => place.ops('raynet').filter((op) => !/list|detail|byExtId/i.test(op));

async function toCrm(items: readonly IDataObject[], parameters: IDataObject = {}): Promise<IDataObject[]> {
	place.sandbox.clearCalls();
	return jsonOf((await engine.run(crmContact(parameters), items))[0]);
}

async function toGoogle(items: readonly IDataObject[]): Promise<IDataObject[]> {
	return jsonOf((await engine.run({ type: 'googleContactsUpsert', parameters: { label }, credentials: place.google }, items))[0]);
}

/** Google Contacts Trigger of an active workflow, from now on. */
async function googleTrigger(): Promise<Trigger> {
	const trigger = engine.trigger({ type: 'googleContactsTrigger', parameters: { label }, credentials: place.google });
	await trigger.poll();
	return trigger;
}

/** Google Contacts Trigger -> CRM Contact -> Google Contacts Upsert, once. */
async function chain(trigger: Trigger, parameters: IDataObject = {}): Promise<{ events: unknown[]; crm: IDataObject[]; google: IDataObject[] }> {
	place.wait();
	const items = (await trigger.poll()) ?? [];
	const crm = items.length > 0 ? await toCrm(items, parameters) : [];
	return { events: items.map(({ event }) => event), crm, google: crm.length > 0 ? await toGoogle(crm) : [] };
}

/** Eva is a pair that both sides have settled. */
async function settledPair(): Promise<{ id: number; trigger: Trigger }> {
	const id = place.inRaynet('Malá');
	place.wait();
	await engine.run({ type: 'contactSync', parameters: { records: 'person', ...VIP }, credentials: { ...place.raynet, ...place.google } }, [{}]);
	return { id, trigger: await googleTrigger() };
}

describe('Create or Update with items of Google Contacts Trigger', () => {
	test('creates a new contact of the label in the CRM, in the scope, and Google then gets the entry only', async () => {
		const trigger = await googleTrigger();
		place.inGoogle('Novák', 'in');
		const { events, crm, google } = await chain(trigger);

		expect([events, brief(crm), brief(google)]).toEqual([['created'], ['create new'], ['update entryRenewed']]);
		expect(place.raynetLines()).toEqual(['1 Jan Novák novák@example.com [VIP]']);
		expect(await place.googleLines()).toEqual(['Jan Novák novák@example.com [RAYNET CRM]']);
		expect(crm).toEqual([
			expect.objectContaining({
				id: 'raynet:acme:person:1',
				...{ crm: 'raynet', account: 'acme', recordType: 'person', recordId: '1', event: 'created' },
				...{ firstName: 'Jan', lastName: 'Novák', tags: ['VIP'], text: 'Created in the CRM.' },
				sync: expect.objectContaining({ scope: 'tag:vip', partner: 'google', partnerId: await place.googleId('Novák'), entry: expect.stringMatching(/^1p1=;/) }),
			}),
		]);
		const before = place.held();
		expect(await chain(trigger)).toEqual({ events: [], crm: [], google: [] });
		expect(place.held()).toEqual(before);
	});

	test('merges a change into the CRM, and the next poll of either side reports nothing', async () => {
		const { id, trigger } = await settledPair();
		place.hand('google', 'person.update', { resourceName: await place.googleId('Malá'), person: { names: [{ givenName: 'Eva', familyName: 'Velká' }] } });
		const { events, crm, google } = await chain(trigger);

		expect([events, brief(crm), brief(google)]).toEqual([['updated'], ['update changed'], ['update entryRenewed']]);
		expect(crm[0]).toMatchObject({ text: 'Changed fields were written to the CRM.', lastName: 'Velká', changes: [{ field: 'name', side: 'crm', before: 'Eva Malá', after: 'Eva Velká' }] });
		expect(place.raynetLines()).toEqual([`${id} Eva Velká malá@example.com [VIP]`]);
		expect((await chain(trigger)).events).toEqual([]);
	});

	test('who was taken off the label leaves the scope, stays in the CRM, and rests in Google', async () => {
		const { id, trigger } = await settledPair();
		place.hand('google', 'label.remove', { resourceName: await place.googleId('Malá'), label: LABEL });
		const { events, crm, google } = await chain(trigger);

		expect([events, brief(crm), crm[0]?.event]).toEqual([['left'], ['leave leftGroup'], 'left']);
		expect(brief(google)).toEqual(['skip alreadyOut']);
		expect(place.raynetLines()).toEqual([`${id} Eva Malá malá@example.com []`]);
		expect((await chain(trigger)).events).toEqual([]);
	});

	test('or nothing happens, or it is made invalid, as When a Contact Leaves says', async () => {
		const { id, trigger } = await settledPair();
		const resourceName = await place.googleId('Malá');
		place.hand('google', 'label.remove', { resourceName, label: LABEL });
		place.wait();
		const items = (await trigger.poll()) ?? [];

		expect(brief(await toCrm(items, { options: { leaving: 'nothing' } }))).toEqual(['skip keptByPolicy']);
		expect(raynetWrites()).toEqual([]);
		expect(brief(await toCrm(items, { options: { leaving: 'delete' } }))).toEqual(['delete leftGroup']);
		expect(place.raynetLines()).toEqual([`${id} Eva Malá malá@example.com [VIP] (invalid)`]);
	});

	test('who was deleted in Google leaves the scope; a deleted stranger passes through both nodes untouched', async () => {
		const { id, trigger } = await settledPair();
		const stranger = place.inGoogle('Cizí', 'out');
		await chain(trigger);
		place.hand('google', 'person.delete', { resourceName: await place.googleId('Malá') });
		place.hand('google', 'person.delete', { resourceName: stranger });
		const { events, crm, google } = await chain(trigger);

		expect(events).toEqual(['deleted', 'deleted']);
		expect(brief(crm).sort()).toEqual(['leave deletedAtPartner', 'skip notPaired']);
		expect(brief(google).sort()).toEqual(['skip notPaired', 'skip notPaired']);
		expect(place.raynetLines()).toEqual([`${id} Eva Malá malá@example.com []`]);
	});

	test('a dry run says what it would do, and writes nothing', async () => {
		const trigger = await googleTrigger();
		place.inGoogle('Novák', 'in');
		place.wait();
		const items = (await trigger.poll()) ?? [];
		const before = place.held();
		const crm = await toCrm(items, { dryRun: true });

		expect(crm).toEqual([expect.objectContaining({ action: 'create', text: 'Dry run, nothing written. Plan: Created in the CRM.' })]);
		expect(place.held()).toEqual(before);
	});

	test('twelve changed contacts cost a detail before and after each write, and nothing per contact in Google but one batch', async () => {
		for (let n = 0; n < 12; n++) place.inRaynet(`Osoba${n}`);
		place.wait();
		await engine.run({ type: 'contactSync', parameters: { records: 'person', ...VIP }, credentials: { ...place.raynet, ...place.google } }, [{}]);
		const trigger = await googleTrigger();
		for (let n = 0; n < 12; n++) place.hand('google', 'person.update', { resourceName: await place.googleId(`Osoba${n}`), person: { names: [{ givenName: 'Ema', familyName: `Osoba${n}` }] } });
		const { crm } = await chain(trigger);

		expect(brief(crm)).toEqual(crm.map(() => 'update changed'));
		expect(raynetWrites()).toEqual(Array.from({ length: 12 }, () => 'person.update'));
		// Their reading for the plan is one call for all.
		expect(place.ops('raynet').filter((op) => op === 'person.detail')).toHaveLength(24);
		expect(place.ops('raynet').filter((op) => op === 'person.list')).toHaveLength(1);
		// The label learns once that it has pairs.
		expect(googleWrites()).toEqual(['groups.update', 'people.batchUpdate']);
	});

	test('an item of another node, or of another CRM account, is refused in words before anything is written', async () => {
		await expect(toCrm([{ firstName: 'Jan' }])).rejects.toMatchObject({ message: expect.stringMatching(/^This item does not come from a Google Contacts Trigger/), context: { itemIndex: 0 } });
		const sync = { partner: 'google', partnerId: 'people/c1', groupId: 'contactGroups/1', crmAccount: 'raynet:beta' };
		await expect(toCrm([{ event: 'updated', sync }])).rejects.toMatchObject({ message: expect.stringContaining('belongs to another CRM account (raynet:beta)') });
		expect(place.ops('raynet')).toEqual([]);
	});
});

describe('Create or Update with mapped fields', () => {
	const fields = (value: IDataObject): IDataObject => ({ input: 'fields', contactFields: { mappingMode: 'defineBelow', value } });
	const mapped = fields({ firstName: '={{ $json.first }}', lastName: '={{ $json.last }}', emails: '={{ $json.mail }}', mobilePhones: '={{ $json.phone }}' });

	test('creates who is new, updates who is there, and leaves alone what is equal', async () => {
		place.inRaynet('Malá');
		const rows = [{ first: 'Eva', last: 'Malá', mail: 'malá@example.com', phone: '+420603111222' }, { first: 'Jan', last: 'Novák', mail: 'novak@example.com' }];

		expect(brief(await toCrm(rows, mapped))).toEqual(['update changed', 'create new']);
		const lines = ['1 Eva Malá malá@example.com +420603111222 [VIP]', '2 Jan Novák novak@example.com [VIP]'];
		expect(place.raynetLines()).toEqual(lines);
		expect(brief(await toCrm(rows, mapped))).toEqual(['unchanged equal', 'unchanged equal']);
		expect(raynetWrites()).toEqual([]);
		expect(place.raynetLines()).toEqual(lines);
	});

	test('overwrites, or fills gaps only, and never clears', async () => {
		place.inRaynet('Malá', { contactInfo: { email: 'mala@example.com', tel1: '+420603111222' }, notice: 'Old' });
		const row = { ...mapped, ...fields({ lastName: 'Malá', firstName: 'Eva', emails: 'mala@example.com', note: 'New' }) };

		expect(brief(await toCrm([{}], { ...row, options: { existing: 'fillGaps' } }))).toEqual(['unchanged equal']);
		expect(brief(await toCrm([{}], row))).toEqual(['update changed']);
		expect(place.raynetLines()).toEqual(['1 Eva Malá mala@example.com +420603111222 [VIP] New']);
	});

	test('takes the record that is named by its ID, and says when there is none', async () => {
		place.inRaynet('Malá');
		const row = fields({ recordId: '={{ $json.key }}', firstName: 'Eva', lastName: 'Velká' });

		expect(brief(await toCrm([{ key: 1 }], row))).toEqual(['update changed']);
		expect(place.raynetLines()).toEqual(['1 Eva Velká malá@example.com [VIP]']);
		const [regular, failed] = await engine.run(crmContact(row, { onError: 'continueErrorOutput' }), [{ key: 99 }]);
		expect([regular, jsonOf(failed)]).toEqual([[], [expect.objectContaining({ error: 'There is no such record in the CRM. Check the mapped CRM Record ID.' })]]);
	});

	test('two rows that name the same contact are one', async () => {
		const row = { first: 'Jan', last: 'Novák', mail: 'novak@example.com' };

		expect(brief(await toCrm([row, row], mapped))).toEqual(['create new', 'skip repeatedInRun']);
		expect(place.raynetLines()).toHaveLength(1);
	});
});

describe('Tag, Group and Set Mailing Opt-Out', () => {
	const tagged = (operation: string, value: string): IDataObject => ({ resource: 'tag', operation, tagName: { __rl: true, mode: 'name', value } });

	test('tags are added and removed, and who is as wanted is not written', async () => {
		const [one, two] = [place.inRaynet('Malá', { tags: [] }), place.inRaynet('Nová')];
		const items = [{ id: `raynet:acme:person:${one}`, sync: { scope: 'all' } }, { contactId: `raynet:acme:person:${two}` }];
		const added = await toCrm(items, tagged('add', 'vip'));

		expect(added.map(({ action, text, tags, sync }) => [action, text, tags, sync])).toEqual([
			['update', 'Got the tag.', ['vip'], { scope: 'all' }],
			['unchanged', 'Has the tag already.', ['VIP'], undefined],
		]);
		expect(raynetWrites()).toHaveLength(1);
		expect((await toCrm(items, tagged('remove', 'VIP'))).map(({ text }) => text)).toEqual(['The tag was taken off.', 'The tag was taken off.']);
		expect(place.raynetLines()).toEqual([`${one} Eva Malá malá@example.com []`, `${two} Eva Nová nová@example.com []`]);
	});

	test('different tags for one record go in one write', async () => {
		const id = place.inRaynet('Malá', { tags: [] });
		const items = ['Brno', 'Praha'].map((town) => ({ id: `raynet:acme:person:${id}`, town }));

		expect(brief(await toCrm(items, tagged('add', '={{ $json.town }}')))).toEqual(['update changed', 'update changed']);
		expect(place.raynetLines()).toEqual([`${id} Eva Malá malá@example.com [Brno, Praha]`]);
	});

	test('an opt-out is set, once', async () => {
		const id = place.inRaynet('Malá');
		const optOut = { resource: 'contact', operation: 'optOut', contactId: `person:${id}` };

		expect((await toCrm([{}], optOut)).map(({ text, doNotEmail }) => [text, doNotEmail])).toEqual([['Opted out of mailings.', true]]);
		expect(place.raynetLines()).toEqual([`${id} Eva Malá malá@example.com [VIP] (no mailings)`]);
		expect((await toCrm([{}], optOut)).map(({ text }) => text)).toEqual(['Was opted out of mailings already.']);
		expect(raynetWrites()).toEqual([]);
	});

	test('an address stands for every record that has it, and nobody is created for one that is unknown', async () => {
		const [person, twin] = [place.inRaynet('Malá', { tags: [], contactInfo: { email: 'info@acme.example' } }), place.inRaynet('Nová', { tags: [], contactInfo: { email: 'nova@example.com', email2: 'INFO@acme.example' } })];
		place.hand('raynet', 'person.invalidate', { id: place.inRaynet('Pryč', { tags: [], contactInfo: { email: 'info@acme.example' } }) });
		const items = [{ email: 'Info@Acme.example', event: 'automationStep' }, { email: 'nobody@example.com' }];
		const tagged = await toCrm(items, { resource: 'tag', operation: 'add', tagName: { __rl: true, mode: 'name', value: 'VIP' } });

		expect(tagged.map(({ action, reason, recordId, email }) => [action, reason, recordId ?? email])).toEqual([
			['update', 'changed', String(person)],
			['update', 'changed', String(twin)],
			['skip', 'notInCrm', 'nobody@example.com'],
		]);
		// Four filters for each address; each of the two records is read again before it is written, and after it.
		expect(place.ops('raynet').filter((op) => op.endsWith('.list'))).toEqual([...Array<string>(2)].flatMap(() => ['person.list', 'person.list', 'company.list', 'company.list']));
		expect(raynetWrites()).toEqual(['person.addTag', 'person.addTag']);
		expect(place.raynetLines().filter((line) => line.includes('VIP'))).toHaveLength(2);
	});

	test('for more than five addresses all records are read, once', async () => {
		const id = place.inRaynet('Malá');
		const items = ['malá@example.com', ...[1, 2, 3, 4, 5].map((n) => `nobody${n}@example.com`)].map((email) => ({ email }));
		const optedOut = await toCrm(items, { resource: 'contact', operation: 'optOut' });

		expect(optedOut.map(({ action }) => action)).toEqual(['update', 'skip', 'skip', 'skip', 'skip', 'skip']);
		expect(place.ops('raynet').filter((op) => op.endsWith('.list'))).toEqual(['person.list', 'company.list']);
		expect(place.raynetLines()).toEqual([`${id} Eva Malá malá@example.com [VIP] (no mailings)`]);
	});

	test('a contact of Google is taken for the record that it is paired with', async () => {
		const { id } = await settledPair();
		const [item] = (await engine.trigger({ type: 'googleContactsTrigger', parameters: { label }, credentials: place.google }).fetchTestEvent()) ?? [];

		expect(brief(await toCrm([item ?? {}], tagged('add', 'Praha')))).toEqual(['update changed']);
		expect(place.raynetLines()).toEqual([`${id} Eva Malá malá@example.com [VIP, Praha]`]);
	});

	test('a record that is not there goes to the error output, the others go through', async () => {
		const id = place.inRaynet('Malá', { tags: [] });
		const items = [{ id: 'raynet:acme:person:99' }, { id: `raynet:acme:person:${id}` }, { id: 'Eva' }];
		const [regular, failed] = await engine.run(crmContact(tagged('add', 'VIP'), { onError: 'continueErrorOutput' }), items);

		expect(regular?.map(({ json, pairedItem }) => [json.action, pairedItem])).toEqual([['update', { item: 1 }]]);
		expect(failed?.map(({ json, pairedItem }) => [json.error, pairedItem])).toEqual([
			['There is no record raynet:acme:person:99 in RAYNET.', { item: 0 }],
			[expect.stringMatching(/^This is no ID of a record in this CRM account/), { item: 2 }],
		]);
	});

	test('groups are refused in words where the CRM has none', async () => {
		const group = { resource: 'group', operation: 'add', group: { __rl: true, mode: 'id', value: '1' } };
		await expect(toCrm([{ id: 'raynet:acme:person:1' }], group)).rejects.toMatchObject({ message: 'RAYNET has no groups. Use the resource "Tag".' });
	});

	test('the list of groups of such a CRM is empty', async () => {
		expect((await engine.search(crmContact({ resource: 'group' }), 'searchGroups')).results).toEqual([]);
	});
});
