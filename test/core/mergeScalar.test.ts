import { mergeScalar, type MergeRules, type ScalarDecision, type ScalarValues, type Side } from '../../core/sync/mergeScalar';
import type { ScalarBase } from '../../core/sync/pairEntry';
import { mergeRules } from '../support/contacts';

const A = 'aaaaa';
const B = 'bbbbb';
const C = 'ccccc';

const sides = (crm: string, partner: string) => ({ crm, partner });
const settle = (crm: string, partner: string): ScalarDecision => ({ kind: 'settle', base: sides(crm, partner) });
const copy = (from: Side, value: string, lost?: Side): ScalarDecision => ({ kind: 'copy', from, base: sides(value, value), ...(lost ? { lost } : {}) });
const keepBoth = (crm: string, partner: string, winner: Side): ScalarDecision => ({ kind: 'keepBoth', base: sides(crm, partner), winner });

interface Row {
	row: string;
	base?: ScalarBase;
	now: ScalarValues;
	rules?: Partial<MergeRules>;
	then: ScalarDecision;
}

function check({ base, now, rules, then }: Row): void {
	expect(mergeScalar(now, base, mergeRules(rules))).toEqual(then);
}

describe('the table of the sync rules', () => {
	test.each<Row>([
		{ row: 'unchanged and unchanged, equal: nothing', base: sides(A, A), now: sides(A, A), then: settle(A, A) },
		{ row: 'unchanged and unchanged, settled as different: nothing', base: sides(A, B), now: sides(A, B), then: settle(A, B) },
		{ row: 'unchanged and unchanged, both empty: nothing', base: sides('', ''), now: sides('', ''), then: settle('', '') },
		{ row: 'changed in the CRM: to the partner', base: sides(A, A), now: sides(B, A), then: copy('crm', B) },
		{ row: 'changed in the CRM after being settled as different: to the partner', base: sides(A, B), now: sides(C, B), then: copy('crm', C) },
		{ row: 'changed in the CRM, whose value may not travel: settled as different', base: sides(A, A), now: sides(B, A), rules: { direction: 'toCrm' }, then: settle(B, A) },
		{ row: 'changed at the partner: to the CRM', base: sides(A, A), now: sides(A, B), then: copy('partner', B) },
		{ row: 'changed at the partner after being settled as different: to the CRM', base: sides(A, B), now: sides(A, C), then: copy('partner', C) },
		{ row: 'changed at the partner in a one-way flow: the edit is left alone', base: sides(A, A), now: sides(A, B), rules: { direction: 'toPartner' }, then: settle(A, B) },
		{ row: 'changed at the partner with Enforce CRM Values: the CRM value is put back', base: sides(A, A), now: sides(A, B), rules: { direction: 'toPartner', oneWayEdits: 'enforce' }, then: copy('crm', A) },
		{ row: 'Enforce changes nothing in a two-way field', base: sides(A, A), now: sides(A, B), rules: { oneWayEdits: 'enforce' }, then: copy('partner', B) },
		{ row: 'both changed and are now equal: settled', base: sides(A, A), now: sides(B, B), then: settle(B, B) },
		{ row: 'both changed to empty: settled', base: sides(A, B), now: sides('', ''), then: settle('', '') },
		{ row: 'both changed, different, the CRM was touched later: its value, the loser told', base: sides(A, A), now: sides(B, C), then: copy('crm', B, 'partner') },
		{ row: 'both changed, different, the partner was touched later: its value, the loser told', base: sides(A, A), now: sides(B, C), rules: { newer: 'partner' }, then: copy('partner', C, 'crm') },
		{ row: 'both changed, different, policy CRM: its value though the partner is newer', base: sides(A, A), now: sides(B, C), rules: { conflict: 'crm', newer: 'partner' }, then: copy('crm', B, 'partner') },
		{ row: 'both changed, different, policy partner: its value though the CRM is newer', base: sides(A, A), now: sides(B, C), rules: { conflict: 'partner' }, then: copy('partner', C, 'crm') },
		{ row: 'both changed, different, policy report: neither is written and the base stays', base: sides(A, A), now: sides(B, C), rules: { conflict: 'report' }, then: { kind: 'report', base: sides(A, A) } },
		{ row: 'both changed, different, the partner wins a one-way field: both stay, settled', base: sides(A, A), now: sides(B, C), rules: { direction: 'toPartner', newer: 'partner' }, then: keepBoth(B, C, 'partner') },
		{ row: 'both changed, different, the partner wins an enforced one-way field: the CRM value', base: sides(A, A), now: sides(B, C), rules: { direction: 'toPartner', newer: 'partner', oneWayEdits: 'enforce' }, then: copy('crm', B, 'partner') },
		{ row: 'both changed, different, the CRM wins a one-way field: its value, the loser told', base: sides(A, A), now: sides(B, C), rules: { direction: 'toPartner' }, then: copy('crm', B, 'partner') },
	])('$row', check);
});

describe('clearing', () => {
	test.each<Row>([
		{ row: 'cleared in the CRM against a settled value: cleared at the partner', base: sides(A, A), now: sides('', A), then: copy('crm', '') },
		{ row: 'cleared at the partner: cleared in the CRM', base: sides(A, A), now: sides(A, ''), then: copy('partner', '') },
		{ row: 'cleared in the CRM, never clear: the partner keeps its value', base: sides(A, A), now: sides('', A), rules: { mode: 'overwrite' }, then: settle('', A) },
		{ row: 'never clear still overwrites', base: sides(A, A), now: sides(B, A), rules: { mode: 'overwrite' }, then: copy('crm', B) },
		{ row: 'cleared and edited: an edit that is newer comes back', base: sides(A, A), now: sides('', B), rules: { newer: 'partner' }, then: copy('partner', B, 'crm') },
		{ row: 'cleared and edited, the clearing is newer: cleared, the loser told', base: sides(A, A), now: sides('', B), then: copy('crm', '', 'partner') },
		{ row: 'cleared and edited, never clear: both stay', base: sides(A, A), now: sides('', B), rules: { mode: 'overwrite' }, then: keepBoth('', B, 'crm') },
		{ row: 'missing on a side that never had it is not a clearing', base: sides('', A), now: sides('', A), then: settle('', A) },
	])('$row', check);
});

describe('fill empty', () => {
	const mode = 'fillEmpty';
	test.each<Row>([
		{ row: 'a change does not overwrite', base: sides(A, A), now: sides(B, A), rules: { mode }, then: settle(B, A) },
		{ row: 'a change fills a gap', base: sides('', ''), now: sides(B, ''), rules: { mode }, then: copy('crm', B) },
		{ row: 'a clearing does not clear', base: sides(A, A), now: sides('', A), rules: { mode }, then: settle('', A) },
		{ row: 'a gap is filled at first meeting', now: sides(A, ''), rules: { mode }, then: copy('crm', A) },
		{ row: 'nothing is overwritten at first meeting, whoever wins', now: sides(A, B), rules: { mode, firstMeeting: 'crmWins' }, then: settle(A, B) },
		{ row: 'two changes both stay', base: sides(A, A), now: sides(B, C), rules: { mode }, then: keepBoth(B, C, 'crm') },
	])('$row', check);
});

describe('first meeting', () => {
	test.each<Row>([
		{ row: 'equal values are settled', now: sides(A, A), then: settle(A, A) },
		{ row: 'a gap at the partner is filled', now: sides(A, ''), then: copy('crm', A) },
		{ row: 'a gap in the CRM is filled', now: sides('', A), then: copy('partner', A) },
		{ row: 'a gap in the CRM stays in a one-way flow', now: sides('', A), rules: { direction: 'toPartner' }, then: settle('', A) },
		{ row: 'fill gaps: what stays different is settled as different', now: sides(A, B), then: settle(A, B) },
		{ row: 'CRM wins', now: sides(A, B), rules: { firstMeeting: 'crmWins' }, then: copy('crm', A) },
		{ row: 'partner wins', now: sides(A, B), rules: { firstMeeting: 'partnerWins' }, then: copy('partner', B) },
		{ row: 'partner wins a one-way field: settled as different', now: sides(A, B), rules: { firstMeeting: 'partnerWins', direction: 'toPartner' }, then: settle(A, B) },
		{ row: 'newest wins, the CRM is newer', now: sides(A, B), rules: { firstMeeting: 'newestWins' }, then: copy('crm', A) },
		{ row: 'newest wins, the partner is newer', now: sides(A, B), rules: { firstMeeting: 'newestWins', newer: 'partner' }, then: copy('partner', B) },
		{ row: 'a winner without value does not clear, the gap is filled', now: sides('', B), rules: { firstMeeting: 'crmWins' }, then: copy('partner', B) },
		{ row: 'a winner without value does not clear, one-way', now: sides('', B), rules: { firstMeeting: 'crmWins', direction: 'toPartner' }, then: settle('', B) },
		{ row: 'from outside the group the partner gives nothing', now: sides('', B), rules: { partnerGives: 'nothingAtFirst' }, then: settle('', B) },
		{ row: 'from outside the group the partner wins nothing', now: sides(A, B), rules: { partnerGives: 'nothingAtFirst', firstMeeting: 'partnerWins' }, then: settle(A, B) },
		{ row: 'the CRM gives to a record from outside the group', now: sides(A, ''), rules: { partnerGives: 'nothingAtFirst' }, then: copy('crm', A) },
	])('$row', check);
});

const VALUES = ['', A, B, C];
const PAIRS: ScalarValues[] = VALUES.flatMap((crm) => VALUES.map((partner) => sides(crm, partner)));
const RULES: MergeRules[] = (['both', 'toPartner', 'toCrm', 'off'] as const).flatMap((direction) =>
	(['mirror', 'overwrite', 'fillEmpty'] as const).flatMap((mode) =>
		(['fillGaps', 'crmWins', 'partnerWins', 'newestWins'] as const).flatMap((firstMeeting) =>
			(['newest', 'crm', 'partner', 'report'] as const).flatMap((conflict) =>
				(['keep', 'enforce'] as const).flatMap((oneWayEdits) =>
					(['crm', 'partner'] as const).map((newer) => mergeRules({ direction, mode, firstMeeting, conflict, oneWayEdits, newer })),
				),
			),
		),
	),
);

const SWAPPED = {
	both: 'both', off: 'off', toPartner: 'toCrm', toCrm: 'toPartner',
	fillGaps: 'fillGaps', newestWins: 'newestWins', crmWins: 'partnerWins', partnerWins: 'crmWins',
	newest: 'newest', report: 'report', crm: 'partner', partner: 'crm',
} as const;

const swapValues = ({ crm, partner }: ScalarValues): ScalarValues => sides(partner, crm);

function swapRules(rules: MergeRules): MergeRules {
	const { direction, firstMeeting, conflict, newer } = rules;
	return { ...rules, direction: SWAPPED[direction], firstMeeting: SWAPPED[firstMeeting], conflict: SWAPPED[conflict], newer: SWAPPED[newer] };
}

function swapDecision(decision: ScalarDecision): ScalarDecision {
	const base = decision.base && swapValues(decision.base);
	switch (decision.kind) {
		case 'settle':
			return { kind: 'settle', base: base as ScalarBase };
		case 'report':
			return { kind: 'report', base };
		case 'leave':
			return { kind: 'leave', base };
		case 'keepBoth':
			return { kind: 'keepBoth', base: base as ScalarBase, winner: SWAPPED[decision.winner] };
		case 'copy':
			return { kind: 'copy', base: base as ScalarBase, from: SWAPPED[decision.from], ...(decision.lost ? { lost: SWAPPED[decision.lost] } : {}) };
	}
}

/** Runs `look` for each combination of values, base and rules there is, and collects what it complains about. */
function forAll(look: (now: ScalarValues, base: ScalarBase | undefined, rules: MergeRules) => string | undefined): { cases: number; complaints: string[] } {
	const complaints: string[] = [];
	let cases = 0;
	for (const rules of RULES) {
		for (const now of PAIRS) {
			for (const base of [undefined, ...PAIRS]) {
				cases += 1;
				const complaint = look(now, base, rules);
				if (complaint && complaints.length < 3) complaints.push(`${complaint}: ${JSON.stringify({ now, base, rules })}`);
			}
		}
	}
	return { cases, complaints };
}

const EVERY_CASE = 768 * 16 * 17;

function after(now: ScalarValues, decision: ScalarDecision): ScalarValues {
	return decision.kind === 'copy' ? sides(now[decision.from], now[decision.from]) : now;
}

describe('in every combination of values, base and rules', () => {
	test('swapping the sides, the rules and the winners swaps the decision', () => {
		const result = forAll((now, base, rules) => {
			const mirrored = swapDecision(mergeScalar(swapValues(now), base && swapValues(base), swapRules(rules)));
			return line(mirrored) === line(mergeScalar(now, base, rules)) ? undefined : 'not mirrored';
		});
		expect(result).toEqual({ cases: EVERY_CASE, complaints: [] });
	});

	test('a second merge writes nothing, and tells of no new conflict unless conflicts are only reported', () => {
		const result = forAll((now, base, rules) => {
			const first = mergeScalar(now, base, rules);
			const second = mergeScalar(after(now, first), first.base, rules);
			if (first.kind === 'report') return second.kind === 'report' ? undefined : 'the report was forgotten';
			return second.kind === 'settle' ? undefined : 'not at rest';
		});
		expect(result).toEqual({ cases: EVERY_CASE, complaints: [] });
	});

	test('a side is only written with a value that the other side has and may give', () => {
		const result = forAll((now, base, rules) => {
			const decision = mergeScalar(now, base, rules);
			if (decision.kind !== 'copy') return undefined;
			if (rules.direction === 'off' || rules.direction === (decision.from === 'crm' ? 'toCrm' : 'toPartner')) return 'wrong direction';
			return decision.base.crm === now[decision.from] ? undefined : 'a value from nowhere';
		});
		expect(result).toEqual({ cases: EVERY_CASE, complaints: [] });
	});

	test('a value that both sides changed is never overwritten without being told', () => {
		const result = forAll((now, base, rules) => {
			const decision = mergeScalar(now, base, rules);
			if (!base || now.crm === now.partner || now.crm === base.crm || now.partner === base.partner) return undefined;
			return decision.kind === 'copy' && !decision.lost ? 'lost silently' : undefined;
		});
		expect(result).toEqual({ cases: EVERY_CASE, complaints: [] });
	});

	test('a field that is off is never written', () => {
		const result = forAll((now, base, rules) => (rules.direction === 'off' && mergeScalar(now, base, rules).kind === 'copy' ? 'written' : undefined));
		expect(result).toEqual({ cases: EVERY_CASE, complaints: [] });
	});
});

function line(decision: ScalarDecision): string {
	const { kind, base, from, lost, winner } = { from: '', lost: '', winner: '', ...decision };
	return [kind, base?.crm, base?.partner, from, lost, winner].join('|');
}
