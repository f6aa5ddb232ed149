import { openWorld, type World } from './world';

/** What a run costs, read off the stand-ins' call logs. Bounds as promised in the README and in docs/api-facts.md. */
const PEOPLE = 25_000;
let world: World;

jest.setTimeout(300_000);

afterEach(() => world.close());

function units(bucket: string): number {
	return world.sandbox.calls('google').reduce((sum, call) => sum + (call.units[bucket] ?? 0), 0);
}

test('25,000 people cost the promised calls: into an empty account 25 reads of Raynet, 2 reads, a label and 125 writes; when they are there 26 reads, the number of pairs on the label and 125 updates', async () => {
	world = await openWorld({ people: PEOPLE });
	const items = await world.poll();
	const created = await world.upsert(items);
	expect(created.summary.counts).toMatchObject({ create: PEOPLE, failed: 0 });
	expect(world.ops('google')).toEqual({ 'groups.list': 1, 'connections.list': 1, 'groups.create': 1, 'people.batchCreate': 125 });
	expect(world.ops('raynet')['person.list']).toBe(25);
	expect({ criticalWrites: units('criticalWrites'), daily: units('daily') }).toEqual({ criticalWrites: 125 * 6, daily: 125 * 200 });

	world.wait(3_600_000);
	world.forget();
	world.sandbox.clearCalls();
	const changed = items.map((item) => ({ ...item, event: 'updated' as const, contact: { ...item.contact, note: `${item.contact.note ?? ''} seen` } }));
	const updated = await world.upsert(changed, { overrides: ['massChange'] });
	expect(updated.summary.counts).toMatchObject({ update: PEOPLE, failed: 0 });
	expect(world.ops('google')).toEqual({ 'groups.list': 1, 'groups.update': 1, 'connections.list': 25, 'people.batchUpdate': 125 });
});

test('E executions of at most 1,000 contacts cost E - 1 more reads of contacts and of labels, and one correction of the number of pairs on the label', async () => {
	world = await openWorld({ people: 5_000 });
	let executions = 0;
	for (let items = await world.poll(1); items.length > 0; items = await world.poll(1)) {
		await world.upsert(items);
		executions++;
	}
	expect(executions).toBe(5);
	expect(world.ops('google')).toEqual({ 'groups.list': 5, 'connections.list': 5, 'groups.create': 1, 'groups.update': 1, 'people.batchCreate': 25 });
});

test('what an execution wrote comes back once in the next changes, a page for each 1,000', async () => {
	world = await openWorld({ people: 5_000 });
	await world.upsert(await world.poll());
	world.sandbox.clearCalls();
	await world.upsert([]);
	expect(world.ops('google')).toEqual({ 'groups.list': 1, 'connections.list': 5 });
	world.sandbox.clearCalls();
	await world.upsert([]);
	expect(world.ops('google')).toEqual({ 'groups.list': 1, 'connections.list': 1 });
});

test('a run in which nothing changed reads twice and writes nothing', async () => {
	world = await openWorld({ people: 300, companies: 40 });
	const items = await world.poll();
	await world.upsert(items);
	world.wait(3_600_000);
	world.sandbox.clearCalls();
	const report = await world.upsert(items);
	expect(report.summary.counts).toMatchObject({ unchanged: items.length, create: 0, update: 0 });
	expect(world.ops('google')).toEqual({ 'groups.list': 1, 'connections.list': 1 });
});

test('five changed contacts are written singly, six in one batch', async () => {
	world = await openWorld({ people: 60 });
	const items = await world.poll();
	await world.upsert(items);
	const edited = (count: number, text: string) =>
		items.slice(0, count).map((item) => ({ ...item, event: 'updated' as const, contact: { ...item.contact, note: text } }));
	world.sandbox.clearCalls();
	await world.upsert(edited(5, 'first'));
	expect(world.ops('google')).toMatchObject({ 'people.update': 5 });
	world.sandbox.clearCalls();
	await world.upsert(edited(6, 'second'));
	expect(world.ops('google')).toMatchObject({ 'people.batchUpdate': 1 });
});
