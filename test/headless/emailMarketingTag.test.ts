import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { createEcomail, ecomailAccounts } from '../../sandbox/ecomail';
import { startSandbox, type Sandbox } from '../../sandbox/kit';
import { startEngine, type Engine, type NodeSetting } from './engine';

let engine: Engine;
let sandbox: Sandbox;
let list: string;
let asking: string;
beforeAll(async () => {
	engine = await startEngine();
});
/** A sandbox of its own per test: the node remembers what it knows of a login, as it should. */
beforeEach(async () => {
	sandbox = await startSandbox({ services: [createEcomail] });
	list = newList('News');
	asking = newList('Asking', true);
});
afterEach(() => sandbox.close());

const hand = (action: string, args: Record<string, unknown>): unknown => sandbox.service('ecomail').control(action, args);
const newList = (name: string, doubleOptin = false): string => String((hand('list.create', { name, doubleOptin }) as { id: number }).id);
const key = ecomailAccounts.acme.apiKey;

function node(parameters: IDataObject = {}, more: Partial<NodeSetting> = {}): NodeSetting {
	return { type: 'emailMarketingTag', parameters: { list: { __rl: true, mode: 'id', value: list }, ...parameters }, credentials: { ecomailContactSyncApi: { apiKey: key, baseUrl: sandbox.url('ecomail') } }, ...more };
}

function contact(recordId: number, more: IDataObject = {}): IDataObject {
	return {
		crm: 'raynet',
		account: 'acme',
		recordType: 'person',
		recordId: String(recordId),
		firstName: 'Jan',
		lastName: `Novák ${recordId}`,
		emails: [{ value: `Jan${recordId}@example.com` }],
		tags: ['VIP', 'zákazník'],
		owner: { id: '7', name: 'Eva Obchodní' },
		language: 'cs',
		event: 'created',
		...more,
	};
}

const people = (count: number, more: IDataObject = {}): IDataObject[] => Array.from({ length: count }, (_, index) => contact(index + 1, more));
const outcomes = (items: readonly INodeExecutionData[] = []): unknown[] => items.map(({ json, pairedItem }) => [json.action, json.reason, pairedItem]);
const ops = (): string[] => sandbox.calls('ecomail').map(({ op }) => op);
const put = (email: string, more: Record<string, unknown> = {}): unknown => hand('subscriber.put', { listId: list, email, ...more });

/** By plain HTTP, as the service answers. */
async function subscriber(email: string, listId = list): Promise<Record<string, unknown> | undefined> {
	const answer = await fetch(`${sandbox.url('ecomail')}/lists/${listId}/subscriber/${encodeURIComponent(email)}`, { headers: { key } });
	return answer.ok ? ((await answer.json()) as { subscriber: Record<string, unknown> }).subscriber : undefined;
}

describe('Email Marketing Tag, Get Many', () => {
	test('gets those in the chosen states, and with the tag that the item names; the list is read once', async () => {
		put('eva@example.com', { tags: ['VIP', 'web'] });
		put('jan@example.com', { tags: ['vip'], name: 'Jan' });
		put('out@example.com', { status: 2, tags: ['VIP'] });
		put('spam@example.com', { status: 5 });
		const asked = node({ operation: 'getAll', states: '={{ $json.states }}', withTag: '={{ $json.tag }}' });
		const [items] = await engine.run(asked, [{ states: ['subscribed'], tag: 'VIP' }, { states: ['unsubscribed', 'complained'], tag: '' }, { states: ['bounced'], tag: '' }]);

		expect(items?.map(({ json, pairedItem }) => [json.email, json.state, json.tags, pairedItem])).toEqual([
			['eva@example.com', 'subscribed', ['VIP', 'web'], { item: 0 }],
			['jan@example.com', 'subscribed', ['vip'], { item: 0 }],
			['spam@example.com', 'complained', [], { item: 1 }],
			['out@example.com', 'unsubscribed', ['VIP'], { item: 1 }],
		]);
		// One page for each of the five states.
		expect(ops()).toEqual(['list', ...Array<string>(5).fill('list.subscribers')]);
	});

	test('says when the list is gone', async () => {
		await expect(engine.run(node({ operation: 'getAll', list: { __rl: true, mode: 'id', value: '99' } }), [{}])).rejects.toMatchObject({ message: expect.stringContaining('This list no longer exists in Ecomail') });
	});

	test.each(['news', '1/unsubscribe'])('a list ID that is no number, such as %s, is refused before anybody is called', async (value) => {
		await expect(engine.run(node({ operation: 'getAll', list: { __rl: true, mode: 'id', value } }), [{}])).rejects.toMatchObject({ message: expect.stringContaining('The ID of a list is a number') });
		expect(ops()).toEqual([]);
	});
});

describe('Email Marketing Tag, the mirror of tags', () => {
	const changes = { resource: 'tag', operation: 'getChanges' };
	const note = { resource: 'tag', operation: 'noteMirrored', told: '={{ $json.told ?? "asItIs" }}' };
	const told = (items: readonly INodeExecutionData[] = []): unknown[] => items.map(({ json }) => [json.email, json.tag, json.do]);
	const get = async (more: IDataObject = {}): Promise<INodeExecutionData[]> => (await engine.run(node({ ...changes, ...more }), [{}]))[0] ?? [];
	beforeEach(() => {
		hand('pipeline.create', { name: 'VIP', actions: [{ type: 'tag', properties: { tag: 'VIP' } }, { type: 'untag', properties: { tag: 'new' } }] });
		put('eva@example.com', { tags: ['VIP', 'web'] });
		put('jan@example.com', { tags: ['new'] });
	});

	test('tells what automations gave and took since it was noted, both ways, and nothing twice', async () => {
		const first = await get();
		expect(told(first)).toEqual([
			['eva@example.com', 'VIP', 'add'],
			['jan@example.com', 'new', 'add'],
		]);
		const [noted] = await engine.run(node(note), first.map(({ json }) => json));
		expect([outcomes(noted), await get()]).toEqual([[['update', 'noted', { item: 0 }], ['update', 'noted', { item: 1 }]], []]);

		hand('subscriber.untag', { email: 'eva@example.com', tag: 'VIP' });
		hand('subscriber.tag', { email: 'jan@example.com', tag: 'VIP' });
		const second = await get();
		expect(told(second)).toEqual([
			['eva@example.com', 'VIP', 'remove'],
			['jan@example.com', 'VIP', 'add'],
		]);
		await engine.run(node(note), second.map(({ json }) => json));
		expect([await get(), (await subscriber('jan@example.com'))?.tags]).toEqual([[], ['new', 'VIP']]);
	});

	test('looks at the tags that are listed, alone or beside those of automations', async () => {
		expect(told(await get({ tagSource: 'listed', mirroredTags: 'Web' }))).toEqual([['eva@example.com', 'Web', 'add']]);
		expect((await get({ tagSource: 'both', mirroredTags: 'web' })).length).toBe(3);
	});

	test('of an item that the CRM did not take nothing is noted, so that it comes again', async () => {
		const [skipped] = await engine.run(node(note), [{ action: 'skip', reason: 'notInCrm', email: 'eva@example.com', tag: 'VIP', told: 'present' }]);
		expect(outcomes(skipped)).toEqual([['skip', 'notTold', { item: 0 }]]);
		expect((await get()).length).toBe(2);
	});

	test('a tag that most people lost at once is a guard, which can be passed', async () => {
		for (let n = 0; n < 8; n += 1) put(`p${n}@example.com`, { tags: ['VIP'] });
		await engine.run(node(note), (await get()).map(({ json }) => json));
		for (let n = 0; n < 8; n += 1) hand('subscriber.untag', { email: `p${n}@example.com`, tag: 'VIP' });
		await expect(get()).rejects.toMatchObject({ message: expect.stringContaining('8 of the 9 people who had the tag "VIP"') });
		expect(told(await get({ options: { passGuards: ['tagRemovals'] } })).length).toBe(8);
	});

	test('who has no place for the note goes to the error output, the others are noted', async () => {
		put('eva@example.com', { tags: ['VIP'], custom_fields: { story: 'x'.repeat(4_999) } });
		const [items, errors] = await engine.run(node(note, { onError: 'continueErrorOutput' }), [{ email: 'eva@example.com', tag: 'VIP' }, { email: 'jan@example.com', tag: 'new' }]);
		expect([outcomes(items), errors?.map(({ pairedItem }) => pairedItem)]).toEqual([[['update', 'noted', { item: 1 }]], [{ item: 0 }]]);
	});
});

test('Email Marketing Tag tells the tags that automations give and take', async () => {
	hand('pipeline.create', { name: 'VIP', actions: [{ type: 'tag', properties: { tag: 'VIP' } }, { type: 'untag', properties: { tag: 'new' } }] });
	const [items] = await engine.run(node({ resource: 'tag', operation: 'getFromAutomations' }), [{}, {}]);

	expect(items?.map(({ json }) => json)).toEqual([{ tag: 'VIP' }, { tag: 'new' }]);
	expect(ops()).toEqual(['pipelines', 'pipeline.actions']);
});

describe('Email Marketing Tag, Create or Update', () => {
	test('a new contact gets the marker tag, all CRM tags, the source and the owner in a field of the list', async () => {
		const [items] = await engine.run(node(), people(1));

		expect(outcomes(items)).toEqual([['create', 'new', { item: 0 }]]);
		expect(items?.[0]?.json).toMatchObject({ email: 'jan1@example.com', state: 'subscribed', tags: ['raynet', 'VIP', 'zákazník'] });
		expect(await subscriber('jan1@example.com')).toMatchObject({ name: 'Jan', surname: 'Novák 1', tags: ['raynet', 'VIP', 'zákazník'], status: 1, source: 'raynet', custom_fields: { owner: 'Eva Obchodní', language: 'cs' } });
	});

	test('tag and source name the CRM that the items come from', async () => {
		await engine.run(node(), [contact(1, { crm: 'creatio', tags: [] })]);

		expect(await subscriber('jan1@example.com')).toMatchObject({ tags: ['creatio'], source: 'creatio' });
	});

	test('a subscriber who is there already is not overwritten and gets the marker tag only', async () => {
		put('jan1@example.com', { name: 'Honza', surname: 'Starý', tags: ['web'] });
		const [items] = await engine.run(node(), people(1));

		expect(items?.[0]?.json).toMatchObject({ action: 'update', reason: 'tagged', changes: [{ field: 'tags', before: 'web', after: 'web, raynet' }] });
		expect(await subscriber('jan1@example.com')).toMatchObject({ name: 'Honza', surname: 'Starý', tags: ['web', 'raynet'], source: 'app' });
	});

	test('options overwrite, and add all tags of the CRM', async () => {
		put('jan1@example.com', { name: 'Honza', surname: 'Starý', company: 'Stará s.r.o.', tags: ['web'] });
		await engine.run(node({ options: { existing: 'overwrite', existingTags: 'all', markerTag: 'crm', ownerField: 'Vlastník' } }), people(1));

		expect(await subscriber('jan1@example.com')).toMatchObject({ name: 'Jan', surname: 'Novák 1', company: 'Stará s.r.o.', tags: ['web', 'crm', 'VIP', 'zákazník'], custom_fields: { vlastník: 'Eva Obchodní' } });
	});

	test('a second run of the same items writes nothing', async () => {
		await engine.run(node(), people(2));
		sandbox.clearCalls();
		const [items] = await engine.run(node(), people(2));

		expect(outcomes(items)).toEqual([0, 1].map((item) => ['unchanged', 'equal', { item }]));
		expect(ops()).toEqual(['list', 'list.subscriber', 'list.subscriber']);
	});

	test('many go in bulk, new and existing ones apart, and the hint tells the counts', async () => {
		put('jan1@example.com', { tags: ['web'] });
		const outcome = await engine.outcome(node(), people(30));

		expect(ops().filter((op) => /ulk|subscribe$|update/.test(op))).toEqual(['updateSubscriberBulk', 'subscribeBulk']);
		expect(JSON.stringify(outcome.data.resultData.runData.Node?.[0]?.hints)).toContain('29 created, 1 updated.');
	});

	test('whoever opted out in the CRM is unsubscribed, and never created', async () => {
		put('jan1@example.com');
		const [items] = await engine.run(node(), people(2, { doNotEmail: true }));

		expect(outcomes(items)).toEqual([
			['unsubscribe', 'optedOut', { item: 0 }],
			['skip', 'optedOut', { item: 1 }],
		]);
		expect([(await subscriber('jan1@example.com'))?.status, await subscriber('jan2@example.com')]).toEqual([2, undefined]);
	});

	test('whoever unsubscribed stays so, unless that is asked for; a bounce stays a bounce even then', async () => {
		put('jan1@example.com', { status: 2 });
		put('jan2@example.com', { status: 4 });
		await engine.run(node(), people(2));
		expect([(await subscriber('jan1@example.com'))?.status, (await subscriber('jan2@example.com'))?.status]).toEqual([2, 4]);

		await engine.run(node({ options: { resubscribe: true } }), people(2));
		expect([(await subscriber('jan1@example.com'))?.status, (await subscriber('jan2@example.com'))?.status]).toEqual([1, 4]);
	});

	test('an address that changed in the CRM carries the consent of the previous one', async () => {
		put('old@example.com', { status: 2 });
		const [items] = await engine.run(node({ options: { previousEmail: 'old@example.com' } }), people(1));

		expect(outcomes(items)).toEqual([['skip', 'carriedOptOut', { item: 0 }]]);
	});

	test('and so it does where nobody names the previous one: the ID in the CRM is noted on the subscriber', async () => {
		await engine.run(node(), people(1));
		hand('subscriber.status', { listId: list, email: 'jan1@example.com', status: 2 });
		const [items] = await engine.run(node(), [contact(1, { event: 'updated', emails: [{ value: 'new@example.com' }] }), contact(2, { event: 'updated' })]);

		expect(outcomes(items)).toEqual([['skip', 'carriedOptOut', { item: 0 }], ['create', 'new', { item: 1 }]]);
		expect(await subscriber('new@example.com')).toBeUndefined();
	});

	test('a contact that left loses the marker tag and nothing else, or is unsubscribed', async () => {
		await engine.run(node(), people(2));
		await engine.run(node(), [contact(1, { event: 'left' })]);
		await engine.run(node({ options: { leaving: 'unsubscribe' } }), [contact(2, { event: 'deleted' })]);

		expect(await subscriber('jan1@example.com')).toMatchObject({ tags: ['VIP', 'zákazník'], status: 1 });
		expect(await subscriber('jan2@example.com')).toMatchObject({ tags: ['raynet', 'VIP', 'zákazník'], status: 2 });
	});

	test('a deleted record, of which RAYNET tells the ID alone, loses the marker tag: the ID is noted on the subscriber', async () => {
		await engine.run(node(), people(2));
		const { crm, account, recordType, recordId } = contact(1);
		const [items] = await engine.run(node(), [{ crm, account, recordType, recordId, event: 'deleted' }]);

		expect(items?.map(({ json }) => [json.action, json.email])).toEqual([['leave', 'jan1@example.com']]);
		expect([(await subscriber('jan1@example.com'))?.tags, (await subscriber('jan2@example.com'))?.tags]).toEqual([['VIP', 'zákazník'], ['raynet', 'VIP', 'zákazník']]);
	});

	test('both addresses of a contact become subscribers, and both are told', async () => {
		const [items] = await engine.run(node({ options: { addresses: 'all' } }), [contact(1, { emails: [{ value: 'a@example.com' }, { value: 'B+news@example.com' }, { value: 'broken' }] })]);

		expect(items?.map(({ json, pairedItem }) => [json.email, json.action, pairedItem])).toEqual([
			['a@example.com', 'create', { item: 0 }],
			['b+news@example.com', 'create', { item: 0 }],
		]);
		expect(items?.[0]?.json.warnings).toEqual([{ code: 'malformedEmail', text: '1 address left out, because it is no valid one.' }]);
	});

	test('two contacts with one address are one subscriber', async () => {
		const [items] = await engine.run(node(), [contact(1), contact(2, { emails: [{ value: 'jan1@example.com' }] })]);

		expect(outcomes(items)).toEqual([
			['create', 'new', { item: 0 }],
			['unchanged', 'equal', { item: 1 }],
		]);
	});

	test('tags that the service cannot hold are left out and told', async () => {
		const [items] = await engine.run(node(), [contact(1, { tags: ['a, b', 'x'.repeat(51), 'VIP'] })]);

		expect(items?.[0]?.json).toMatchObject({ tags: ['raynet', 'VIP'], warnings: [{ code: 'tagLeftOut' }, { code: 'tagTooLong' }] });
	});

	test('a dry run says what would be done and writes nothing', async () => {
		const [items] = await engine.run(node({ dryRun: true }), people(1));

		expect(items?.[0]?.json).toMatchObject({ action: 'create', text: 'Dry run, nothing written. Plan: Is new and was put into the list.' });
		expect(await subscriber('jan1@example.com')).toBeUndefined();
	});

	test('more than 20 confirmation mails are a guard before the first write, which can be passed', async () => {
		const value = { __rl: true, mode: 'id', value: asking };
		await expect(engine.run(node({ list: value }), people(21))).rejects.toMatchObject({ message: expect.stringContaining('21 of them would get a mail') });
		expect(ops().filter((op) => op.startsWith('subscribe'))).toEqual([]);

		await engine.run(node({ list: value, options: { passGuards: ['confirmationMails'] } }), people(21));
		expect((await subscriber('jan21@example.com', asking))?.status).toBe(6);
	});

	test('fields can be mapped from any other node', async () => {
		const mapped = { input: 'fields', mappedEmail: '={{ $json.mail }}', subscriberFields: { firstName: '={{ $json.who }}', tags: 'VIP, web' }, options: { listFields: { fields: [{ name: 'Points', value: '={{ $json.points }}' }] } } };
		await engine.run(node(mapped), [{ mail: 'eva@example.com', who: 'Eva Marie', points: 12 }]);

		expect(await subscriber('eva@example.com')).toMatchObject({ name: 'Eva Marie', tags: ['raynet', 'VIP', 'web'], custom_fields: { points: '12' } });
	});
});

describe('Email Marketing Tag, other operations', () => {
	beforeEach(() => {
		put('eva@example.com', { name: 'Eva', tags: ['web', 'old'] });
	});

	test.each([
		['add', 'VIP', ['web', 'old', 'VIP']],
		['remove', 'old', ['web']],
		['set', 'VIP, web', ['web', 'VIP']],
	])('%s tags', async (operation, tags, expected) => {
		const [items] = await engine.run(node({ resource: 'tag', operation, tags }), [{ email: 'Eva@example.com' }]);

		expect(items?.[0]?.json).toMatchObject({ action: 'update', reason: 'tagged', tags: expected });
		expect((await subscriber('eva@example.com'))?.tags).toEqual(expected);
	});

	test('tags for two items with one address are both there in the end', async () => {
		await engine.run(node({ resource: 'tag', operation: 'add', tags: '={{ $json.tag }}' }), [
			{ email: 'eva@example.com', tag: 'one' },
			{ email: 'eva@example.com', tag: 'two' },
		]);

		expect((await subscriber('eva@example.com'))?.tags).toEqual(['web', 'old', 'one', 'two']);
	});

	test('nobody is put into the list for a tag', async () => {
		const [items] = await engine.run(node({ resource: 'tag', operation: 'add', tags: 'VIP' }), [{ email: 'nobody@example.com' }]);

		expect(outcomes(items)).toEqual([['skip', 'notInList', { item: 0 }]]);
	});

	test('Unsubscribe unsubscribes and keeps the tags, Get shows it', async () => {
		await engine.run(node({ operation: 'unsubscribe' }), [{ email: 'eva@example.com' }]);
		const [items] = await engine.run(node({ operation: 'get' }), [{ emails: [{ value: 'eva@example.com' }] }, { email: 'nobody@example.com' }]);

		expect(items?.map(({ json }) => [json.reason, json.state, json.tags])).toEqual([
			['found', 'unsubscribed', ['web', 'old']],
			['notInList', undefined, undefined],
		]);
	});
});

describe('Email Marketing Tag, when something is wrong', () => {
	test('a list that is gone is told in words', async () => {
		hand('list.delete', { id: list });

		await expect(engine.run(node(), people(1))).rejects.toMatchObject({ message: 'This list no longer exists in Ecomail. Choose another one.' });
	});

	test('a revoked key is told in words, and not tried again', async () => {
		hand('key.revoke', {});
		await expect(engine.run(node(), people(1))).rejects.toMatchObject({ message: expect.stringContaining('did not accept the API key') });
		const calls = ops().length;
		await expect(engine.run(node(), people(1))).rejects.toMatchObject({ message: expect.stringContaining('No request is made before') });
		expect(ops()).toHaveLength(calls);
	});

	test('a subscriber whom the service refuses goes to the error output, the rest goes through', async () => {
		sandbox.fault({ service: 'ecomail', op: 'subscribe', effect: { kind: 'answer', status: 422, body: { message: 'The given data was invalid.', errors: { phone: ['x'] } } } });
		const [items, errors] = await engine.run(node({}, { onError: 'continueErrorOutput' }), people(2));

		expect(outcomes(items)).toEqual([['create', 'new', { item: 1 }]]);
		expect(errors?.[0]?.json).toMatchObject({ error: expect.stringContaining('Ecomail did not accept this subscriber'), details: { action: 'failed', reason: 'refusedByServer', happened: '422 phone' } });
	});

	test('one address that the service refuses among many is found by halving: it goes to the error output, all others into the list', async () => {
		// The first of twelve is at fault: each half that holds it is refused.
		sandbox.fault({ service: 'ecomail', op: 'subscribeBulk', times: 5, effect: { kind: 'answer', status: 422, body: { message: 'The given data was invalid.', errors: { email: ['x'] } } } });
		const [items, errors] = await engine.run(node({}, { onError: 'continueErrorOutput' }), people(12));

		expect(errors?.map(({ json, pairedItem }) => [json.details, pairedItem])).toEqual([[{ action: 'failed', reason: 'refusedByServer', email: 'jan1@example.com', happened: '422 email' }, { item: 0 }]]);
		expect(outcomes(items)).toEqual(Array.from({ length: 11 }, (_, index) => ['create', 'new', { item: index + 1 }]));
		expect([await subscriber('jan1@example.com'), (await subscriber('jan12@example.com'))?.status]).toEqual([undefined, 1]);
	});

	test('tags of over 2,000 and list fields of over 5,000 characters together are left out and told in words; the rest is written', async () => {
		const tags = Array.from({ length: 60 }, (_, index) => `tag ${index} `.padEnd(40, 'x'));
		const listFields = { fields: [{ name: 'Story', value: 'x'.repeat(5001) }, { name: 'Points', value: '7' }] };
		const [items] = await engine.run(node({ options: { listFields } }), [contact(1, { tags })]);

		const { text, warnings } = items?.[0]?.json as { text: string; warnings: Array<{ text: string }> };
		expect([text, ...warnings.map((warning) => warning.text)]).toEqual(['Is new and was put into the list.', expect.stringMatching(/^\d+ tags left out, because the subscriber has as many as the service allows\.$/), '1 list field left out, because all together are longer than the service allows.']);
		const held = await subscriber('jan1@example.com');
		expect([String(held?.tags).replaceAll(',', '').length <= 2000, held?.custom_fields]).toEqual([true, { owner: 'Eva Obchodní', language: 'cs', points: '7', contactsync: 'for raynet:acme:person:1' }]);
	});

	test('lists are offered by name, with their way of taking new people', async () => {
		expect(await engine.search(node(), 'searchLists')).toEqual({
			results: [
				{ name: 'Asking (double opt-in)', value: asking },
				{ name: 'News', value: list },
			],
		});
	});
});
