import fc from 'fast-check';
import { clean } from '../../core/contact/text';
import { mergeFields } from '../../core/sync/desk';
import type { ElementView } from '../../core/sync/fields';
import { mergeList, type ListDecision, type ListValues } from '../../core/sync/mergeList';
import { mayGive, otherSide, type MergeRules, type Side } from '../../core/sync/mergeScalar';
import { wholeHash, type ListBase } from '../../core/sync/pairEntry';
import { afterList, baseWords, words } from '../core/listCases';
import { basesOf, CAPABILITIES, EVA, fieldRules, flow, mergeRules, NORMAL, person, record, snapshot } from '../support/contacts';
import { createTally, SEED } from './tally';

const SIDES = ['crm', 'partner'] as const;
const CASES = 20_000;

const element = fc.record({ letter: fc.constantFrom(...'abcdef'), type: fc.constantFrom('.', 'w', 'h') }).map(({ letter, type }): [string, ElementView] => {
	const hash = letter.repeat(4);
	return [hash, { hash, type, value: { value: letter, ...(type === '.' ? {} : { type }) } }];
});
const elements: fc.Arbitrary<ReadonlyMap<string, ElementView>> = fc.array(element, { maxLength: 4 }).map((list) => new Map(list));
const values: fc.Arbitrary<ListValues> = fc.record({ crm: elements, partner: elements });

const rules: fc.Arbitrary<MergeRules> = fc
	.record({
		direction: fc.constantFrom('both', 'both', 'toPartner', 'toCrm', 'off'),
		mode: fc.constantFrom('mirror', 'mirror', 'overwrite', 'fillEmpty'),
		firstMeeting: fc.constantFrom('fillGaps', 'crmWins', 'partnerWins', 'newestWins'),
		conflict: fc.constantFrom('newest', 'crm', 'partner', 'report'),
		oneWayEdits: fc.constantFrom('keep', 'enforce'),
		newer: fc.constantFrom('crm', 'partner'),
	})
	.map((drawn) => mergeRules(drawn as Partial<MergeRules>));

/** What was settled once: by a merge, so that it is a base that can be. Sometimes cut to whole-list hashes, sometimes nothing. */
const base: fc.Arbitrary<ListBase | undefined> = fc.tuple(values, rules, fc.constantFrom('elements', 'elements', 'whole', 'none')).map(([now, how, kind]) => {
	if (kind === 'none') return undefined;
	const settled = mergeList(now, undefined, how).base;
	return kind === 'elements' ? settled : { kind: 'whole', crm: wholeHash(settled, 'crm'), partner: wholeHash(settled, 'partner') };
});
const room = fc.record({ partner: fc.constantFrom(undefined, undefined, 2, 3) });

const SWAPPED = {
	both: 'both', off: 'off', toPartner: 'toCrm', toCrm: 'toPartner',
	fillGaps: 'fillGaps', newestWins: 'newestWins', crmWins: 'partnerWins', partnerWins: 'crmWins',
	newest: 'newest', report: 'report', crm: 'partner', partner: 'crm',
} as const;

function swapRules(how: MergeRules): MergeRules {
	return { ...how, direction: SWAPPED[how.direction], firstMeeting: SWAPPED[how.firstMeeting], conflict: SWAPPED[how.conflict], newer: SWAPPED[how.newer] };
}

function swapBase(one: ListBase | undefined): ListBase | undefined {
	if (!one) return undefined;
	if (one.kind === 'whole') return { kind: 'whole', crm: one.partner, partner: one.crm };
	const common = new Map([...one.common].map(([hash, { crmType, partnerType }]) => [hash, { crmType: partnerType, partnerType: crmType }]));
	return { kind: 'elements', common, crmOnly: one.partnerOnly, partnerOnly: one.crmOnly };
}

const swap = ({ crm, partner }: ListValues): ListValues => ({ crm: partner, partner: crm });

function written(now: ListValues, decision: ListDecision): string {
	const after = afterList(now, decision);
	return `${words(after.crm)} / ${words(after.partner)} / ${baseWords(decision.base)}`;
}

const tally = createTally();
afterAll(() => {
	const names = ['additions', 'removals', 'types', 'no room', 'cut bases', 'first meetings', 'newest by the partner', 'newest by the CRM'];
	expect(tally.rare('merges', names, SEED)).toEqual([]);
});

describe('lists', () => {
	test('swapping the sides, the rules and the winners swaps the outcome', () => {
		const property = fc.property(values, base, rules, (now, was, how) => {
			const mirrored = mergeList(swap(now), swapBase(was), swapRules(how));
			const turned = { edits: { crm: mirrored.edits.partner, partner: mirrored.edits.crm }, base: swapBase(mirrored.base) as ListBase };
			return written(now, turned) === written(now, mergeList(now, was, how));
		});
		fc.assert(property, { numRuns: CASES, seed: SEED });
	});

	test('a second merge writes nothing', () => {
		const property = fc.property(values, base, rules, room, (now, was, how, slots) => {
			const decision = mergeList(now, was, how, slots);
			tally.count('additions', Number(SIDES.some((side) => decision.edits[side]?.add.length)));
			tally.count('removals', Number(SIDES.some((side) => decision.edits[side]?.remove.size)));
			tally.count('types', Number(SIDES.some((side) => decision.edits[side]?.retype.size)));
			tally.count('no room', Number(slots.partner !== undefined && now.partner.size >= slots.partner));
			tally.count('cut bases', Number(was?.kind === 'whole'));
			tally.count('first meetings', Number(!was));
			const again = mergeList(afterList(now, decision), decision.base, how, slots);
			return Object.keys(again.edits).length === 0 && baseWords(again.base) === baseWords(decision.base);
		});
		fc.assert(property, { numRuns: CASES, seed: SEED });
	});

	test('an element is gone only where a person took it away, or where the winner of a first meeting has it not', () => {
		const property = fc.property(values, base, rules, room, (now, was, how, slots) => {
			const after = afterList(now, mergeList(now, was, how, slots));
			return SIDES.every((side) =>
				[...now[side].keys()].every((hash) => {
					if (after.crm.has(hash) || after.partner.has(hash)) return true;
					const other = otherSide(side);
					const given = mayGive(other, how.direction) && !now[other].has(hash) && how.mode !== 'fillEmpty';
					return given && (was !== undefined || (now[other].size > 0 && how.firstMeeting !== 'fillGaps'));
				}),
			);
		});
		fc.assert(property, { numRuns: CASES, seed: SEED });
	});

	test('no side gets an element that the other one has not, nor against the direction, nor beyond its slots', () => {
		const property = fc.property(values, base, rules, room, (now, was, how, slots) => {
			const { edits } = mergeList(now, was, how, slots);
			return SIDES.every((side: Side) => {
				const edit = edits[side];
				if (!edit) return true;
				const other = otherSide(side);
				const known = edit.add.every(({ hash }) => now[other].has(hash) && !now[side].has(hash));
				const fits = side === 'crm' || slots.partner === undefined || edit.add.length === 0 || now.partner.size - edit.remove.size + edit.add.length <= slots.partner;
				return known && fits && mayGive(other, how.direction);
			});
		});
		fc.assert(property, { numRuns: CASES, seed: SEED });
	});
});

describe('newest', () => {
	const stamp = fc.option(fc.integer({ min: 0, max: 300_000 }).map((ms) => new Date(Date.UTC(2026, 2, 2) + ms).toISOString()), { nil: undefined });

	/** Who wins a field that both sides changed. */
	function winner(crm: string | undefined, partner: string | undefined, resolutionMs: number): string {
		const held = record('r', { ...EVA, note: 'own' }, partner ? { modifiedAt: partner } : {});
		const merge = mergeFields(person('31', { ...EVA, note: 'new', ...(crm ? { modifiedAt: crm } : {}) }), held, basesOf(EVA), {
			operation: 'upsert', settings: flow({ crmStampResolutionMs: resolutionMs }), snapshot: snapshot([held]), capabilities: CAPABILITIES, groupId: undefined,
			normal: NORMAL, entryKeyBytes: 0, mark: '', taken: new Set(), notedOptOuts: new Set(), match: () => ({ kind: 'none', shared: 0 }), index: { pairedWith: () => [], free: [], pairs: 0, isFree: () => false, all: () => [].values(), ids: () => [].values() },
			rules: { person: fieldRules(), company: fieldRules() },
		}, 'all');
		return merge.conflicts.map((one) => one.winner).join();
	}

	test('is total and antisymmetric: one side wins, the other one with the stamps swapped, a tie goes to the CRM', () => {
		const property = fc.property(stamp, stamp, fc.constantFrom(1, 1_000, 60_000), (one, other, resolutionMs) => {
			const unit = (text: string) => Math.floor(Date.parse(text) / resolutionMs);
			const tie = !one || !other || unit(one) === unit(other);
			const wins = [winner(one, other, resolutionMs), winner(other, one, resolutionMs)];
			tally.count(wins[0] === 'crm' ? 'newest by the CRM' : 'newest by the partner');
			return tie ? wins.join() === 'crm,crm' : wins.sort().join() === 'crm,partner';
		});
		fc.assert(property, { numRuns: 2_000, seed: SEED });
	});

	test('is transitive: who was touched later than the later one was touched last', () => {
		const property = fc.property(fc.tuple(stamp, stamp, stamp), ([a, b, c]) => {
			if (!a || !b || !c) return true;
			const later = (one: string, other: string) => winner(other, one, 1_000) === 'partner';
			return !(later(a, b) && later(b, c)) || later(a, c);
		});
		fc.assert(property, { numRuns: 2_000, seed: SEED });
	});
});

describe('texts', () => {
	const odd = fc.string({ unit: fc.constantFrom('a', 'B', 'é', 'e\u0301', ' ', '\u00a0', '\t', '\r', '\n', '\r\n', '한', '\ud83d\ude00'), maxLength: 12 });

	test('are clean after one cleaning, and the quick way out changes nothing', () => {
		const slowly = (text: string) => text.normalize('NFC').replace(/\r\n?/g, '\n').replace(/[^\S\n]+/g, ' ').replace(/ ?\n ?/g, '\n').trim();
		const property = fc.property(odd, (text) => clean(text) === slowly(text) && clean(clean(text)) === clean(text));
		fc.assert(property, { numRuns: CASES, seed: SEED });
	});
});
