import type { IDataObject } from 'n8n-workflow';
import { startEngine, type Engine, type NodeSetting, type Trigger } from './engine';
import { openPlace, type Place } from './place';

const START = Date.parse('2026-03-02T10:00:00Z');
const MINUTE = 60_000;

let engine: Engine;
let place: Place;
beforeAll(async () => {
	engine = await startEngine();
	place = await openPlace({ realtime: false, startAt: START });
});
afterAll(() => place.sandbox.close());
beforeEach(() => place.sandbox.reset());

function setting(parameters: IDataObject = {}, credentials = place.raynet): NodeSetting {
	return { type: 'crmTrigger', parameters, credentials };
}

const tag = (value: string): IDataObject => ({ scope: 'tag', tag: { __rl: true, mode: 'name', value } });

function addPerson(lastName: string, ...tags: string[]): number {
	const id = Number(place.hand('raynet', 'person.create', { lastName, tags }).id);
	return id;
}

function addClient(name: string): number {
	return Number(place.hand('raynet', 'company.create', { name, rating: 'A', state: 'B_ACTUAL', role: 'A_SUBSCRIBER' }).id);
}

/**
 * What two polls bring. The sandbox's clock stands between our steps, so the first poll only learns how far the
 * server's clock has gone on.
 */
async function changes(trigger: Trigger): Promise<IDataObject[]> {
	const found: IDataObject[] = [];
	for (let polls = 0; polls < 2; polls += 1) {
		place.sandbox.clock.advance(3 * MINUTE);
		found.push(...((await trigger.poll()) ?? []));
	}
	return found;
}

const brief = (items: IDataObject[]): string[] =>
	items.map(({ event, recordType, lastName, company }) => `${String(event)} ${String(recordType)} ${String(lastName ?? (company as IDataObject).name)}`);

async function started(parameters: IDataObject = {}): Promise<Trigger> {
	place.sandbox.clock.advance(3 * MINUTE);
	const trigger = engine.trigger(setting(parameters));
	await trigger.poll();
	return trigger;
}

describe('CRM Trigger', () => {
	test('begins with one cheap call, and reports only what changes from then on', async () => {
		addPerson('Novák');
		const trigger = await started();
		expect(place.ops('raynet')).toEqual(['security.info']);

		const id = addPerson('Dvořák');
		const [item, ...more] = await changes(trigger);

		expect(more).toEqual([]);
		expect(item).toMatchObject({
			id: `raynet:acme:person:${id}`,
			crm: 'raynet',
			account: 'acme',
			recordType: 'person',
			recordId: String(id),
			lastName: 'Dvořák',
			event: 'created',
			eventId: `raynet:acme:person:${id}@1:created`,
			sync: { scope: 'all', stampResolutionMs: 60_000 },
		});
		expect(item).not.toHaveProperty('raw');
		expect(await changes(trigger)).toEqual([]);
	});

	test('reports a change once, as updated', async () => {
		const id = addPerson('Novák');
		const trigger = await started();
		place.hand('raynet', 'person.update', { id, lastName: 'Nováková' });

		expect(brief(await changes(trigger))).toEqual(['updated person Nováková']);
		expect(await changes(trigger)).toEqual([]);
	});

	test('includes what exists once, without what is outside the scope', async () => {
		addPerson('Novák', 'VIP');
		addPerson('Dvořák');
		addClient('Acme');
		place.hand('raynet', 'person.invalidate', { id: addPerson('Svoboda', 'VIP') });
		const trigger = engine.trigger(setting({ ...tag('VIP'), includeExisting: true, reportLeaving: true }));

		expect(brief(await changes(trigger))).toEqual(['created person Novák']);
		expect(place.sandbox.calls('raynet')[0]?.path).toContain('tags=VIP');
		expect(await changes(trigger)).toEqual([]);
	});

	test('reports who left the scope or was made invalid, only when asked', async () => {
		const [leaver, invalid] = [addPerson('Novák', 'VIP'), addPerson('Dvořák', 'VIP')];
		const asked = await started({ ...tag('VIP'), reportLeaving: true });
		const notAsked = engine.trigger(setting(tag('VIP')));
		await notAsked.poll();
		place.hand('raynet', 'person.untag', { id: leaver, tag: 'VIP' });
		place.hand('raynet', 'person.invalidate', { id: invalid });

		expect(brief(await changes(asked))).toEqual(['left person Novák', 'left person Dvořák']);
		expect(await changes(notAsked)).toEqual([]);
	});

	test('reports contact persons before clients, and only the chosen events', async () => {
		const id = addPerson('Novák');
		const [both, updates] = [await started(), engine.trigger(setting({ records: 'person', events: ['updated'] }))];
		await updates.poll();
		addClient('Acme');
		place.hand('raynet', 'person.update', { id, firstName: 'Jan' });
		addPerson('Dvořák');

		expect(brief(await changes(both))).toEqual(['updated person Novák', 'created person Dvořák', 'created company Acme']);
		expect(brief(await changes(updates))).toEqual(['updated person Novák']);
	});

	test('goes on in the middle of a big reading after a restart, and says so in the log', async () => {
		const log = jest.spyOn(engine.context(setting()).logger, 'info');
		place.sandbox.seed({ people: 6_200, companies: 0 }, 'raynet');
		place.sandbox.clock.advance(3 * MINUTE);
		const trigger = engine.trigger(setting({ records: 'person', includeExisting: true }));
		const first = (await trigger.poll()) ?? [];
		const stored = trigger.saved();
		trigger.restart(stored);
		const second = (await trigger.poll()) ?? [];

		expect([first.length, second.length]).toEqual([5_000, 1_200]);
		expect(new Set([...first, ...second].map(({ id }) => id)).size).toBe(6_200);
		expect(JSON.stringify(stored).length).toBeLessThan(100_000);
		expect(log.mock.calls.map(([message]) => message).filter((message) => message.startsWith('This poll'))).toEqual(['This poll has read 5000 records of RAYNET; the next one goes on.']);
		log.mockRestore();
	});

	test('keeps its place through a restart, and repeats from an older one', async () => {
		const trigger = await started();
		const stored = trigger.saved();
		addPerson('Novák');
		expect(await changes(trigger)).toHaveLength(1);
		trigger.restart(trigger.saved());
		expect(await changes(trigger)).toEqual([]);
		trigger.restart(stored);
		expect(brief(await changes(trigger))).toEqual(['created person Novák']);
	});

	test('begins anew for another account, and brings in what exists in a new scope', async () => {
		addPerson('Novák', 'VIP');
		const trigger = await started({ ...tag('Partner'), includeExisting: true });
		expect(await changes(trigger)).toEqual([]);
		const widened = engine.trigger(setting({ ...tag('VIP'), includeExisting: true }));
		widened.restart(trigger.saved());

		expect(brief(await changes(widened))).toEqual(['created person Novák']);
	});

	test('an outage at the start does not keep the workflow from being activated; then our own clock counts', async () => {
		place.sandbox.clock.advance(Date.now() - place.sandbox.clock.now());
		place.sandbox.fault({ service: 'raynet', op: '*', times: 20, effect: { kind: 'answer', status: 503, headers: { 'retry-after': '3600' } } });
		const trigger = engine.trigger(setting());
		expect(await trigger.poll()).toBeNull();
		place.sandbox.clearFaults();
		place.sandbox.clock.advance(MINUTE);
		addPerson('Novák');

		expect(brief(await changes(trigger))).toEqual(['created person Novák']);
	});

	test('a poll that begins while the last one runs leaves the changes to that one', async () => {
		const trigger = await started();
		addPerson('Novák');
		place.sandbox.clock.advance(3 * MINUTE);
		await trigger.poll();
		addPerson('Dvořák');
		place.sandbox.clock.advance(3 * MINUTE);
		const both = await Promise.all([trigger.poll(), trigger.poll()]);

		expect(both.filter((items) => items !== null).map((items) => brief(items ?? []))).toEqual([['created person Novák']]);
	});

	test('adds the raw record only when asked', async () => {
		addPerson('Novák');
		const trigger = engine.trigger(setting({ includeExisting: true, options: { includeRaw: true } }));

		expect((await changes(trigger))[0]).toMatchObject({ raw: { lastName: 'Novák', _version: 1 } });
	});
});

describe('Fetch Test Event', () => {
	test('shows recent records of the scope and moves nothing', async () => {
		addPerson('Novák', 'VIP');
		addPerson('Dvořák');
		addClient('Acme');
		const trigger = engine.trigger(setting());
		const items = (await trigger.fetchTestEvent()) ?? [];

		expect(brief(items).sort()).toEqual(['created company Acme', 'created person Dvořák', 'created person Novák']);
		expect(trigger.saved()).toEqual({});
		expect(brief((await engine.trigger(setting(tag('VIP'))).fetchTestEvent()) ?? [])).toEqual(['created person Novák']);
	});

	test('says what to do when there is nothing', async () => {
		await expect(engine.trigger(setting(tag('VIP'))).fetchTestEvent()).rejects.toMatchObject({
			name: 'NodeOperationError',
			message: 'There is nothing in this scope yet. Create or change a record in RAYNET that belongs to it, or choose another scope.',
		});
	});

	test('a wrong key says where to look, and is not tried again', async () => {
		const wrong = { raynetContactSyncApi: { ...place.raynet.raynetContactSyncApi, apiKey: 'crm-wrong' } };
		const trigger = engine.trigger(setting({}, wrong));
		const expected = { name: 'NodeApiError', message: expect.stringContaining('Check the user\'s e-mail, the API key and the instance name') };

		await expect(trigger.fetchTestEvent()).rejects.toMatchObject(expected);
		const calls = place.sandbox.calls('raynet').length;
		await expect(trigger.fetchTestEvent()).rejects.toMatchObject(expected);

		expect(place.sandbox.calls('raynet')).toHaveLength(calls);
		expect(JSON.stringify(place.sandbox.calls('raynet').map(({ status }) => status))).toBe('[401,401]');
	});

	test('an unknown instance is named', async () => {
		const wrong = { raynetContactSyncApi: { ...place.raynet.raynetContactSyncApi, instanceName: 'nowhere' } };

		await expect(engine.trigger(setting({}, wrong)).fetchTestEvent()).rejects.toMatchObject({
			message: expect.stringContaining('Raynet has no instance "nowhere"'),
		});
	});
});

describe('the lists of the scope', () => {
	test('hold the tags, owners and categories of the account, narrowed by what is typed', async () => {
		place.sandbox.seed({ people: 30, companies: 5 }, 'raynet');
		addPerson('Novák', 'Veletrh 2026');
		const names = async (method: string, filter?: string) => (await engine.search(setting({ crm: 'raynet', records: 'both' }), method, filter)).results.map(({ name }) => name);

		expect(await names('searchTags', 'VELETRH 2')).toEqual(['Veletrh 2026']);
		expect((await names('searchOwners')).length).toBe(3);
		expect(await names('searchCategories')).toEqual(expect.arrayContaining([expect.stringMatching(/\(contact persons\)$/), expect.stringMatching(/\(clients\)$/)]));
	});

	test('an unknown owner under "By ID" is refused in words', async () => {
		const trigger = engine.trigger(setting({ scope: 'owner', owner: { __rl: true, mode: 'id', value: '' } }));

		await expect(trigger.fetchTestEvent()).rejects.toMatchObject({ message: 'Choose the owner under "Scope", or set Scope to "All".' });
	});
});
