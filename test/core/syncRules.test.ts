import { RetriableError } from '../../core/errors';
import type { PartnerWrite } from '../../core/ports/partner';
import { EVA, fieldRules } from '../support/contacts';
import { settledPair, storeEntry } from './pairKit';
import { TAG, twoWay, type TwoWay } from './syncKit';

const linkOf = ({ crm, id }: Pick<TwoWay, 'crm'> & { id: string }): string => crm.hands.records().get(id)?.links?.[0] ?? '';

test('a field that only goes to the CRM: what the CRM changed stays there and is settled as different', async () => {
	const kit = await settledPair({ fields: fieldRules('both').map((rule) => (rule.field === 'note' ? { ...rule, direction: 'toCrm' } : rule)) });
	kit.crm.hands.edit(kit.id, { note: 'own' });
	expect(await kit.does()).toEqual(['update entryRenewed']);
	expect([kit.crmFields(kit.id).note, kit.partnerFields(kit.there).note]).toEqual(['own', undefined]);
	expect(await kit.does({ read: 'everything' })).toEqual([]);
});

test('a match outside an owner’s records is reported, and neither side is written', async () => {
	const kit = twoWay({ toCrm: { scope: { kind: 'owner', ownerId: '7' } } });
	kit.inCrm(EVA);
	kit.inPartner(EVA);
	const before = kit.held();
	expect(await kit.does({ read: 'everything' })).toEqual(['skip outsideScope']);
	expect(kit.held()).toEqual(before);
});

test('a CRM record that is gone frees its contact, which the next one of that person takes', async () => {
	const kit = await settledPair({ leaving: 'nothing' });
	kit.crm.hands.remove(kit.id);
	const next = kit.inCrm(EVA);
	await kit.run({ read: 'everything' });
	await kit.run({ read: 'everything' });
	expect(kit.partnerOf(next)).toBe(kit.there);
	expect([...kit.partner.hands.records().keys()]).toEqual([kit.there]);
});

test('a listing of the CRM that breaks off takes nobody away: the run ends before it writes', async () => {
	const kit = twoWay({}, { crm: { pageSize: 2 } });
	for (let n = 0; n < 5; n += 1) kit.inCrm({ firstName: 'P', lastName: `Number${n}` });
	await kit.run();
	const before = kit.held();
	let pages = 0;
	const crm = { ...kit.crm, changes: (request: Parameters<typeof kit.crm.changes>[0]) => (++pages > 1 ? Promise.reject(new RetriableError('Try again later.')) : kit.crm.changes(request)) };
	await expect(kit.run({ read: 'everything', crm })).rejects.toMatchObject({ recovery: 'retriable' });
	expect(pages).toBe(2);
	expect(kit.held()).toEqual(before);
});

test('after a guard there is no further request', async () => {
	const kit = twoWay();
	const ids = Array.from({ length: 12 }, (_, n) => kit.inCrm({ firstName: 'P', lastName: `Number${n}` }));
	await kit.run();
	await kit.run();
	for (const id of ids.slice(0, 9)) kit.crm.hands.untag(id, TAG);
	kit.calls();
	await expect(kit.run()).rejects.toMatchObject({ reason: 'massLeave' });
	expect(kit.calls()).toEqual(['crm.changes', 'partner.snapshot']);
});

describe('a contact that lost its entry', () => {
	test.each(['listed', 'single'] as const)('links %s: is found by the CRM’s link, although a look-alike is in the label', async (links) => {
		const kit = await settledPair({}, { crm: { links } });
		await storeEntry(kit, kit.there, null);
		const double = kit.inPartner(EVA);
		await kit.run({ read: 'everything' });
		expect(kit.partnerOf(kit.id)).toBe(kit.there);
		expect(kit.partner.hands.records().get(double)?.externalIds).not.toContain(`raynet:acme:person:${kit.id}`);
		const held = kit.held();
		await kit.run({ read: 'everything' });
		expect(kit.held()).toEqual(held);
	});

	test.each(['allowed', 'refused'] as const)('while a look-alike in the CRM has taken its link (a second one: %s): is that one’s from then on, nobody is doubled, and nothing is lost', async (sameLink) => {
		const kit = await settledPair({}, { crm: { links: 'single', sameLink } });
		const link = linkOf(kit);
		kit.crm.hands.removeLink(kit.id, link);
		const other = kit.inCrm({ ...EVA, note: 'look-alike' });
		kit.crm.hands.addLink(other, link);
		await storeEntry(kit, kit.there, null);
		for (let run = 0; run < 3; run += 1) await kit.run({ read: 'everything' });
		expect(kit.partnerOf(other)).toBe(kit.there);
		expect(kit.partnerOf(kit.id)).not.toBe(kit.there);
		expect([...kit.crm.hands.records().values()].map(({ contact, links = [] }) => [contact.note, links.length])).toEqual([['Met at the fair', 1], ['look-alike', 1]]);
		const held = kit.held();
		await kit.run({ read: 'everything' });
		expect(kit.held()).toEqual(held);
	});
});

test('somebody writes the contact in Google again and again, within one unit of its stamps: it is left to the next run, and nothing is lost silently', async () => {
	const kit = await settledPair();
	kit.crm.hands.edit(kit.id, { note: 'office' });
	let edits = 0;
	const partner = {
		...kit.partner,
		async *write(writes: readonly PartnerWrite[]) {
			// The clock stands still, so that all stamps are equal; only versions tell that somebody was there.
			if (writes.length > 0 && edits < 3) kit.partner.hands.edit(kit.there, { birthday: `200${edits++}-01-01` });
			yield* kit.partner.write(writes);
		},
	};
	expect(await kit.does({ partner })).toEqual(['failed keptChanging crm partner']);
	expect(edits).toBe(3);
	// The CRM got the second edit before the third one came; no stamp tells which of them is newer, so the CRM's stays.
	const { report } = await kit.run();
	expect(report.results.flatMap(({ conflicts }) => conflicts)).toEqual([{ field: 'birthday', crm: '2001-01-01', partner: '2002-01-01', winner: 'crm' }]);
	for (const fields of [kit.crmFields(kit.id), kit.partnerFields(kit.there)]) expect(fields).toMatchObject({ note: 'office', birthday: '2001-01-01' });
	expect(await kit.does()).toEqual([]);
});

test('of two edits of one field whose stamps are equal the CRM’s wins, and the other is told', async () => {
	const kit = await settledPair();
	kit.crm.hands.edit(kit.id, { note: 'office' });
	kit.partner.hands.edit(kit.there, { note: 'phone' });
	const { report } = await kit.run();
	expect(report.results.flatMap(({ conflicts }) => conflicts)).toEqual([{ field: 'note', crm: 'office', partner: 'phone', winner: 'crm' }]);
	expect([kit.crmFields(kit.id).note, kit.partnerFields(kit.there).note]).toEqual(['office', 'office']);
});

describe('two contacts of the scope that fit one Google contact', () => {
	test.each(['in', 'out'] as const)('%s the label: none is touched, and a run of changes that sees only one of them does not link it', async (label) => {
		const kit = twoWay();
		const [one, other] = [kit.inCrm(EVA), kit.inCrm(EVA)];
		const there = kit.inPartner(EVA, label);
		const held = kit.held();
		const { report } = await kit.run();
		expect(report.results.filter(({ contactId }) => contactId !== '').map(({ reason, partnerId, warnings }) => [reason, partnerId, warnings])).toEqual([one, other].map(() => ['ambiguous', there, [{ code: 'ambiguous', count: 2 }]]));
		expect(kit.held()).toEqual(held);
		kit.crm.hands.edit(other, { note: 'office' });
		expect(await kit.does()).toEqual(['skip ambiguous']);
		kit.crm.hands.remove(one);
		expect(await kit.does({ read: 'everything' })).toEqual([label === 'in' ? 'update linked' : 'update linked partner']);
		expect(kit.partnerOf(other)).toBe(there);
	});
	test('with the lowest id for all, the first one is linked', async () => {
		const kit = twoWay({ ambiguity: 'lowestCrmId' });
		const [one] = [kit.inCrm(EVA), kit.inCrm(EVA)];
		const there = kit.inPartner(EVA);
		expect(await kit.does()).toEqual(['update linked', 'skip notFirst']);
		expect(kit.partnerOf(one)).toBe(there);
	});
	test('of which one has a pair already, the other one is a person of its own', async () => {
		const kit = twoWay();
		const one = kit.inCrm(EVA);
		await kit.run();
		const there = kit.partnerOf(one);
		kit.inCrm(EVA);
		expect(await kit.does()).toEqual(['create new partner']);
		expect(kit.partnerOf(one)).toBe(there);
	});
});
