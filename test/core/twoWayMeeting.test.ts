import { emails, EVA, fieldRules } from '../support/contacts';
import { bothEdit, settledPair, storeEntry } from './pairKit';
import { TAG, twoWay } from './syncKit';

const PETR = { firstName: 'Petr', lastName: 'Hora' };

describe('a contact of the label, and the records of the CRM that it may stand for', () => {
	test('one that another contact’s link names is nobody else’s, also where that contact has left the scope and lost its entry', async () => {
		const kit = twoWay();
		const twin = kit.inPartner(PETR, 'out');
		const id = kit.inCrm(EVA);
		await kit.run();
		await kit.run();
		const there = kit.partnerOf(id);
		const label = kit.labelId();
		kit.crm.hands.untag(id, TAG);
		await storeEntry(kit, there, null);
		kit.partner.hands.edit(twin, EVA);
		kit.partner.hands.label(twin, label);
		await kit.run({ read: 'everything' });
		expect(kit.partnerOf(id)).toBe(there);
		expect(kit.crm.hands.records().size).toBe(2);
	});
	test('one that is no longer in use is not taken: the contact is created', async () => {
		const kit = twoWay();
		const old = kit.inCrm(EVA, { scope: 'out' });
		kit.crm.hands.invalidate(old);
		kit.inPartner(EVA);
		expect(await kit.does()).toEqual(['create new crm']);
	});
	test('one that only shares an address is another person: the contact is created, and the output says so', async () => {
		const kit = twoWay();
		const eva = kit.inCrm({ ...EVA, emails: emails('info@acme.test') }, { scope: 'out' });
		kit.inPartner({ ...PETR, emails: emails('info@acme.test') });
		const { report } = await kit.run();
		expect(report.results.map(({ action, reason, warnings }) => [action, reason, warnings])).toEqual([['create', 'new', [{ code: 'sharedEmail', count: 1 }]]]);
		expect(kit.crm.hands.records().size).toBe(2);
		expect(kit.crmFields(eva)).toMatchObject({ lastName: 'Malá' });
	});
	test.each([
		['people', ['skip companyNotCreated']],
		['peopleAndCompanies', ['create new crm']],
		['nothing', ['skip notCreatedInCrm']],
	] as const)('a contact without a personal name is a company; creating %s: %p', async (creates, told) => {
		const kit = twoWay({ toCrm: { creates } });
		kit.inPartner({ company: { name: 'Acme' } });
		expect(await kit.does()).toEqual(told);
		expect([...kit.crm.hands.records().values()].map(({ contact }) => contact.recordType)).toEqual(creates === 'peopleAndCompanies' ? ['company'] : []);
	});
	test.each([
		['a group', { kind: 'group', groupId: '7' }, ['update linked crm']],
		['a category', { kind: 'category', categoryId: '7' }, ['skip outsideScope']],
	] as const)('a record outside the scope, where that is %s: %p', async (_, scope, told) => {
		const kit = twoWay({ toCrm: { scope } });
		kit.inCrm(EVA);
		kit.inPartner(EVA);
		expect(await kit.does({ read: 'everything' })).toEqual(told);
	});
});

describe('first meeting', () => {
	test('newest wins: the CRM’s value where that record was touched later', async () => {
		const kit = twoWay({ firstMeeting: 'newestWins' });
		const there = kit.inPartner({ ...EVA, note: 'phone' });
		kit.fake.advance(5_000);
		const id = kit.inCrm({ ...EVA, note: 'office' });
		await kit.run();
		expect([kit.crmFields(id).note, kit.partnerFields(there).note]).toEqual(['office', 'office']);
	});
	test('what a contact from outside the label holds stays private in every later run, numbers too', async () => {
		const kit = twoWay();
		const id = kit.inCrm({ ...EVA, note: undefined });
		const there = kit.inPartner({ ...EVA, note: 'private', phones: [...(EVA.phones ?? []), { value: '+420 777 000 999' }] }, 'out');
		await kit.run();
		await kit.run({ read: 'everything' });
		kit.partner.hands.edit(there, { birthday: '2000-01-01' });
		await kit.run({ read: 'everything' });
		expect(kit.crmFields(id)).toMatchObject({ birthday: '2000-01-01', phones: EVA.phones });
		expect(kit.crmFields(id).note).toBeUndefined();
		expect(kit.partnerFields(there)).toMatchObject({ note: 'private', phones: [...(EVA.phones ?? []), { value: '+420 777 000 999' }] });
	});
});

describe('a field', () => {
	test.each([
		['name', { firstName: 'Evelyn' }, { lastName: 'Nová' }, { firstName: 'Eva', lastName: 'Nová' }],
		['company', { company: { name: 'Beta', title: 'Director' } }, { company: { name: 'Acme', title: 'Owner' } }, { company: { name: 'Acme', title: 'Owner' } }],
	])('%s is one: of two edits of its parts one stays whole, and the other is told', async (field, inCrm, inGoogle, stays) => {
		const kit = await settledPair();
		kit.crm.hands.edit(kit.id, inCrm);
		kit.fake.advance(5_000);
		kit.partner.hands.edit(kit.there, inGoogle);
		const { report } = await kit.run();
		expect(report.results.flatMap(({ conflicts }) => conflicts.map((one) => [one.field, one.winner]))).toEqual([[field, 'partner']]);
		for (const fields of [kit.crmFields(kit.id), kit.partnerFields(kit.there)]) expect(fields).toMatchObject(stays);
	});
	test('postal address is one: parts that both sides change do not mix, and neither address is lost', async () => {
		const kit = await settledPair();
		const home = { street: 'Dlouhá 1', city: 'Praha', postalCode: '11000' };
		kit.crm.hands.edit(kit.id, { addresses: [home] });
		await kit.run();
		kit.crm.hands.edit(kit.id, { addresses: [{ ...home, city: 'Brno' }] });
		kit.partner.hands.edit(kit.there, { addresses: [{ ...home, street: 'Krátká 2' }] });
		await kit.run();
		for (const { addresses = [] } of [kit.crmFields(kit.id), kit.partnerFields(kit.there)]) expect(addresses.map(({ street, city }) => `${street} ${city}`).sort()).toEqual(['Dlouhá 1 Brno', 'Krátká 2 Praha']);
	});
	test('that may not be cleared stays on the other side, a list as well', async () => {
		const kit = await settledPair({ fields: fieldRules('both', 'overwrite') });
		kit.partner.hands.edit(kit.there, { note: '', phones: [] });
		await kit.run();
		expect(kit.crmFields(kit.id)).toMatchObject({ note: EVA.note, phones: EVA.phones });
		expect(await kit.does({ read: 'everything' })).toEqual([]);
	});
	test('that is a list: the type of an element travels without its spelling', async () => {
		const kit = await settledPair();
		kit.partner.hands.edit(kit.there, { phones: [{ value: '+420777000111', type: 'home' }] });
		await kit.run();
		expect(kit.crmFields(kit.id).phones).toEqual([{ value: '+420 777 000 111', type: 'home' }]);
		expect(await kit.does({ read: 'everything' })).toEqual([]);
	});
	test('of a pair whose entry could not be written is unsettled: equal values settle it with the next run, and nobody is told of a conflict', async () => {
		const kit = await settledPair();
		bothEdit(kit, { crm: 'office', partner: 'phone', later: 'partner' });
		const old = kit.partner.hands.records().get(kit.there)?.entries[0]?.text ?? '';
		await kit.run();
		await storeEntry(kit, kit.there, old, `raynet:acme:person:${kit.id}`);
		const { report } = await kit.run({ read: 'everything' });
		expect(report.results.map(({ action, reason, sides, conflicts }) => [action, reason, sides, conflicts])).toEqual([['update', 'entryRenewed', [], []]]);
		expect([kit.crmFields(kit.id).note, kit.partnerFields(kit.there).note]).toEqual(['phone', 'phone']);
	});
});
