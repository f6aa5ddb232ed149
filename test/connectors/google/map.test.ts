import { bodyOf, isSatisfied, maskOf, newBodyOf, ownPart, stateOf, toRecord, type Change } from '../../../connectors/google/map';
import type { Person } from '../../../connectors/google/raw';
import type { ContactFields } from '../../../core/contact/contact';
import type { EntryWrite } from '../../../core/ports/partner';

const source = { type: 'CONTACT', id: '540c39998b152984' };
const own = { source };
const chosen = { primary: true, sourcePrimary: true, source };
const ACME = { crm: 'raynet', account: 'acme' };
const entry: EntryWrite = { account: ACME, contactId: 'raynet:acme:person:31', text: '1p31;b;s' };

/** A person as the server answers it, with everything that it derives and that other apps left. */
const eva: Person = {
	resourceName: 'people/c1',
	etag: '%etag',
	metadata: { sources: [{ ...source, etag: '#source', updateTime: '2026-03-02T10:00:00.123456Z' }], objectType: 'PERSON' },
	names: [
		{ metadata: chosen, displayName: 'Ing. Eva Nováková', displayNameLastFirst: 'Nováková, Eva', unstructuredName: 'Ing. Eva Nováková', givenName: 'Eva', familyName: 'Nováková', honorificPrefix: 'Ing.', phoneticGivenName: 'Eva' },
	],
	emailAddresses: [
		{ metadata: own, value: 'Eva@Acme.test', type: 'work', formattedType: 'Work', displayName: 'Eva at work' },
		{ metadata: chosen, value: 'eva@home.test', type: 'home', formattedType: 'Home' },
	],
	phoneNumbers: [{ metadata: chosen, value: '+420 777 123 456', canonicalForm: '+420777123456', type: 'mobile', formattedType: 'Mobile' }],
	addresses: [
		{ metadata: chosen, type: 'work', formattedType: 'Work', formattedValue: 'Dlouhá 1\nPraha', streetAddress: 'Dlouhá 1', extendedAddress: '3. patro', city: 'Praha', postalCode: '110 00', country: 'Česko', countryCode: 'CZ' },
		{ metadata: own, formattedValue: 'P.O. 5', poBox: '5' },
	],
	organizations: [
		{ metadata: own, name: 'Sokol', title: 'Členka' },
		{ metadata: chosen, type: 'work', formattedType: 'Work', name: 'Acme', title: 'Ředitelka', department: 'Vedení', jobDescription: 'Vede' },
	],
	birthdays: [{ metadata: chosen, date: { year: 1980, month: 2, day: 29 }, text: '29. 2. 1980' }],
	biographies: [{ metadata: chosen, value: 'Poznámka', contentType: 'TEXT_PLAIN' }],
	urls: [
		{ metadata: chosen, value: 'https://eva.test', type: 'profile', formattedType: 'Profile' },
		{ metadata: own, value: 'https://crm.test/31', type: 'Raynet acme', formattedType: 'Raynet acme' },
	],
	memberships: [
		{ metadata: own, contactGroupMembership: { contactGroupId: 'myContacts', contactGroupResourceName: 'contactGroups/myContacts' } },
		{ metadata: own, contactGroupMembership: { contactGroupId: 'f00', contactGroupResourceName: 'contactGroups/f00' } },
		{ metadata: own, domainMembership: { inViewerDomain: true } },
	],
	clientData: [
		{ metadata: own, key: 'GCon', value: 'of another app' },
		{ metadata: own, key: 'contact-sync:raynet:acme', value: '1p31;b;old' },
	],
	externalIds: [
		{ metadata: own, value: 'raynet:acme:person:31', type: 'contact-sync', formattedType: 'contact-sync' },
		{ metadata: own, value: '4711', type: 'customer', formattedType: 'Customer' },
	],
};

const read = (person: Person, account?: typeof ACME) => toRecord(stateOf(person, 'single'), ownPart(person), account);
const change = (patch: ContactFields, more: Omit<Change, 'patch'> = {}): Change => ({ patch, ...more });
const written = (patch: ContactFields, more?: Omit<Change, 'patch'>, person = eva) => bodyOf(ownPart(person), change(patch, more));

describe('reading a person', () => {
	test('every mapped field comes out, in our words', () => {
		expect(read(eva)).toEqual({
			id: 'people/c1',
			version: '%etag',
			modifiedAt: '2026-03-02T10:00:00.123456Z',
			truncated: false,
			groups: ['contactGroups/myContacts', 'contactGroups/f00'],
			entries: [{ accountKey: 'raynet:acme', text: '1p31;b;old' }],
			externalIds: ['raynet:acme:person:31'],
			fields: {
				namePrefix: 'Ing.',
				firstName: 'Eva',
				lastName: 'Nováková',
				emails: [{ value: 'Eva@Acme.test', type: 'work' }, { value: 'eva@home.test', type: 'home' }],
				phones: [{ value: '+420 777 123 456', type: 'mobile' }],
				addresses: [{ type: 'work', street: 'Dlouhá 1', city: 'Praha', postalCode: '110 00', country: 'Česko', countryCode: 'CZ' }],
				company: { name: 'Acme', title: 'Ředitelka', department: 'Vedení' },
				birthday: '1980-02-29',
				note: 'Poznámka',
				websites: [{ value: 'https://eva.test', type: 'profile' }],
				url: 'https://crm.test/31',
			},
		});
	});

	test('an empty person has no fields at all', () => {
		expect(read({ resourceName: 'people/c2', etag: '%e' }).fields).toEqual({});
	});

	test('values of a linked profile are not the contact\'s own', () => {
		const profile = { source: { type: 'PROFILE', id: '117' } };
		const person: Person = { ...eva, emailAddresses: [{ metadata: profile, value: 'profile@google.test' }], names: [{ metadata: profile, givenName: 'Profile' }] };
		expect(read(person).fields).toMatchObject({ company: { name: 'Acme' } });
		expect(read(person).fields).not.toHaveProperty('emails');
		expect(read(person).fields).not.toHaveProperty('firstName');
	});

	test.each([
		[{ month: 2, day: 9 }, '--02-09'],
		[{ year: 0, month: 12, day: 31 }, '--12-31'],
		[{ year: 980, month: 1, day: 1 }, '0980-01-01'],
		[{ year: 1980 }, undefined],
		[undefined, undefined],
	])('a birthday of %j is %s', (date, expected) => {
		expect(read({ ...eva, birthdays: [{ date, text: 'any' }] }).fields.birthday).toBe(expected);
	});

	test('a list of exactly 100 values in a listing may have been cut, one read singly was not', () => {
		const emailAddresses = Array.from({ length: 100 }, (_none, index) => ({ value: `e${index}@acme.test` }));
		expect(stateOf({ ...eva, emailAddresses }, 'listed').cut).toBe('cut');
		expect(stateOf({ ...eva, emailAddresses }, 'single').cut).toBe('whole');
		expect(stateOf({ ...eva, emailAddresses: emailAddresses.slice(1) }, 'listed').cut).toBe('whole');
		expect(stateOf({ ...eva, phoneNumbers: emailAddresses }, 'listed').cut).toBe('cut');
	});

	test('with two CRMs on a contact each flow sees its own link back', () => {
		const person: Person = {
			...eva,
			clientData: [...(eva.clientData ?? []), { key: 'contact-sync:creatio:beta', value: 'x' }],
			urls: [...(eva.urls ?? []), { value: 'https://creatio.test/7', type: 'Creatio beta' }],
		};
		expect(read(person, ACME).fields.url).toBe('https://crm.test/31');
		expect(read(person, { crm: 'creatio', account: 'beta' }).fields.url).toBe('https://creatio.test/7');
		expect(read(person, { crm: 'simple', account: 'x' }).fields).not.toHaveProperty('url');
		expect(read(person, ACME).fields.websites).toEqual([{ value: 'https://eva.test', type: 'profile' }]);
	});

	test('a url of that type on a contact without an entry is a website', () => {
		const person: Person = { ...eva, clientData: [], externalIds: [] };
		expect(read(person).fields.websites).toHaveLength(2);
		expect(read(person).fields).not.toHaveProperty('url');
	});
});

describe('the mask of a change', () => {
	test.each<[string, Change, string]>([
		['any part of the name', change({ middleName: '' }), 'names'],
		['a cleared list', change({ emails: [] }), 'emailAddresses'],
		['values, groups and entry, in one order', change({ phones: [], addresses: [], company: {} }, { groups: [], entry }), 'addresses,clientData,externalIds,memberships,organizations,phoneNumbers'],
		['website and link back', change({ websites: [], url: 'x' }, { entry }), 'clientData,externalIds,urls'],
		['a link back of the flow\'s account', change({ url: 'x' }, { account: ACME }), 'urls'],
		['a link back of nobody', change({ url: 'x' }), ''],
		['fields that Google does not hold', change({ tags: ['a'], owner: { id: '1' }, category: 'x', doNotEmail: true }), ''],
		['a birthday that is none', change({ birthday: '31.12.1980', note: '' }), 'biographies'],
	])('names what is replaced: %s', (_name, given, expected) => {
		expect(maskOf(given).join(',')).toBe(expected);
	});

	test('holds exactly the fields of the body', () => {
		const whole = change({ firstName: 'A', emails: [], phones: [], addresses: [], company: {}, birthday: '', note: '', websites: [], url: '' }, { groups: ['contactGroups/f00'], entry });
		expect(Object.keys(bodyOf(ownPart(eva), whole)).sort()).toEqual(maskOf(whole));
	});
});

describe('writing a change', () => {
	test('a name keeps the parts that stay, and nothing that the server derives', () => {
		expect(written({ firstName: 'Jana', namePrefix: '' })).toEqual({ names: [{ givenName: 'Jana', familyName: 'Nováková', phoneticGivenName: 'Eva' }] });
	});

	test('a name without any part is cleared', () => {
		expect(written({ firstName: '', lastName: '', namePrefix: '' }, {}, { ...eva, names: [{ displayName: 'Eva', givenName: 'Eva' }] })).toEqual({ names: [] });
	});

	test('e-mails that stay keep their other members, and the one its owner put first stays first', () => {
		const emails = [{ value: 'new@acme.test', type: 'work' }, { value: 'eva@acme.test', type: 'other' }, { value: 'eva@home.test' }];
		expect(written({ emails })).toEqual({
			emailAddresses: [
				{ value: 'eva@home.test', type: 'home', metadata: { sourcePrimary: true } },
				{ value: 'new@acme.test', type: 'work' },
				{ value: 'eva@acme.test', type: 'other', displayName: 'Eva at work' },
			],
		});
	});

	test('of two equal values with different types each finds its own', () => {
		const person: Person = { ...eva, emailAddresses: [{ value: 'a@b.test', type: 'home', displayName: 'H' }, { value: 'a@b.test', type: 'work', displayName: 'W' }] };
		const emails = [{ value: 'a@b.test', type: 'work' }];
		expect(written({ emails }, {}, person)).toEqual({ emailAddresses: [{ value: 'a@b.test', type: 'work', displayName: 'W' }] });
	});

	test('a phone in another notation is the same one, in the new notation', () => {
		expect(written({ phones: [{ value: '00420 777-123-456', type: 'mobile' }] })).toEqual({
			phoneNumbers: [{ value: '00420 777-123-456', type: 'mobile', metadata: { sourcePrimary: true } }],
		});
	});

	test('an address that stays keeps what we do not map, a stale formattedValue goes, what we do not see survives', () => {
		const addresses = [{ type: 'work', street: 'dlouhá 1', city: 'Praha', postalCode: '110 00' }, { type: 'home', street: 'Krátká 2', countryCode: 'CZ' }];
		expect(written({ addresses })).toEqual({
			addresses: [
				{ type: 'work', streetAddress: 'dlouhá 1', extendedAddress: '3. patro', city: 'Praha', postalCode: '110 00', metadata: { sourcePrimary: true } },
				{ type: 'home', streetAddress: 'Krátká 2', countryCode: 'CZ' },
				{ poBox: '5' },
			],
		});
	});

	test('the company is the chosen organization; others stay, and so does what it holds besides', () => {
		expect(written({ company: { name: 'Beta', title: 'CEO' } })).toEqual({
			organizations: [
				{ name: 'Sokol', title: 'Členka' },
				{ type: 'work', name: 'Beta', title: 'CEO', jobDescription: 'Vede', metadata: { sourcePrimary: true } },
			],
		});
	});

	test('a cleared company goes when nothing of substance is left on it', () => {
		const person: Person = { ...eva, organizations: [{ metadata: chosen, type: 'work', current: true, name: 'Acme' }, { name: 'Sokol' }] };
		expect(written({ company: {} }, {}, person)).toEqual({ organizations: [{ name: 'Sokol' }] });
		expect(written({ company: {} })).toEqual({ organizations: [{ name: 'Sokol', title: 'Členka' }, { type: 'work', jobDescription: 'Vede', metadata: { sourcePrimary: true } }] });
	});

	test('a first company is added', () => {
		expect(written({ company: { name: 'Beta', id: '7' } }, {}, { resourceName: 'people/c2' })).toEqual({ organizations: [{ name: 'Beta' }] });
	});

	test.each([
		['1980-02-29', [{ date: { year: 1980, month: 2, day: 29 } }]],
		['--02-29', [{ date: { month: 2, day: 29 } }]],
		['', []],
	])('a birthday "%s" always has its date set', (birthday, birthdays) => {
		expect(written({ birthday })).toEqual({ birthdays });
	});

	test('a note is plain text', () => {
		expect(written({ note: 'a\nb' })).toEqual({ biographies: [{ value: 'a\nb', contentType: 'TEXT_PLAIN' }] });
		expect(written({ note: '' })).toEqual({ biographies: [] });
	});

	test('websites leave the link back alone, the link back leaves websites alone', () => {
		const link = { value: 'https://crm.test/31', type: 'Raynet acme' };
		const website = { value: 'https://eva.test', type: 'profile', metadata: { sourcePrimary: true } };
		expect(written({ websites: [] })).toEqual({ urls: [link] });
		expect(written({ url: 'https://crm.test/new' }, { entry })).toMatchObject({ urls: [website, { value: 'https://crm.test/new', type: 'Raynet acme' }] });
		expect(written({ url: '' }, { account: ACME })).toEqual({ urls: [website] });
		expect(written({ url: 'https://creatio.test/7' }, { account: { crm: 'creatio', account: 'beta' } })).toEqual({ urls: [website, link, { value: 'https://creatio.test/7', type: 'Creatio beta' }] });
	});

	test('an entry replaces ours of that account; other apps\' data and other ids survive', () => {
		expect(written({}, { entry })).toEqual({
			clientData: [{ key: 'GCon', value: 'of another app' }, { key: 'contact-sync:raynet:acme', value: '1p31;b;s' }],
			externalIds: [{ value: '4711', type: 'customer' }, { value: 'raynet:acme:person:31', type: 'contact-sync' }],
		});
		expect(written({}, { entry: { ...entry, text: null } })).toEqual({ clientData: [{ key: 'GCon', value: 'of another app' }], externalIds: [{ value: '4711', type: 'customer' }] });
	});

	test('entries of an account whose name begins alike are not ours', () => {
		const person: Person = { ...eva, clientData: [{ key: 'contact-sync:raynet:acme2', value: 'x' }], externalIds: [{ type: 'contact-sync', value: 'raynet:acme2:person:31' }] };
		expect(written({}, { entry: { ...entry, text: null } }, person)).toEqual({ clientData: [{ key: 'contact-sync:raynet:acme2', value: 'x' }], externalIds: [{ type: 'contact-sync', value: 'raynet:acme2:person:31' }] });
	});

	test('groups are the whole new set; memberships of a domain survive, and without any My Contacts keeps the contact', () => {
		const membership = (name: string) => ({ contactGroupMembership: { contactGroupResourceName: name } });
		const domain = { domainMembership: { inViewerDomain: true } };
		expect(written({}, { groups: ['contactGroups/f00', 'contactGroups/f00'] })).toEqual({ memberships: [domain, membership('contactGroups/f00')] });
		expect(written({}, { groups: [] })).toEqual({ memberships: [domain, membership('contactGroups/myContacts')] });
	});

	test('a new contact\'s body has no empty fields', () => {
		expect(newBodyOf(change({ firstName: 'Eva', lastName: '', emails: [], note: '' }, { groups: ['contactGroups/myContacts'], entry }))).toEqual({
			names: [{ givenName: 'Eva' }],
			memberships: [{ contactGroupMembership: { contactGroupResourceName: 'contactGroups/myContacts' } }],
			clientData: [{ key: 'contact-sync:raynet:acme', value: '1p31;b;s' }],
			externalIds: [{ type: 'contact-sync', value: 'raynet:acme:person:31' }],
		});
	});
});

describe('whether a contact already holds a change', () => {
	const { fields } = read(eva);
	const held: Change = change(fields, { groups: ['contactGroups/f00', 'contactGroups/myContacts'], entry: { ...entry, text: '1p31;b;old' } });

	test('it does when every value is there', () => {
		expect(isSatisfied(ownPart(eva), held)).toBe(true);
	});

	test.each<[string, Change]>([
		['another entry', { ...held, entry }],
		['a group more', { ...held, groups: ['contactGroups/f00'] }],
		['another type', change({ phones: [{ value: '+420 777 123 456', type: 'home' }] })],
		['one element less', change({ emails: [{ value: 'eva@home.test' }] })],
		['another note', change({ note: 'Jiná' })],
		['a name cleared', change({ firstName: '' })],
	])('it does not with %s', (_name, wanted) => {
		expect(isSatisfied(ownPart(eva), wanted)).toBe(false);
	});
});
