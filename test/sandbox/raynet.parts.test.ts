import { created, newCompany, newPerson, startRaynet, type RaynetWorld } from './raynetSupport';

let world: RaynetWorld;

beforeAll(async () => {
	world = await startRaynet();
});
beforeEach(() => world.sandbox.reset());
afterAll(() => world.sandbox.close());

const detail = async (path: string): Promise<Record<string, never>> => (await world.api.get(path)).data.data;

describe('companies', () => {
	test('need name, rating, state and role, and a last name when they are a person', async () => {
		for (const body of [{ name: 'Acme' }, { name: 'Eva Nová', person: true, rating: 'A', state: 'B_ACTUAL', role: 'A_SUBSCRIBER' }]) {
			expect((await world.api.put('company/', body)).status).toBe(400);
		}
		await newCompany(world.api, { name: 'Eva Nová', person: true, lastName: 'Nová' });
		expect(await detail('company/1/')).toMatchObject({ person: true, lastName: 'Nová', primaryAddress: null, rating: 'A' });
	});

	test('e-mails and opt-out live in their addresses; a list shows the primary and the contact one', async () => {
		await newCompany(world.api, {
			addresses: [
				{ address: { name: 'Head', city: 'Ostrava', country: 'CZ' }, contactInfo: { email: 'info@acme.example', doNotSendMM: true }, territory: 1 },
				{ address: { name: 'Store' } },
			],
		});
		const { data } = await world.api.get('company/');
		const expected = {
			id: 1,
			primary: true,
			contactAddress: true,
			extIds: null,
			address: { id: 100001, name: 'Head', street: null, city: 'Ostrava', province: null, zipCode: null, country: 'Česko', countryCode: 'CZ', lat: null, lng: null },
			contactInfo: expect.objectContaining({ primary: true, email: 'info@acme.example', doNotSendMM: true }),
			territory: { id: 1, value: 'Morava' },
		};
		expect([data.data[0].primaryAddress, data.data[0].contactAddress]).toEqual([expected, expected]);
		expect(data.data[0]).not.toHaveProperty('addresses');
		const one = await detail('company/1/');
		expect(one.addresses).toMatchObject([{ id: 1 }, { id: 2, primary: false, address: { name: 'Store' } }]);
		expect(one).not.toHaveProperty('contactAddress');
	});

	test('addresses and tags are not in the update schema', async () => {
		await newCompany(world.api);
		for (const body of [{ tags: ['a'] }, { addresses: [] }]) expect((await world.api.post('company/1/', body)).status).toBe(400);
		expect((await world.api.post('company/1/', { name: 'New', customFields: { Segment_f6071: 'výroba' } })).status).toBe(200);
	});

	test('merge moves people and addresses of the source', async () => {
		await newCompany(world.api, { name: 'Keep' });
		await newCompany(world.api, { name: 'Gone', addresses: [{ address: { name: 'Head' } }] });
		await newPerson(world.api, { relationship: { company: 2, type: 'x' } });
		expect((await world.api.post('company/1/merge/2/')).status).toBe(200);
		expect((await world.api.get('company/2/')).status).toBe(404);
		expect(await detail('person/1/')).toMatchObject({ primaryRelationship: { company: { id: 1, name: 'Keep' } } });
		expect((await detail('company/1/')).addresses).toMatchObject([{ primary: true, address: { name: 'Head' } }]);
	});
});

describe('addresses of a company', () => {
	beforeEach(() => newCompany(world.api, { addresses: [{ address: { name: 'Head', city: 'Brno' }, contactInfo: { email: 'a@acme.example', tel1: '1' } }] }));

	test('can be changed by outer or inner id; switches make it one of them', async () => {
		const change = async (id: number): Promise<number> => (await world.api.post(`company/1/address/${id}/`, { contactInfo: { email: `${id}@acme.example` } })).status;
		expect([await change(1), await change(100001)]).toEqual([200, 200]);
		world.turn('addressId', 'outer');
		expect([await change(1), await change(100001)]).toEqual([200, 404]);
		world.turn('addressId', 'inner');
		expect([await change(1), await change(100001)]).toEqual([404, 200]);
	});

	test('partly sent ones merge or replace, and count as a change of the company or not', async () => {
		await world.api.post('company/1/address/1/', { contactInfo: { email: 'b@acme.example' } });
		expect(await detail('company/1/')).toMatchObject({ _version: 2, primaryAddress: { address: { name: 'Head', city: 'Brno' }, contactInfo: { email: 'b@acme.example', tel1: '1' } } });
		world.turn('partialObjects', 'replace');
		world.turn('addressChange', 'silent');
		await world.api.post('company/1/address/1/', { contactInfo: { email: 'c@acme.example' } });
		expect(await detail('company/1/')).toMatchObject({ _version: 2, primaryAddress: { address: { city: 'Brno' }, contactInfo: { email: 'c@acme.example', tel1: null } } });
	});

	test('an added one is not primary until it is made so; the primary one cannot be deleted', async () => {
		const id = created(await world.api.put('company/1/address/', { address: { name: 'Store' } }));
		expect((await world.api.delete('company/1/address/1/')).status).toBe(500);
		await world.api.post(`company/1/address/${id}/setPrimary/`);
		await world.api.post(`company/1/address/${id}/setContact/`);
		expect((await world.api.delete('company/1/address/1/')).status).toBe(200);
		expect((await detail('company/1/')).addresses).toMatchObject([{ id, primary: true, contactAddress: true }]);
	});
});

describe('relationships of a person', () => {
	beforeEach(async () => {
		await newCompany(world.api, { name: 'One' });
		await newCompany(world.api, { name: 'Two' });
		await newPerson(world.api, { relationship: { company: 1, type: 'buyer' } });
	});

	test('later ones are secondary, and can be made primary', async () => {
		const id = created(await world.api.put('person/1/relationship/', { company: 2, type: 'adviser' }));
		expect(await detail('person/1/')).toMatchObject({ primaryRelationship: { company: { name: 'One' } }, _version: 2 });
		await world.api.post(`person/1/relationship/${id}/setPrimary/`);
		expect(await detail('person/1/')).toMatchObject({ primaryRelationship: { company: { name: 'Two' }, type: 'adviser' }, _version: 3 });
	});

	test('company and type are required; both can be changed, and the relationship removed', async () => {
		expect((await world.api.put('person/1/relationship/', { company: 2 })).status).toBe(400);
		expect((await world.api.put('person/1/relationship/', { type: 'x' })).status).toBe(400);
		await world.api.post('person/1/relationship/1/', { company: 2, type: 'chief' });
		expect(await detail('person/1/')).toMatchObject({ primaryRelationship: { company: { name: 'Two' }, type: 'chief' } });
		await world.api.delete('person/1/relationship/1/');
		expect((await detail('person/1/')).relationships).toEqual([]);
	});

	test('a change leaves the version alone where the switch says so', async () => {
		world.turn('relationshipChange', 'silent');
		await world.api.put('person/1/relationship/', { company: 2, type: 'adviser' });
		expect((await detail('person/1/'))._version).toBe(1);
	});
});

test('a link between companies has an inverse twin on the other one', async () => {
	await newCompany(world.api, { name: 'Mother' });
	await newCompany(world.api, { name: 'Daughter' });
	await world.api.put('company/1/relationship/', { companyJoin: 2, companyJoinType: 'parent' });
	expect((await world.api.get('company/2/relationship/')).data.data).toMatchObject([{ companyJoin: { id: 1, name: 'Mother' }, companyJoinType: 'slave' }]);
	await world.api.delete('company/1/relationship/1/');
	expect((await world.api.get('company/2/relationship/')).data.totalCount).toBe(0);
});

describe('settings', () => {
	test('picklists label their rows code01, and a new row is answered as a bare id', async () => {
		const { data } = await world.api.get('personCategory/');
		expect([data.success, data.totalCount, data.data[3]]).toEqual(['true', 4, { id: 4, code01: 'VIP', code02: 'aa99dd', strValue01: null, extIds: null, sequenceNumber: 4 }]);
		expect((await world.api.put('language/', { code01: 'polština' })).data).toEqual({ success: 'true', data: 6 });
		expect((await world.api.get('language/')).data.data[5]).toMatchObject({ id: 6, code01: 'polština' });
		expect((await world.api.get('telType/')).data.data[0]).not.toHaveProperty('code02');
	});

	test('user accounts name their person and their zone', async () => {
		world.sandbox.seed({ people: 10, companies: 0 });
		const { data } = await world.api.get('userAccount/');
		expect(data.data.map(({ username, person }: { username: string; person: { id: number } }) => [username, person.id])).toEqual([
			['sync@acme.example', 8],
			['overseas@acme.example', 9],
			['sales@acme.example', 10],
		]);
		expect((await world.api.get('userAccount/2/')).data.data).toMatchObject({ timezone: 'AMERICA_NEW_YORK' });
		expect((await world.api.get('userAccount/?userRole=ADMIN')).data.totalCount).toBe(1);
	});

	test('only persons of users can own records', async () => {
		world.sandbox.seed({ people: 10, companies: 0 });
		expect((await world.api.post('person/1/', { owner: 2 })).status).toBe(400);
		expect((await world.api.post('person/1/', { owner: 9 })).status).toBe(200);
		expect((await world.api.get('person/?owner=9&id=1')).data.totalCount).toBe(1);
		expect((await world.api.delete('person/9/')).status).toBe(500);
	});

	test('custom field settings are told per kind of record', async () => {
		const { Person, Company, Lead } = await detail('customField/config/');
		expect([Person, Company, Lead]).toMatchObject([
			[{ name: 'Prezdivka_a1b2c', dataType: 'STRING' }, {}, {}, {}, { dataType: 'ENUMERATION', enumeration: ['bronz', 'stříbro', 'zlato'] }],
			[{ name: 'Segment_f6071' }],
			[],
		]);
	});

	test('webhooks are registered, listed with their token, and removed', async () => {
		const body = { url: 'https://n8n.example/hook', events: ['record.created'], secretToken: 's3cret' };
		const { status, data } = await world.api.put('webhook/', body);
		expect([status, data.data.uuid]).toEqual([201, expect.stringMatching(/^[0-9a-f]{32}$/)]);
		expect(await detail('webhook/')).toEqual({
			technicalContacts: [],
			webhooks: [{ webhookId: data.data.uuid, url: body.url, secretToken: 's3cret', eventsFilter: ['record.created'] }],
		});
		expect((await world.api.delete(`webhook/${data.data.uuid}/`)).data).toEqual({ success: true });
		expect((await world.api.delete(`webhook/${data.data.uuid}/`)).status).toBe(404);
		for (const wrong of [{ ...body, url: 'ftp://x' }, { ...body, events: [] }, { ...body, events: ['record.read'] }]) {
			expect((await world.api.put('webhook/', wrong)).status).toBe(400);
		}
	});
});
