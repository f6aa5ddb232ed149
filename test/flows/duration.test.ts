import { runUpsert } from '../../core/sync';
import { openWorld } from './world';

test('a preview of a big first run says how long it will take, and writes nothing', async () => {
	const world = await openWorld({ people: 2_500 });
	try {
		const incoming = await world.poll();
		const request = { operation: 'upsert', incoming, settings: world.settings, partner: world.partner, env: world.env } as const;
		const report = await runUpsert({ ...request, mode: 'preview' });
		expect(report.summary).toMatchObject({ counts: { create: 2_500 }, expectedMinutes: 3 });
		expect(world.ops('google')).toEqual({ 'groups.list': 1, 'connections.list': 1 });
	} finally {
		await world.close();
	}
});
