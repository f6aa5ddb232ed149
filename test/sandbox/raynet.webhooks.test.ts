import { newCompany, newPerson, startRaynet, type RaynetWorld } from './raynetSupport';
import { startReceiver, until, type Receiver } from './raynetReceiver';

jest.setTimeout(60_000);

const SECOND = 1_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ALL = ['record.created', 'record.updated', 'record.deleted'];

let world: RaynetWorld;
let receiver: Receiver;
beforeAll(async () => {
	world = await startRaynet();
	receiver = await startReceiver();
});
beforeEach(() => {
	world.sandbox.reset();
	receiver.clear();
});
afterAll(async () => {
	await world.sandbox.close();
	await receiver.close();
});

interface Attempt {
	at: number;
	attempt: number;
	answer: number | 'unreachable';
	event: { eventId: string; type: string; data: { entityName: string; entityId: number } };
}

const deliveries = (): Attempt[] => world.hand('webhook.deliveries', {}) as Attempt[];
const waiting = (): Array<{ events: number }> => world.hand('webhook.waiting', {}) as Array<{ events: number }>;
const attempts = (count: number): Promise<void> => until(() => deliveries().length >= count);
const told = (): string[] => deliveries().map(({ event }) => `${event.type.slice(7)} ${event.data.entityName} ${event.data.entityId}`);

async function register(body: Record<string, unknown> = {}): Promise<string> {
	const { data } = await world.api.put('webhook/', { url: receiver.url, events: ALL, ...body });
	return data.data.uuid;
}

/** Lets every pause pass until nothing waits. */
async function delivered(): Promise<string[]> {
	world.hand('webhook.pace', { pauseMs: 0 });
	await until(() => waiting().every(({ events }) => events === 0));
	return told();
}

describe('an event', () => {
	test('tells what happened to which record by whom, with the token in a header, and no data of the record', async () => {
		await register({ url: `${receiver.url}?secret=a`, secretToken: 's3cret' });
		await newPerson(world.api, { extId: 'ecomail:77' });
		await attempts(1);
		expect(receiver.receipts).toEqual([
			{
				token: 's3cret',
				query: { secret: 'a' },
				body: {
					eventId: '0'.repeat(31) + '1',
					createdAt: '2026-03-01T09:30:00.000+01:00',
					type: 'record.created',
					author: 'sync@acme.example',
					source: { name: 'api', description: 'contact sync' },
					data: { entityName: 'Person', entityId: 1, extIds: ['ecomail:77'] },
				},
			},
		]);
	});

	test('of the browser says so, and a record without extIds has null', async () => {
		await register();
		world.hand('person.create', { lastName: 'Nová' });
		await attempts(1);
		expect(receiver.receipts[0]?.body).toMatchObject({ author: 'sales@acme.example', source: { name: 'user', description: 'browser' }, data: { extIds: null } });
	});

	test('goes to the webhooks that asked for its kind, and costs no request', async () => {
		await register({ events: ['record.deleted'] });
		await register({ entityFilter: ['Company'] });
		world.sandbox.clearCalls();
		world.hand('person.create', { lastName: 'Nová' });
		world.hand('company.create', { name: 'Acme', rating: 'A', state: 'B_ACTUAL', role: 'B_PARTNER' });
		world.hand('person.delete', { id: 1 });
		expect((await delivered()).sort()).toEqual(['created Company 1', 'deleted Person 1']);
		expect(world.sandbox.calls()).toEqual([]);
	});

	test('comes of every kind of change: tags, relationships, addresses, standing, restoring, merging, anonymising', async () => {
		await newPerson(world.api);
		await newPerson(world.api);
		await newCompany(world.api);
		await register();
		for (const [action, args] of [
			['person.tag', { tag: 'VIP' }],
			['person.invalidate', {}],
			['person.valid', {}],
			['person.anonymize', {}],
			['person.delete', {}],
			['person.restore', {}],
			['person.merge', { sourceId: 2 }],
		] as const) {
			world.hand(action, { id: 1, ...args });
		}
		await world.api.put('person/1/relationship/', { company: 1, type: 'x' });
		await world.api.put('company/1/address/', { address: { name: 'Head' } });
		await world.api.put('massEmail/', { title: 'May', source: 'ECOMAIL', externalId: '9' });
		expect(await delivered()).toEqual([
			...['updated Person 1', 'updated Person 1', 'updated Person 1', 'updated Person 1', 'deleted Person 1', 'updated Person 1'],
			...['deleted Person 2', 'updated Person 1', 'updated Person 1', 'updated Company 1', 'created MassEmail 1'],
		]);
	});

	test.each([
		['partChangeEvents', 'silent', ['deleted Person 1', 'updated Person 1', 'deleted Person 2', 'updated Person 1']],
		['restoreEvent', 'created', ['updated Person 1', 'deleted Person 1', 'created Person 1', 'deleted Person 2', 'updated Person 1']],
		['restoreEvent', 'silent', ['updated Person 1', 'deleted Person 1', 'deleted Person 2', 'updated Person 1']],
		['mergeEvents', 'updatedOnly', ['updated Person 1', 'deleted Person 1', 'updated Person 1', 'updated Person 1']],
		['mergeEvents', 'none', ['updated Person 1', 'deleted Person 1', 'updated Person 1']],
	])('what is not known is a switch: %s %s', async (name, value, expected) => {
		world.hand('person.create', { lastName: 'Nová' });
		world.hand('person.create', { lastName: 'Nová' });
		world.turn(name, value);
		await register();
		world.hand('person.tag', { id: 1, tag: 'VIP' });
		world.hand('person.delete', { id: 1 });
		world.hand('person.restore', { id: 1 });
		world.hand('person.merge', { id: 1, sourceId: 2 });
		expect(await delivered()).toEqual(expected);
	});

	test.each([
		['ownWritesTold', 'no', []],
		['webhookQuery', 'dropped', [{ token: 't', query: {} }]],
		['tokenHeader', 'X-RAYNETCRM-TToken', [{ token: 't', query: { a: '1' } }]],
	])('so is what is sent: %s %s', async (name, value, expected) => {
		world.turn(name, value);
		await register({ url: `${receiver.url}?a=1`, secretToken: 't' });
		await newPerson(world.api);
		await delivered();
		expect(receiver.receipts.map(({ token, query }) => ({ token, query }))).toEqual(expected);
	});

	test('the entity filter is taken, refused or passed over', async () => {
		world.turn('entityFilter', 'refused');
		expect((await world.api.put('webhook/', { url: receiver.url, events: ALL, entityFilter: ['Person'] })).status).toBe(400);
		world.turn('entityFilter', 'ignored');
		await register({ entityFilter: ['Company'] });
		await newPerson(world.api);
		expect(await delivered()).toEqual(['created Person 1']);
	});
});

describe('pace', () => {
	test.each([
		[1, 4_955],
		[2, 4_910],
		[50, 2_750],
		[100, 500],
		[150, 500],
	])('the first goes at once; with %i behind it the next one follows after %i ms', async (behind, pause) => {
		await register();
		for (let n = 0; n <= behind; n += 1) world.hand('person.create', { lastName: 'Nová' });
		await attempts(1);
		expect(waiting()).toMatchObject([{ events: behind, nextAt: world.sandbox.clock.now() + pause }]);
		world.sandbox.clock.advance(pause);
		await attempts(2);
		expect(told()).toEqual(['created Person 1', 'created Person 2']);
	});

	test('one event that comes into an empty queue waits half a second at most', async () => {
		await register();
		await newPerson(world.api);
		await attempts(1);
		await newPerson(world.api);
		expect(waiting()).toMatchObject([{ events: 1, nextAt: world.sandbox.clock.now() + 500 }]);
		world.sandbox.clock.advance(500);
		await attempts(2);
	});

	test('a mass edit waits in the queue, in the order in which it was made', async () => {
		world.sandbox.seed({ people: 300, companies: 0 });
		await register();
		world.hand('bulk.touch', {});
		await attempts(1);
		expect(waiting()).toMatchObject([{ events: 299 }]);
		const events = await delivered();
		expect(events).toHaveLength(300);
		expect(events[299]).toBe('updated Person 300');
	});
});

describe('an event that is not accepted', () => {
	test.each([500, 401, 302])('with %i is sent again after an hour, and nothing overtakes it', async (status) => {
		receiver.answerWith((_request, reply) => reply.code(status).send());
		await register();
		await newPerson(world.api);
		await newPerson(world.api);
		await attempts(1);
		receiver.clear();
		world.sandbox.clock.advance(HOUR);
		await attempts(2);
		world.sandbox.clock.advance(5 * SECOND);
		await attempts(3);
		expect(deliveries().map(({ event, attempt, answer }) => [event.data.entityId, attempt, answer])).toEqual([[1, 1, status], [1, 2, 200], [2, 1, 200]]);
	});

	test('may be answered late: after a minute it counts as not accepted', async () => {
		receiver.answerWith(() => new Promise(() => undefined));
		await register();
		await newPerson(world.api);
		await until(() => receiver.receipts.length === 1);
		world.sandbox.clock.advance(61 * SECOND);
		await attempts(1);
		expect(deliveries()).toMatchObject([{ answer: 'unreachable' }]);
	});

	test('leads to a mail after a day, and another on recovery', async () => {
		await world.api.post('webhook/technicalContact/', { technicalContacts: ['it@acme.example'] });
		receiver.answerWith((_request, reply) => reply.code(503).send());
		await register();
		await newPerson(world.api);
		await attempts(1);
		world.sandbox.clock.advance(DAY);
		await attempts(2);
		receiver.clear();
		world.sandbox.clock.advance(HOUR);
		await attempts(3);
		const { instances } = world.sandbox.service('raynet').dump() as { instances: { acme: { technicalMails: unknown[] } } };
		expect(instances.acme.technicalMails).toMatchObject([{ about: 'failing', to: ['it@acme.example'], url: receiver.url }, { about: 'recovered' }]);
	});

	test('takes the webhook away after seven days, and other webhooks stay', async () => {
		await register({ url: 'https://elsewhere.example/hook' });
		const stays = await register();
		await newPerson(world.api);
		await attempts(2);
		world.sandbox.clock.advance(7 * DAY - HOUR);
		await attempts(3);
		expect((await world.api.get('webhook/')).data.data.webhooks).toHaveLength(2);
		world.sandbox.clock.advance(HOUR);
		await until(() => waiting().length === 1);
		expect((await world.api.get('webhook/')).data.data.webhooks).toMatchObject([{ webhookId: stays }]);
	});

	test('is dropped with a webhook that is deleted', async () => {
		receiver.answerWith((_request, reply) => reply.code(500).send());
		const uuid = await register();
		await newPerson(world.api);
		await attempts(1);
		await world.api.delete(`webhook/${uuid}/`);
		await until(() => waiting().length === 0);
		receiver.clear();
		world.sandbox.clock.advance(HOUR);
		await register();
		await newPerson(world.api);
		await attempts(2);
		expect(told()).toEqual(['created Person 1', 'created Person 2']);
	});
});

test('a sandbox ends although a webhook hangs and others wait', async () => {
	const other = await startRaynet();
	receiver.answerWith(() => new Promise(() => undefined));
	await other.api.put('webhook/', { url: receiver.url, events: ALL });
	for (let n = 0; n < 3; n += 1) await newPerson(other.api);
	await until(() => receiver.receipts.length === 1);
	await other.sandbox.close();
	expect(receiver.receipts).toHaveLength(1);
});

test('a plan has eight webhooks', async () => {
	for (let n = 0; n < 8; n += 1) await register();
	expect((await world.api.put('webhook/', { url: receiver.url, events: ALL })).status).toBe(400);
});
