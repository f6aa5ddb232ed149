import type { Sandbox } from '../../sandbox/kit';
import { apiOf, at, created, error, givenNames, listAt, person, startGoogle, textAt, type Api, type Body } from './googleSupport';

let sandbox: Sandbox;
let api: Api;

beforeEach(async () => {
	sandbox = await startGoogle();
	api = apiOf(sandbox);
});
afterEach(() => sandbox.close());

const control = (action: string, args: Record<string, unknown> = {}): unknown => sandbox.service('google').control(action, args);
const read = async (resourceName: unknown): Promise<Body> => (await api.get(String(resourceName), { personFields: 'names,emailAddresses,clientData,externalIds,memberships' })).body;
const values = (body: Body, field: string): unknown[] => listAt(body, field).map((one) => at(one, 'value'));

describe('by a person’s hand', () => {
	test('an edit changes values and etag, so that an older etag is refused', async () => {
		const { resourceName, etag } = await created(api, person('Eva', { emailAddresses: [{ value: 'a@hand.example' }] }));
		control('person.update', { resourceName, person: { emailAddresses: [] } });
		expect(await read(resourceName)).not.toHaveProperty('emailAddresses');
		const late = await api.patch(`${String(resourceName)}:updateContact`, { etag, ...person('Eva 2') }, { updatePersonFields: 'names' });
		expect(at(error(late), 'status')).toBe('FAILED_PRECONDITION');
	});

	test('a new person, a deleted one, and back from the trash', async () => {
		const resourceName = textAt(control('person.create', { person: person('Jan') }), 'resourceName');
		control('person.delete', { resourceName });
		expect([(await api.get(resourceName, { personFields: 'names' })).status, control('trash.list')]).toEqual([404, [{ resourceName, deletedAt: sandbox.clock.now() }]]);
		control('person.restore', { resourceName });
		expect([at(await read(resourceName), 'names', 0, 'givenName'), control('trash.list')]).toEqual(['Jan', []]);
	});

	test('two merged people: the survivor has the values, groups and apps’ data of both, the other is gone', async () => {
		control('label.create', { label: 'VIP' });
		const data = (value: string): Body => ({ emailAddresses: [{ value: `${value}@hand.example` }, { value: 'info@hand.example' }], clientData: [{ key: 'k', value }], externalIds: [{ value, type: 'raynet' }] });
		const keep = (await created(api, person('Eva', data('1')))).resourceName;
		const gone = (await created(api, person('Eva M.', data('2')))).resourceName;
		control('label.add', { resourceName: gone, label: 'VIP' });
		control('person.merge', { keep, gone });
		const survivor = await read(keep);
		expect([at(survivor, 'names', 0, 'givenName'), values(survivor, 'emailAddresses'), values(survivor, 'clientData'), values(survivor, 'externalIds'), listAt(survivor, 'memberships').length]).toEqual([
			'Eva',
			['1@hand.example', 'info@hand.example', '2@hand.example'],
			['1', '2'],
			['1', '2'],
			2,
		]);
		expect([(await api.get(String(gone), { personFields: 'names' })).status, control('trash.list')]).toEqual([404, []]);
	});

	test('with a switch a merge keeps the survivor’s own apps’ data alone', async () => {
		sandbox.setSwitch('google', 'mergedClientData', 'survivorOnly');
		const data = (value: string): Body => ({ clientData: [{ key: 'k', value }], externalIds: [{ value }] });
		const [keep, gone] = [(await created(api, data('1'))).resourceName, (await created(api, data('2'))).resourceName];
		control('person.merge', { keep, gone });
		expect([values(await read(keep), 'clientData'), values(await read(keep), 'externalIds')]).toEqual([['1'], ['1']]);
	});

	test('a sync tells a merge as the survivor with its former name and a tombstone of the other, or, with a switch, without the name', async () => {
		const params = { personFields: 'names,metadata', requestSyncToken: true };
		const list = async (syncToken?: string): Promise<Body> => (await api.get('people/me/connections', { ...params, syncToken })).body;
		const told = async (): Promise<unknown> => {
			const [keep, gone] = [(await created(api, person('Eva'))).resourceName, (await created(api, person('Eva M.'))).resourceName];
			const syncToken = textAt(await list(), 'nextSyncToken');
			control('person.merge', { keep, gone });
			const lines = listAt(await list(syncToken), 'connections').map((one) => [at(one, 'resourceName'), at(one, 'metadata', 'previousResourceNames'), at(one, 'metadata', 'deleted')]);
			return lines.map(([name, former, deleted]) => [name === keep ? 'keep' : 'gone', JSON.stringify(former) === JSON.stringify([gone]) ? 'former' : former, deleted]);
		};
		expect(await told()).toEqual([['keep', 'former', undefined], ['gone', undefined, true]]);
		sandbox.setSwitch('google', 'mergeNamesFormer', 'no');
		expect(await told()).toEqual([['keep', undefined, undefined], ['gone', undefined, true]]);
	});

	test('a restored person is told by a sync as it was before, under a new etag; from an emptied trash nobody comes back', async () => {
		const { resourceName, etag } = await created(api, person('Jan', { clientData: [{ key: 'k', value: '1' }] }));
		const other = (await created(api, person('Zora'))).resourceName;
		const params = { personFields: 'names,clientData,metadata', requestSyncToken: true };
		control('person.delete', { resourceName });
		const syncToken = textAt((await api.get('people/me/connections', params)).body, 'nextSyncToken');
		control('person.restore', { resourceName });
		const [back, ...more] = listAt((await api.get('people/me/connections', { ...params, syncToken })).body, 'connections');
		expect([at(back, 'resourceName'), at(back, 'clientData', 0, 'value'), at(back, 'etag') === etag, more]).toEqual([resourceName, '1', false, []]);
		control('person.delete', { resourceName: other });
		control('trash.empty');
		expect(() => control('person.restore', { resourceName: other })).toThrow('in the trash');
	});

	test('labels are made, given, taken, renamed and deleted', async () => {
		const { resourceName } = await created(api, person('Eva'));
		const labels = async (): Promise<unknown> => sandbox.service('google').rows().map(({ groups }) => groups);
		control('label.create', { label: 'VIP' });
		control('label.add', { resourceName, label: 'VIP' });
		control('label.rename', { label: 'VIP', name: 'VIPs' });
		expect(await labels()).toEqual([['My Contacts', 'VIPs']]);
		control('label.remove', { resourceName, label: 'VIPs' });
		expect(await labels()).toEqual([['My Contacts']]);
		control('label.add', { resourceName, label: 'VIPs' });
		control('label.delete', { label: 'VIPs' });
		expect(await labels()).toEqual([['My Contacts']]);
	});

	test('another app’s entry is planted beside those that are there', async () => {
		const { resourceName } = await created(api, person('Eva', { clientData: [{ key: 'ours', value: '1' }] }));
		control('clientData.plant', { resourceName, key: 'GCon', value: 'x' });
		expect(listAt(await read(resourceName), 'clientData').map((one) => at(one, 'key'))).toEqual(['ours', 'GCon']);
	});

	test('an account filled by the vendor’s own sync has the label and myContacts, and no data of ours', async () => {
		const people = [person('Eva', { emailAddresses: [{ value: 'eva@vendor.example' }] }), person('Jan')];
		control('vendorLabel.fill', { people });
		control('vendorLabel.fill', { people: [person('Zora')] });
		expect(sandbox.service('google').rows().map(({ name, groups }) => [name, groups])).toEqual(['Eva', 'Jan', 'Zora'].map((name) => [name, ['RAYNET CRM', 'My Contacts']]));
		expect(at(sandbox.service('google').dump(), 'accounts', 'owner', 'contacts', 0)).not.toHaveProperty('clientData');
	});

	test('unknown actions, people and labels are refused by name', () => {
		expect(() => control('person.fly')).toThrow('no action "person.fly"');
		expect(() => control('person.delete', { resourceName: 'people/c42' })).toThrow('There is no people/c42');
		expect(() => control('label.delete', { label: 'None' })).toThrow('There is no label "None"');
		expect(() => control('person.create', { account: 'nobody', person: {} })).toThrow('no Google account "nobody"');
	});
});

describe('the stand-in as a whole', () => {
	test('the seed is a private address book: own labels, notes and other apps’ data, nobody from a CRM', async () => {
		sandbox.seed({}, 'google');
		expect(givenNames(await api.get('people/me/connections', { personFields: 'names' }))).toHaveLength(4);
		const dump = sandbox.service('google').dump();
		expect(listAt(dump, 'accounts', 'owner', 'labels').map((one) => [at(one, 'name'), at(one, 'memberCount')])).toEqual([
			['Family and friends', 1],
			['Football', 1],
		]);
		expect(listAt(dump, 'accounts', 'owner', 'contacts').flatMap((one) => listAt(one, 'clientData').map((entry) => at(entry, 'key')))).toEqual(['GCon', 'other-app']);
		expect(listAt(dump, 'accounts', 'colleague', 'contacts')).toEqual([]);
	});

	test('reset brings an empty account, default quotas and no delay', async () => {
		sandbox.seed({}, 'google');
		control('quota.set', { criticalReads: 0 });
		control('visibilityDelay.set', { ms: 1000 });
		control('token.expire');
		sandbox.reset();
		await created(api, person('Eva'));
		expect(givenNames(await api.get('people/me/connections', { personFields: 'names' }))).toEqual(['Eva']);
	});

	test('the same steps give the same ids and etags again', async () => {
		const steps = async (): Promise<unknown> => {
			sandbox.reset();
			await created(api, person('Eva'));
			return sandbox.service('google').dump();
		};
		expect(await steps()).toEqual(await steps());
	});

	test('rows show what a console needs', async () => {
		await created(api, person('Eva', { emailAddresses: [{ value: 'e@rows.example' }], phoneNumbers: [{ value: '1' }], organizations: [{ name: 'Kovárna' }] }));
		expect(sandbox.service('google').rows()).toEqual([
			{
				id: expect.stringMatching(/^people\/c\d+$/) as string,
				kind: 'contact',
				name: 'Eva',
				emails: ['e@rows.example'],
				phones: ['1'],
				company: 'Kovárna',
				groups: ['My Contacts'],
				changedAt: expect.stringMatching(/^2026-03-10T09:00:00\.\d{6}Z$/) as string,
				note: 'owner',
			},
		]);
	});

	test('every switch has a certainty, a description and at least two values', () => {
		for (const { name, certainty, describes, values: choices } of sandbox.service('google').switches) {
			expect([name, ['documented', 'seen', 'assumed'].includes(certainty), describes.length > 20, new Set(choices).size > 1]).toEqual([name, true, true, true]);
		}
	});
});
