import { createRaynet } from '../../connectors/crm/raynet';
import { ConfigurationError } from '../../core/errors';
import { listReply, raynetOn, rawCompany, rawPerson, rejection } from './raynetBuilders';
import { bombHttp } from './httpFake';
import { fakeEnvironment } from '../support/environment';

const FROM = Date.parse('2026-03-01T08:00:00Z');
const TO = Date.parse('2026-03-02T10:00:00Z');
const ROOT = 'https://raynet.test/api/v2';
const WINDOW = 'rowInfo.rowAccess[EQ_OR_NULL]=INVALID&rowInfo.lastModifiedAt[GE]=2026-03-01T08:00:00.000+00:00&rowInfo.lastModifiedAt[LT]=2026-03-02T10:00:00.000+00:00&sortColumn=id&sortDirection=ASC';

describe('reading a window', () => {
	it('asks for the stamps, sorted by id, a page at a time, in dates with a zone', async () => {
		const { raynet, calls } = raynetOn([listReply([rawPerson()], 2500)]);
		const page = await raynet.readWindow({ recordType: 'person', from: FROM, to: TO, offset: 1000, limit: 1000 });
		expect(calls).toEqual([`GET ${ROOT}/person/?${WINDOW}&offset=1000&limit=1000&dateFormat=ISO8601`]);
		expect({ ...page, records: page.records.map(({ contact }) => contact.id) }).toEqual({ records: ['raynet:acme:person:31'], total: 2500, serverTime: TO });
	});

	it('from the beginning has no lower bound and leaves nothing out', async () => {
		const { raynet, calls } = raynetOn([listReply([])]);
		await raynet.readWindow({ recordType: 'company', to: TO, offset: 0, limit: 50 });
		expect(calls).toEqual([`GET ${ROOT}/company/?rowInfo.lastModifiedAt[LT]=2026-03-02T10:00:00.000+00:00&sortColumn=id&sortDirection=ASC&offset=0&limit=50&dateFormat=ISO8601`]);
	});

	it('never asks for more than Raynet gives', async () => {
		const { raynet, calls } = raynetOn([listReply([])]);
		await raynet.readWindow({ recordType: 'person', from: FROM, to: TO, offset: 0, limit: 5000 });
		expect(calls[0]).toContain('&limit=1000&');
	});

	it.each([
		[{ kind: 'tag', tag: ' VIP ' }, 'tags=VIP'],
		[{ kind: 'owner', ownerId: '2' }, 'owner=2'],
		[{ kind: 'category', categoryId: 'person:96' }, 'category=96'],
	] as const)('in the scope %j filters by %s', async (scope, filter) => {
		const { raynet, calls } = raynetOn([listReply([])]);
		await raynet.readWindow({ recordType: 'person', from: FROM, to: TO, scope, offset: 0, limit: 1000 });
		expect(calls).toEqual([`GET ${ROOT}/person/?${filter}&${WINDOW}&offset=0&limit=1000&dateFormat=ISO8601`]);
	});

	it('needs no call where a category is of the other record type', async () => {
		const { raynet, calls } = raynetOn([]);
		const scope = { kind: 'category', categoryId: 'person:96' } as const;
		expect(await raynet.readWindow({ recordType: 'company', from: FROM, to: TO, scope, offset: 0, limit: 1000 })).toEqual({ records: [], total: 0 });
		expect(await raynet.recent('company', scope, 10)).toEqual([]);
		expect(calls).toEqual([]);
	});

	it.each([
		{ kind: 'tag', tag: 'a,b' },
		{ kind: 'tag', tag: ' ' },
		{ kind: 'owner', ownerId: 'Jan' },
		{ kind: 'category', categoryId: '96' },
	] as const)('refuses the scope %j, which Raynet would understand as something else', async (scope) => {
		const { raynet, calls } = raynetOn([]);
		expect(await rejection(raynet.readWindow({ recordType: 'person', from: FROM, to: TO, scope, offset: 0, limit: 1000 }))).toBeInstanceOf(ConfigurationError);
		expect(calls).toEqual([]);
	});
});

it('recent records come newest first in one call', async () => {
	const { raynet, calls } = raynetOn([listReply([rawCompany({ id: 9 }), rawCompany({ id: 8 })])]);
	const records = await raynet.recent('company', { kind: 'tag', tag: 'VIP' }, 2);
	expect(records.map(({ contact }) => contact.recordId)).toEqual(['9', '8']);
	expect(calls).toEqual([`GET ${ROOT}/company/?tags=VIP&sortColumn=rowInfo.lastModifiedAt&sortDirection=DESC&limit=2&dateFormat=ISO8601`]);
});

describe('the check of a login', () => {
	it('is one request that tells the clock of the server', async () => {
		const { raynet, calls } = raynetOn([{ headers: { date: 'Mon, 02 Mar 2026 10:00:00 GMT' }, body: { 'X-Instance-Name': 'Acme', username: 'u' } }]);
		expect(await raynet.check()).toEqual({ serverTime: TO });
		expect(calls).toEqual([`GET ${ROOT}/security/info`]);
	});

	it('fails when the login belongs to another instance', async () => {
		const { raynet } = raynetOn([{ body: { 'X-Instance-Name': 'other' } }]);
		expect(await rejection(raynet.check())).toMatchObject({ recovery: 'configuration', message: expect.stringContaining('another Raynet instance') });
	});
});

describe('what a user can choose', () => {
	it('as owner are the persons with a user account', async () => {
		const { raynet, calls } = raynetOn([listReply([rawPerson({ id: 2, firstName: 'Jan', lastName: 'Hill' }), { id: 3 }])]);
		expect(await raynet.choices('owner', ['person'])).toEqual([{ name: 'Jan Hill', value: '2' }, { name: 'User 3', value: '3' }]);
		expect(calls).toEqual([`GET ${ROOT}/person/?userAccount-id[NE]=&sortColumn=lastName&sortDirection=ASC&offset=0&limit=1000&dateFormat=ISO8601`]);
	});

	it('as category are both picklists, told apart', async () => {
		const { raynet, calls } = raynetOn([listReply([{ id: 96, code01: 'VIP' }]), listReply([{ id: 96, code01: 'Retail' }])]);
		expect(await raynet.choices('category', ['person', 'company'])).toEqual([
			{ name: 'Retail (clients)', value: 'company:96' },
			{ name: 'VIP (contact persons)', value: 'person:96' },
		]);
		expect(calls).toEqual([`GET ${ROOT}/personCategory/?offset=0&limit=1000&dateFormat=ISO8601`, `GET ${ROOT}/companyCategory/?offset=0&limit=1000&dateFormat=ISO8601`]);
	});

	it('as tag are those of the records changed last, at most five pages of each type', async () => {
		const { raynet, calls } = raynetOn(({ query }) => listReply([rawPerson({ tags: ['z', `page ${Number(query?.offset) / 1000}`] })], 25_000));
		const found = await raynet.choices('tag', ['person']);
		expect(found.map(({ name }) => name)).toEqual(['page 0', 'page 1', 'page 2', 'page 3', 'page 4', 'z']);
		expect(calls).toHaveLength(5);
		expect(calls[4]).toBe(`GET ${ROOT}/person/?sortColumn=rowInfo.lastModifiedAt&sortDirection=DESC&offset=4000&limit=1000&dateFormat=ISO8601`);
	});
});

describe('the settings', () => {
	it.each(['https://raynet.test', 'https://raynet.test/', ' https://raynet.test/api/v2/ '])('take the address "%s"', async (baseUrl) => {
		const { raynet, calls } = raynetOn([listReply([])], { baseUrl });
		await raynet.recent('person', { kind: 'all' }, 1);
		expect(calls[0]).toMatch(/^GET https:\/\/raynet\.test\/api\/v2\/person\/\?/);
	});

	it('make one account of every spelling of an instance', () => {
		expect(raynetOn([], { instance: ' Acme ' }).raynet.account).toEqual({ crm: 'raynet', account: 'acme' });
	});

	it.each(['', 'https://app.raynet.cz/acme/', 'a:b'])('refuse the instance name "%s"', (instance) => {
		const { env } = fakeEnvironment();
		expect(() => createRaynet({ http: bombHttp(), env, baseUrl: 'https://raynet.test', instance })).toThrow(ConfigurationError);
	});
});

it('records that are read one by one are told as they come, of how many', async () => {
	const { raynet, phases } = raynetOn(({ url }) => ({ status: 200, body: { success: true, data: rawPerson({ id: Number(/person\/(\d+)/.exec(url)?.[1]) }) } }));
	await raynet.read(['1', '2', '3', '4', '5'].map((recordId) => ({ recordType: 'person', recordId })));
	expect(phases).toEqual([4, 5].map((read) => ({ kind: 'reading', side: 'crm', read, of: 5 })));
});
