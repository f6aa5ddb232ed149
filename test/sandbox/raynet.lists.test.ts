import { raynetAccounts } from '../../sandbox/raynet/accounts';
import { ids, newCompany, newPerson, start, startRaynet, type RaynetWorld } from './raynetSupport';

jest.setTimeout(60_000);

let world: RaynetWorld;
const minute = 60_000;

beforeAll(async () => {
	world = await startRaynet();
});
beforeEach(() => world.sandbox.reset());
afterAll(() => world.sandbox.close());

async function people(count: number): Promise<void> {
	for (let n = 1; n <= count; n += 1) await newPerson(world.api, { lastName: `Nová ${n}` });
}

describe('paging', () => {
	test('without limit a page holds 20, and totalCount counts all matches', async () => {
		await people(21);
		const { data } = await world.api.get('person/');
		expect([data.success, data.totalCount, data.data.length]).toEqual([true, 21, 20]);
	});

	test('the size of that default page is a switch', async () => {
		await people(21);
		world.turn('defaultLimit', '50');
		expect(await ids(world.api, '')).toHaveLength(21);
	});

	test('offset and limit cut a page out, in the order of ids', async () => {
		await people(5);
		expect(await ids(world.api, 'offset=1&limit=3')).toEqual([2, 3, 4]);
		expect(await ids(world.api, 'offset=5&limit=3')).toEqual([]);
	});

	test('a limit above 1,000 is clipped, or refused where the switch says so', async () => {
		world.sandbox.seed({ people: 1001, companies: 0 });
		expect(await ids(world.api, 'limit=5000')).toHaveLength(1000);
		world.turn('limitAbove1000', 'refuse');
		expect((await world.api.get('person/?limit=5000')).status).toBe(400);
	});

	test.each(['limit=ten', 'offset=-1', 'sortDirection=UP&sortColumn=id', 'view=startup', 'dateFormat=RFC'])('refuses %s', async (query) => {
		expect((await world.api.get(`person/?${query}`)).status).toBe(400);
	});
});

describe('sorting', () => {
	test('sorts names as Czechs do, and backwards', async () => {
		for (const lastName of ['Zeman', 'Čapek', 'Cibulka', 'Chadima']) await newPerson(world.api, { lastName });
		expect(await ids(world.api, 'sortColumn=lastName')).toEqual([3, 2, 4, 1]);
		expect(await ids(world.api, 'sortColumn=lastName&sortDirection=DESC')).toEqual([1, 4, 2, 3]);
	});

	test('lastModifiedAt can be sorted by, yet is not answered', async () => {
		await people(2);
		world.sandbox.clock.advance(minute);
		await world.api.post('person/1/', { notice: 'edited' });
		const { data } = await world.api.get('person/?sortColumn=rowInfo.lastModifiedAt');
		expect(data.data.map(({ id }: { id: number }) => id)).toEqual([2, 1]);
		expect(Object.keys(data.data[0]).filter((key) => key.startsWith('rowInfo'))).toEqual([
			'rowInfo.createdAt',
			'rowInfo.createdBy',
			'rowInfo.updatedAt',
			'rowInfo.updatedBy',
			'rowInfo.rowAccess',
			'rowInfo.rowState',
		]);
	});

	test.each(['sortColumn=contactInfo.email', 'sort=lastName'])('an unknown sort column is a 400: %s', async (query) => {
		const { status, data } = await world.api.get(`person/?${query}`);
		expect([status, data]).toEqual([400, { message: expect.stringMatching(/^Unsupported (sort|filter) column/) }]);
	});
});

describe('filters', () => {
	beforeEach(async () => {
		const acme = await newCompany(world.api, { name: 'Acme s.r.o.' });
		await newPerson(world.api, {
			firstName: 'Eva',
			lastName: 'Nová',
			contactInfo: { email: 'eva@acme.example', email2: 'nova@home.example' },
			tags: ['VIP', 'newsletter'],
			category: 1,
			relationship: { company: acme, type: 'buyer' },
		});
		await newPerson(world.api, { firstName: 'Jan', lastName: 'Novák', contactInfo: { email: 'Jan@Acme.example' }, tags: ['vip'], category: 2 });
		await newPerson(world.api, { lastName: 'Dub', tags: ['supplier'], keyman: true });
	});

	test.each([
		['lastName=Nov%C3%A1', [1]],
		['lastName[EQ]=Nov%C3%A1', [1]],
		['lastName[NE]=Nov%C3%A1', [2, 3]],
		['lastName[LIKE]=Nov%25', [1, 2]],
		['lastName[LIKE]=nov%25', []],
		['lastName[LIKE_NOCASE]=nov%25', [1, 2]],
		['lastName[LIKE]=Nov', []],
		['contactInfo.email=eva@acme.example', [1]],
		['contactInfo.email=jan@acme.example', []],
		['contactInfo.email2=nova@home.example', [1]],
		['contactInfo.email=', [3]],
		['contactInfo.email[NE]=', [1, 2]],
		['firstName[NE]=Eva', [2]],
		['tags=VIP', [1]],
		['tags=VIP,supplier', [1, 3]],
		['category[IN]=1,2', [1, 2]],
		['category[NE]=1', [2]],
		['id[IN]=1,3', [1, 3]],
		['id[GT]=1&id[LT]=3', [2]],
		['keyman=true', [3]],
		['primaryRelationship-company-name[LIKE]=Acme%25', [1]],
		['primaryRelationship-company-id=1', [1]],
		['personRelationship[CUSTOM]=1', [1]],
		['withoutGdpr[CUSTOM]', [1, 2, 3]],
		['gdprTemplate[CUSTOM]=1', []],
		['userAccount-id[NE]=', []],
		['fulltext=dub', [3]],
		['fulltext=ACME', [1, 2]],
	])('%s finds %j', async (query, expected) => {
		expect(await ids(world.api, query)).toEqual(expected);
	});

	test.each(['email=x', 'customFields.Body_b2c3d=1', 'extIds=x', 'contactInfo.doNotSendMM=true', '__proto__=1'])(
		'an unknown filter column is a 400 that names it: %s',
		async (query) => {
			const { status, data } = await world.api.get(`person/?${query}`);
			expect([status, data]).toEqual([400, { message: `Unsupported filter column ${query.split('=')[0]}` }]);
		},
	);

	test.each(['lastName[GE]=A', 'rowInfo.lastModifiedAt=2026-01-01', 'lastName[BETWEEN]=A'])('an operator that the column does not take is a 400: %s', async (query) => {
		expect((await world.api.get(`person/?${query}`)).status).toBe(400);
	});

	test('upper and lower case make one where the switches say so', async () => {
		world.turn('equalsCase', 'insensitive');
		world.turn('tagCase', 'insensitive');
		expect(await ids(world.api, 'contactInfo.email=jan@acme.example')).toEqual([2]);
		expect(await ids(world.api, 'tags=VIP')).toEqual([1, 2]);
	});

	test('companies have columns of their own', async () => {
		const found = async (query: string): Promise<number> => (await world.api.get(`company/?${query}`)).data.totalCount;
		await newCompany(world.api, {
			regNumber: '61974757',
			addresses: [{ address: { name: 'Head', city: 'Brno', country: 'CZ' }, contactInfo: { email: 'info@brno.example' } }],
		});
		expect(await found('regNumber=61974757')).toBe(1);
		expect(await found('regNumber[NE]=null')).toBe(1);
		expect(await found('primaryAddress-contactInfo.email=info@brno.example')).toBe(1);
		expect(await found('primaryAddress-address.countryCode=CZ')).toBe(1);
		expect(await found('person=false')).toBe(2);
		expect((await world.api.get('company/?firstName=x')).status).toBe(400);
	});
});

describe('stamps and zones', () => {
	test('a date-time is told in the zone of the API user, without seconds', async () => {
		await newPerson(world.api);
		const prague = await world.api.get('person/');
		const newYork = await world.as(raynetAccounts.acmeOverseas).get('person/');
		expect(prague.data.data[0]['rowInfo.createdAt']).toBe('2026-03-01 09:30');
		expect(newYork.data.data[0]['rowInfo.createdAt']).toBe('2026-03-01 03:30');
	});

	test('dateFormat=ISO8601 tells the offset, before and after clocks are set', async () => {
		await newPerson(world.api);
		world.sandbox.clock.advance(Date.UTC(2026, 2, 29, 0, 59, 30) - start);
		await newPerson(world.api);
		world.sandbox.clock.advance(minute);
		await newPerson(world.api);
		const { data } = await world.api.get('person/?dateFormat=ISO8601');
		expect(data.data.map((row: Record<string, string>) => row['rowInfo.createdAt'])).toEqual([
			'2026-03-01T09:30:00.000+01:00',
			'2026-03-29T01:59:30.000+01:00',
			'2026-03-29T03:00:30.000+02:00',
		]);
	});

	test('the ISO form may tell minutes only, and may not hold for details', async () => {
		world.sandbox.clock.advance(12_000);
		await newPerson(world.api);
		const iso = async (path: string): Promise<string> => {
			const { data } = await world.api.get(`${path}?dateFormat=ISO8601`);
			return [data.data].flat()[0]['rowInfo.createdAt'];
		};
		expect(await iso('person/1/')).toBe('2026-03-01T09:30:12.000+01:00');
		world.turn('isoDates', 'minutes');
		expect(await iso('person/')).toBe('2026-03-01T09:30:00.000+01:00');
		world.turn('isoOnDetails', 'no');
		expect(await iso('person/1/')).toBe('2026-03-01 09:30');
	});

	test.each([
		['2026-03-01T09:31:00%2B01:00', 'acme', [2]],
		['2026-03-01T08:31:00Z', 'acme', [2]],
		['2026-03-01 09:31', 'acme', [2]],
		['2026-03-01 03:31', 'acmeOverseas', [2]],
		['2026-03-01', 'acme', [1, 2]],
		['2026-03-02', 'acme', []],
	] as const)('a filter takes %s from %s', async (from, account, expected) => {
		await newPerson(world.api);
		world.sandbox.clock.advance(minute);
		await newPerson(world.api);
		expect(await ids(world.as(raynetAccounts[account]), `rowInfo.lastModifiedAt[GE]=${from}`)).toEqual(expected);
	});

	test('an offset whose plus sign was not encoded is a 400', async () => {
		expect((await world.api.get('person/?rowInfo.lastModifiedAt[GE]=2026-03-01T09:31:00+01:00')).status).toBe(400);
	});

	test('stamps compare by seconds, or by minutes where the switch says so', async () => {
		world.sandbox.clock.advance(30_000);
		await newPerson(world.api);
		const query = 'rowInfo.lastModifiedAt[GE]=2026-03-01T08:30:45Z';
		expect(await ids(world.api, query)).toEqual([]);
		world.turn('stampPrecision', 'minutes');
		expect(await ids(world.api, query)).toEqual([1]);
	});

	test('updatedAt is null until the first edit and never matches till then; lastModifiedAt does', async () => {
		await newPerson(world.api);
		expect((await world.api.get('person/')).data.data[0]['rowInfo.updatedAt']).toBeNull();
		expect(await ids(world.api, 'rowInfo.updatedAt[GE]=2000-01-01')).toEqual([]);
		expect(await ids(world.api, 'rowInfo.lastModifiedAt[GE]=2000-01-01')).toEqual([1]);
		await world.api.post('person/1/', { notice: 'edited' });
		expect(await ids(world.api, 'rowInfo.updatedAt[GE]=2000-01-01')).toEqual([1]);
	});

	test('2,500 records with one minute stamp page by offset without loss', async () => {
		world.sandbox.seed({ people: 2600, companies: 0 });
		expect(world.hand('bulk.touch', { count: 2500 })).toEqual({ touched: 2500, at: '2026-03-01T08:30:00.000Z' });
		const seen = new Set<number>();
		for (let offset = 0; offset < 2500; offset += 1000) {
			const query = `rowInfo.lastModifiedAt[GE]=2026-03-01T08:30:00Z&sortColumn=rowInfo.lastModifiedAt&limit=1000&offset=${offset}`;
			for (const id of await ids(world.api, query)) seen.add(id);
		}
		expect(seen.size).toBe(2500);
	});
});

describe('views', () => {
	test('view=rowInfo tells the status alone', async () => {
		await newPerson(world.api);
		const { data } = await world.api.get('person/?view=rowInfo');
		expect(data.data).toEqual([
			{
				id: 1,
				'rowInfo.createdAt': '2026-03-01 09:30',
				'rowInfo.createdBy': 'sync@acme.example',
				'rowInfo.updatedAt': null,
				'rowInfo.updatedBy': null,
				'rowInfo.rowAccess': null,
				'rowInfo.rowState': null,
				_version: 1,
			},
		]);
	});

	test('invalid records are listed, marked, and can be left out', async () => {
		await people(2);
		await world.api.post('person/1/invalid');
		expect((await world.api.get('person/')).data.data[0]['rowInfo.rowAccess']).toBe('INVALID');
		expect(await ids(world.api, 'rowInfo.rowAccess[NE_OR_NULL]=INVALID')).toEqual([2]);
		expect(await ids(world.api, 'rowInfo.rowAccess[NE]=INVALID')).toEqual([]);
		expect(await ids(world.api, 'rowInfo.rowAccess=INVALID')).toEqual([1]);
		world.turn('invalidListed', 'no');
		expect(await ids(world.api, '')).toEqual([2]);
		expect(await ids(world.api, 'rowInfo.rowAccess=INVALID')).toEqual([1]);
	});
});
