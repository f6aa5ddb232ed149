import { createCreatioMemory } from '../../connectors/crm/creatio';
import type { CrmScope, CrmSide } from '../../core/ports/crm';
import { creatioSwitches } from '../../sandbox/creatio';
import type { Fault, Sandbox } from '../../sandbox/kit';
import { callsOf, connect, handsOf, MINUTE, readAll, recordOf, rejection, rowIn, rowsIn, SERVICE, startCreatio, writeAll } from './creatioSupport';

let sandbox: Sandbox;
let hands: ReturnType<typeof handsOf>;
let folder: string;
let scope: CrmScope;

beforeAll(async () => {
	sandbox = await startCreatio();
	hands = handsOf(sandbox);
});
beforeEach(() => {
	sandbox.reset();
	folder = hands.folder('Google');
	scope = { kind: 'group', groupId: folder };
});
afterAll(() => sandbox.close());

const check = (crm: CrmSide): Promise<unknown> => rejection(crm.check());
const set = (name: string, value: string): void => sandbox.setSwitch(SERVICE, name, value);
const fault = (op: string, effect: Fault['effect'], times = 1): void => sandbox.fault({ service: SERVICE, op, times, effect });
const ONCE = ['login 200', 'Contact.list 200'];

describe('a session', () => {
	it('is opened once for many requests at once, and kept for all connectors of a credential', async () => {
		const first = connect(sandbox);
		const memory = createCreatioMemory(first.env.clock);
		const connectors = [connect(sandbox, { memory }), connect(sandbox, { memory })];
		await Promise.all(connectors.flatMap(({ crm }) => [crm.check(), crm.check(), crm.check()]));
		expect(callsOf(sandbox).filter((call) => call.startsWith('login'))).toEqual(['login 200']);
	});

	const shapes = creatioSwitches.find(({ name }) => name === 'lostSession')?.values ?? [];

	it.each(shapes)('that is lost in the middle of a run, shown by %s, is opened anew once and the run goes on', async (shape) => {
		set('lostSession', shape);
		const { crm } = connect(sandbox);
		await crm.check();
		hands.control('session.expire', {});
		sandbox.clearCalls();
		expect(await Promise.all([check(crm), check(crm), check(crm)])).toEqual(['no rejection', 'no rejection', 'no rejection']);
		expect(callsOf(sandbox).filter((call) => call === 'login 200')).toHaveLength(1);
		expect(callsOf(sandbox).filter((call) => call === 'Contact.list 200').length).toBeGreaterThanOrEqual(3);
	});

	it.each(shapes)('that is lost between the reading and the writing of a batch, shown by %s, loses nothing and doubles nothing', async (shape) => {
		set('lostSession', shape);
		const { crm } = connect(sandbox);
		await crm.check();
		hands.control('session.expire', { after: 2 });
		const [result] = await writeAll(crm, { op: 'create', key: 'a', recordType: 'person', fields: { firstName: 'Eva', lastName: 'Nova', emails: [{ value: 'eva@acme.test' }] }, scope, link: 'google:m1:c1' });
		expect(recordOf(result).contact.emails).toEqual([{ value: 'eva@acme.test' }]);
		expect(rowsIn(sandbox, 'Contact', { Surname: 'Nova' })).toHaveLength(1);
		expect(callsOf(sandbox).filter((call) => call === 'login 200')).toHaveLength(2);
	});

	it('that ended in a pause is opened anew', async () => {
		const { crm } = connect(sandbox);
		await crm.check();
		sandbox.clock.advance(40 * MINUTE);
		sandbox.clearCalls();
		await crm.check();
		expect(callsOf(sandbox)).toEqual(['Contact.list 401', 'login 200', 'Contact.list 200']);
	});

	it('whose CSRF token is refused is opened anew once', async () => {
		const { crm } = connect(sandbox);
		await crm.check();
		hands.control('csrf.rotate', {});
		sandbox.clearCalls();
		expect(await check(crm)).toBe('no rejection');
		expect(callsOf(sandbox)).toEqual(['Contact.list 403', 'login 200', 'Contact.list 200']);
	});

	it('is not opened again and again where access is denied', async () => {
		const { crm } = connect(sandbox);
		fault('Contact.list', { kind: 'answer', status: 403, body: '<html></html>' }, 10);
		for (let n = 0; n < 3; n += 1) expect(await check(crm)).toMatchObject({ recovery: 'configuration', message: expect.stringContaining('denied access') });
		expect(callsOf(sandbox)).toEqual(['login 200', 'Contact.list 403', 'login 200', 'Contact.list 403', 'Contact.list 403', 'Contact.list 403']);
	});

	it('refused for a batch does not make the connector give up batches', async () => {
		const recordId = hands.contact({ Name: 'Eva Nova' });
		const { crm } = connect(sandbox);
		fault('batch', { kind: 'answer', status: 403, body: '<html></html>' }, 2);
		expect(await rejection(crm.read([{ recordType: 'person', recordId }]))).toMatchObject({ recovery: 'configuration', message: expect.stringContaining('denied access') });
		expect((await crm.read([{ recordType: 'person', recordId }])).size).toBe(1);
		expect(callsOf(sandbox)).toEqual(['login 200', 'batch 403', 'login 200', 'batch 403', 'batch 200']);
	});

	it('ends with a plain word where the user logs in but is let in nowhere', async () => {
		fault('Contact.list', { kind: 'answer', status: 401, body: '' }, 10);
		expect(await check(connect(sandbox).crm)).toMatchObject({ recovery: 'configuration', message: expect.stringContaining('read nothing') });
	});
});

describe('a login', () => {
	it('with a wrong password, answered with status 200, is tried once, then not for an hour', async () => {
		const first = connect(sandbox, { password: 'wrong' });
		const memory = createCreatioMemory(first.env.clock);
		for (let run = 0; run < 20; run += 1) {
			expect(await check(connect(sandbox, { password: 'wrong', memory }).crm)).toMatchObject({ recovery: 'fatal', message: expect.stringContaining('before 2026-03-02 11:00 UTC') });
			first.advance(2 * MINUTE);
		}
		expect(callsOf(sandbox)).toEqual(['login 200']);
	});

	it.each(['code', 'url'])('with an expired password, shown by %s, is fatal', async (shown) => {
		set('expiredPassword', shown);
		hands.control('password.set', { state: 'expired' });
		expect(await check(connect(sandbox).crm)).toMatchObject({ recovery: 'fatal', message: expect.stringContaining(shown === 'url' ? 'has expired' : 'user name and password') });
	});

	it('with a wrong OAuth secret is fatal', async () => {
		expect(await check(connect(sandbox, { login: 'oauth', password: 'wrong' }).crm)).toMatchObject({ recovery: 'fatal', message: expect.stringContaining('OAuth application') });
	});

	it('that is refused from this address is fatal', async () => {
		fault('login', { kind: 'answer', status: 403, body: '<html></html>' });
		expect(await check(connect(sandbox).crm)).toMatchObject({ recovery: 'fatal' });
	});

	it('that finds the server down is tried again', async () => {
		fault('login', { kind: 'answer', status: 503, body: '<html></html>' }, 2);
		expect(await check(connect(sandbox).crm)).toBe('no rejection');
		expect(callsOf(sandbox)).toEqual(['login 503', 'login 503', ...ONCE]);
	});

	it('whose answer is lost is tried again', async () => {
		fault('login', { kind: 'cutAfter' });
		expect(await check(connect(sandbox).crm)).toBe('no rejection');
		expect(callsOf(sandbox)).toEqual(['login cut', ...ONCE]);
	});

	it('sends user name and password to the login and nowhere else', async () => {
		const { crm } = connect(sandbox, { account: 'overseas' });
		expect(await check(crm)).toBe('no rejection');
		expect(JSON.stringify(sandbox.calls(SERVICE))).not.toContain('sandbox-creatio-overseas-password');
	});
});

describe('an address', () => {
	it.each([['framework', 'withoutZero'], ['core', 'withZero']] as const)('of a %s site with the path style %s is told as such', async (runtime, pathStyle) => {
		set('runtime', runtime);
		expect(await check(connect(sandbox, { pathStyle }).crm)).toMatchObject({ recovery: 'configuration', message: expect.stringContaining('path style') });
	});

	it('that answers with pages only is no Creatio', async () => {
		fault('login', { kind: 'answer', status: 200, body: '<html>Welcome</html>' }, 10);
		expect(await check(connect(sandbox).crm)).toMatchObject({ recovery: 'configuration', message: expect.stringContaining('no Creatio OData service') });
	});

	it.each(['acme.creatio.com', '', 'ftp://acme'])('"%s" is refused before any request', (siteUrl) => {
		expect(() => connect(sandbox, { siteUrl })).toThrow('https://');
	});
});

describe('the server stumbles, and the call is repeated', () => {
	it.each<[string, Fault['effect'], number | 'cut']>([
		['429 with Retry-After', { kind: 'answer', status: 429, headers: { 'retry-after': '5' }, body: {} }, 429],
		['503', { kind: 'answer', status: 503, body: '<html>' }, 503],
		['a collection that was modified', { kind: 'answer', status: 500, body: { error: { code: '', message: 'An error has occurred.', innererror: { message: 'Collection was modified; enumeration operation may not execute.' } } } }, 500],
		['a connection cut before', { kind: 'cutBefore' }, 'cut'],
		['a connection cut after', { kind: 'cutAfter' }, 'cut'],
	])('after %s', async (_, effect, status) => {
		fault('Contact.list', effect, 2);
		expect(await check(connect(sandbox).crm)).toBe('no rejection');
		expect(callsOf(sandbox)).toEqual(['login 200', `Contact.list ${status}`, `Contact.list ${status}`, 'Contact.list 200']);
	});

	it('after a batch in which one part was overloaded', async () => {
		const id = hands.contact({ Name: 'Eva Nova' });
		fault('batch', { kind: 'answer', status: 200, body: { responses: [{ id: '0', status: 503, body: '' }] } });
		const { crm } = connect(sandbox);
		expect([...(await crm.read([{ recordType: 'person', recordId: id }])).values()]).toHaveLength(1);
		expect(callsOf(sandbox)).toEqual(['login 200', 'batch 200', 'batch 200']);
	});
});

describe('an error inside an answer with status 200', () => {
	const flat = { error: { code: '', message: 'An error has occurred.', innererror: { message: 'An error has occurred.', internalexception: { message: 'Column by path ContactId not found in schema ContactInFolder.' } } } };

	it('to a list is an error', async () => {
		fault('Contact.list', { kind: 'answer', status: 200, body: flat });
		expect(await check(connect(sandbox).crm)).toMatchObject({ recovery: 'configuration', detail: '200 Column by path ContactId not found in schema ContactInFolder' });
	});

	it('to a part of a batch is an error, and no empty record', async () => {
		const id = hands.contact({ Name: 'Eva Nova' });
		fault('batch', { kind: 'answer', status: 200, body: { responses: [{ id: '0', status: 200, body: flat }] } });
		expect(await rejection(connect(sandbox).crm.read([{ recordType: 'person', recordId: id }]))).toMatchObject({ recovery: 'configuration' });
	});
});

it('a link column that Creatio does not have is named, before anything is written', async () => {
	set('patchUnknown', 'ignored');
	const { crm } = connect(sandbox, { linkColumn: 'UsrNowhere' });
	const result = await rejection(writeAll(crm, { op: 'create', key: 'a', recordType: 'person', fields: { lastName: 'Nova' }, scope, link: 'google:m1:c1' }));
	expect(result).toMatchObject({ recovery: 'configuration', message: expect.stringContaining('"UsrNowhere"') });
	expect(rowsIn(sandbox, 'Contact', { Surname: 'Nova' })).toEqual([]);
});

it('a dynamic folder takes nobody', async () => {
	const groupId = hands.folder('All of Prague', 'dynamic');
	const { crm } = connect(sandbox);
	expect(await rejection(writeAll(crm, { op: 'create', key: 'a', recordType: 'person', fields: { lastName: 'Nova' }, scope: { kind: 'group', groupId } }))).toMatchObject({ recovery: 'configuration', message: expect.stringContaining('static group') });
	expect((await crm.choices('group', ['person'])).map(({ name }) => name)).toEqual(['Google']);
});

describe('empty columns', () => {
	it.each([['zeros', 'null'], ['zeros', 'zeros'], ['null', 'null']])('never leave the connector, with lookups as %s and expanded ones as %s', async (lookups, expanded) => {
		set('nullLookups', lookups);
		set('expandedNothing', expanded);
		const id = hands.contact({ Name: 'Nova' });
		hands.edit(id, { OwnerId: null });
		hands.put(folder, id);
		const { crm } = connect(sandbox);
		const { records } = await readAll(crm, scope);
		expect(records.map(({ contact }) => ({ ...contact, url: 'x' }))).toEqual([
			{ id: `creatio:${crm.account.account}:person:${id}`, ...crm.account, recordType: 'person', recordId: id, createdAt: '2026-03-02T10:00:00.000Z', modifiedAt: '2026-03-02T10:00:00.000Z', lastName: 'Nova', doNotEmail: false, url: 'x' },
		]);
	});

	it('of every nullable kind that Creatio writes are absent', async () => {
		const { crm } = connect(sandbox);
		const zero = '00000000-0000-0000-0000-000000000000';
		const nothing = { Id: zero, Name: '' };
		const row = { Id: 'aaaaaaaa-0000-4000-8000-000000000001', Name: 'Nova', Surname: 'Nova', GivenName: '', MiddleName: '', JobTitle: '', BirthDate: '0001-01-01T00:00:00Z', Email: '', Phone: '', MobilePhone: '', HomePhone: '', Address: '', Zip: '', Notes: '', DoNotUseEmail: false, OwnerId: zero, AccountId: zero, CreatedOn: '0001-01-01T00:00:00Z', ModifiedOn: '0001-01-01T00:00:00Z', UsrGoogleLink: '', Account: nothing, Owner: nothing, City: nothing, Region: nothing, Country: nothing, Department: nothing, SalutationType: nothing, Type: nothing };
		const address = { Id: 'aaaaaaaa-0000-4000-8000-000000000002', ContactId: row.Id, AddressTypeId: zero, Address: '', Zip: '', Primary: false, CreatedOn: '0001-01-01T00:00:00Z', City: nothing, Region: null, Country: nothing };
		const number = { Id: 'aaaaaaaa-0000-4000-8000-000000000003', ContactId: row.Id, CommunicationTypeId: zero, Number: '', Primary: false, CreatedOn: '0001-01-01T00:00:00Z' };
		const answers = [[row], [number], [address], [], []];
		fault('batch', { kind: 'answer', status: 200, body: { responses: answers.map((value, id) => ({ id: String(id), status: 200, body: { value } })) } });
		const [record] = (await crm.read([{ recordType: 'person', recordId: row.Id }])).values();
		expect({ ...record?.contact, url: 'x' }).toEqual({ id: `creatio:${crm.account.account}:person:${row.Id}`, ...crm.account, recordType: 'person', recordId: row.Id, lastName: 'Nova', doNotEmail: false, url: 'x' });
	});
});

describe('a site whose "Z" is local time', () => {
	beforeEach(() => set('zone', 'local'));

	it.each(['sync', 'overseas'] as const)('loses no change, for the user %s with OAuth, who has no say in the zone', async (account) => {
		const [one, two] = [hands.contact({ Name: 'One' }), hands.contact({ Name: 'Two' })];
		for (const id of [one, two]) hands.put(folder, id);
		const { crm } = connect(sandbox, { account, login: 'oauth' });
		let { cursor } = await readAll(crm, scope);
		for (const [step, id] of [one, two, one, two].entries()) {
			sandbox.clock.advance(7 * MINUTE);
			hands.edit(id, { JobTitle: `Step ${step}` });
			const found = await readAll(crm, scope, cursor);
			expect([found.extent, found.records.filter(({ contact }) => contact.company?.title === `Step ${step}`).map(({ contact }) => contact.recordId)]).toEqual(['changes', [id]]);
			cursor = found.cursor;
		}
	});

	it('shows true stamps after a login by password, which asks for UTC', async () => {
		const id = hands.contact({ Name: 'One' });
		hands.put(folder, id);
		const { records } = await readAll(connect(sandbox).crm, scope);
		expect(records.map(({ contact }) => contact.modifiedAt)).toEqual(['2026-03-02T10:00:00.000Z']);
	});

	it('shows no stamp at all where one is ahead of the clock of the server', async () => {
		const id = hands.contact({ Name: 'One' });
		hands.put(folder, id);
		const { crm } = connect(sandbox, { login: 'oauth' });
		expect((await readAll(crm, scope)).records.map(({ contact }) => contact.modifiedAt)).toEqual([undefined]);
	});

	it.each(['sync', 'overseas'] as const)('keeps birthdays on their day, for the user %s', async (account) => {
		const id = hands.contact({ Name: 'One', BirthDate: '1980-02-29T00:00:00Z' });
		const { crm } = connect(sandbox, { account, login: 'oauth' });
		const [record] = (await crm.read([{ recordType: 'person', recordId: id }])).values();
		expect(record?.contact.birthday).toBe('1980-02-29');
	});
});

it('two rows of one contact in a folder both go when it leaves', async () => {
	const id = hands.contact({ Name: 'Eva Nova' });
	hands.put(folder, id);
	hands.put(folder, id);
	const { crm } = connect(sandbox);
	const [record] = (await readAll(crm, scope)).records;
	if (!record) throw new Error('No record.');
	const [result] = await writeAll(crm, { op: 'update', key: 'a', record, patch: {}, scope, move: 'leave' });
	expect(recordOf(result).groupIds).toEqual([]);
	expect(rowsIn(sandbox, 'ContactInFolder')).toEqual([]);
});

it('joining twice at once makes one row', async () => {
	const id = hands.contact({ Name: 'Eva Nova' });
	const connectors = [connect(sandbox).crm, connect(sandbox).crm];
	const records = await Promise.all(connectors.map(async (crm) => [...(await crm.read([{ recordType: 'person', recordId: id }])).values()][0]));
	const results = await Promise.all(connectors.map(async (crm, n) => {
		const record = records[n];
		return record ? await writeAll(crm, { op: 'update', key: 'a', record, patch: {}, scope, move: 'join' }) : [];
	}));
	expect(results.flat().map(({ kind }) => kind)).not.toContain('failed');
	expect(rowIn(sandbox, 'ContactInFolder', { ContactId: id })).toMatchObject({ FolderId: folder });
});
