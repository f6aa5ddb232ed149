import { mergeList, type Room } from '../../core/sync/mergeList';
import type { MergeRules } from '../../core/sync/mergeScalar';
import type { ListBase } from '../../core/sync/pairEntry';
import { mergeRules } from '../support/contacts';
import { afterList, baseWords, cutBase, listBase, lists, words } from './listCases';

interface Row {
	row: string;
	base?: ListBase;
	/** CRM, partner. */
	now: [string, string];
	rules?: Partial<MergeRules>;
	room?: Room;
	/** CRM, partner, and the base in words: "abc types | CRM only | partner only". */
	then: [string, string, string];
}

function check({ base, now, rules, room, then }: Row): void {
	const values = lists(...now);
	const decision = mergeList(values, base, mergeRules(rules), room);
	const after = afterList(values, decision);
	expect([words(after.crm), words(after.partner), baseWords(decision.base)]).toEqual(then);
}

const oneWay = { direction: 'toPartner' } as const;
const enforced = { direction: 'toPartner', oneWayEdits: 'enforce' } as const;

describe('additions and removals of both sides hold', () => {
	test.each<Row>([
		{ row: 'nothing changed: nothing', base: listBase('a b'), now: ['a b', 'b a'], then: ['a b', 'a b', 'a.. b.. |  | '] },
		{ row: 'both empty: nothing', base: listBase(''), now: ['', ''], then: ['', '', ' |  | '] },
		{ row: 'added in the CRM: added at the partner', base: listBase('a'), now: ['a b', 'a'], then: ['a b', 'a b', 'a.. b.. |  | '] },
		{ row: 'added at the partner: added in the CRM', base: listBase('a'), now: ['a', 'a b'], then: ['a b', 'a b', 'a.. b.. |  | '] },
		{ row: 'added on both sides, different: both have both', base: listBase('a'), now: ['a b', 'a c'], then: ['a b c', 'a b c', 'a.. b.. c.. |  | '] },
		{ row: 'added on both sides, equal: settled', base: listBase('a'), now: ['a b', 'a b'], then: ['a b', 'a b', 'a.. b.. |  | '] },
		{ row: 'removed in the CRM: removed at the partner', base: listBase('a b'), now: ['a', 'a b'], then: ['a', 'a', 'a.. |  | '] },
		{ row: 'removed at the partner: removed in the CRM', base: listBase('a b'), now: ['a b', 'a'], then: ['a', 'a', 'a.. |  | '] },
		{ row: 'removed on both sides: forgotten', base: listBase('a b'), now: ['a', 'a'], then: ['a', 'a', 'a.. |  | '] },
		{ row: 'removed here, added there: both hold', base: listBase('a b'), now: ['a', 'a b c'], then: ['a c', 'a c', 'a.. c.. |  | '] },
		{ row: 'replaced on both sides: one removal, two additions', base: listBase('a'), now: ['b', 'c'], then: ['b c', 'b c', 'b.. c.. |  | '] },
		{ row: 'all removed in the CRM: cleared at the partner', base: listBase('a b'), now: ['', 'a b'], then: ['', '', ' |  | '] },
		{ row: 'settled on one side only: stays there', base: listBase('a b', 'a c'), now: ['a b', 'a c'], then: ['a b', 'a c', 'a.. | b | c'] },
		{ row: 'settled on one side only, then gone there: forgotten', base: listBase('a b', 'a c'), now: ['a', 'a c'], then: ['a', 'a c', 'a.. |  | c'] },
		{ row: 'settled on one side only, then added on the other: common', base: listBase('a b', 'a'), now: ['a b', 'a b'], then: ['a b', 'a b', 'a.. b.. |  | '] },
		{ row: 'an addition beats a removal: the CRM drops what only it had while the partner adds it', base: listBase('a b', 'a'), now: ['a', 'a b'], then: ['a b', 'a b', 'a.. b.. |  | '] },
		{ row: 'an addition beats a removal: the partner drops what only it had while the CRM adds it', base: listBase('a', 'a b'), now: ['a b', 'a'], then: ['a b', 'a b', 'a.. b.. |  | '] },
	])('$row', check);
});

describe('a one-way list', () => {
	test.each<Row>([
		{ row: 'takes additions of the CRM', base: listBase('a'), now: ['a b', 'a'], rules: oneWay, then: ['a b', 'a b', 'a.. b.. |  | '] },
		{ row: 'takes removals of the CRM', base: listBase('a b'), now: ['a', 'a b'], rules: oneWay, then: ['a', 'a', 'a.. |  | '] },
		{ row: "leaves the partner's additions alone", base: listBase('a'), now: ['a', 'a b'], rules: oneWay, then: ['a', 'a b', 'a.. |  | b'] },
		{ row: "leaves the partner's removals alone", base: listBase('a b'), now: ['a b', 'a'], rules: oneWay, then: ['a b', 'a', 'a.. | b | '] },
		{ row: 'does not bring back what the partner removed when another one is added', base: listBase('a b', 'a'), now: ['a b c', 'a'], rules: oneWay, then: ['a b c', 'a c', 'a.. c.. | b | '] },
		{ row: 'puts back what the partner removed, enforced', base: listBase('a b'), now: ['a b', 'a'], rules: enforced, then: ['a b', 'a b', 'a.. b.. |  | '] },
		{ row: "keeps the partner's own additions, enforced", base: listBase('a'), now: ['a', 'a b'], rules: enforced, then: ['a', 'a b', 'a.. |  | b'] },
		{ row: 'to the CRM mirrors all this', base: listBase('a b'), now: ['a b c', 'a'], rules: { direction: 'toCrm' }, then: ['a c', 'a', 'a.. | c | '] },
		{ row: 'that is off moves nothing', base: listBase('a'), now: ['a b', 'a c'], rules: { direction: 'off' }, then: ['a b', 'a c', 'a.. | b | c'] },
	])('$row', check);
});

describe('write modes', () => {
	test.each<Row>([
		{ row: 'never clear: a list that became empty clears nothing', base: listBase('a b'), now: ['', 'a b'], rules: { mode: 'overwrite' }, then: ['', 'a b', ' |  | ab'] },
		{ row: 'never clear: one of several is removed', base: listBase('a b'), now: ['a', 'a b'], rules: { mode: 'overwrite' }, then: ['a', 'a', 'a.. |  | '] },
		{ row: 'fill empty: nothing is added to a list that has something', base: listBase('a'), now: ['a b', 'a'], rules: { mode: 'fillEmpty' }, then: ['a b', 'a', 'a.. | b | '] },
		{ row: 'fill empty: nothing is removed', base: listBase('a b'), now: ['a', 'a b'], rules: { mode: 'fillEmpty' }, then: ['a', 'a b', 'a.. |  | b'] },
		{ row: 'fill empty: an empty list is filled', base: listBase(''), now: ['a b', ''], rules: { mode: 'fillEmpty' }, then: ['a b', 'a b', 'a.. b.. |  | '] },
		{ row: 'fill empty: types stay', base: listBase('a:w'), now: ['a:h', 'a:w'], rules: { mode: 'fillEmpty' }, then: ['a:h', 'a:w', 'ahw |  | '] },
	])('$row', check);
});

describe('first meeting', () => {
	test.each<Row>([
		{ row: 'fill gaps: everything is united', now: ['a b', 'b c'], then: ['a b c', 'a b c', 'a.. b.. c.. |  | '] },
		{ row: "fill gaps, one-way: the partner's own stays with it", now: ['a b', 'b c'], rules: oneWay, then: ['a b', 'a b c', 'a.. b.. |  | c'] },
		{ row: 'CRM wins: the partner has what the CRM has', now: ['a b', 'b c'], rules: { firstMeeting: 'crmWins' }, then: ['a b', 'a b', 'a.. b.. |  | '] },
		{ row: 'partner wins: the CRM has what the partner has', now: ['a b', 'b c'], rules: { firstMeeting: 'partnerWins' }, then: ['b c', 'b c', 'b.. c.. |  | '] },
		{ row: 'newest wins: the newer side', now: ['a b', 'b c'], rules: { firstMeeting: 'newestWins', newer: 'partner' }, then: ['b c', 'b c', 'b.. c.. |  | '] },
		{ row: 'partner wins a one-way list: settled as different', now: ['a b', 'b c'], rules: { ...oneWay, firstMeeting: 'partnerWins' }, then: ['a b', 'b c', 'b.. | a | c'] },
		{ row: 'a winner without elements clears nothing, the gap is filled', now: ['', 'b c'], rules: { firstMeeting: 'crmWins' }, then: ['b c', 'b c', 'b.. c.. |  | '] },
		{ row: 'a winner without elements clears nothing, one-way', now: ['', 'b c'], rules: { ...oneWay, firstMeeting: 'crmWins' }, then: ['', 'b c', ' |  | bc'] },
		{ row: 'from outside the group the partner gives nothing', now: ['a', 'a c'], rules: { partnerGives: 'nothingAtFirst' }, then: ['a', 'a c', 'a.. |  | c'] },
		{ row: 'from outside the group the partner wins nothing, and still takes', now: ['a b', 'a c'], rules: { partnerGives: 'nothingAtFirst', firstMeeting: 'partnerWins' }, then: ['a b', 'a b c', 'a.. b.. |  | c'] },
		{ row: 'types of equal values stay different', now: ['a:w', 'a:h'], rules: { firstMeeting: 'crmWins' }, then: ['a:w', 'a:h', 'awh |  | '] },
	])('$row', check);
});

describe('types are attributes of the element', () => {
	test.each<Row>([
		{ row: 'changed in the CRM: to the partner', base: listBase('a:w'), now: ['a:h', 'a:w'], then: ['a:h', 'a:h', 'ahh |  | '] },
		{ row: 'taken away in the CRM: taken away at the partner', base: listBase('a:w'), now: ['a', 'a:w'], then: ['a', 'a', 'a.. |  | '] },
		{ row: 'changed at the partner: to the CRM', base: listBase('a:w'), now: ['a:w', 'a:h'], then: ['a:h', 'a:h', 'ahh |  | '] },
		{ row: 'changed at the partner, one-way: stays there', base: listBase('a:w'), now: ['a:w', 'a:h'], rules: oneWay, then: ['a:w', 'a:h', 'awh |  | '] },
		{ row: 'changed at the partner, enforced: put back', base: listBase('a:w'), now: ['a:w', 'a:h'], rules: enforced, then: ['a:w', 'a:w', 'aww |  | '] },
		{ row: 'changed in a list that is off, enforced: stays', base: listBase('a:w'), now: ['a:w', 'a:h'], rules: { direction: 'off', oneWayEdits: 'enforce' }, then: ['a:w', 'a:h', 'awh |  | '] },
		{ row: 'changed on both sides: the newer side', base: listBase('a:w'), now: ['a:h', 'a:x'], rules: { newer: 'partner' }, then: ['a:x', 'a:x', 'axx |  | '] },
		{ row: 'changed on both sides, policy CRM: the CRM', base: listBase('a:w'), now: ['a:h', 'a:x'], rules: { newer: 'partner', conflict: 'crm' }, then: ['a:h', 'a:h', 'ahh |  | '] },
		{ row: 'changed on both sides, policy report: both stay', base: listBase('a:w'), now: ['a:h', 'a:x'], rules: { conflict: 'report' }, then: ['a:h', 'a:x', 'ahx |  | '] },
		{ row: 'settled as different: stay so', base: listBase('a:w', 'a:h'), now: ['a:w', 'a:h'], then: ['a:w', 'a:h', 'awh |  | '] },
		{ row: 'a new element brings its own', base: listBase('a'), now: ['a b:w', 'a'], then: ['a b:w', 'a b:w', 'a.. bww |  | '] },
		{ row: 'a removal wins over a changed type', base: listBase('a:w b'), now: ['b', 'a:h b'], then: ['b', 'b', 'b.. |  | '] },
	])('$row', check);
});

describe('what finds no slot stays where it is and is settled', () => {
	test.each<Row>([
		{ row: 'one slot free for two additions', base: listBase('a'), now: ['a b c', 'a'], room: { partner: 2 }, then: ['a b c', 'a b', 'a.. b.. | c | '] },
		{ row: 'a removal makes room', base: listBase('a b'), now: ['b c', 'a b'], room: { partner: 2 }, then: ['b c', 'b c', 'b.. c.. |  | '] },
		{ row: 'an over-full side keeps what it has', base: listBase('a b c', 'a b c'), now: ['a b c d', 'a b c'], room: { partner: 2 }, then: ['a b c d', 'a b c', 'a.. b.. c.. | d | '] },
		{ row: 'nothing is tried again when a slot becomes free', base: listBase('a b', 'a'), now: ['a b', 'a'], room: { partner: 2 }, then: ['a b', 'a', 'a.. | b | '] },
		{ row: 'no slots at all', now: ['a', ''], room: { partner: 0 }, then: ['a', '', ' | a | '] },
		{ row: 'the CRM may be short of slots, too', base: listBase('a'), now: ['a', 'a b'], room: { crm: 1 }, then: ['a', 'a b', 'a.. |  | b'] },
	])('$row', check);
});

describe('a base that was cut to whole-list hashes', () => {
	test.each<Row>([
		{ row: 'still holds: nothing', base: cutBase('a b'), now: ['a b', 'a b'], then: ['a b', 'a b', 'a.. b.. |  | '] },
		{ row: 'still holds with differences: nothing', base: cutBase('a b', 'a c'), now: ['a b', 'a c'], then: ['a b', 'a c', 'a.. | b | c'] },
		{ row: 'the CRM changed lists that were equal: additions and removals hold', base: cutBase('a b'), now: ['a c', 'a b'], then: ['a c', 'a c', 'a.. c.. |  | '] },
		{ row: 'the partner changed lists that were equal: additions and removals hold', base: cutBase('a b'), now: ['a b', 'b c'], then: ['b c', 'b c', 'b.. c.. |  | '] },
		{ row: 'the partner changed lists that were equal, one-way: left alone', base: cutBase('a b'), now: ['a b', 'b c'], rules: oneWay, then: ['a b', 'b c', 'b.. | a | c'] },
		{ row: 'both changed: every element is an addition, nothing is lost', base: cutBase('a b'), now: ['a c', 'b d'], then: ['a b c d', 'a b c d', 'a.. b.. c.. d.. |  | '] },
		{ row: 'the CRM changed lists that differed: every element is an addition', base: cutBase('a b', 'a c'), now: ['a d', 'a c'], then: ['a c d', 'a c d', 'a.. c.. d.. |  | '] },
		{ row: 'of an empty list', base: cutBase(''), now: ['a', ''], then: ['a', 'a', 'a.. |  | '] },
	])('$row', check);
});
