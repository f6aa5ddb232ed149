import type { Sandbox } from '../../sandbox/kit';
import { apiOf, at, created, days, error, person, startGoogle, type Api, type Reply } from './googleSupport';

let sandbox: Sandbox;
let api: Api;

beforeEach(async () => {
	sandbox = await startGoogle();
	api = apiOf(sandbox);
});
afterEach(() => sandbox.close());

const setQuota = (units: Record<string, number>): unknown => sandbox.service('google').control('quota.set', units);
const list = (more: Record<string, boolean> = {}): Promise<Reply> => api.get('people/me/connections', { personFields: 'names', ...more });
const minute = 60_000;

test('each call notes what it costs', async () => {
	const { resourceName, etag } = await created(api, person('Eva'));
	const name = String(resourceName);
	const group = (await api.post('contactGroups', { contactGroup: { name: 'VIP' } })).body;
	const groupName = String(group.resourceName);
	await list();
	await api.get(name, { personFields: 'names' });
	await api.get('people:batchGet', { personFields: 'names', resourceNames: [name] });
	await api.get('people:searchContacts', { readMask: 'names', query: '' });
	await api.patch(`${name}:updateContact`, { etag, ...person('Eva 2') }, { updatePersonFields: 'names' });
	await api.get('contactGroups');
	await api.get(groupName);
	await api.get('contactGroups:batchGet', { resourceNames: groupName });
	await api.put(groupName, { contactGroup: { name: 'VIPs' } });
	await api.post(`${groupName}/members:modify`, { resourceNamesToAdd: [name] });
	await api.delete(groupName);
	await api.delete(`${name}:deleteContact`);
	const singleWrite = { criticalReads: 1, criticalWrites: 1, daily: 1 };
	expect(sandbox.calls('google').map(({ op, units }) => [op, units])).toEqual([
		['people.create', singleWrite],
		['groups.create', { writes: 1 }],
		['connections.list', { criticalReads: 1 }],
		['people.get', { criticalReads: 1 }],
		['people.batchGet', { criticalReads: 1 }],
		['people.search', { criticalReads: 1 }],
		['people.update', singleWrite],
		['groups.list', { reads: 1 }],
		['groups.get', { reads: 1 }],
		['groups.batchGet', { reads: 1 }],
		['groups.update', { writes: 1 }],
		['groups.modify', { writes: 1 }],
		['groups.delete', { writes: 1 }],
		['people.delete', { writes: 1 }],
	]);
});

test('a full minute bucket answers 429 with the quota metric, and a minute later serves again', async () => {
	setQuota({ criticalReads: 2 });
	expect([(await list()).status, (await list()).status]).toEqual([200, 200]);
	const refused = await list();
	expect([refused.status, error(refused), at(refused.body, 'error', 'details'), refused.headers.get('retry-after')]).toEqual([
		429,
		{
			status: 'RESOURCE_EXHAUSTED',
			message:
				"Quota exceeded for quota metric 'Critical read requests' and limit 'Critical read requests per minute per user' of service 'people.googleapis.com' for consumer 'project_number:123'.",
		},
		[
			{
				'@type': 'type.googleapis.com/google.rpc.ErrorInfo',
				reason: 'RATE_LIMIT_EXCEEDED',
				domain: 'googleapis.com',
				metadata: {
					consumer: 'projects/123',
					quota_limit: 'CriticalReadsPerMinutePerProjectPerUser',
					service: 'people.googleapis.com',
					quota_metric: 'people.googleapis.com/critical_read_requests',
				},
			},
		],
		null,
	]);
	sandbox.clock.advance(minute - 1);
	expect((await list()).status).toBe(429);
	sandbox.clock.advance(1);
	expect((await list()).status).toBe(200);
});

test('writes burn critical reads too, and a refused write writes nothing', async () => {
	setQuota({ criticalReads: 1 });
	await created(api, person('Eva'));
	const refused = await api.post('people:createContact', person('Jan'));
	expect([refused.status, at(refused.body, 'error', 'details', 0, 'metadata', 'quota_limit')]).toEqual([429, 'CriticalReadsPerMinutePerProjectPerUser']);
	expect(sandbox.service('google').rows()).toHaveLength(1);
	expect(sandbox.calls('google').at(-1)).toMatchObject({ status: 429, committed: false, units: {} });
});

test('Retry-After comes with a switch, in seconds', async () => {
	sandbox.setSwitch('google', 'retryAfter', 'present');
	setQuota({ reads: 1 });
	await api.get('contactGroups');
	sandbox.clock.advance(20_000);
	expect((await api.get('contactGroups')).headers.get('retry-after')).toBe('40');
});

test('a used-up day answers the account-side 429, or that of a metric, until a day has passed', async () => {
	setQuota({ daily: 200 });
	const batch = { contacts: [{ contactPerson: person('Eva') }], readMask: 'names' };
	expect((await api.post('people:batchCreateContacts', batch)).status).toBe(200);
	const refused = await api.post('people:createContact', person('Jan'));
	expect([refused.status, error(refused), at(refused.body, 'error', 'details')]).toEqual([
		429,
		{ status: 'RESOURCE_EXHAUSTED', message: 'Resource has been exhausted (e.g. check quota).' },
		[{ '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [{ subject: 'QUOTA_EXCEEDED', description: 'FBS quota limit exceeded' }] }],
	]);
	sandbox.setSwitch('google', 'dailyQuotaError', 'metric');
	expect(at((await api.post('people:createContact', person('Jan'))).body, 'error', 'details', 0, 'metadata', 'quota_limit')).toBe('DailyContactWritesPerProjectPerUser');
	sandbox.clock.advance(days(1));
	expect((await api.post('people:createContact', person('Jan'))).status).toBe(200);
});

test('the first page of a full sync has a quota of its own, incremental syncs and plain lists have not', async () => {
	setQuota({ fullSyncs: 1 });
	const first = await list({ requestSyncToken: true });
	const refused = await list({ requestSyncToken: true });
	expect([refused.status, error(refused)]).toEqual([429, { status: 'RESOURCE_EXHAUSTED', message: 'Sync quota exceeded.' }]);
	const delta = await api.get('people/me/connections', { personFields: 'names', syncToken: String(first.body.nextSyncToken), requestSyncToken: true });
	expect([delta.status, (await list()).status]).toEqual([200, 200]);
});

test('quotas are counted per user', async () => {
	setQuota({ criticalReads: 1 });
	await list();
	const other = apiOf(sandbox, 'sandbox-colleague-access');
	expect((await other.get('people/me/connections', { personFields: 'names' })).status).toBe(200);
});

test('numbers are set by bucket, and nothing else', () => {
	expect(() => setQuota({ photos: 1 })).toThrow('quota.set takes numbers for criticalReads');
});

describe('mutations of one user at the same time', () => {
	const both = (): Promise<Reply[]> => {
		// The first one to arrive is held, so that the other one meets it whatever the machine is busy with.
		sandbox.fault({ service: 'google', op: 'people.create', effect: { kind: 'slow', ms: 100 } });
		return Promise.all([api.post('people:createContact', person('Anna')), api.post('people:createContact', person('Boris'))]);
	};
	const statuses = async (): Promise<number[]> => (await both()).map(({ status }) => status).sort();

	test.each([
		['409', [200, 409]],
		['503', [200, 503]],
		['allowed', [200, 200]],
	])('one of them meets %s', async (value, expected) => {
		sandbox.setSwitch('google', 'overlappingMutations', value);
		expect(await statuses()).toEqual(expected);
		expect(at(sandbox.service('google').dump(), 'accounts', 'owner', 'overlaps')).toBe(1);
	});

	test('the refused one says so in the call log and costs nothing', async () => {
		await both();
		expect(sandbox.calls('google').map(({ status, units }) => ({ status, units }))).toEqual(
			expect.arrayContaining([{ status: 409, units: { overlap: 1 } }]),
		);
	});

	test('reads may overlap a mutation, and two users do not get in each other’s way', async () => {
		const other = apiOf(sandbox, 'sandbox-colleague-access');
		const replies = await Promise.all([api.post('people:createContact', person('Anna')), list(), other.post('people:createContact', person('Boris'))]);
		expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
	});

	test('a mutation that was cut off does not block the next one', async () => {
		sandbox.fault({ service: 'google', op: 'people.create', effect: { kind: 'cutBefore' } });
		sandbox.fault({ service: 'google', op: 'people.create', effect: { kind: 'cutAfter' } });
		for (const name of ['Anna', 'Boris']) await expect(api.post('people:createContact', person(name))).rejects.toThrow();
		expect((await api.post('people:createContact', person('Cyril'))).status).toBe(200);
		expect(sandbox.service('google').rows().map(({ name }) => name)).toEqual(['Boris', 'Cyril']);
	});
});
