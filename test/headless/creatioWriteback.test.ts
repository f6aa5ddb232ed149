import type { IDataObject } from 'n8n-workflow';
import { createCreatio, creatioAccounts } from '../../sandbox/creatio';
import { createEcomail, ecomailAccounts } from '../../sandbox/ecomail';
import { startSandbox } from '../../sandbox/kit';
import { startEngine, type NodeSetting } from './engine';

test('Campaign Activity Writeback to Creatio: one activity for each contact and campaign, in place, and opt-outs', async () => {
	const engine = await startEngine();
	const sandbox = await startSandbox({ services: [createEcomail, createCreatio], realtime: false, startAt: Date.parse('2026-03-02T08:00:00Z') });
	jest.spyOn(Date, 'now').mockImplementation(() => sandbox.clock.now());
	const hand = (service: 'ecomail' | 'creatio', action: string, args: Record<string, unknown>): Record<string, unknown> => (sandbox.service(service).control(action, args) ?? {}) as Record<string, unknown>;
	const list = hand('ecomail', 'list.create', { name: 'News' }).id;
	hand('ecomail', 'subscriber.put', { listId: list, email: 'eva@example.com' });
	const id = hand('creatio', 'row.create', { Name: 'Eva Malá', Email: 'eva@example.com' }).id;
	const campaignId = hand('ecomail', 'campaign.send', { listIds: [list], title: 'March', subject: 'Spring' }).id;
	const { userName, password } = creatioAccounts.sync;
	const setting: NodeSetting = {
		type: 'campaignActivityWriteback',
		parameters: { crm: 'creatio', mailings: 'campaigns' },
		credentials: {
			ecomailContactSyncApi: { apiKey: ecomailAccounts.acme.apiKey, baseUrl: sandbox.url('ecomail') },
			creatioContactSyncApi: { siteUrl: sandbox.url('creatio'), userName, password, pathStyle: 'withZero', linkColumn: '' },
		},
		stored: { staticData: {} },
	};
	const run = async (): Promise<IDataObject[]> => ((await engine.run(setting, [{}]))[0] ?? []).map(({ json }) => json);
	const rows = (entity: string): IDataObject[] => (sandbox.service('creatio').dump() as Record<string, IDataObject[]>)[entity] ?? [];

	expect((await run()).map(({ action, crm }) => [action, crm])).toEqual([['created', 'creatio']]);
	hand('ecomail', 'event', { event: 'unsub', email: 'eva@example.com', campaignId });
	expect((await run()).map(({ action, optedOut }) => [action, optedOut])).toEqual([['updated', 1]]);
	expect(rows('Activity')).toMatchObject([{ Title: 'March', ContactId: id, DetailedResult: expect.stringContaining('unsubscribed') }]);
	expect(rows('Contact').find(({ Id }) => Id === id)).toMatchObject({ DoNotUseEmail: true });
	const held = JSON.stringify(rows('Activity'));
	expect([await run(), JSON.stringify(rows('Activity'))]).toEqual([[], held]);

	hand('ecomail', 'event', { event: 'open', email: 'eva@example.com', campaignId });
	setting.parameters = { ...setting.parameters, options: { reactions: ['clicked', 'unsubscribed'] } };
	expect([(await run()).map(({ action }) => action), JSON.stringify(rows('Activity'))]).toEqual([['unchanged'], held]);
	jest.restoreAllMocks();
	await sandbox.close();
}, 60_000);
