import { auth, people, type people_v1 } from '@googleapis/people';
import type { Sandbox } from '../../sandbox/kit';
import { googleAccounts } from '../../sandbox/google';
import { startGoogle } from './googleSupport';

let sandbox: Sandbox;
let client: people_v1.People;
let login: InstanceType<typeof auth.OAuth2>;
/** Given with every call: as an option of the client itself a root keeps its host only and loses its path. */
let here: { rootUrl: string };

beforeEach(async () => {
	// In real time: the client itself decides by the machine's clock when a token is due.
	sandbox = await startGoogle({ realtime: true, startAt: Date.now() });
	const root = sandbox.url('google');
	const { clientId, clientSecret, refreshToken } = googleAccounts.owner;
	login = new auth.OAuth2({
		clientId,
		clientSecret,
		forceRefreshOnFailure: true,
		endpoints: { oauth2TokenUrl: `${root}/token` },
		// The client would load its fetch by a dynamic import, which the test runner has no way to answer.
		transporterOptions: { fetchImplementation: fetch },
	});
	login.setCredentials({ refresh_token: refreshToken });
	client = people({ version: 'v1', auth: login });
	here = { rootUrl: `${root}/` };
});
afterEach(() => sandbox.close());

const mask = 'names,emailAddresses,metadata,memberships';
const operations = (): string[] => sandbox.calls('google').map(({ op, status }) => `${op} ${status}`);
const create = async (givenName: string): Promise<people_v1.Schema$Person> =>
	(await client.people.createContact({ personFields: mask, requestBody: { names: [{ givenName }] } }, here)).data;

test('it fetches a token by itself, and a new one when the old one is refused', async () => {
	await create('Eva');
	sandbox.service('google').control('token.expire', {});
	const { data } = await client.people.connections.list({ resourceName: 'people/me', personFields: mask }, here);
	expect(data.connections?.map(({ names }) => names?.[0]?.displayName)).toEqual(['Eva']);
	expect(operations()).toEqual(['token 200', 'people.create 200', 'connections.list 401', 'token 200', 'connections.list 200']);
});

test('a dead refresh token reaches the caller as invalid_grant', async () => {
	sandbox.setSwitch('google', 'invalidGrant', 'yes');
	await expect(create('Eva')).rejects.toThrow('invalid_grant');
});

test('it lists page by page and then what changed', async () => {
	for (const name of ['Anna', 'Boris', 'Cyril']) await create(name);
	const params = { resourceName: 'people/me', personFields: mask, pageSize: 2, requestSyncToken: true };
	const first = (await client.people.connections.list(params, here)).data;
	const second = (await client.people.connections.list({ ...params, pageToken: first.nextPageToken ?? '' }, here)).data;
	await client.people.deleteContact({ resourceName: first.connections?.[0]?.resourceName ?? '' }, here);
	const delta = (await client.people.connections.list({ ...params, syncToken: second.nextSyncToken ?? '' }, here)).data;
	expect([first.connections?.length, second.connections?.length, delta.connections?.map(({ metadata }) => metadata?.deleted)]).toEqual([2, 1, [true]]);
});

test('it creates, updates under the etag, meets a conflict, and deletes', async () => {
	const { resourceName, etag } = await create('Eva');
	const update = (names: people_v1.Schema$Name[]) =>
		client.people.updateContact({ resourceName: resourceName ?? '', updatePersonFields: 'names', personFields: mask, requestBody: { etag, names } }, here);
	expect((await update([{ givenName: 'Jana' }])).data.names?.[0]?.givenName).toBe('Jana');
	await expect(update([{ givenName: 'Zora' }])).rejects.toThrow('Request person.etag is different than the current person.etag.');
	await client.people.deleteContact({ resourceName: resourceName ?? '' }, here);
	await expect(client.people.get({ resourceName: resourceName ?? '', personFields: mask }, here)).rejects.toMatchObject({ status: 404 });
});

test('it creates, updates, reads and deletes in batches', async () => {
	const contacts = ['Anna', 'Boris'].map((givenName) => ({ contactPerson: { names: [{ givenName }] } }));
	const { createdPeople = [] } = (await client.people.batchCreateContacts({ requestBody: { contacts, readMask: mask } }, here)).data;
	const made = createdPeople.map(({ person }) => person ?? {});
	const changes = made.map(({ resourceName, etag }, n) => [resourceName, { etag, emailAddresses: [{ value: `${n}@client.example` }] }]);
	await client.people.batchUpdateContacts({ requestBody: { contacts: Object.fromEntries(changes), updateMask: 'emailAddresses', readMask: mask } }, here);
	const resourceNames = made.map(({ resourceName }) => resourceName ?? '');
	const read = (await client.people.getBatchGet({ resourceNames, personFields: mask }, here)).data;
	expect(read.responses?.map(({ person }) => [person?.names?.[0]?.givenName, person?.emailAddresses?.[0]?.value])).toEqual([
		['Anna', '0@client.example'],
		['Boris', '1@client.example'],
	]);
	await client.people.batchDeleteContacts({ requestBody: { resourceNames } }, here);
	expect((await client.people.connections.list({ resourceName: 'people/me', personFields: mask }, here)).data).toEqual({});
});

test('it works with labels: create, list, get, rename, members, delete', async () => {
	const { resourceName: eva } = await create('Eva');
	const label = (await client.contactGroups.create({ requestBody: { contactGroup: { name: 'VIP', clientData: [{ key: 'k', value: 'v' }] }, readGroupFields: 'name,clientData' } }, here)).data;
	const resourceName = label.resourceName ?? '';
	await client.contactGroups.members.modify({ resourceName, requestBody: { resourceNamesToAdd: [eva ?? ''] } }, here);
	const renamed = await client.contactGroups.update({ resourceName, requestBody: { contactGroup: { name: 'VIPs', etag: label.etag } } }, here);
	const full = (await client.contactGroups.get({ resourceName, maxMembers: 10, groupFields: 'name,memberCount,clientData' }, here)).data;
	expect([label.clientData, renamed.data.name, full.name, full.memberCount, full.memberResourceNames]).toEqual([[{ key: 'k', value: 'v' }], 'VIPs', 'VIPs', 1, [eva]]);
	await expect(client.contactGroups.create({ requestBody: { contactGroup: { name: 'VIPs' } } }, here)).rejects.toMatchObject({ status: 409 });
	await client.contactGroups.delete({ resourceName }, here);
	const left = (await client.contactGroups.list({ pageSize: 100 }, here)).data.contactGroups ?? [];
	const answers = (await client.contactGroups.batchGet({ resourceNames: [resourceName, 'contactGroups/myContacts'] }, here)).data.responses;
	expect([left.length, answers?.map(({ contactGroup }) => contactGroup?.name)]).toEqual([8, [undefined, 'myContacts']]);
});

test('it searches after a warm-up', async () => {
	await create('Eva');
	await client.people.searchContacts({ query: '', readMask: mask }, here);
	const { data } = await client.people.searchContacts({ query: 'ev', readMask: mask }, here);
	expect(data.results?.map(({ person }) => person?.names?.[0]?.givenName)).toEqual(['Eva']);
});
