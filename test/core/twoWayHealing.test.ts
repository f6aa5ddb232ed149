import { EVA } from '../support/contacts';
import { disturbedPartner, settledPair, type Sides } from './pairKit';
import { shortSides, TAG, twoWay, type TwoWay } from './syncKit';

const JAN = { firstName: 'Jan', lastName: 'Novák', emails: [{ value: 'jan@b.test' }] };

/** Two contacts of the CRM whose contacts a person merged in Google; `own` is the one that the record stands for. */
async function merged(sides: Sides = { crm: { deletions: 'told' } }) {
	const kit = twoWay({}, sides);
	const [other, own] = [kit.inCrm({ firstName: 'Eva', lastName: 'Malá' }), kit.inCrm({ firstName: 'Eva', lastName: 'Malá', company: { name: 'Acme' } })];
	await kit.run();
	const there = kit.partnerOf(own);
	kit.partner.hands.merge(there, kit.partnerOf(other));
	return { ...kit, own, other, there };
}

describe('contacts that people merged in Google', () => {
	test('one gone in the CRM, the other one anonymised: the contact leaves in the same run', async () => {
		const kit = await merged();
		const label = kit.labelId();
		kit.crm.hands.merge(kit.other, kit.own);
		kit.crm.hands.edit(kit.other, { firstName: '', lastName: '', company: { name: '' }, note: 'anonymised', tags: [TAG] });
		expect(await kit.does({ read: 'everything' })).toEqual(['leave emptied partner']);
		expect(kit.partner.hands.records().get(kit.there)?.groups).not.toContain(label);
		expect(await kit.does({ read: 'everything' })).toEqual(['skip alreadyOut']);
	});
	test('the contact that it stands for left the scope: the other one takes it over in the same run, and nothing is cleared', async () => {
		const kit = await merged();
		await kit.run({ read: 'everything' });
		kit.crm.hands.untag(kit.own, TAG);
		expect(await kit.does({ read: 'everything' })).toEqual(['update changed crm', 'skip merged']);
		expect(kit.partnerOf(kit.other)).toBe(kit.there);
		expect(kit.partnerFields(kit.there).company).toEqual({ name: 'Acme' });
		expect(await kit.does({ read: 'everything' })).toEqual([]);
	});
	test('taken out of the label after that, it stays out: no later run puts it back for the other contact', async () => {
		const kit = await merged();
		const label = kit.labelId();
		kit.partner.hands.unlabel(kit.there, label);
		await kit.run();
		await kit.run();
		expect(kit.partner.hands.records().get(kit.there)?.groups).not.toContain(label);
		const held = kit.held();
		await kit.run({ read: 'everything' });
		expect(kit.held()).toEqual(held);
	});
	test('their two entries become one, so that a later run need not ask again', async () => {
		const kit = await merged();
		await kit.run({ read: 'everything' });
		expect(kit.partner.hands.records().get(kit.there)?.entries).toHaveLength(1);
	});
});

test('a contact anonymised in the CRM while it was out is not put into the scope again, and Google keeps its values', async () => {
	const kit = await settledPair();
	const label = kit.labelId();
	kit.crm.hands.untag(kit.id, TAG);
	await kit.run();
	kit.crm.hands.edit(kit.id, { firstName: '', lastName: '', emails: [], phones: [] });
	kit.partner.hands.label(kit.there, label);
	expect(await kit.does()).toEqual(['skip alreadyOut']);
	expect(kit.partnerFields(kit.there)).toMatchObject({ lastName: 'Malá', emails: EVA.emails });
	expect(await kit.does({ read: 'everything' })).toEqual([]);
});

test('a company emptied in Google has left: the CRM record is not emptied', async () => {
	const kit = twoWay({ toCrm: { creates: 'peopleAndCompanies' } });
	const id = kit.inCrm({ company: { name: 'Acme' } }, { recordType: 'company' });
	await kit.run();
	kit.partner.hands.edit(kit.partnerOf(id), { company: { name: '' } });
	expect(await kit.does()).toEqual(['leave leftGroup crm']);
	expect(kit.crmFields(id).company).toEqual({ name: 'Acme' });
});

describe('links', () => {
	test('a stale link beside the right one does not hide it: a pair that lost its entry is found', async () => {
		const kit = await settledPair({ matchBy: [] });
		const [right = ''] = kit.crm.hands.records().get(kit.id)?.links ?? [];
		kit.crm.hands.removeLink(kit.id, right);
		kit.crm.hands.addLink(kit.id, right.replace(/[^:]+$/, 'r999'));
		kit.crm.hands.addLink(kit.id, right);
		await loseEntry(kit);
		expect(await kit.does({ read: 'everything' })).toEqual(['update linked']);
		expect(kit.partnerOf(kit.id)).toBe(kit.there);
		expect([...kit.partner.hands.records().values()]).toHaveLength(1);
	});
	test('a contact whose create was lost is looked up by its link where lists do not show it, and not created again', async () => {
		const kit = await settledPair({ matchBy: [] }, { crm: { links: 'single' } });
		const jan = kit.inPartner(JAN);
		const link = (kit.crm.hands.records().get(kit.id)?.links?.[0] ?? '').replace(/[^:]+$/, jan);
		const lost = kit.crm.hands.put({ recordType: 'person', ...JAN, tags: [], links: [link] });
		const told = (await kit.run({ mode: 'preview' })).report.results.filter(({ action }) => action !== 'unchanged').map(shortSides);
		expect(told.join()).not.toContain('create');
		expect(await kit.does()).toEqual(told);
		expect([...kit.crm.hands.records().keys()].sort()).toEqual([kit.id, lost].sort());
	});
	test('a contact fetched out of the trash whose record stands for another one by now is left alone, and not created in the CRM', async () => {
		const kit = await settledPair({ matchBy: [] }, { crm: { links: 'single' } });
		const old = kit.inPartner(JAN);
		kit.crm.hands.addLink(kit.id, (kit.crm.hands.records().get(kit.id)?.links?.[0] ?? '').replace(/[^:]+$/, old));
		expect(await kit.does()).toEqual(['skip pairedElsewhere']);
		expect([...kit.crm.hands.records().keys()]).toEqual([kit.id]);
		expect(kit.partnerOf(kit.id)).toBe(kit.there);
	});
	test.each(['listed', 'single'] as const)('links %s: a preview tells that a contact whose create was lost will be linked', async (links) => {
		const kit = await settledPair({ matchBy: [] }, { crm: { links } });
		const jan = kit.inPartner(JAN);
		const link = (kit.crm.hands.records().get(kit.id)?.links?.[0] ?? '').replace(/[^:]+$/, jan);
		kit.crm.hands.put({ recordType: 'person', ...JAN, tags: [TAG], links: [link] });
		const preview = await kit.run({ mode: 'preview', state: 'fresh' });
		const told = preview.report.results.map(shortSides);
		expect(told).toContain('update linked');
		expect((await kit.run({ state: 'fresh' })).report.results.map(shortSides)).toEqual(told);
		expect([...kit.crm.hands.records().values()]).toHaveLength(2);
	});
});

describe('somebody writes in the middle of the run', () => {
	test('the contact in Google, three times: it is left to the next run', async () => {
		const kit = await settledPair();
		kit.crm.hands.edit(kit.id, { note: 'office' });
		let edits = 0;
		const edit = () => {
			kit.fake.advance(5_000);
			kit.partner.hands.edit(kit.there, { birthday: `200${edits++}-01-01` });
		};
		expect(await kit.does({ partner: disturbedPartner(kit, [edit, edit, edit]) })).toEqual(['failed keptChanging crm partner']);
		expect(edits).toBe(3);
		expect(await kit.does()).toEqual(['update changed crm partner']);
		for (const fields of [kit.crmFields(kit.id), kit.partnerFields(kit.there)]) expect(fields).toMatchObject({ note: 'office', birthday: '2002-01-01' });
	});
	test('takes it out of the label after its edit was merged into the CRM: it leaves, and is not deleted', async () => {
		const kit = await settledPair({ toCrm: { leaving: 'delete' } });
		const label = kit.labelId();
		kit.partner.hands.edit(kit.there, { note: 'phone' });
		kit.crm.hands.edit(kit.id, { company: { name: 'Beta' } });
		const { report } = await kit.run({ partner: disturbedPartner(kit, [() => kit.partner.hands.unlabel(kit.there, label)]) });
		expect(report.results.map(({ action, reason }) => `${action} ${reason}`)).toEqual(['leave leftGroup']);
		expect(report.results[0]?.sides).toEqual(['crm']);
		expect(kit.crmFields(kit.id)).toMatchObject({ note: 'phone' });
		expect(kit.crmFields(kit.id).tags).toBeUndefined();
	});
	test('a contact that is deleted after its create in the CRM is not made anew, although a namesake is free and changes, too', async () => {
		const kit = await settledPair({ leaving: 'leave' }, { crm: { deletions: 'told' } });
		const twin = kit.inPartner(EVA);
		kit.crm.hands.remove(kit.id);
		expect(await kit.does({ partner: disturbedPartner(kit, [() => kit.partner.hands.delete(twin)]) })).toEqual(['leave deletedInCrm partner', 'leave deletedAtPartner crm']);
		expect([...kit.partner.hands.records().keys()]).toEqual([kit.there]);
		expect(await kit.does({ read: 'everything' })).toEqual([]);
		expect([...kit.crm.hands.records().values()].map(({ contact }) => contact.tags)).toEqual([undefined]);
	});
	test('a contact that is edited right before it would be deleted in Google only leaves the label', async () => {
		const kit = await settledPair({ leaving: 'delete' });
		const label = kit.labelId();
		kit.crm.hands.untag(kit.id, TAG);
		expect(await kit.does({ partner: disturbedPartner(kit, [() => kit.partner.hands.edit(kit.there, { note: 'phone' })]) })).toEqual(['leave leftScope partner']);
		expect(kit.partner.hands.records().get(kit.there)).toMatchObject({ fields: { note: 'phone' } });
		expect(kit.partner.hands.records().get(kit.there)?.groups).not.toContain(label);
	});
	test('another program writes its entry on a contact right before it would be deleted in Google: it only leaves the label', async () => {
		const kit = await settledPair({ leaving: 'delete' });
		const record = () => kit.partner.hands.records().get(kit.there);
		kit.crm.hands.untag(kit.id, TAG);
		const entry = { account: { crm: 'raynet', account: 'other' }, contactId: 'raynet:other:person:1', text: '1p1;;.' };
		const other = async () => {
			const current = record();
			if (current) for await (const batch of kit.partner.connect().write([{ op: 'update', key: 'x', record: current, patch: {}, entry }])) void batch;
		};
		expect(await kit.does({ partner: disturbedPartner(kit, [other]) })).toEqual(['leave leftScope partner']);
		expect(record()?.entries).toContainEqual({ accountKey: 'raynet:other', text: '1p1;;.' });
	});
	test('another run creates the same contact in the CRM: the one that comes second takes its own back', async () => {
		const kit = await settledPair();
		kit.inPartner(JAN);
		let second: Promise<unknown> | undefined;
		const crm = {
			...kit.crm,
			async *write(writes: Parameters<typeof kit.crm.write>[0]) {
				await (second ??= kit.run({ crm: kit.crm.connect(), partner: kit.partner.connect() }));
				yield* kit.crm.write(writes);
			},
		};
		const { report } = await kit.run({ crm });
		expect(report.results.filter(({ action }) => action !== 'unchanged').map(shortSides)).toEqual(['skip double crm']);
		expect([...kit.crm.hands.records().values()].map(({ contact }) => contact.lastName)).toEqual(['Malá', 'Novák']);
		expect(await kit.does({ read: 'everything' })).toEqual([]);
	});
});

test('a contact of which lists show 100 of 120 e-mails is read whole before it is written, and loses none', async () => {
	const kit = await settledPair({}, { partner: { listedElements: 100 } });
	const emails = Array.from({ length: 120 }, (_, i) => ({ value: `a${i}@acme.test` }));
	kit.partner.hands.edit(kit.there, { emails });
	kit.crm.hands.edit(kit.id, { note: 'office' });
	await kit.run();
	await kit.run();
	expect(kit.partnerFields(kit.there).note).toBe('office');
	for (const fields of [kit.crmFields(kit.id), kit.partnerFields(kit.there)]) expect(new Set(fields.emails?.map(({ value }) => value)).size).toBe(120);
});

async function loseEntry({ partner, there }: { partner: TwoWay['partner']; there: string }): Promise<void> {
	const record = partner.hands.records().get(there);
	if (!record) return;
	for await (const batch of partner.connect().write([{ op: 'update', key: 'x', record, patch: {}, entry: { account: { crm: 'raynet', account: 'acme' }, contactId: '', text: null } }])) void batch;
}
