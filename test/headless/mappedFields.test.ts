import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { startEngine, type Engine, type NodeSetting } from './engine';
import { openPlace, type Place } from './place';

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

const mapping = { recordId: '={{ $json.key }}', firstName: '={{ $json.given }}', lastName: '={{ $json.family }}', emails: '={{ $json.mail }}', companyName: 'Acme' };

function mapped(parameters = {}): NodeSetting {
	return {
		type: 'googleContactsUpsert',
		parameters: {
			input: 'fields',
			sourceName: 'Web Shop',
			contactFields: { mappingMode: 'defineBelow', value: mapping, matchingColumns: [], schema: [] },
			label: { __rl: true, mode: 'name', value: 'Shop' },
			...parameters,
		},
		credentials: place.google,
	};
}

const eva = { key: 'c-7', given: 'Eva', family: 'Nová', mail: 'eva@example.com, eva.nova@example.org' };

describe('Google Contacts Upsert with fields mapped by hand', () => {
	test('creates a contact under the label, and finds it unchanged the next time', async () => {
		const [[created] = []] = await engine.run(mapped(), [eva]);
		const [[again] = []] = await engine.run(mapped(), [eva]);

		expect(created).toEqual({
			json: {
				action: 'create',
				reason: 'new',
				text: 'Created in Google Contacts.',
				contactId: 'source:web-shop:person:c-7',
				name: 'Eva Nová',
				googleContactId: expect.stringMatching(/^people\/c\d+$/),
				googleContactUrl: expect.stringMatching(/^https:\/\/contacts\.google\.com\/person\/c\d+$/),
				changes: expect.arrayContaining([{ field: 'name', side: 'google', before: '', after: 'Eva Nová' }]),
				conflicts: [],
				warnings: [],
			},
			pairedItem: { item: 0 },
		});
		expect(again?.json).toMatchObject({ action: 'unchanged', googleContactId: created?.json.googleContactId });
		const [person] = await place.contacts();
		const labels = await place.labels();
		expect(person?.emailAddresses?.map(({ value }) => value)).toEqual(['eva@example.com', 'eva.nova@example.org']);
		expect(person?.memberships?.map(({ contactGroupMembership }) => labels[contactGroupMembership.contactGroupResourceName]).sort()).toEqual(['Shop', 'myContacts']);
	});

	test('takes items whose members have the names of the fields as they are', async () => {
		const item = { recordId: 12, firstName: 'Jan', lastName: 'Dvořák', emails: ['jan@example.com', 'dvorak@example.org'], mobilePhones: '+420603111222; +420603111333', city: 'Brno', jobTitle: 'Buyer', companyName: 'Acme' };
		const contactFields = { mappingMode: 'autoMapInputData', value: null, matchingColumns: [], schema: [] };
		const [items] = await engine.run(mapped({ contactFields }), [item]);
		const [person] = await place.contacts();

		expect(items?.[0]?.json).toMatchObject({ action: 'create', contactId: 'source:web-shop:person:12' });
		expect(person?.emailAddresses?.map(({ value }) => value)).toEqual(['jan@example.com', 'dvorak@example.org']);
		expect(person?.phoneNumbers?.map(({ value, type }) => [value, type])).toEqual([['+420603111222', 'mobile'], ['+420603111333', 'mobile']]);
		expect(person?.organizations?.map(({ name, title }) => [name, title])).toEqual([['Acme', 'Buyer']]);
	});

	test('companies get no personal name', async () => {
		const contactFields = { mappingMode: 'defineBelow', value: { recordId: 'x1', companyName: '={{ $json.name }}' }, matchingColumns: [], schema: [] };
		await engine.run(mapped({ recordType: 'company', contactFields }), [{ name: 'Acme s.r.o.' }]);
		const [company] = await place.contacts();

		expect([company?.names, company?.organizations?.[0]?.name]).toEqual([undefined, 'Acme s.r.o.']);
	});

	test('an item without a key, or a source without a name, is refused in words', async () => {
		await expect(engine.run(mapped(), [{ ...eva, key: '' }])).rejects.toMatchObject({ message: 'Map the Record ID: every item needs the key that it has in its source.' });
		await expect(engine.run(mapped({ sourceName: ' / ' }), [eva])).rejects.toMatchObject({ message: 'Give the source a name with letters or digits under "Source Name".' });
	});

	test('the editor offers the fields, the record ID first and required', async () => {
		const fields = await engine.node('googleContactsUpsert').methods?.resourceMapping?.getContactFields?.call({} as ILoadOptionsFunctions);

		expect(fields?.fields.map(({ id, required }) => [id, required]).slice(0, 3)).toEqual([['recordId', true], ['namePrefix', false], ['firstName', false]]);
	});
});
