import { companyRecord, personRecord } from '../../connectors/crm/raynet/map';
import { raynetInstant, utcInstant } from '../../connectors/crm/raynet/dates';
import { phoneType } from '../../connectors/crm/raynet/phoneTypes';
import type { ContactFields } from '../../core/contact/contact';
import { kindOf } from '../../core/contact/contact';
import { EMPTY_INFO, rawAddress, rawCompany, rawPerson } from './raynetBuilders';

const PLACE = { account: { crm: 'raynet', account: 'acme' }, webRoot: 'https://raynet.test/acme' };
const person = (overrides: Parameters<typeof rawPerson>[0] = {}) => personRecord(rawPerson(overrides), PLACE);
const company = (overrides: Parameters<typeof rawCompany>[0] = {}) => companyRecord(rawCompany(overrides), PLACE);

describe('a contact person', () => {
	it('with every field filled in keeps them all', () => {
		const raw = rawPerson({
			titleBefore: 'Ing.',
			titleAfter: 'Ph.D.',
			primaryRelationship: { type: 'Buyer', company: { id: 12, name: 'Acme s.r.o.' } },
			owner: { id: 2, fullName: 'Jan Hill' },
			contactInfo: {
				email: 'eva@acme.test',
				email2: 'eva@home.test',
				tel1: '+420 777 000 111',
				tel1Type: 'mobil',
				tel2: '553 401 520',
				tel2Type: 'recepce',
				fax: '553 401 521',
				www: 'www.acme.test',
				otherContact: 'chat: eva',
				doNotSendMM: true,
			},
			privateAddress: { street: 'Dlouhá 1', city: 'Ostrava', province: 'MSK', zipCode: '702 00', country: 'Česká republika', countryCode: 'cz' },
			category: { id: 96, value: 'VIP' },
			birthday: '1990-01-31',
			language: { id: 70, value: 'čeština' },
			notice: 'Line 1\r\nLine 2',
			tags: ['raynet', 'fair'],
			customFields: { VIP_b91d1: true, Discount_11aa2: 12.5, Size_0c0de: 'XL', Empty_00000: null, Blank_00001: ' ' },
			'rowInfo.updatedAt': '2026-02-01T09:30:00.000+01:00',
		});
		expect(personRecord(raw, PLACE)).toEqual({
			contact: {
				id: 'raynet:acme:person:31',
				crm: 'raynet',
				account: 'acme',
				recordType: 'person',
				recordId: '31',
				createdAt: '2026-01-05T13:00:00.000Z',
				modifiedAt: '2026-02-01T08:30:00.000Z',
				namePrefix: 'Ing.',
				firstName: 'Eva',
				lastName: 'Nova',
				nameSuffix: 'Ph.D.',
				emails: [{ value: 'eva@acme.test' }, { value: 'eva@home.test' }],
				phones: [
					{ value: '+420 777 000 111', type: 'mobile' },
					{ value: '553 401 520', type: 'recepce' },
					{ value: '553 401 521', type: 'fax' },
				],
				websites: [{ value: 'www.acme.test' }],
				addresses: [{ type: 'home', street: 'Dlouhá 1', city: 'Ostrava', region: 'MSK', postalCode: '702 00', country: 'Česká republika', countryCode: 'CZ' }],
				company: { id: '12', name: 'Acme s.r.o.', title: 'Buyer' },
				relationship: 'Buyer',
				language: 'čeština',
				doNotEmail: true,
				birthday: '1990-01-31',
				note: 'Line 1\r\nLine 2',
				tags: ['raynet', 'fair'],
				owner: { id: '2', name: 'Jan Hill' },
				category: 'VIP',
				customFields: { VIP_b91d1: true, Discount_11aa2: 12.5, Size_0c0de: 'XL' },
				url: 'https://raynet.test/acme/?view=DetailView&en=Person&ei=31',
			},
			standing: 'active',
			version: '3',
			categoryId: 'person:96',
			raw,
		});
	});

	it('with a name alone has no empty fields', () => {
		expect(person()).toEqual({
			contact: {
				id: 'raynet:acme:person:31',
				crm: 'raynet',
				account: 'acme',
				recordType: 'person',
				recordId: '31',
				createdAt: '2026-01-05T13:00:00.000Z',
				modifiedAt: '2026-01-05T13:00:00.000Z',
				firstName: 'Eva',
				lastName: 'Nova',
				doNotEmail: false,
				url: 'https://raynet.test/acme/?view=DetailView&en=Person&ei=31',
			},
			standing: 'active',
			version: '3',
			categoryId: '',
			raw: rawPerson(),
		});
	});

	it('without members that older answers leave out is read all the same', () => {
		expect(personRecord({ id: 5 }, PLACE).contact).toEqual({
			id: 'raynet:acme:person:5',
			crm: 'raynet',
			account: 'acme',
			recordType: 'person',
			recordId: '5',
			url: 'https://raynet.test/acme/?view=DetailView&en=Person&ei=5',
		});
	});

	it('has an e-mail once when both slots hold it', () => {
		expect(person({ contactInfo: { ...EMPTY_INFO, email: 'eva@acme.test', email2: 'Eva@acme.test' } }).contact.emails).toEqual([{ value: 'eva@acme.test' }]);
	});

	it('does not tell about an opt-out where Raynet does not', () => {
		expect(person({ contactInfo: { email: 'eva@acme.test' } }).contact.doNotEmail).toBeUndefined();
	});

	it('that a person put out of use is invalid', () => {
		expect([person().standing, person({ 'rowInfo.rowAccess': 'INVALID' }).standing]).toEqual(['active', 'invalid']);
	});

	it('has no stamp when the date names no zone, as the zone of the API user is not known', () => {
		const { contact } = person({ 'rowInfo.createdAt': '2026-01-05 14:00', 'rowInfo.updatedAt': '2026-02-01 09:30' });
		expect([contact.createdAt, contact.modifiedAt]).toEqual([undefined, undefined]);
	});

	it('has the legal titles that the GDPR module tells, whatever form their days come in', () => {
		const inlineGdpr = [
			{ id: 1, legalTitle: 'CONSENT', templateName: 'Newsletter', validFrom: '2026-01-01', validTill: '2026-12-31T00:00:00.000+01:00', gdprTemplate: { id: 4 } },
			{ id: 2, legalTitle: 'LEGITIMATE_INTEREST', templateName: null, validFrom: null, validTill: null },
			{ id: 3, legalTitle: 'SOMETHING_NEW' },
		];
		expect(person({ inlineGdpr }).contact.legalTitles).toEqual([{ kind: 'consent', name: 'Newsletter', validFrom: '2026-01-01', validTill: '2026-12-31' }, { kind: 'legitimateInterest' }, { kind: 'other' }]);
		expect(person({ inlineGdpr: [] }).contact.legalTitles).toBeUndefined();
	});

	it('keeps the day of a birthday, whatever form it comes in', () => {
		expect([person({ birthday: '1990-01-31 00:00' }).contact.birthday, person({ birthday: '1990-01-31T00:00:00.000+01:00' }).contact.birthday]).toEqual(['1990-01-31', '1990-01-31']);
	});
});

describe('a client', () => {
	it('has the e-mails, numbers and places of its primary and its contact address', () => {
		const { contact } = company({
			primaryAddress: rawAddress(2, { email: 'info@acme.test', tel1: '111', tel1Type: 'práce', www: 'acme.test' }, 'Ostrava'),
			contactAddress: rawAddress(3, { email: 'shop@acme.test', email2: 'INFO@acme.test', fax: '222' }, 'Brno'),
		});
		const expected: ContactFields = {
			company: { id: '12', name: 'Acme s.r.o.' },
			emails: [{ value: 'info@acme.test' }, { value: 'shop@acme.test' }],
			primaryEmails: ['info@acme.test'],
			phones: [{ value: '111', type: 'work' }, { value: '222', type: 'fax' }],
			websites: [{ value: 'acme.test' }],
			addresses: [{ type: 'work', city: 'Ostrava' }, { type: 'other', city: 'Brno' }],
			state: 'Current',
			relationship: 'Subscriber/Customer',
			doNotEmail: false,
			url: 'https://raynet.test/acme/?view=DetailView&en=Company&ei=12',
		};
		expect(contact).toEqual({
			id: 'raynet:acme:company:12',
			crm: 'raynet',
			account: 'acme',
			recordType: 'company',
			recordId: '12',
			createdAt: '2026-01-05T13:00:00.000Z',
			modifiedAt: '2026-01-05T13:00:00.000Z',
			...expected,
		});
	});

	it.each([
		['A_POTENTIAL', 'A_SUBSCRIBER', 'Potential', 'Subscriber/Customer'],
		['B_ACTUAL', 'B_PARTNER', 'Current', 'Partner'],
		['C_DEFERRED', 'C_SUPPLIER', 'Deferred', 'Supplier'],
		['D_UNATTRACTIVE', 'D_RIVAL', 'Unattractive', 'Competitor'],
		['E_SOMETHING_NEW', 'E_SOMETHING_NEW', 'E_SOMETHING_NEW', 'E_SOMETHING_NEW'],
		[null, undefined, undefined, undefined],
	])('has its state %s and its role %s in words', (state, role, ...words) => {
		const { contact } = company({ state, role });
		expect([contact.state, contact.relationship]).toEqual(words);
	});

	it('has one address when the primary one is the contact address too', () => {
		const address = rawAddress(2, { email: 'info@acme.test' }, 'Ostrava');
		expect(company({ primaryAddress: address, contactAddress: address }).contact.addresses).toEqual([{ type: 'work', city: 'Ostrava' }]);
	});

	it('is opted out when either address is', () => {
		const open = rawAddress(2, { doNotSendMM: false });
		const closed = rawAddress(3, { doNotSendMM: true });
		expect(company({ primaryAddress: open, contactAddress: closed }).contact.doNotEmail).toBe(true);
	});

	it('read singly has its addresses in a list', () => {
		const addresses = [rawAddress(2, { email: 'a@acme.test' }), { ...rawAddress(3, { email: 'b@acme.test' }), primary: false, contactAddress: true }];
		expect(company({ primaryAddress: undefined, contactAddress: undefined, addresses }).contact.emails).toEqual([{ value: 'a@acme.test' }, { value: 'b@acme.test' }]);
	});

	it('that is a private person has a personal name, counts as a person and stays a company record', () => {
		const { contact, categoryId } = company({ person: true, name: 'Nova Eva', titleBefore: 'Ing.', firstName: 'Eva', lastName: 'Nova', category: { id: 7, value: 'Retail' }, primaryAddress: rawAddress(2, {}, 'Praha') });
		expect({ ...contact, kind: kindOf(contact), categoryId }).toMatchObject({
			id: 'raynet:acme:company:12',
			recordType: 'company',
			namePrefix: 'Ing.',
			firstName: 'Eva',
			lastName: 'Nova',
			addresses: [{ type: 'home', city: 'Praha' }],
			kind: 'person',
			categoryId: 'company:7',
		});
		expect(contact.company).toBeUndefined();
	});

	it('that is a private person without parts of a name is known by the whole', () => {
		expect(company({ person: true, name: 'Eva Nova' }).contact).toMatchObject({ lastName: 'Eva Nova' });
	});
});

describe('dates', () => {
	it.each([
		['2026-01-05T14:00:00.000+01:00', '2026-01-05T13:00:00.000Z'],
		['2026-07-05T14:00:00+0200', '2026-07-05T12:00:00.000Z'],
		['2026-01-05T14:00:00Z', '2026-01-05T14:00:00.000Z'],
		['2026-01-05 14:00', undefined],
		['2026-01-05', undefined],
		['yesterdayT+01:00', undefined],
		[null, undefined],
	])('%p is %p', (text, expected) => {
		expect(utcInstant(text)).toBe(expected);
	});

	it('go to filters with an offset', () => {
		expect(raynetInstant(Date.parse('2026-01-05T13:00:00Z'))).toBe('2026-01-05T13:00:00.000+00:00');
	});
});

describe('labels of numbers', () => {
	it.each([
		['mobil', 'mobile'],
		[' Mobile ', 'mobile'],
		['práce', 'work'],
		['pra\u0301ce', 'work'],
		['domů', 'home'],
		['FAX', 'fax'],
		['pevná linka', 'pevná linka'],
		['  ', undefined],
		[null, undefined],
	])('%p is %p', (label, type) => {
		expect(phoneType(label)).toBe(type);
	});
});
