import type { CrmRecord, CrmSide, CrmWrite } from '../../core/ports/crm';
import { personalityNames, restProfiles, type PersonalityName } from '../../sandbox/rest';
import type { Sandbox } from '../../sandbox/kit';
import { doneRecord, resultOf, resultsOf } from './crmKit';
import { callLines, connect, hand, SERVICE, startRest } from './crmRestWorld';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startRest();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const MINUTE = 60_000;
const ALL = { kind: 'all' } as const;
const LINK = 'google:mark1:people/c1';
const FIELDS = { firstName: 'Eva', lastName: 'Nova', emails: [{ value: 'eva@acme.test', type: 'home' }], phones: [{ value: '+420777000111', type: 'mobile' }] };

const everyone = async (crm: CrmSide): Promise<CrmRecord[]> => (await crm.changes({ recordTypes: ['person'], scope: ALL })).records;
const creation = (key = 'a', fields = FIELDS): CrmWrite => ({ op: 'create', key, recordType: 'person', fields, scope: ALL, link: LINK });
const updating = (record: CrmRecord, patch: object, key = 'a'): CrmWrite => ({ op: 'update', key, record, patch, scope: ALL, move: 'stay' });
const newcomer = (name: PersonalityName, values: object = { firstName: 'Eva', lastName: 'Nova', email: 'eva@acme.test', note: 'Met' }): string =>
	(hand(sandbox, name)('record.create', { values }) as { id: string }).id;
const shown = (name: PersonalityName, id: string): object => hand(sandbox, name)('record.get', { id }) as object;
const only = async (crm: CrmSide): Promise<CrmRecord> => {
	const [record] = await everyone(crm);
	if (!record) throw new Error('No record.');
	return record;
};

describe('the calls of a write', () => {
	it.each(personalityNames)('to %s are one for a create, a read before and after an update, and a read after each', async (name) => {
		const { crm } = connect(sandbox, name);
		await crm.check();
		sandbox.clearCalls();
		const record = doneRecord(await resultOf(crm, creation()));
		expect(callLines(sandbox)).toEqual([`${name}.create 201`, `${name}.get 200`]);
		sandbox.clearCalls();
		await resultOf(crm, updating(record, { firstName: 'Ewa' }));
		expect(callLines(sandbox)).toEqual([`${name}.get 200`, `${name}.update 200`, `${name}.get 200`]);
		sandbox.clearCalls();
		await resultOf(crm, updating(await only(crm), { firstName: 'Ewa' }));
		expect(callLines(sandbox).slice(-1)).toEqual([`${name}.get 200`]);
	});
});

describe('keys that the connector does not know', () => {
	const UNKNOWN = { ledger: ['loyalty_points', 9], register: ['points', 9], cards: ['colour', 'red'], binder: ['rating', 9] } as const;

	it.each(personalityNames)('stay as they are in %s when a name changes', async (name) => {
		const id = newcomer(name);
		const [path, value] = UNKNOWN[name];
		hand(sandbox, name)('record.set', { id, path, value });
		const before = JSON.stringify(shown(name, id));
		const { crm } = connect(sandbox, name);
		await resultOf(crm, updating(await only(crm), { firstName: 'Ewa', lastName: 'Nova' }));
		expect(shown(name, id)).toEqual(JSON.parse(before.replace('"Eva"', '"Ewa"')));
		expect(before).toContain(`"${path}":${JSON.stringify(value)}`);
	});
});

describe('a CRM that makes something else of a value', () => {
	it('tells what it holds, and a second write of the same finds that', async () => {
		sandbox.setSwitch(SERVICE, 'phoneFormat', 'grouped');
		sandbox.setSwitch(SERVICE, 'trimsValues', 'yes');
		const { crm } = connect(sandbox, 'ledger');
		const record = doneRecord(await resultOf(crm, creation('a', { ...FIELDS, firstName: ' Eva ' })));
		expect(record.contact).toMatchObject({ firstName: 'Eva', phones: [{ value: '+420 777 000 111' }] });
		expect(record.version).toBe((await only(crm)).version);
	});
});

describe('a create without an id in the answer', () => {
	const blank = (): void => sandbox.setSwitch(SERVICE, 'createAnswer', 'nothing');

	it.each(personalityNames)('is looked up in %s, and made once', async (name) => {
		blank();
		const { crm } = connect(sandbox, name);
		const id = newcomer(name, { firstName: 'Jan', lastName: 'Nova', email: 'jan@acme.test' });
		expect(doneRecord(await resultOf(crm, creation())).contact.recordId).not.toBe(id);
		expect(await everyone(crm)).toHaveLength(2);
	});

	it('that cannot be found yet is open for ten minutes, also for the next connector, and then found', async () => {
		blank();
		hand(sandbox, 'ledger')('visibility.set', { ms: 5 * MINUTE });
		const until = sandbox.clock.now() + 10 * MINUTE;
		const memory = { pending: new Map<string, number>() };
		for (let run = 0; run < 2; run += 1) expect(await resultOf(connect(sandbox, 'ledger', { memory }).crm, creation())).toEqual({ kind: 'unknown', key: 'a', until });
		sandbox.clock.advance(6 * MINUTE);
		doneRecord(await resultOf(connect(sandbox, 'ledger', { memory }).crm, creation()));
		expect(callLines(sandbox).filter((line) => line.startsWith('ledger.create'))).toEqual(['ledger.create 201']);
	});

	it('without a link is known by name and e-mail, and never by the name alone', async () => {
		blank();
		const { crm } = connect(sandbox, 'cards');
		newcomer('cards', { firstName: 'Eva', lastName: 'Nova', email: 'other@acme.test' });
		sandbox.fault({ service: SERVICE, op: 'cards.create', effect: { kind: 'cutBefore' } });
		expect((await resultOf(crm, creation())).kind).toBe('unknown');
	});
});

describe('twelve creates in groups of five', () => {
	const groups = { profile: { ...restProfiles.ledger, limits: { group: 5 } } };
	const creates = Array.from({ length: 12 }, (_, n) => creation(`k${n}`, { ...FIELDS, lastName: `Nova ${n}` }));
	const sizesOf = async (crm: CrmSide): Promise<{ sizes: number[]; error?: unknown }> => {
		const sizes: number[] = [];
		try {
			for await (const results of crm.write(creates)) sizes.push(results.length);
			return { sizes };
		} catch (error) {
			return { sizes, error };
		}
	};

	it('come back as that', async () => {
		expect(await sizesOf(connect(sandbox, 'ledger', groups).crm)).toEqual({ sizes: [5, 5, 2] });
	});

	it('of which the seventh finds the login refused tell all six before', async () => {
		sandbox.fault({ service: SERVICE, op: 'ledger.create', after: 6, effect: { kind: 'answer', status: 401, body: {} } });
		expect(await sizesOf(connect(sandbox, 'ledger', groups).crm)).toEqual({ sizes: [5, 1], error: expect.objectContaining({ recovery: 'fatal' }) });
	});

	it('end when three in a row find the server down', async () => {
		sandbox.fault({ service: SERVICE, op: 'ledger.create', after: 2, times: 999, effect: { kind: 'answer', status: 429, body: {} } });
		expect(await sizesOf(connect(sandbox, 'ledger').crm)).toEqual({ sizes: [5], error: expect.objectContaining({ recovery: 'retriable' }) });
	});
});

describe('the note of a contact of Simple CRM', () => {
	it('keeps its own text byte for byte through the PUT, while the business details come and go', async () => {
		const text = 'Met at the fair \r\n\r\n  likes tea\t\n';
		const id = newcomer('register', { lastName: 'Nova', note: text });
		const { crm } = connect(sandbox, 'register');
		const noteOf = (): unknown => (shown('register', id) as { remarque: unknown }).remarque;
		await resultOf(crm, updating(await only(crm), { company: { name: 'Acme', title: 'CEO' }, phones: [{ value: '+32 2 555 02 20', type: 'work' }] }));
		expect(noteOf()).toBe(`${text}\n[business]\nPhone: +32 2 555 02 20\nCompany: Acme\nFunction: CEO\n[/business]`);
		await resultOf(crm, updating(await only(crm), { company: { name: 'Beta' } }));
		expect(noteOf()).toBe(`${text}\n[business]\nPhone: +32 2 555 02 20\nCompany: Beta\n[/business]`);
		await resultOf(crm, updating(await only(crm), { company: {}, phones: [] }));
		expect(noteOf()).toBe(text);
	});
});

describe('what the CRM does not take', () => {
	it('is refused for this record alone, and the text of the server stays out of the error', async () => {
		const { crm } = connect(sandbox, 'ledger');
		sandbox.fault({ service: SERVICE, op: 'ledger.create', effect: { kind: 'answer', status: 422, body: { error: 'eva@acme.test exists' } } });
		const [refused, done] = await resultsOf(crm, [creation('a'), creation('b')]);
		expect([refused?.kind, done?.kind]).toEqual(['failed', 'done']);
		expect(JSON.stringify(refused)).not.toContain('eva@acme.test');
	});

	it('is a company', async () => {
		const { crm } = connect(sandbox, 'ledger');
		expect(await resultOf(crm, { op: 'create', key: 'a', recordType: 'company', fields: { company: { name: 'Acme' } }, scope: ALL })).toMatchObject({ kind: 'failed', error: { reason: 'notAPerson' } });
	});

	it('is an opt-out without a key for it', async () => {
		const profile = { ...restProfiles.ledger, doNotEmail: '' };
		newcomer('ledger');
		const { crm } = connect(sandbox, 'ledger', { profile });
		expect([crm.capabilities.takesOptOut, connect(sandbox, 'ledger').crm.capabilities.takesOptOut]).toEqual(['no', undefined]);
		const record = await only(crm);
		expect(await resultOf(crm, { op: 'update', key: 'a', record, patch: {}, scope: ALL, move: 'stay', optOut: true })).toMatchObject({ kind: 'failed', error: { reason: 'optOutNotTaken' } });
	});
});
