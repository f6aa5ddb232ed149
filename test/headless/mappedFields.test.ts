import { startEngine, type Engine, type NodeSetting } from './engine';
import { openPlace, type Place } from './place';

let engine: Engine;
let place: Place;
beforeAll(async () => {
	engine = await startEngine();
	place = await openPlace();
});
afterAll(() => place.sandbox.close());
beforeEach(() => place.sandbox.reset());

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
		const [[created]] = await engine.run(mapped(), [eva]);
		const [[again]] = await engine.run(mapped(), [eva]);

		expect(created).toEqual({
			json: {
				action: 'create',
				reason: 'new',
				text: 'Created in Google Contacts.',
				contactId: 'source:web-shop:person:c-7',
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
});
