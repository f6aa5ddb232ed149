import { otherSide, type Side } from './mergeScalar';
import type { Membership } from './pairEntry';

/** Whether a side's contact is in the flow: in its scope on the CRM side, in its group on the partner side. */
export type Presence = 'in' | 'out';
export type Presences = Record<Side, Presence>;

export type MembershipMove = 'stay' | 'join' | 'leave';

export interface MembershipDecision {
	moves: Record<Side, MembershipMove>;
	/** The membership once the moves are made. */
	after: Membership;
}

const WAS: Record<Membership, Presences> = {
	both: { crm: 'in', partner: 'in' },
	crm: { crm: 'in', partner: 'out' },
	partner: { crm: 'out', partner: 'in' },
	dormant: { crm: 'out', partner: 'out' },
};

export function membershipOf(now: Presences): Membership {
	if (now.crm === 'in') return now.partner === 'in' ? 'both' : 'crm';
	return now.partner === 'in' ? 'partner' : 'dormant';
}

/** Whether a side was in when the pair was settled and is out now. */
export function leftBy(side: Side, was: Membership, now: Presences): boolean {
	return WAS[was][side] === 'in' && now[side] === 'out';
}

/**
 * Membership is one more field with a base. Out on one side makes the other leave, in again makes the other
 * join, and leaving beats joining. A side that may not be moved stays, and that is then settled.
 */
export function mergeMembership(base: Membership, now: Presences, movable: readonly Side[]): MembershipDecision {
	const was = WAS[base];
	const left = (side: Side) => was[side] === 'in' && now[side] === 'out';
	const joined = (side: Side) => was[side] === 'out' && now[side] === 'in';
	const someoneLeft = left('crm') || left('partner');
	const someoneJoined = joined('crm') || joined('partner');
	const moveOf = (side: Side): MembershipMove => {
		if (!movable.includes(side)) return 'stay';
		if (someoneLeft) return left(otherSide(side)) && now[side] === 'in' ? 'leave' : 'stay';
		return someoneJoined && joined(otherSide(side)) && now[side] === 'out' ? 'join' : 'stay';
	};
	const moves = { crm: moveOf('crm'), partner: moveOf('partner') };
	return { moves, after: membershipOf({ crm: moved(now.crm, moves.crm), partner: moved(now.partner, moves.partner) }) };
}

function moved(now: Presence, move: MembershipMove): Presence {
	if (move === 'stay') return now;
	return move === 'join' ? 'in' : 'out';
}
