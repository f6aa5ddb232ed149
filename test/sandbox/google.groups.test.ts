import type { Sandbox } from '../../sandbox/kit';
import { apiOf, at, created, days, error, listAt, person, startGoogle, textAt, type Api, type Body } from './googleSupport';

let sandbox: Sandbox;
let api: Api;

beforeEach(async () => {
	sandbox = await startGoogle();
	api = apiOf(sandbox);
});
afterEach(() => sandbox.close());

const label = async (name: string, more: Body = {}): Promise<Body> => (await api.post('contactGroups', { contactGroup: { name, ...more } })).body;
const modify = async (group: unknown, body: Body): Promise<Body> => (await api.post(`${String(group)}/members:modify`, body)).body;
const groupsOf = async (resourceName: unknown): Promise<string[]> =>
	listAt((await api.get(String(resourceName), { personFields: 'memberships' })).body, 'memberships').map((one) => textAt(one, 'contactGroupMembership', 'contactGroupResourceName'));
const mine = 'contactGroups/myContacts';

describe('reading groups', () => {
	test('a new account has the eight groups of Google', async () => {
		const reply = await api.get('contactGroups');
		expect(listAt(reply.body, 'contactGroups').map((one) => [at(one, 'name'), at(one, 'formattedName'), at(one, 'groupType')])).toEqual(
			[
				['myContacts', 'My Contacts'],
				['starred', 'Starred'],
				['friends', 'Friends'],
				['family', 'Family'],
				['coworkers', 'Coworkers'],
				['all', 'All Contacts'],
				['blocked', 'Blocked'],
				['chatBuddies', 'Chat contacts'],
			].map((names) => [...names, 'SYSTEM_CONTACT_GROUP']),
		);
		expect(reply.body.totalItems).toBe(8);
	});

	test('clientData shows only where the mask names it; memberResourceNames is no mask value', async () => {
		const group = await label('VIP', { clientData: [{ key: 'k', value: 'v' }] });
		const name = String(group.resourceName);
		expect(Object.keys((await api.get(name)).body)).toEqual(['resourceName', 'etag', 'groupType', 'metadata', 'name', 'formattedName']);
		expect((await api.get(name, { groupFields: 'clientData' })).body).toEqual({ resourceName: name, etag: group.etag, clientData: [{ key: 'k', value: 'v' }] });
		expect((await api.get(name, { groupFields: 'memberResourceNames' })).status).toBe(400);
	});

	test('members are told only where asked for', async () => {
		const { resourceName } = await created(api, person('Eva'));
		const plain = (await api.get(mine)).body;
		const full = (await api.get(mine, { maxMembers: 10 })).body;
		expect([plain.memberCount, plain.memberResourceNames, full.memberResourceNames]).toEqual([1, undefined, [resourceName]]);
	});

	test('batchGet answers per name', async () => {
		const reply = await api.get('contactGroups:batchGet', { resourceNames: [mine, 'contactGroups/none'], groupFields: 'name' });
		expect(listAt(reply.body, 'responses').map((one) => [at(one, 'requestedResourceName'), at(one, 'contactGroup', 'name'), at(one, 'status', 'code')])).toEqual([
			[mine, 'myContacts', undefined],
			['contactGroups/none', undefined, 5],
		]);
	});

	test('pages are followed, and a sync tells renamed and deleted labels alone', async () => {
		const [vip, old] = [await label('VIP'), await label('Old')];
		const first = await api.get('contactGroups', { pageSize: 6 });
		const second = await api.get('contactGroups', { pageSize: 6, pageToken: textAt(first.body, 'nextPageToken') });
		expect([first, second].map((reply) => listAt(reply.body, 'contactGroups').length)).toEqual([6, 4]);
		await api.put(String(vip.resourceName), { contactGroup: { name: 'Very Important', etag: vip.etag } });
		await api.delete(String(old.resourceName));
		const delta = await api.get('contactGroups', { pageSize: 6, syncToken: textAt(second.body, 'nextSyncToken') });
		expect(listAt(delta.body, 'contactGroups').map((one) => [at(one, 'resourceName'), at(one, 'name'), at(one, 'metadata', 'deleted')])).toEqual([
			[vip.resourceName, 'Very Important', undefined],
			[old.resourceName, undefined, true],
		]);
		sandbox.clock.advance(days(7));
		expect((await api.get('contactGroups', { pageSize: 6, syncToken: textAt(second.body, 'nextSyncToken') })).status).toBe(400);
	});
});

describe('writing groups', () => {
	test('a name that is taken is a 409; case and system names as the switches say', async () => {
		await label('VIP');
		const status = async (name: string): Promise<number> => (await api.post('contactGroups', { contactGroup: { name } })).status;
		expect([await status('VIP'), await status('vip'), await status('My Contacts'), await status('')]).toEqual([409, 200, 409, 400]);
		sandbox.setSwitch('google', 'labelNames', 'caseInsensitive');
		sandbox.setSwitch('google', 'systemLabelNames', 'free');
		expect([await status('VIp'), await status('My Contacts')]).toEqual([409, 200]);
	});

	test('update writes the name unless the mask names clientData', async () => {
		const group = await label('VIP');
		const name = String(group.resourceName);
		const noted = await api.put(name, { contactGroup: { name: 'ignored', etag: group.etag, clientData: [{ key: 'k', value: 'v' }] }, updateGroupFields: 'clientData', readGroupFields: 'name,clientData' });
		expect(noted.body).toMatchObject({ name: 'VIP', clientData: [{ key: 'k', value: 'v' }] });
		const renamed = await api.put(name, { contactGroup: { name: 'VIPs', etag: noted.body.etag }, readGroupFields: 'name,clientData' });
		expect(renamed.body).toMatchObject({ name: 'VIPs', clientData: [{ key: 'k', value: 'v' }] });
	});

	test('a stale etag is refused; without one it goes through unless a switch wants it', async () => {
		const group = await label('VIP');
		const put = async (etag?: unknown) => api.put(String(group.resourceName), { contactGroup: { name: 'VIPs', ...(etag ? { etag } : {}) } });
		expect([(await put()).status, at(error(await put(group.etag)), 'status')]).toEqual([200, 'FAILED_PRECONDITION']);
		sandbox.setSwitch('google', 'labelUpdateEtag', 'required');
		expect((await put()).status).toBe(400);
		sandbox.setSwitch('google', 'labelUpdateEtag', 'ignored');
		expect((await put(group.etag)).status).toBe(200);
	});

	test.each(['myContacts', 'family'])('%s cannot be renamed or deleted', async (id) => {
		expect((await api.put(`contactGroups/${id}`, { contactGroup: { name: 'Mine' } })).status).toBe(400);
		expect((await api.delete(`contactGroups/${id}`)).status).toBe(400);
	});

	test('deleting a label keeps its contacts, unless they are to go too', async () => {
		const [vip, old] = [await label('VIP'), await label('Old')];
		const eva = await created(api, person('Eva'));
		const jan = await created(api, person('Jan'));
		await modify(vip.resourceName, { resourceNamesToAdd: [eva.resourceName] });
		await modify(old.resourceName, { resourceNamesToAdd: [jan.resourceName] });
		await api.delete(String(vip.resourceName));
		await api.delete(String(old.resourceName), { deleteContacts: true });
		expect([await groupsOf(eva.resourceName), (await api.get(String(jan.resourceName), { personFields: 'names' })).status]).toEqual([[mine], 404]);
	});

	test('a contact whose only label is deleted has no group, or with a switch is in myContacts', async () => {
		const alone = async (): Promise<Body> => {
			const vip = await label('VIP');
			const eva = await created(api, person('Eva', { memberships: [{ contactGroupMembership: { contactGroupResourceName: vip.resourceName } }] }));
			await api.delete(String(vip.resourceName));
			return eva;
		};
		expect(await groupsOf((await alone()).resourceName)).toEqual([]);
		sandbox.setSwitch('google', 'lastLabelDeleted', 'myContacts');
		expect(await groupsOf((await alone()).resourceName)).toEqual([mine]);
	});
});

describe('members:modify', () => {
	test('adds and removes as sets, and answers {} when all is done', async () => {
		const vip = await label('VIP');
		const { resourceName } = await created(api, person('Eva'));
		expect(await modify(vip.resourceName, { resourceNamesToAdd: [resourceName, resourceName] })).toEqual({});
		expect(await groupsOf(resourceName)).toEqual([mine, vip.resourceName]);
		expect(await modify(mine, { resourceNamesToRemove: [resourceName] })).toEqual({});
		expect(await groupsOf(resourceName)).toEqual([vip.resourceName]);
	});

	test('lists people that are not there and people that would lose their last group, inside a 200', async () => {
		const { resourceName } = await created(api, person('Eva'));
		expect(await modify(mine, { resourceNamesToRemove: [resourceName, 'people/c42'] })).toEqual({
			notFoundResourceNames: ['people/c42'],
			canNotRemoveLastContactGroupResourceNames: [resourceName],
		});
	});

	test('the deprecated groups take nobody, starred does, and 1,000 names are the most', async () => {
		const { resourceName } = await created(api, person('Eva'));
		const status = async (group: string, names: unknown[]): Promise<number> => (await api.post(`contactGroups/${group}/members:modify`, { resourceNamesToAdd: names })).status;
		const names = (count: number): string[] => Array.from({ length: count }, (_one, n) => `people/c${n}`);
		expect([await status('friends', [resourceName]), await status('starred', [resourceName]), await status('starred', names(1000)), await status('starred', names(1001))]).toEqual([400, 200, 200, 400]);
	});

	test('changes the etag of the person, unless the switch says no', async () => {
		const vip = await label('VIP');
		const eva = await created(api, person('Eva'));
		const etag = async (): Promise<unknown> => (await api.get(String(eva.resourceName), { personFields: 'names' })).body.etag;
		const first = await etag();
		await modify(vip.resourceName, { resourceNamesToAdd: [eva.resourceName] });
		const second = await etag();
		sandbox.setSwitch('google', 'modifyBumpsEtag', 'no');
		await modify(vip.resourceName, { resourceNamesToRemove: [eva.resourceName] });
		expect([second === first, (await etag()) === second]).toEqual([false, true]);
	});

	test('with a switch a new label takes contacts only after two seconds', async () => {
		sandbox.setSwitch('google', 'newLabelDelay', '2s');
		const vip = await label('VIP');
		const body = person('Eva', { memberships: [{ contactGroupMembership: { contactGroupResourceName: vip.resourceName } }] });
		expect((await api.post('people:createContact', body)).status).toBe(400);
		sandbox.clock.advance(2000);
		expect((await api.post('people:createContact', body)).status).toBe(200);
	});
});
