import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { startEngine, type Engine, type NodeSetting } from './engine';
import { openPlace, type GooglePerson, type Place } from './place';

let engine: Engine;
let place: Place;
beforeAll(async () => {
	engine = await startEngine();
});
/** A sandbox of its own per test: the node remembers what it knows of an account, as it should. */
beforeEach(async () => {
	place = await openPlace();
});
afterEach(() => place.sandbox.close());

const byName = (value: string): IDataObject => ({ __rl: true, mode: 'name', value });

function upsert(parameters: IDataObject = {}, more: Partial<NodeSetting> = {}): NodeSetting {
	return { type: 'googleContactsUpsert', parameters, credentials: place.google, ...more };
}

function contact(recordId: number, lastName: string, more: IDataObject = {}): IDataObject {
	return {
		id: `raynet:acme:person:${recordId}`,
		crm: 'raynet',
		account: 'acme',
		recordType: 'person',
		recordId: String(recordId),
		firstName: 'Jan',
		lastName,
		emails: [{ value: `jan${recordId}@example.com` }],
		modifiedAt: '2026-03-02T09:00:00.000Z',
		event: 'created',
		sync: { scope: 'all', stampResolutionMs: 60_000 },
		...more,
	};
}

const people = (count: number, more: IDataObject = {}): IDataObject[] => Array.from({ length: count }, (_, index) => contact(index + 1, `Novák ${index + 1}`, more));

const outcomes = (items: readonly INodeExecutionData[] = []): unknown[] => items.map(({ json, pairedItem }) => [json.action, json.reason, pairedItem]);

async function labelsOf(person: GooglePerson | undefined): Promise<string[]> {
	const names = await place.labels();
	return (person?.memberships ?? []).map(({ contactGroupMembership }) => names[contactGroupMembership.contactGroupResourceName] ?? '?').sort();
}

const writes = (): string[] => place.ops('google').filter((op) => /create|update|delete|modify/i.test(op));

describe('Google Contacts Upsert with contact items', () => {
	test('puts contacts under RAYNET CRM and into My Contacts by default, in one batch, and pairs the items', async () => {
		const [items] = await engine.run(upsert(), people(12));

		expect(outcomes(items)).toEqual(Array.from({ length: 12 }, (_, item) => ['create', 'new', { item }]));
		expect(writes()).toEqual(['groups.create', 'people.batchCreate']);
		const contacts = await place.contacts();
		expect(contacts).toHaveLength(12);
		expect(await labelsOf(contacts[0])).toEqual(['RAYNET CRM', 'myContacts']);
	});

	test('leaves My Contacts alone when told so', async () => {
		await engine.run(upsert({ alsoInMyContacts: false }), people(1));

		expect(await labelsOf((await place.contacts())[0])).toEqual(['RAYNET CRM']);
	});

	test('writes changes as a list of field, before and after', async () => {
		await engine.run(upsert(), people(1));
		const [items] = await engine.run(upsert(), [contact(1, 'Dvořák', { event: 'updated' })]);

		expect(items?.[0]?.json).toMatchObject({
			action: 'update',
			reason: 'changed',
			text: 'Changed fields were written to Google.',
			changes: [{ field: 'name', side: 'google', before: 'Jan Novák 1', after: 'Jan Dvořák' }],
			conflicts: [],
		});
	});

	test('a contact that left the scope leaves the label, and stays in Google', async () => {
		await engine.run(upsert(), people(1));
		const [items] = await engine.run(upsert(), [contact(1, 'Novák 1', { event: 'left' })]);

		expect(items?.[0]?.json).toMatchObject({ action: 'leave', reason: 'leftScope', text: 'Left the scope in the CRM. Taken off the label.' });
		expect(await labelsOf((await place.contacts())[0])).toEqual(['myContacts']);
	});

	test('or is deleted, or left alone, as the option says', async () => {
		await engine.run(upsert(), people(2));
		const leaving = (which: string, id: number) => engine.run(upsert({ options: { leaving: which } }), [contact(id, `Novák ${id}`, { event: 'left' })]);
		const [[kept], [deleted]] = [(await leaving('nothing', 1))[0] ?? [], (await leaving('delete', 2))[0] ?? []];

		expect([kept?.json.action, deleted?.json.action]).toEqual(['skip', 'delete']);
		expect((await place.contacts()).map(({ names }) => names?.[0]?.familyName)).toEqual(['Novák 1']);
	});

	test('a dry run computes everything and writes nothing', async () => {
		const { data } = await engine.outcome(upsert({ dryRun: true }), people(3));
		const [run] = data.resultData.runData.Node ?? [];

		expect(run?.hints?.[0]?.message).toBe('Dry run, nothing written: 3 would be created.');
		expect(run?.data?.main?.[0]?.[0]?.json).toMatchObject({ name: expect.stringMatching(/Novák 1$/), action: 'create', text: 'Dry run, nothing written. Plan: Created in Google Contacts.' });
		expect(writes()).toEqual([]);
	});

	test('takes contacts off the label, or deletes them, when that is the operation', async () => {
		await engine.run(upsert(), people(2));
		const [removed] = await engine.run(upsert({ operation: 'removeFromLabel' }), [contact(1, 'Novák 1')]);
		const [deleted] = await engine.run(upsert({ operation: 'delete' }), [contact(2, 'Novák 2')]);

		expect([outcomes(removed), outcomes(deleted)]).toEqual([[['leave', 'removedByRequest', { item: 0 }]], [['delete', 'removedByRequest', { item: 0 }]]]);
		expect(await Promise.all((await place.contacts()).map(labelsOf))).toEqual([['myContacts']]);
	});

	test('items of two CRM accounts go to their own labels, and come out in order', async () => {
		const other = (id: number) => contact(id, `Beta ${id}`, { account: 'beta' });
		const label = { __rl: true, mode: 'name', value: '={{ $json.account }}' };
		const [items] = await engine.run(upsert({ label }), [contact(1, 'Novák'), other(1), contact(2, 'Dvořák'), other(2)]);

		expect(items?.map(({ json }) => json.contactId)).toEqual(['raynet:acme:person:1', 'raynet:beta:person:1', 'raynet:acme:person:2', 'raynet:beta:person:2']);
		const labels = await Promise.all((await place.contacts()).map(async (person) => [person.names?.[0]?.familyName, ...(await labelsOf(person))]));
		expect(labels.sort()).toEqual([
			['Beta 1', 'beta', 'myContacts'],
			['Beta 2', 'beta', 'myContacts'],
			['Dvořák', 'acme', 'myContacts'],
			['Novák', 'acme', 'myContacts'],
		]);
	});

	test('without a label named they go to that of their CRM', async () => {
		const of = (crm: string): IDataObject => contact(1, crm, { crm, id: `${crm}:acme:person:1`, emails: [{ value: `${crm}@example.com` }] });
		await engine.run(upsert({ label: byName('') }), ['creatio', 'simplecrm', 'ours'].map(of));
		expect(Object.values(await place.labels()).filter((name) => /^[A-Z]/.test(name)).sort()).toEqual(['CRM', 'Creatio', 'SimpleCRM']);
		await expect(engine.run(upsert({ label: { __rl: true, mode: 'list', value: '' } }), people(1))).rejects.toMatchObject({ message: 'Choose a label, or give it by name.' });
	});

	test('ends with one line of counts', async () => {
		await engine.run(upsert(), people(3));
		const { data } = await engine.outcome(upsert(), [...people(3), contact(4, 'Nový')]);

		expect(data.resultData.runData.Node?.[0]?.hints).toEqual([{ message: '1 created, 3 unchanged.', type: 'info', location: 'outputPane' }]);
	});

	test('two executions at once create each contact once', async () => {
		const runs = await Promise.all([engine.run(upsert(), people(3)), engine.run(upsert(), people(3))]);

		expect(runs.flatMap(([items]) => items?.map(({ json }) => json.action)).sort()).toEqual(['create', 'create', 'create', 'unchanged', 'unchanged', 'unchanged']);
		expect(await place.contacts()).toHaveLength(3);
	});

	test('a label chosen from the list is kept by its id, whatever it is called', async () => {
		await engine.run(upsert({ label: byName('Partners') }), people(1));
		const [label] = (await engine.search(upsert(), 'searchLabels')).results;
		const chosen = { __rl: true, mode: 'list', value: label?.value, cachedResultName: 'Old Name' };
		const [items] = await engine.run(upsert({ label: chosen }), [contact(2, 'Dvořák')]);

		expect(items?.[0]?.json.action).toBe('create');
		expect(Object.values(await place.labels()).filter((name) => ['Partners', 'Old Name', 'RAYNET CRM'].includes(name))).toEqual(['Partners']);
	});

	test('fields are left out or only filled, as the rules say', async () => {
		const options = { fieldRules: { rules: [{ field: 'emails', direction: 'off', mode: 'mirror' }, { field: 'company', direction: 'toPartner', mode: 'fillEmpty' }] } };
		await engine.run(upsert({ options }), [contact(1, 'Novák', { company: { name: 'Acme' } })]);
		const [items] = await engine.run(upsert({ options }), [contact(1, 'Dvořák', { company: { name: 'Beta' }, event: 'updated' })]);
		const [person] = await place.contacts();

		expect(items?.[0]?.json.changes).toEqual([{ field: 'name', side: 'google', before: 'Jan Novák', after: 'Jan Dvořák' }]);
		expect([person?.emailAddresses, person?.organizations?.[0]?.name]).toEqual([undefined, 'Acme']);
	});

	test('the list of labels is read live, without built-in groups', async () => {
		await engine.run(upsert({ label: byName('Partners') }), people(1));
		const { results } = await engine.search(upsert(), 'searchLabels', 'part');

		expect(results).toEqual([{ name: 'Partners', value: expect.stringMatching(/^contactGroups\//) }]);
		expect((await engine.search(upsert(), 'searchLabels')).results).toHaveLength(1);
	});
});

describe('When something is wrong', () => {
	const tooLong = contact(2, 'Dvořák', { company: { name: 'x'.repeat(1025) } });

	test('a contact that Google refuses goes to the error output, the others go through', async () => {
		const [regular, failed] = await engine.run(upsert({}, { onError: 'continueErrorOutput' }), [contact(1, 'Novák'), tooLong, contact(3, 'Svoboda')]);

		expect(outcomes(regular)).toEqual([['create', 'new', { item: 0 }], ['create', 'new', { item: 2 }]]);
		expect(failed).toEqual([
			{
				json: {
					...tooLong,
					error: expect.stringContaining('at most 1024 characters'),
					details: { action: 'failed', reason: 'refusedByServer', contactId: 'raynet:acme:person:2', happened: expect.stringContaining('400') },
				},
				pairedItem: { item: 1 },
			},
		]);
		expect(await place.contacts()).toHaveLength(2);
	});

	test('without an error output the run fails after the others were written, and says how many failed', async () => {
		await expect(engine.run(upsert(), [contact(1, 'Novák'), tooLong])).rejects.toMatchObject({
			name: 'NodeOperationError',
			message: expect.stringMatching(/^1 of 2 contacts were not written: /),
			description: expect.stringContaining('Continue (using error output)'),
			context: { itemIndex: 1 },
		});
		expect(await place.contacts()).toHaveLength(1);
	});

	test('with "Continue" it comes out between the others, in order', async () => {
		const [items] = await engine.run(upsert({}, { onError: 'continueRegularOutput' }), [contact(1, 'Novák'), tooLong, contact(3, 'Svoboda')]);

		expect(items?.map(({ json }) => json.action ?? json.details)).toEqual(['create', expect.objectContaining({ contactId: 'raynet:acme:person:2' }), 'create']);
	});

	test('an item that is no contact item is refused before anything is written', async () => {
		await expect(engine.run(upsert(), [contact(1, 'Novák'), { name: 'Jan' }])).rejects.toMatchObject({
			message: 'This item is no contact item. Connect a CRM Trigger, or set Input to "Map Fields Below" and map its fields.',
			context: { itemIndex: 1 },
		});
		expect(place.ops('google')).toEqual([]);
	});

	test('a guard says the numbers and the override, and nothing is written; with the override it goes through', async () => {
		await engine.run(upsert(), people(20));
		place.sandbox.clearCalls();
		const left = people(20, { event: 'left' });

		await expect(engine.run(upsert(), left)).rejects.toMatchObject({
			name: 'NodeOperationError',
			message: expect.stringMatching(/^20 of 20 paired contacts would leave .* choose "Many Would Leave" under "Pass Guards Once"/),
		});
		expect(writes()).toEqual([]);
		const [items] = await engine.run(upsert({ options: { passGuards: ['massLeave'] } }), left);
		expect(items?.every(({ json }) => json.action === 'leave')).toBe(true);
	});

	test('with an error output a guard gives every item the error', async () => {
		await engine.run(upsert(), people(20));
		const [regular, failed] = await engine.run(upsert({}, { onError: 'continueErrorOutput' }), people(20, { event: 'left' }));

		expect([regular?.length, failed?.length]).toEqual([0, 20]);
		expect(failed?.map(({ pairedItem }) => pairedItem)).toEqual(Array.from({ length: 20 }, (_, item) => ({ item })));
	});

	test('a label of another CRM account is refused in words', async () => {
		await engine.run(upsert(), people(1));

		await expect(engine.run(upsert(), [contact(1, 'Beta', { account: 'beta' })])).rejects.toMatchObject({
			message: 'The label "RAYNET CRM" is filled from another CRM account (raynet:acme). Choose another label for raynet:beta.',
		});
	});

	test('an expired access token is refreshed without a word', async () => {
		place.hand('google', 'token.expire', {});
		const [items] = await engine.run(upsert(), people(1));

		expect(items?.[0]?.json.action).toBe('create');
		expect(place.ops('google').slice(0, 3)).toEqual(['groups.list', 'token', 'groups.list']);
		expect(place.google.googleContactsSyncOAuth2Api?.oauthTokenData).toMatchObject({ access_token: 'sandbox-owner-access-1' });
	});

	test('a revoked login says that the account has to be connected again', async () => {
		place.hand('google', 'token.expire', {});
		place.sandbox.setSwitch('google', 'invalidGrant', 'yes');

		await expect(engine.run(upsert(), people(1))).rejects.toMatchObject({
			name: 'NodeApiError',
			message: 'Connect the account again: open the credential, sign in, and save it.',
		});
	});

	test('a default country that is none is refused in words', async () => {
		await expect(engine.run(upsert({ options: { defaultCountry: 'Czechia' } }), people(1))).rejects.toMatchObject({
			message: 'Give the default country as two letters, such as CZ or DE.',
		});
	});
});
