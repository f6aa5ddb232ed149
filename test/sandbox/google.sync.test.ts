import type { Sandbox } from '../../sandbox/kit';
import { apiOf, at, created, days, error, givenNames, listAt, person, startGoogle, textAt, type Api, type Reply } from './googleSupport';

let sandbox: Sandbox;
let api: Api;

beforeEach(async () => {
	sandbox = await startGoogle();
	api = apiOf(sandbox);
});
afterEach(() => sandbox.close());

const params = { personFields: 'names,metadata', requestSyncToken: true };
const list = (more: Record<string, string | number | boolean | undefined> = {}): Promise<Reply> => api.get('people/me/connections', { ...params, ...more });
const since = (syncToken: string, more: Record<string, string | number | boolean | undefined> = {}): Promise<Reply> => list({ syncToken, ...more });
const fullSync = async (): Promise<string> => textAt((await list()).body, 'nextSyncToken');
const control = (action: string, args: Record<string, unknown>): unknown => sandbox.service('google').control(action, args);
const expiredError = (status: string): unknown => ({
	status,
	message: 'Sync token is expired. Clear local cache and retry call without the sync token.',
});

describe('full and incremental syncs', () => {
	test('the sync token comes on the last page only, and only when asked for', async () => {
		for (const name of ['Anna', 'Boris']) await created(api, person(name));
		const first = await list({ pageSize: 1 });
		const second = await list({ pageSize: 1, pageToken: textAt(first.body, 'nextPageToken') });
		const unasked = await api.get('people/me/connections', { personFields: 'names' });
		expect([first, second, unasked].map((reply) => typeof reply.body.nextSyncToken)).toEqual(['undefined', 'string', 'undefined']);
	});

	test('a sync tells each changed person once, in its latest state, and gives the next token unasked', async () => {
		await created(api, person('Anna'));
		const { resourceName } = await created(api, person('Boris'));
		const token = await fullSync();
		control('person.update', { resourceName, person: person('Boris 2') });
		control('person.update', { resourceName, person: person('Boris 3') });
		const delta = await api.get('people/me/connections', { personFields: 'names,metadata', syncToken: token });
		expect(givenNames(delta)).toEqual(['Boris 3']);
		expect((await since(textAt(delta.body, 'nextSyncToken'))).body).toEqual({ nextSyncToken: expect.any(String) as string });
	});

	test('a deleted person is a bare tombstone in a sync and nothing in a full list', async () => {
		const { resourceName } = await created(api, person('Anna'));
		const token = await fullSync();
		await api.delete(`${String(resourceName)}:deleteContact`);
		const id = BigInt(String(resourceName).replace('people/c', '')).toString(16);
		expect(listAt((await since(token)).body, 'connections')).toEqual([
			{
				resourceName,
				etag: expect.stringMatching(/^%/) as string,
				metadata: { sources: [{ type: 'CONTACT', id }], deleted: true, objectType: 'PERSON' },
			},
		]);
		expect(listAt((await list()).body, 'connections')).toEqual([]);
	});

	test('without metadata in the mask a tombstone does not say that it is one', async () => {
		const { resourceName } = await created(api, person('Anna'));
		const names = { personFields: 'names', requestSyncToken: true };
		const syncToken = textAt((await api.get('people/me/connections', names)).body, 'nextSyncToken');
		await api.delete(`${String(resourceName)}:deleteContact`);
		const delta = await api.get('people/me/connections', { ...names, syncToken });
		expect(Object.keys(listAt(delta.body, 'connections')[0] as object)).toEqual(['resourceName', 'etag']);
		sandbox.setSwitch('google', 'tombstoneNeedsMetadata', 'no');
		expect(at((await api.get('people/me/connections', { ...names, syncToken })).body, 'connections', 0, 'metadata', 'deleted')).toBe(true);
	});

	test('a person deleted between two pages of a full sync is told by the next sync', async () => {
		const { resourceName } = await created(api, person('Anna'));
		await created(api, person('Boris'));
		const first = await list({ pageSize: 1 });
		await api.delete(`${String(resourceName)}:deleteContact`);
		const second = await list({ pageSize: 1, pageToken: textAt(first.body, 'nextPageToken') });
		const delta = await since(textAt(second.body, 'nextSyncToken'), { pageSize: 1 });
		expect(listAt(delta.body, 'connections').map((one) => at(one, 'resourceName'))).toEqual([resourceName]);
	});

	test('label changes count as changes, unless the switch says no', async () => {
		const { resourceName } = await created(api, person('Anna'));
		control('label.create', { label: 'VIP' });
		const before = await fullSync();
		control('label.add', { resourceName, label: 'VIP' });
		expect(givenNames(await since(before))).toEqual(['Anna']);
		sandbox.setSwitch('google', 'membershipInSync', 'no');
		const token = await fullSync();
		control('label.remove', { resourceName, label: 'VIP' });
		expect(givenNames(await since(token))).toEqual([]);
	});

	test('a contact that lost its last group looks deleted', async () => {
		const { resourceName } = await created(api, person('Anna'));
		const token = await fullSync();
		control('label.remove', { resourceName, label: 'myContacts' });
		expect(at((await since(token)).body, 'connections', 0, 'metadata', 'deleted')).toBe(true);
		sandbox.setSwitch('google', 'ungroupedShowsDeleted', 'no');
		expect(listAt((await since(token)).body, 'connections')).toEqual([]);
	});

	test('a new resource name comes with the former one in syncs alone, and the former one still leads there', async () => {
		const { resourceName } = await created(api, person('Anna'));
		const token = await fullSync();
		const linked = control('person.link', { resourceName });
		const delta = await since(token);
		expect(listAt(delta.body, 'connections').map((one) => [at(one, 'resourceName'), at(one, 'metadata', 'previousResourceNames')])).toEqual([
			[at(linked, 'resourceName'), [resourceName]],
		]);
		expect(at((await list()).body, 'connections', 0, 'metadata', 'previousResourceNames')).toBeUndefined();
		const found = await api.get('people:batchGet', { personFields: 'names', resourceNames: [String(resourceName)] });
		expect(at(found.body, 'responses', 0, 'person', 'resourceName')).toBe(at(linked, 'resourceName'));
	});
});

describe('the life of a sync token', () => {
	test('it is bound to all other parameters', async () => {
		const token = await fullSync();
		for (const other of [{ personFields: 'names' }, { pageSize: 10 }, { sources: 'READ_SOURCE_TYPE_CONTACT' }, { sortOrder: 'FIRST_NAME_ASCENDING' }]) {
			expect(error(await since(token, other))).toEqual({ status: 'INVALID_ARGUMENT', message: 'Request contains an invalid argument.' });
		}
		expect((await since(token, { personFields: 'metadata,names' })).status).toBe(200);
	});

	test('it expires 7 days after the full sync, incremental syncs in between change nothing', async () => {
		const token = await fullSync();
		sandbox.clock.advance(days(6));
		const next = textAt((await since(token)).body, 'nextSyncToken');
		sandbox.clock.advance(days(1) - 1);
		expect((await since(next)).status).toBe(200);
		sandbox.clock.advance(1);
		const reply = await since(next);
		expect([reply.status, error(reply), at(reply.body, 'error', 'details')]).toEqual([
			400,
			expiredError('INVALID_ARGUMENT'),
			[{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'EXPIRED_SYNC_TOKEN', domain: 'people.googleapis.com' }],
		]);
	});

	test('a switch lets incremental syncs start the 7 days anew', async () => {
		sandbox.setSwitch('google', 'syncTokenExtends', 'yes');
		const token = await fullSync();
		sandbox.clock.advance(days(6));
		const next = textAt((await since(token)).body, 'nextSyncToken');
		sandbox.clock.advance(days(6));
		expect((await since(next)).status).toBe(200);
	});

	test.each([
		['FAILED_PRECONDITION', 400],
		['410', 410],
	])('a switch makes expiry %s', async (value, status) => {
		sandbox.setSwitch('google', 'expiredTokenStatus', value);
		const token = await fullSync();
		sandbox.clock.advance(days(7));
		const reply = await since(token);
		expect([reply.status, error(reply)]).toEqual([status, expiredError('FAILED_PRECONDITION')]);
	});

	test('a token of another account, an earlier life or nobody is refused', async () => {
		const token = await fullSync();
		const other = apiOf(sandbox, 'sandbox-colleague-access');
		expect((await other.get('people/me/connections', { ...params, syncToken: token })).status).toBe(400);
		expect(error(await since('garbage'))).toEqual({ status: 'INVALID_ARGUMENT', message: 'Request contains an invalid argument.' });
		sandbox.service('google').reset();
		expect((await since(token)).status).toBe(400);
		sandbox.setSwitch('google', 'foreignSyncToken', 'expired');
		expect(error(await since('garbage'))).toEqual(expiredError('INVALID_ARGUMENT'));
	});

	test('newest first and a sync token do not go together', async () => {
		expect((await list({ sortOrder: 'LAST_MODIFIED_DESCENDING' })).status).toBe(400);
		sandbox.setSwitch('google', 'descendingSync', 'accepted');
		expect((await list({ sortOrder: 'LAST_MODIFIED_DESCENDING' })).status).toBe(200);
	});
});

describe('visibility delay', () => {
	beforeEach(() => control('visibilityDelay.set', { ms: 5 * 60_000 }));

	test('writes enter lists and syncs late while a read of the person is immediate', async () => {
		const token = await fullSync();
		const { resourceName } = await created(api, person('Anna'));
		expect((await api.get(String(resourceName), { personFields: 'names' })).status).toBe(200);
		expect([givenNames(await list()), givenNames(await since(token))]).toEqual([[], []]);
		sandbox.clock.advance(5 * 60_000);
		expect([givenNames(await list()), givenNames(await since(token))]).toEqual([['Anna'], ['Anna']]);
	});

	test('a token taken while a write is under way still tells it later', async () => {
		await created(api, person('Anna'));
		const token = await fullSync();
		sandbox.clock.advance(5 * 60_000);
		expect(givenNames(await since(token))).toEqual(['Anna']);
	});

	test('a deleted contact stays in lists as it was for a while', async () => {
		const { resourceName } = await created(api, person('Anna'));
		sandbox.clock.advance(5 * 60_000);
		await api.delete(`${String(resourceName)}:deleteContact`);
		expect(givenNames(await list())).toEqual(['Anna']);
		expect((await api.get(String(resourceName), { personFields: 'names' })).status).toBe(404);
		sandbox.clock.advance(5 * 60_000);
		expect(givenNames(await list())).toEqual([]);
	});

	test('with a switch reads of a person lag too', async () => {
		sandbox.setSwitch('google', 'getAfterUpdate', 'lagging');
		const { resourceName } = await created(api, person('Anna'));
		expect((await api.get(String(resourceName), { personFields: 'names' })).status).toBe(404);
		sandbox.clock.advance(5 * 60_000);
		expect((await api.get(String(resourceName), { personFields: 'names' })).status).toBe(200);
	});
});
