import type { Sandbox } from '../../sandbox/kit';
import { apiOf, at, created, error, givenNames, listAt, person, startGoogle, textAt, type Api } from './googleSupport';

let sandbox: Sandbox;
let api: Api;

beforeEach(async () => {
	sandbox = await startGoogle();
	api = apiOf(sandbox);
});
afterEach(() => sandbox.close());

const emails = (count: number): unknown => Array.from({ length: count }, (_one, n) => ({ value: `a${n}@list.example` }));

describe('masks of reads', () => {
	test('a list without personFields is refused', async () => {
		const reply = await api.get('people/me/connections');
		expect([reply.status, error(reply)]).toEqual([
			400,
			{
				status: 'INVALID_ARGUMENT',
				message: 'personFields mask is required. Please specify one or more valid paths. Valid paths are documented at https://developers.google.com/people/api/rest/v1/people/get.',
			},
		]);
	});

	test.each(['etag', 'fileAses', 'names.givenName', 'xyz'])('%s is no path of a mask', async (path) => {
		const reply = await api.get('people/me/connections', { personFields: `names,${path}` });
		expect(textAt(reply.body, 'error', 'message')).toBe(
			`Invalid personFields mask path: "${path}". Valid paths are documented at https://developers.google.com/people/api/rest/v1/people/get.`,
		);
	});

	test('readMask is unknown to a method that has personFields', async () => {
		const reply = await api.get('people/me/connections', { personFields: 'names', readMask: 'names' });
		expect(textAt(reply.body, 'error', 'message')).toContain('Unknown name "readMask": Cannot bind query parameter.');
	});

	test('a leading capital and snake_case pass', async () => {
		await created(api, person('Eva', { emailAddresses: [{ value: 'eva@list.example' }] }));
		const reply = await api.get('people/me/connections', { person_fields: 'Names,email_addresses' });
		expect(Object.keys(listAt(reply.body, 'connections')[0] as object)).toEqual(['resourceName', 'etag', 'emailAddresses', 'names']);
	});

	test('only fields of the mask come back, empty ones not at all', async () => {
		const { resourceName } = await created(api, person('Eva'));
		const reply = await api.get(String(resourceName), { personFields: 'phoneNumbers,clientData' });
		expect(Object.keys(reply.body)).toEqual(['resourceName', 'etag']);
	});

	test('a fields parameter cuts the answer down further', async () => {
		await created(api, person('Eva'));
		const reply = await api.get('people/me/connections', { personFields: 'names,metadata', fields: 'connections(names/givenName),totalItems' });
		expect(reply.body).toEqual({ connections: [{ names: [{ givenName: 'Eva' }] }], totalItems: 1 });
	});
});

describe('paging', () => {
	test('an empty address book is an answer without connections', async () => {
		expect((await api.get('people/me/connections', { personFields: 'names' })).body).toEqual({});
	});

	test('pages follow each other in order of the last change and tell the total', async () => {
		for (const name of ['Anna', 'Boris', 'Cyril']) await created(api, person(name));
		const first = await api.get('people/me/connections', { personFields: 'names', pageSize: 2 });
		const second = await api.get('people/me/connections', { personFields: 'names', pageSize: 2, pageToken: textAt(first.body, 'nextPageToken') });
		expect([givenNames(first), givenNames(second)]).toEqual([['Anna', 'Boris'], ['Cyril']]);
		expect([first.body.totalItems, second.body.nextPageToken]).toEqual([3, undefined]);
	});

	test('a page token of other parameters is refused', async () => {
		for (const name of ['Anna', 'Boris']) await created(api, person(name));
		const first = await api.get('people/me/connections', { personFields: 'names', pageSize: 1 });
		const pageToken = textAt(first.body, 'nextPageToken');
		const reply = await api.get('people/me/connections', { personFields: 'names,metadata', pageSize: 1, pageToken });
		expect([reply.status, error(reply)]).toEqual([400, { status: 'INVALID_ARGUMENT', message: 'Request contains an invalid argument.' }]);
	});

	test.each([
		['FIRST_NAME_ASCENDING', ['Anna', 'Zora']],
		['LAST_NAME_ASCENDING', ['Zora', 'Anna']],
		['LAST_MODIFIED_DESCENDING', ['Zora', 'Anna']],
		['LAST_MODIFIED_ASCENDING', ['Anna', 'Zora']],
	])('%s sorts', async (sortOrder, names) => {
		await created(api, { names: [{ givenName: 'Anna', familyName: 'Z' }] });
		await created(api, { names: [{ givenName: 'Zora', familyName: 'A' }] });
		const first = await api.get('people/me/connections', { personFields: 'names', sortOrder, pageSize: 1 });
		const second = await api.get('people/me/connections', { personFields: 'names', sortOrder, pageSize: 1, pageToken: textAt(first.body, 'nextPageToken') });
		expect([...givenNames(first), ...givenNames(second)]).toEqual(names);
	});

	test.each([
		['pageSize', '1001'],
		['pageSize', 'many'],
		['sortOrder', 'BY_AGE'],
		['sources', 'READ_SOURCE_TYPE_FRIEND'],
		['requestSyncToken', 'maybe'],
	])('%s=%s is refused', async (name, value) => {
		expect((await api.get('people/me/connections', { personFields: 'names', [name]: value })).status).toBe(400);
	});

	test('other people than me have no connections', async () => {
		expect((await api.get('people/c1/connections', { personFields: 'names' })).status).toBe(400);
	});
});

describe('what lists leave out', () => {
	test('lists cut e-mails and phones at 100, a person has all', async () => {
		const { resourceName } = await created(api, person('Many', { emailAddresses: emails(120), phoneNumbers: emails(101) }));
		const list = await api.get('people/me/connections', { personFields: 'emailAddresses,phoneNumbers' });
		const single = await api.get(String(resourceName), { personFields: 'emailAddresses,phoneNumbers' });
		const counts = (body: unknown): number[] => [listAt(body, 'emailAddresses').length, listAt(body, 'phoneNumbers').length];
		expect([counts(at(list.body, 'connections', 0)), counts(single.body)]).toEqual([
			[100, 100],
			[120, 101],
		]);
	});

	test('contacts without a group are not listed', async () => {
		sandbox.setSwitch('google', 'newContactGetsMyContacts', 'no');
		const { resourceName } = await created(api, person('Stray'));
		expect((await api.get('people/me/connections', { personFields: 'names' })).body).toEqual({});
		expect((await api.get(String(resourceName), { personFields: 'names' })).status).toBe(200);
	});

	test('a linked profile shows with its source only', async () => {
		const { resourceName } = await created(api, person('Eva', { emailAddresses: [{ value: 'own@list.example' }] }));
		sandbox.service('google').control('person.link', { resourceName, profile: { emailAddresses: [{ value: 'profile@list.example' }] } });
		const values = async (sources: string): Promise<unknown[]> => {
			const reply = await api.get('people/me/connections', { personFields: 'emailAddresses', ...(sources ? { sources } : {}) });
			return listAt(reply.body, 'connections', 0, 'emailAddresses').map((one) => [at(one, 'value'), at(one, 'metadata', 'primary'), at(one, 'metadata', 'source', 'type')]);
		};
		expect(await values('READ_SOURCE_TYPE_CONTACT')).toEqual([['own@list.example', true, 'CONTACT']]);
		expect(await values('')).toEqual([
			['own@list.example', true, 'CONTACT'],
			['profile@list.example', undefined, 'PROFILE'],
		]);
	});
});

describe('people.get and getBatchGet', () => {
	test('unknown people are 404', async () => {
		const reply = await api.get('people/c42', { personFields: 'names' });
		expect([reply.status, error(reply)]).toEqual([404, { status: 'NOT_FOUND', message: 'Requested entity was not found.' }]);
	});

	test('getBatchGet tells per name what is wrong, inside a 200', async () => {
		const { resourceName } = await created(api, person('Eva'));
		const reply = await api.get('people:batchGet', { personFields: 'names', resourceNames: [String(resourceName), 'people/c42'] });
		expect(listAt(reply.body, 'responses').map((one) => [at(one, 'requestedResourceName'), at(one, 'person', 'names', 0, 'givenName'), at(one, 'status')])).toEqual([
			[resourceName, 'Eva', {}],
			['people/c42', undefined, { code: 5, message: 'Requested entity was not found.' }],
		]);
	});

	test('getBatchGet takes 200 names', async () => {
		const names = (count: number): string[] => Array.from({ length: count }, (_one, n) => `people/c${n}`);
		expect((await api.get('people:batchGet', { personFields: 'names', resourceNames: names(200) })).status).toBe(200);
		expect((await api.get('people:batchGet', { personFields: 'names', resourceNames: names(201) })).status).toBe(400);
	});

	test('the id of the contact source is the number of the resource name in hex', async () => {
		const body = await created(api, person('Eva'));
		const decimal = String(body.resourceName).replace('people/c', '');
		expect(at(body, 'metadata', 'sources', 0, 'id')).toBe(BigInt(decimal).toString(16));
	});
});
