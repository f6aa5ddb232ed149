import { createMemoryCrm, type CrmFate, type MemoryCrmCall, type MemoryCrmSettings } from '../../connectors/crm/memory';
import { GuardError } from '../../core/errors';
import type { CrmRecord, CrmWrite } from '../../core/ports/crm';
import { fakeEnvironment } from '../support/environment';
import { doneRecord, follow, LINK, MINUTE, resultOf, type Follower } from './crmKit';

type Update = Extract<CrmWrite, { op: 'update' }>;

const SCOPE = { kind: 'tag', tag: 'VIP' } as const;
const creation = { op: 'create', key: 'a', recordType: 'person', fields: { lastName: 'Nova' }, scope: SCOPE, link: LINK } as const;
const updating = (record: CrmRecord, more: Partial<Update>): Update => ({ op: 'update', key: 'a', record, patch: {}, scope: SCOPE, move: 'stay', ...more });

/** A CRM whose requests meet these fates, in order. */
function open(settings: Omit<MemoryCrmSettings, 'env'> = {}, fates: CrmFate[] = []) {
	const fake = fakeEnvironment();
	const crm = createMemoryCrm({ ...settings, env: fake.env, fate: settings.fate ?? (() => fates.shift() ?? 'goesThrough') });
	const one = (id: string): CrmRecord => {
		const record = crm.hands.records().get(id);
		if (!record) throw new Error(`There is no record ${id}.`);
		return record;
	};
	return { ...fake, crm, one, ops: () => crm.calls.map(({ op }) => op) };
}

describe('requests', () => {
	it('of an update are a reading, a write, and a reading back', async () => {
		const { crm, one, ops } = open();
		await resultOf(crm, updating(one(crm.hands.put({ recordType: 'person', lastName: 'Nova' })), { patch: { note: 'New' }, move: 'join', link: { set: LINK } }));
		expect(ops()).toEqual(['read', 'update', 'read']);
	});

	it('of an update are more where each part has its own, the scope before the link', async () => {
		const { crm, one, ops } = open({ requests: 'apart' });
		const joined = doneRecord(await resultOf(crm, updating(one(crm.hands.put({ recordType: 'person', lastName: 'Nova' })), { patch: { note: 'New' }, move: 'join', link: { set: LINK } })));
		await resultOf(crm, updating(joined, { move: 'leave', link: { remove: LINK } }));
		expect(ops()).toEqual(['read', 'update', 'tags', 'link', 'read', 'read', 'tags', 'link', 'read']);
	});

	it('that are lost are sent again three times at most, then the record fails', async () => {
		const { crm, one, ops } = open({}, ['goesThrough', 'cutBefore', 'goesThrough', 'cutBefore', 'goesThrough', 'cutBefore']);
		const result = await resultOf(crm, updating(one(crm.hands.put({ recordType: 'person', lastName: 'Nova' })), { patch: { note: 'New' } }));
		expect(result).toMatchObject({ kind: 'failed', error: { recovery: 'retriable', outcome: 'unknown' } });
		expect(ops()).toEqual(['read', 'update', 'read', 'update', 'read', 'update', 'read']);
	});

	it('that meet a used-up day end the run', async () => {
		const { crm } = open({}, [new GuardError('dailyQuota', 'Spent.')]);
		await expect(resultOf(crm, creation)).rejects.toMatchObject({ reason: 'dailyQuota' });
	});

	it('are told when they were carried out, answered or not', async () => {
		const told: MemoryCrmCall[] = [];
		const { crm } = open({ afterwards: (call) => void told.push(call) }, ['cutAfter', 'cutBefore']);
		await resultOf(crm, creation);
		expect([told.map(({ op }) => op), crm.calls.map(({ op }) => op)]).toEqual([['create', 'findByLink'], ['create', 'findByLink', 'findByLink']]);
	});
});

describe('values', () => {
	it('are reshaped by the CRM, and what it made of them is answered', async () => {
		const { crm } = open({ reshape: (fields) => ({ ...fields, ...(fields.note ? { note: fields.note.slice(0, 3) } : {}) }) });
		const record = doneRecord(await resultOf(crm, { ...creation, fields: { lastName: 'Nova', note: 'Met at the fair' } }));
		expect(record.contact.note).toBe('Met');
		const again = await resultOf(crm, updating(record, { patch: { note: 'Met at noon' } }));
		expect(doneRecord(again)).toEqual(record);
	});

	it('beyond the slots of a list find no place', async () => {
		const { crm } = open({ slots: { emails: 2 } });
		const emails = ['a@a.test', 'b@a.test', 'c@a.test'].map((value) => ({ value }));
		const record = doneRecord(await resultOf(crm, { ...creation, fields: { lastName: 'Nova', emails } }));
		expect(record.contact.emails).toEqual(emails.slice(0, 2));
	});

	it('of a record never change under who has read it', async () => {
		const { crm, one } = open();
		const id = crm.hands.put({ recordType: 'person', lastName: 'Nova' });
		const before = one(id);
		crm.hands.edit(id, { lastName: 'Hill' });
		expect([before.contact.lastName, one(id).contact.lastName]).toEqual(['Nova', 'Hill']);
	});
});

it('a link finds no room on a full record, and nothing is written', async () => {
	const { crm, one } = open({ mostLinks: 1 });
	const id = crm.hands.put({ recordType: 'person', lastName: 'Nova', links: ['google:mark2:people/c1'] });
	const before = one(id);
	expect(await resultOf(crm, updating(before, { patch: { note: 'New' }, link: { set: LINK } }))).toMatchObject({ kind: 'failed', error: { reason: 'noRoomForLink' } });
	expect(one(id)).toBe(before);
});

it('a create whose link a record has already is that record, where links are unique', async () => {
	const { crm } = open({ sameLink: 'refused' });
	const id = crm.hands.put({ recordType: 'person', lastName: 'Nova', links: [LINK] });
	expect(doneRecord(await resultOf(crm, creation)).contact.recordId).toBe(id);
	expect(crm.hands.records().size).toBe(1);
});

describe('with delayed visibility', () => {
	const request = { recordTypes: ['person'], scope: SCOPE } as const;

	it('changes of a person show late, and are not lost to a cursor that has passed', async () => {
		const { crm, advance } = open();
		const id = crm.hands.put({ recordType: 'person', lastName: 'Nova', tags: ['VIP'] });
		const follower: Follower = { members: new Map(), extents: [] };
		await follow(crm, request, follower);
		crm.hands.setVisibilityDelay(5 * MINUTE);
		crm.hands.edit(id, { lastName: 'Hill' });
		advance(MINUTE);
		await follow(crm, request, follower);
		expect([...follower.members.values()].map(({ contact }) => contact.lastName)).toEqual(['Nova']);
		advance(5 * MINUTE);
		await follow(crm, request, follower);
		expect([...follower.members.values()].map(({ contact }) => contact.lastName)).toEqual(['Hill']);
	});

	it('own writes count at once, but not in a new process', async () => {
		const { crm, advance } = open();
		crm.hands.setVisibilityDelay(5 * MINUTE);
		const { contact } = doneRecord(await resultOf(crm, creation));
		const idsIn = async (side: typeof crm | ReturnType<typeof crm.connect>) => (await side.changes(request)).records.map(({ contact: { id } }) => id);
		expect([await idsIn(crm), await idsIn(crm.connect())]).toEqual([[contact.id], []]);
		expect((await crm.connect().read([contact])).size).toBe(1);
		advance(5 * MINUTE);
		expect(await idsIn(crm.connect())).toEqual([contact.id]);
	});

	it('a create with a lost answer is unknown until it shows, and made once', async () => {
		const { crm, advance, env } = open({}, ['cutAfter']);
		crm.hands.setVisibilityDelay(5 * MINUTE);
		const until = env.clock.now() + 10 * MINUTE;
		expect(await resultOf(crm, creation)).toEqual({ kind: 'unknown', key: 'a', until });
		advance(MINUTE);
		expect(await resultOf(crm, creation)).toEqual({ kind: 'unknown', key: 'a', until });
		advance(5 * MINUTE);
		expect(doneRecord(await resultOf(crm, creation)).contact.lastName).toBe('Nova');
		expect(crm.hands.records().size).toBe(1);
	});
});

describe('a person', () => {
	it('restores a record from the trash with everything it had', async () => {
		const { crm, one } = open();
		const id = crm.hands.put({ recordType: 'person', lastName: 'Nova', tags: ['VIP'], links: [LINK] });
		const before = one(id);
		await resultOf(crm, { op: 'delete', key: 'a', record: before });
		crm.hands.restore(id);
		expect({ ...one(id), version: before.version }).toEqual(before);
		expect(one(id).version).not.toBe(before.version);
	});

	it('merges two records into one that has the links of both', () => {
		const { crm, one } = open();
		const keep = crm.hands.put({ recordType: 'person', lastName: 'Nova', links: ['google:m:a'] });
		const gone = crm.hands.put({ recordType: 'person', lastName: 'Hill', note: 'Met', tags: ['VIP'], links: ['google:m:b'] });
		crm.hands.merge(keep, gone);
		expect([...crm.hands.records().keys()]).toEqual([keep]);
		expect(one(keep)).toMatchObject({ contact: { lastName: 'Nova', note: 'Met', tags: ['VIP'] }, links: ['google:m:a', 'google:m:b'] });
	});

	it('takes a record out of use and back', () => {
		const { crm, one } = open();
		const id = crm.hands.put({ recordType: 'person', lastName: 'Nova' });
		crm.hands.invalidate(id);
		const invalid = one(id).standing;
		crm.hands.revive(id);
		expect([invalid, one(id).standing]).toEqual(['invalid', 'active']);
	});
});

it('what the server holds survives 500 histories of ten writes each', async () => {
	for (let n = 0; n < 500; n += 1) {
		const { crm } = open();
		let record = doneRecord(await resultOf(crm, creation));
		for (let k = 0; k < 9; k += 1) record = doneRecord(await resultOf(crm, updating(record, { patch: { note: `Note ${k}` } })));
		expect(record.version).toBe('10');
	}
});
