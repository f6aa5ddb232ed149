import fc from 'fast-check';
import type { ContactFields } from '../../core/contact/contact';
import { FIELDS } from '../../core/sync/fields';
import type { FieldRule, FlowSettings, WriteMode } from '../../core/sync/settings';
import { flow } from '../support/contacts';
import { change, values, type Change } from './values';

/** What goes wrong in a run; `at` counts the run's requests. */
export type Trouble =
	| { kind: 'none' }
	/** Ends the run, as a used-up quota does. */
	| { kind: 'stop'; at: number }
	/** The answer to a request is lost. */
	| { kind: 'cutBefore' | 'cutAfter'; at: number }
	/** A person edits a record between the reading and the first `at` requests of writes. */
	| { kind: 'meddle'; at: number; change: Change }
	/** A new process, which knows nothing of what the one before did. */
	| { kind: 'restart' };

export type Step =
	| { do: 'crmEdit'; who: number; change: Change }
	| { do: 'crmNew'; values: ContactFields; twinOf?: number; company: boolean }
	/** other: out of the scope who is in, and in who is out. */
	| { do: 'crmScope'; who: number; to: 'in' | 'out' | 'other' | 'deleted' }
	/** What data protection does to a record. */
	| { do: 'anonymise'; who: number }
	| { do: 'edit'; who: number; change: Change }
	| { do: 'new'; values: ContactFields; inside: boolean; like?: number }
	| { do: 'delete' | 'unlabel' | 'label' | 'befriend' | 'foreignEntry' | 'loseEntry'; who: number }
	| { do: 'merge'; who: number; other: number }
	/** Both sides of a pair change the same field. */
	| { do: 'clash'; who: number; change: Change; other: Pick<Change, 'how' | 'at'> }
	/** Everybody leaves the scope. */
	| { do: 'crmScopeAll'; to: 'in' | 'out' }
	/** The user changes the flow. */
	| { do: 'settings'; rule: FieldRule }
	| { do: 'run'; items: 'changed' | 'all'; trouble: Trouble };

export interface Policy {
	settings: FlowSettings;
	reshape: 'none' | 'some';
	batchSize: number;
	emailSlots?: number;
	visibilityMs: number;
	label: 'there' | 'missing';
}

export interface History {
	policy: Policy;
	contacts: Array<{ values: ContactFields; company: boolean }>;
	/** What the partner holds before the first run. */
	held: Array<Extract<Step, { do: 'new' }>>;
	steps: Step[];
}

/** Mostly the first ones, so that several things happen to one contact. */
const who = fc.oneof({ weight: 3, arbitrary: fc.nat(1) }, { weight: 1, arbitrary: fc.nat(7) });
const run = (trouble: fc.Arbitrary<Trouble>): fc.Arbitrary<Step> => fc.record({ do: fc.constant('run' as const), items: fc.constantFrom('changed', 'all'), trouble });

const calm: fc.Arbitrary<Trouble> = fc.constant({ kind: 'none' });
const troubles: fc.Arbitrary<Trouble> = fc.oneof(
	calm,
	fc.record({ kind: fc.constantFrom('stop' as const, 'cutBefore' as const, 'cutAfter' as const), at: fc.integer({ min: 1, max: 4 }) }),
	fc.record({ kind: fc.constant('meddle' as const), at: fc.integer({ min: 1, max: 4 }), change }),
	fc.constant<Trouble>({ kind: 'restart' }),
);

const existing = fc.record({ do: fc.constant('new' as const), values, inside: fc.boolean(), like: fc.option(who, { nil: undefined }) });
const rule: fc.Arbitrary<FieldRule> = fc.record({ field: fc.constantFrom(...FIELDS), direction: fc.constantFrom('off' as const, 'toPartner' as const), mode: fc.constantFrom('mirror' as const, 'overwrite' as const, 'fillEmpty' as const) });

const scalarChange: fc.Arbitrary<Change> = fc.record({ field: fc.constantFrom('name', 'company', 'note', 'note'), how: fc.constantFrom('own', 'own', 'clear'), at: fc.nat(11) });

const hand: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 6, arbitrary: fc.record({ do: fc.constant('crmEdit' as const), who, change }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('crmNew' as const), values, twinOf: fc.option(who, { nil: undefined }), company: fc.boolean() }) },
	{ weight: 7, arbitrary: fc.record({ do: fc.constant('crmScope' as const), who, to: fc.constantFrom('other', 'other', 'other', 'other', 'deleted') }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('anonymise' as const), who }) },
	{ weight: 5, arbitrary: fc.record({ do: fc.constant('edit' as const), who, change }) },
	{ weight: 2, arbitrary: existing },
	{ weight: 9, arbitrary: fc.record({ do: fc.constant('clash' as const), who, change: fc.oneof(change, scalarChange), other: fc.record({ how: fc.constantFrom('own', 'own', 'set', 'clear', 'add', 'remove', 'retype'), at: fc.nat(11) }) }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('crmScopeAll' as const), to: fc.constantFrom('in' as const, 'out' as const) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('settings' as const), rule }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('merge' as const), who, other: who }) },
	{ weight: 4, arbitrary: fc.record({ do: fc.constantFrom('delete' as const, 'unlabel' as const, 'unlabel' as const, 'label' as const, 'befriend' as const, 'foreignEntry' as const, 'loseEntry' as const), who }) },
);

const modes: fc.Arbitrary<WriteMode> = fc.constantFrom('mirror', 'mirror', 'mirror', 'overwrite', 'fillEmpty');
const rules: fc.Arbitrary<FieldRule[]> = fc
	.tuple(modes, fc.array(rule, { maxLength: 2 }))
	.map(([mode, given]) => FIELDS.map((field) => given.find((one) => one.field === field) ?? { field, direction: 'toPartner', mode }));

const policy = (delays: readonly number[]): fc.Arbitrary<Policy> =>
	fc
		.record({
			fields: rules,
			firstMeeting: fc.constantFrom('fillGaps', 'fillGaps', 'crmWins', 'partnerWins', 'newestWins'),
			conflict: fc.constantFrom('newest', 'newest', 'crm', 'partner', 'report'),
			oneWayEdits: fc.constantFrom('keep', 'keep', 'enforce'),
			leaving: fc.constantFrom('leave', 'leave', 'delete', 'delete', 'nothing'),
			missing: fc.constantFrom('recreate', 'recreate', 'doNotRecreate'),
			visibility: fc.constantFrom('alsoVisible', 'groupOnly'),
			matchBy: fc.constantFrom(['email', 'phone', 'nameAndCompany'], ['nameAndCompany', 'email'], ['phone'], []),
			defaultCountry: fc.constantFrom('CZ', undefined),
			reshape: fc.constantFrom('none' as const, 'none' as const, 'some' as const),
			batchSize: fc.constantFrom(1, 2, 200),
			emailSlots: fc.constantFrom(undefined, undefined, undefined, 2),
			visibilityMs: fc.constantFrom(...delays),
			label: fc.constantFrom('there' as const, 'missing' as const),
		})
		.map(({ reshape, batchSize, emailSlots, visibilityMs, label, ...settings }) => ({
			// What a person does within the window is not seen before a delete, which no partner checks versions for.
			settings: flow({ ...(settings as Partial<FlowSettings>), ...(visibilityMs > 0 && settings.leaving === 'delete' ? { leaving: 'leave' } : {}) }),
			reshape,
			batchSize,
			emailSlots,
			visibilityMs,
			label,
		}));

const contact = fc.record({ values, company: fc.constantFrom(false, false, false, true) });
const start = fc.oneof(fc.array(contact, { minLength: 1, maxLength: 5 }), fc.array(contact, { minLength: 6, maxLength: 6 }));

/** Out of the scope, and in again after the flow has seen it. */
const awayAndBack: fc.Arbitrary<Step[]> = fc.tuple(who, run(calm)).map(([one, seen]) => {
	const toggle: Step = { do: 'crmScope', who: one, to: 'other' };
	return [toggle, seen, toggle, seen];
});

const steps = (weights: { hands: number; runs: number }, trouble: fc.Arbitrary<Trouble>): fc.Arbitrary<Step[]> =>
	fc
		.array(
			fc.oneof(
				{ weight: weights.hands * 10, arbitrary: hand.map((step) => [step]) },
				{ weight: weights.runs * 10, arbitrary: run(trouble).map((step) => [step]) },
				{ weight: 1, arbitrary: awayAndBack },
			),
			{ minLength: 4, maxLength: 14, size: 'max' },
		)
		.map((parts) => parts.flat());

const held = fc.array(existing, { maxLength: 3 });

/** Histories in which people work on both sides and runs go through. */
export const calmHistory: fc.Arbitrary<History> = fc.record({ policy: policy([0]), contacts: start, held, steps: steps({ hands: 3, runs: 2 }, calm) });

/** Histories that end with work that no run has seen yet; in some of them there was no run at all. */
export const unsyncedHistory: fc.Arbitrary<History> = fc
	.tuple(calmHistory, fc.array(hand, { minLength: 3, maxLength: 7, size: 'max' }), fc.constantFrom('runs', 'runs', 'noRun'))
	.map(([history, more, past]) => ({ ...history, steps: [...history.steps.filter((step) => past === 'runs' || step.do !== 'run'), ...more] }));

/** The same with lost answers, stops, new processes, meddling people and lists that show writes late. */
export const troubledHistory: fc.Arbitrary<History> = fc.record({
	policy: policy([0, 0, 5 * 60_000]),
	contacts: start,
	held,
	steps: steps({ hands: 1, runs: 1 }, troubles),
});
