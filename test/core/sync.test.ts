import { EVA } from '../support/contacts';
import { TAG, twoWay } from './syncKit';

const JAN = { firstName: 'Jan', lastName: 'Novák', emails: [{ value: 'jan@b.test' }] };

/** Eva is a pair that is settled. */
async function pair(settings: Parameters<typeof twoWay>[0] = {}, sides: Parameters<typeof twoWay>[1] = {}) {
	const kit = twoWay(settings, sides);
	const id = kit.inCrm(EVA);
	await kit.run();
	const there = kit.partnerOf(id);
	kit.calls();
	return { ...kit, id, there };
}

describe('new contacts', () => {
	test('of the CRM appear in the label, those of the label in the CRM, and a second run writes nothing', async () => {
		const kit = twoWay();
		const eva = kit.inCrm(EVA);
		const jan = kit.inPartner(JAN);
		expect(await kit.does()).toEqual(['create new partner', 'create new crm']);
		expect(kit.partnerFields(kit.partnerOf(eva))).toMatchObject(EVA);
		const made = [...kit.crm.hands.records().values()].find(({ contact }) => contact.lastName === 'Novák');
		expect(made?.contact).toMatchObject({ ...JAN, tags: [TAG] });
		expect(made?.links).toHaveLength(1);
		expect(made?.links?.[0]).toContain(jan);
		kit.calls();
		const before = kit.held();
		expect(await kit.does()).toEqual([]);
		expect(kit.held()).toEqual(before);
		expect(kit.calls()).toEqual(['crm.changes', 'partner.snapshot']);
	});

	test('that are the same person on both sides are linked, not doubled', async () => {
		const kit = twoWay();
		kit.inCrm(EVA);
		kit.inPartner({ firstName: 'Eva', lastName: 'Malá', emails: [{ value: 'eva@acme.test' }], websites: [{ value: 'https://eva.test' }] });
		expect(await kit.does()).toEqual(['update linked crm partner']);
		expect([...kit.crm.hands.records().values()]).toHaveLength(1);
		expect([...kit.partner.hands.records().values()]).toHaveLength(1);
		expect([...kit.crm.hands.records().values()][0]?.contact.websites).toEqual([{ value: 'https://eva.test' }]);
	});
});

describe('a change', () => {
	test('in Google reaches the CRM, one in the CRM reaches Google, field by field', async () => {
		const kit = await pair();
		kit.partner.hands.edit(kit.there, { note: 'from the phone' });
		kit.crm.hands.edit(kit.id, { company: { name: 'Beta' } });
		expect(await kit.does()).toEqual(['update changed crm partner']);
		expect(kit.crmFields(kit.id)).toMatchObject({ note: 'from the phone', company: { name: 'Beta' } });
		expect(kit.partnerFields(kit.there)).toMatchObject({ note: 'from the phone', company: { name: 'Beta' } });
		expect(await kit.does()).toEqual([]);
	});

	test('of the same field on both sides: the later one wins, the other is in the output', async () => {
		const kit = await pair();
		kit.crm.hands.edit(kit.id, { note: 'CRM' });
		kit.fake.advance(5_000);
		kit.partner.hands.edit(kit.there, { note: 'phone' });
		const { report } = await kit.run();
		expect(report.results.map(({ conflicts }) => conflicts)).toEqual([[{ field: 'note', crm: 'CRM', partner: 'phone', winner: 'partner' }]]);
		expect(kit.crmFields(kit.id).note).toBe('phone');
		expect(await kit.does()).toEqual([]);
	});
});

describe('leaving', () => {
	test('the scope in the CRM leaves the label; again in, it comes back', async () => {
		const kit = await pair();
		kit.crm.hands.untag(kit.id, TAG);
		expect(await kit.does()).toEqual(['leave leftScope partner']);
		expect(await kit.does()).toEqual([]);
		kit.crm.hands.tag(kit.id, TAG);
		expect(await kit.does()).toEqual(['update rejoined partner']);
		expect(await kit.does()).toEqual([]);
	});

	test('the label leaves the scope in the CRM; again in, it comes back', async () => {
		const kit = await pair();
		kit.partner.hands.unlabel(kit.there, kit.labelId());
		expect(await kit.does()).toEqual(['leave leftGroup crm']);
		expect(kit.crmFields(kit.id).tags ?? []).toEqual([]);
		expect(await kit.does()).toEqual([]);
		kit.partner.hands.label(kit.there, kit.labelId());
		expect(await kit.does()).toEqual(['update rejoined crm']);
		expect(kit.crmFields(kit.id).tags).toEqual([TAG]);
		expect(await kit.does()).toEqual([]);
	});

	test('by deleting in Google leaves the scope, and does not come back by itself', async () => {
		const kit = await pair();
		kit.partner.hands.delete(kit.there);
		expect(await kit.does({ read: 'everything' })).toEqual(['leave deletedAtPartner crm']);
		expect(kit.crmFields(kit.id).tags ?? []).toEqual([]);
		expect(await kit.does({ read: 'everything' })).toEqual([]);
		kit.crm.hands.tag(kit.id, TAG);
		expect(await kit.does()).toEqual(['create new partner']);
	});

	test('by deleting in the CRM leaves the label', async () => {
		const kit = await pair();
		kit.inCrm(JAN);
		await kit.run();
		kit.crm.hands.remove(kit.id);
		expect(await kit.does()).toEqual(['leave deletedInCrm partner']);
		expect(await kit.does()).toEqual([]);
	});
});

describe('a record that somebody edits in Google between the reading and the writing', () => {
	test('keeps what the CRM changed, what Google changed before, and the edit', async () => {
		const kit = await pair();
		kit.partner.hands.edit(kit.there, { note: 'from the phone', emails: [...(EVA.emails ?? []), { value: 'phone@acme.test' }] });
		kit.crm.hands.edit(kit.id, { company: { name: 'Beta' }, emails: [...(EVA.emails ?? []), { value: 'crm@acme.test' }] });
		let edits = 0;
		const partner = {
			...kit.partner,
			write(writes: Parameters<typeof kit.partner.write>[0]) {
				if (edits++ === 0) kit.partner.hands.edit(kit.there, { birthday: '2000-01-01' });
				return kit.partner.write(writes);
			},
		};
		await kit.run({ partner });
		const both = { note: 'from the phone', company: { name: 'Beta' }, birthday: '2000-01-01' };
		expect(kit.partnerFields(kit.there)).toMatchObject(both);
		await kit.run();
		for (const fields of [kit.partnerFields(kit.there), kit.crmFields(kit.id)]) {
			expect(fields).toMatchObject(both);
			expect(fields.emails?.map(({ value }) => value).sort()).toEqual(['crm@acme.test', 'eva@acme.test', 'phone@acme.test']);
		}
		expect(await kit.does()).toEqual([]);
	});
});
