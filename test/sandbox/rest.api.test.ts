import axios, { type AxiosInstance } from 'axios';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startSandbox, type Sandbox } from '../../sandbox/kit';
import { personalities, personalityNames, type PersonalityName } from '../../sandbox/rest';

const SERVICE = 'rest-reference';
let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({ services: [SERVICE], realtime: false, startAt: Date.UTC(2026, 2, 2, 10) });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const hand = (personality: PersonalityName, action: string, args: Record<string, unknown> = {}): unknown => sandbox.service(SERVICE).control(action, { personality, ...args });

/** Logged in as its account, by plain HTTP. */
async function as(name: PersonalityName): Promise<AxiosInstance> {
	const { account } = personalities[name];
	const base = { baseURL: `${sandbox.url(SERVICE)}/${name}`, validateStatus: () => true };
	switch (name) {
		case 'ledger':
			return axios.create({ ...base, headers: { Authorization: `Bearer ${account.secret}` } });
		case 'register': {
			const { data } = await axios.create(base).post('/login', { login: account.user, password: account.secret });
			return axios.create({ ...base, headers: { 'X-Session': data.jeton } });
		}
		case 'cards':
			return axios.create({ ...base, params: { key: account.secret } });
		case 'binder':
			return axios.create({ ...base, auth: { username: account.user, password: account.secret } });
	}
}

const listPath: Record<PersonalityName, string> = { ledger: '/contacts', register: '/contact/list', cards: '/cards', binder: '/people' };

describe('the reference server', () => {
	it('says that it is our contract: in its name, in every answer, and in its README', async () => {
		for (const name of personalityNames) {
			const { headers } = await axios.get(`${sandbox.url(SERVICE)}/${name}${listPath[name]}`, { validateStatus: () => true });
			expect(headers['x-emulator']).toBe('rest-crm-reference');
		}
		const { status, headers, data } = await axios.get(`${sandbox.url(SERVICE)}/elsewhere`, { validateStatus: () => true });
		expect([status, headers['x-emulator'], data.error]).toEqual([404, 'rest-crm-reference', expect.stringContaining('not the API of a vendor')]);
		expect(readFileSync(path.join(__dirname, '../../sandbox/rest/README.md'), 'utf8')).toMatch(/Our own contract, not the API of any vendor/);
	});

	it.each(personalityNames)('lets nobody into %s without a login', async (name) => {
		const { status, data } = await axios.get(`${sandbox.url(SERVICE)}/${name}${listPath[name]}`, { validateStatus: () => true });
		expect([status, data]).toEqual([401, personalities[name].errorAnswer('login').body]);
	});

	it.each<[PersonalityName, unknown]>([
		['ledger', { items: [expect.objectContaining({ id: 1, last_name: 'Nova', personal_address: { street: '', zip: '', city: '', country: '' }, created_at: '2026-03-02T10:00:00Z' })], total: 1 }],
		['register', { statut: 'ok', total: 1, donnees: [expect.objectContaining({ numero: '1', nom: 'Nova', creation: '2026-03-02 11:00:00' })] }],
		['cards', [{ uid: 'c1', name: { first: '', last: 'Nova' }, mail: ['', ''], tel: ['', ''], firm: '', role: '', text: '', marks: [], silent: false, colour: 'blue' }]],
		['binder', { people: [expect.objectContaining({ ref: 1, familyName: 'Nova', givenName: null, created: 1_772_445_600 })] }],
	])('%s lists in its own shape', async (name, expected) => {
		hand(name, 'record.create', { values: { lastName: 'Nova' } });
		expect((await (await as(name)).get(listPath[name])).data).toEqual(expected);
	});

	it.each(personalityNames)('the realistic people are in %s, and those who have no e-mail', async (name) => {
		sandbox.seed({ people: 60, companies: 12 }, SERVICE);
		const rows = sandbox.service(SERVICE).rows().filter(({ id }) => id.startsWith(`${name}/`));
		expect(rows).toHaveLength(60);
		expect(rows.some(({ emails }) => emails.length === 0)).toBe(true);
		expect(rows.filter(({ emails }) => emails[0] === 'info@truhlarstvi-vrana.example').length).toBeGreaterThan(1);
	});
});

describe('ledger', () => {
	it('filters by modification, pages, and refuses parameters that it does not know', async () => {
		const api = await as('ledger');
		for (let n = 0; n < 3; n += 1) hand('ledger', 'record.create', { values: { lastName: `P${n}` } });
		sandbox.clock.advance(60_000);
		hand('ledger', 'record.update', { id: '2', values: { lastName: 'Changed' } });
		const ids = async (query: string): Promise<number[]> => (await api.get(`/contacts?${query}`)).data.items.map(({ id }: { id: number }) => id);
		expect([await ids('offset=1&limit=1'), await ids('modified_since=2026-03-02T10:01:00Z'), (await api.get('/contacts?page=1')).status]).toEqual([[2], [2], 422]);
		sandbox.setSwitch(SERVICE, 'filterBound', 'exclusive');
		expect(await ids('modified_since=2026-03-02T10:01:00Z')).toEqual([]);
	});

	it.each([
		['merge', { name: 'Acme', function: 'CEO', vat_number: '' }],
		['replace', { name: '', function: 'CEO', vat_number: '' }],
	])('a PATCH of a part of an object: %s', async (value, company) => {
		sandbox.setSwitch(SERVICE, 'nestedPatch', value);
		const api = await as('ledger');
		const { data } = await api.post('/contacts', { last_name: 'Nova', company: { name: 'Acme' } });
		expect((await api.patch(`/contacts/${data.id}`, { company: { function: 'CEO' } })).data.company).toEqual(company);
	});

	it.each<[string, object]>([
		['an unknown key', { surname: 'Nova' }],
		['a number where a text is due', { last_name: 7 }],
		['a text where a list is due', { tags: 'VIP' }],
	])('refuses %s, and stores nothing', async (_, body) => {
		const { status } = await (await as('ledger')).post('/contacts', body);
		expect([status, sandbox.service(SERVICE).rows()]).toEqual([422, []]);
	});
});

describe('register', () => {
	it('forgets what a PUT does not name', async () => {
		const api = await as('register');
		const { data } = await api.post('/contact/new', { nom: 'Nova', prenom: 'Eva', points: 9 });
		const { numero } = data.donnees;
		expect((await api.put(`/contact/${numero}`, { nom: 'Hill' })).data.donnees).toMatchObject({ nom: 'Hill', prenom: '', points: 0 });
	});

	it('tells errors inside a 200, and a token that it has forgotten by either way', async () => {
		const api = await as('register');
		expect(await api.get('/contact/77')).toMatchObject({ status: 200, data: { statut: 'erreur', code: 'INCONNU' } });
		hand('register', 'session.expire');
		expect((await api.get('/contact/list')).status).toBe(401);
		sandbox.setSwitch(SERVICE, 'sessionLoss', 'inside');
		expect(await api.get('/contact/list')).toMatchObject({ status: 200, data: { statut: 'erreur', code: 'SESSION' } });
	});
});

describe('its faults', () => {
	it('a rate limit is told, with how long to wait or without', async () => {
		hand('binder', 'limit.set', { perMinute: 1 });
		const api = await as('binder');
		await api.get('/people');
		const first = await api.get('/people');
		sandbox.setSwitch(SERVICE, 'retryAfter', 'absent');
		const second = await api.get('/people');
		sandbox.clock.advance(60_000);
		expect([first.status, first.headers['retry-after'], second.headers['retry-after'], (await api.get('/people')).status]).toEqual([429, '20', undefined, 200]);
	});

	it('a list shifts after a page, loses most of its rows, and shows new ones late', async () => {
		const api = await as('cards');
		for (let n = 0; n < 10; n += 1) hand('cards', 'record.create', { values: { lastName: `P${n}` } });
		const uids = async (start: number): Promise<string[]> => (await api.get(`/cards?start=${start}&count=4`)).data.map(({ uid }: { uid: string }) => uid);
		hand('cards', 'list.deleteAfter', { afterPage: 1, id: 'c2' });
		expect([await uids(0), await uids(4)]).toEqual([['c1', 'c2', 'c3', 'c4'], ['c6', 'c7', 'c8', 'c9']]);
		hand('cards', 'list.hide', { share: 0.7 });
		expect(await uids(0)).toEqual(['c8', 'c9', 'c10']);
		hand('cards', 'list.hide', { share: 0 });
		sandbox.clock.advance(60_000);
		hand('cards', 'visibility.set', { ms: 60_000 });
		hand('cards', 'record.create', { values: { lastName: 'Late' } });
		const before = await uids(8);
		sandbox.clock.advance(60_000);
		expect([before, await uids(8)]).toEqual([['c10'], ['c10', 'c11']]);
	});

	it('a create answers no id', async () => {
		sandbox.setSwitch(SERVICE, 'createAnswer', 'nothing');
		expect(await (await as('ledger')).post('/contacts', { last_name: 'Nova' })).toMatchObject({ status: 201, data: '' });
	});

	it('every switch is assumed, as all of it is made up', () => {
		expect(sandbox.switches().map(({ certainty }) => certainty)).toEqual(sandbox.switches().map(() => 'assumed'));
	});

	it('an action that nobody knows names the known ones', () => {
		expect(() => hand('ledger', 'record.explode')).toThrow(/It has: record.create, /);
		expect(() => sandbox.service(SERVICE).control('record.get', { personality: 'nobody', id: 1 })).toThrow(/There are: ledger, register, cards, binder/);
	});
});
