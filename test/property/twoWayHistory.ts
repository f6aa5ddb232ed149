import fc from 'fast-check';
import type { MemoryCrmSettings } from '../../connectors/crm/memory';
import type { ContactFields } from '../../core/contact/contact';
import { FIELDS } from '../../core/sync/fields';
import type { Direction, FieldRule, FlowSettings, ToCrmSettings, WriteMode } from '../../core/sync/settings';
import { fieldRules, flow } from '../support/contacts';
import { TAG } from '../core/syncKit';
import { change, values, type Change } from './values';

/** A person's hand on one record of one side. `who` counts the records of that side. */
export type Hand =
	| { on: 'crm'; do: 'edit'; who: number; change: Change }
	| { on: 'crm'; do: 'new'; values: ContactFields; company: boolean; inside: boolean; like?: number }
	| { on: 'crm'; do: 'tag' | 'untag' | 'toggle' | 'remove' | 'restore' | 'invalidate' | 'revive' | 'anonymise'; who: number }
	| { on: 'crm'; do: 'merge'; who: number; other: number }
	| { on: 'partner'; do: 'edit'; who: number; change: Change }
	| { on: 'partner'; do: 'new'; values: ContactFields; inside: boolean; like?: number }
	| { on: 'partner'; do: 'label' | 'unlabel' | 'toggle' | 'delete' | 'restore' | 'befriend' | 'foreignEntry' | 'loseEntry'; who: number }
	| { on: 'partner'; do: 'merge'; who: number; other: number }
	/** Both sides of a pair change a field, mostly the same one. */
	| { on: 'both'; do: 'clash'; who: number; change: Change; other: Pick<Change, 'how' | 'at'> & Partial<Pick<Change, 'field'>>; later: 'crm' | 'partner' };

/** What goes wrong in a run; `at` counts the run's requests on both sides, reading included. */
export type Trouble =
	| { kind: 'none' | 'restart' | 'lostState' }
	| { kind: 'stop' | 'cutBefore' | 'cutAfter'; at: number }
	| { kind: 'meddle'; at: number; hand: Hand };

export type Step =
	| { do: 'hand'; hand: Hand }
	| { do: 'settings'; rule: FieldRule }
	| { do: 'run'; read: 'changes' | 'everything'; trouble: Trouble };

export interface Policy {
	settings: FlowSettings & { toCrm: ToCrmSettings };
	crm: Pick<MemoryCrmSettings, 'links' | 'requests' | 'deletions' | 'slots' | 'stampResolutionMs' | 'pageSize' | 'writable' | 'sameLink'>;
	reshape: { crm: 'none' | 'some'; partner: 'none' | 'some' };
	batchSize: number;
	emailSlots?: number;
	delayMs: { crm: number; partner: number };
	label: 'there' | 'missing';
	/** Everything both ways and nothing in the way: at rest both sides of a pair are equal. */
	strict: 'yes' | 'no';
}

export interface History {
	policy: Policy;
	crm: Array<{ values: ContactFields; company: boolean; inside: boolean }>;
	partner: Array<{ values: ContactFields; inside: boolean; like?: number }>;
	steps: Step[];
}

/** Mostly the first ones, so that several things happen to one contact. */
const who = fc.oneof({ weight: 3, arbitrary: fc.nat(1) }, { weight: 1, arbitrary: fc.nat(7) });
const like = fc.option(who, { nil: undefined });
const inside = fc.constantFrom(true, true, true, false);

const crmHand: fc.Arbitrary<Hand> = fc.oneof(
	{ weight: 6, arbitrary: fc.record({ on: fc.constant('crm' as const), do: fc.constant('edit' as const), who, change }) },
	{ weight: 2, arbitrary: fc.record({ on: fc.constant('crm' as const), do: fc.constant('new' as const), values, company: fc.constantFrom(false, false, true), inside, like }) },
	{
		weight: 6,
		arbitrary: fc.record({ on: fc.constant('crm' as const), do: fc.constantFrom('toggle' as const, 'toggle' as const, 'toggle' as const, 'untag' as const, 'remove' as const, 'remove' as const, 'restore' as const, 'invalidate' as const, 'revive' as const, 'anonymise' as const), who }),
	},
	{ weight: 1, arbitrary: fc.record({ on: fc.constant('crm' as const), do: fc.constant('merge' as const), who, other: who }) },
);

const partnerHand: fc.Arbitrary<Hand> = fc.oneof(
	{ weight: 6, arbitrary: fc.record({ on: fc.constant('partner' as const), do: fc.constant('edit' as const), who, change }) },
	{ weight: 2, arbitrary: fc.record({ on: fc.constant('partner' as const), do: fc.constant('new' as const), values, inside, like }) },
	{
		weight: 7,
		arbitrary: fc.record({ on: fc.constant('partner' as const), do: fc.constantFrom('toggle' as const, 'toggle' as const, 'toggle' as const, 'unlabel' as const, 'delete' as const, 'delete' as const, 'restore' as const, 'befriend' as const, 'foreignEntry' as const, 'loseEntry' as const), who }),
	},
	{ weight: 1, arbitrary: fc.record({ on: fc.constant('partner' as const), do: fc.constant('merge' as const), who, other: who }) },
);

const scalarChange: fc.Arbitrary<Change> = fc.record({ field: fc.constantFrom('name', 'company', 'note', 'note'), how: fc.constantFrom('own', 'own', 'clear'), at: fc.nat(11) });
const clash: fc.Arbitrary<Hand> = fc.record({
	on: fc.constant('both' as const),
	do: fc.constant('clash' as const),
	who,
	change: fc.oneof(change, scalarChange),
	other: fc.record({ how: fc.constantFrom('own', 'own', 'set', 'clear', 'add', 'remove', 'retype'), at: fc.nat(11) }),
	later: fc.constantFrom('crm' as const, 'partner' as const),
});
/** Each side changes another field of the same pair. */
const bothEdit: fc.Arbitrary<Hand> = fc.record({
	on: fc.constant('both' as const),
	do: fc.constant('clash' as const),
	who,
	change: fc.record({ field: fc.constantFrom('note', 'company'), how: fc.constant('own' as const), at: fc.nat(11) }),
	other: fc.record({ field: fc.constantFrom('name', 'emails', 'phones'), how: fc.constant('own' as const), at: fc.nat(11) }),
	later: fc.constantFrom('crm' as const, 'partner' as const),
});

export const hand: fc.Arbitrary<Hand> = fc.oneof({ weight: 4, arbitrary: crmHand }, { weight: 4, arbitrary: partnerHand }, { weight: 2, arbitrary: clash });

const none: fc.Arbitrary<Trouble> = fc.constant({ kind: 'none' });
const troubles: fc.Arbitrary<Trouble> = fc.oneof(
	{ weight: 2, arbitrary: none },
	{ weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('stop' as const, 'cutBefore' as const, 'cutAfter' as const), at: fc.integer({ min: 1, max: 14 }) }) },
	{ weight: 3, arbitrary: fc.record({ kind: fc.constant('meddle' as const), at: fc.integer({ min: 2, max: 10 }), hand: fc.oneof(crmHand, partnerHand) }) },
	{ weight: 2, arbitrary: fc.constantFrom<Trouble>({ kind: 'restart' }, { kind: 'lostState' }) },
);

const direction: fc.Arbitrary<Direction> = fc.constantFrom('off', 'toPartner', 'toCrm', 'both');
const mode: fc.Arbitrary<WriteMode> = fc.constantFrom('mirror', 'mirror', 'mirror', 'overwrite', 'fillEmpty');
const rule: fc.Arbitrary<FieldRule> = fc.record({ field: fc.constantFrom(...FIELDS), direction, mode });
const rules: fc.Arbitrary<FieldRule[]> = fc
	.tuple(mode, fc.array(rule, { maxLength: 3 }))
	.map(([usual, given]) => FIELDS.map((field) => given.find((one) => one.field === field) ?? { field, direction: 'both', mode: usual }));

const NO_BIRTHDAY = FIELDS.filter((field) => field !== 'birthday' && field !== 'websites');

const leavingIn = (theme: Theme) => (theme === 'leaving' ? fc.constantFrom('leave' as const, 'leave' as const, 'delete' as const, 'delete' as const, 'nothing' as const) : fc.constantFrom('leave' as const, 'leave' as const, 'delete' as const, 'nothing' as const));

const choicesOf = (...conflicts: Array<FlowSettings['conflict']>) => fc.record({
	fields: rules,
	firstMeeting: fc.constantFrom('fillGaps' as const, 'fillGaps' as const, 'crmWins' as const, 'partnerWins' as const, 'newestWins' as const),
	conflict: fc.constantFrom(...conflicts),
	oneWayEdits: fc.constantFrom('keep' as const, 'keep' as const, 'enforce' as const),
	missing: fc.oneof({ weight: 14, arbitrary: fc.constant('recreate' as const) }, { weight: 1, arbitrary: fc.constant('doNotRecreate' as const) }),
	visibility: fc.constantFrom('alsoVisible' as const, 'groupOnly' as const),
	matchBy: fc.constantFrom<FlowSettings['matchBy']>(['email', 'phone', 'nameAndCompany'], ['email', 'phone', 'nameAndCompany'], ['nameAndCompany', 'email'], ['phone'], []),
	ambiguity: fc.constantFrom('report' as const, 'report' as const, 'lowestCrmId' as const),
	defaultCountry: fc.constantFrom('CZ', undefined),
});

const toCrm = fc.record({
	scope: fc.constantFrom<ToCrmSettings['scope']>({ kind: 'tag', tag: TAG }, { kind: 'tag', tag: TAG }, { kind: 'all' }),
	creates: fc.constantFrom('people' as const, 'peopleAndCompanies' as const, 'peopleAndCompanies' as const, 'nothing' as const),
	writesPerRun: fc.constantFrom(1_000, 1_000, 1_000, 2),
	linksPerRun: fc.constantFrom(1_000, 1_000, 1),
});

const crm = fc.record({
	links: fc.constantFrom('listed' as const, 'single' as const, 'none' as const),
	requests: fc.constantFrom('together' as const, 'apart' as const),
	deletions: fc.constantFrom('told' as const, 'hidden' as const),
	slots: fc.constantFrom({}, {}, {}, { emails: 2, phones: 1 }),
	stampResolutionMs: fc.constantFrom(1_000, 60_000),
	pageSize: fc.constantFrom(1_000, 2),
	writable: fc.constantFrom(undefined, undefined, undefined, { person: NO_BIRTHDAY, company: NO_BIRTHDAY }),
	sameLink: fc.constantFrom('allowed' as const, 'refused' as const),
});

const some = fc.constantFrom('none' as const, 'none' as const, 'some' as const);

const policy = (delays: readonly number[], theme: Theme): fc.Arbitrary<Policy> =>
	fc
		.record({
			choices: theme === 'values' ? choicesOf('newest', 'newest', 'report', 'report', 'crm', 'partner') : choicesOf('newest', 'newest', 'crm', 'partner', 'report'),
			toCrm,
			crm,
			leaving: fc.record({ partner: leavingIn(theme), crm: leavingIn(theme) }),
			reshape: fc.record({ crm: some, partner: some }),
			batchSize: fc.constantFrom(1, 2, 200),
			emailSlots: fc.constantFrom(undefined, undefined, undefined, 2),
			delayMs: fc.record({ crm: fc.constantFrom(...delays), partner: fc.constantFrom(...delays) }),
			label: fc.constantFrom('there' as const, 'missing' as const),
			strict: fc.constantFrom('no' as const, 'no' as const, 'no' as const, 'yes' as const),
		})
		.map(({ choices: given, leaving, toCrm: givenCrm, ...others }) => {
			const chosen = { ...given, leaving: leaving.partner };
			const rest = { ...others, toCrm: { ...givenCrm, leaving: leaving.crm } };
			const { writable, ...crmRest } = rest.crm;
			const late = rest.delayMs.crm + rest.delayMs.partner > 0;
			// What a person does within the window is not seen before a delete, which no partner checks versions for.
			const calmer = late ? { leaving: chosen.leaving === 'delete' ? ('leave' as const) : chosen.leaving } : {};
			const calmerCrm = late && rest.toCrm.leaving === 'delete' ? { leaving: 'leave' as const } : {};
			const settings = { ...flow({ ...chosen, ...calmer, crmStampResolutionMs: rest.crm.stampResolutionMs }), toCrm: { ...rest.toCrm, ...calmerCrm } };
			const usual: Policy = { ...rest, crm: { ...crmRest, ...(writable ? { writable } : {}) }, settings };
			return rest.strict === 'yes' ? strictly(usual) : usual;
		});

function strictly(usual: Policy): Policy {
	const { firstMeeting, conflict } = usual.settings;
	const { writable, ...crmRest } = usual.crm;
	const settings = {
		...usual.settings,
		fields: fieldRules('both'),
		firstMeeting: firstMeeting === 'fillGaps' ? ('newestWins' as const) : firstMeeting,
		conflict: conflict === 'report' ? ('newest' as const) : conflict,
	};
	return { ...usual, settings, crm: { ...crmRest, slots: {}, ...(writable ? {} : {}) }, reshape: { crm: 'none', partner: 'none' }, emailSlots: undefined };
}

const startCrm = fc.record({ values, company: fc.constantFrom(false, false, false, true), inside });
const startPartner = fc.record({ values, inside, like });

const run = (trouble: fc.Arbitrary<Trouble>): fc.Arbitrary<Step> => fc.record({ do: fc.constant('run' as const), read: fc.constantFrom('changes' as const, 'changes' as const, 'everything' as const), trouble });
const byHand: fc.Arbitrary<Step> = fc.record({ do: fc.constant('hand' as const), hand });

/** What a history is mostly about: everything, values that both sides change, or contacts that leave and come back. */
type Theme = 'all' | 'values' | 'leaving';

/** Several things that have to happen one after the other to the same contact, each seen by a run. */
function scene(trouble: fc.Arbitrary<Trouble>, theme: Theme): fc.Arbitrary<Step[]> {
	const one = fc.constantFrom(0, 0, 0, 1);
	const seen = run(trouble);
	const does = (drawn: fc.Arbitrary<Hand>): fc.Arbitrary<Step> => drawn.map((act): Step => ({ do: 'hand', hand: act }));
	const crmDoes = (what: 'toggle' | 'tag' | 'remove' | 'anonymise') => does(one.map((at): Hand => ({ on: 'crm', do: what, who: at })));
	const partnerDoes = (what: 'toggle' | 'delete' | 'restore' | 'loseEntry') => does(one.map((at): Hand => ({ on: 'partner', do: what, who: at })));
	const merge = (on: 'crm' | 'partner') => does(fc.record({ on: fc.constant(on), do: fc.constant('merge' as const), who: one, other: fc.nat(2) }) as fc.Arbitrary<Hand>);
	const many = does(one.map((at): Hand => ({ on: 'partner', do: 'edit', who: at, change: { field: 'emails', how: 'many', at: 0 } })));
	const [few, often] = { all: [1, 1], values: [1, 8], leaving: [8, 1] }[theme] as [number, number];
	return fc.oneof(
		{ weight: 8 * few, arbitrary: fc.tuple(crmDoes('toggle'), seen, crmDoes('toggle'), seen) },
		{ weight: 7 * few, arbitrary: fc.tuple(partnerDoes('toggle'), seen, partnerDoes('toggle'), seen) },
		{ weight: 2 * few, arbitrary: fc.tuple(crmDoes('toggle'), seen) },
		{ weight: 3 * few, arbitrary: fc.tuple(partnerDoes('toggle'), seen) },
		{ weight: 7 * few, arbitrary: fc.tuple(crmDoes('remove'), seen) },
		{ weight: 5 * few, arbitrary: fc.tuple(partnerDoes('delete'), seen) },
		{ weight: 6 * few, arbitrary: fc.tuple(partnerDoes('delete'), seen, crmDoes('tag'), seen, partnerDoes('restore'), seen) },
		{ weight: 7 * few, arbitrary: fc.tuple(crmDoes('anonymise'), seen) },
		{ weight: 5 * often, arbitrary: fc.tuple(does(clash), seen) },
		{ weight: 2 * often, arbitrary: fc.tuple(does(bothEdit), seen) },
		{ weight: often, arbitrary: fc.tuple(many, seen) },
		{ weight: 2 * often, arbitrary: fc.tuple(partnerDoes('loseEntry'), seen) },
		{ weight: 3 * few, arbitrary: fc.tuple(merge('partner'), seen) },
		{ weight: 1, arbitrary: fc.tuple(merge('crm'), seen) },
	);
}

const steps = (weights: { hands: number; runs: number; scenes: number }, trouble: fc.Arbitrary<Trouble>, settings: 'mayChange' | 'stay', theme: Theme = 'all'): fc.Arbitrary<Step[]> =>
	fc
		.tuple(
			fc.constantFrom<Step[]>([], [{ do: 'run', read: 'changes', trouble: { kind: 'none' } }], [{ do: 'run', read: 'changes', trouble: { kind: 'none' } }]),
			fc.array(
				fc.oneof(
					{ weight: weights.hands * 10, arbitrary: byHand.map((step) => [step]) },
					{ weight: weights.runs * 10, arbitrary: run(trouble).map((step) => [step]) },
					{ weight: weights.scenes * 10, arbitrary: scene(trouble, theme) },
					{ weight: settings === 'mayChange' ? 2 : 0, arbitrary: rule.map((changed): Step[] => [{ do: 'settings', rule: changed }]) },
				),
				{ minLength: 2, maxLength: 7, size: 'max' },
			),
		)
		.map(([first, parts]) => [...first, ...parts.flat()]);

const history = (delays: readonly number[], made: fc.Arbitrary<Step[]>, theme: Theme = 'all'): fc.Arbitrary<History> =>
	fc.record({ policy: policy(delays, theme), crm: fc.array(startCrm, { minLength: 1, maxLength: 4 }), partner: fc.array(startPartner, { maxLength: 2 }), steps: made });

/** Histories in which people work on both sides and runs go through. */
export const calmHistory = history([0], steps({ hands: 4, runs: 1, scenes: 3 }, none, 'mayChange'));

/** The same, mostly about values that both sides change. */
export const valuesHistory = history([0], steps({ hands: 3, runs: 1, scenes: 4 }, none, 'mayChange', 'values'), 'values');

/** The same, mostly about contacts that leave and come back. */
export const leavingHistory = history([0], steps({ hands: 2, runs: 1, scenes: 4 }, none, 'stay', 'leaving'), 'leaving');

/** The same with lost answers, stops, new processes, lost state, people meddling in a run, and lists that are late. */
export const troubledHistory = history([0, 0, 0, 5 * 60_000], steps({ hands: 3, runs: 2, scenes: 2 }, troubles, 'stay'));

/** Histories that end with work that no run has seen yet. */
export const unsyncedHistory: fc.Arbitrary<History> = fc
	.tuple(history([0], steps({ hands: 3, runs: 1, scenes: 1 }, none, 'stay')), fc.array(byHand, { minLength: 3, maxLength: 7, size: 'max' }))
	.map(([before, more]) => ({ ...before, steps: [...before.steps, ...more] }));
