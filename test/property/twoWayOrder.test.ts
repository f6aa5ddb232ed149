import fc from 'fast-check';
import type { CrmSide, CrmWrite } from '../../core/ports/crm';
import type { PartnerSide, PartnerWrite } from '../../core/ports/partner';
import { createTally, SEED, TIMES, type Tally } from './tally';
import { contentOf } from './twoWayChecks';
import { unsyncedHistory, type History } from './twoWayHistory';
import { sync } from './twoWayRun';
import { happen, openWorld, UNPAIRING, type World } from './twoWayWorld';

/** What a run does, and in which order and portions it is carried out, are two things. */
type Around = (sides: World['sides']) => World['sides'];

/** Lives through the history, with the sides of every run changed in this way, and comes to rest. */
async function lived({ steps, ...start }: History, around: Around, tally?: Tally): Promise<World> {
	const world = openWorld(start);
	world.sides = around(world.sides);
	for (const step of steps) {
		if (step.do === 'run') tally?.countRun(await sync(world, { read: step.read, budget: 'ample' }));
		else if (step.do === 'hand') happen(world, step.hand);
	}
	for (let rounds = 0, writes = 1; writes > 0 && rounds < 4; rounds += 1) {
		const synced = await sync(world, { read: 'everything', budget: 'ample' });
		tally?.countRun(synced);
		writes = synced.writes.length;
	}
	return world;
}

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

/**
 * Which of two contacts that look the same is met first, and which of two records that people merged stands for which, is
 * decided by ids, and who is created first has the lower one.
 */
function byLinkAlone({ policy, ...history }: History): History {
	const settings = { ...policy.settings, matchBy: [] };
	const steps = history.steps.filter((step) => step.do !== 'hand' || !UNPAIRING.has(step.hand.do));
	return { ...history, steps, policy: { ...policy, settings, crm: { ...policy.crm, links: policy.crm.links === 'none' ? 'single' : policy.crm.links, sameLink: 'allowed' } } };
}

function compare(title: string, one: World, other: World): void {
	const [a, b] = [one, other].map((world) => JSON.stringify(contentOf(world), null, 1));
	if (a !== b) throw new Error(`${title}\n${String(a)}\n---\n${String(b)}`);
}

const CASES = ['create new', 'update changed', 'leave leftScope', 'leave leftGroup', 'unchanged equal', 'conflict won by crm', 'conflict won by partner', 'histories'];

test('two-way: whatever the order in which both sides list and write, the end is the same', async () => {
	const tally = createTally();
	const property = fc.asyncProperty(unsyncedHistory, fc.array(fc.nat(99), { minLength: 3, maxLength: 7 }), async (drawn, order) => {
		const history = byLinkAlone(drawn);
		compare('another order, another result', await lived(history, asItIs, tally), await lived(history, inOrder(order)));
		tally.count('histories');
	});
	await fc.assert(property, { numRuns: 400 * TIMES, seed: SEED + 11, includeErrorInReport: true });
	expect(tally.rare('two-way histories in two orders', CASES, SEED + 11)).toEqual([]);
}, 900_000);

test('two-way: written one by one or in batches, the end is the same', async () => {
	const tally = createTally();
	const property = fc.asyncProperty(unsyncedHistory, async (drawn) => {
		const history = { ...drawn, policy: { ...drawn.policy, batchSize: 200 } };
		compare('one by one, another result', await lived(history, asItIs, tally), await lived(history, oneByOne));
		tally.count('histories');
	});
	await fc.assert(property, { numRuns: 400 * TIMES, seed: SEED + 12, includeErrorInReport: true });
	expect(tally.rare('two-way histories, in batches and one by one', CASES, SEED + 12)).toEqual([]);
}, 900_000);
