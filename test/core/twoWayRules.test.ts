import { EVA, fieldRules } from '../support/contacts';
import { LABEL, shortSides, TAG, twoWay, type SyncOptions, type TwoWay } from './syncKit';

const JAN = { firstName: 'Jan', lastName: 'Novák', emails: [{ value: 'jan@b.test' }] };

type Sides = Parameters<typeof twoWay>[1];

/** Eva is a pair that is settled. */
async function pair(settings: SyncOptions = {}, sides: Sides = {}): Promise<TwoWay & { id: string; there: string }> {
	const kit = twoWay(settings, sides);
	const id = kit.inCrm(EVA);
	await kit.run();
	const there = kit.partnerOf(id);
	kit.calls();
	return { ...kit, id, there };
}

function both({ crm, partner, fake, id, there }: Awaited<ReturnType<typeof pair>>, notes: { crm: string; partner: string; later?: 'crm' | 'partner' }): void {
	const inCrm = () => crm.hands.edit(id, { note: notes.crm });
	const inGoogle = () => partner.hands.edit(there, { note: notes.partner });
	const [first, second] = notes.later === 'crm' ? [inGoogle, inCrm] : [inCrm, inGoogle];
	first();
	fake.advance(5_000);
	second();
}

describe('the table of (CRM, Google, base)', () => {
	test('unchanged, unchanged: nothing, whether they are equal or knowingly different', async () => {
		const kit = twoWay({ firstMeeting: 'fillGaps' });
		const id = kit.inCrm(EVA);
		kit.inPartner({ ...EVA, note: 'other' });
		await kit.run();
		kit.calls();
		expect(await kit.does({ read: 'everything' })).toEqual([]);
		expect(kit.crmFields(id).note).toBe('Met at the fair');
		expect(kit.partnerFields(kit.partnerOf(id)).note).toBe('other');
		expect(kit.calls()).toEqual(['crm.changes', 'partner.snapshot']);
	});
	test('changed, unchanged: the CRM value goes to Google', async () => {
		const kit = await pair();
		kit.crm.hands.edit(kit.id, { note: 'new' });
		expect(await kit.does()).toEqual(['update changed partner']);
		expect(kit.partnerFields(kit.there).note).toBe('new');
	});
	test('unchanged, changed: the Google value goes to the CRM', async () => {
		const kit = await pair();
		kit.partner.hands.edit(kit.there, { note: 'new' });
		expect(await kit.does()).toEqual(['update changed crm']);
		expect(kit.crmFields(kit.id).note).toBe('new');
	});
	test('a field that only goes to Google: what Google changed stays there and is settled as different', async () => {
		const fields = fieldRules('toPartner');
		const kit = await pair({ fields });
		kit.partner.hands.edit(kit.there, { note: 'own' });
		expect(await kit.does()).toEqual(['update entryRenewed']);
		expect(kit.crmFields(kit.id).note).toBe('Met at the fair');
		expect(await kit.does()).toEqual([]);
	});
	test('changed, changed to the same: settled', async () => {
		const kit = await pair();
		both(kit, { crm: 'same', partner: 'same' });
		expect(await kit.does()).toEqual(['update entryRenewed']);
		expect(await kit.does()).toEqual([]);
	});
	test.each([
		['newest', 'partner' as const, 'phone'],
		['newest', 'crm' as const, 'office'],
		['crm', 'partner' as const, 'office'],
		['partner', 'crm' as const, 'phone'],
	])('changed, changed to another value, policy %s, later %s: %s stays and the other is told', async (conflict, later, wins) => {
		const kit = await pair({ conflict: conflict as 'newest' });
		both(kit, { crm: 'office', partner: 'phone', later });
		const { report } = await kit.run();
		expect(report.results.flatMap(({ conflicts }) => conflicts)).toEqual([{ field: 'note', crm: 'office', partner: 'phone', winner: wins === 'phone' ? 'partner' : 'crm' }]);
		expect([kit.crmFields(kit.id).note, kit.partnerFields(kit.there).note]).toEqual([wins, wins]);
	});
	test('changed, changed to another value, policy report: both stay, and it is told once until something changes', async () => {
		const kit = await pair({ conflict: 'report' });
		both(kit, { crm: 'office', partner: 'phone' });
		expect(await kit.does()).toEqual(['conflict bothChanged']);
		expect([kit.crmFields(kit.id).note, kit.partnerFields(kit.there).note]).toEqual(['office', 'phone']);
		kit.calls();
		expect(await kit.does()).toEqual([]);
		expect(kit.calls()).toEqual(['crm.changes', 'partner.snapshot']);
		kit.partner.hands.edit(kit.there, { note: 'phone again' });
		expect(await kit.does()).toEqual(['conflict bothChanged']);
		expect(await kit.does({ read: 'everything' })).toEqual(['conflict bothChanged']);
	});
});

describe('fields', () => {
	test('what the CRM makes of a value is not taken for an edit', async () => {
		const kit = await pair({}, { crm: { reshape: (fields) => ({ ...fields, ...(fields.note ? { note: fields.note.slice(0, 5) } : {}) }) } });
		kit.partner.hands.edit(kit.there, { note: 'a longer note' });
		expect(await kit.does()).toEqual(['update changed crm']);
		expect([kit.crmFields(kit.id).note, kit.partnerFields(kit.there).note]).toEqual(['a lon', 'a longer note']);
		expect(await kit.does({ read: 'everything' })).toEqual([]);
		expect(kit.partnerFields(kit.there).note).toBe('a longer note');
	});
	test('of a list the additions and removals of both sides hold', async () => {
		const kit = await pair();
		kit.crm.hands.edit(kit.id, { emails: [] });
		kit.partner.hands.edit(kit.there, { emails: [...(EVA.emails ?? []), { value: 'new@acme.test' }] });
		await kit.run();
		for (const { emails } of [kit.crmFields(kit.id), kit.partnerFields(kit.there)]) expect(emails?.map(({ value }) => value)).toEqual(['new@acme.test']);
	});
	test('what finds no slot in the CRM stays in Google and is settled', async () => {
		const kit = await pair({}, { crm: { slots: { emails: 1 } } });
		kit.partner.hands.edit(kit.there, { emails: [...(EVA.emails ?? []), { value: 'second@acme.test' }] });
		expect(await kit.does()).toEqual(['update entryRenewed']);
		expect(await kit.does({ read: 'everything' })).toEqual([]);
		expect(kit.partnerFields(kit.there).emails).toHaveLength(2);
	});
	test('a field cleared in Google is cleared in the CRM', async () => {
		const kit = await pair();
		kit.partner.hands.edit(kit.there, { note: '' });
		await kit.run();
		expect(kit.crmFields(kit.id).note).toBeUndefined();
	});
	test('a contact emptied in Google has left: the CRM record is not emptied and not deleted', async () => {
		const kit = await pair({ toCrm: { leaving: 'delete' } });
		kit.partner.hands.edit(kit.there, { firstName: '', lastName: '', emails: [], phones: [] });
		expect(await kit.does()).toEqual(['leave leftGroup crm']);
		expect(kit.crmFields(kit.id)).toMatchObject({ lastName: 'Malá', emails: EVA.emails });
		expect(await kit.does()).toEqual([]);
	});
	test('a CRM clock that is minutes off decides nothing: the CRM wins, and the summary says by how much', async () => {
		const kit = await pair();
		both(kit, { crm: 'office', partner: 'phone', later: 'partner' });
		const crm = { ...kit.crm, changes: async (request: Parameters<typeof kit.crm.changes>[0]) => ({ ...(await kit.crm.changes(request)), serverTime: kit.fake.env.clock.now() + 180_000 }) };
		const { report } = await kit.run({ crm });
		expect(report.summary.crmClockOffMs).toBe(180_000);
		expect(kit.partnerFields(kit.there).note).toBe('office');
	});
	test('a record that somebody writes in the CRM between reading and writing is merged again', async () => {
		const kit = await pair();
		kit.partner.hands.edit(kit.there, { note: 'phone' });
		let edits = 0;
		const crm = {
			...kit.crm,
			write(writes: Parameters<typeof kit.crm.write>[0]) {
				if (edits++ === 0) kit.crm.hands.edit(kit.id, { birthday: '2000-01-01' });
				return kit.crm.write(writes);
			},
		};
		await kit.run({ crm });
		for (const fields of [kit.crmFields(kit.id), kit.partnerFields(kit.there)]) expect(fields).toMatchObject({ note: 'phone', birthday: '2000-01-01' });
	});
});

describe('first meeting', () => {
	test.each([
		['fillGaps', 'office', 'phone'],
		['crmWins', 'office', 'office'],
		['partnerWins', 'phone', 'phone'],
		['newestWins', 'phone', 'phone'],
	] as const)('%s: the CRM has %s and Google %s', async (firstMeeting, crm, partner) => {
		const kit = twoWay({ firstMeeting });
		const id = kit.inCrm({ ...EVA, note: 'office' });
		kit.fake.advance(5_000);
		const there = kit.inPartner({ ...EVA, note: 'phone', birthday: '2000-01-01' });
		await kit.run();
		expect([kit.crmFields(id).note, kit.partnerFields(there).note]).toEqual([crm, partner]);
		expect(kit.crmFields(id).birthday).toBe('2000-01-01');
		expect(await kit.does()).toEqual([]);
	});
	test('a Google contact from outside the label gives nothing to the CRM', async () => {
		const kit = twoWay();
		const id = kit.inCrm({ ...EVA, note: undefined });
		kit.inPartner({ ...EVA, note: 'private' }, 'out');
		expect(await kit.does()).toEqual(['update linked partner']);
		expect(kit.crmFields(id).note).toBeUndefined();
	});
	test('a CRM record outside the scope joins it where the scope is a tag', async () => {
		const kit = twoWay();
		const id = kit.inCrm(EVA, { scope: 'out' });
		kit.inPartner(EVA);
		expect(await kit.does()).toEqual(['update linked crm']);
		expect(kit.crmFields(id).tags).toEqual([TAG]);
	});
	test('of two records in the CRM that fit, none is touched', async () => {
		const kit = twoWay({ toCrm: { creates: 'people' } });
		kit.inCrm(EVA, { scope: 'out' });
		kit.inCrm(EVA, { scope: 'out' });
		kit.inPartner(EVA);
		expect(await kit.does()).toEqual(['skip ambiguous']);
	});
	test('of two contacts in the label that fit one CRM record, none is touched, from either side', async () => {
		const kit = twoWay();
		kit.inCrm(EVA);
		const one = kit.inPartner(EVA);
		kit.inPartner(EVA);
		expect(await kit.does()).toEqual(['skip ambiguous', 'skip ambiguous', 'skip ambiguous']);
		kit.partner.hands.edit(one, { birthday: '2000-01-01' });
		expect(await kit.does()).toEqual(['skip ambiguous', 'skip ambiguous']);
		expect([...kit.crm.hands.records().values()]).toHaveLength(1);
	});
	test('a CRM record that found its counterpart from its own side is nobody else’s', async () => {
		const kit = twoWay({ matchBy: ['nameAndCompany', 'email'] });
		kit.inCrm({ lastName: 'Novák', emails: [{ value: 'info@a.test' }] });
		kit.inPartner({ lastName: 'Novák', emails: [{ value: 'jan@a.test' }] });
		kit.inPartner({ emails: [{ value: 'info@a.test' }] });
		await kit.run();
		const pairs = [...kit.partner.hands.records().values()].map(({ externalIds }) => externalIds.join());
		expect(new Set(pairs).size).toBe(2);
	});
	test('nobody is created in the CRM who would have neither name, e-mail nor phone there', async () => {
		const kit = twoWay({ fields: fieldRules('both').map((rule) => (rule.field === 'name' ? { ...rule, direction: 'toPartner' } : rule)) });
		kit.inPartner({ lastName: 'Malá', company: { name: 'Acme' } });
		expect(await kit.does()).toEqual(['skip nothingToIdentify']);
	});
	test('nobody is created in Google who would have neither name, e-mail nor phone there', async () => {
		const kit = twoWay({ toCrm: { leaving: 'delete' }, fields: fieldRules('both').map((rule) => (rule.field === 'name' ? { ...rule, direction: 'toCrm' } : rule)) });
		kit.inCrm({ lastName: 'Malá' });
		expect(await kit.does()).toEqual(['skip nothingToIdentify']);
		expect(await kit.does({ read: 'everything' })).toEqual(['skip nothingToIdentify']);
	});
});

describe('membership', () => {
	test('out on both sides: the pair sleeps; in again on one side, the other joins', async () => {
		const kit = await pair();
		kit.crm.hands.untag(kit.id, TAG);
		kit.partner.hands.unlabel(kit.there, kit.labelId());
		await kit.run();
		expect(await kit.does()).toEqual([]);
		kit.partner.hands.label(kit.there, [...kit.partner.calls].length > 0 ? labelOf(await kit.partner.groups()) : '');
		expect(await kit.does()).toEqual(['update rejoined crm']);
		expect(kit.crmFields(kit.id).tags).toEqual([TAG]);
	});
	test('leaving on one side wins over an edit on the other', async () => {
		const kit = await pair();
		kit.crm.hands.untag(kit.id, TAG);
		kit.partner.hands.edit(kit.there, { note: 'edited' });
		expect(await kit.does()).toEqual(['leave leftScope partner']);
		expect(kit.partnerFields(kit.there).note).toBe('edited');
	});
	test('an edit in the CRM wins over deleting there', async () => {
		const kit = await pair({ toCrm: { leaving: 'delete' } });
		kit.crm.hands.edit(kit.id, { note: 'edited' });
		kit.partner.hands.unlabel(kit.there, kit.labelId());
		expect(await kit.does()).toEqual(['leave leftGroup crm']);
		expect(kit.crmFields(kit.id).note).toBe('edited');
	});
	test('an edit in Google wins over deleting there', async () => {
		const kit = await pair({ leaving: 'delete' });
		kit.partner.hands.edit(kit.there, { note: 'edited' });
		kit.crm.hands.untag(kit.id, TAG);
		expect(await kit.does()).toEqual(['leave leftScope partner']);
	});
	test.each([
		['leave', ['leave leftGroup crm']],
		['nothing', ['skip keptByPolicy']],
		['delete', ['delete leftGroup crm']],
	] as const)('taken out of the label, policy %s for the CRM', async (leaving, told) => {
		const kit = await pair({ toCrm: { leaving } });
		kit.partner.hands.unlabel(kit.there, kit.labelId());
		expect(await kit.does()).toEqual(told);
		expect(await kit.does()).toEqual([]);
	});
	test.each([
		['leave', ['leave leftScope partner']],
		['nothing', ['skip keptByPolicy']],
		['delete', ['delete leftScope partner']],
	] as const)('taken out of the scope, policy %s for Google', async (leaving, told) => {
		const kit = await pair({ leaving });
		kit.crm.hands.untag(kit.id, TAG);
		expect(await kit.does()).toEqual(told);
	});
	test('deleted and made anew in Google: the same pair again', async () => {
		const kit = await pair();
		kit.partner.hands.delete(kit.there);
		kit.inPartner(EVA);
		expect(await kit.does({ read: 'everything' })).toEqual(['update linked']);
		expect([...kit.crm.hands.records().values()]).toHaveLength(1);
		expect(kit.crmFields(kit.id).tags).toEqual([TAG]);
	});
	test('with two Google accounts on one scope, leaving in one dissolves that pair only', async () => {
		const kit = await pair();
		kit.crm.hands.addLink(kit.id, 'memory:other:r99');
		kit.partner.hands.unlabel(kit.there, kit.labelId());
		expect(await kit.does()).toEqual(['skip removedByPerson']);
		expect(kit.crmFields(kit.id).tags).toEqual([TAG]);
	});
});

describe('links and doubles', () => {
	test('a pair that lost its entry and left the scope leaves; another one of that name is created on its own', async () => {
		const kit = await pair();
		kit.crm.hands.untag(kit.id, TAG);
		await loseEntry(kit);
		const other = kit.inCrm({ ...EVA, emails: [{ value: 'other@acme.test' }], phones: [] });
		await kit.run();
		expect(kit.partnerOf(kit.id)).toBe(kit.there);
		expect(kit.partnerOf(other)).not.toBe(kit.there);
	});
	test('two entries of one contact: the one that the CRM names stays, the values are united, the other goes', async () => {
		const kit = await pair();
		kit.partner.hands.delete(kit.there);
		kit.crm.hands.removeLink(kit.id, [...(kit.crm.hands.records().get(kit.id)?.links ?? [])][0] ?? '');
		await kit.run({ read: 'everything' });
		const second = kit.partnerOf(kit.id);
		kit.partner.hands.restore(kit.there);
		kit.partner.hands.edit(kit.there, { phones: [...(EVA.phones ?? []), { value: '+420 777 000 999' }] });
		const told = await kit.does();
		expect(told[0]).toMatch(/^update/);
		expect([...kit.partner.hands.records().keys()]).toEqual([second]);
		expect(kit.partnerFields(second).phones).toHaveLength(2);
		await kit.run();
		expect(kit.crmFields(kit.id).phones).toHaveLength(2);
		expect(await kit.does()).toEqual([]);
	});
	test('of two contacts merged in Google the one whose CRM link names the record stays, the other is left alone', async () => {
		const kit = twoWay();
		const low = kit.inCrm(EVA);
		const high = kit.inCrm(JAN);
		await kit.run();
		const [kept, gone] = [kit.partnerOf(high), kit.partnerOf(low)];
		kit.partner.hands.merge(kept, gone);
		const { report } = await kit.run({ read: 'everything' });
		expect(report.results.map((result) => `${result.contactId.split(':').pop()} ${result.reason}`)).toContain(`${low} merged`);
		kit.crm.hands.edit(high, { note: 'still there' });
		await kit.run();
		expect(kit.partnerFields(kept).note).toBe('still there');
	});
	test('a create in the CRM whose outcome is unknown is not repeated before the window has passed', async () => {
		const lost = { op: '' };
		const kit = twoWay({}, { crm: { fate: ({ op }) => (op === lost.op ? 'cutAfter' : 'goesThrough') } });
		kit.crm.hands.setVisibilityDelay(5 * 60_000);
		kit.inPartner(JAN);
		lost.op = 'create';
		expect(await kit.does()).toEqual(['skip outcomeUnknown crm']);
		lost.op = '';
		expect(await kit.does()).toEqual(['skip outcomeUnknown']);
		expect(await kit.does()).toEqual(['skip outcomeUnknown']);
		kit.fake.advance(10 * 60_000);
		await kit.run({ read: 'everything' });
		expect([...kit.crm.hands.records().values()]).toHaveLength(1);
	});
});

describe('guards', () => {
	const many = (kit: TwoWay, count: number): string[] => Array.from({ length: count }, (_, i) => kit.inCrm({ firstName: 'P', lastName: `Number${i}`, emails: [{ value: `p${i}@a.test` }], note: 'there' }));

	test.each([
		['massLeave', (kit: TwoWay, ids: string[]) => ids.slice(0, 6).forEach((id) => kit.crm.hands.untag(id, TAG))],
		['massLeave', (kit: TwoWay, ids: string[]) => ids.slice(0, 6).forEach((id) => kit.partner.hands.unlabel(kit.partnerOf(id), kit.labelId()))],
		['massLeave', (kit: TwoWay, ids: string[]) => ids.slice(0, 6).forEach((id) => kit.partner.hands.delete(kit.partnerOf(id)))],
		['massClear', (kit: TwoWay, ids: string[]) => ids.slice(0, 6).forEach((id) => kit.crm.hands.edit(id, { note: '' }))],
		['massClear', (kit: TwoWay, ids: string[]) => ids.slice(0, 6).forEach((id) => kit.partner.hands.edit(kit.partnerOf(id), { note: '' }))],
		['massChange', (kit: TwoWay, ids: string[]) => ids.forEach((id) => kit.partner.hands.edit(kit.partnerOf(id), { note: 'new' }))],
		['emptySide', (kit: TwoWay, ids: string[]) => ids.forEach((id) => kit.crm.hands.untag(id, TAG))],
	] as const)('%s stops the run before its first write', async (reason, hands) => {
		const kit = twoWay();
		const ids = many(kit, 22);
		await kit.run();
		hands(kit, ids);
		const before = kit.held();
		await expect(kit.run({ read: 'everything' })).rejects.toMatchObject({ reason });
		expect(kit.held()).toEqual(before);
		await expect(kit.run({ read: 'everything', overrides: [reason, 'massLeave'] })).resolves.toBeDefined();
	});
	test('a contact that needs more writes than the run may make waits for the next run', async () => {
		const kit = twoWay({ toCrm: { writesPerRun: 1 } });
		kit.inPartner(EVA);
		kit.inPartner(JAN);
		expect(await kit.does()).toEqual(['create new crm', 'skip nextRun']);
		expect(await kit.does()).toEqual(['create new crm']);
	});
});

test('a preview tells what would be done and writes nothing', async () => {
	const kit = await pair();
	kit.partner.hands.edit(kit.there, { note: 'phone' });
	const before = kit.held();
	const preview = await kit.run({ mode: 'preview' });
	expect(preview.report.results.filter(({ action }) => action !== 'unchanged').map(shortSides)).toEqual(['update changed crm']);
	expect(kit.held()).toEqual(before);
	expect(kit.calls()).toEqual(['crm.changes', 'partner.snapshot']);
});

function labelOf(groups: ReadonlyArray<{ id: string; name: string }>): string {
	return groups.find(({ name }) => name === LABEL)?.id ?? '';
}

async function loseEntry({ partner, there }: { partner: TwoWay['partner']; there: string }): Promise<void> {
	const record = partner.hands.records().get(there);
	if (!record) return;
	for await (const batch of partner.connect().write([{ op: 'update', key: 'x', record, patch: {}, entry: { account: { crm: 'raynet', account: 'acme' }, contactId: '', text: null } }])) void batch;
}
