import { startSandbox, type Sandbox } from '../../sandbox/kit';
import { innerMessage, listed, odataOf, SERVICE, type Ask } from './creatioSupport';

let sandbox: Sandbox;
let odata: Ask;

beforeAll(async () => {
	sandbox = await startSandbox({ services: [SERVICE], realtime: false, startAt: Date.parse('2026-03-02T10:00:00Z') });
});
beforeEach(async () => {
	sandbox.reset();
	odata = await odataOf(sandbox);
});
afterAll(() => sandbox.close());

const control = (action: string, args: object): { id: string } => sandbox.service(SERVICE).control(action, args as Record<string, unknown>) as { id: string };
const names = async (query: string): Promise<unknown[]> => listed(await odata(`Contact?$select=Name&$orderby=Name&${query}`)).value.map(({ Name }) => Name);
const contact = (columns: object): string => control('row.create', columns).id;
const get = async (path: string): Promise<Record<string, unknown>> => (await odata(path)).body as Record<string, unknown>;

describe('queries', () => {
	beforeEach(() => {
		const { id } = control('row.create', { entity: 'Account', Name: 'Acme' });
		contact({ Name: "Jan O'Brien", AccountId: id, JobTitle: 'Director', Age: 40 });
		contact({ Name: 'Žofie Nová', AccountId: id, Age: 30 });
		contact({ Name: 'Zed', DoNotUseEmail: true });
	});

	it.each([
		["Name eq 'Jan O''Brien'", ["Jan O'Brien"]],
		["contains(Name,'nov')", ['Žofie Nová']],
		["startswith(Name,'Z')", ['Zed']],
		["endswith(Name,'rien') or Name eq 'Zed'", ["Jan O'Brien", 'Zed']],
		["Account/Name eq 'Acme' and Age gt 35", ["Jan O'Brien"]],
		["Account/Name eq 'Acme' and not (JobTitle eq 'Director')", ['Žofie Nová']],
		['DoNotUseEmail eq true', ['Zed']],
		["JobTitle ne 'Director' and Age ge 30", ['Žofie Nová']],
	])('with $filter=%s hold %j', async (filter, expected) => {
		expect(await names(`$filter=${encodeURIComponent(filter)}`)).toEqual(expected);
	});

	it.each([
		['AccountId eq 00000000-0000-4000-8000-000000000000', 500, 'Column by path AccountId not found in schema Contact'],
		["Nope eq 'x'", 400, "Could not find a property named 'Nope' on type 'Terrasoft.Configuration.OData.Contact'"],
		['ModifiedOn eq 2026-03-02T10:00:00Z', 500, 'Object reference'],
		['ModifiedOn ge 2026-03-02T10:00:00', 400, 'Syntax'],
		["Name eq 'x", 400, 'Syntax'],
	])('with $filter=%s are refused with %i', async (filter, status, text) => {
		const answer = await odata(`Contact?$filter=${encodeURIComponent(filter)}`);
		expect([answer.status, innerMessage(answer)]).toEqual([status, expect.stringContaining(text)]);
	});

	it('may answer the flat lookup filter with status 200 and an error inside', async () => {
		sandbox.setSwitch(SERVICE, 'flatLookupStatus', '200');
		const answer = await odata('Contact?$filter=AccountId eq 00000000-0000-4000-8000-000000000000');
		expect([answer.status, innerMessage(answer)]).toEqual([200, expect.stringContaining('Column by path')]);
	});

	it('count, skip, order and expand', async () => {
		const { '@odata.count': count, value } = listed(await odata("Contact?$filter=Account/Name eq 'Acme'&$orderby=Age desc&$skip=1&$top=1&$count=true&$select=Id,Name&$expand=Account($select=Id,Name)"));
		expect([count, value.map(({ Name, Account }) => [Name, (Account as { Name: string }).Name])]).toEqual([2, [['Žofie Nová', 'Acme']]]);
	});

	it('are cut at the cap of the site without a word, or with a nextLink', async () => {
		control('rowCap.set', { rows: 2 });
		const first = listed(await odata('Contact?$orderby=Name'));
		sandbox.setSwitch(SERVICE, 'nextLink', 'present');
		const second = listed(await odata('Contact?$orderby=Name'));
		expect([first.value.length, first['@odata.nextLink'], second.value.length, second['@odata.nextLink']]).toEqual([2, undefined, 2, expect.stringContaining('skip=2')]);
	});

	it('of an unknown object are 404', async () => {
		expect([(await odata('contact')).status, (await odata('Contact(00000000-0000-4000-8000-000000000009)')).status]).toEqual([404, 404]);
	});
});

describe('rows', () => {
	it('show nothing as null', async () => {
		expect(await get(`Contact(${contact({ Name: 'Nova' })})?$select=Email,AccountId,BirthDate,Age,DoNotUseEmail`)).toMatchObject({
			Email: '',
			AccountId: '00000000-0000-0000-0000-000000000000',
			BirthDate: '0001-01-01T00:00:00Z',
			Age: 0,
			DoNotUseEmail: false,
		});
	});

	it('are created with 201, an Id of the caller and seven digits, and read with six', async () => {
		sandbox.clock.advance(123);
		const Id = 'aaaaaaaa-0000-4000-8000-000000000001';
		const created = await odata('Contact', { method: 'POST', body: { Id, Name: 'Eva Nova' } });
		expect([created.status, created.body]).toEqual([201, expect.objectContaining({ Id, Surname: 'Nova', GivenName: 'Eva', ModifiedOn: '2026-03-02T10:00:00.1230001Z' })]);
		expect(await get(`Contact(${Id})`)).toMatchObject({ ModifiedOn: '2026-03-02T10:00:00.123Z' });
		const again = await odata('Contact', { method: 'POST', body: { Id, Name: 'Eva Nova' } });
		expect([again.status, innerMessage(again)]).toEqual([500, expect.stringContaining('23505')]);
	});

	it.each([[{ Nope: 1 }, 'Nope'], [{ Name: 7 }, 'Name'], [{ AccountId: 'x' }, 'AccountId']])('with the wrong column %j are refused', async (columns, text) => {
		const answer = await odata('Contact', { method: 'POST', body: { Name: 'Nova', ...columns } });
		expect([answer.status, innerMessage(answer)]).toEqual([400, expect.stringContaining(text)]);
	});

	it('pass over a navigation name, and a lookup of zeros', async () => {
		const { id } = control('row.create', { entity: 'Account', Name: 'Acme' });
		const one = contact({ Name: 'Nova', AccountId: id });
		await odata(`Contact(${one})`, { method: 'PATCH', body: { Account: { Id: id }, AccountId: '00000000-0000-0000-0000-000000000000' } });
		expect((await get(`Contact(${one})`)).AccountId).toBe(id);
		expect((await odata(`Contact(${one})`, { method: 'PATCH', body: { AccountId: null } })).status).toBe(204);
		expect((await get(`Contact(${one})`)).AccountId).toMatch(/^0/);
	});

	it.each([['refused', 400], ['ignored', 204]])('are patched with an unknown column, which is %s', async (value, status) => {
		sandbox.setSwitch(SERVICE, 'patchUnknown', value);
		expect((await odata(`Contact(${contact({ Name: 'Nova' })})`, { method: 'PATCH', body: { UsrNope: 'x' } })).status).toBe(status);
	});

	it('are deleted with 204, with all that hangs on them, unless others need them', async () => {
		const one = contact({ Name: 'Nova', Email: 'eva@acme.test' });
		expect((await odata(`Contact(${one})`, { method: 'DELETE' })).status).toBe(204);
		expect(listed(await odata('ContactCommunication')).value).toEqual([]);
		const two = contact({ Name: 'Hill' });
		control('row.create', { entity: 'Activity', Title: 'Mail', ContactId: two });
		expect((await odata(`Contact(${two})`, { method: 'DELETE' })).status).toBe(500);
	});

	it('keep an activity with an id of the caller once', async () => {
		const body = { Id: 'aaaaaaaa-0000-4000-8000-000000000002', Title: 'Newsletter', StartDate: '2026-03-02T09:00:00Z', DueDate: '2026-03-02T09:00:00Z', ActivityCategoryId: '8038a396-7825-e011-8165-00155d043204', StatusId: '4bdbb88f-58e6-df11-971b-001d60e938c6', TypeId: 'e2831dec-cfc0-df11-b00f-001d60e938c6', ContactId: contact({ Name: 'Nova' }) };
		const statuses = [await odata('Activity', { method: 'POST', body }), await odata('Activity', { method: 'POST', body })].map(({ status }) => status);
		expect([statuses, listed(await odata("Activity?$filter=Type/Name eq 'Email'&$expand=Contact($select=Id,Name)")).value.length]).toEqual([[201, 500], 1]);
	});
});

describe('what the server does by itself', () => {
	const communications = async (id: string) => listed(await odata(`ContactCommunication?$filter=Contact/Id eq ${id}&$orderby=CreatedOn`)).value.map(({ Number, Primary }) => [Number, Primary]);
	const stampOf = async (id: string): Promise<unknown> => (await get(`Contact(${id})`)).ModifiedOn;

	it.each([['givenFirst', 'Eva', 'Nova'], ['surnameFirst', 'Nova', 'Eva']])('splits and composes names, %s', async (order, given, surname) => {
		sandbox.setSwitch(SERVICE, 'nameOrder', order);
		const id = contact({ Name: 'Eva Nova' });
		expect(await get(`Contact(${id})`)).toMatchObject({ GivenName: given, Surname: surname });
		await odata(`Contact(${id})`, { method: 'PATCH', body: { Surname: 'Hill' } });
		expect((await get(`Contact(${id})`)).Name).toBe(order === 'givenFirst' ? 'Eva Hill' : 'Hill Nova');
	});

	it('keeps a row for an e-mail column; clearing the column leaves it, deleting it clears the column', async () => {
		const id = contact({ Name: 'Nova', Email: 'eva@acme.test' });
		expect(await communications(id)).toEqual([['eva@acme.test', true]]);
		await odata(`Contact(${id})`, { method: 'PATCH', body: { Email: '' } });
		expect(await communications(id)).toEqual([['eva@acme.test', true]]);
		const [row] = listed(await odata('ContactCommunication')).value;
		await odata(`ContactCommunication(${String(row?.Id)})`, { method: 'DELETE' });
		expect((await get(`Contact(${id})`)).Email).toBe('');
	});

	it('makes a new row the primary one, and removes the same number twice', async () => {
		const id = contact({ Name: 'Nova', Email: 'eva@acme.test' });
		const add = (Number: string) => odata('ContactCommunication', { method: 'POST', body: { ContactId: id, CommunicationTypeId: 'ee1c85c3-cfcb-df11-9b2a-001d60e938c6', Number } });
		await add('new@acme.test');
		expect([await communications(id), (await get(`Contact(${id})`)).Email]).toEqual([[['eva@acme.test', false], ['new@acme.test', true]], 'new@acme.test']);
		await add('eva@acme.test');
		expect(await communications(id)).toEqual([['new@acme.test', false], ['eva@acme.test', true]]);
	});

	it('stamps a contact for a primary number and for leaving a folder, not for another number, a tag or joining', async () => {
		const id = contact({ Name: 'Nova' });
		const folder = control('folder.create', { name: 'Google' }).id;
		const stamps = [await stampOf(id)];
		for (const [action, args] of [['communication.add', { number: 'a@b.test', primary: false }], ['contact.tag', { tag: 'VIP' }], ['folder.put', { folderId: folder }]] as const) {
			sandbox.clock.advance(60_000);
			control(action, { id, ...args });
			stamps.push(await stampOf(id));
		}
		expect(new Set(stamps).size).toBe(1);
		sandbox.clock.advance(60_000);
		control('communication.add', { id, number: 'c@d.test' });
		expect(await stampOf(id)).toBe('2026-03-02T10:04:00.000001Z');
		control('folder.take', { folderId: folder, id });
		expect(String(await stampOf(id)).slice(0, 16)).toBe('2026-03-02T12:04');
	});
});

describe('a batch', () => {
	const send = (requests: object[], headers = {}) => odata('$batch', { method: 'POST', body: { requests }, headers });
	const statusesOf = (answer: { body: unknown }) => (answer.body as { responses: Array<{ id: string; status: number }> }).responses.map(({ id, status }) => [id, status]);
	const create = (id: string, Name: string, more: object = {}) => ({ id, method: 'POST', url: 'Contact', body: { Name }, ...more });

	it('ends at the first error, and goes on if asked to', async () => {
		const requests = [create('1', 'One'), { id: '2', method: 'GET', url: 'Nope' }, create('3', 'Three')];
		expect(statusesOf(await send(requests))).toEqual([['1', 201], ['2', 404]]);
		expect(statusesOf(await send(requests, { prefer: 'continue-on-error' }))).toEqual([['1', 201], ['2', 404], ['3', 201]]);
		expect(await names("$filter=Name eq 'One' or Name eq 'Three'")).toEqual(['One', 'One', 'Three']);
	});

	it('takes a group back as a whole', async () => {
		await send([create('1', 'One', { atomicityGroup: 'g' }), { id: '2', method: 'POST', url: 'Contact', body: { Nope: 1 }, atomicityGroup: 'g' }]);
		expect(await names("$filter=Name eq 'One'")).toEqual([]);
	});

	it('has 100 parts at most', async () => {
		const requests = Array.from({ length: 101 }, (_, n) => ({ id: String(n), method: 'GET', url: 'Contact?$top=1' }));
		expect([(await send(requests.slice(1))).status, (await send(requests)).status]).toEqual([200, 400]);
	});
});

it('seeds fill every object that a contact hangs on, the same each time', () => {
	const dump = (): string => {
		sandbox.reset();
		sandbox.seed({ people: 40, companies: 8 });
		return JSON.stringify(sandbox.service(SERVICE).dump());
	};
	const first = dump();
	expect(dump()).toBe(first);
	const tables = JSON.parse(first) as Record<string, unknown[]>;
	expect(Object.entries(tables).map(([name, rows]) => [name, name === 'Activity' ? rows.length === 0 : rows.length > 0])).toEqual(Object.keys(tables).map((name) => [name, true]));
	expect(sandbox.service(SERVICE).rows()).toHaveLength(43);
});

it('an unknown action names those that there are', () => {
	expect(() => control('nope', {})).toThrow(/It has: row\.create, .*create\.refuse/);
});
