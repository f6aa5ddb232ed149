import { runUpsert } from '../../core/sync';
import { EVA, fieldRules, flow, item } from '../support/contacts';
import { LABEL, twoWay } from './syncKit';
import { TAG } from './syncKit';

/** A node that only writes Google, in a flow whose other nodes bring Google's edits to the CRM. */
async function pair() {
	const kit = twoWay();
	const id = kit.inCrm(EVA);
	await kit.run();
	const there = kit.partnerOf(id);
	const upsert = async () => {
		const contact = kit.crm.hands.records().get(id)?.contact;
		if (!contact) throw new RangeError('no record');
		const settings = flow({ scope: JSON.stringify({ kind: 'tag', tag: TAG }), fields: fieldRules('toPartner'), group: { by: 'name', name: LABEL }, oneWayEdits: 'leaveOpen' });
		const report = await runUpsert({ operation: 'upsert', incoming: [item(contact)], settings, partner: kit.partner, env: kit.fake.env, mode: 'apply' });
		return report.results.map(({ action, reason }) => `${action} ${reason}`);
	};
	return { ...kit, id, there, upsert };
}

const emailsOf = ({ emails = [] }: { emails?: Array<{ value: string; type?: string }> }) => emails.map(({ value, type }) => `${value} ${type ?? ''}`).sort();

describe('an edit in Google that a one-way node meets first stays open for the way back', () => {
	test('of a field that the CRM did not touch', async () => {
		const kit = await pair();
		kit.partner.hands.edit(kit.there, { lastName: 'Nová' });
		kit.crm.hands.edit(kit.id, { note: 'from the office' });
		expect(await kit.upsert()).toEqual(['update changed']);
		expect(await kit.does()).toEqual(['update changed crm']);
		expect(kit.crmFields(kit.id)).toMatchObject({ lastName: 'Nová', note: 'from the office' });
		expect(kit.partnerFields(kit.there)).toMatchObject({ lastName: 'Nová', note: 'from the office' });
		expect(await kit.does()).toEqual([]);
	});

	test('of a list: an element more, one less, another type', async () => {
		const kit = await pair();
		kit.partner.hands.edit(kit.there, { emails: [{ value: 'phone@acme.test' }], phones: [{ value: '+420 777 000 111', type: 'home' }] });
		kit.crm.hands.edit(kit.id, { note: 'from the office', websites: [{ value: 'https://crm.test' }] });
		expect(await kit.upsert()).toEqual(['update changed']);
		await kit.run();
		expect(emailsOf(kit.crmFields(kit.id))).toEqual(['phone@acme.test ']);
		expect(kit.crmFields(kit.id).phones).toEqual([{ value: '+420 777 000 111', type: 'home' }]);
		expect(kit.partnerFields(kit.there).websites).toEqual([{ value: 'https://crm.test' }]);
		expect(await kit.does()).toEqual([]);
	});

	test('of a field that both sides changed, where the later change is that of Google', async () => {
		const kit = await pair();
		kit.crm.hands.edit(kit.id, { note: 'earlier' });
		kit.fake.advance(120_000);
		kit.partner.hands.edit(kit.there, { note: 'later' });
		await kit.upsert();
		expect(kit.partnerFields(kit.there).note).toBe('later');
		await kit.run();
		expect(kit.crmFields(kit.id).note).toBe('later');
		expect(await kit.does()).toEqual([]);
	});

	test('and a second time the one-way node writes nothing', async () => {
		const kit = await pair();
		kit.partner.hands.edit(kit.there, { lastName: 'Nová', emails: [{ value: 'phone@acme.test' }] });
		kit.crm.hands.edit(kit.id, { note: 'from the office' });
		await kit.upsert();
		const before = kit.held();
		expect(await kit.upsert()).toEqual(['unchanged equal']);
		expect(kit.held()).toEqual(before);
	});
});

test('pairs of a type of record that a run does not list are left alone', async () => {
	const kit = twoWay();
	kit.inCrm(EVA);
	const acme = kit.inCrm({ company: { name: 'Acme' } }, { recordType: 'company' });
	await kit.run();
	const there = kit.partnerOf(acme);
	const before = structuredClone(kit.partner.hands.records().get(there));
	await kit.run({ read: 'everything', recordTypes: ['person'] });
	expect(kit.partner.hands.records().get(there)).toEqual(before);
});
