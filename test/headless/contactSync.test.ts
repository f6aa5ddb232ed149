import { NodeHelpers, type IDataObject, type INode, type INodeExecutionData } from 'n8n-workflow';
import { openBothSides, startNodes, VIP, type BothSides } from './bothSides';
import type { Engine, NodeSetting } from './engine';

let engine: Engine;
let place: BothSides;
let stored: { staticData: IDataObject };
beforeAll(async () => {
	engine = await startNodes();
});
/** A sandbox of its own per test: the node remembers what it knows of an account, as it should. */
beforeEach(async () => {
	place = await openBothSides();
	stored = { staticData: {} };
});
afterEach(() => place.sandbox.close());

/** The node in an active workflow, over contact persons with the tag VIP. */
function setting(parameters: IDataObject = {}, more: Partial<NodeSetting> = {}): NodeSetting {
	return { type: 'contactSync', parameters: { records: 'person', ...VIP, ...parameters }, credentials: { ...place.raynet, ...place.google }, stored, ...more };
}

interface Told {
	/** "action reason sides" of each change. */
	changes: string[];
	conflicts: IDataObject[];
	summary: IDataObject;
	items: IDataObject[];
}

async function run(parameters: IDataObject = {}, more: Partial<NodeSetting> = {}): Promise<Told> {
	place.wait();
	place.sandbox.clearCalls();
	const [changes = [], conflicts = [], summary = []] = await engine.run(setting(parameters, more), [{}, {}]);
	expect(summary).toHaveLength(1);
	const items = jsonOf(changes);
	return { changes: items.map(({ action, reason, sides }) => [action, reason, ...((sides ?? []) as string[])].join(' ')), conflicts: jsonOf(conflicts), summary: jsonOf(summary)[0] ?? {}, items };
}

const jsonOf = (items: readonly INodeExecutionData[]): IDataObject[] => items.map(({ json }) => json);
const calls = (): { raynet: string[]; google: string[] } => ({ raynet: place.ops('raynet'), google: place.ops('google') });

/** Eva is a pair that is settled, and the next run is a warm one. */
async function settled(parameters: IDataObject = {}): Promise<number> {
	const id = place.inRaynet('Malá');
	await run(parameters);
	await run(parameters);
	return id;
}

describe('Sync Now', () => {
	test('brings new contacts of both sides over; the next runs write nothing and cost three calls', async () => {
		place.inRaynet('Malá');
		place.inRaynet('Stranou', { tags: [] });
		place.inGoogle('Novák', 'in');
		place.inGoogle('Soukromý', 'out');

		const first = await run();
		expect(first.changes).toEqual(['create new google', 'create new crm']);
		expect(place.raynetLines()).toEqual(['1 Eva Malá malá@example.com [VIP]', '2 Eva Stranou stranou@example.com []', '3 Jan Novák novák@example.com [VIP]']);
		const google = ['Eva Malá malá@example.com [RAYNET CRM]', 'Jan Novák novák@example.com [RAYNET CRM]', 'Jan Soukromý soukromý@example.com []'];
		expect(await place.googleLines()).toEqual(google);

		await run();
		const before = place.held();
		const third = await run();
		expect(third.changes).toEqual([]);
		expect(calls()).toEqual({ raynet: ['person.list'], google: ['groups.list', 'connections.list'] });
		expect(third.summary).toMatchObject({ cost: { crmCalls: 1, googleCalls: 2 }, read: 'changes', cursorSaved: true });
		expect(place.held()).toEqual(before);
	});

	test('merges a contact field by field, and says what was on which side', async () => {
		const id = await settled();
		place.hand('raynet', 'person.update', { id, contactInfo: { tel1: '+420603111222' } });
		place.hand('google', 'person.update', { resourceName: await place.googleId('Malá'), person: { names: [{ givenName: 'Eva', familyName: 'Velká' }] } });

		const { items } = await run();
		expect(items).toEqual([
			{
				action: 'update',
				reason: 'changed',
				text: 'Changed fields were written to the CRM and to Google.',
				name: 'Eva Malá',
				sides: ['crm', 'google'],
				contactId: `raynet:acme:person:${id}`,
				googleContactId: await place.googleId('Velká'),
				googleContactUrl: expect.stringContaining('https://contacts.google.com/person/c'),
				changes: [
					{ field: 'name', side: 'crm', before: 'Eva Malá', after: 'Eva Velká' },
					{ field: 'phones', side: 'google', before: '', after: '+420603111222' },
				],
				conflicts: [],
				warnings: [],
			},
		]);
		expect(place.raynetLines()).toEqual(['1 Eva Velká malá@example.com +420603111222 [VIP]']);
		expect(await place.googleLines()).toEqual(['Eva Velká malá@example.com +420603111222 [RAYNET CRM]']);
	});

	test('tells a field that both sides changed under Conflicts, and whose value stays', async () => {
		const id = await settled();
		place.hand('raynet', 'person.update', { id, lastName: 'Crmová' });
		place.hand('google', 'person.update', { resourceName: await place.googleId('Malá'), person: { names: [{ givenName: 'Eva', familyName: 'Googlová' }] } });

		const { conflicts } = await run({ options: { conflict: 'crm' } });
		expect(conflicts).toEqual([
			expect.objectContaining({ kind: 'bothChanged', name: 'Eva Crmová', contactId: `raynet:acme:person:${id}`, field: 'name', crm: 'Eva Crmová', google: 'Eva Googlová', winner: 'crm', text: 'Changed on both sides. The CRM\'s value stays.' }),
		]);
		expect(await place.googleLines()).toEqual(['Eva Crmová malá@example.com [RAYNET CRM]']);
	});

	test('who is taken off the label loses the tag; who loses the tag leaves the label', async () => {
		const id = await settled();
		const other = place.inRaynet('Nová');
		await run();
		place.hand('google', 'label.remove', { resourceName: await place.googleId('Malá'), label: 'RAYNET CRM' });
		place.hand('raynet', 'person.untag', { id: other, tag: 'VIP' });

		const { changes } = await run();
		expect(changes.sort()).toEqual(['leave leftGroup crm', 'leave leftScope google']);
		expect(place.raynetLines()).toEqual([`${id} Eva Malá malá@example.com []`, `${other} Eva Nová nová@example.com []`]);
		expect(await place.googleLines()).toEqual(['Eva Malá malá@example.com []', 'Eva Nová nová@example.com []']);
	});

	test('or nothing happens to them, or they are deleted, as the options say', async () => {
		const nothing = { options: { leavingLabel: 'nothing', leavingScope: 'nothing' } };
		const id = await settled(nothing);
		place.hand('raynet', 'person.untag', { id, tag: 'VIP' });
		expect((await run(nothing)).changes).toEqual(['skip keptByPolicy']);
		expect(await place.googleLines()).toEqual(['Eva Malá malá@example.com [RAYNET CRM]']);

		const deleting = { options: { leavingLabel: 'delete', leavingScope: 'delete' } };
		const other = place.inRaynet('Nová');
		await run(deleting);
		place.hand('google', 'label.remove', { resourceName: await place.googleId('Nová'), label: 'RAYNET CRM' });
		expect((await run(deleting)).changes).toContain('delete leftGroup crm');
		expect(place.raynetLines()[1]).toBe(`${other} Eva Nová nová@example.com [VIP] (invalid)`);
	});

	test('creates nothing in the CRM, or fields go one way, when told so', async () => {
		place.inGoogle('Novák', 'in');
		expect((await run({ options: { creates: 'nothing' } })).changes).toEqual(['skip notCreatedInCrm']);
		expect(place.raynetLines()).toEqual([]);
	});

	test('writes no more CRM records in one run than it may; the rest follows', async () => {
		for (const name of ['Adamec', 'Bureš', 'Cibulka']) place.inGoogle(name, 'in');
		const budget = { options: { writesPerRun: 2 } };

		expect((await run(budget)).changes).toEqual(['create new crm', 'create new crm', 'skip nextRun']);
		expect((await run(budget)).changes).toEqual(['create new crm']);
		expect(place.raynetLines()).toHaveLength(3);
	});

	test('runs once, whatever the number of items, and every item that comes out belongs to the first', async () => {
		place.inRaynet('Malá');
		place.wait();
		const outputs = await engine.run(setting(), [{}, {}, {}]);

		expect(outputs.flat().map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }]);
	});

	test('lists unchanged contacts only when asked', async () => {
		await settled();
		expect((await run({ read: 'everything' })).changes).toEqual([]);
		expect((await run({ read: 'everything', options: { includeUnchanged: true } })).changes).toEqual(['unchanged equal']);
	});
});

describe('A long run', () => {
	const people = { records: 'person', scope: 'all' };

	test('by hand tells the editor how far it is, once in a hundred writes, and names nobody', async () => {
		place.sandbox.seed({ people: 120, companies: 0 }, 'raynet');
		place.wait();
		const told: string[] = [];
		await engine.run(setting(people, { stored: undefined, told }), [{}]);
		expect(told).toEqual(['120 of 120 writes are done.']);
	});

	test('tells the editor how far the reading is', async () => {
		place.sandbox.seed({ people: 5_000, companies: 0 }, 'raynet');
		place.wait();
		const told: string[] = [];
		await engine.run(setting({ ...people, direction: 'toGoogle', operation: 'preview' }, { stored: undefined, told }), [{}]);
		expect(told).toEqual(['5000 contacts of the CRM are read so far.']);
	});

	test('of a schedule has nobody to tell it', async () => {
		place.sandbox.seed({ people: 120, companies: 0 }, 'raynet');
		const told: string[] = [];
		await run(people, { told });
		expect(told).toEqual([]);
	});
});

describe('The cursor', () => {
	test('is kept by an active workflow, and another label begins anew', async () => {
		await settled();
		expect(stored.staticData).toEqual({
			'node:Node': { belonging: { format: 1, account: 'raynet:acme', label: 'name:RAYNET CRM' }, state: expect.objectContaining({ crm: { flow: 'tag:vip person', cursor: expect.any(String) } }) },
		});
		expect((await run({ label: { __rl: true, mode: 'name', value: 'Another' } })).summary.read).toBe('everything in the scope');
	});

	test('is not kept by a run that was started by hand: the summary and the hint say what that means', async () => {
		place.inRaynet('Malá');
		const { summary } = await run({}, { stored: undefined });
		expect(summary).toMatchObject({ cursorSaved: false, cursorText: expect.stringMatching(/^This run was started by hand, and n8n saves nothing of such a run/) });
		const { data } = await engine.outcome(setting({}, { stored: undefined }), [{}]);
		expect(data.resultData.runData.Node?.[0]?.hints).toEqual([{ message: expect.stringMatching(/^1 unchanged\. This run was started by hand/), type: 'info', location: 'outputPane' }]);
	});

	test('stays where it was when the run stopped early', async () => {
		await settled();
		const before = JSON.stringify(stored);
		place.inGoogle('Novák', 'in');
		place.hand('raynet', 'quota.set', { remaining: 4 });
		const { summary } = await run();
		expect(summary).toMatchObject({ cursorSaved: false, stopped: { reason: 'dailyQuota' } });
		const cursorOf = (text: string): unknown => (JSON.parse(text) as { staticData: Record<string, { state: { crm: unknown } }> }).staticData['node:Node']?.state.crm;
		expect(cursorOf(JSON.stringify(stored))).toEqual(cursorOf(before));
	});
});

describe('Preview', () => {
	test('is the plan that is then carried out, and writes nothing: no contact, no label, no state', async () => {
		place.inRaynet('Malá');
		place.inGoogle('Novák', 'in');
		place.wait();
		const before = place.held();
		const planned = await run({ operation: 'preview' });

		expect(planned.items.map(({ action, text, name }) => [action, text, name])).toEqual([
			['create', 'Dry run, nothing written. Plan: Created in Google Contacts.', 'Eva Malá'],
			['create', 'Dry run, nothing written. Plan: Created in the CRM.', 'Jan Novák'],
		]);
		expect(planned.items[0]?.changes).toEqual(expect.arrayContaining([{ field: 'emails', side: 'google', before: '', after: 'malá@example.com' }]));
		expect(planned.summary).toMatchObject({ operation: 'preview', text: 'Dry run, nothing written: 2 would be created.', cursorSaved: false, guards: [], counts: { create: 2 } });
		expect(place.held()).toEqual(before);
		expect(stored).toEqual({ staticData: {} });
		expect((await run()).changes).toEqual(planned.changes);
	});

	test('tells the guard that would stop the run, and shows the plan behind it without asking twice', async () => {
		const ids = Array.from({ length: 8 }, (_, index) => place.inRaynet(`Osoba${index}`));
		await run();
		await run();
		for (const id of ids) place.hand('raynet', 'person.untag', { id, tag: 'VIP' });

		const { summary, changes } = await run({ operation: 'preview', read: 'everything' });
		expect(summary.guards).toEqual([{ guard: expect.any(String), title: expect.any(String), message: expect.stringContaining('8') }, ...((summary.guards as unknown[]).slice(1))]);
		expect(changes).toEqual(ids.map(() => 'leave leftScope google'));
		expect(place.ops('google')).toEqual(['groups.list', 'connections.list']);
		expect(place.ops('raynet').filter((op) => op === 'person.detail')).toHaveLength(ids.length);
	});
});

describe('Explain a Contact', () => {
	const explain = async (contact: string): Promise<IDataObject[]> => (await run({ operation: 'explain', contact })).items;

	test('says why somebody is there, by name, e-mail or id, and writes nothing', async () => {
		const id = await settled();
		const before = place.held();
		for (const contact of ['eva malá', 'MALÁ@example.com', `raynet:acme:person:${id}`, await place.googleId('Malá')]) {
			const items = await explain(contact);
			expect([contact, items.map(({ text }) => text)]).toEqual([
				contact,
				['Is in RAYNET, and in the scope: it carries the tag "VIP". Is in Google Contacts, on the label "RAYNET CRM". Both are paired. What the next run does: Already up to date.'],
			]);
		}
		expect(place.held()).toEqual(before);
	});

	test('says why somebody is not there: outside the scope', async () => {
		await settled();
		place.inRaynet('Stranou', { tags: [] });
		const [item] = await explain('Stranou');

		expect(item).toMatchObject({
			found: true,
			name: 'Eva Stranou',
			crm: 'outsideScope',
			label: 'notFound',
			pair: 'none',
			text: 'Is in RAYNET, but not in the scope: it does not carry the tag "VIP". Is not in Google Contacts. It is not paired. The next run has nothing to do with it.',
		});
	});

	test('names the fields that were changed since, with both values', async () => {
		const id = await settled();
		place.hand('raynet', 'person.update', { id, lastName: 'Velká' });
		const [item] = await explain('Velká');

		expect(item?.text).toContain('Changed in RAYNET since it was last settled: name. What the next run does: Changed fields were written to Google.');
		expect(item?.fields).toEqual(expect.arrayContaining([{ field: 'name', direction: 'both', crm: 'Eva Velká', google: 'Eva Malá', since: 'crmChanged' }]));
		expect(item?.next).toMatchObject({ action: 'update', changes: [{ field: 'name', side: 'google', before: 'Eva Malá', after: 'Eva Velká' }] });
	});

	test('says that nobody fits, and wants to know whom to look for', async () => {
		expect(await explain('Nikdo')).toEqual([{ found: false, text: expect.stringMatching(/^Nobody in RAYNET or in Google Contacts has this name/) }]);
		await expect(explain(' ')).rejects.toMatchObject({ message: 'Give the name, e-mail address or ID of the contact to explain.' });
	});
});

describe('When something is wrong', () => {
	test('a guard stops the run with its numbers, and nothing is written on either side', async () => {
		const ids = Array.from({ length: 8 }, (_, index) => place.inRaynet(`Osoba${index}`));
		await run();
		await run();
		for (const id of ids) place.hand('raynet', 'person.invalidate', { id });
		place.wait();
		const before = place.held();

		await expect(run()).rejects.toMatchObject({ name: 'NodeOperationError', message: expect.stringMatching(/Nothing was written\. If this is what you want, choose "[\w ]+" under "Pass Guards Once"/) });
		expect(place.held()).toEqual(before);
		const [changes, conflicts, summary, failed] = await engine.run(setting({}, { onError: 'continueErrorOutput' }), [{ from: 'schedule' }]);
		expect([changes, conflicts, summary]).toEqual([[], [], []]);
		expect(failed).toEqual([{ json: { from: 'schedule', error: expect.stringContaining('Pass Guards Once'), details: { action: 'failed' } }, pairedItem: { item: 0 } }]);
	});

	test('a record that a side refuses is told under Changes and in the failing list, and the others go through', async () => {
		place.inRaynet('Malá', { contactInfo: { email: 'mala@example.com' }, notice: 'x' });
		place.inRaynet('Dlouhá'.padEnd(1100, 'á'), { contactInfo: { email: 'dlouha@example.com' } });
		const { items, summary } = await run();

		expect(items.map(({ action, reason }) => [action, reason]).sort()).toEqual([['create', 'new'], ['failed', 'refusedByServer']]);
		expect(summary).toMatchObject({ counts: { create: 1, failed: 1 }, failing: [{ contactId: 'raynet:acme:person:2', reason: 'refusedByServer', text: expect.any(String), tries: 1 }] });
	});
});

describe('As a tool of an AI agent', () => {
	test('it offers Preview and Explain only', () => {
		const { description } = engine.node('contactSync');
		const node = { typeVersion: 1, parameters: {} } as INode;
		const operation = (name: string): unknown[] =>
			description.properties
				.filter((property) => property.name === 'operation' && NodeHelpers.displayParameter({}, property, node, { ...description, name }))
				.map((property) => [property.default, (property.options ?? []).map(({ name: title }) => title)]);

		expect(operation('contactSyncTool')).toEqual([['preview', ['Explain a Contact', 'Preview']]]);
		expect(operation('contactSync')).toEqual([['sync', ['Explain a Contact', 'Preview', 'Sync Now']]]);
	});

	test('it refuses to write, whatever the parameters say, and hands the summary to the agent with the plan', async () => {
		place.inRaynet('Malá');
		place.wait();
		await expect(engine.run(setting({ operation: 'sync' }, { asTool: 'yes' }), [{}])).rejects.toMatchObject({ message: expect.stringMatching(/^As a tool of an AI agent, Contact Sync writes nothing/) });
		const [told = []] = await engine.run(setting({ operation: 'preview' }, { asTool: 'yes' }), [{}]);
		expect(told.map(({ json }) => json.operation ?? json.action)).toEqual(['preview', 'create']);
		expect(await place.googleLines()).toEqual([]);
	});
});

test('Choosing another CRM in the editor brings its usual label; one that the user named stays', () => {
	const { properties } = engine.node('contactSync').description;
	const filled = (parameters: IDataObject): IDataObject => NodeHelpers.getNodeParameters(properties, parameters as INode['parameters'], true, false, null, null) as IDataObject;
	// As the editor does it: what is as it was at first is left out, and filled in again after the choice.
	const choosing = (crm: string, before: IDataObject): unknown => {
		const own = NodeHelpers.getNodeParameters(properties, filled(before) as INode['parameters'], false, false, null, null) as IDataObject;
		return (filled({ ...own, crm }).label as IDataObject).value;
	};
	expect(['raynet', 'creatio', 'simpleCrm', 'customRest'].map((crm) => choosing(crm, {}))).toEqual(['RAYNET CRM', 'Creatio', 'SimpleCRM', 'CRM']);
	expect(choosing('creatio', { label: { __rl: true, mode: 'name', value: 'VIPs' } })).toBe('VIPs');
	expect(filled({ crm: 'creatio', syncWith: 'list' }).listTag).toBe('creatio');
});
