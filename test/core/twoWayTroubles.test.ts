import { GuardError, RecordError } from '../../core/errors';
import type { PartnerWrite, PartnerWriteResult } from '../../core/ports/partner';
import { EVA } from '../support/contacts';
import { bothEdit, disturbedCrm, disturbedPartner, settledPair, storeEntry } from './pairKit';

describe('a person writes the CRM’s record between our last look at it and our write', () => {
	/** What is written there while the request is on its way. */
	async function overtaken(patch: { note?: string; birthday?: string }) {
		let armed = false;
		const kit = await settledPair({}, {
			crm: {
				fate({ op }) {
					if (armed && op === 'update') {
						armed = false;
						kit.crm.hands.edit(kit.id, patch);
					}
					return 'goesThrough';
				},
			},
		});
		kit.partner.hands.edit(kit.there, { note: 'phone' });
		armed = true;
		const { report } = await kit.run();
		return { ...kit, report };
	}

	test('the output says that it was overtaken', async () => {
		const { report } = await overtaken({ note: 'office' });
		expect(report.results.map(({ action, warnings }) => [action, warnings])).toEqual([['update', [{ code: 'overtaken' }]]]);
	});
	test('another field that was written there is not taken for ours, and goes to Google with the next run', async () => {
		const kit = await overtaken({ birthday: '2000-01-01' });
		expect(kit.crmFields(kit.id)).toMatchObject({ note: 'phone', birthday: '2000-01-01' });
		expect(await kit.does()).toEqual(['update changed partner']);
		expect(kit.partnerFields(kit.there)).toMatchObject({ note: 'phone', birthday: '2000-01-01' });
		expect(await kit.does({ read: 'everything' })).toEqual([]);
	});
});

test('people keep writing the CRM’s record while it is written: it is left to the next run, and nothing of it counts as settled', async () => {
	const kit = await settledPair();
	kit.partner.hands.edit(kit.there, { note: 'phone' });
	let edits = 0;
	const edit = () => kit.crm.hands.edit(kit.id, { birthday: `200${edits++}-01-01` });
	const text = () => kit.partner.hands.records().get(kit.there)?.entries[0]?.text;
	const before = text();
	expect(await kit.does({ crm: disturbedCrm(kit, [edit, edit]) })).toEqual(['failed keptChanging crm partner']);
	expect([edits, kit.crmFields(kit.id).note, text()]).toEqual([2, EVA.note, before]);
	expect(await kit.does()).toEqual(['update changed crm partner']);
	for (const fields of [kit.crmFields(kit.id), kit.partnerFields(kit.there)]) expect(fields).toMatchObject({ note: 'phone', birthday: '2001-01-01' });
});

test('what was overwritten in the CRM is told, also where the contact in Google has to be merged again after it', async () => {
	const kit = await settledPair();
	bothEdit(kit, { crm: 'office', partner: 'phone', later: 'partner' });
	const partner = disturbedPartner(kit, [() => kit.partner.hands.edit(kit.there, { birthday: '2000-01-01' })]);
	const { report } = await kit.run({ partner });
	expect(report.results.flatMap(({ conflicts }) => conflicts)).toEqual([{ field: 'note', crm: 'office', partner: 'phone', winner: 'partner' }]);
});

test('a contact that Google refused once is taken up again by the next run of changes, although nothing changed since', async () => {
	const kit = await settledPair();
	kit.crm.hands.edit(kit.id, { note: 'office' });
	const partner = {
		...kit.partner,
		async *write(writes: readonly PartnerWrite[]) {
			yield writes.map(({ key }): PartnerWriteResult => ({ kind: 'failed', key, error: new RecordError('invalid', 'Refused.') }));
		},
	};
	expect(await kit.does({ partner })).toEqual(['failed refusedByServer partner']);
	expect(await kit.does()).toEqual(['update changed partner']);
	expect(kit.partnerFields(kit.there).note).toBe('office');
});

test('a run that was stopped leaves both cursors where they were, and the next one goes on', async () => {
	const kit = await settledPair({}, { partner: { deletions: 'told' } });
	const before = (await kit.run()).state;
	kit.inCrm({ firstName: 'Jan', lastName: 'Novák' });
	kit.partner.hands.edit(kit.there, { note: 'phone' });
	const crm = disturbedCrm(kit, [() => Promise.reject(new GuardError('dayQuota', 'Used up.'))]);
	const { state, report } = await kit.run({ crm });
	expect(report.summary.stopped?.reason).toBe('dayQuota');
	expect(before.partner).toBeDefined();
	expect([state.crm, state.partner]).toEqual([before.crm, before.partner]);
	expect(await kit.does()).toEqual(['create new partner', 'update changed crm']);
});

describe('two entries of one contact that no link of the CRM tells apart', () => {
	/** Both carry the same entry; `there` has the lower id. */
	async function doubled() {
		const kit = await settledPair({}, { crm: { links: 'none' } });
		const double = kit.inPartner(EVA);
		const text = kit.partner.hands.records().get(kit.there)?.entries[0]?.text ?? '';
		await storeEntry(kit, double, text, `raynet:acme:person:${kit.id}`);
		return { ...kit, double };
	}

	test('the lower id stays', async () => {
		const kit = await doubled();
		await kit.run({ read: 'everything' });
		expect([...kit.partner.hands.records().keys()]).toEqual([kit.there]);
	});
	test('the one that a person edited stays', async () => {
		const kit = await doubled();
		kit.partner.hands.edit(kit.double, { note: 'phone' });
		await kit.run({ read: 'everything' });
		expect([...kit.partner.hands.records().keys()]).toEqual([kit.double]);
		await kit.run({ read: 'everything' });
		expect(kit.crmFields(kit.id).note).toBe('phone');
	});
});
