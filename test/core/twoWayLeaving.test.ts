import { EVA } from '../support/contacts';
import { settledPair } from './pairKit';
import { TAG, twoWay } from './syncKit';

describe('a record that a person deletes in the CRM', () => {
	test.each([
		['leave', ['leave deletedInCrm partner'], 'out of the label'],
		['nothing', ['skip keptByPolicy'], 'in the label'],
		['delete', ['delete deletedInCrm partner'], 'gone'],
	] as const)('policy %s for Google: %p, the contact is %s', async (leaving, told, where) => {
		const kit = await settledPair({ leaving }, { crm: { deletions: 'told' } });
		const label = kit.labelId();
		kit.crm.hands.remove(kit.id);
		expect(await kit.does()).toEqual(told);
		const record = kit.partner.hands.records().get(kit.there);
		expect(record ? (record.groups.includes(label) ? 'in the label' : 'out of the label') : 'gone').toBe(where);
		expect(await kit.does()).toEqual([]);
	});
	test('does not go in Google where the contact was edited there: it leaves', async () => {
		const kit = await settledPair({ leaving: 'delete' }, { crm: { deletions: 'told' } });
		kit.partner.hands.edit(kit.there, { note: 'phone' });
		kit.crm.hands.remove(kit.id);
		expect(await kit.does()).toEqual(['leave deletedInCrm partner']);
		expect(kit.partnerFields(kit.there).note).toBe('phone');
	});
	test.each(['label', 'entry'] as const)('does not go in Google while another %s holds on to the contact', async (what) => {
		const kit = await settledPair({ leaving: 'delete' }, { crm: { deletions: 'told' } });
		if (what === 'label') kit.partner.hands.label(kit.there, kit.partner.hands.createGroup('Friends').id);
		else {
			const record = kit.partner.hands.records().get(kit.there);
			const entry = { account: { crm: 'raynet', account: 'other' }, contactId: 'raynet:other:person:1', text: '1p1;;.' };
			if (record) for await (const batch of kit.partner.connect().write([{ op: 'update', key: 'x', record, patch: {}, entry }])) void batch;
		}
		kit.crm.hands.remove(kit.id);
		expect(await kit.does()).toEqual(['leave deletedInCrm partner']);
		expect(kit.partner.hands.records().has(kit.there)).toBe(true);
	});
});

describe('two Google accounts on one scope', () => {
	test.each(['leave', 'delete'] as const)('policy %s: who is deleted in one of them leaves that one only, and does not come back there by itself', async (leaving) => {
		const kit = await settledPair({ toCrm: { leaving } });
		kit.crm.hands.addLink(kit.id, 'memory:other:r99');
		await kit.run();
		kit.partner.hands.delete(kit.there);
		expect(await kit.does({ read: 'everything' })).toEqual(['skip removedByPerson']);
		expect(kit.crmFields(kit.id).tags).toEqual([TAG]);
		expect(kit.partner.hands.records().size).toBe(0);
		kit.crm.hands.edit(kit.id, { note: 'office' });
		await kit.run();
		expect(kit.partner.hands.records().size).toBe(0);
		const back = kit.inPartner(EVA);
		await kit.run({ read: 'everything' });
		expect(kit.partnerOf(kit.id)).toBe(back);
	});
});

test('a record that is no longer in use is not put into the scope by somebody who puts its contact on the label', async () => {
	const kit = await settledPair();
	const label = kit.labelId();
	kit.crm.hands.untag(kit.id, TAG);
	await kit.run();
	kit.crm.hands.invalidate(kit.id);
	kit.partner.hands.label(kit.there, label);
	const before = kit.crm.hands.records().get(kit.id);
	await kit.run({ read: 'everything' });
	expect(kit.crm.hands.records().get(kit.id)).toEqual(before);
});

test('the record that a person merged into another one in Google is left alone in the CRM', async () => {
	const kit = twoWay();
	const low = kit.inCrm(EVA);
	const high = kit.inCrm({ firstName: 'Jan', lastName: 'Novák', emails: [{ value: 'jan@b.test' }] });
	await kit.run();
	await kit.run();
	kit.partner.hands.merge(kit.partnerOf(high), kit.partnerOf(low));
	const before = kit.crm.hands.records().get(low);
	await kit.run({ read: 'everything' });
	await kit.run({ read: 'everything' });
	expect(kit.crm.hands.records().get(low)).toEqual(before);
});

describe('a contact whose CRM record is gone', () => {
	test.each(['leave', 'nothing'] as const)('policy %s: put on the label again it is created in the CRM anew, once, and the pair goes on', async (leaving) => {
		const kit = await settledPair({ leaving }, { crm: { deletions: 'told' } });
		const label = kit.labelId();
		kit.crm.hands.remove(kit.id);
		await kit.run();
		kit.partner.hands.unlabel(kit.there, label);
		await kit.run();
		kit.calls();
		expect(await kit.does()).toEqual([]);
		expect(kit.calls()).toEqual(['crm.changes', 'partner.snapshot']);
		kit.partner.hands.label(kit.there, label);
		expect(await kit.does()).toEqual(['create new crm']);
		expect([...kit.crm.hands.records().values()].map(({ contact }) => [contact.lastName, contact.tags])).toEqual([['Malá', [TAG]]]);
		expect(await kit.does({ read: 'everything' })).toEqual([]);
		expect(kit.partner.hands.records().size).toBe(1);
	});
	test('and that may not be created there is looked for once, not in every run', async () => {
		const kit = await settledPair({ toCrm: { creates: 'nothing' } }, { crm: { deletions: 'told' } });
		const label = kit.labelId();
		kit.crm.hands.remove(kit.id);
		await kit.run();
		kit.partner.hands.label(kit.there, label);
		expect(await kit.does()).toEqual(['skip notCreatedInCrm']);
		kit.calls();
		expect(await kit.does()).toEqual([]);
		expect(kit.calls()).toEqual(['crm.changes', 'partner.snapshot']);
	});
});

test('an edit of a contact that stays in the label alone costs no call in the runs to come, and travels when its record is in the scope again', async () => {
	const kit = await settledPair({ leaving: 'nothing' });
	kit.crm.hands.untag(kit.id, TAG);
	expect(await kit.does()).toEqual(['skip keptByPolicy']);
	kit.partner.hands.edit(kit.there, { note: 'phone' });
	kit.calls();
	expect(await kit.does()).toEqual([]);
	expect(kit.calls()).toEqual(['crm.changes', 'partner.snapshot']);
	kit.crm.hands.tag(kit.id, TAG);
	await kit.run();
	expect(kit.crmFields(kit.id).note).toBe('phone');
});
