import crypto from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import { startEngine, type Engine } from './engine';
import { openPlace, type Place } from './place';
import { startWebhookServer, type WebhookServer, type WebhookTrigger } from './webhookServer';

jest.setTimeout(180_000);

let engine: Engine;
let place: Place;
let server: WebhookServer;
let trigger: WebhookTrigger;
let login = 0;
beforeAll(async () => {
	engine = await startEngine();
	server = await startWebhookServer(engine);
	place = await openPlace();
});
afterAll(async () => {
	await place.sandbox.close();
	await server.close();
});
/** Each test has a login of its own, so that nothing remembered of one is known to the next. */
beforeEach(async () => {
	place.sandbox.reset();
	login += 1;
	trigger = server.open({ type: 'crmInstantTrigger', credentials: { raynetContactSyncApi: { ...place.raynet.raynetContactSyncApi, note: `burst ${login}` } } });
	await trigger.activate();
});
afterEach(() => {
	server.answer = 'afterwards';
	jest.restoreAllMocks();
});

const hand = (action: string, args: IDataObject = {}): Record<string, unknown> => place.hand('raynet', action, args);
const remaining = (): number => Number(hand('quota.set').remaining);
const secret = (): string => String((trigger.saved['node:Node'] as IDataObject).secret);
const event = (id: number, eventId: string, type = 'record.updated'): object => ({ eventId, type, data: { entityName: 'Person', entityId: id, extIds: null } });

async function post(body: object, token = secret()): Promise<number> {
	return (await fetch(`${trigger.url}?token=${token}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })).status;
}

/** All at once, as they come in after an outage; n8n answers before it has run anything. */
async function burst(events: readonly object[]): Promise<void> {
	server.answer = 'atOnce';
	expect(new Set(await Promise.all(events.map((one) => post(one))))).toEqual(new Set([200]));
	await server.idle();
}

const items = (): IDataObject[] => trigger.executions.flatMap((execution) => execution.items);
/** How many events the hints say were left to the nightly run. */
const toldAsLeft = (): number => trigger.executions.flatMap(({ hints }) => hints).reduce((sum, { message }) => sum + Number(/^(\d+) changes? (?:was|were) left/.exec(message)?.[1]), 0);

describe('five hundred events at once', () => {
	const people = Array.from({ length: 500 }, (_, n) => n + 1);

	test('are all taken and become an item each, in fewer calls than there are events; sent again they start nothing', async () => {
		hand('instance.seed', { people: 500, companies: 0 });
		place.sandbox.clearCalls();
		await burst(people.map((id) => event(id, `e${id}`)));
		expect(items().map(({ recordId }) => Number(recordId)).sort((a, b) => a - b)).toEqual(people);
		expect(new Set(place.ops('raynet'))).toEqual(new Set(['person.detail', 'person.list']));
		// How many go together depends on the machine; test/headless/readingQueue.test.ts tells it exactly.
		expect(place.ops('raynet').length).toBeLessThan(500);

		place.sandbox.clearCalls();
		const before = trigger.executions.length;
		await burst(people.map((id) => event(id, `e${id}`)));
		expect([trigger.executions.length, place.ops('raynet')]).toEqual([before, []]);
	});

	test('above the share of the day quota are all taken, read as far as the share goes, and the hints count the rest', async () => {
		hand('instance.seed', { people: 500, companies: 0 });
		hand('quota.set', { limit: 100, remaining: 22 });
		place.sandbox.clearCalls();
		await burst(people.map((id) => event(id, `e${id}`)));
		expect([place.ops('raynet').length, remaining()]).toEqual([2, 20]);
		await post(event(1, 'last', 'record.deleted'));
		const read = items().filter(({ event: what }) => what === 'updated').length;
		expect(read).toBeGreaterThan(1);
		expect(toldAsLeft()).toBe(500 - read);
		expect(remaining()).toBe(20);
	});

	test('of one record are read together, and the same event twice at the same moment becomes one item', async () => {
		hand('instance.seed', { people: 1, companies: 0 });
		place.sandbox.clearCalls();
		await burst([...people.slice(0, 50).map((n) => event(1, `e${n}`)), ...people.slice(0, 50).map((n) => event(1, `e${n}`))]);
		expect(items()).toHaveLength(50);
		expect(new Set(items().map(({ eventId }) => eventId)).size).toBe(1);
	});
});

test('a mass edit of 5,000 records in RAYNET: every event is accepted, none is read above the share, and the hints count the rest', async () => {
	hand('instance.seed', { people: 5_000, companies: 0 });
	hand('webhook.pace', { pauseMs: 0 });
	hand('quota.set', { limit: 1_000, remaining: 230 });
	place.sandbox.clearCalls();
	hand('bulk.touch');
	const waiting = (): number => (hand('webhook.waiting') as unknown as Array<{ events: number }>).reduce((sum, { events }) => sum + events, 0);
	while (waiting() > 0) await new Promise((resolve) => setTimeout(resolve, 100));
	await post(event(1, 'last', 'record.deleted'));
	const answers = (hand('webhook.deliveries') as unknown as Array<{ answer: number | string }>).map(({ answer }) => answer);
	expect([answers.length, new Set(answers)]).toEqual([5_000, new Set([200])]);
	expect([place.ops('raynet'), remaining()]).toEqual([Array.from({ length: 30 }, () => 'person.detail'), 200]);
	expect([items().filter(({ event: what }) => what === 'updated').length, toldAsLeft()]).toEqual([30, 4_970]);
	// One that tells that events are left, one for the deletion; the others were accepted without one.
	expect(trigger.executions).toHaveLength(32);
});

test('a secret is compared in constant time, wherever it stands and whatever is wrong with it', async () => {
	const compare = jest.spyOn(crypto, 'timingSafeEqual');
	const answers: number[] = [];
	for (const token of [secret(), secret().slice(0, -1), `${secret()}0`, '', 'x']) answers.push(await post(event(1, ''), token));
	expect(answers).toEqual([200, 401, 401, 401, 401]);
	expect(compare.mock.calls.map(([one, other]) => [one.byteLength, other.byteLength])).toEqual(Array.from({ length: 15 }, () => [32, 32]));
});
