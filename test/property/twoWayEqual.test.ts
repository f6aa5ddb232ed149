import fc from 'fast-check';
import { mustBeEmpty } from './live';
import { createTally, SEED, TIMES, type Tally } from './tally';
import { before, broken, contentOf } from './twoWayChecks';
import { unsyncedHistory, type History } from './twoWayHistory';
import { sync, type RunOptions, type Synced } from './twoWayRun';
import { crmRecords, happen, openWorld, partnerRecords, UNPAIRING, type World } from './twoWayWorld';

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
function withoutMatching(history: History, reshape: History['policy']['reshape']): History {
	const { policy } = history;
	return { ...history, policy: { ...policy, reshape, crm: { ...policy.crm, requests: 'together', links: policy.crm.links === 'none' ? 'single' : policy.crm.links }, settings: { ...policy.settings, matchBy: [] } } };
}

function byLinkAlone({ policy: { crm, settings }, steps }: History): boolean {
	if (steps.some((step) => step.do === 'hand' && UNPAIRING.has(step.hand.do))) return false;
	return crm.links !== 'none' && crm.requests === 'together' && settings.matchBy.length === 0;
}

const isReshaped = ({ policy: { reshape } }: History): boolean => reshape.crm !== 'none' || reshape.partner !== 'none';

async function previewed(history: History, tally: Tally): Promise<World> {
	const world = await worldOf(history);
	const [held, state] = [contentOf(world), world.state];
	const preview = await sync(world, { mode: 'preview', budget: 'ample' });
	compare('a preview wrote', contentOf(world), held);
	if (preview.writes.length > 0) throw new Error(`a preview sent ${preview.writes.join()}`);
	if (state !== undefined) compare('a preview stored state', sorted(world.state), sorted(state));
	const applied = await sync(world, { budget: 'ample' });
	compare('a preview is not what is then applied', told(preview), told(applied));
	tally.countRun(applied);
	await rest(world);
	return world;
}

/** A run of which nothing that a person wrote is lost silently, and nothing of others is touched. */
async function checked(world: World, options: RunOptions): Promise<Synced> {
	const was = before(world);
	const synced = await sync(world, { budget: 'ample', ...options });
	mustBeEmpty(broken(world, was, synced));
	return synced;
}

/** Who is there, where, and standing for whom: everything but the values. */
function placesOf(world: World): unknown {
	const { groupId } = world;
	const crm = crmRecords(world).map(({ contact: { recordType, tags = [] }, standing, links = [] }) => JSON.stringify([recordType, [...tags].sort(), standing, links.length > 0]));
	const partner = partnerRecords(world).map(({ groups, entries, externalIds }) => JSON.stringify([groups.map((id) => (id === groupId ? 'flow' : id)).sort(), entries.map(({ accountKey: key }) => key).sort(), externalIds.length]));
	return { crm: crm.sort(), partner: partner.sort() };
}

/**
 * Stopped between a value that a side has shortened and the entry that would say so, the next run finds another value on
 * both sides: only the process that was stopped knew which of them was its own. One of them wins then, and the other is
 * told as a conflict or a change. So where a side reshapes, everything but the values is the same, and no value is lost silently.
 */
async function interrupted(history: History, at: number, usual: World, tally: Tally): Promise<void> {
	const world = await worldOf(history);
	const stopped = await checked(world, { trouble: { kind: 'stop', at } });
	if (stopped.report?.summary.stopped || stopped.guard) tally.count(isReshaped(history) ? 'interrupted, and a side reshapes' : 'interrupted');
	await checked(world, {});
	for (let rounds = 0, writes = 1; writes > 0 && rounds < 4; rounds += 1) writes = (await checked(world, { read: 'everything' })).writes.length;
	if (isReshaped(history)) compare('interrupted and resumed, others are there', placesOf(world), placesOf(usual));
	else compare('interrupted and resumed, another result', contentOf(world), contentOf(usual));
}

/** The whole life once more: every request, in order. */
async function repeated(history: History, tally: Tally): Promise<void> {
	const [one, other] = [await worldOf(history), await worldOf(history)];
	compare('the same seed, other calls', [one.crm.calls, one.partner.calls], [other.crm.calls, other.partner.calls]);
	tally.count('repeated');
}

const CASES = ['repeated', 'interrupted', 'interrupted, and a side reshapes', 'create new', 'update changed'];

/** Most are interrupted, some of them where a side reshapes. */
const variant = fc.constantFrom('asDrawn' as const, 'byLink' as const, 'byLink' as const, 'reshapingCrm' as const, 'reshapingBoth' as const);

function varied(history: History, how: 'asDrawn' | 'byLink' | 'reshapingCrm' | 'reshapingBoth'): History {
	if (how === 'asDrawn') return history;
	return withoutMatching(history, { crm: how === 'byLink' ? 'none' : 'some', partner: how === 'reshapingBoth' ? 'some' : 'none' });
}

test('two-way: a preview is what is applied, an interruption makes no difference, the same seed makes the same calls', async () => {
	const tally = createTally();
	const property = fc.asyncProperty(unsyncedHistory, variant, fc.integer({ min: 3, max: 4 }), async (drawn, how, at) => {
		const history = varied(drawn, how);
		const usual = await previewed(history, tally);
		if (how === 'asDrawn') await repeated(history, tally);
		if (byLinkAlone(history)) await interrupted(history, at, usual, tally);
		tally.count('histories');
	});
	await fc.assert(property, { numRuns: 1_100 * TIMES, seed: SEED, includeErrorInReport: true });
	expect(tally.rare('two-way histories that are lived through several times', CASES, SEED)).toEqual([]);
}, 900_000);
