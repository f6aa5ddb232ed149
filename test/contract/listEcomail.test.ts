import type { Sandbox } from '../../sandbox/kit';
import { switches } from '../../sandbox/ecomail/switches';
import { control, SERVICE, startEcomail } from './emailEcomailWorld';
import { ecomailListWorld } from './listEcomailWorld';
import { EVA, listFlow, SCOPE, TAG } from './listKit';
import { listAsPartner } from './listAsPartner';
import { listSyncContract } from './listSync';
import { basicsContract } from './partnerBasics';

/** The machine may be busy with other suites. */
jest.setTimeout(60_000);

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startEcomail();
});
afterAll(() => sandbox.close());

listSyncContract('Ecomail', () => ecomailListWorld(sandbox));

describe('A list of Ecomail as a partner', () => basicsContract(() => listAsPartner(ecomailListWorld(sandbox))));

const turns = switches.flatMap(({ name, values }) => values.slice(1).map((value) => ({ name, value }))).filter(({ name }) => name !== 'unknownCustomField');

test.each(turns)('with $name = $value values go both ways, consent tightens, a changed address is followed, and all comes to rest', async ({ name, value }) => {
	const world = ecomailListWorld(sandbox, { setSwitch: () => sandbox.setSwitch(SERVICE, name, value) });
	const flow = listFlow(world);
	const [eva, jan] = [flow.inCrm(EVA), flow.inCrm({ lastName: 'Novák', emails: [{ value: 'jan@example.com' }] })];
	expect(await flow.does()).toEqual(['create new partner', 'create new partner']);
	expect(await flow.does()).toEqual([]);

	world.hands.put('eva@example.com', { fields: { phone: '+420222333444' }, tags: ['web'], customFields: { shoe: '38' } });
	flow.crm.hands.edit(eva, { addresses: [{ street: 'Krátká 2', city: 'Brno', countryCode: 'CZ' }] });
	world.hands.state('jan@example.com', 'unsubscribed');
	expect(await flow.does()).toEqual(['update changed crm partner', 'update changed crm']);
	expect(world.held('eva@example.com')).toMatchObject({ fields: { phone: '+420222333444', street: 'Krátká 2', city: 'Brno' }, tags: [TAG, 'web'], customFields: { shoe: '38' } });
	expect([flow.crmFields(eva).phones, flow.crmFields(jan).doNotEmail]).toEqual([[{ value: '+420222333444' }], true]);

	flow.crm.hands.edit(jan, { emails: [{ value: 'jan@new.example' }] });
	flow.restart();
	expect(await flow.does({ read: 'everything' })).toEqual(['update changed partner']);
	expect(world.held('jan@new.example')).toMatchObject({ state: 'unsubscribed', fields: { lastName: 'Novák' } });
	// Where the last tag cannot be taken off, the old address looks like somebody whom a person tagged.
	expect(await flow.does()).toEqual(['tagsWrite', 'emptyTags'].includes(name) ? ['skip notCreatedInCrm'] : []);

	// Where tags only ever join, none can be taken off, and the run says so.
	flow.crm.hands.untag(eva, SCOPE);
	const left = (await flow.does()).filter((one) => one !== 'skip notCreatedInCrm');
	expect(left).toEqual([name === 'tagsWrite' ? 'failed refusedByServer partner' : 'leave leftScope partner']);
});

test('a list that does not take a field that it lacks is named, and nobody is paired', async () => {
	const world = ecomailListWorld(sandbox, { setSwitch: () => sandbox.setSwitch(SERVICE, 'unknownCustomField', 'ignored') });
	const flow = listFlow(world);
	flow.inCrm(EVA);
	const { report } = await flow.run();
	expect(report.results.map(({ action, error }) => [action, error?.message])).toEqual([['failed', expect.stringContaining('Add a text field of this name to the list')]]);
});

test('a list that is deleted is named, also by a process that knew it, and nothing is done in the CRM', async () => {
	const world = ecomailListWorld(sandbox);
	const flow = listFlow(world);
	const eva = flow.inCrm(EVA);
	await flow.run();
	const before = JSON.stringify(flow.crm.hands.records().get(eva));
	control(sandbox, 'list.delete', { id: world.listId });
	for (let run = 0; run < 2; run += 1) {
		await expect(flow.run()).rejects.toMatchObject({ name: 'ConfigurationError', message: 'This list no longer exists in Ecomail. Choose another one.' });
		flow.restart();
	}
	expect(JSON.stringify(flow.crm.hands.records().get(eva))).toBe(before);
});

test('a list with double opt-in asks newcomers singly, and a guard asks before more than 20', async () => {
	const world = ecomailListWorld(sandbox, { doubleOptin: true });
	const flow = listFlow(world);
	for (let n = 0; n < 21; n += 1) flow.inCrm({ lastName: `P${n}`, emails: [{ value: `p${n}@example.com` }] });
	await expect(flow.run()).rejects.toMatchObject({ reason: 'confirmationMails' });
	expect(world.held('p0@example.com')).toBeUndefined();
	await flow.run({ overrides: ['confirmationMails'] });
	expect([world.held('p0@example.com')?.state, world.held('p20@example.com')?.state]).toEqual(['unconfirmed', 'unconfirmed']);
});

describe('cost', () => {
	const calls = (): string[] => sandbox.calls(SERVICE).map(({ op, records }) => `${op} ${records}`);

	test('nothing changed, warm: the pages of each status, no write; and the same run then finds a change on either side', async () => {
		const world = ecomailListWorld(sandbox);
		const flow = listFlow(world);
		const ids = Array.from({ length: 30 }, (_none, n) => flow.inCrm({ lastName: `P${n}`, emails: [{ value: `p${n}@example.com` }] }));
		await flow.run();
		sandbox.clearCalls();
		expect(await flow.does()).toEqual([]);
		expect(calls()).toEqual(['list.subscribers 30', 'list.subscribers 0', 'list.subscribers 0', 'list.subscribers 0', 'list.subscribers 0']);
		process.stdout.write(`Contact Sync with an Ecomail list, nothing changed, warm: ${calls().length} calls (the pages of each status)\n`);
		world.hands.put('p3@example.com', { fields: { company: 'Acme' } });
		flow.crm.hands.edit(ids[4] ?? '', { company: { name: 'Beta' } });
		expect((await flow.does()).sort()).toEqual(['update changed crm', 'update changed partner']);
	});

	test('4,000 new people: two pushes, and the readings before and after them', async () => {
		const world = ecomailListWorld(sandbox);
		const flow = listFlow(world, { flow: { toCrm: { linksPerRun: 0 } } });
		for (let n = 0; n < 4000; n += 1) flow.inCrm({ lastName: `P${n}`, emails: [{ value: `p${n}@example.com` }] });
		sandbox.clearCalls();
		const { report } = await flow.run();
		expect(report.summary.counts.create).toBe(4000);
		const reading = (...counts: number[]): string[] => counts.map((count) => `list.subscribers ${count}`);
		expect(calls()).toEqual(['list 1', ...reading(0, 0, 0, 0, 0), 'lists 1', ...reading(0, 0, 0, 0, 0), 'list 1', 'subscribeBulk 3000', 'subscribeBulk 1000', ...reading(4000, 0, 0, 0, 0)]);
	});
});
