import { raynetAccounts } from '../../sandbox/raynet/accounts';
import { seedData } from '../../sandbox/seeds';
import { ids, newCompany, newPerson, start, startRaynet, type RaynetWorld } from './raynetSupport';

let world: RaynetWorld;

beforeAll(async () => {
	world = await startRaynet();
});
beforeEach(() => world.sandbox.reset());
afterAll(() => world.sandbox.close());

const detail = async (id: number): Promise<Record<string, unknown>> => (await world.api.get(`person/${id}/`)).data.data;

describe("a person's hands", () => {
	test('create, edit, tag, invalidate and delete without costing a request', async () => {
		expect(world.hand('person.create', { lastName: 'Nová', contactInfo: { email: 'eva@acme.example' } })).toEqual({ id: 1 });
		world.hand('person.update', { id: 1, firstName: 'Eva', contactInfo: { tel1: '1' } });
		world.hand('person.tag', { id: 1, tag: 'VIP,phone' });
		world.hand('person.untag', { id: 1, tag: 'VIP' });
		expect(world.hand('person.invalidate', { id: 1 })).toEqual({ id: 1, version: 5 });
		expect(await detail(1)).toMatchObject({
			firstName: 'Eva',
			contactInfo: { email: 'eva@acme.example', tel1: '1' },
			tags: ['phone'],
			'rowInfo.rowAccess': 'INVALID',
			'rowInfo.updatedBy': 'sales@acme.example',
		});
		world.hand('person.delete', { id: 1 });
		expect(await ids(world.api, '')).toEqual([]);
		expect(world.sandbox.calls().map(({ op }) => op)).toEqual(['person.detail', 'person.list']);
	});

	test('work on companies and their addresses, and in another instance', async () => {
		const company = { name: 'Acme', rating: 'A', state: 'B_ACTUAL', role: 'B_PARTNER', addresses: [{ address: { name: 'Head' } }] };
		expect(world.hand('company.create', company)).toEqual({ id: 1 });
		world.hand('company.updateAddress', { id: 1, addressId: 1, contactInfo: { email: 'info@acme.example' } });
		expect((await world.api.get('company/1/')).data.data.primaryAddress.contactInfo.email).toBe('info@acme.example');
		world.hand('person.create', { instance: 'beta', lastName: 'Smith' });
		expect(await ids(world.as(raynetAccounts.beta), '')).toEqual([1]);
	});

	test('an edit in the browser keeps the rest of a form, whatever the API does with partly sent objects', async () => {
		world.turn('partialObjects', 'replace');
		await newPerson(world.api, { contactInfo: { email: 'eva@acme.example', doNotSendMM: true } });
		world.hand('person.update', { id: 1, contactInfo: { tel1: '1' } });
		expect(await detail(1)).toMatchObject({ contactInfo: { email: 'eva@acme.example', tel1: '1', doNotSendMM: true } });
	});

	test("a company's form shows the contact data of its primary address", async () => {
		await newCompany(world.api, { addresses: [{ address: { name: 'Head' } }] });
		world.hand('company.update', { id: 1, notice: 'x', contactInfo: { email: 'info@acme.example' } });
		expect((await world.api.get('company/1/')).data.data).toMatchObject({ notice: 'x', primaryAddress: { contactInfo: { email: 'info@acme.example' } } });
	});

	test('merge and anonymise', async () => {
		await newPerson(world.api);
		await newPerson(world.api, { notice: 'keep me' });
		world.hand('person.merge', { id: 1, sourceId: 2 });
		expect(await detail(1)).toMatchObject({ notice: 'keep me' });
		world.hand('person.anonymize', { id: 1 });
		expect(await detail(1)).toMatchObject({ lastName: '[Anonymizovaný záznam]', notice: null });
	});

	test('what RAYNET refuses, the control refuses with the same reason', () => {
		expect(() => world.hand('person.create', {})).toThrow('lastName is required');
		expect(() => world.hand('person.update', { id: 9 })).toThrow('Person 9 not found');
		expect(() => world.hand('person.clone', {})).toThrow('raynet has no action "person.clone"');
		expect(() => world.hand('person.create', { instance: 'gamma', lastName: 'x' })).toThrow('No instance "gamma"');
	});

	test('touch many records with one minute stamp, some or all, at a time of choice', async () => {
		world.sandbox.clock.advance(45_000);
		for (let n = 0; n < 3; n += 1) await newPerson(world.api);
		expect(world.hand('bulk.touch', { ids: [1, 3] })).toEqual({ touched: 2, at: '2026-03-01T08:30:00.000Z' });
		expect(world.hand('bulk.touch', { count: 2, at: '2026-03-01T08:00:00Z' })).toEqual({ touched: 2, at: '2026-03-01T08:00:00.000Z' });
		const { data } = await world.api.get('person/?sortColumn=rowInfo.lastModifiedAt&dateFormat=ISO8601');
		expect(data.data.map((row: Record<string, unknown>) => [row.id, row['rowInfo.updatedAt'], row._version])).toEqual([
			[1, '2026-03-01T09:00:00.000+01:00', 3],
			[2, '2026-03-01T09:00:00.000+01:00', 2],
			[3, '2026-03-01T09:30:00.000+01:00', 2],
		]);
	});
});

describe('seeding', () => {
	test('gives the instance exactly as many people and companies as asked for', async () => {
		world.sandbox.seed({ people: 40, companies: 12 });
		expect((await world.api.get('person/')).data.totalCount).toBe(40);
		expect((await world.api.get('company/')).data.totalCount).toBe(12);
		expect(world.sandbox.service('raynet').rows()).toHaveLength(52);
	});

	test('maps a person as far as RAYNET can hold one', async () => {
		world.sandbox.seed({ people: 40, companies: 12 });
		const index = seedData({ people: 40, companies: 12 }).people.findIndex(({ traits }) => traits.includes('fivePhones'));
		expect(await detail(index + 1)).toMatchObject({
			firstName: 'Ivana',
			lastName: 'Telefonistová',
			gender: 'FEMALE',
			contactInfo: { email: 'ivana@ustredna.example', tel1: '+420 777 000 110', tel1Type: 'mobil', tel2: '+420 777 000 111', tel2Type: 'práce' },
			tags: ['phone book'],
		});
	});

	test('seeding twice gives the same records once, all changed before now', async () => {
		world.sandbox.seed({ people: 40, companies: 12 });
		const first = world.sandbox.service('raynet').dump();
		world.sandbox.seed({ people: 40, companies: 12 });
		expect(world.sandbox.service('raynet').dump()).toEqual(first);
		const now = new Date(start).toISOString();
		expect(await ids(world.api, `rowInfo.lastModifiedAt[GE]=${now}`)).toEqual([]);
	});

	test('the console rows name kind, employer and tags', () => {
		world.sandbox.seed({ people: 40, companies: 12 });
		world.hand('person.invalidate', { id: 3 });
		expect(world.sandbox.service('raynet').rows()[2]).toEqual({
			id: 'acme/person/3',
			kind: 'person, invalid',
			name: 'Josef Vrána',
			emails: ['info@truhlarstvi-vrana.example'],
			phones: [],
			company: 'Truhlářství Vrána s.r.o.',
			groups: ['phone book'],
			changedAt: new Date(start).toISOString(),
			note: undefined,
		});
	});
});
