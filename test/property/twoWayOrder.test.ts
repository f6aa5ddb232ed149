import fc from 'fast-check';
import type { CrmSide, CrmWrite } from '../../core/ports/crm';
import type { PartnerSide, PartnerWrite } from '../../core/ports/partner';
import type { FieldRule } from '../../core/sync/settings';
import { TAG } from '../core/syncKit';
import { createTally, SEED, TIMES, type Tally } from './tally';
import { contentOf } from './twoWayChecks';
import { valuesHistory, type Hand, type History, type Step } from './twoWayHistory';
import { sync } from './twoWayRun';
import { happen, openWorld, type World } from './twoWayWorld';
import { change, values } from './values';

/** What a run does, and in which order and portions it is carried out, are two things. */
type Around = (sides: World['sides']) => World['sides'];

/** Lives through the history and comes to rest; the sides are changed in this way for all runs, or for those at the end. */
async function lived({ steps, ...start }: History, around: Around, when: 'always' | 'atTheEnd', tally?: Tally): Promise<World> {
	const world = openWorld(start);
	const run = async (read: 'changes' | 'everything'): Promise<number> => {
		const synced = await sync(world, { read, budget: 'ample' });
		tally?.countRun(synced);
		return synced.writes.length;
	};
	if (when === 'always') world.sides = around(world.sides);
	for (const step of steps) {
		if (step.do === 'run') await run(step.read);
		else if (step.do === 'hand') happen(world, step.hand);
	}
	if (when === 'atTheEnd') world.sides = around(world.sides);
	for (let rounds = 0, writes = 1; writes > 0 && rounds < 4; rounds += 1) writes = await run('everything');
	return world;
}

/** Something happens to one of the pairs that a run has made. */
const deed = (who: number): fc.Arbitrary<Hand> => {
	const note = fc.record({ field: fc.constant('note' as const), how: fc.constant('own' as const), at: fc.nat(11) });
	return fc.oneof(
		{ weight: 4, arbitrary: fc.record({ on: fc.constant('both' as const), do: fc.constant('clash' as const), who: fc.constant(who), change: note, other: fc.record({ how: fc.constant('own' as const), at: fc.nat(11) }), later: fc.constantFrom('crm' as const, 'partner' as const) }) },
		{ weight: 1, arbitrary: fc.record({ on: fc.constant('both' as const), do: fc.constant('clash' as const), who: fc.constant(who), change: note, other: fc.record({ field: fc.constantFrom('emails' as const, 'phones' as const), how: fc.constant('add' as const), at: fc.nat(11) }), later: fc.constantFrom('crm' as const, 'partner' as const) }) },
		{ weight: 3, arbitrary: fc.constant<Hand>({ on: 'crm', do: 'untag', who }) },
		{ weight: 3, arbitrary: fc.constant<Hand>({ on: 'partner', do: 'unlabel', who }) },
		{ weight: 1, arbitrary: fc.record({ on: fc.constant('partner' as const), do: fc.constant('edit' as const), who: fc.constant(who), change }) },
		{ weight: 1, arbitrary: fc.constantFrom<Hand>({ on: 'crm', do: 'remove', who }, { on: 'partner', do: 'delete', who }) },
		{ weight: 1, arbitrary: fc.record({ on: fc.constant('partner' as const), do: fc.constant('new' as const), values, inside: fc.constant(true) }) },
		{ weight: 2, arbitrary: fc.record({ on: fc.constant('crm' as const), do: fc.constant('new' as const), values, company: fc.constant(false), inside: fc.constant(true) }) },
	);
};

/** Six pairs, to each of which something happens that no run has seen yet. */
const eventful: fc.Arbitrary<History> = fc
	.tuple(valuesHistory, fc.array(values, { minLength: 6, maxLength: 6 }), fc.tuple(...[0, 1, 2, 3, 4, 5].map(deed)))
	.map(([{ policy, partner }, rows, deeds]) => {
		const note: FieldRule = { field: 'note', direction: 'both', mode: 'mirror' };
		const { conflict, fields, toCrm } = policy.settings;
		const settings = {
			...policy.settings,
			...{ leaving: 'leave' as const, conflict: conflict === 'report' ? ('newest' as const) : conflict, fields: fields.map((one) => (one.field === 'note' ? note : one)) },
			toCrm: { ...toCrm, leaving: 'leave' as const, scope: { kind: 'tag' as const, tag: TAG } },
		};
		const read: Step = { do: 'run', read: 'everything', trouble: { kind: 'none' } };
		// Half of them look like others: who takes whom must not depend on the order either.
		const crm = rows.map((one, at) => ({ values: at % 2 === 0 ? { ...one, lastName: `Osoba${at}` } : one, company: false, inside: true }));
		return { policy: { ...policy, settings }, partner, crm, steps: [read, read, ...deeds.map((one): Step => ({ do: 'hand', hand: one }))] };
	});

function shuffled<T>(list: readonly T[], order: readonly number[]): T[] {
	return list
		.map((one, index) => ({ one, at: order[index % order.length] ?? 0 }))
		.sort((a, b) => a.at - b.at)
		.map(({ one }) => one);
}

/** Both sides list in another order, and carry out their writes in another order. */
const inOrder = (order: readonly number[]): Around => ({ crm, partner }) => ({
	crm: {
		...crm,
		async changes(request) {
			const step = await crm.changes(request);
			return { ...step, records: shuffled(step.records, order) };
		},
		write: (writes) => crm.write(shuffled(writes, order)),
	},
	partner: {
		...partner,
		async snapshot(since) {
			const view = await partner.snapshot(since);
			return { ...view, records: new Map(shuffled([...view.records], order)) };
		},
		write: (writes) => partner.write(shuffled(writes, order)),
	},
});

/** One request for each record, on both sides. */
const oneByOne: Around = ({ crm, partner }) => ({
	crm: { ...crm, write: (writes: readonly CrmWrite[]) => each<CrmSide['write'], CrmWrite>(crm.write, writes) },
	partner: { ...partner, write: (writes: readonly PartnerWrite[]) => each<PartnerSide['write'], PartnerWrite>(partner.write, writes) },
});

async function* each<Write extends (writes: readonly One[]) => AsyncIterable<unknown>, One>(write: Write, writes: readonly One[]): AsyncGenerator<ReturnType<Write> extends AsyncIterable<infer Results> ? Results : never> {
	for (const one of writes) for await (const results of write([one])) yield results as never;
}

const asItIs: Around = (sides) => sides;

function compare(title: string, one: World, other: World): void {
	const [a, b] = [one, other].map((world) => JSON.stringify(contentOf(world), null, 1));
	if (a !== b) throw new Error(`${title}\n${String(a)}\n---\n${String(b)}`);
}

const CASES = ['create new', 'update changed', 'leave leftScope', 'leave leftGroup', 'unchanged equal', 'conflict won by crm', 'conflict won by partner', 'histories'];

test('two-way: whatever the order in which both sides list and write, the end is the same', async () => {
	const tally = createTally();
	const property = fc.asyncProperty(eventful, fc.array(fc.nat(99), { minLength: 3, maxLength: 7 }), async (history, order) => {
		// Ids of those who are created come in the order of writing, and hands pick by them: so the last runs are shuffled.
		compare('another order, another result', await lived(history, asItIs, 'atTheEnd', tally), await lived(history, inOrder(order), 'atTheEnd'));
		tally.count('histories');
	});
	await fc.assert(property, { numRuns: 210 * TIMES, seed: SEED + 11, includeErrorInReport: true });
	expect(tally.rare('two-way histories in two orders', CASES, SEED + 11)).toEqual([]);
}, 900_000);

test('two-way: written one by one or in batches, the end is the same', async () => {
	const tally = createTally();
	const property = fc.asyncProperty(eventful, async (drawn) => {
		const history = { ...drawn, policy: { ...drawn.policy, batchSize: 200 } };
		compare('one by one, another result', await lived(history, asItIs, 'always', tally), await lived(history, oneByOne, 'always'));
		tally.count('histories');
	});
	await fc.assert(property, { numRuns: 200 * TIMES, seed: SEED + 12, includeErrorInReport: true });
	expect(tally.rare('two-way histories, in batches and one by one', CASES, SEED + 12)).toEqual([]);
}, 900_000);
