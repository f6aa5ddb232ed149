import type { IDataObject } from 'n8n-workflow';
import { startEngine, type Engine, type NodeSetting, type Trigger } from './engine';
import { openPlace, type Place } from './place';

const DAY = 24 * 60 * 60_000;
const LABEL = 'RAYNET CRM';
const MINE = 'contactGroups/myContacts';

let engine: Engine;
let place: Place;
beforeAll(async () => {
	engine = await startEngine();
});
/** A sandbox of its own per test: the nodes remember what they know of an account, as they should. */
beforeEach(async () => {
	place = await openPlace();
});
afterEach(() => place.sandbox.close());

const byName = (value: string): IDataObject => ({ __rl: true, mode: 'name', value });
const hand = (action: string, args: Record<string, unknown>): Record<string, unknown> => place.hand('google', action, args);
const setting = (parameters: IDataObject = {}): NodeSetting => ({ type: 'googleContactsTrigger', parameters: { label: byName(LABEL), ...parameters }, credentials: place.google });

function contact(recordId: number, more: IDataObject = {}): IDataObject {
	return {
		...{ id: `raynet:acme:person:${recordId}`, crm: 'raynet', account: 'acme', recordType: 'person', recordId: String(recordId) },
		...{ firstName: 'Jan', lastName: `Novák ${recordId}`, emails: [{ value: `jan${recordId}@example.com`, type: 'work' }], note: 'From the CRM' },
		...{ modifiedAt: '2026-03-02T09:00:00.000Z', event: 'created', sync: { scope: 'all', stampResolutionMs: 60_000 } },
		...more,
	};
}

/** Contacts that the sync has put into the label, paired with the CRM; answers their resource names. */
async function sync(...items: IDataObject[]): Promise<string[]> {
	await engine.run({ type: 'googleContactsUpsert', parameters: { label: byName(LABEL) }, credentials: place.google }, items);
	return (await place.contacts()).map(({ resourceName }) => resourceName);
}

const synced = async (count: number): Promise<string[]> => sync(...Array.from({ length: count }, (_, index) => contact(index + 1)));

/** Someone who was added in Google by hand, in the label or not. */
function byHand(lastName: string, ...labels: string[]): string {
	const resourceName = String(hand('person.create', { person: { names: [{ familyName: lastName }], memberships: [{ contactGroupMembership: { contactGroupResourceName: MINE } }] } }).resourceName);
	for (const label of labels) hand('label.add', { resourceName, label });
	return resourceName;
}

async function started(parameters: IDataObject = {}): Promise<Trigger> {
	const trigger = engine.trigger(setting(parameters));
	await trigger.poll();
	place.sandbox.clearCalls();
	return trigger;
}

const brief = (items: IDataObject[] | null): string[] => (items ?? []).map(({ event, lastName }) => [event, lastName].filter(Boolean).join(' '));

describe('what the trigger reports', () => {
	test('nothing at first, and nothing of what the sync itself writes', async () => {
		await synced(3);
		const trigger = engine.trigger(setting());
		expect(await trigger.poll()).toBeNull();
		await sync(contact(1, { lastName: 'Dvořák', event: 'updated' }), contact(4));
		await sync(contact(2, { event: 'left' }));
		expect(await trigger.poll()).toBeNull();
		expect(place.ops('google').filter((op) => op === 'connections.list').length).toBeGreaterThan(0);
	});

	test('a paired contact that was edited, with everything the next node needs', async () => {
		const [resourceName] = await synced(1);
		const trigger = await started();
		hand('person.update', { resourceName, person: { biographies: [{ value: 'By hand' }] } });
		const [item, ...more] = (await trigger.poll()) ?? [];
		const [label] = Object.entries(await place.labels()).find(([, name]) => name === LABEL) ?? [];

		expect(more).toEqual([]);
		expect(item).toEqual({
			id: `google:${String(resourceName)}`,
			modifiedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
			firstName: 'Jan',
			lastName: 'Novák 1',
			emails: [{ value: 'jan1@example.com', type: 'work' }],
			note: 'By hand',
			groups: [LABEL, 'myContacts'],
			event: 'updated',
			eventId: expect.stringMatching(/^google:people\/c\d+@%.+:updated$/),
			sync: {
				partner: 'google',
				partnerId: resourceName,
				groupId: label,
				crmAccount: 'raynet:acme',
				accountMark: expect.stringMatching(/^[a-z0-9]{6}$/),
				version: expect.stringMatching(/^%/),
				modifiedAt: item?.modifiedAt,
				stampResolutionMs: 1,
				entries: [{ accountKey: 'raynet:acme', text: expect.stringMatching(/^1p1;b/) }],
				externalIds: ['raynet:acme:person:1'],
				groups: [label, MINE],
				pair: ['raynet:acme:person:1'],
				pairs: 0,
				member: 'in',
			},
		});
		expect(await trigger.poll()).toBeNull();
	});

	test('a person’s edit that the sync has taken over is no event, and one that was undone neither', async () => {
		const [resourceName] = await synced(1);
		const trigger = await started();
		hand('person.update', { resourceName, person: { biographies: [{ value: 'By hand' }] } });
		hand('person.update', { resourceName, person: { biographies: [{ value: 'From the CRM' }] } });
		expect(await trigger.poll()).toBeNull();
	});

	test('contacts that joined or left the label, paired or not', async () => {
		const [one, two] = await synced(2);
		hand('label.create', { label: 'Choir' });
		const trigger = await started();
		hand('label.remove', { resourceName: one, label: LABEL });
		byHand('Nová', LABEL);
		byHand('Stranger', 'Choir');
		expect(brief(await trigger.poll())).toEqual(['left Novák 1', 'created Nová']);
		hand('label.add', { resourceName: one, label: LABEL });
		hand('label.add', { resourceName: two, label: 'Choir' });
		expect(brief(await trigger.poll())).toEqual([]);
	});

	test('a contact that the sync took off the label and a person puts back has joined', async () => {
		const [resourceName] = await synced(1);
		await sync(contact(1, { event: 'left' }));
		const trigger = await started();
		hand('label.add', { resourceName, label: LABEL });
		expect(brief(await trigger.poll())).toEqual(['entered Novák 1']);
	});

	test('a contact that is paired in another way only has joined, too', async () => {
		await synced(1);
		const trigger = await started();
		const resourceName = byHand('Elsewhere', LABEL);
		hand('clientData.plant', { resourceName, key: 'contact-sync:creatio:acme', value: '1p9;;.' });
		expect(brief(await trigger.poll())).toEqual(['entered Elsewhere']);
	});

	test('in a label that no flow fills yet everybody who changes, known to the sync of another label or not', async () => {
		const [resourceName] = await synced(1);
		hand('label.create', { label: 'Choir' });
		const trigger = await started({ label: byName('Choir') });
		hand('label.add', { resourceName, label: 'Choir' });
		byHand('Nová', 'Choir');
		const items = (await trigger.poll()) ?? [];
		expect(brief(items)).toEqual(['entered Novák 1', 'created Nová']);
		expect(items[1]?.sync).toEqual(expect.objectContaining({ partner: 'google', accountMark: expect.stringMatching(/^[a-z0-9]{6}$/) }));
		expect(items[1]?.sync).not.toHaveProperty('crmAccount');
	});

	test('deleted contacts by their id alone, and again when they come back from the trash', async () => {
		const [resourceName] = await synced(1);
		const trigger = await started();
		hand('person.delete', { resourceName });
		expect(await trigger.poll()).toMatchObject([
			{ id: `google:${String(resourceName)}`, event: 'deleted', eventId: `google:${String(resourceName)}:deleted`, sync: { partner: 'google', partnerId: resourceName, crmAccount: 'raynet:acme' } },
		]);
		const fresh = byHand('Nová', LABEL);
		hand('person.delete', { resourceName: fresh });
		hand('person.restore', { resourceName: fresh });
		expect(brief(await trigger.poll())).toEqual(['created Nová']);
	});

	test('two merged contacts once, under the name that stays, with both pairs and the former id', async () => {
		const [keep, gone] = await synced(2);
		const trigger = await started();
		hand('person.merge', { keep, gone });
		const items = (await trigger.poll()) ?? [];
		expect(brief(items)).toEqual(['updated Novák 1']);
		expect(items[0]?.sync).toMatchObject({ partnerId: keep, formerIds: [gone], pair: ['raynet:acme:person:1', 'raynet:acme:person:2'] });
	});

	test('only the events that were asked for', async () => {
		const [one, two, three] = await synced(3);
		const trigger = await started({ events: ['updated'] });
		hand('person.update', { resourceName: one, person: { biographies: [{ value: 'By hand' }] } });
		hand('label.remove', { resourceName: two, label: LABEL });
		hand('person.delete', { resourceName: three });
		byHand('Nová', LABEL);
		expect(brief(await trigger.poll())).toEqual(['updated Novák 1']);
	});

	test('everything in the label once, where existing contacts are wanted', async () => {
		await synced(2);
		byHand('Nová', LABEL);
		byHand('Stranger');
		const trigger = engine.trigger(setting({ includeExisting: true }));
		expect(brief(await trigger.poll()).sort()).toEqual(['created Nová', 'created Novák 1', 'created Novák 2']);
		expect(await trigger.poll()).toBeNull();
	});

	test('phones written without a country code are no change when the country is the one of the flow', async () => {
		const phones = [{ value: '+420 777 123 456', type: 'mobile' }];
		const [resourceName] = await sync(contact(1, { phones }));
		const triggers = [await started({ options: { defaultCountry: 'cz' } }), await started({ options: { defaultCountry: 'DE' } })];
		hand('person.update', { resourceName, person: { phoneNumbers: [{ value: '777 123 456', type: 'mobile' }] } });
		expect([brief((await triggers[0]?.poll()) ?? null), brief((await triggers[1]?.poll()) ?? null)]).toEqual([[], ['updated Novák 1']]);
	});
});

describe('where the trigger stands', () => {
	test('a poll without changes costs three calls, and what is stored is small', async () => {
		await synced(3);
		const trigger = await started();
		expect(await trigger.poll()).toBeNull();
		expect(place.ops('google')).toEqual(['groups.list', 'connections.list', 'groups.list']);
		expect(JSON.stringify(trigger.saved()).length).toBeLessThan(700);
	});

	test('another process goes on from what was stored', async () => {
		const [resourceName] = await synced(1);
		const trigger = await started();
		const stored = trigger.saved();
		hand('person.update', { resourceName, person: { biographies: [{ value: 'By hand' }] } });
		trigger.restart(stored);
		expect(brief(await trigger.poll())).toEqual(['updated Novák 1']);
		trigger.restart(stored);
		expect(brief(await trigger.poll())).toEqual(['updated Novák 1']);
	});

	test('a poll that fails moves nothing; the next one reports', async () => {
		const [resourceName] = await synced(1);
		const trigger = await started();
		const before = trigger.saved();
		hand('person.update', { resourceName, person: { biographies: [{ value: 'By hand' }] } });
		place.sandbox.fault({ service: 'google', op: 'connections.list', effect: { kind: 'answer', status: 403, body: { error: { code: 403, status: 'PERMISSION_DENIED', message: 'no' } } } });
		await expect(trigger.poll()).rejects.toThrow('Google does not let this login do that');
		expect(trigger.saved()).toEqual(before);
		expect(brief(await trigger.poll())).toEqual(['updated Novák 1']);
	});

	test('two polls at once report a change once', async () => {
		const [resourceName] = await synced(1);
		const trigger = await started();
		hand('person.update', { resourceName, person: { biographies: [{ value: 'By hand' }] } });
		const items = await Promise.all([trigger.poll(), trigger.poll()]);
		expect(items.flatMap(brief)).toEqual(['updated Novák 1']);
	});

	test('after the token has expired, what changed is reported, and nothing is taken for deleted', async () => {
		hand('label.create', { label: LABEL });
		byHand('Old', LABEL);
		place.sandbox.clock.advance(DAY);
		await synced(4);
		const [edited, removed, deleted] = (await place.contacts()).slice(1).map(({ resourceName }) => resourceName);
		const trigger = await started();
		hand('person.delete', { resourceName: deleted });
		place.sandbox.clock.advance(8 * DAY);
		hand('person.update', { resourceName: edited, person: { biographies: [{ value: 'By hand' }] } });
		hand('label.remove', { resourceName: removed, label: LABEL });
		byHand('Nová', LABEL);
		expect(brief(await trigger.poll()).sort()).toEqual(['created Nová', 'left Novák 2', 'updated Novák 1']);
		expect(await trigger.poll()).toBeNull();
	});

	test('a label change that syncs do not tell is found by the numbers of members', async () => {
		const [resourceName] = await synced(2);
		const trigger = await started();
		place.sandbox.setSwitch('google', 'membershipInSync', 'no');
		hand('label.remove', { resourceName, label: LABEL });
		expect(await trigger.poll()).toBeNull();
		jest.useFakeTimers({ now: Date.now() + 11 * 60_000, doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'queueMicrotask'] });
		try {
			expect(brief(await trigger.poll())).toEqual(['left Novák 1']);
		} finally {
			jest.useRealTimers();
		}
	});

	test('another label goes on from now, or with all that is in it where existing contacts are wanted', async () => {
		await synced(1);
		hand('label.create', { label: 'Choir' });
		byHand('Singer', 'Choir');
		const [plain, existing] = [await started(), await started({ includeExisting: true })];
		const moved = engine.trigger(setting({ label: byName('Choir') }));
		moved.restart(plain.saved());
		expect(await moved.poll()).toBeNull();
		const all = engine.trigger(setting({ label: byName('Choir'), includeExisting: true }));
		all.restart(existing.saved());
		expect(brief(await all.poll())).toEqual(['created Singer']);
	});

	test('a label that is gone ends the poll in words, not as everybody leaving it', async () => {
		await synced(2);
		const trigger = await started();
		const before = trigger.saved();
		hand('label.delete', { label: LABEL });
		await expect(trigger.poll()).rejects.toThrow('The label is not in Google Contacts.');
		expect(trigger.saved()).toEqual(before);
	});

	test('a label that is deleted while it polls does not look as if everybody had left it', async () => {
		await synced(2);
		const trigger = await started();
		place.sandbox.fault({ service: 'google', op: 'connections.list', effect: { kind: 'slow', ms: 300 } });
		const polled = trigger.poll();
		while (!place.ops('google').includes('groups.list')) await new Promise((resolve) => setTimeout(resolve, 5));
		hand('label.delete', { label: LABEL });
		await expect(polled).rejects.toThrow('The label is not in Google Contacts.');
	});

	test('an outage does not prevent activation, and what changed since then is reported', async () => {
		await synced(1);
		const trigger = engine.trigger(setting());
		place.sandbox.fault({ service: 'google', op: 'groups.list', effect: { kind: 'answer', status: 429, body: { error: { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'x', details: [{ violations: [{}] }] } } } });
		expect(await trigger.poll()).toBeNull();
		byHand('Nová', LABEL);
		expect(brief(await trigger.poll())).toEqual(['created Nová']);
		expect(await trigger.poll()).toBeNull();
	});
});

describe('in the editor', () => {
	test('Fetch Test Event shows what changed last in the label, and moves nothing', async () => {
		await synced(4);
		byHand('Stranger');
		byHand('Nová', LABEL);
		const trigger = await started();
		const before = trigger.saved();
		const items = await trigger.fetchTestEvent();
		expect(brief(items)).toEqual(['created Nová', expect.stringMatching(/^updated Novák/), expect.stringMatching(/^updated Novák/)]);
		expect(items?.[0]?.sync).toMatchObject({ partner: 'google', member: 'in', pair: [] });
		expect(trigger.saved()).toEqual(before);
	});

	test('and says so where there is nothing to show', async () => {
		hand('label.create', { label: LABEL });
		await expect(engine.trigger(setting()).fetchTestEvent()).rejects.toThrow('There is no contact in "RAYNET CRM" yet.');
	});

	test('the list holds the user’s own labels', async () => {
		hand('label.create', { label: 'VIP' });
		hand('label.create', { label: 'Choir' });
		expect((await engine.search(setting(), 'searchLabels', 'i')).results.map(({ name }) => name)).toEqual(['Choir', 'VIP']);
	});

	test.each([
		['', 'Choose a label, or type its name.'],
		['myContacts', '"myContacts" is a built-in group.'],
		['None', 'The label is not in Google Contacts.'],
	])('the label "%s" is refused in words', async (name, text) => {
		await expect(engine.trigger(setting({ label: byName(name) })).poll()).rejects.toThrow(text);
	});
});
