import type { Sandbox } from '../../sandbox/kit';
import { apiOf, at, created, listAt, startGoogle, type Api } from './googleSupport';

let sandbox: Sandbox;
let api: Api;

beforeEach(async () => {
	sandbox = await startGoogle();
	api = apiOf(sandbox);
});
afterEach(() => sandbox.close());

const search = async (query: string, pageSize = 0): Promise<unknown[]> =>
	listAt((await api.get('people:searchContacts', { readMask: 'names', query, pageSize })).body, 'results').map((one) => at(one, 'person', 'names', 0, 'displayName'));

test('searches know what was there at the last warm-up call', async () => {
	await created(api, { names: [{ givenName: 'Foo', familyName: 'Name' }] });
	expect(await search('foo')).toEqual([]);
	expect(await search('')).toEqual([]);
	expect(await search('foo')).toEqual(['Foo Name']);
	sandbox.setSwitch('google', 'searchCache', 'fresh');
	await created(api, { names: [{ givenName: 'Foodie' }] });
	expect(await search('foo')).toEqual(['Foo Name', 'Foodie']);
});

test('beginnings of words and phrases match, in names, nicknames, e-mails, phones and organizations only', async () => {
	await created(api, {
		names: [{ givenName: 'Foo', familyName: 'Name' }],
		nicknames: [{ value: 'Bobek' }],
		emailAddresses: [{ value: 'post@search.example' }],
		phoneNumbers: [{ value: '+420 601 222 333' }],
		organizations: [{ name: 'Kovárna' }],
		biographies: [{ value: 'secret' }],
		externalIds: [{ value: 'crm31' }],
	});
	await search('');
	const hits = ['f', 'foo n', 'nam', 'bob', 'post@', '+420 601', 'kov'];
	const misses = ['oo n', 'ame', '333x', 'secret', 'crm31'];
	expect(await Promise.all(hits.map((query) => search(query)))).toEqual(hits.map(() => ['Foo Name']));
	expect(await Promise.all(misses.map((query) => search(query)))).toEqual(misses.map(() => []));
});

test('10 results by default, 30 at most, no further page', async () => {
	sandbox.service('google').control('account.fill', { count: 40 });
	await search('');
	expect([(await search('contact')).length, (await search('contact', 100)).length]).toEqual([10, 30]);
});
