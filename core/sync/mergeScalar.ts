import type { ScalarBase } from './pairEntry';
import type { ConflictPolicy, Direction, FirstMeeting, OneWayEdits, WriteMode } from './settings';

/** The two sides of a flow. All rules are written once, for a side and its other. */
export type Side = 'crm' | 'partner';

export function otherSide(side: Side): Side {
	return side === 'crm' ? 'partner' : 'crm';
}

/** What the merge of a field needs to know of its surroundings. */
export interface MergeRules {
	direction: Direction;
	mode: WriteMode;
	firstMeeting: FirstMeeting;
	conflict: ConflictPolicy;
	oneWayEdits: OneWayEdits;
	/** The side touched later, by the servers' stamps; the CRM where they are equal or missing. */
	newer: Side;
	/** A partner record from outside the group gives nothing to the CRM at first meeting. */
	partnerGives: 'all' | 'nothingAtFirst';
}

export type ScalarValues = Record<Side, string>;

export type ScalarDecision =
	/** Nothing to write. `base` is what is now settled. */
	| { kind: 'settle'; base: ScalarBase }
	/** The value of `from` goes to the other side. */
	| { kind: 'copy'; from: Side; base: ScalarBase; lost?: Side }
	/** An edit that goes the way that is not open here: the base stays, so that the node for that way sees it. */
	| { kind: 'leave'; base: ScalarBase | undefined }
	/** Both sides changed and neither is written; the base stays, so that it is seen again. */
	| { kind: 'report'; base: ScalarBase | undefined }
	/** Both sides changed; the newer value may not be written back, so both stay as they are. */
	| { kind: 'keepBoth'; base: ScalarBase; winner: Side };

/**
 * The table of the sync rules for a field that is one value, by hashes ("" is an empty value).
 * Without a base it is the first meeting of that field.
 */
export function mergeScalar(now: ScalarValues, base: ScalarBase | undefined, rules: MergeRules): ScalarDecision {
	if (base && now.crm === base.crm && now.partner === base.partner) return { kind: 'settle', base };
	const settled: ScalarDecision = { kind: 'settle', base: { crm: now.crm, partner: now.partner } };
	if (now.crm === now.partner) return settled;
	if (!base) return firstMeeting(now, rules);
	const changed = { crm: now.crm !== base.crm, partner: now.partner !== base.partner };
	if (changed.crm && changed.partner) return bothChanged(now, base, rules);
	const side: Side = changed.crm ? 'crm' : 'partner';
	return copyIfAllowed(side, now, rules) ?? enforced(otherSide(side), now, rules) ?? leftOpen(side, base, rules) ?? settled;
}

/** Whether the rules let a value travel from one side to the other. */
export function mayGive(from: Side, direction: Direction): boolean {
	return direction === 'both' || direction === (from === 'crm' ? 'toPartner' : 'toCrm');
}

function copyIfAllowed(from: Side, now: ScalarValues, rules: MergeRules): ScalarDecision | undefined {
	if (!mayGive(from, rules.direction)) return undefined;
	const target = now[otherSide(from)];
	if (rules.mode === 'fillEmpty' && target !== '') return undefined;
	if (rules.mode === 'overwrite' && now[from] === '') return undefined;
	return { kind: 'copy', from, base: { crm: now[from], partner: now[from] } };
}

/** One-way with Enforce: the value of the side that gives is put back over an edit. */
function enforced(from: Side, now: ScalarValues, rules: MergeRules): ScalarDecision | undefined {
	const oneWay = !mayGive(otherSide(from), rules.direction);
	return oneWay && rules.oneWayEdits === 'enforce' ? copyIfAllowed(from, now, rules) : undefined;
}

function leftOpen(side: Side, base: ScalarBase | undefined, rules: MergeRules): ScalarDecision | undefined {
	return leavesOpen(side, rules) ? { kind: 'leave', base } : undefined;
}

/** Whether what a side gives is brought over by another node of the flow. */
export function leavesOpen(side: Side, { oneWayEdits, direction }: MergeRules): boolean {
	return oneWayEdits === 'leaveOpen' && direction !== 'off' && !mayGive(side, direction);
}

function bothChanged(now: ScalarValues, base: ScalarBase, rules: MergeRules): ScalarDecision {
	if (rules.direction === 'off') return { kind: 'settle', base: { ...now } };
	const winner = conflictWinner(rules);
	if (!winner) return { kind: 'report', base };
	const copy = copyIfAllowed(winner, now, rules) ?? enforced(otherSide(winner), now, rules);
	if (copy?.kind === 'copy') return { ...copy, lost: otherSide(copy.from) };
	return leftOpen(winner, base, rules) ?? { kind: 'keepBoth', base: { ...now }, winner };
}

/** Whose value stays where both sides changed; undefined where that is only reported. */
export function conflictWinner(rules: MergeRules): Side | undefined {
	if (rules.conflict === 'report') return undefined;
	return rules.conflict === 'newest' ? rules.newer : rules.conflict;
}

function firstMeeting(now: ScalarValues, rules: MergeRules): ScalarDecision {
	const settled: ScalarDecision = { kind: 'settle', base: { ...now } };
	const gives = (side: Side) => side === 'crm' || rules.partnerGives === 'all';
	for (const side of ['crm', 'partner'] as const) {
		if (now[side] === '' && now[otherSide(side)] !== '') {
			return (gives(otherSide(side)) && (copyIfAllowed(otherSide(side), now, rules) ?? leftOpen(otherSide(side), undefined, rules))) || settled;
		}
	}
	const winner = firstWinner(rules);
	return (winner && gives(winner) && (copyIfAllowed(winner, now, rules) ?? leftOpen(winner, undefined, rules))) || settled;
}

/** Whose value overwrites at first meeting; undefined where only gaps are filled. */
export function firstWinner(rules: MergeRules): Side | undefined {
	switch (rules.firstMeeting) {
		case 'fillGaps':
			return undefined;
		case 'crmWins':
			return 'crm';
		case 'partnerWins':
			return 'partner';
		case 'newestWins':
			return rules.newer;
	}
}
