import type { CrmRecord, CrmScope, CrmSide, CrmWrite } from '../../core/ports/crm';
import type { ContactFields, FieldPatch } from '../../core/contact/contact';
import type { Sandbox } from '../../sandbox/kit';
import { callsOf, connect, handsOf, MINUTE, readAll, recordOf, rowIn, rowsIn, SERVICE, startCreatio, writeAll } from './creatioSupport';

let sandbox: Sandbox;
let hands: ReturnType<typeof handsOf>;
let folder: string;
let scope: CrmScope;
let crm: CrmSide;

beforeAll(async () => {
	sandbox = await startCreatio();
	hands = handsOf(sandbox);
});
beforeEach(() => {
	sandbox.reset();
	folder = hands.folder('Google');
	scope = { kind: 'group', groupId: folder };
	({ crm } = connect(sandbox));
});
afterAll(() => sandbox.close());

const LINK = 'google:m1:people/c1';
const create = (fields: ContactFields, link = LINK, key = link): CrmWrite => ({ op: 'create', key, recordType: 'person', fields, scope, link });
const made = async (fields: ContactFields, link = LINK): Promise<CrmRecord> => recordOf((await writeAll(crm, create(fields, link)))[0]);
const changed = async (record: CrmRecord, patch: FieldPatch): Promise<CrmRecord> => recordOf((await writeAll(crm, { op: 'update', key: 'a', record, patch, scope, move: 'stay' }))[0]);
const read = async (recordId: string, of = crm): Promise<CrmRecord> => {
	const [record] = (await of.read([{ recordType: 'person', recordId }])).values();
	if (!record) throw new Error('Gone.');
	return record;
};
const numbersOf = (recordId: string) => rowsIn(sandbox, 'ContactCommunication', { ContactId: recordId }).map(({ Number, Primary }) => [Number, Primary]);

const FULL: ContactFields = {
	firstName: 'Eva',
	middleName: 'Marie',
	lastName: 'Nova',
	emails: [{ value: 'eva@acme.test' }, { value: 'nova@post.test' }],
	phones: [{ value: '+420 777 000 111', type: 'mobile' }, { value: '+420 553 000 222', type: 'work' }, { value: '+420 553 000 223', type: 'workFax' }],
	websites: [{ value: 'https://acme.test' }],
	addresses: [{ type: 'home', street: 'Dlouhá 1', city: 'Praha', postalCode: '110 00', country: 'Czech Republic' }],
	company: { name: 'Acme', title: 'Director' },
	birthday: '1980-02-29',
	note: 'Met at the fair',
};

describe('a create', () => {
	it('keeps every field, and reads back as it was sent', async () => {
		const { contact } = await made(FULL);
		expect(contact).toMatchObject({ ...FULL, phones: expect.arrayContaining([{ value: '+420 777 000 111', type: 'mobile' }, { value: '+420 553 000 222', type: 'work' }, { value: '+420 553 000 223', type: 'fax' }]) });
		expect(rowIn(sandbox, 'Contact', { Id: contact.recordId })).toMatchObject({ Name: 'Eva Marie Nova', Surname: 'Nova', GivenName: 'Eva', MiddleName: 'Marie', Email: 'eva@acme.test', MobilePhone: '+420 777 000 111', JobTitle: 'Director' });
		expect(rowIn(sandbox, 'Account', { Name: 'Acme' }).Id).toBe(contact.company?.id);
	});

	it('has an id that depends on account and link alone: it meets its own record, and leaves a person’s edit of it alone', async () => {
		const { contact } = await made(FULL);
		hands.edit(contact.recordId, { JobTitle: 'Queen' });
		const again = recordOf((await writeAll(connect(sandbox).crm, create(FULL)))[0]);
		expect([again.contact.recordId, again.contact.company?.title]).toEqual([contact.recordId, 'Queen']);
		expect(rowsIn(sandbox, 'ContactInFolder')).toHaveLength(1);
		expect((await made({ lastName: 'Other' }, 'google:m1:people/c2')).contact.recordId).not.toBe(contact.recordId);
	});

	it.each(['nothing', 'stored'])('that a handler refuses after the insert leaves one contact at most, with refusedCreate = %s', async (refused) => {
		sandbox.setSwitch(SERVICE, 'refusedCreate', refused);
		hands.control('create.refuse', { entity: 'Contact' });
		const [result] = await writeAll(crm, create(FULL));
		expect(result?.kind).toBe(refused === 'stored' ? 'done' : 'failed');
		const record = await made(FULL);
		expect([record.groupIds, record.links, record.contact.emails?.length]).toEqual([[folder], [LINK], 2]);
		expect(rowsIn(sandbox, 'Contact', { Surname: 'Nova' })).toHaveLength(1);
	});

	it('one value of which Creatio refuses is in the scope and linked all the same', async () => {
		const [result] = await writeAll(crm, create({ lastName: 'Nova', phones: [{ value: '9'.repeat(300) }] }));
		const { groupIds, links, contact } = recordOf(result);
		expect([groupIds, links, contact.phones]).toEqual([[folder], [LINK], undefined]);
	});

	it('comes into the scope before it is linked, whatever is cut', async () => {
		sandbox.fault({ service: SERVICE, op: 'ContactInFolder.create', effect: { kind: 'cutBefore' }, times: 1 });
		sandbox.setSwitch(SERVICE, 'batchReads', 'refused');
		await made(FULL);
		const writes = callsOf(sandbox).filter((call) => /^Contact(?:InFolder)?\.(?:create|update)/.test(call));
		expect(writes).toEqual(['Contact.create 201', 'ContactInFolder.create cut', 'ContactInFolder.create 201', 'Contact.update 204']);
	});

	it('of a contact without a name is called by its e-mail, and shows no name', async () => {
		const { contact } = await made({ emails: [{ value: 'eva@acme.test' }] });
		expect([contact.firstName, contact.lastName, rowIn(sandbox, 'Contact', { Id: contact.recordId }).Name]).toEqual([undefined, undefined, 'eva@acme.test']);
	});
});

describe('the rows of numbers', () => {
	it('all hold what the list holds, with its first e-mail as the primary one', async () => {
		const { contact } = await made(FULL);
		expect(numbersOf(contact.recordId).sort()).toEqual([['+420 553 000 222', true], ['+420 553 000 223', true], ['+420 777 000 111', true], ['eva@acme.test', true], ['https://acme.test', true], ['nova@post.test', false]]);
	});

	it.each(['becomesPrimary', 'staysSecondary'])('keep their primary one when another is added, with newCommunication = %s', async (value) => {
		sandbox.setSwitch(SERVICE, 'newCommunication', value);
		const record = await made({ lastName: 'Nova', emails: [{ value: 'eva@acme.test' }] });
		const { contact } = await changed(record, { emails: [{ value: 'eva@acme.test' }, { value: 'new@acme.test' }] });
		expect(contact.emails).toEqual([{ value: 'eva@acme.test' }, { value: 'new@acme.test' }]);
		expect(rowIn(sandbox, 'Contact', { Id: contact.recordId }).Email).toBe('eva@acme.test');
	});

	it('go when the list is emptied, as clearing the column alone would leave them', async () => {
		const { contact } = await changed(await made(FULL), { emails: [], phones: [] });
		expect([contact.emails, contact.phones]).toEqual([undefined, undefined]);
		expect(numbersOf(contact.recordId)).toEqual([['https://acme.test', true]]);
		expect(rowIn(sandbox, 'Contact', { Id: contact.recordId })).toMatchObject({ Email: null, MobilePhone: null, Phone: null });
	});

	it('take a changed value into the same row', async () => {
		const record = await made({ lastName: 'Nova', emails: [{ value: 'eva@acme.test' }] });
		const { Id } = rowIn(sandbox, 'ContactCommunication', {});
		await changed(record, { emails: [{ value: 'eva.nova@acme.test' }] });
		expect(rowIn(sandbox, 'ContactCommunication', {})).toMatchObject({ Id, Number: 'eva.nova@acme.test' });
	});

	it('take a value back that a person wrote over in the row that we made for it', async () => {
		const { contact } = await made({ lastName: 'Nova', emails: [{ value: 'eva@acme.test' }] });
		hands.edit(rowIn(sandbox, 'ContactCommunication', {}).Id, { Number: 'other@acme.test' }, 'ContactCommunication');
		const after = await changed(await read(contact.recordId), { emails: [{ value: 'other@acme.test' }, { value: 'eva@acme.test' }] });
		expect(after.contact.emails?.map(({ value }) => value).sort()).toEqual(['eva@acme.test', 'other@acme.test']);
	});

	it('of another kind, such as Skype, are never touched', async () => {
		const { contact } = await made(FULL);
		hands.number(contact.recordId, 'Skype', 'eva.skype');
		await changed(await read(contact.recordId), { emails: [], phones: [], websites: [] });
		expect(numbersOf(contact.recordId)).toEqual([['eva.skype', true]]);
	});
});

describe('names that stand for rows', () => {
	it('a company is found by its exact name, not made twice', async () => {
		hands.control('row.create', { entity: 'Account', Name: 'ACME' });
		const { id } = hands.control('row.create', { entity: 'Account', Name: 'Acme' }) as { id: string };
		expect((await made(FULL)).contact.company).toMatchObject({ id, name: 'Acme' });
		expect(rowsIn(sandbox, 'Account')).toHaveLength(2);
	});

	it('a company that is missing is left out where it may not be made', async () => {
		({ crm } = connect(sandbox, { missingCompanies: 'leave' }));
		expect((await made(FULL)).contact.company).toEqual({ title: 'Director' });
		expect(rowsIn(sandbox, 'Account')).toEqual([]);
	});

	it('with a quote in it is looked up as it is', async () => {
		expect((await made({ ...FULL, company: { name: "O'Brien & Sons +1 100%" } })).contact.company?.name).toBe("O'Brien & Sons +1 100%");
	});

	it('a city that Creatio does not know goes into the text of the street, none is made', async () => {
		const { contact } = await made({ lastName: 'Nova', addresses: [{ type: 'work', street: 'Krátká 2', city: 'Horní Dolní', country: 'Czech Republic' }] });
		expect(contact.addresses).toEqual([{ type: 'work', street: 'Krátká 2, Horní Dolní', country: 'Czech Republic' }]);
	});

	it.each([
		['that Creatio knows by its name', 'SK', { country: 'Slovakia' }],
		['that Creatio does not know, in the text', 'AT', { street: 'Krátká 2, Austria' }],
	])('a country with a code alone is one %s', async (_, countryCode, held) => {
		const { contact } = await made({ lastName: 'Nova', addresses: [{ type: 'work', street: 'Krátká 2', countryCode }] });
		expect(contact.addresses).toEqual([{ type: 'work', street: 'Krátká 2', ...held }]);
	});

	it('an address whose country has its code as well keeps its row', async () => {
		const first = await made(FULL);
		const before = rowIn(sandbox, 'ContactAddress', {});
		await changed(first, { addresses: [{ type: 'home', street: 'Dlouhá 1', city: 'Praha', postalCode: '110 00', country: 'Czech Republic', countryCode: 'CZ' }, { type: 'work', street: 'Krátká 2' }] });
		expect(rowsIn(sandbox, 'ContactAddress').find(({ Id }) => Id === before.Id)).toEqual(before);
	});

	it('an address is changed in its row, and removed', async () => {
		const first = await made(FULL);
		const { Id } = rowIn(sandbox, 'ContactAddress', {});
		const second = await changed(first, { addresses: [{ type: 'home', street: 'Dlouhá 2', city: 'Brno', postalCode: '602 00', country: 'Czech Republic' }] });
		expect(rowIn(sandbox, 'ContactAddress', {})).toMatchObject({ Id, Address: 'Dlouhá 2', Primary: true });
		expect((await changed(second, { addresses: [] })).contact.addresses).toBeUndefined();
	});

	it.each(['makeRow', 'stay'])('a first address sets columns of the contact too, and nobody counts as having overtaken us, with addressColumns = %s', async (value) => {
		sandbox.setSwitch(SERVICE, 'addressColumns', value);
		const record = await made({ lastName: 'Nova', emails: [{ value: 'eva@acme.test' }] });
		const [result] = await writeAll(crm, { op: 'update', key: 'a', record, patch: { addresses: [{ type: 'work', street: 'Dlouhá 1' }] }, scope, move: 'stay' });
		expect(recordOf(result).contact.addresses).toEqual([{ type: 'work', street: 'Dlouhá 1' }]);
		expect(result).not.toHaveProperty('overtaken');
	});

	it('a birthday without a year cannot be kept, and leaves the one there is', async () => {
		expect((await changed(await made(FULL), { birthday: '--03-01' })).contact.birthday).toBe('1980-02-29');
	});
});

describe('links', () => {
	it('of several accounts stand side by side in the column; one of the same account is replaced', async () => {
		const record = await made(FULL);
		const add = async (of: CrmRecord, link: string) => recordOf((await writeAll(crm, { op: 'update', key: 'a', record: of, patch: {}, scope, move: 'stay', link: { set: link } }))[0]);
		const second = await add(record, 'google:m2:people/c7');
		expect((await add(second, 'google:m1:people/c9')).links).toEqual(['google:m2:people/c7', 'google:m1:people/c9']);
	});

	it('without room in the column fail with a reason', async () => {
		const record = await made(FULL, `google:m1:${'c'.repeat(230)}`);
		const [result] = await writeAll(crm, { op: 'update', key: 'a', record, patch: {}, scope, move: 'stay', link: { set: 'google:m2:people/c1234567890' } });
		expect(result).toMatchObject({ kind: 'failed', error: { reason: 'noRoomForLink' } });
	});

	it('without a column become a private tag as the mark of a pair, which is no tag of the contact', async () => {
		({ crm } = connect(sandbox, { linkColumn: '' }));
		const record = await made({ ...FULL });
		expect([record.links, record.contact.tags]).toEqual([['google:m1:'], undefined]);
		expect(rowIn(sandbox, 'ContactTag', {})).toMatchObject({ Name: 'google:m1:', TypeId: '8d7f6d6c-4ca5-4b43-bdd9-a5e01a582260' });
		expect(await crm.findByLink(LINK)).toBeUndefined();
		expect(await crm.choices('tag', ['person'])).toEqual([]);
		const [result] = await writeAll(crm, { op: 'update', key: 'a', record, patch: {}, scope, move: 'leave', link: { remove: LINK } });
		expect([recordOf(result).links, recordOf(result).groupIds]).toEqual([[], []]);
	});

	it('as marks tell also a new process that a contact is paired', async () => {
		({ crm } = connect(sandbox, { linkColumn: '' }));
		await made(FULL);
		const { records } = await readAll(connect(sandbox, { linkColumn: '', login: 'oauth' }).crm, scope);
		expect(records.map(({ links }) => links)).toEqual([['google:m1:']]);
	});
});

describe('what writing costs', () => {
	it('25 updates: one read and two writes per twenty, all of them in batches', async () => {
		const ids = Array.from({ length: 25 }, (_, n) => hands.contact({ Name: `Eva Nova${n}` }));
		const records = [...(await crm.read(ids.map((recordId) => ({ recordType: 'person' as const, recordId })))).values()];
		sandbox.clearCalls();
		const results = await writeAll(crm, ...records.map((record, n): CrmWrite => ({ op: 'update', key: String(n), record, patch: { note: `Note ${n}` }, scope, move: 'stay' })));
		expect(new Set(results.map(({ kind }) => kind))).toEqual(new Set(['done']));
		expect(sandbox.calls(SERVICE).map(({ op, records: parts }) => [op, parts])).toEqual([['batch', 5], ['batch', 98], ['batch', 42], ['batch', 5], ['batch', 35]]);
	});

	it('a create with a known company and no address: one request to read, one to write', async () => {
		await made(FULL);
		sandbox.clearCalls();
		await made({ lastName: 'Hill', emails: [{ value: 'hill@acme.test' }], company: { name: 'Acme' } }, 'google:m1:people/c2');
		expect(callsOf(sandbox)).toEqual(['batch 200', 'batch 200', 'batch 200']);
	});

	it('nothing for a record that is as wanted already', async () => {
		const record = await made(FULL);
		sandbox.clearCalls();
		await changed(record, FULL);
		expect(callsOf(sandbox)).toEqual(['batch 200']);
	});
});

it('one refused record in the middle of a batch keeps no other from being written', async () => {
	const ids = Array.from({ length: 5 }, (_, n) => hands.contact({ Name: `Eva Nova${n}` }));
	const records = [...(await crm.read(ids.map((recordId) => ({ recordType: 'person' as const, recordId })))).values()];
	const results = await writeAll(crm, ...records.map((record, n): CrmWrite => ({ op: 'update', key: String(n), record, patch: n === 2 ? { company: { title: 'x'.repeat(300) } } : { note: 'New' }, scope, move: 'stay' })));
	expect(results.map(({ key, kind }) => `${key} ${kind}`)).toEqual(['0 done', '1 done', '2 failed', '3 done', '4 done']);
	expect(results[2]).toMatchObject({ error: { recovery: 'record', reason: 'refusedByServer', detail: '500 22001' } });
});

it('a contact that other rows need cannot be deleted, and says so', async () => {
	const record = await made(FULL);
	hands.control('row.create', { entity: 'Activity', Title: 'Call', ContactId: record.contact.recordId });
	expect(await writeAll(crm, { op: 'delete', key: 'a', record })).toMatchObject([{ kind: 'failed', error: { recovery: 'record', detail: '500 23503' } }]);
});

it('notes in HTML come as plain text', async () => {
	const id = hands.contact({ Name: 'Eva Nova', Notes: '<p>First&nbsp;line<br/>second &lt;b&gt;</p><p>a &amp; b</p>' });
	expect((await read(id)).contact.note).toBe('First line\nsecond <b>\na & b');
});

it('recent records come newest first, within the scope', async () => {
	const ids = ['One', 'Two', 'Three', 'Four'].map((Name) => hands.contact({ Name }));
	for (const id of ids.slice(0, 3)) hands.put(folder, id);
	sandbox.clock.advance(5 * MINUTE);
	hands.edit(ids[0] ?? '', { JobTitle: 'Director' });
	const recent = async (of: CrmScope, limit: number) => (await crm.recent('person', of, limit)).map(({ contact }) => contact.recordId);
	expect(await recent(scope, 2)).toEqual([ids[0], ids[2]]);
	expect(await recent({ kind: 'all' }, 2)).toEqual([ids[0], ids[3]]);
});

it('a user can choose among static folders, tags and the users as owners', async () => {
	hands.folder('Clients');
	const id = hands.contact({ Name: 'Eva Nova' });
	for (const tag of ['VIP', 'fair']) hands.tag(id, tag);
	expect((await crm.choices('group', ['person'])).map(({ name }) => name)).toEqual(['Clients', 'Google']);
	expect(await crm.choices('tag', ['person'])).toEqual([{ name: 'fair', value: 'fair' }, { name: 'VIP', value: 'VIP' }]);
	expect((await crm.choices('owner', ['person'])).map(({ name }) => name)).toEqual(['Anna Over', 'Contact Sync', 'Petra Prodejná']);
});
