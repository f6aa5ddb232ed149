import fc from 'fast-check';
import { createTally, SEED, TIMES, type Tally } from './tally';
import { contentOf } from './twoWayChecks';
import { unsyncedHistory, type History } from './twoWayHistory';
import { sync, type Synced } from './twoWayRun';
import { happen, openWorld, UNPAIRING, type World } from './twoWayWorld';

/** The same history again makes the same world again: what differs then comes from the last run. */
async function worldOf({ steps, ...start }: History): Promise<World> {
	const world = openWorld(start);
	for (const step of steps) {
		if (step.do === 'run') await sync(world, { read: step.read, budget: 'ample' });
		else if (step.do === 'hand') happen(world, step.hand);
	}
	return world;
}

function compare(title: string, one: unknown, other: unknown): void {
	const [a, b] = [JSON.stringify(one, null, 1), JSON.stringify(other, null, 1)];
	if (a !== b) throw new Error(`${title}\n${a}\n---\n${b}`);
}

/** Ids of created records are not known before. */
function told({ report }: Synced): unknown[] {
	return (report?.results ?? []).map(({ contactId, partnerId, ...result }) => (result.action === 'create' ? result : { ...result, contactId, partnerId }));
}

function sorted(state: unknown): unknown {
	return Object.entries(state as object).sort(([a], [b]) => (a < b ? -1 : 1));
}

async function rest(world: World): Promise<void> {
	for (let rounds = 0, writes = 1; writes > 0 && rounds < 4; rounds += 1) writes = (await sync(world, { read: 'everything', budget: 'ample' })).writes.length;
}

/**
 * Matching looks at one snapshot: where two runs share the work, what was ambiguous may have become clear by then. So
 * an interruption is compared where pairs are found by their links and entries alone.
 */
function withoutMatching(history: History): History {
	const { policy } = history;
	return { ...history, policy: { ...policy, reshape: { crm: 'none', partner: 'none' }, crm: { ...policy.crm, requests: 'together', links: policy.crm.links === 'none' ? 'single' : policy.crm.links }, settings: { ...policy.settings, matchBy: [] } } };
}

/**
 * Nor where a side reshapes: stopped between a value that it shortened and the entry, the next run finds another value on
 * both sides. One of them wins, and the other is told as a conflict (the troubled histories check that nothing is lost).
 */
function byLinkAlone({ policy: { crm, settings, reshape }, steps }: History): boolean {
	if (reshape.crm !== 'none' || reshape.partner !== 'none') return false;
	if (steps.some((step) => step.do === 'hand' && UNPAIRING.has(step.hand.do))) return false;
	return crm.links !== 'none' && crm.requests === 'together' && settings.matchBy.length === 0;
}

async function previewed(history: History, tally: Tally): Promise<World> {
	const world = await worldOf(history);
	const [before, state] = [contentOf(world), world.state];
	const preview = await sync(world, { mode: 'preview', budget: 'ample' });
	compare('a preview wrote', contentOf(world), before);
	if (preview.writes.length > 0) throw new Error(`a preview sent ${preview.writes.join()}`);
	if (state !== undefined) compare('a preview stored state', sorted(world.state), sorted(state));
	const applied = await sync(world, { budget: 'ample' });
	compare('a preview is not what is then applied', told(preview), told(applied));
	tally.countRun(applied);
	await rest(world);
	return world;
}

async function interrupted(history: History, at: number, usual: World, tally: Tally): Promise<void> {
	const world = await worldOf(history);
	const stopped = await sync(world, { budget: 'ample', trouble: { kind: 'stop', at } });
	if (stopped.report?.summary.stopped || stopped.guard) tally.count('interrupted');
	await sync(world, { budget: 'ample' });
	await rest(world);
	compare('interrupted and resumed, another result', contentOf(world), contentOf(usual));
}

/** The whole life once more: every request, in order. */
async function repeated(history: History, tally: Tally): Promise<void> {
	const [one, other] = [await worldOf(history), await worldOf(history)];
	compare('the same seed, other calls', [one.crm.calls, one.partner.calls], [other.crm.calls, other.partner.calls]);
	tally.count('repeated');
}

const CASES = ['repeated', 'interrupted', 'create new', 'update changed'];

test('two-way: a preview is what is applied, an interruption makes no difference, the same seed makes the same calls', async () => {
	const tally = createTally();
	const property = fc.asyncProperty(unsyncedHistory, fc.integer({ min: 3, max: 9 }), async (drawn, at) => {
		const history = at % 2 === 0 ? drawn : withoutMatching(drawn);
		const usual = await previewed(history, tally);
		await repeated(history, tally);
		if (byLinkAlone(history)) await interrupted(history, at, usual, tally);
		tally.count('histories');
	});
	await fc.assert(property, { numRuns: 1_000 * TIMES, seed: SEED, includeErrorInReport: true });
	expect(tally.rare('two-way histories that are lived through four times', CASES, SEED)).toEqual([]);
}, 900_000);
