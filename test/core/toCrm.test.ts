import { runToCrm, runUpsert, type PartnerIncoming, type ToCrmRequest } from '../../core/sync';
import { decodeEntry } from '../../core/sync/pairEntry';
import { CAPABILITIES, EVA, fieldRules, flow } from '../support/contacts';
import { TAG, twoWay, LABEL } from './syncKit';

const settings = { ...flow({ scope: JSON.stringify({ kind: 'tag', tag: TAG }), fields: fieldRules('both'), group: { by: 'name', name: LABEL } }), toCrm: { scope: { kind: 'tag' as const, tag: TAG }, leaving: 'leave' as const, creates: 'people' as const, writesPerRun: 100, linksPerRun: 100 } };

/** A pair that is settled, and the run that brings a partner record to the CRM. */
async function pair() {
	const kit = twoWay();
	const id = kit.inCrm(EVA);
	await kit.run();
	const there = kit.partnerOf(id);
	const accountMark = [...kit.crm.hands.records().values()][0]?.links?.[0]?.split(':')[1] ?? '';
	const incoming = (partnerId: string): PartnerIncoming => {
		const record = kit.partner.hands.records().get(partnerId);
		return record ? { key: partnerId, event: 'updated', record } : { key: partnerId, event: 'deleted', partnerId };
	};
	const bring = (partnerIds: string[], more: Partial<ToCrmRequest> = {}) =>
		runToCrm({ incoming: partnerIds.map(incoming), crm: kit.crm, partner: CAPABILITIES, settings, recordTypes: ['person', 'company'], groupId: kit.labelId(), accountMark, env: kit.fake.env, mode: 'apply', ...more });
	return { ...kit, id, there, bring };
}

test('an edit in Google reaches the CRM; the upsert after it writes the entry only', async () => {
	const kit = await pair();
	kit.partner.hands.edit(kit.there, { note: 'from the phone' });
	kit.calls();
	const { results } = await kit.bring([kit.there]);
	expect(results.map(({ action, reason, sides }) => [action, reason, ...sides])).toEqual([['update', 'changed', 'crm']]);
	expect(kit.crmFields(kit.id).note).toBe('from the phone');
	const [result] = results;
	const fieldsBefore = kit.partnerFields(kit.there);
	const report = await runUpsert({
		operation: 'upsert',
		incoming: [{ key: 'x', contact: result?.record?.contact as never, event: 'updated', partnerId: kit.there, remembered: decodeEntry(result?.entry ?? '') }],
		settings,
		partner: kit.partner,
		env: kit.fake.env,
		mode: 'apply',
	});
	expect(report.results.map(({ action, reason }) => [action, reason])).toEqual([['update', 'entryRenewed']]);
	expect(kit.partnerFields(kit.there)).toEqual(fieldsBefore);
	expect(await kit.does({ read: 'everything' })).toEqual([]);
});

test('a new contact of the label is created in the CRM, in the scope and with its link, and linked by the upsert', async () => {
	const kit = await pair();
	const jan = kit.inPartner({ firstName: 'Jan', lastName: 'Novák' });
	const { results } = await kit.bring([jan]);
	expect(results.map(({ action, reason, sides }) => [action, reason, ...sides])).toEqual([['create', 'new', 'crm']]);
	const made = results[0]?.record;
	expect(made?.contact).toMatchObject({ lastName: 'Novák', tags: [TAG] });
	expect(made?.links?.[0]).toMatch(new RegExp(`:${jan}$`));
	await runUpsert({
		operation: 'upsert',
		incoming: [{ key: 'x', contact: made?.contact as never, event: 'created', partnerId: jan, remembered: decodeEntry(results[0]?.entry ?? '') }],
		settings, partner: kit.partner, env: kit.fake.env, mode: 'apply',
	});
	expect(kit.partner.hands.records().size).toBe(2);
	expect(kit.partnerOf(made?.contact.recordId ?? '')).toBe(jan);
	expect(await kit.does({ read: 'everything' })).toEqual([]);
});

test('out of the label, or deleted, leaves the scope', async () => {
	const kit = await pair();
	kit.partner.hands.unlabel(kit.there, kit.labelId());
	expect((await kit.bring([kit.there])).results.map(({ action, reason }) => [action, reason])).toEqual([['leave', 'leftGroup']]);
	expect(kit.crmFields(kit.id).tags ?? []).toEqual([]);
	const other = await pair();
	other.partner.hands.delete(other.there);
	expect((await other.bring([other.there])).results.map(({ action, reason }) => [action, reason])).toEqual([['leave', 'deletedAtPartner']]);
	expect(other.crmFields(other.id).tags ?? []).toEqual([]);
});

test('put on the label again after its record went in the CRM, it is created there anew, and linked by the upsert', async () => {
	const kit = await pair();
	const groupId = kit.labelId();
	kit.crm.hands.remove(kit.id);
	expect((await kit.bring([kit.there])).results.map(({ action, reason }) => [action, reason])).toEqual([['skip', 'notPaired']]);
	await kit.run({ read: 'everything' });
	kit.partner.hands.label(kit.there, groupId);
	const { results } = await kit.bring([kit.there], { groupId });
	expect(results.map(({ action, reason }) => [action, reason])).toEqual([['create', 'new']]);
	const { record, entry = '' } = results[0] ?? {};
	await runUpsert({ operation: 'upsert', incoming: [{ key: 'x', contact: record?.contact as never, event: 'created', partnerId: kit.there, remembered: decodeEntry(entry) }], settings, partner: kit.partner, env: kit.fake.env, mode: 'apply' });
	expect(kit.partnerOf(record?.contact.recordId ?? '')).toBe(kit.there);
	expect(await kit.does({ read: 'everything' })).toEqual([]);
	expect([kit.crm.hands.records().size, kit.partner.hands.records().size]).toEqual([1, 1]);
});

test('many who leave at once are stopped by the guard before anything is written', async () => {
	const kit = await pair();
	const ids = Array.from({ length: 7 }, (_, i) => kit.inCrm({ firstName: 'Jan', lastName: `Novák${i}` }));
	await kit.run();
	const there = ids.map(kit.partnerOf);
	for (const one of there) kit.partner.hands.unlabel(one, kit.labelId());
	const before = kit.held();
	await expect(kit.bring(there)).rejects.toThrow('would leave');
	expect(kit.held()).toEqual(before);
});

test('a preview writes nothing and says the same', async () => {
	const kit = await pair();
	kit.partner.hands.edit(kit.there, { note: 'from the phone' });
	const before = kit.held();
	const planned = await kit.bring([kit.there], { mode: 'preview' });
	expect(kit.held()).toEqual(before);
	const done = await kit.bring([kit.there]);
	expect(planned.results.map(({ action, reason, changes }) => [action, reason, changes])).toEqual(done.results.map(({ action, reason, changes }) => [action, reason, changes]));
});
