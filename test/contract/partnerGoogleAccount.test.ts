import type { PartnerRecord, PartnerSide, PartnerWrite, PartnerWriteResult } from '../../core/ports/partner';
import type { Sandbox } from '../../sandbox/kit';
import { googleWorld, startGoogle } from './googleWorld';
import { entry, type PartnerWorld } from './partnerKit';

/** What is Google's own, beyond the contract of all partners; against the stand-in. */
let sandbox: Sandbox;
let world: PartnerWorld;
let partner: PartnerSide;

beforeAll(async () => {
	sandbox = await startGoogle();
});
beforeEach(() => {
	world = googleWorld(sandbox);
	({ partner } = world);
});
afterEach(() => world.close());
afterAll(() => sandbox.close());

const DAY = 24 * 60 * 60_000;
const control = (action: string, args: Record<string, unknown>): unknown => sandbox.service('google').control(action, args);
const ops = (): string[] => sandbox.calls('google').map(({ op, status }) => (status === 200 ? op : `${op} ${status}`));

const create = (recordId: string, more: Partial<Extract<PartnerWrite, { op: 'create' }>> = {}): PartnerWrite => ({
	op: 'create',
	key: recordId,
	fields: { firstName: `Person ${recordId}` },
	groups: ['contactGroups/myContacts'],
	entry: entry(recordId),
	...more,
});
const creates = (count: number): PartnerWrite[] => Array.from({ length: count }, (_none, index) => create(String(index)));

async function write(...writes: PartnerWrite[]): Promise<PartnerWriteResult[]> {
	const results: PartnerWriteResult[] = [];
	for await (const batch of partner.write(writes)) results.push(...batch);
	return results;
}

async function readOne(id: string, side = partner): Promise<PartnerRecord> {
	const record = (await side.snapshot()).records.get(id);
	if (!record) throw new Error(`${id} is not in the snapshot`);
	return record;
}

interface DumpedContact {
	resourceName: string;
	[field: string]: unknown;
}
function dumped(resourceName: string): DumpedContact | undefined {
	const { accounts } = sandbox.service('google').dump() as { accounts: { owner: { contacts: DumpedContact[] } } };
	return accounts.owner.contacts.find((contact) => contact.resourceName === resourceName);
}

test('whatever we do not map survives a write of everything that we do', async () => {
	const person = {
		names: [{ givenName: 'Eva', phoneticGivenName: 'Eva' }],
		nicknames: [{ value: 'Evička' }],
		emailAddresses: [{ value: 'eva@acme.test', type: 'work', displayName: 'Eva at work' }],
		phoneNumbers: [{ value: '+420777123456', type: 'workMobile' }],
		addresses: [{ streetAddress: 'Dlouhá 1', extendedAddress: '3. patro', city: 'Praha' }],
		organizations: [{ name: 'Acme', jobDescription: 'Vede' }, { name: 'Sokol' }],
		urls: [{ value: 'https://eva.test', type: 'blog' }],
		userDefined: [{ key: 'Boty', value: '38' }],
		events: [{ date: { month: 6, day: 1 }, type: 'anniversary' }],
		clientData: [{ key: 'GCon', value: 'of another app' }],
		externalIds: [{ value: '4711', type: 'customer' }],
	};
	const { resourceName } = control('person.create', { person }) as { resourceName: string };
	const record = await readOne(resourceName);
	const patch = {
		firstName: 'Jana',
		emails: [{ value: 'eva@acme.test', type: 'home' }, { value: 'new@acme.test' }],
		phones: [{ value: '+420777123456', type: 'mobile' }],
		addresses: [{ street: 'Dlouhá 1', city: 'Praha', countryCode: 'CZ' }],
		company: { name: 'Beta' },
		websites: [{ value: 'https://eva.test', type: 'blog' }, { value: 'https://new.test' }],
		url: 'https://crm.test/31',
	};
	await write({ op: 'update', key: 'k', record, patch, entry: entry('31', 'text') });
	const primary = { metadata: { sourcePrimary: true } };
	expect(dumped(resourceName)).toMatchObject({
		names: [{ givenName: 'Jana', phoneticGivenName: 'Eva' }],
		nicknames: person.nicknames,
		emailAddresses: [{ value: 'eva@acme.test', type: 'home', displayName: 'Eva at work', ...primary }, { value: 'new@acme.test' }],
		phoneNumbers: [{ value: '+420777123456', type: 'mobile' }],
		addresses: [{ streetAddress: 'Dlouhá 1', extendedAddress: '3. patro', city: 'Praha', countryCode: 'CZ' }],
		organizations: [{ name: 'Beta', jobDescription: 'Vede' }, { name: 'Sokol' }],
		urls: [{ value: 'https://eva.test', type: 'blog' }, { value: 'https://new.test' }, { value: 'https://crm.test/31', type: 'Raynet acme' }],
		userDefined: person.userDefined,
		events: person.events,
		clientData: [{ key: 'GCon', value: 'of another app' }, { key: 'contact-sync:raynet:acme', value: 'text' }],
		externalIds: [{ value: '4711', type: 'customer' }, { value: 'raynet:acme:person:31', type: 'contact-sync' }],
	});
});

test('values of a linked profile are neither read nor written', async () => {
	const { resourceName } = control('person.create', { person: { names: [{ givenName: 'Eva' }], emailAddresses: [{ value: 'eva@acme.test' }] } }) as { resourceName: string };
	const { resourceName: linked } = control('person.link', { resourceName, profile: { emailAddresses: [{ value: 'eva@profile.test' }] } }) as { resourceName: string };
	const record = await readOne(linked);
	expect(record.fields.emails).toEqual([{ value: 'eva@acme.test' }]);
	await write({ op: 'update', key: 'k', record, patch: { emails: [...(record.fields.emails ?? []), { value: 'new@acme.test' }] } });
	expect(dumped(linked)?.emailAddresses).toMatchObject([{ value: 'eva@acme.test' }, { value: 'new@acme.test' }]);
});

test('a contact that was linked to a profile keeps its one place under its new name', async () => {
	const [done] = await write(create('31'));
	await partner.snapshot();
	const before = done?.kind === 'done' ? done.record?.id : undefined;
	const { resourceName } = control('person.link', { resourceName: before }) as { resourceName: string };
	expect([...(await partner.snapshot()).records.keys()]).toEqual([resourceName]);
});

test('a contact with a company name of 1,025 characters is refused, the other 199 of its batch go through', async () => {
	const long = create('long', { fields: { firstName: 'Eva', company: { name: 'x'.repeat(1025) } } });
	const results = await write(...creates(199), long);
	expect(results.filter(({ kind }) => kind === 'done')).toHaveLength(199);
	expect(results.filter(({ kind }) => kind === 'failed')).toMatchObject([{ key: 'long', error: { reason: 'refusedByServer', message: expect.stringContaining('too long') } }]);
	expect(ops()).toEqual(['people.batchCreate 400', 'people.batchCreate']);
});

test('a note of 20,000 characters goes through', async () => {
	await write(create('31', { fields: { note: 'ž'.repeat(20_000) } }));
	expect([...world.held().values()].map(({ fields }) => fields.note?.length)).toEqual([20_000]);
});

test('deleting looks at the contacts right before: one read and one delete', async () => {
	const records = (await write(...creates(8))).flatMap((result) => (result.kind === 'done' && result.record ? [result.record] : []));
	sandbox.clearCalls();
	await write(...records.map((record): PartnerWrite => ({ op: 'delete', key: record.id, record })));
	expect(ops()).toEqual(['people.batchGet', 'people.batchDelete']);
	expect(world.held().size).toBe(0);
});

test('a restored contact comes back into the next snapshot', async () => {
	const [done] = await write(create('31'));
	const record = done?.kind === 'done' ? done.record : undefined;
	if (!record) throw new Error('not created');
	await partner.snapshot();
	await write({ op: 'delete', key: 'delete', record });
	expect((await partner.snapshot()).records.size).toBe(0);
	world.advance(1000);
	control('person.restore', { resourceName: record.id });
	expect([...(await partner.snapshot()).records.keys()]).toEqual([record.id]);
});

test('eight days later everything is read anew, and what was deleted meanwhile is found', async () => {
	const results = await write(create('1'), create('2'));
	await partner.snapshot();
	const [first] = results.flatMap((result) => (result.kind === 'done' && result.record ? [result.record] : []));
	control('person.delete', { resourceName: first?.id });
	world.advance(8 * DAY);
	sandbox.clearCalls();
	expect((await partner.snapshot()).records.size).toBe(1);
	expect(ops()).toEqual(['groups.list', 'connections.list']);
});

test('a token that expired before its time leads to a full read', async () => {
	await write(create('1'));
	await partner.snapshot();
	sandbox.clearCalls();
	const body = { error: { code: 400, status: 'INVALID_ARGUMENT', message: 'Sync token is expired. Clear local cache and retry call without the sync token.' } };
	sandbox.fault({ service: 'google', op: 'connections.list', effect: { kind: 'answer', status: 400, body } });
	expect((await partner.snapshot()).records.size).toBe(1);
	expect(ops()).toEqual(['groups.list', 'connections.list 400', 'connections.list']);
});

test.each(['absent', 'present'])('a minute quota smaller than we think (Retry-After %s) slows down and loses nothing', async (retryAfter) => {
	sandbox.setSwitch('google', 'retryAfter', retryAfter);
	control('quota.set', { criticalWrites: 12, criticalReads: 12 });
	const results = await write(...creates(1000));
	expect(results.filter(({ kind }) => kind === 'done')).toHaveLength(1000);
	expect(world.held().size).toBe(1000);
	expect(ops().filter((op) => op === 'people.batchCreate')).toHaveLength(5);
});

test.each(['account', 'metric'])('a used-up day (%s) ends the run with its state kept, and the next day goes on', async (dailyQuotaError) => {
	sandbox.setSwitch('google', 'dailyQuotaError', dailyQuotaError);
	control('quota.set', { daily: 450 });
	const told: PartnerWriteResult[] = [];
	const run = async () => {
		for await (const batch of partner.write(creates(600))) told.push(...batch);
	};
	await expect(run()).rejects.toMatchObject({ recovery: 'guard', reason: 'dailyQuota', message: expect.stringContaining('2026-03-03 08:00 UTC') });
	expect([told.length, world.held().size]).toEqual([400, 400]);
	expect(ops()).toEqual(['people.batchCreate', 'people.batchCreate', 'people.batchCreate 429']);
	world.advance(DAY);
	await write(...creates(600).slice(400));
	expect(world.held().size).toBe(600);
});

test('our share of the day is not exceeded: no request is sent for what is beyond it', async () => {
	const limited = googleWorld(sandbox, { quota: { dailyWrites: 400 } }).partner;
	const told: PartnerWriteResult[] = [];
	const run = async () => {
		for await (const batch of limited.write(creates(600))) told.push(...batch);
	};
	await expect(run()).rejects.toMatchObject({ reason: 'dailyQuota' });
	expect([told.length, ops()]).toEqual([400, ['people.batchCreate', 'people.batchCreate']]);
});

test('a refused login is told at once and not tried again', async () => {
	control('token.expire', {});
	await expect(partner.snapshot()).rejects.toMatchObject({ recovery: 'fatal' });
	await expect(partner.snapshot()).rejects.toMatchObject({ recovery: 'fatal' });
	expect(ops()).toEqual(['groups.list 401']);
});

test('a new label that takes contacts only after two seconds is waited for', async () => {
	sandbox.setSwitch('google', 'newLabelDelay', '2s');
	const label = await partner.createGroup('RAYNET CRM', 'flow');
	const grouped = creates(20).map((one) => ({ ...one, groups: [label.id] }) as PartnerWrite);
	expect((await write(...grouped)).filter(({ kind }) => kind === 'done')).toHaveLength(20);
	expect(ops()).toEqual(['groups.create', 'people.batchCreate 400', 'people.batchCreate']);
});

test('a label that a person deletes meanwhile ends the run and says so', async () => {
	const label = await partner.createGroup('RAYNET CRM', 'flow');
	world.advance(60_000);
	control('label.delete', { label: label.id });
	await expect(write(create('31', { groups: [label.id] }))).rejects.toMatchObject({ recovery: 'configuration', message: expect.stringContaining('"RAYNET CRM" was deleted') });
});

test('writes never overlap', async () => {
	await write(...creates(30));
	const { accounts } = sandbox.service('google').dump() as { accounts: { owner: { overlaps: number } } };
	expect(accounts.owner.overlaps).toBe(0);
});
