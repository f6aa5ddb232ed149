import type { RecordType } from '../../core/contact/contact';
import type { ChangesRequest, CrmRecord, CrmScope, CrmSide, CrmWrite } from '../../core/ports/crm';
import type { Sandbox } from '../../sandbox/kit';
import { doneRecord, EVA, LINK, MINUTE, resultOf, resultsOf } from './crmKit';
import { connect, SERVICE, startRaynet } from './crmRaynetWorld';

jest.setTimeout(60_000);

type Update = Extract<CrmWrite, { op: 'update' }>;

const OLD_LINK = 'google:mark0:people~c9';
const SCOPE: CrmScope = { kind: 'tag', tag: 'VIP' };
let sandbox: Sandbox;
let crm: CrmSide;

beforeAll(async () => {
	sandbox = await startRaynet();
});
beforeEach(() => {
	sandbox.reset();
	crm = connect(sandbox).crm;
});
afterAll(() => sandbox.close());

const hand = (action: string, args: Record<string, unknown>): { id: number } => sandbox.service(SERVICE).control(action, args) as { id: number };
const acme = (name = 'Acme', more: Record<string, unknown> = {}): number => hand('company.create', { name, rating: 'A', state: 'B_ACTUAL', role: 'A_SUBSCRIBER', addresses: [{ address: { name: 'Sídlo' }, contactInfo: { email: 'info@acme.test' } }], ...more }).id;
const eva = (more: Record<string, unknown> = {}): number => hand('person.create', { firstName: 'Eva', lastName: 'Nova', contactInfo: { email: 'eva@acme.test', tel1: '+420 777 000 111', tel1Type: 'mobil' }, tags: ['VIP'], ...more }).id;

async function readOne(recordType: RecordType, id: number): Promise<CrmRecord> {
	const [record] = (await crm.read([{ recordType, recordId: String(id) }])).values();
	if (!record) throw new Error(`There is no ${recordType} ${id}.`);
	return record;
}

/** The calls that something makes, as "op status". */
async function callsOf(act: () => Promise<unknown>): Promise<string[]> {
	const before = sandbox.calls(SERVICE).length;
	await act();
	return sandbox.calls(SERVICE).slice(before).map(({ op, status }) => `${op} ${status}`);
}

const updating = (record: CrmRecord, more: Partial<Update>): Update => ({ op: 'update', key: 'a', record, patch: {}, scope: SCOPE, move: 'stay', ...more });
const creation = { op: 'create', key: 'a', recordType: 'person', fields: EVA, scope: SCOPE, link: LINK } as const;

describe('a write costs', () => {
	it.each<[string, () => CrmWrite, string[]]>([
		['a person with its link and tag, which is read back', () => creation, ['person.create 201', 'person.detail 200']],
		['a person with a type of number, which is looked up once', () => ({ ...creation, fields: { ...EVA, phones: [{ value: '+420777000111', type: 'mobile' }] } }), ['telType.list 200', 'person.create 201', 'person.detail 200']],
		['a client with its link and tag', () => ({ ...creation, recordType: 'company', fields: { company: { name: 'New' } } }), ['company.create 201', 'company.detail 200']],
		['a person who works for a client', () => ({ ...creation, fields: { ...EVA, company: { name: 'Acme', title: 'Buyer' } } }), ['company.list 200', 'person.create 201', 'person.detail 200']],
	])('%s', async (_, write, calls) => {
		acme();
		const made = await callsOf(async () => doneRecord(await resultOf(crm, write())));
		expect(made).toEqual(calls);
	});

	it('a second person of the same client: no second search, nor one for the labels of numbers', async () => {
		acme();
		const fields = { ...EVA, company: { name: 'Acme' }, phones: [{ value: '+420777000111', type: 'mobile' }] };
		await resultOf(crm, { ...creation, fields });
		expect(await callsOf(() => resultOf(crm, { ...creation, fields, link: 'google:mark1:people/c2' }))).toEqual(['person.create 201', 'person.detail 200']);
	});

	it.each<[string, (record: CrmRecord) => Partial<Update>, string[]]>([
		['values', () => ({ patch: { firstName: 'Ewa', note: 'New', emails: [{ value: 'ewa@acme.test' }] } }), ['person.update 200']],
		['tags', () => ({ tags: { add: ['a', 'b'], remove: [] } }), ['person.addTag 201']],
		['tags both ways', () => ({ tags: { add: ['a', 'b'], remove: ['VIP'] } }), ['person.addTag 201', 'person.removeTag 200']],
		['leaving the scope', () => ({ move: 'leave' }), ['person.removeTag 200']],
		['the link off', () => ({ link: { remove: OLD_LINK.replace('~', '/') } }), ['person.removeExtId 200']],
		['values, scope and link', () => ({ patch: { note: 'New' }, move: 'leave', link: { set: LINK } }), ['person.update 200', 'person.removeTag 200', 'person.addExtId 200']],
		['an opt-out', () => ({ optOut: true }), ['person.update 200']],
	])('an update of %s: one more than reading before and after', async (_, more, writes) => {
		const record = await readOne('person', eva({ extId: OLD_LINK }));
		expect(await callsOf(async () => doneRecord(await resultOf(crm, updating(record, more(record)))))).toEqual(['person.detail 200', ...writes, 'person.detail 200']);
	});

	it('an update of a record that the run has read a moment ago, no reading before; longer ago, one', async () => {
		const id = eva();
		const record = await readOne('person', id);
		const readAt = sandbox.clock.now();
		const more = { patch: { note: 'New' }, readAt };
		expect(await callsOf(async () => doneRecord(await resultOf(crm, updating(record, more))))).toEqual(['person.update 200', 'person.detail 200']);
		const again = await readOne('person', id);
		expect(await callsOf(async () => doneRecord(await resultOf(crm, updating(again, { patch: { note: 'Newer' }, readAt: readAt - 3_000 }))))).toEqual(['person.detail 200', 'person.update 200', 'person.detail 200']);
	});

	it('an update that a person overtakes in that moment says so, and its value is not lost where it is another field', async () => {
		const id = eva();
		const record = await readOne('person', id);
		hand('person.update', { id, lastName: 'Hill' });
		const result = await resultOf(crm, updating(record, { patch: { note: 'New' }, readAt: sandbox.clock.now() }));
		expect(result).toMatchObject({ kind: 'done', overtaken: true, record: { contact: { lastName: 'Hill', note: 'New' } } });
	});

	it('a link alone, one request and no reading; one that is known to be there, none', async () => {
		const [listed] = await crm.recent('person', { kind: 'all' }, (eva(), 1));
		expect(listed?.links).toBeUndefined();
		const linking = updating(listed as CrmRecord, { link: { set: LINK } });
		let linked: CrmRecord | undefined;
		expect(await callsOf(async () => (linked = doneRecord(await resultOf(crm, linking))))).toEqual(['person.addExtId 200']);
		expect(await callsOf(async () => doneRecord(await resultOf(crm, { ...linking, record: linked as CrmRecord })))).toEqual([]);
		expect((await readOne('person', Number(linked?.contact.recordId))).links).toEqual([LINK]);
	});

	it('a link alone whose answer is lost, or that is refused, one reading more, which tells what became of it', async () => {
		const outcomes: unknown[] = [];
		const linkTo = async (id: number, trouble: () => void): Promise<string[]> => {
			const record = await readOne('person', id);
			trouble();
			return callsOf(async () => {
				const result = await resultOf(crm, updating(record, { link: { set: LINK } }));
				outcomes.push(result.kind === 'failed' ? (result.error as { reason?: string }).reason : result.kind === 'done' ? result.record?.links : result);
			});
		};
		const cut = (kind: 'cutBefore' | 'cutAfter') => () => sandbox.fault({ service: SERVICE, op: 'person.addExtId', effect: { kind } });
		const full = eva();
		for (let n = 0; n < 10; n++) hand('person.extId', { id: full, extId: `erp:${n}` });
		const gone = eva();
		expect([
			await linkTo(full, () => undefined),
			await linkTo(gone, () => hand('person.delete', { id: gone })),
			await linkTo(eva(), cut('cutBefore')),
			await linkTo(eva(), cut('cutAfter')),
		]).toEqual([
			['person.addExtId 400', 'person.detail 200'],
			['person.addExtId 404', 'person.detail 404'],
			['person.addExtId cut', 'person.detail 200'],
			['person.addExtId cut', 'person.detail 200'],
		]);
		expect(outcomes).toEqual(['noRoomForLink', { kind: 'conflict', key: 'a' }, undefined, [LINK]]);
	});

	it('an update that changes nothing, one reading', async () => {
		const record = await readOne('person', eva());
		const patch = { firstName: 'Eva', lastName: 'Nova', emails: [{ value: 'eva@acme.test' }], phones: [{ value: '+420 777 000 111', type: 'mobile' }], birthday: '', note: '' };
		expect(await callsOf(() => resultOf(crm, updating(record, { patch, tags: { add: ['VIP'], remove: ['x'] }, link: { remove: LINK } })))).toEqual(['person.detail 200']);
	});

	it('an update of the e-mail of a client, a call for its address', async () => {
		const record = await readOne('company', acme());
		const update = updating(record, { patch: { emails: [{ value: 'office@acme.test' }], note: 'New' } });
		expect(await callsOf(async () => doneRecord(await resultOf(crm, update)))).toEqual(['company.detail 200', 'company.update 200', 'company.updateAddress 200', 'company.detail 200']);
	});

	it('a conflict, one reading', async () => {
		const id = eva();
		const record = await readOne('person', id);
		hand('person.update', { id, lastName: 'Hill' });
		expect(await callsOf(() => resultOf(crm, updating(record, { patch: { note: 'New' } })))).toEqual(['person.detail 200']);
	});

	it('a conflict with a person who removed the record after we had read it, two readings', async () => {
		const id = eva();
		const record = await readOne('person', id);
		const hurried = connect(sandbox, {
			wrap: (plain) => async (request) => {
				if (request.method === 'POST') hand('person.delete', { id });
				return plain(request);
			},
		}).crm;
		let result: unknown;
		expect(await callsOf(async () => (result = await resultOf(hurried, updating(record, { patch: { note: 'New' } }))))).toEqual(['person.detail 200', 'person.update 404', 'person.detail 404']);
		expect(result).toEqual({ kind: 'conflict', key: 'a' });
	});

	it('a delete, one reading and one write', async () => {
		const record = await readOne('person', eva());
		expect(await callsOf(() => resultOf(crm, { op: 'delete', key: 'a', record }))).toEqual(['person.detail 200', 'person.invalid 200']);
	});

	it('a create whose answer is lost, one look-up', async () => {
		sandbox.fault({ service: SERVICE, op: 'person.create', effect: { kind: 'cutAfter' } });
		expect(await callsOf(() => resultOf(crm, creation))).toEqual(['person.create cut', 'person.byExtId 200']);
	});

	it('a create that an earlier process did already, one look-up', async () => {
		await resultOf(crm, creation);
		const again = connect(sandbox).crm;
		expect(await callsOf(async () => doneRecord(await resultOf(again, creation)))).toEqual(['person.create 400', 'person.byExtId 200']);
	});
});

describe('reading costs', () => {
	const request: ChangesRequest = { recordTypes: ['person'], scope: SCOPE };

	it('everything: a call per thousand', async () => {
		sandbox.seed({ people: 2_500, companies: 0 }, SERVICE);
		const all: ChangesRequest = { ...request, scope: { kind: 'all' } };
		const calls = await callsOf(async () => {
			let cursor: string | undefined;
			let more = 'yes';
			while (more === 'yes') ({ cursor, more } = await crm.changes({ ...all, ...(cursor ? { cursor } : {}) }));
		});
		expect(calls).toEqual(['person.list 200', 'person.list 200', 'person.list 200']);
	});

	/** Reads on, and tells what came of it and which calls it took. */
	function follower(read: ChangesRequest) {
		let cursor: string | undefined;
		return async (): Promise<{ calls: string[]; extent?: string; ids?: number[] }> => {
			sandbox.clock.advance(5 * MINUTE);
			const ids: number[] = [];
			let answer: Awaited<ReturnType<CrmSide['changes']>> | undefined;
			const calls = await callsOf(async () => {
				do {
					answer = await crm.changes({ ...read, ...(cursor ? { cursor } : {}) });
					cursor = answer.cursor;
					ids.push(...answer.records.map(({ contact }) => Number(contact.recordId)));
				} while (answer.more === 'yes');
			});
			return { calls: calls.map((call) => call.replace(' 200', '')), extent: answer?.extent, ids };
		};
	}
	const lists = (times: number): string[] => Array.from({ length: times }, () => 'person.list');

	it('nothing changed: one call per record type, and one more the first time; then a changed field, tag, deletion is found', async () => {
		const kept = eva();
		const gone = eva({ lastName: 'Gone' });
		const outside = eva({ lastName: 'Outside', tags: [] });
		sandbox.clock.advance(10 * MINUTE);
		const read = follower(request);
		expect(await read()).toEqual({ calls: lists(1), extent: 'everything', ids: [kept, gone] });
		expect(await read()).toEqual({ calls: lists(2), extent: 'changes', ids: [] });
		expect(await read()).toEqual({ calls: lists(1), extent: 'changes', ids: [] });
		hand('person.update', { id: kept, lastName: 'Hill' });
		expect(await read()).toEqual({ calls: lists(3), extent: 'changes', ids: [kept] });
		hand('person.tag', { id: outside, tag: 'VIP' });
		expect(await read()).toEqual({ calls: lists(3), extent: 'changes', ids: [outside] });
		expect(await read()).toEqual({ calls: lists(1), extent: 'changes', ids: [] });
		hand('person.untag', { id: outside, tag: 'VIP' });
		expect(await read()).toEqual({ calls: lists(3), extent: 'changes', ids: [outside] });
		hand('person.delete', { id: gone });
		expect(await read()).toEqual({ calls: lists(4), extent: 'everything', ids: [kept] });
		expect(await read()).toEqual({ calls: lists(1), extent: 'changes', ids: [] });
	});

	it('nothing changed in the scope: one call, whatever happens outside of it, which is told with the next change', async () => {
		const [kept, outside] = [eva(), eva({ lastName: 'Outside', tags: [] })];
		sandbox.clock.advance(10 * MINUTE);
		const read = follower(request);
		await read();
		await read();
		hand('person.update', { id: outside, lastName: 'Hill' });
		const created = eva({ tags: [] });
		expect(await read()).toEqual({ calls: lists(1), extent: 'changes', ids: [] });
		hand('person.update', { id: kept, lastName: 'Lake' });
		expect(await read()).toEqual({ calls: lists(3), extent: 'changes', ids: [kept, outside, created] });
		hand('person.delete', { id: outside });
		hand('person.update', { id: kept, lastName: 'Hill' });
		expect(await read()).toEqual({ calls: lists(5), extent: 'everything', ids: [kept] });
	});

	it('the first reading after our own writes: nothing is read again, whether a link counts as a save or not', async () => {
		for (const bumps of ['bumps', 'silent']) {
			sandbox.reset();
			sandbox.setSwitch(SERVICE, 'extIdChange', bumps);
			crm = connect(sandbox).crm;
			const ids = Array.from({ length: 30 }, () => eva());
			const outside = eva({ tags: [] });
			sandbox.clock.advance(10 * MINUTE);
			const read = follower(request);
			await read();
			const records = await crm.recent('person', { kind: 'all' }, 100);
			const link = (record: CrmRecord): CrmWrite => updating(record, { key: record.contact.id, link: { set: `${LINK}${record.contact.recordId}` } });
			const joining = await readOne('person', outside);
			await resultsOf(crm, [...records.filter(({ contact }) => contact.recordId !== String(outside)).map(link), updating(joining, { key: 'join', move: 'join' }), creation]);
			const after = await read();
			const told = bumps === 'bumps' ? [...ids, outside, outside + 1] : [outside, outside + 1];
			expect(after).toEqual({ calls: lists(3), extent: 'changes', ids: told });
			expect(await read()).toEqual({ calls: lists(1), extent: 'changes', ids: [] });
		}
	});

	it('the first reading after our own writes, when somebody deleted a record meanwhile: everything', async () => {
		const [kept, gone] = [eva(), eva()];
		sandbox.clock.advance(10 * MINUTE);
		const read = follower(request);
		await read();
		await resultOf(crm, creation);
		hand('person.delete', { id: gone });
		expect(await read()).toEqual({ calls: lists(4), extent: 'everything', ids: [kept, gone + 1] });
	});

	it('the first reading after writes of another process: everything, once', async () => {
		const [one, other] = [eva(), eva()];
		sandbox.clock.advance(10 * MINUTE);
		const read = follower(request);
		await read();
		crm = connect(sandbox).crm;
		await resultOf(crm, updating((await crm.recent('person', SCOPE, 1))[0] as CrmRecord, { link: { set: LINK } }));
		crm = connect(sandbox).crm;
		expect(await read()).toEqual({ calls: lists(4), extent: 'everything', ids: [one, other] });
		expect(await read()).toEqual({ calls: lists(1), extent: 'changes', ids: [] });
	});

	it('records without their links: one call for 200 of a type, and one for each that lists do not show', async () => {
		sandbox.seed({ people: 450, companies: 0 }, SERVICE);
		const company = acme();
		const invalid = eva();
		hand('person.invalidate', { id: invalid });
		const ids = Array.from({ length: 449 }, (_, n) => n + 1);
		let found: ReadonlyMap<string, CrmRecord> = new Map();
		const read = (wanted: number[]): Promise<string[]> =>
			callsOf(async () => (found = (await crm.readListed?.([...wanted.map((id) => ({ recordType: 'person' as const, recordId: String(id) })), { recordType: 'company', recordId: String(company) }])) ?? new Map()));
		expect(await read([...ids, invalid, 9_999])).toEqual(['person.list 200', 'person.list 200', 'person.list 200', 'person.detail 404', 'company.detail 200']);
		expect([found.size, [...found.values()].filter(({ standing }) => standing === 'invalid').map(({ contact }) => Number(contact.recordId))]).toEqual([451, [invalid]]);
		const [record] = found.values();
		expect(record).toEqual({ ...(await crm.recent('person', { kind: 'all' }, 500)).find(({ contact }) => contact.id === record?.contact.id) });
	});

	it('records singly: one call each; a link: one, two where it is on a client', async () => {
		const company = acme('Acme', { extId: 'google:mark1:people~c9' });
		const ids = [eva(), eva(), eva(), eva(), eva()];
		expect(await callsOf(() => crm.read(ids.map((id) => ({ recordType: 'person', recordId: String(id) }))))).toEqual(ids.map(() => 'person.detail 200'));
		let found: CrmRecord | undefined;
		expect(await callsOf(async () => (found = await crm.findByLink('google:mark1:people/c9')))).toEqual(['person.byExtId 404', 'company.byExtId 200']);
		expect(found?.contact.recordId).toBe(String(company));
	});
});

it('twenty updates at once never open a fifth connection', async () => {
	const records = await Promise.all(Array.from({ length: 20 }, () => readOne('person', eva())));
	sandbox.fault({ service: SERVICE, op: '*', times: 60, effect: { kind: 'slow', ms: 2 } });
	const results = await resultsOf(crm, records.map((record, n) => updating(record, { key: `${n}`, patch: { note: `Note ${n}` } })));
	expect(results.map(({ kind }) => kind)).toEqual(records.map(() => 'done'));
	expect(sandbox.calls(SERVICE).filter(({ status }) => status === 429)).toEqual([]);
});
