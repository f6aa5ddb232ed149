import type { PartnerRecord } from '../../core/ports/partner';
import { decodeEntry } from '../../core/sync/pairEntry';
import type { PlannedAction } from '../../core/sync/plan';
import { basesOf, company, emails, entryOf, EVA, flow, FRIENDS, GROUP, item, OTHER_ACCOUNT, paired, person, planned, plannedFor, record, stored, valuesOf, VISIBLE, type Planning } from '../support/contacts';

const eva = person('31');
const IN = { groups: [GROUP.id] };

const short = ({ action, reason }: PlannedAction): string => `${action} ${reason}`;
const patchOf = (action: PlannedAction): unknown => (action.intent?.op === 'update' ? action.intent.patch : action.intent?.op);
const moveOf = (action: PlannedAction): unknown => (action.intent?.op === 'update' ? action.intent.move : action.intent?.op);
const codes = (action: PlannedAction): string[] => action.warnings.map(({ code }) => code);

/** Plans, and what is written stays unwritten: action, reason, what is moved, what is patched. */
function look(contact = eva, records: PartnerRecord[] = [], planning: Planning = {}, event: Parameters<typeof item>[1] = 'updated') {
	const action = plannedFor(item(contact, event), records, planning);
	return { short: short(action), move: moveOf(action), patch: patchOf(action), warnings: codes(action), action };
}

describe('a contact without a pair', () => {
	test('is created with every value of the fields that are synced', () => {
		const { action } = look();
		expect(short(action)).toBe('create new');
		expect(action.intent).toMatchObject({ op: 'create', fields: valuesOf(eva) });
		expect(action.intent?.op === 'create' && action.intent.entry).toEqual({ ...entryOf(eva), bases: basesOf(eva) });
	});

	test('is created without empty parts', () => {
		const { action } = look(person('31', { lastName: 'Malá', company: { name: 'Acme' } }));
		expect(action.intent?.op === 'create' && action.intent.fields).toEqual({ lastName: 'Malá', company: { name: 'Acme' } });
	});

	test.each([
		['a name', { lastName: 'Malá' }, 'create new'],
		['an e-mail', { emails: emails('e@a.test') }, 'create new'],
		['a phone', { phones: emails('+420777000111') }, 'create new'],
		['a note and a company alone', { note: 'x', company: { name: 'Acme' } }, 'skip nothingToIdentify'],
		['a title alone', { namePrefix: '' }, 'skip nothingToIdentify'],
		['a malformed e-mail alone', { emails: emails('eva at home') }, 'skip nothingToIdentify'],
	])('needs a name, an e-mail or a phone: with %s', (_, fields, result) => {
		expect(look(person('31', fields)).short).toBe(result);
	});

	test('that is a company needs its name, an e-mail or a phone', () => {
		expect(look(company('4')).short).toBe('create new');
		expect(look(company('4', { note: 'x' })).short).toBe('skip nothingToIdentify');
	});

	test('with a malformed e-mail is created without it, and that is told', () => {
		const { action } = look(person('31', { ...EVA, emails: emails('eva at home', 'e@a.test') }));
		expect(action.intent).toMatchObject({ op: 'create', fields: { emails: emails('e@a.test') } });
		expect(action.warnings).toEqual([{ code: 'malformedEmail', count: 1 }]);
	});

	test('whose e-mail another person has is created on its own, and that is told', () => {
		const jan = record('r', { firstName: 'Jan', lastName: 'Novák', emails: EVA.emails });
		const { action } = look(eva, [jan]);
		expect([short(action), action.warnings]).toEqual(['create new', [{ code: 'sharedEmail', count: 1 }]]);
	});

	test('with two free candidates is left alone with both', () => {
		const { action } = look(eva, [record('r', EVA), record('s', EVA)]);
		expect([short(action), action.intent, action.warnings]).toEqual(['skip ambiguous', undefined, [{ code: 'ambiguous', count: 2 }]]);
	});

	test.each(['left', 'deleted'] as const)('that %s is nobody’s concern', (event) => {
		expect(look(eva, [record('r', EVA, IN)], {}, event).short).toBe('skip notPaired');
	});

	test('whose create may still show up is not created again', () => {
		expect(look(eva, [], { snapshot: { pendingCreates: new Map([[eva.id, 1]]) } }).short).toBe('skip outcomeUnknown');
	});

	test.each([
		['updated', 'skip notRecreated'],
		['created', 'create new'],
		['entered', 'create new'],
	] as const)('that was %s, with Do Not Re-Create: %s', (event, result) => {
		expect(look(eva, [], { settings: flow({ missing: 'doNotRecreate' }) }, event).short).toBe(result);
		expect(look(eva, [], {}, event).short).toBe('create new');
	});
});

describe('the first meeting of two records', () => {
	test('inside the group: linked, gaps filled, the rest settled as different', () => {
		const held = { ...EVA, note: 'own', phones: undefined };
		const { action } = look(eva, [record('r', held, IN)]);
		expect(short(action)).toBe('update linked');
		expect(action.intent).toMatchObject({ op: 'update', move: 'stay', patch: { phones: EVA.phones } });
		expect(action.intent?.op === 'update' && action.intent.entry).toMatchObject({ bases: basesOf(EVA, { ...EVA, note: 'own' }), memberships: entryOf(eva).memberships });
		expect(action.warnings).toEqual([]);
	});

	test('outside the group: joins it, and that is told', () => {
		expect(look(eva, [record('r', EVA)])).toMatchObject({ short: 'update linked', move: 'join', patch: {}, warnings: ['linkedFromOutside'] });
	});

	test('a record that carries another CRM’s entry is linked, too', () => {
		const other = record('r', EVA, { entries: [stored(entryOf(eva), OTHER_ACCOUNT)] });
		expect(look(eva, [other])).toMatchObject({ short: 'update linked', move: 'join' });
	});

	test('a record of another pair of this CRM is not taken', () => {
		expect(look(eva, [paired('r', person('7', EVA))]).short).toBe('create new');
	});

	test('two contacts with the values of one record: the lower id takes it, the other is created', () => {
		const items = [item(person('100', EVA)), item(person('31', EVA))];
		expect(planned(items, [record('r', EVA)]).map((one) => `${one.contact.recordId} ${short(one)}`)).toEqual(['100 create new', '31 update linked']);
		expect(planned([...items].reverse(), [record('r', EVA)]).map((one) => `${one.contact.recordId} ${short(one)}`)).toEqual(['31 update linked', '100 create new']);
	});

	test('twins in the CRM without a record are two creates', () => {
		expect(planned([item(person('1', EVA)), item(person('2', EVA))], []).map(short)).toEqual(['create new', 'create new']);
	});

	test('a company and a person of the same name are two records', () => {
		const items = [item(person('1', { lastName: 'Acme' })), item(company('1'))];
		expect(planned(items, [record('r', { lastName: 'Acme' }, IN)]).map(short)).toEqual(['update linked', 'create new']);
	});

	test('where only the CRM id survived: linked without asking e-mail or name', () => {
		expect(look(eva, [record('r', { note: 'x' }, { ...IN, externalIds: [eva.id] })])).toMatchObject({ short: 'update linked', move: 'stay' });
		expect(look(eva, [record('r', { note: 'x' }, { groups: [FRIENDS.id], externalIds: [eva.id] })])).toMatchObject({ short: 'update rejoined', move: 'join' });
	});
});

describe('a pair', () => {
	test('with nothing changed is unchanged, and nothing is written', () => {
		expect(look(eva, [paired('r', eva)])).toMatchObject({ short: 'unchanged equal', move: undefined });
	});

	test('whose stamps alone moved is unchanged', () => {
		expect(look({ ...eva, modifiedAt: '2030-01-01T00:00:00Z' }, [paired('r', eva, {}, { modifiedAt: '2030-01-01T00:00:00Z' })]).short).toBe('unchanged equal');
	});

	test('changed in the CRM is updated, only what changed', () => {
		expect(look({ ...eva, note: 'new' }, [paired('r', eva)])).toMatchObject({ short: 'update changed', move: 'stay', patch: { note: 'new' } });
	});

	test('changed at the partner is settled, nothing but the entry is written', () => {
		expect(look(eva, [paired('r', eva, {}, { fields: { ...EVA, note: 'own' } })])).toMatchObject({ short: 'update entryRenewed', patch: {} });
	});

	test('changed at the partner with Enforce is put back, but not where another CRM’s entry is on it', () => {
		const edited = paired('r', eva, {}, { fields: { ...EVA, note: 'own' } });
		const settings = flow({ oneWayEdits: 'enforce' });
		expect(look(eva, [edited], { settings })).toMatchObject({ short: 'update changed', patch: { note: EVA.note } });
		const shared = { ...edited, entries: [...edited.entries, stored(entryOf(eva), OTHER_ACCOUNT)] };
		expect(look(eva, [shared], { settings })).toMatchObject({ short: 'update entryRenewed', patch: {} });
	});

	test('changed on both sides, only reported, is a conflict without a write', () => {
		const settings = flow({ conflict: 'report' });
		const edited = paired('r', eva, {}, { fields: { ...EVA, note: 'own' } });
		const { action } = look({ ...eva, note: 'new' }, [edited], { settings });
		expect([short(action), action.intent, action.conflicts]).toEqual(['conflict bothChanged', undefined, [{ field: 'note', crm: 'new', partner: 'own', winner: 'neither' }]]);
	});

	test('changed on both sides, the partner newer in a one-way flow, is a conflict that is settled', () => {
		const edited = paired('r', eva, {}, { fields: { ...EVA, note: 'own' }, modifiedAt: '2026-03-02T10:00:05Z' });
		const { action } = look({ ...eva, note: 'new', modifiedAt: '2026-03-02T10:00:00Z' }, [edited]);
		expect([short(action), patchOf(action)]).toEqual(['conflict keptByPolicy', {}]);
	});

	test('meets a field for the first time that the entry does not know', () => {
		const entry = entryOf(eva);
		entry.bases.scalars.delete('note');
		const fields = { ...EVA, note: undefined };
		expect(look(eva, [paired('r', eva, {}, { fields, entries: [stored(entry)] })])).toMatchObject({ short: 'update changed', patch: { note: EVA.note } });
	});

	test('that a person merged keeps the lower CRM id, the other record is left alone', () => {
		const both = paired('r', person('7', EVA), {}, { entries: [stored(entryOf(person('7', EVA))), stored(entryOf(eva))] });
		const [lower, other] = planned([item(person('7', { ...EVA, note: 'newer' })), item({ ...eva, note: 'new' })], [both]);
		expect([lower && short(lower), other && short(other), other?.intent]).toEqual(['update changed', 'skip merged', undefined]);
		expect(lower?.intent?.op === 'update' && lower.intent.entry.merged).toEqual([{ recordType: 'person', recordId: '31' }]);
	});

	test('of which there are doubles keeps the one in the group, and that is told', () => {
		const { action } = look({ ...eva, note: 'new' }, [paired('a', eva, {}, { groups: [FRIENDS.id] }), paired('b', eva)]);
		expect([short(action), action.record?.id, action.warnings]).toEqual(['update changed', 'b', [{ code: 'doubles', count: 2 }]]);
	});
});

describe('newest', () => {
	const edited = (modifiedAt?: string) => paired('r', eva, {}, { fields: { ...EVA, note: 'own' }, ...(modifiedAt ? { modifiedAt } : {}) });
	const winner = (crm: string | undefined, partner: string | undefined, crmStampResolutionMs = 1_000): string | undefined =>
		look({ ...eva, note: 'new', ...(crm ? { modifiedAt: crm } : {}) }, [edited(partner)], { settings: flow({ crmStampResolutionMs }) }).action.conflicts[0]?.winner;

	test.each([
		['the CRM was touched later', '2026-03-02T10:00:07Z', '2026-03-02T10:00:05Z', 'crm'],
		['the partner was touched later', '2026-03-02T10:00:05Z', '2026-03-02T10:00:07Z', 'partner'],
		['in the same second', '2026-03-02T10:00:05.100Z', '2026-03-02T10:00:05.900Z', 'crm'],
		['no stamp in the CRM', undefined, '2026-03-02T10:00:07Z', 'crm'],
		['no stamp at the partner', '2026-03-02T10:00:05Z', undefined, 'crm'],
		['no stamps at all', undefined, undefined, 'crm'],
	] as const)('%s', (_, crm, partner, side) => {
		expect(winner(crm, partner)).toBe(side);
	});

	test('at the coarser resolution: in the same minute the CRM wins', () => {
		expect(winner('2026-03-02T10:00:00Z', '2026-03-02T10:00:59Z', 60_000)).toBe('crm');
		expect(winner('2026-03-02T10:00:59Z', '2026-03-02T10:01:00Z', 60_000)).toBe('partner');
	});
});

describe('items of one run', () => {
	test('the last one of a contact counts, the others are repeated', () => {
		const items = [item(eva, 'created', 'a'), item({ ...eva, note: 'new' }, 'updated', 'b')];
		const actions = planned(items, [paired('r', eva)]);
		expect(actions.map((one) => [one.key, short(one), patchOf(one)])).toEqual([
			['a', 'skip repeatedInRun', undefined],
			['b', 'update changed', { note: 'new' }],
		]);
	});

	test('a contact that left and came back within a run stays', () => {
		expect(planned([item(eva, 'left', 'a'), item(eva, 'entered', 'b')], [paired('r', eva)]).map(short)).toEqual(['skip repeatedInRun', 'unchanged equal']);
	});

	test('are answered in their own order', () => {
		const items = ['9', '10', '1'].map((id) => item(person(id, { lastName: `N${id}` })));
		expect(planned(items, []).map(({ contact }) => contact.recordId)).toEqual(['9', '10', '1']);
	});
});

describe('what an entry carries over', () => {
	test('the group that does not exist yet is entered when it is created', () => {
		const { action } = look(eva, [], { groupId: null });
		expect([short(action), action.intent?.op === 'create' && [...action.intent.entry.memberships]]).toEqual(['create new', [['', 'both']]]);
	});

	test('memberships in other groups of the same CRM account', () => {
		const second = paired('r', eva, { groupId: 'second' }, { groups: ['second', VISIBLE.id] });
		const { action } = look(eva, [second]);
		expect([short(action), moveOf(action)]).toEqual(['update rejoined', 'join']);
		expect(action.intent?.op === 'update' && [...action.intent.entry.memberships.values()]).toEqual(['both', 'both']);
		expect(decodeEntry(second.entries[0]?.text ?? '')?.memberships.size).toBe(1);
	});
});
