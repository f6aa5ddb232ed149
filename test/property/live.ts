import { before, broken, meddled, unsettled } from './checks';
import type { History, Step } from './history';
import { itemsOf, sync, type SyncOptions, type Synced } from './sync';
import type { Tally } from './tally';
import { happen, openWorld, recordsOf, type World } from './world';

/** Far cheaper than expect, of which a history would need dozens. */
export function mustBeEmpty(complaints: readonly string[]): void {
	if (complaints.length > 0) throw new Error(complaints.join('\n'));
}

/** A run with everything that must hold after it. */
async function checkedRun(world: World, which: 'changed' | 'all', tally: Tally, options: SyncOptions = {}): Promise<Synced> {
	const was = before(world);
	const synced = await sync(world, itemsOf(world, which), { ...options, meddled: (old, fresh) => meddled(world, was, old, fresh) });
	tally.countRun(synced);
	mustBeEmpty(broken(world, was, synced));
	return synced;
}

function wentThrough({ report, guard }: Synced): boolean {
	return !guard && !report?.summary.stopped && report?.summary.counts.failed === 0;
}

/** Runs until nothing is written any more, at most three times; how many runs wrote. */
async function rest(world: World, tally: Tally): Promise<number> {
	world.fake.advance(11 * 60_000);
	for (let rounds = 0; ; rounds += 1) {
		const synced = await checkedRun(world, 'all', tally);
		mustBeEmpty(unsettled(world, synced));
		if (synced.writes === 0) return rounds;
		if (rounds === 3) throw new Error('not at rest after three rounds');
	}
}

async function take(world: World, step: Step, tally: Tally): Promise<void> {
	if (step.do !== 'run') return await happen(world, step);
	tally.count(`trouble ${step.trouble.kind}`);
	const synced = await checkedRun(world, step.items, tally, { trouble: step.trouble, guards: step.items === 'all' ? 'on' : 'off' });
	if (step.trouble.kind === 'none' && wentThrough(synced) && world.policy.visibilityMs === 0) await secondRun(world, synced, step.items, tally);
}

/** Right after a run that went through, another one writes nothing; only what was ambiguous or merged may have become clear by it. */
async function secondRun(world: World, first: Synced, items: 'changed' | 'all', tally: Tally): Promise<void> {
	mustBeEmpty(unsettled(world, first));
	if (first.report?.results.some(({ reason }) => reason === 'ambiguous' || reason === 'merged')) return;
	const again = await checkedRun(world, items, tally);
	tally.count('second runs');
	if (again.writes > 0) throw new Error(`a second run wrote: ${again.report?.results.map(({ action, reason }) => `${action} ${reason}`).join(', ')}`);
}

/** Lives through a history and comes to rest. */
export async function live({ steps, ...start }: History, tally: Tally): Promise<void> {
	tally.count('histories');
	const world = openWorld(start);
	for (const step of steps) await take(world, step, tally);
	tally.count(`rest after ${await rest(world, tally)}`);
	if (recordsOf(world).some(({ entries }) => entries.some(({ text }) => text.includes('*')))) tally.count('entries with lists cut');
	if (start.policy.reshape === 'some') tally.count('reshaping partners');
	if (start.policy.visibilityMs > 0) tally.count('late lists');
}
