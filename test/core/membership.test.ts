import { membershipOf, mergeMembership, type MembershipMove, type Presence, type Presences } from '../../core/sync/membership';
import type { Side } from '../../core/sync/mergeScalar';
import type { Membership } from '../../core/sync/pairEntry';

type Row = [base: Membership, crm: Presence, partner: Presence, moves: [crm: MembershipMove, partner: MembershipMove], after: Membership];

/** Every base with everything that can be found, both sides movable. */
const ROWS: Row[] = [
	['both', 'in', 'in', ['stay', 'stay'], 'both'],
	['both', 'out', 'in', ['stay', 'leave'], 'dormant'],
	['both', 'in', 'out', ['leave', 'stay'], 'dormant'],
	['both', 'out', 'out', ['stay', 'stay'], 'dormant'],
	['crm', 'in', 'out', ['stay', 'stay'], 'crm'],
	['crm', 'out', 'out', ['stay', 'stay'], 'dormant'],
	['crm', 'in', 'in', ['stay', 'stay'], 'both'],
	['crm', 'out', 'in', ['stay', 'leave'], 'dormant'],
	['partner', 'out', 'in', ['stay', 'stay'], 'partner'],
	['partner', 'out', 'out', ['stay', 'stay'], 'dormant'],
	['partner', 'in', 'in', ['stay', 'stay'], 'both'],
	['partner', 'in', 'out', ['leave', 'stay'], 'dormant'],
	['dormant', 'out', 'out', ['stay', 'stay'], 'dormant'],
	['dormant', 'in', 'out', ['stay', 'join'], 'both'],
	['dormant', 'out', 'in', ['join', 'stay'], 'both'],
	['dormant', 'in', 'in', ['stay', 'stay'], 'both'],
];

/** The same in a one-way flow: only the partner is moved. */
const ONE_WAY: Row[] = [
	['both', 'in', 'in', ['stay', 'stay'], 'both'],
	['both', 'out', 'in', ['stay', 'leave'], 'dormant'],
	['both', 'in', 'out', ['stay', 'stay'], 'crm'],
	['both', 'out', 'out', ['stay', 'stay'], 'dormant'],
	['crm', 'in', 'out', ['stay', 'stay'], 'crm'],
	['crm', 'out', 'out', ['stay', 'stay'], 'dormant'],
	['crm', 'in', 'in', ['stay', 'stay'], 'both'],
	['crm', 'out', 'in', ['stay', 'leave'], 'dormant'],
	['partner', 'out', 'in', ['stay', 'stay'], 'partner'],
	['partner', 'out', 'out', ['stay', 'stay'], 'dormant'],
	['partner', 'in', 'in', ['stay', 'stay'], 'both'],
	['partner', 'in', 'out', ['stay', 'stay'], 'crm'],
	['dormant', 'out', 'out', ['stay', 'stay'], 'dormant'],
	['dormant', 'in', 'out', ['stay', 'join'], 'both'],
	['dormant', 'out', 'in', ['stay', 'stay'], 'partner'],
	['dormant', 'in', 'in', ['stay', 'stay'], 'both'],
];

const SWAPPED = { both: 'both', crm: 'partner', partner: 'crm', dormant: 'dormant' } as const;
const MOVABLE: Side[][] = [[], ['crm'], ['partner'], ['crm', 'partner']];

describe('membership with both sides movable', () => {
	test.each(ROWS)('was %s, CRM %s, partner %s: %p, then %s', (base, crm, partner, [crmMove, partnerMove], after) => {
		expect(mergeMembership(base, { crm, partner }, ['crm', 'partner'])).toEqual({ moves: { crm: crmMove, partner: partnerMove }, after });
	});
});

describe('membership in a one-way flow', () => {
	test.each(ONE_WAY)('was %s, CRM %s, partner %s: %p, then %s', (base, crm, partner, [crmMove, partnerMove], after) => {
		expect(mergeMembership(base, { crm, partner }, ['partner'])).toEqual({ moves: { crm: crmMove, partner: partnerMove }, after });
	});
});

test('leaving nobody moves, what is found is settled', () => {
	for (const [base, crm, partner] of ROWS) {
		expect(mergeMembership(base, { crm, partner }, [])).toEqual({ moves: { crm: 'stay', partner: 'stay' }, after: membershipOf({ crm, partner }) });
	}
});

test('swapping the sides swaps the moves', () => {
	const swap = ({ crm, partner }: Presences): Presences => ({ crm: partner, partner: crm });
	for (const [base, crm, partner] of ROWS) {
		for (const movable of MOVABLE) {
			const one = mergeMembership(base, { crm, partner }, movable);
			const mirrored = mergeMembership(SWAPPED[base], swap({ crm, partner }), movable.map((side) => SWAPPED[side]));
			expect(mirrored).toEqual({ moves: { crm: one.moves.partner, partner: one.moves.crm }, after: SWAPPED[one.after] });
		}
	}
});

test('once the moves are made, the next merge moves nothing', () => {
	const made = (now: Presence, move: MembershipMove): Presence => (move === 'stay' ? now : move === 'join' ? 'in' : 'out');
	for (const [base, crm, partner] of ROWS) {
		for (const movable of MOVABLE) {
			const { moves, after } = mergeMembership(base, { crm, partner }, movable);
			const now = { crm: made(crm, moves.crm), partner: made(partner, moves.partner) };
			expect(mergeMembership(after, now, movable)).toEqual({ moves: { crm: 'stay', partner: 'stay' }, after });
		}
	}
});

test('whoever leaves wins over whoever joins', () => {
	expect(mergeMembership('crm', { crm: 'out', partner: 'in' }, ['crm', 'partner']).after).toBe('dormant');
	expect(mergeMembership('partner', { crm: 'in', partner: 'out' }, ['crm', 'partner']).after).toBe('dormant');
});
