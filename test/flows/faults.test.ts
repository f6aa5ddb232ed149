import { GuardError } from '../../core/errors';
import { addPerson, googlePeople, inGoogle, inRaynet, isIn, labelId, named } from './hands';
import { openWorld, type World } from './world';

let world: World;

beforeEach(async () => {
	world = await openWorld();
});
afterEach(() => world.close());

const TEN_MINUTES = 600_000;

function addMany(count: number): void {
	for (let i = 0; i < count; i++) {
		inRaynet(world, 'person.create', { firstName: `Osoba${i}`, lastName: 'Mnohá', contactInfo: { email: `osoba${i}@acme.test` } });
	}
	world.wait(60_000);
}

async function mnohaCount(): Promise<number> {
	return named(await googlePeople(world), 'Mnohá').length;
}

describe('the label', () => {
	test('that was renamed in Google goes on being used under its new name', async () => {
		addPerson(world, { lastName: 'První' });
		await world.sync();
		const label = await labelId(world, 'RAYNET CRM');
		inGoogle(world, 'label.rename', { label, name: 'Klienti' });
		addPerson(world, { lastName: 'Druhý' });
		await world.sync();
		const people = await googlePeople(world);
		expect(people.map((one) => isIn(one, label))).toEqual([true, true]);
		expect(await labelId(world, 'RAYNET CRM')).toBe('');
	});

	test('that was deleted in Google is created again by name, and its contacts join it with their next change', async () => {
		const id = addPerson(world, { lastName: 'První' });
		await world.sync();
		inGoogle(world, 'label.delete', { label: await labelId(world, 'RAYNET CRM') });
		inRaynet(world, 'person.update', { id, notice: 'x' });
		world.wait(60_000);
		await world.sync();
		const people = await googlePeople(world);
		expect(people).toHaveLength(1);
		expect(isIn(people[0]!, await labelId(world, 'RAYNET CRM'))).toBe(true);
	});

	test('that was chosen from the list and deleted stops the run with what to do', async () => {
		addPerson(world, { lastName: 'První' });
		const items = await world.poll();
		await expect(world.upsert(items, { group: { by: 'id', id: 'contactGroups/gone' } })).rejects.toMatchObject({ recovery: 'configuration' });
	});

	test('of another CRM account stops the run before a write', async () => {
		addPerson(world, { lastName: 'První' });
		const items = await world.poll();
		await world.upsert(items);
		world.sandbox.clearCalls();
		const foreign = items.map((item) => ({ ...item, contact: { ...item.contact, account: 'beta', id: item.contact.id.replace('acme', 'beta') } }));
		await expect(world.upsert(foreign, { account: { crm: 'raynet', account: 'beta' } })).rejects.toMatchObject({ recovery: 'configuration' });
		expect(world.sandbox.calls('google').filter((call) => call.committed)).toEqual([]);
	});
});

describe('quotas', () => {
	test.each([
		['with Retry-After', { 'Retry-After': '7' }],
		['without Retry-After', {}],
	])('a 429 %s is waited for, and each person is created once', async (_, headers) => {
		addMany(20);
		const body = { error: { code: 429, status: 'RESOURCE_EXHAUSTED', message: "Quota exceeded for quota metric 'Critical write requests' and limit 'Critical write requests per minute per user' of service 'people.googleapis.com'.", details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'RATE_LIMIT_EXCEEDED', metadata: { quota_limit: 'CriticalWritesPerMinutePerProjectPerUser' } }] } };
		world.sandbox.fault({ service: 'google', op: 'people.batchCreate', times: 2, effect: { kind: 'answer', status: 429, headers, body } });
		await world.sync();
		expect(world.ops('google')['people.batchCreate']).toBe(3);
		expect(await mnohaCount()).toBe(20);
	});

	test("Google's day quota ends the run as a guard; the next day's run does the rest and nothing twice", async () => {
		addMany(450);
		const items = await world.poll();
		const body = { error: { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'Resource has been exhausted (e.g. check quota).', details: [{ '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [{ subject: 'QUOTA_EXCEEDED', description: 'FBS quota limit exceeded' }] }] } };
		world.sandbox.fault({ service: 'google', op: 'people.batchCreate', after: 1, times: 100, effect: { kind: 'answer', status: 429, body } });
		const report = await world.upsert(items);
		expect(report.summary).toMatchObject({ counts: { create: 200, failed: 250 }, stopped: { reason: 'dailyQuota' } });
		world.sandbox.clearFaults();
		world.wait(24 * 3_600_000);
		const second = await world.upsert(items);
		expect(second.summary.counts).toMatchObject({ create: 250, unchanged: 200 });
		expect(await mnohaCount()).toBe(450);
	});

	test("Raynet's day quota ends the poll as a guard, and reading resumes the next day where it stood", async () => {
		addMany(30);
		inRaynet(world, 'quota.set', { remaining: 0 });
		await expect(world.poll()).rejects.toBeInstanceOf(GuardError);
		world.wait(24 * 3_600_000);
		expect(await world.poll()).toHaveLength(30);
	});

	test('a full account ends creates and says so, updates go on', async () => {
		const id = addPerson(world, { firstName: 'Eva', lastName: 'Stará' });
		await world.sync();
		inGoogle(world, 'limits.set', { contacts: 1 });
		inRaynet(world, 'person.update', { id, notice: 'still updated' });
		addPerson(world, { lastName: 'Nová' });
		const [report] = await world.sync();
		expect(report?.summary.counts).toMatchObject({ update: 1, failed: 1 });
		expect(report?.results.find((one) => one.action === 'failed')?.error).toMatchObject({ reason: 'accountFull' });
		expect(named(await googlePeople(world), 'Stará')[0]?.biographies?.[0]?.value).toBe('still updated');
	});
});

describe('a connection that breaks at a create', () => {
	test.each(['people.create', 'people.batchCreate'])('before Google has it: %s is done once in the end', async (op) => {
		addMany(op === 'people.create' ? 1 : 12);
		world.sandbox.fault({ service: 'google', op, effect: { kind: 'cutBefore' } });
		const items = await world.poll();
		await world.upsert(items);
		world.wait(TEN_MINUTES + 1_000);
		await world.upsert(items);
		expect(await mnohaCount()).toBe(items.length);
	});

	test.each(['people.create', 'people.batchCreate'])('after Google has it: %s is found and not repeated', async (op) => {
		addMany(op === 'people.create' ? 1 : 12);
		world.sandbox.fault({ service: 'google', op, effect: { kind: 'cutAfter' } });
		const items = await world.poll();
		const report = await world.upsert(items);
		expect(report.summary.counts).toMatchObject({ create: items.length });
		expect(world.ops('google')[op]).toBe(1);
		expect(await mnohaCount()).toBe(items.length);
	});

	test('after Google has it, while lists lag five minutes: skipped as unknown, found later, never doubled', async () => {
		addMany(12);
		inGoogle(world, 'visibilityDelay.set', { ms: 300_000 });
		world.sandbox.fault({ service: 'google', op: 'people.batchCreate', effect: { kind: 'cutAfter' } });
		const items = await world.poll();
		const first = await world.upsert(items);
		expect(first.results.map((one) => one.reason)).toEqual(items.map(() => 'outcomeUnknown'));
		await world.upsert(items);
		world.wait(360_000);
		const last = await world.upsert(items);
		expect(last.summary.counts).toMatchObject({ unchanged: 12 });
		expect(await mnohaCount()).toBe(12);
	});
});

describe('a run that is killed', () => {
	test('between two batches is finished by the next process, and nothing is doubled', async () => {
		addMany(450);
		const items = await world.poll();
		world.sandbox.fault({ service: 'google', op: 'people.batchCreate', after: 1, times: 100, effect: { kind: 'cutBefore' } });
		await world.upsert(items);
		world.sandbox.clearFaults();
		world.forget();
		const second = await world.upsert(items);
		expect(second.summary.counts).toMatchObject({ create: 250, unchanged: 200 });
		expect(await mnohaCount()).toBe(450);
	});
});

describe('answers that are not what they should be', () => {
	test.each(['INVALID_ARGUMENT', 'FAILED_PRECONDITION', '410'])('a sync token that expired (%s) leads to one complete reading and nothing else', async (status) => {
		addMany(30);
		const items = await world.poll();
		await world.upsert(items);
		world.sandbox.clearCalls();
		const fault = {
			code: status === '410' ? 410 : 400,
			status: status === '410' ? 'FAILED_PRECONDITION' : status,
			message: 'Sync token is expired. Clear local cache and retry call without the sync token.',
			details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'EXPIRED_SYNC_TOKEN', domain: 'people.googleapis.com' }],
		};
		world.sandbox.fault({ service: 'google', op: 'connections.list', effect: { kind: 'answer', status: fault.code, body: { error: fault } } });
		const report = await world.upsert(items);
		expect(report.summary.counts).toMatchObject({ unchanged: 30 });
		expect(world.ops('google')).toEqual({ 'groups.list': 1, 'connections.list': 2 });
	});

	test('a sync token is given up before its seven days are over', async () => {
		addMany(30);
		const items = await world.poll();
		await world.upsert(items);
		world.wait(6 * 24 * 3_600_000 + 1_000);
		world.sandbox.clearCalls();
		await world.upsert(items);
		expect(world.sandbox.calls('google').map(({ op, status }) => [op, status])).toEqual([['groups.list', 200], ['connections.list', 200]]);
		expect(world.sandbox.calls('google')[1]?.path).not.toContain('syncToken=');
	});

	test('HTML instead of JSON from Google names the base URL or a proxy and writes nothing', async () => {
		addMany(3);
		const items = await world.poll();
		world.sandbox.fault({ service: 'google', op: 'connections.list', times: 100, effect: { kind: 'answer', status: 404, body: '<html>not here</html>' } });
		await expect(world.upsert(items)).rejects.toMatchObject({ recovery: 'configuration' });
		expect(world.sandbox.calls('google').filter((call) => call.committed)).toEqual([]);
	});

	test('someone writes the contact between reading and writing: it is read again, merged and written', async () => {
		const id = addPerson(world, { firstName: 'Eva', lastName: 'Nová', email: 'eva@acme.test' });
		await world.sync();
		const [person] = named(await googlePeople(world), 'Nová');
		inRaynet(world, 'person.update', { id, notice: 'from the CRM' });
		world.wait(60_000);
		const items = await world.poll();
		const original = world.partner.snapshot.bind(world.partner);
		const snapshot = await original();
		inGoogle(world, 'person.update', { resourceName: person?.resourceName, person: { phoneNumbers: [{ value: '+420603999888' }] } });
		world.partner = { ...world.partner, snapshot: async () => snapshot };
		const report = await world.upsert(items);
		expect(report.summary.counts).toMatchObject({ update: 1 });
		const [after] = named(await googlePeople(world), 'Nová');
		expect([after?.biographies?.[0]?.value, after?.phoneNumbers?.[0]?.value]).toEqual(['from the CRM', '+420603999888']);
	});
});
