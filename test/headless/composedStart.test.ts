import type { IDataObject } from 'n8n-workflow';
import { openBothSides, startNodes, LABEL, VIP, type BothSides } from './bothSides';
import type { Engine } from './engine';

/** Google Contacts Trigger, CRM Contact and Google Contacts Upsert on a label that a person has made, before anything else ran. */
let engine: Engine;
let place: BothSides;
beforeAll(async () => {
	engine = await startNodes();
});
beforeEach(async () => {
	place = await openBothSides();
});
afterEach(() => place.sandbox.close());

const label = { __rl: true, mode: 'name', value: LABEL };
const markOf = (item: IDataObject | undefined): unknown => (item?.sync as IDataObject | undefined)?.accountMark;

test('the first run stores links under the mark that the label then carries, so that a deletion in Google is understood', async () => {
	const trigger = engine.trigger({ type: 'googleContactsTrigger', parameters: { label }, credentials: place.google });
	await trigger.poll();
	const resourceName = place.inGoogle('Novák', 'in');
	place.wait();
	const items = (await trigger.poll()) ?? [];
	place.hand('google', 'person.update', { resourceName, person: { biographies: [{ value: 'again' }] } });
	place.wait();
	expect([markOf(items[0]), markOf((await trigger.poll())?.[0])]).toEqual([expect.stringMatching(/^[a-z0-9]{6}$/), markOf(items[0])]);

	const compose = async (incoming: IDataObject[]): Promise<IDataObject[]> => {
		const [brought = []] = await engine.run({ type: 'crmContact', parameters: { ...VIP, records: 'person' }, credentials: { ...place.raynet, ...place.google } }, incoming);
		const [noted = []] = await engine.run({ type: 'googleContactsUpsert', parameters: { label }, credentials: place.google }, brought.map(({ json }) => json));
		return [...brought, ...noted].map(({ json: { action, reason } }) => ({ action, reason }));
	};
	expect(await compose(items)).toEqual([{ action: 'create', reason: 'new' }, { action: 'update', reason: 'entryRenewed' }]);
	const held = JSON.stringify(place.sandbox.service('raynet').dump());
	expect(held).toContain(`google:${String(markOf(items[0]))}:${resourceName.replace('/', '~')}`);
	expect(held).not.toMatch(/"::/);

	place.hand('google', 'person.delete', { resourceName });
	place.wait();
	const gone = ((await trigger.poll()) ?? []).filter(({ event }) => event === 'deleted');
	expect(gone.map(markOf)).toEqual([markOf(items[0])]);
	expect(await compose(gone)).toEqual([{ action: 'leave', reason: 'deletedAtPartner' }, expect.anything()]);
	expect(place.raynetLines()).toEqual(['1 Jan Novák novák@example.com []']);
});
