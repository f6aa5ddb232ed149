import type { Sandbox } from '../../sandbox/kit';
import { apiOf, at, created, days, error, person, startGoogle, type Api, type Reply } from './googleSupport';

let sandbox: Sandbox;
let api: Api;

beforeEach(async () => {
	sandbox = await startGoogle();
	api = apiOf(sandbox);
});
afterEach(() => sandbox.close());

const control = (action: string, args: Record<string, unknown> = {}): unknown => sandbox.service('google').control(action, args);
const create = (body: Record<string, unknown>): Promise<Reply> => api.post('people:createContact', body);
const full = { status: 'RESOURCE_EXHAUSTED', message: 'MY_CONTACTS_OVERFLOW_COUNT: the account has reached the limit of its contacts.' };

describe('one contact', () => {
	test('1,024 characters fit into a field, one more does not, and notes are free of it', async () => {
		const company = (length: number) => create({ organizations: [{ name: 'x'.repeat(length) }] });
		expect([(await company(1024)).status, (await company(1025)).status]).toEqual([200, 400]);
		expect((await create({ biographies: [{ value: 'x'.repeat(20_000) }] })).status).toBe(200);
		sandbox.setSwitch('google', 'oversizeField', 'cut');
		expect(String(at((await company(1025)).body, 'organizations', 0, 'name'))).toHaveLength(1024);
	});

	test('an oversized field in a batch is named by its index', async () => {
		const contacts = [person('Anna'), { organizations: [{ name: 'x'.repeat(1025) }] }].map((contactPerson) => ({ contactPerson }));
		const reply = await api.post('people:batchCreateContacts', { contacts, readMask: 'names' });
		expect(Object.keys(at(reply.body, 'error', 'details', 0, 'contactErrors') as object)).toEqual(['1']);
	});

	test('500 values fit, 501 do not; 128 KB are the most', async () => {
		const urls = (count: number) => create({ urls: Array.from({ length: count }, (_one, n) => ({ value: `u${n}` })) });
		expect([(await urls(500)).status, (await urls(501)).status]).toEqual([200, 400]);
		const note = (length: number) => create({ biographies: [{ value: 'ř'.repeat(length) }] });
		expect([(await note(64 * 1024)).status, (await note(64 * 1024 + 1)).status]).toEqual([200, 400]);
	});
});

describe('a full account', () => {
	test('takes 25,000 contacts', async () => {
		control('account.fill', { count: 24_999 });
		expect([(await create(person('Last'))).status, (await create(person('Too many'))).status]).toEqual([200, 429]);
	});

	test('refuses creates, singly and in batches, while updates go on', async () => {
		control('limits.set', { contacts: 2 });
		const { resourceName, etag } = await created(api, person('Anna'));
		const batch = { contacts: [{ contactPerson: person('B') }, { contactPerson: person('C') }], readMask: 'names' };
		expect(error(await api.post('people:batchCreateContacts', batch))).toEqual(full);
		await created(api, person('Boris'));
		const refused = await create(person('Cyril'));
		expect([refused.status, error(refused)]).toEqual([429, full]);
		expect((await api.patch(`${String(resourceName)}:updateContact`, { etag, ...person('Anna 2') }, { updatePersonFields: 'names' })).status).toBe(200);
		sandbox.setSwitch('google', 'fullAccountStatus', '400');
		expect((await create(person('Cyril'))).status).toBe(400);
	});

	test('the trash counts for 30 days, unless the switch says no', async () => {
		control('limits.set', { contacts: 1 });
		const { resourceName } = await created(api, person('Anna'));
		await api.delete(`${String(resourceName)}:deleteContact`);
		expect((await create(person('Boris'))).status).toBe(429);
		sandbox.setSwitch('google', 'trashCounts', 'no');
		expect((await create(person('Boris'))).status).toBe(200);
		control('limits.set', { contacts: 2 });
		sandbox.setSwitch('google', 'trashCounts', 'yes');
		expect((await create(person('Cyril'))).status).toBe(429);
		sandbox.clock.advance(days(30));
		expect((await create(person('Cyril'))).status).toBe(200);
	});

	test('all values together have a limit too, for updates as well', async () => {
		control('limits.set', { bytes: 10 });
		const { resourceName, etag } = await created(api, person('Jan Novák'));
		expect(error(await create(person('Eva')))).toEqual(full);
		const longer = await api.patch(`${String(resourceName)}:updateContact`, { etag, ...person('Jan Nováček') }, { updatePersonFields: 'names' });
		expect(longer.status).toBe(429);
	});
});
