import fc from 'fast-check';
import type { Incoming } from '../../core/sync';
import type { ItemResult } from '../../core/sync/report';
import { contentOf } from './checks';
import { unsyncedHistory, type History } from './history';
import { itemsOf, sync, type Synced } from './sync';
import { createTally, SEED, TIMES, type Tally } from './tally';
import { happen, openWorld, type World } from './world';

/** The same history again makes the same world again: what differs then comes from the last run. */
async function worldOf({ steps, ...start }: History): Promise<World> {
	const world = openWorld(start);
	for (const step of steps) {
		if (step.do === 'run') await sync(world, itemsOf(world, step.items));
		else await happen(world, step);
	}
	return world;
}

/** Ids of created records differ from world to world. */
function told({ report }: Synced): unknown[] {
	return (report?.results ?? []).map(withoutNewId).sort((a, b) => (a.contactId < b.contactId ? -1 : 1));
}

function withoutNewId({ partnerId, ...result }: ItemResult): Omit<ItemResult, 'partnerId'> & { partnerId?: string } {
	return result.action === 'create' ? result : { ...result, partnerId };
}

function compare(title: string, one: unknown, other: unknown): void {
	const [a, b] = [JSON.stringify(one, null, 1), JSON.stringify(other, null, 1)];
	if (a !== b) throw new Error(`${title}\n${a}\n---\n${b}`);
}

/** The items of the last run, so shuffled that every order occurs. */
function shuffled(items: readonly Incoming[], by: readonly number[]): Incoming[] {
	return items
		.map((item, index) => ({ item, order: by[index % by.length] ?? 0 }))
		.sort((a, b) => a.order - b.order)
		.map(({ item }) => item);
}

async function previewed(history: History, tally: Tally): Promise<World> {
	const world = await worldOf(history);
	const before = contentOf(world);
	const preview = await sync(world, itemsOf(world, 'all'), { mode: 'preview' });
	compare('a preview wrote', contentOf(world), before);
	if (preview.writes > 0) throw new Error('a preview sent a request');
	const applied = await lastRun(world);
	compare('a preview is not what is then applied', told(preview), told(applied));
	tally.countRun(applied);
	return world;
}

/** What a person merged is passed on by one run and taken up by the next one; what is ambiguous may become clear. */
async function lastRun(world: World, items = itemsOf(world, 'all')): Promise<Synced> {
	const synced = await sync(world, items);
	const open = synced.report?.results.some(({ reason }) => reason === 'merged' || reason === 'ambiguous');
	for (let writes = open ? 1 : 0; writes > 0; ) ({ writes } = await sync(world, itemsOf(world, 'all')));
	return synced;
}

async function inAnyOrder(history: History, order: readonly number[], usual: World): Promise<void> {
	const world = await worldOf(history);
	await lastRun(world, shuffled(itemsOf(world, 'all'), order));
	compare('another order, another result', contentOf(world), contentOf(usual));
}

async function oneByOne(history: History, usual: World): Promise<void> {
	const world = await worldOf(history);
	const items = itemsOf(world, 'all').sort((a, b) => a.contact.id.length - b.contact.id.length || (a.contact.id < b.contact.id ? -1 : 1));
	for (const item of items) await sync(world, [item]);
	await lastRun(world);
	compare('one by one, another result', contentOf(world), contentOf(usual));
}

async function interrupted(history: History, at: number, usual: World, tally: Tally): Promise<void> {
	const world = await worldOf(history);
	const broken = await sync(world, itemsOf(world, 'all'), { trouble: { kind: 'stop', at } });
	if (broken.report?.summary.stopped || broken.guard) tally.count('interrupted');
	await lastRun(world);
	compare('interrupted and resumed, another result', contentOf(world), contentOf(usual));
}

const CASES = ['interrupted', 'create new', 'update changed', 'update linked', 'leave leftScope', 'delete leftScope', 'skip ambiguous', 'conflict won by crm'];

test('a preview is what is applied; order, batches and interruptions make no difference', async () => {
	const tally = createTally();
	const property = fc.asyncProperty(unsyncedHistory, fc.array(fc.nat(99), { minLength: 1, maxLength: 7 }), fc.integer({ min: 2, max: 5 }), async (history, order, at) => {
		const usual = await previewed(history, tally);
		await inAnyOrder(history, order, usual);
		await oneByOne(history, usual);
		await interrupted(history, at, usual, tally);
		tally.count('histories');
	});
	await fc.assert(property, { numRuns: 1_500 * TIMES, seed: SEED, includeErrorInReport: true });
	expect(tally.rare('histories that are lived through four times', CASES, SEED)).toEqual([]);
}, 900_000);
