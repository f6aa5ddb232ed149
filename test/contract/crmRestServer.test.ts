import { createLogin } from '../../connectors/http/login';
import { createRestMemory } from '../../connectors/crm/rest';
import type { CrmChanges, CrmScope, CrmSide } from '../../core/ports/crm';
import type { Fault, Sandbox } from '../../sandbox/kit';
import { personalityNames, restProfiles, type PersonalityName } from '../../sandbox/rest';
import { callLines, connect, hand, SERVICE, START, startRest } from './crmRestWorld';

const MINUTE = 60_000;
let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startRest();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const rejection = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => 'no rejection', (error: unknown) => error);
const read = (crm: CrmSide, cursor?: string): Promise<CrmChanges> => crm.changes({ recordTypes: ['person'], scope: { kind: 'all' }, ...(cursor === undefined ? {} : { cursor }) });
const ids = ({ records }: CrmChanges): string[] => records.map(({ contact }) => contact.recordId);
const people = (name: PersonalityName, count: number): string[] =>
	Array.from({ length: count }, (_, n) => (hand(sandbox, name)('record.create', { values: { lastName: `Person ${n}`, email: `p${n}@acme.test` } }) as { id: string }).id);
const onList = (name: PersonalityName, effect: Fault['effect'], times = 1): void => sandbox.fault({ service: SERVICE, op: `${name}.list`, times, effect });

describe('a login', () => {
	it.each(personalityNames)('of %s that is wrong is tried once, then not for an hour, however often connectors are made', async (name) => {
		const first = connect(sandbox, name);
		const shared = { secret: 'wrong', calls: createLogin(first.env.clock, 1), memory: createRestMemory() };
		for (let run = 0; run < 5; run += 1) {
			expect(await rejection(read(connect(sandbox, name, shared).crm))).toMatchObject({ recovery: 'fatal', message: expect.stringContaining('No request is made before 2026-03-02 11:00 UTC') });
			first.advance(2 * MINUTE);
		}
		expect(sandbox.calls(SERVICE)).toHaveLength(1);
	});

	it.each(['401', 'inside'])('by token is renewed once when the server has forgotten it (%s), and kept between connectors', async (loss) => {
		sandbox.setSwitch(SERVICE, 'sessionLoss', loss);
		const memory = createRestMemory();
		await read(connect(sandbox, 'register', { memory }).crm);
		await read(connect(sandbox, 'register', { memory }).crm);
		hand(sandbox, 'register')('session.expire');
		await read(connect(sandbox, 'register', { memory }).crm);
		expect(callLines(sandbox)).toEqual(['register.login 200', 'register.list 200', 'register.list 200', loss === '401' ? 'register.list 401' : 'register.list 200', 'register.login 200', 'register.list 200']);
	});

	it('by a header of its own is taken as well', async () => {
		const { crm } = connect(sandbox, 'ledger', { profile: { ...restProfiles.ledger, login: { style: 'header', name: 'X-Api-Key' } } });
		expect(await crm.check()).toEqual({ serverTime: START });
	});

	it('without rights is a matter of settings', async () => {
		onList('ledger', { kind: 'answer', status: 403, body: {} });
		expect(await rejection(read(connect(sandbox, 'ledger').crm))).toMatchObject({ recovery: 'configuration', message: expect.stringContaining('the right to see and edit') });
	});
});

describe('a wrong path in the profile', () => {
	const withAnswers = (answers: object): object => ({ ...restProfiles.ledger, answers: { ...restProfiles.ledger.answers, ...answers } });

	it.each<[string, object, string]>([
		['of the rows', withAnswers({ items: 'data' }), 'The answer holds: items, total. Correct the slot answers.items'],
		['of the total', withAnswers({ total: 'count' }), 'Correct the slot answers.total'],
		['of the id', { ...restProfiles.ledger, id: 'uid' }, 'Correct the slot id'],
		['of the name', { ...restProfiles.ledger, fields: { ...restProfiles.ledger.fields, lastName: 'surname' } }, 'Correct the slot fields.lastName'],
		['of the stamp', { ...restProfiles.ledger, stamps: { ...restProfiles.ledger.stamps, modified: 'changed' } }, 'Correct the section "stamps"'],
		['of the list', { ...restProfiles.ledger, paths: { ...restProfiles.ledger.paths, list: '/people' } }, 'the slot paths.list'],
	])('%s is told, and nobody counts as gone', async (_, profile, message) => {
		people('ledger', 6);
		expect(await rejection(read(connect(sandbox, 'ledger', { profile }).crm))).toMatchObject({ recovery: 'configuration', message: expect.stringContaining(message) });
	});

	it('of the paging is told when pages repeat', async () => {
		people('binder', 25);
		const { crm } = connect(sandbox, 'ledger');
		expect(ids(await read(crm))).toEqual([]);
		onList('binder', { kind: 'answer', status: 200, body: { people: [{ ref: 1, familyName: 'A' }, { ref: 2, familyName: 'B' }] } }, 2);
		expect(await rejection(read(connect(sandbox, 'binder').crm))).toMatchObject({ recovery: 'configuration', message: expect.stringContaining('the parameter "p"') });
	});

	it('of the item in the answer of one record is told', async () => {
		people('ledger', 1);
		const { crm } = connect(sandbox, 'ledger', { profile: withAnswers({ item: 'data' }) });
		expect(await rejection(crm.read([{ recordType: 'person', recordId: '1' }]))).toMatchObject({ recovery: 'configuration', message: expect.stringContaining('Correct the slot answers.item') });
	});
});

describe('a scope', () => {
	const inScope = (crm: CrmSide, scope: CrmScope): Promise<unknown> => rejection(crm.changes({ recordTypes: ['person'], scope }));

	it('by tag of a profile that names no tags is told before any request', async () => {
		const { crm } = connect(sandbox, 'ledger', { profile: { ...restProfiles.ledger, tags: '' } });
		expect(await inScope(crm, { kind: 'tag', tag: 'VIP' })).toMatchObject({ recovery: 'configuration', message: expect.stringContaining('the slot "tags"') });
		expect(await inScope(connect(sandbox, 'ledger').crm, { kind: 'owner', ownerId: '1' })).toMatchObject({ recovery: 'configuration', message: expect.stringContaining('all contacts, or a tag') });
		expect(callLines(sandbox)).toEqual([]);
	});

	it('by tag with a wrong path to the tags is told, and nobody counts as gone', async () => {
		people('ledger', 6);
		const { crm } = connect(sandbox, 'ledger', { profile: { ...restProfiles.ledger, tags: 'labels' } });
		expect(await inScope(crm, { kind: 'tag', tag: 'VIP' })).toMatchObject({ recovery: 'configuration', message: expect.stringContaining('Correct the slot tags') });
	});
});

it('questions for links are answered from one scan, until something is written or a minute has passed', async () => {
	const [first = '', second = ''] = people('ledger', 2);
	hand(sandbox, 'ledger')('record.set', { id: first, path: 'sync_ref', value: 'google:m1:people/c1' });
	const { crm, advance } = connect(sandbox, 'ledger');
	const find = async (link: string): Promise<string | undefined> => (await crm.findByLink(link))?.contact.recordId;
	expect([await find('google:m1:people/c1'), await find('google:m1:people/c2')]).toEqual([first, undefined]);
	expect(callLines(sandbox)).toEqual(['ledger.list 200']);
	hand(sandbox, 'ledger')('record.set', { id: second, path: 'sync_ref', value: 'google:m1:people/c2' });
	advance(MINUTE);
	expect(await find('google:m1:people/c2')).toBe(second);
});

describe('a list that shifts while it is paged', () => {
	it.each(personalityNames)('of %s loses nobody when a record goes between two pages', async (name) => {
		const all = people(name, 120);
		hand(sandbox, name)('list.deleteAfter', { afterPage: 1, id: all[3] });
		const { crm } = connect(sandbox, name);
		const found = await read(crm);
		expect(ids(found).sort()).toEqual(all.filter((id) => id !== all[3]).sort());
	});

	it.each(personalityNames)('of %s has nobody twice when a record comes in front of the others', async (name) => {
		sandbox.setSwitch(SERVICE, 'listOrder', 'newestFirst');
		const all = people(name, 120);
		hand(sandbox, name)('list.createAfter', { afterPage: 1, values: { lastName: 'New' } });
		const found = ids(await read(connect(sandbox, name).crm));
		expect(new Set(found).size).toBe(found.length);
		expect(all.filter((id) => !found.includes(id))).toEqual([]);
	});

	it('and does not stand still ends the run, and nobody counts as gone', async () => {
		const all = people('ledger', 120);
		for (const page of [1, 3, 5]) hand(sandbox, 'ledger')('list.deleteAfter', { afterPage: page, id: all[page] });
		for (const page of [2, 4, 6]) hand(sandbox, 'ledger')('list.deleteAfter', { afterPage: page, id: all[page] });
		expect(await rejection(read(connect(sandbox, 'ledger').crm))).toMatchObject({ recovery: 'retriable', message: expect.stringContaining('changed while it was read') });
	});
});

describe('fewer rows than last time', () => {
	it.each(personalityNames)('by 70 %% trip the guard for %s, and one run may pass it', async (name) => {
		people(name, 60);
		const { cursor } = await read(connect(sandbox, name).crm);
		hand(sandbox, name)('list.hide', { share: 0.7 });
		sandbox.clearCalls();
		const refusal = await rejection(read(connect(sandbox, name).crm, cursor));
		expect(refusal).toMatchObject({ recovery: 'guard', reason: 'fewerRows', message: expect.stringMatching(/lists 18 contacts, and listed 60 last time.*switch on "Accept Fewer Contacts Once" under "Options"/) });
		const passed = await read(connect(sandbox, name, { fewerRows: 'accept' }).crm, cursor);
		expect([passed.extent, passed.records.length]).toEqual(['everything', 18]);
		expect((await read(connect(sandbox, name).crm, passed.cursor)).records.length).toBeLessThanOrEqual(18);
	});

	it('by a few are no reason to stop', async () => {
		const all = people('cards', 10);
		const { crm } = connect(sandbox, 'cards');
		const { cursor } = await read(crm);
		for (const id of all.slice(0, 5)) hand(sandbox, 'cards')('record.delete', { id });
		expect(ids(await read(crm, cursor))).toEqual(all.slice(5));
	});
});

describe('the rate limit', () => {
	it.each(personalityNames)('of %s is waited for', async (name) => {
		people(name, 3);
		hand(sandbox, name)('limit.set', { perMinute: 1 });
		const { crm, env, sleeps } = connect(sandbox, name);
		const realSleep = env.clock.sleep;
		env.clock.sleep = async (ms) => {
			sandbox.clock.advance(ms);
			await realSleep(ms);
		};
		await read(crm);
		expect(ids(await read(crm))).toHaveLength(3);
		expect(sleeps.length).toBeGreaterThan(0);
	});

	it('of the profile is kept to', async () => {
		people('ledger', 120);
		const { crm, sleeps } = connect(sandbox, 'ledger', { profile: { ...restProfiles.ledger, limits: { perMinute: 2 } } });
		await read(crm);
		expect(sleeps).toEqual([MINUTE]);
	});
});

describe('the server stumbles, and the call is repeated', () => {
	it.each<[string, Fault['effect'], number | 'cut']>([
		['429 with Retry-After', { kind: 'answer', status: 429, headers: { 'retry-after': '5' }, body: {} }, 429],
		['503', { kind: 'answer', status: 503, body: '<html>' }, 503],
		['a page instead of JSON', { kind: 'answer', status: 200, body: '<html>' }, 200],
		['a connection cut before', { kind: 'cutBefore' }, 'cut'],
		['a connection cut after', { kind: 'cutAfter' }, 'cut'],
	])('after %s', async (_, effect, status) => {
		onList('ledger', effect, 2);
		await read(connect(sandbox, 'ledger').crm);
		expect(callLines(sandbox).slice(0, 2)).toEqual([`ledger.list ${status}`, `ledger.list ${status}`]);
	});
});

describe('the calls of a reading', () => {
	it('of everything are the pages of the scan, and with a filter one for changes and one for the count', async () => {
		people('ledger', 120);
		const { crm } = connect(sandbox, 'ledger');
		const { cursor, extent } = await read(crm);
		expect([extent, sandbox.calls(SERVICE).map(({ path }) => path.replace('/ledger/contacts', ''))]).toEqual(['everything', ['?offset=0&limit=50', '?offset=49&limit=50', '?offset=98&limit=50']]);
		sandbox.clock.advance(60 * MINUTE);
		hand(sandbox, 'ledger')('record.update', { id: '7', values: { lastName: 'Hill' } });
		sandbox.clearCalls();
		const next = await read(crm, cursor);
		expect([next.extent, ids(next).includes('7')]).toEqual(['changes', true]);
		sandbox.clearCalls();
		const last = await read(crm, next.cursor);
		expect([last.extent, ids(last), sandbox.calls(SERVICE).map(({ path }) => decodeURIComponent(path).replace('/ledger/contacts', ''))]).toEqual([
			'changes',
			[],
			['?modified_since=2026-03-02T10:57:59.000Z&offset=0&limit=50', '?offset=0&limit=1'],
		]);
	});

	it('with a deletion since the cursor are those of everything', async () => {
		const all = people('ledger', 8);
		const { crm } = connect(sandbox, 'ledger');
		const { cursor } = await read(crm);
		sandbox.clock.advance(60 * MINUTE);
		hand(sandbox, 'ledger')('record.delete', { id: all[2] });
		hand(sandbox, 'ledger')('record.create', { values: { lastName: 'New' } });
		const next = await read(crm, cursor);
		expect([next.extent, ids(next).includes(all[2] ?? ''), next.records.length]).toEqual(['everything', false, 8]);
	});

	it('are told apart by the log without a secret', async () => {
		const { crm, logs } = connect(sandbox, 'cards');
		onList('cards', { kind: 'cutBefore' }, 2);
		await read(crm);
		expect(logs.length).toBe(2);
		expect(JSON.stringify(logs)).not.toContain('sandbox-cards-key');
	});
});
