import { ConfigurationError, GuardError, RetriableError } from '../../core/errors';
import { decodeFlowEntry } from '../../core/sync/flowEntry';
import { decodeEntry } from '../../core/sync/pairEntry';
import { emails, fieldRules, item, OTHER_ACCOUNT, person, valuesOf } from '../support/contacts';
import { runner, short } from './runKit';

const eva = person('31');
const people = (count: number, fields = {}) => Array.from({ length: count }, (_, i) => item(person(String(i + 1), { lastName: `N${i + 1}`, ...fields })));

describe('a run', () => {
	test('creates the group with its flow entry, then the contacts in one batch, and reads once', async () => {
		const { does, calls, partner } = runner();
		expect(await does(people(3))).toEqual(['create new', 'create new', 'create new']);
		expect(calls()).toEqual(['snapshot 0', 'createGroup 0', 'create 3']);
		const group = (await partner.snapshot()).groups.find((one) => one.name === 'CRM');
		expect(decodeFlowEntry(group?.flowEntry)).toMatchObject({ accountKey: 'raynet:acme', pairs: 0 });
		expect([...partner.hands.records().values()].map((one) => one.groups)).toEqual(Array(3).fill([group?.id, 'visible']));
	});

	test('done twice writes nothing the second time', async () => {
		const { does, calls } = runner();
		await does(people(3));
		calls();
		expect(await does(people(3))).toEqual(['unchanged equal', 'unchanged equal', 'unchanged equal']);
		expect(calls()).toEqual(['snapshot 3']);
	});

	test('writes the values, the entry and the groups of a contact in one request', async () => {
		const { run, only } = runner();
		const report = await run([item(eva)]);
		expect(only()).toMatchObject({ fields: valuesOf(eva), externalIds: [eva.id] });
		expect(decodeEntry(only().entries[0]?.text ?? '')?.memberships.size).toBe(1);
		expect(report).toMatchObject({ groupId: only().groups[0], summary: { counts: { create: 1, failed: 0 }, pairs: 0 }, results: [{ partnerId: only().id, contactId: eva.id }] });
	});

	test('with Group Only does not make contacts visible on phones', async () => {
		const { run, only } = runner({}, { visibility: 'groupOnly' });
		const { groupId } = await run([item(eva)]);
		expect(only().groups).toEqual([groupId]);
	});

	test('with nothing to write makes no group', async () => {
		const { does, calls } = runner();
		expect(await does([item(eva, 'left'), item(person('7', { note: 'x' }))])).toEqual(['skip notPaired', 'skip nothingToIdentify']);
		expect(calls()).toEqual(['snapshot 0']);
	});

	test('without items reads and writes nothing else', async () => {
		const { run, calls } = runner();
		expect(await run([])).toMatchObject({ results: [], summary: { pairs: 0 } });
		expect(calls()).toEqual(['snapshot 0']);
	});

	test('changes only what changed, and leaves own values, labels and unmapped fields alone', async () => {
		const { does, only, partner } = runner();
		await does([item(eva)]);
		partner.hands.edit(only().id, { birthday: '2000-01-01', tags: ['own'] });
		partner.hands.label(only().id, partner.hands.createGroup('Friends').id);
		const { groups } = only();

		expect(await does([item({ ...eva, note: 'new' })])).toEqual(['update changed']);
		expect(only()).toMatchObject({ fields: { ...valuesOf(eva), birthday: '2000-01-01', tags: ['own'], note: 'new' }, groups });
	});

	test('keeps another CRM’s entry as it is', async () => {
		const { does, only, partner } = runner();
		const other = { ...person('9'), ...OTHER_ACCOUNT, id: 'raynet:other:person:9' };
		await does([item(other)], { account: OTHER_ACCOUNT, group: { by: 'name', name: 'Other' } });
		const entry = only().entries[0];
		expect(await does([item(eva)])).toEqual(['update linked']);
		expect(only().entries).toEqual([entry, expect.objectContaining({ accountKey: 'raynet:acme' })]);
		expect(only().externalIds).toEqual([other.id, eva.id]);
		expect(await does([item({ ...eva, note: 'new' }), item(eva, 'left', 'second')])).toEqual(['skip repeatedInRun', 'leave leftScope']);
		expect(only().entries[0]).toEqual(entry);
		expect(partner.hands.records().size).toBe(1);
	});

	test('takes a contact out of its label only, and back in', async () => {
		const { does, only, partner } = runner();
		await does([item(eva)]);
		partner.hands.label(only().id, partner.hands.createGroup('Friends').id);
		const [label, ...rest] = only().groups;
		expect(await does([item(eva, 'left')])).toEqual(['leave leftScope']);
		expect(only()).toMatchObject({ groups: rest, fields: valuesOf(eva) });
		expect(await does([item(eva, 'left')])).toEqual(['skip alreadyOut']);
		expect(await does([item({ ...eva, note: 'new' }, 'entered')])).toEqual(['update rejoined']);
		expect(only()).toMatchObject({ groups: [...rest, label], fields: { note: 'new' } });
	});

	test('leaves a contact visible that has no other label', async () => {
		const { does, only } = runner({}, { visibility: 'groupOnly' });
		await does([item(eva)]);
		await does([item(eva, 'left')]);
		expect(only().groups).toEqual(['visible']);
	});

	test('brings back what was deleted at the partner, unless told not to', async () => {
		const { does, only, partner } = runner();
		await does([item(eva)]);
		partner.hands.delete(only().id);
		expect(await does([item(eva)], { missing: 'doNotRecreate' })).toEqual(['skip notRecreated']);
		expect(await does([item(eva)])).toEqual(['create new']);
	});

	test('deletes where that is the policy, and makes no group for it', async () => {
		const { does, calls, partner } = runner({}, { leaving: 'delete' });
		await does([item(eva)]);
		calls();
		expect(await does([item(eva, 'deleted')])).toEqual(['delete deletedInCrm']);
		expect(calls()).toEqual(['snapshot 1', 'delete 1']);
		expect(partner.hands.records().size).toBe(0);
	});
});

describe('two contacts of the CRM that a person merged at the partner', () => {
	test('are one record; when the CRM deletes one of them, the other one lives on in it', async () => {
		const { does, partner, only } = runner({}, { leaving: 'delete' });
		const items = [item(person('1', { lastName: 'Malá', note: 'one' })), item(person('2', { lastName: 'Malá', note: 'two' }))];
		await does(items);
		const [first = '', second = ''] = partner.hands.records().keys();
		partner.hands.merge(second, first);
		expect(await does(items)).toEqual(['update entryRenewed', 'skip merged']);
		expect(await does([item(person('1'), 'deleted')])).toEqual(['skip merged']);
		expect(await does([item(person('2', { lastName: 'Malá', note: 'new' }))])).toEqual(['update changed']);
		expect(only().fields.note).toBe('new');
		expect(await does([item(person('1'), 'deleted'), item(person('2', { lastName: 'Malá', note: 'new' }))])).toEqual(['skip notPaired', 'unchanged equal']);
		expect(await does([item(person('2'), 'deleted')])).toEqual(['delete deletedInCrm']);
	});
});

describe('operations on request', () => {
	test('Remove from Label and Delete touch pairs only', async () => {
		const { does, partner, only } = runner();
		partner.hands.create({ lastName: 'Stranger' });
		await does([item(eva)]);
		expect(await does([item(eva), item(person('9', { lastName: 'Stranger' }))], { operation: 'removeFromGroup' })).toEqual(['leave removedByRequest', 'skip notPaired']);
		expect(await does([item(eva), item(person('9', { lastName: 'Stranger' }))], { operation: 'delete' })).toEqual(['delete removedByRequest', 'skip notPaired']);
		expect(only().fields).toEqual({ lastName: 'Stranger' });
	});

	test('neither creates a label nor renews its entry', async () => {
		const { does, calls } = runner();
		expect(await does([item(eva)], { operation: 'removeFromGroup' })).toEqual(['skip notPaired']);
		await does([item(eva)]);
		calls();
		expect(await does([item(eva)], { operation: 'removeFromGroup', fields: fieldRules('both') })).toEqual(['leave removedByRequest']);
		expect(calls()).toEqual(['snapshot 1', 'update 1']);
	});
});

describe('a preview', () => {
	test('plans what would then be applied, and writes not one byte', async () => {
		const { run, calls, state, partner } = runner();
		const fixed = { lastName: 'Found', emails: emails('found@a.test') };
		partner.hands.create(fixed);
		await run(people(2));
		const items = [...people(2, { note: 'new' }), item(person('9', fixed)), item(person('8', { lastName: 'New' })), item(person('1', {}), 'left', 'again')];
		const before = state();
		calls();

		const preview = await run(items, { mode: 'preview' });
		expect(calls()).toEqual(['snapshot 3']);
		expect(state()).toEqual(before);
		const applied = await run(items);
		const withoutNewIds = ({ partnerId, ...result }: (typeof applied.results)[0]) => ({ ...result, partnerId: result.action === 'create' ? undefined : partnerId });
		expect(preview.results.map(withoutNewIds)).toEqual(applied.results.map(withoutNewIds));
		expect(preview.summary).toEqual(applied.summary);
	});

	test('makes no group and needs none', async () => {
		const { run, partner } = runner();
		expect(await run([item(eva)], { mode: 'preview' })).toMatchObject({ groupId: undefined, results: [{ action: 'create', partnerId: undefined }] });
		expect((await partner.snapshot()).groups.map(({ name }) => name)).toEqual(['Visible']);
	});

	test('stops at a guard as a run does', async () => {
		const { run } = runner({ maxRecords: 2 });
		await expect(run(people(3), { mode: 'preview' })).rejects.toThrow(GuardError);
	});
});

describe('the label', () => {
	test('that is there already is used, and gets its flow entry with the first write', async () => {
		const { does, calls, partner, only } = runner();
		const { id } = partner.hands.createGroup('CRM');
		await does([item(eva, 'left')]);
		expect(calls()).toEqual(['snapshot 0']);
		await does([item(eva)]);
		expect(calls()).toEqual(['snapshot 0', 'writeFlowEntry 0', 'create 1']);
		expect(only().groups).toContain(id);
	});

	test('that another sync has filled is taken over: its contacts are linked, not doubled', async () => {
		const { does, partner } = runner();
		const { id } = partner.hands.createGroup('CRM');
		for (const one of people(4)) partner.hands.create(valuesOf(one.contact), [id]);
		expect(await does(people(4))).toEqual(Array(4).fill('update linked'));
		expect(partner.hands.records().size).toBe(4);
	});

	test('that a person renamed is found again', async () => {
		const { does, calls, partner } = runner();
		const { groupId } = await runner().run([item(eva)]);
		expect(groupId).toBeDefined();
		await does([item(eva)]);
		const group = (await partner.snapshot()).groups.find(({ name }) => name === 'CRM');
		await partner.writeFlowEntry({ id: group?.id ?? '', name: 'Clients', kind: 'user' }, group?.flowEntry ?? '');
		Object.assign((await partner.snapshot()).groups.find(({ id }) => id === group?.id) ?? {}, { name: 'Clients' });
		calls();
		expect(await does([item({ ...eva, note: 'new' })])).toEqual(['update changed']);
		expect(calls()).toEqual(['snapshot 1', 'update 1']);
	});

	test('that was deleted is made again by name, and its contacts come back into it', async () => {
		const { does, only, partner, run } = runner();
		await does([item(eva)]);
		partner.hands.deleteGroup(only().groups[0] ?? '');
		expect(await does([item(eva), item(person('7', { lastName: 'Nová' }))])).toEqual(['update rejoined', 'create new']);
		const { groupId } = await run([item(eva)]);
		expect([...partner.hands.records().values()].every(({ groups }) => groups.includes(groupId ?? ''))).toBe(true);
		expect(await does([item(eva)])).toEqual(['unchanged equal']);
	});

	test('that was deleted comes back contact by contact where they come one by one', async () => {
		const { does, partner } = runner();
		const items = people(3);
		await does(items);
		partner.hands.deleteGroup([...partner.hands.records().values()][0]?.groups[0] ?? '');
		for (const one of items) expect(await does([one])).toEqual(['update rejoined']);
		expect(await does(items)).toEqual(Array(3).fill('unchanged equal'));
	});

	test('chosen by id that was deleted stops before any request but the reading', async () => {
		const { run, calls, only, partner } = runner();
		const { groupId = '' } = await run([item(eva)]);
		partner.hands.deleteGroup(groupId);
		calls();
		await expect(run([item(eva)], { group: { by: 'id', id: groupId } })).rejects.toThrow(ConfigurationError);
		expect(calls()).toEqual(['snapshot 1']);
		expect(only().groups).toEqual(['visible']);
	});

	test('that another CRM account owns stops, also when it appears only while it is created', async () => {
		const { run, calls, partner } = runner();
		const other = { ...person('9'), ...OTHER_ACCOUNT, id: 'raynet:other:person:9' };
		await run([item(other)], { account: OTHER_ACCOUNT });
		calls();
		await expect(run([item(eva)])).rejects.toThrow(/another CRM account \(raynet:other\)/);
		expect(calls()).toEqual(['snapshot 1']);
		const blind = { ...partner, snapshot: async () => ({ ...(await partner.snapshot()), groups: [] }) };
		await expect(run([item(eva)], { partner: blind })).rejects.toThrow(/another CRM account \(raynet:other\)/);
		expect(calls()).toEqual(['snapshot 1', 'createGroup 0']);
	});

	test('two of one CRM account hold one contact without fighting', async () => {
		const { does, only } = runner();
		const vip = { group: { by: 'name', name: 'VIP' }, scope: 'tag:vip' } as const;
		expect(await does([item(eva)])).toEqual(['create new']);
		expect(await does([item(eva)], vip)).toEqual(['update rejoined']);
		expect(only().groups).toHaveLength(3);
		for (const settings of [{}, vip, {}, vip]) expect(await does([item(eva)], settings)).toEqual(['unchanged equal']);
		expect(await does([item(eva, 'left')], vip)).toEqual(['leave leftScope']);
		expect(await does([item(eva)])).toEqual(['unchanged equal']);
		expect(await does([item(eva, 'left')], vip)).toEqual(['skip alreadyOut']);
		expect(await does([item(eva, 'entered')], vip)).toEqual(['update rejoined']);
	});

	test('taken off by a person in one of two stays off there, and on in the other', async () => {
		const { does, only, run, partner } = runner();
		const vip = { group: { by: 'name', name: 'VIP' }, scope: 'tag:vip' } as const;
		await does([item(eva)]);
		const { groupId = '' } = await run([item(eva)], vip);
		partner.hands.unlabel(only().id, groupId);
		expect(await does([item(eva)], vip)).toEqual(['skip removedByPerson']);
		expect(await does([item(eva)])).toEqual(['unchanged equal']);
		expect(await does([item(eva)], vip)).toEqual(['skip removedByPerson']);
	});
});

describe('after a guard', () => {
	test('there is no further request, and nothing was written', async () => {
		const { run, calls, state } = runner();
		await run(people(10));
		const before = state();
		calls();
		await expect(run(people(10).map((one) => ({ ...one, event: 'left' as const })))).rejects.toThrow(/10 of 10 paired contacts would leave/);
		expect(calls()).toEqual(['snapshot 10']);
		expect(state()).toEqual(before);
		expect((await run(people(10).map((one) => ({ ...one, event: 'left' as const })), { overrides: ['massLeave'] })).summary.counts.leave).toBe(10);
	});

	test.each(['removeFromGroup', 'delete'] as const)('the same for %s on request', async (operation) => {
		const { run, calls } = runner();
		await run(people(10));
		calls();
		await expect(run(people(10), { operation })).rejects.toThrow(GuardError);
		expect(calls()).toEqual(['snapshot 10']);
	});

	test('a group that was emptied stops the run', async () => {
		const { run, partner } = runner();
		await run(people(6));
		const { groupId = '' } = await run(people(1, { note: 'new' }));
		for (const id of partner.hands.records().keys()) partner.hands.unlabel(id, groupId);
		await expect(run(people(1))).rejects.toMatchObject({ reason: 'emptySide' });
		expect((await run(people(6), { overrides: ['emptySide'] })).results.map(short)).toEqual(Array(6).fill('skip removedByPerson'));
		expect((await run(people(6))).results.map(short)).toEqual(Array(6).fill('skip removedByPerson'));
	});

	test('a run that broke off before its first contact does not look like an emptied side to the next one', async () => {
		const { run } = runner({ fate: ({ op }) => (op === 'create' ? new GuardError('dayQuota', 'Used up.') : 'goesThrough') });
		expect((await run(people(10))).summary.stopped).toEqual({ reason: 'dayQuota', message: 'Used up.' });
		expect((await run(people(10))).summary.stopped).toEqual({ reason: 'dayQuota', message: 'Used up.' });
	});

	test('the number of pairs is stored with the next write, when it has become more than a few', async () => {
		const { run, calls } = runner();
		await run(people(6));
		calls();
		await run(people(6));
		expect(calls()).toEqual(['snapshot 6']);
		await run(people(1, { note: 'new' }));
		expect(calls()).toEqual(['snapshot 6', 'writeFlowEntry 0', 'update 1']);
		await run(people(1));
		expect(calls()).toEqual(['snapshot 6', 'update 1']);
	});

	test('changed settings that were passed once are stored, also where nothing else is written', async () => {
		const { run, calls, does } = runner();
		await run([item(eva)]);
		const fields = fieldRules('toPartner', 'fillEmpty');
		await expect(run([item(eva)], { fields })).rejects.toMatchObject({ reason: 'settingsChanged' });
		calls();
		expect(await does([item(eva)], { fields, overrides: ['settingsChanged'] })).toEqual(['unchanged equal']);
		expect(calls()).toEqual(['snapshot 1', 'writeFlowEntry 0']);
		expect(await does([item(eva)], { fields })).toEqual(['unchanged equal']);
		expect(calls()).toEqual(['snapshot 1']);
	});

	test('a source that does not tell its scope does not make the group forget it', async () => {
		const { run } = runner();
		await run([item(eva)], { scope: 'tag:vip' });
		await run([item(eva)], { scope: undefined, fields: fieldRules('both'), overrides: ['settingsChanged'] });
		await expect(run([item(eva)], { scope: 'all', fields: fieldRules('both') })).rejects.toMatchObject({ reason: 'settingsChanged' });
	});
});

describe('a run that cannot be read or planned', () => {
	test('rejects with the reader’s error', async () => {
		const { run } = runner({ fate: () => new RetriableError('Try later.') });
		await expect(run([item(eva)])).rejects.toThrow(new RetriableError('Try later.'));
	});

	test('is told the account is full before it writes', async () => {
		const { run, calls } = runner({ maxRecords: 2 });
		await expect(run(people(3))).rejects.toMatchObject({ reason: 'accountFull' });
		expect(calls()).toEqual(['snapshot 0']);
		expect((await run(people(3), { overrides: ['accountFull'] })).results.map(short)).toEqual(['create new', 'create new', 'failed refusedByServer']);
	});
});
