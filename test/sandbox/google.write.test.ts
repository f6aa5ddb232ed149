import type { Sandbox } from '../../sandbox/kit';
import { apiOf, at, created, error, listAt, person, startGoogle, textAt, type Api, type Body, type Reply } from './googleSupport';

let sandbox: Sandbox;
let api: Api;

beforeEach(async () => {
	sandbox = await startGoogle();
	api = apiOf(sandbox);
});
afterEach(() => sandbox.close());

const read = async (resourceName: unknown, personFields: string): Promise<Body> => (await api.get(String(resourceName), { personFields })).body;
const update = (resourceName: unknown, body: Body, updatePersonFields: string): Promise<Reply> =>
	api.patch(`${String(resourceName)}:updateContact`, body, { updatePersonFields });
const sourceEtag = (body: Body): unknown => at(body, 'metadata', 'sources', 0, 'etag');
const member = (group: string): Body => ({ contactGroupMembership: { contactGroupResourceName: `contactGroups/${group}` } });
const groupsOf = (body: Body): string[] => listAt(body, 'memberships').map((one) => textAt(one, 'contactGroupMembership', 'contactGroupId'));
const stale = (what: string): unknown => ({
	status: 'FAILED_PRECONDITION',
	message: `Request ${what} is different than the current ${what}. Clear local cache and get the latest person.`,
});

describe('creating', () => {
	test('the same person twice makes two contacts', async () => {
		const [first, second] = [await created(api, person('Eva')), await created(api, person('Eva'))];
		expect(first.resourceName).not.toBe(second.resourceName);
	});

	test('more than one name, biography, birthday or gender is refused', async () => {
		for (const field of ['names', 'biographies', 'birthdays', 'genders']) {
			const two = field === 'names' ? [{ givenName: 'A' }, { givenName: 'B' }] : field === 'birthdays' ? [{ text: '1' }, { text: '2' }] : [{ value: '1' }, { value: '2' }];
			expect((await api.post('people:createContact', { [field]: two })).status).toBe(400);
		}
	});

	test('unknown members are refused by name', async () => {
		const reply = await api.post('people:createContact', { names: [{ firstName: 'Eva' }] });
		expect(textAt(reply.body, 'error', 'message')).toBe(`Invalid JSON payload received. Unknown name "firstName" at 'names[0]': Cannot find field.`);
	});

	test.each([
		['a number for a text', { names: [{ givenName: 5 }] }],
		['one value for a list', { names: { givenName: 'Eva' } }],
		['an unknown enum', { biographies: [{ value: 'x', contentType: 'MARKDOWN' }] }],
		['month 13', { birthdays: [{ date: { month: 13, day: 1 } }] }],
		['30 February', { birthdays: [{ date: { month: 2, day: 30 } }] }],
		['no JSON', '{"names": '],
	])('%s is refused', async (_name, body) => {
		const reply = await api.post('people:createContact', body);
		expect([reply.status, at(reply.body, 'error', 'status')]).toEqual([400, 'INVALID_ARGUMENT']);
	});

	test('snake_case and numbers as text are read', async () => {
		const body = await created(api, { birthdays: [{ date: { month: '05', day: 12 } }], email_addresses: [{ display_name: 'E', value: 'e@write.example' }] });
		expect([at(body, 'birthdays', 0, 'date'), at(body, 'emailAddresses', 0, 'displayName')]).toEqual([{ month: 5, day: 12 }, 'E']);
	});

	test('output-only members are ignored and derived', async () => {
		const body = await created(api, {
			names: [{ givenName: 'Eva', familyName: 'Malá', honorificPrefix: 'Ing.', displayName: 'Someone Else' }],
			phoneNumbers: [{ value: '+420 601 222 333', type: 'workMobile', canonicalForm: '+1', formattedType: 'X', metadata: { primary: false, verified: true } }, { value: '601 222 333', type: 'my own' }],
			addresses: [{ streetAddress: 'Lipová 1', city: 'Brno', postalCode: '602 00', countryCode: 'CZ' }],
			photos: [{ url: 'https://photo.example' }],
			metadata: { deleted: true },
		});
		const source = { type: 'CONTACT', id: at(body, 'metadata', 'sources', 0, 'id') };
		const primary = { primary: true, sourcePrimary: true, source };
		expect(body.names).toEqual([
			{
				givenName: 'Eva',
				familyName: 'Malá',
				honorificPrefix: 'Ing.',
				displayName: 'Ing. Eva Malá',
				displayNameLastFirst: 'Malá, Eva',
				unstructuredName: 'Ing. Eva Malá',
				metadata: primary,
			},
		]);
		expect(body.phoneNumbers).toEqual([
			{ value: '+420 601 222 333', type: 'workMobile', canonicalForm: '+420601222333', formattedType: 'Work Mobile', metadata: primary },
			{ value: '601 222 333', type: 'my own', formattedType: 'my own', metadata: { source } },
		]);
		expect([at(body, 'addresses', 0, 'formattedValue'), at(body, 'metadata', 'deleted')]).toEqual(['Lipová 1\nBrno, 602 00\nCZ', undefined]);
	});

	test('a formattedValue that was sent survives its parts', async () => {
		const body = await created(api, { addresses: [{ city: 'Brno', formattedValue: 'Old Town' }] });
		expect(at(body, 'addresses', 0, 'formattedValue')).toBe('Old Town');
	});

	test('a new contact without memberships joins myContacts, one with a label has that label alone', async () => {
		const { resourceName } = (await api.post('contactGroups', { contactGroup: { name: 'VIP' } })).body;
		const label = String(resourceName).replace('contactGroups/', '');
		expect(groupsOf(await created(api, person('Eva')))).toEqual(['myContacts']);
		expect(groupsOf(await created(api, person('Eva', { memberships: [member(label)] })))).toEqual([label]);
		sandbox.setSwitch('google', 'labelOnlyGetsMyContacts', 'yes');
		expect(groupsOf(await created(api, person('Eva', { memberships: [member(label)] })))).toEqual([label, 'myContacts']);
	});

	test.each(['nowhere', 'friends'])('group %s takes no contacts', async (group) => {
		expect((await api.post('people:createContact', person('Eva', { memberships: [member(group)] }))).status).toBe(400);
	});

	test('clientData and externalIds come back as they were sent, doubles too', async () => {
		const clientData = [
			{ key: 'k', value: 'v' },
			{ key: 'k', value: 'v' },
		];
		const body = await created(api, person('Eva', { clientData, externalIds: [{ value: '31', type: 'raynet' }] }));
		expect(body.clientData).toEqual(clientData.map((entry) => expect.objectContaining(entry) as unknown));
		expect(body.externalIds).toEqual([expect.objectContaining({ value: '31', type: 'raynet', formattedType: 'raynet' })]);
	});
});

describe('replacing fields', () => {
	test('fields in the mask are replaced or cleared, others stay', async () => {
		const before = await created(api, person('Eva', { emailAddresses: [{ value: 'a@write.example' }], phoneNumbers: [{ value: '1' }], urls: [{ value: 'u' }] }));
		const body = { etag: before.etag, emailAddresses: [{ value: 'b@write.example' }], urls: [{ value: 'ignored' }], names: [] };
		await update(before.resourceName, body, 'emailAddresses,phoneNumbers,names');
		const after = await read(before.resourceName, 'names,emailAddresses,phoneNumbers,urls');
		expect([at(after, 'emailAddresses', 0, 'value'), after.phoneNumbers, after.names, at(after, 'urls', 0, 'value')]).toEqual(['b@write.example', undefined, undefined, 'u']);
	});

	test.each(['', 'metadata', 'photos', 'names.givenName', 'nonsense'])('updatePersonFields "%s" is refused', async (mask) => {
		const { resourceName, etag } = await created(api, person('Eva'));
		expect((await update(resourceName, { etag }, mask)).status).toBe(400);
	});

	test('JSON in place of a mask is a violation of update_person_fields', async () => {
		const { resourceName, etag } = await created(api, person('Eva'));
		const reply = await update(resourceName, { etag }, '{"names":true}');
		expect(at(reply.body, 'error', 'details', 0, 'fieldViolations', 0, 'field')).toBe('update_person_fields');
	});

	test('memberships replace the whole set, and must name a group', async () => {
		const before = await created(api, person('Eva'));
		const moved = await update(before.resourceName, { etag: before.etag, memberships: [member('starred')] }, 'memberships');
		expect(groupsOf(moved.body)).toEqual(['starred']);
		expect((await update(before.resourceName, { etag: moved.body.etag, memberships: [] }, 'memberships')).status).toBe(400);
	});

	test('updating an unknown or deleted person is a 404', async () => {
		const { resourceName, etag } = await created(api, person('Eva'));
		await api.delete(`${String(resourceName)}:deleteContact`);
		expect((await update(resourceName, { etag, ...person('Eva') }, 'names')).status).toBe(404);
	});
});

describe('etags', () => {
	test('one of the two etags must be there', async () => {
		const { resourceName } = await created(api, person('Eva'));
		expect(error(await update(resourceName, person('Eva 2'), 'names'))).toEqual({
			status: 'INVALID_ARGUMENT',
			message: 'Request must set person.etag or person.metadata.sources.etag for the source that is being updated.',
		});
	});

	test('a stale one is a failed precondition, in either place', async () => {
		const before = await created(api, person('Eva'));
		await update(before.resourceName, { etag: before.etag, ...person('Eva 2') }, 'names');
		const reply = await update(before.resourceName, { etag: before.etag, ...person('Eva 3') }, 'names');
		expect([reply.status, error(reply), at(reply.body, 'error', 'errors', 0, 'reason')]).toEqual([400, stale('person.etag'), 'failedPrecondition']);
		const sources = [{ type: 'CONTACT', etag: sourceEtag(before) }];
		expect(error(await update(before.resourceName, { metadata: { sources }, ...person('Eva 3') }, 'names'))).toEqual(stale('person.metadata.sources.etag'));
	});

	test('the etag of the contact source serves in its own place only', async () => {
		const { resourceName, ...before } = await created(api, person('Eva'));
		expect(error(await update(resourceName, { etag: sourceEtag(before), ...person('Eva 2') }, 'names'))).toEqual(stale('person.etag'));
		const sources = [{ type: 'CONTACT', etag: sourceEtag(before) }];
		expect((await update(resourceName, { metadata: { sources }, ...person('Eva 2') }, 'names')).status).toBe(200);
	});

	test('an unchanged person has another etag under another mask or other sources, and each of them serves', async () => {
		const { resourceName } = await created(api, person('Eva'));
		const short = await read(resourceName, 'names');
		const long = await read(resourceName, 'names,metadata');
		const contactOnly = (await api.get(String(resourceName), { personFields: 'names', sources: 'READ_SOURCE_TYPE_CONTACT' })).body;
		expect(new Set([short.etag, long.etag, contactOnly.etag]).size).toBe(3);
		expect((await read(resourceName, 'names')).etag).toBe(short.etag);
		expect((await update(resourceName, { etag: contactOnly.etag, ...person('Eva 2') }, 'names')).status).toBe(200);
	});

	test('the etag of an answer can be chained', async () => {
		const first = await created(api, person('Eva'));
		const second = await update(first.resourceName, { etag: first.etag, ...person('Eva 2') }, 'names');
		const third = await update(first.resourceName, { etag: second.body.etag, ...person('Eva 3') }, 'names');
		expect([second.status, third.status]).toEqual([200, 200]);
	});

	test('a switch refuses etags of lists, not those of the person', async () => {
		sandbox.setSwitch('google', 'listEtags', 'refused');
		const { resourceName } = await created(api, person('Eva'));
		const etag = at((await api.get('people/me/connections', { personFields: 'names' })).body, 'connections', 0, 'etag');
		expect(error(await update(resourceName, { etag, ...person('Eva 2') }, 'names'))).toEqual(stale('person.etag'));
		const own = (await read(resourceName, 'names')).etag;
		expect((await update(resourceName, { etag: own, ...person('Eva 2') }, 'names')).status).toBe(200);
	});
});

describe('deleting', () => {
	test('takes no etag, answers {}, and a second time 404', async () => {
		const { resourceName } = await created(api, person('Eva'));
		const [first, second] = [await api.delete(`${String(resourceName)}:deleteContact`), await api.delete(`${String(resourceName)}:deleteContact`)];
		expect([first.status, first.body, second.status]).toEqual([200, {}, 404]);
	});
});

describe('switches of values', () => {
	test.each([
		['emptyPerson', 'refused', {}],
		['invalidEmails', 'refused', { emailAddresses: [{ value: 'no address' }] }],
	])('%s: %s', async (name, value, body) => {
		expect((await api.post('people:createContact', body)).status).toBe(200);
		sandbox.setSwitch('google', name, value);
		expect((await api.post('people:createContact', body)).status).toBe(400);
	});

	test('blanks are kept or cut off', async () => {
		expect(at(await created(api, person(' Eva ')), 'names', 0, 'givenName')).toBe(' Eva ');
		sandbox.setSwitch('google', 'trimsValues', 'yes');
		expect(at(await created(api, person(' Eva ')), 'names', 0, 'givenName')).toBe('Eva');
	});

	test('of a whole name and its parts, one wins', async () => {
		const names = [{ givenName: 'Eva', unstructuredName: 'Jana Nová' }];
		expect(at(await created(api, { names }), 'names', 0, 'displayName')).toBe('Eva');
		sandbox.setSwitch('google', 'unstructuredWithParts', 'unstructuredWins');
		expect(at(await created(api, { names }), 'names', 0)).toMatchObject({ givenName: 'Jana', familyName: 'Nová', displayName: 'Jana Nová' });
	});

	test('the first value is primary, or the one that says so', async () => {
		const emailAddresses = [{ value: 'a@write.example' }, { value: 'b@write.example', metadata: { sourcePrimary: true } }];
		const primaries = (body: Body): unknown[] => listAt(body, 'emailAddresses').map((one) => at(one, 'metadata', 'primary') === true);
		expect(primaries(await created(api, { emailAddresses }))).toEqual([true, false]);
		sandbox.setSwitch('google', 'primaryValue', 'sourcePrimary');
		expect(primaries(await created(api, { emailAddresses }))).toEqual([false, true]);
	});
});
