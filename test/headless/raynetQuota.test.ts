import type { IDataObject } from 'n8n-workflow';
import { openBothSides, startNodes, VIP, type BothSides } from './bothSides';
import type { Engine } from './engine';

const DAY = 24 * 3_600_000;
let engine: Engine;
let place: BothSides;
let stored: { staticData: IDataObject };
beforeAll(async () => {
	engine = await startNodes();
});
beforeEach(async () => {
	place = await openBothSides();
	stored = { staticData: {} };
	// The nodes live in the sandbox's time.
	jest.spyOn(Date, 'now').mockImplementation(() => place.sandbox.clock.now());
});
afterEach(async () => {
	jest.restoreAllMocks();
	await place.sandbox.close();
});

/** The summary of a run, or the error that ended it before. */
async function run(more: { quotaShare?: number } = {}): Promise<IDataObject> {
	place.sandbox.clearCalls();
	const raynetContactSyncApi = { ...place.raynet.raynetContactSyncApi, ...more };
	const { data } = await engine.outcome({ type: 'contactSync', parameters: { records: 'person', ...VIP }, credentials: { raynetContactSyncApi, ...place.google }, stored }, [{}]);
	const { error } = data.resultData;
	return error ? { error: error.message } : (data.resultData.runData.Node?.[0]?.data?.main?.[2]?.[0]?.json ?? {});
}

const remaining = (): number => Number(place.hand('raynet', 'quota.set', {}).remaining);

test.each([
	['80 % unless the credential says otherwise', {}, 20, 31],
	['the share that the credential says', { quotaShare: 50 }, 50, 61],
])('a run ends at its share of the day quota, %s; nothing is asked for until midnight UTC, and then it goes on', async (_, credential, reserve, left) => {
	const names = Array.from({ length: 15 }, (__, n) => `Jan${n}`);
	for (const name of names) place.inGoogle(name, 'in');
	place.wait();
	place.hand('raynet', 'quota.set', { limit: 100, remaining: left });

	const first = await run(credential);
	expect(first).toMatchObject({ stopped: { reason: 'dailyQuota' }, cursorSaved: false });
	expect(remaining()).toBe(reserve);
	const created = place.raynetLines().length;
	expect(created).toBeGreaterThan(0);
	expect(created).toBeLessThan(15);

	place.wait();
	expect((await run(credential)).error).toBe('Raynet lets no more requests of this flow through today. The next run after 2026-03-03 00:00 UTC goes on from here.');
	expect([place.ops('raynet'), remaining()]).toEqual([[], reserve]);

	place.sandbox.clock.advance(DAY);
	place.hand('raynet', 'quota.set', { limit: 1_000 });
	expect(await run(credential)).toMatchObject({ cursorSaved: true });
	expect(place.ops('raynet').filter((op) => op === 'person.create')).toHaveLength(15 - created);
	expect(place.raynetLines().map((line) => line.split(' ')[2]).sort()).toEqual([...names].sort());
	place.wait();
	expect(await run(credential)).toMatchObject({ counts: { create: 0, update: 0 }, cursorSaved: true });
});
