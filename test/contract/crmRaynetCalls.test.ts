import type { RecordType } from '../../core/contact/contact';
import type { ChangesRequest, CrmRecord, CrmScope, CrmSide, CrmWrite } from '../../core/ports/crm';
import type { Sandbox } from '../../sandbox/kit';
import { doneRecord, EVA, LINK, MINUTE, resultOf, resultsOf } from './crmKit';
import { connect, SERVICE, startRaynet } from './crmRaynetWorld';

type Update = Extract<CrmWrite, { op: 'update' }>;

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
		['a link', () => ({ link: { set: LINK } }), ['person.addExtId 200']],
		['values, scope and link', () => ({ patch: { note: 'New' }, move: 'leave', link: { set: LINK } }), ['person.update 200', 'person.removeTag 200', 'person.addExtId 200']],
		['an opt-out', () => ({ optOut: true }), ['person.update 200']],
	])('an update of %s: one more than reading before and after', async (_, more, writes) => {
		const record = await readOne('person', eva());
		expect(await callsOf(async () => doneRecord(await resultOf(crm, updating(record, more(record)))))).toEqual(['person.detail 200', ...writes, 'person.detail 200']);
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

	it('nothing changed: two calls per record type; then a changed field, tag, deletion is found', async () => {
		const kept = eva();
		const gone = eva({ lastName: 'Gone' });
		const outside = eva({ lastName: 'Outside', tags: [] });
		sandbox.clock.advance(10 * MINUTE);
		let cursor: string | undefined;
		const read = async (wanted: string[]) => {
			sandbox.clock.advance(5 * MINUTE);
			let answer: Awaited<ReturnType<CrmSide['changes']>> | undefined;
			expect(await callsOf(async () => (answer = await crm.changes({ ...request, ...(cursor ? { cursor } : {}) })))).toEqual(wanted.map((op) => `${op} 200`));
			cursor = answer?.cursor;
			return { extent: answer?.extent, ids: answer?.records.map(({ contact }) => Number(contact.recordId)) };
		};
		const list = (times: number): string[] => Array.from({ length: times }, () => 'person.list');
		expect(await read(list(1))).toEqual({ extent: 'everything', ids: [kept, gone] });
		expect(await read(list(2))).toEqual({ extent: 'changes', ids: [] });
		hand('person.update', { id: kept, lastName: 'Hill' });
		expect(await read(list(4))).toEqual({ extent: 'everything', ids: [kept, gone] });
		hand('person.update', { id: kept, lastName: 'Lake' });
		expect(await read(list(3))).toEqual({ extent: 'changes', ids: [kept] });
		hand('person.tag', { id: outside, tag: 'VIP' });
		expect(await read(list(3))).toEqual({ extent: 'changes', ids: [outside] });
		expect(await read(list(2))).toEqual({ extent: 'changes', ids: [] });
		hand('person.delete', { id: gone });
		expect(await read(list(4))).toEqual({ extent: 'everything', ids: [kept, outside] });
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
