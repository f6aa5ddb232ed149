import { GuardError } from '../../core/errors';
import { newFlowEntry } from '../../core/sync/flowEntry';
import { checkGuards, GUARD_TITLES, type GuardInput } from '../../core/sync/guards';
import type { PlannedAction } from '../../core/sync/plan';
import type { ActionKind, FieldChange, ReasonCode } from '../../core/sync/report';
import type { FlowSettings, GuardName } from '../../core/sync/settings';
import { fieldRules, flow, person } from '../support/contacts';

const entry = (settings: Partial<FlowSettings> = {}, pairs = 100) => newFlowEntry(flow(settings), pairs, 'mark42');

function actions(count: number, action: ActionKind, reason: ReasonCode, changes: FieldChange[] = []): PlannedAction[] {
	return Array.from({ length: count }, (_, i) => ({ key: String(i), contact: person(String(i)), action, reason, changes, conflicts: [], warnings: [] }));
}

const cleared: FieldChange = { field: 'note', side: 'partner', before: 'x', after: '' };

function trip(input: Partial<GuardInput>): GuardError | undefined {
	try {
		checkGuards({ actions: [], pairs: 100, records: 100, maxRecords: 25_000, stored: entry(), wanted: entry(), overrides: [], ...input });
		return undefined;
	} catch (error) {
		if (error instanceof GuardError) return error;
		throw error;
	}
}

const tripped = (input: Partial<GuardInput>): string | undefined => trip(input)?.reason;

interface Row {
	row: string;
	input: Partial<GuardInput>;
	guard?: GuardName;
}

describe('guards trip at their numbers, not before', () => {
	test.each<Row>([
		{ row: 'nothing to do', input: {} },
		{ row: 'a group without flow entry', input: { stored: undefined, wanted: entry({ fields: fieldRules('toPartner', 'fillEmpty') }) } },
		{ row: 'other fields', input: { wanted: entry({ fields: fieldRules('toPartner', 'fillEmpty') }) }, guard: 'settingsChanged' },
		{ row: 'another scope', input: { wanted: entry({ scope: 'tag:vip' }) }, guard: 'settingsChanged' },
		{ row: 'a scope that the source does not tell', input: { wanted: entry({ scope: undefined }) } },
		{ row: 'a scope that the entry does not tell', input: { stored: entry({ scope: undefined }) } },
		{ row: 'had 6 pairs, has none', input: { stored: entry({}, 6), pairs: 0 }, guard: 'emptySide' },
		{ row: 'had 5 pairs, has none', input: { stored: entry({}, 5), pairs: 0 } },
		{ row: 'had many pairs, has one', input: { pairs: 1 } },
		{ row: '6 of 29 would leave', input: { pairs: 29, actions: actions(6, 'leave', 'leftScope') }, guard: 'massLeave' },
		{ row: '6 of 30 would leave: exactly 20 %', input: { pairs: 30, actions: actions(6, 'leave', 'leftScope') } },
		{ row: '5 of 5 would leave: only 5', input: { pairs: 5, actions: actions(5, 'leave', 'leftScope') } },
		{ row: '3 would leave and 3 be deleted of 29', input: { pairs: 29, actions: [...actions(3, 'leave', 'leftScope'), ...actions(3, 'delete', 'deletedInCrm')] }, guard: 'massLeave' },
		{ row: 'contacts that are skipped do not leave', input: { pairs: 29, actions: actions(20, 'skip', 'notPaired') } },
		{ row: 'a field cleared on 6 of 29', input: { pairs: 29, actions: actions(6, 'update', 'changed', [cleared]) }, guard: 'massClear' },
		{ row: 'a field cleared on 6 of 30', input: { pairs: 30, actions: actions(6, 'update', 'changed', [cleared]) } },
		{ row: 'two fields cleared on 4 each of 29', input: { pairs: 29, actions: [...actions(4, 'update', 'changed', [cleared]), ...actions(4, 'update', 'changed', [{ ...cleared, field: 'url' }])] } },
		{ row: 'a field overwritten on 6 of 29', input: { pairs: 29, actions: actions(6, 'update', 'changed', [{ ...cleared, after: 'y' }]) } },
		{ row: 'a field filled on 6 of 29', input: { pairs: 29, actions: actions(6, 'update', 'changed', [{ ...cleared, before: '', after: '' }]) } },
		{ row: 'what goes with deleted contacts is not a clearing', input: { pairs: 30, actions: actions(6, 'delete', 'deletedInCrm', [cleared]) } },
		{ row: '21 of 41 would change', input: { pairs: 41, actions: actions(21, 'update', 'changed') }, guard: 'massChange' },
		{ row: '21 of 42 would change: exactly 50 %', input: { pairs: 42, actions: actions(21, 'update', 'changed') } },
		{ row: '20 of 20 would change: only 20', input: { pairs: 20, actions: actions(20, 'update', 'changed') } },
		{ row: 'first meetings are not counted as changes', input: { pairs: 0, stored: entry({}, 0), actions: actions(500, 'update', 'linked') } },
		{ row: 'creates that fill the account', input: { records: 24_990, actions: actions(10, 'create', 'new') } },
		{ row: 'one create too many', input: { records: 24_991, actions: actions(10, 'create', 'new') }, guard: 'accountFull' },
		{ row: 'no create in an over-full account', input: { records: 25_001, actions: actions(1, 'update', 'changed') } },
	])('$row: $guard', ({ input, guard }) => {
		expect(tripped(input)).toBe(guard);
		if (guard) expect(tripped({ ...input, overrides: [guard] })).toBeUndefined();
	});

	test('an override passes its own guard only', () => {
		const input = { pairs: 0, wanted: entry({ scope: 'tag:vip' }) };
		expect(tripped({ ...input, overrides: ['settingsChanged'] })).toBe('emptySide');
		expect(tripped({ ...input, overrides: ['settingsChanged', 'emptySide'] })).toBeUndefined();
	});
});

describe('a guard says its numbers and its override', () => {
	test('for contacts that leave', () => {
		expect(trip({ pairs: 29, actions: actions(6, 'leave', 'leftScope') })?.message).toBe(
			'6 of 29 paired contacts would leave or be deleted (limit: 5 and 20 %). Check the scope in the CRM. Nothing was written. If this is what you want, choose "Many Would Leave" under "Pass Guards Once" and run again.',
		);
	});

	test('for a field that is cleared', () => {
		expect(trip({ pairs: 29, actions: actions(6, 'update', 'changed', [cleared]) })?.message).toMatch(/^The field "note" would be cleared on 6 of 29 paired contacts \(limit: 5 and 20 %\)\./);
	});

	test('for contacts that change', () => {
		expect(trip({ pairs: 41, actions: actions(21, 'update', 'changed') })?.message).toMatch(/^21 of 41 paired contacts would change at once \(limit: 20 and 50 %\)\./);
	});

	test('for a full account, with the trash that nobody can see', () => {
		expect(trip({ records: 24_991, actions: actions(10, 'create', 'new') })?.message).toMatch(/holds 24991 contacts and 10 would be added; it takes 25000\. Contacts in its trash count too/);
	});

	test('for an emptied side', () => {
		expect(trip({ pairs: 0 })?.message).toMatch(/^The label or list had 100 pairs, and none/);
	});

	test.each<[Partial<FlowSettings>, RegExp]>([
		[{ scope: 'x' }, /^The scope of this flow differs from what filled the label or list before \(100 pairs\)\./],
		[{ fields: fieldRules('toPartner', 'fillEmpty') }, /^The fields of this flow differ from /],
		[{ scope: 'x', fields: fieldRules('toPartner', 'fillEmpty') }, /^The scope and the fields of this flow differ from /],
	])('for changed settings %#', (settings, message) => {
		expect(trip({ wanted: entry(settings) })?.message).toMatch(message);
	});

	test.each([
		[0, 'before. Another'],
		[1, 'before (1 pair). Another'],
	])('with %i pairs in words that fit', (pairs, words) => {
		expect(trip({ stored: entry({}, pairs), wanted: entry({ scope: 'x' }) })?.message).toContain(words);
	});

	test('every guard has a title of its own', () => {
		expect(new Set(Object.values(GUARD_TITLES)).size).toBe(Object.keys(GUARD_TITLES).length);
	});
});
