import type { Contact, ContactFields } from '../../core/contact/contact';
import type { PartnerRecord } from '../../core/ports/partner';
import { createMatcher, namesAgree } from '../../core/sync/match';
import type { MatchKey } from '../../core/sync/settings';
import { company, emails, GROUP, NORMAL, person, record } from '../support/contacts';

const ALL: MatchKey[] = ['email', 'phone', 'nameAndCompany'];
const INSIDE = { groups: [GROUP.id] };

function match(contact: Contact, free: PartnerRecord[], keys: MatchKey[] = ALL, taken: string[] = []): string {
	const found = createMatcher(free, keys, NORMAL, GROUP.id)(contact, new Set(taken));
	switch (found.kind) {
		case 'found':
			return `${found.record.id} by ${found.by}`;
		case 'ambiguous':
			return `ambiguous ${found.count}`;
		case 'none':
			return `none, shared ${found.shared}`;
	}
}

const eva: ContactFields = { firstName: 'Eva', lastName: 'Malá' };
const jan: ContactFields = { firstName: 'Jan', lastName: 'Novák' };

describe('by e-mail', () => {
	test.each<[string, ContactFields, ContactFields, string]>([
		['same name', { ...eva, emails: emails('e@a.test') }, { ...eva, emails: emails('e@a.test') }, 'r by email'],
		['any address against any, without regard to case', { ...eva, emails: emails('x@a.test', 'e@a.test') }, { ...eva, emails: emails('y@a.test', 'E@A.test') }, 'r by email'],
		['no name in the CRM', { emails: emails('e@a.test') }, { ...eva, emails: emails('e@a.test') }, 'r by email'],
		['no name at the partner', { ...eva, emails: emails('e@a.test') }, { emails: emails('e@a.test') }, 'r by email'],
		['names with a title more', { namePrefix: 'Ing.', ...eva, emails: emails('e@a.test') }, { ...eva, emails: emails('e@a.test') }, 'r by email'],
		['names with a middle name more', { ...eva, middleName: 'Marie', emails: emails('e@a.test') }, { ...eva, emails: emails('e@a.test') }, 'r by email'],
		['names without diacritics and case', { firstName: 'EVA', lastName: 'MALA', emails: emails('e@a.test') }, { ...eva, emails: emails('e@a.test') }, 'r by email'],
		['decomposed names', { firstName: 'Eva', lastName: 'Mala\u0301', emails: emails('e@a.test') }, { ...eva, emails: emails('e@a.test') }, 'r by email'],
		['another name: a shared address', { ...eva, emails: emails('info@a.test') }, { ...jan, emails: emails('info@a.test') }, 'none, shared 1'],
		['a last name alone is not enough', { lastName: 'Malá', emails: emails('info@a.test') }, { ...eva, emails: emails('info@a.test') }, 'none, shared 1'],
		['a malformed address does not match', { ...eva, emails: emails('eva at home') }, { ...jan, emails: emails('eva at home') }, 'none, shared 0'],
		['no address in common', { emails: emails('e@a.test') }, { emails: emails('f@a.test') }, 'none, shared 0'],
	])('%s', (_, crm, partner, result) => {
		expect(match(person('1', crm), [record('r', partner)])).toBe(result);
	});

	test('two free records with it are ambiguous', () => {
		const twins = [record('r', { ...eva, emails: emails('e@a.test') }), record('s', { ...eva, emails: emails('e@a.test') })];
		expect(match(person('1', { ...eva, emails: emails('e@a.test') }), twins)).toBe('ambiguous 2');
		expect(match(person('1', { ...eva, emails: emails('e@a.test') }), twins, ALL, ['r'])).toBe('s by email');
		expect(match(person('1', { ...eva, emails: emails('e@a.test') }), twins, ALL, ['r', 's'])).toBe('none, shared 0');
	});

	test('one of two with a fitting name is found', () => {
		const records = [record('r', { ...jan, emails: emails('info@a.test') }), record('s', { ...eva, emails: emails('info@a.test') })];
		expect(match(person('1', { ...eva, emails: emails('info@a.test') }), records)).toBe('s by email');
	});

	test('a record with two of the addresses is one candidate', () => {
		const addresses = emails('e@a.test', 'f@a.test');
		expect(match(person('1', { ...eva, emails: addresses }), [record('r', { ...eva, emails: addresses })])).toBe('r by email');
	});
});

describe('by phone', () => {
	const phones = (...values: string[]) => ({ phones: emails(...values) });

	test('in any spelling, with the default country', () => {
		expect(match(person('1', { ...eva, ...phones('+420 777 000 111') }), [record('r', { ...eva, ...phones('777000111') })])).toBe('r by phone');
	});

	test('a switchboard of people with other names is shared', () => {
		expect(match(person('1', { ...eva, ...phones('+420 777 000 111') }), [record('r', { ...jan, ...phones('777000111') })])).toBe('none, shared 1');
	});

	test('internal and emergency numbers do not match', () => {
		expect(match(person('1', phones('112')), [record('r', phones('112'))])).toBe('none, shared 0');
	});
});

describe('by name and company', () => {
	test('both equal', () => {
		const record1 = record('r', { ...eva, company: { name: 'ACME' } });
		expect(match(person('1', { ...eva, company: { name: 'Acme', title: 'Boss' } }), [record1])).toBe('r by nameAndCompany');
		expect(match(person('1', { ...eva, company: { name: 'Other' } }), [record1])).toBe('none, shared 0');
		expect(match(person('1', eva), [record1])).toBe('none, shared 0');
	});

	test('a name without company is enough inside the group only', () => {
		expect(match(person('1', eva), [record('r', eva, INSIDE)])).toBe('r by nameAndCompany');
		expect(match(person('1', eva), [record('r', eva)])).toBe('none, shared 0');
	});

	test('nothing in common is not a match', () => {
		expect(match(person('1', { note: 'x' }), [record('r', { note: 'x' }, INSIDE)])).toBe('none, shared 0');
	});
});

describe('kinds', () => {
	const acme: ContactFields = { company: { name: 'Acme' }, emails: emails('info@a.test') };

	test('a company is not matched with a person of the same name', () => {
		expect(match(company('1', acme), [record('r', { lastName: 'Acme', emails: emails('info@a.test') })])).toBe('none, shared 0');
		expect(match(person('1', { lastName: 'Acme', emails: emails('info@a.test') }), [record('r', acme)])).toBe('none, shared 0');
	});

	test('a company is matched with a record that has a company name only', () => {
		expect(match(company('1', acme), [record('r', acme)])).toBe('r by email');
		expect(match(company('1', { company: { name: 'ACME' } }), [record('r', acme)])).toBe('r by nameAndCompany');
	});

	test('a private client is kept as a company and matched as a person', () => {
		expect(match(company('1', { ...eva, emails: emails('e@a.test') }), [record('r', { ...eva, emails: emails('e@a.test') })])).toBe('r by email');
	});

	test('a shared company address leaves the company its own record', () => {
		const records = [record('r', { ...eva, emails: emails('info@a.test'), company: { name: 'Acme' } }), record('s', acme)];
		expect(match(company('1', acme), records)).toBe('s by email');
	});
});

describe('keys', () => {
	const records = [record('m', { ...eva, emails: emails('e@a.test') }), record('p', { ...eva, phones: emails('+420777000111') })];
	const contact = person('1', { ...eva, emails: emails('e@a.test'), phones: emails('+420777000111') });

	test('are tried in the order chosen', () => {
		expect(match(contact, records, ['email', 'phone'])).toBe('m by email');
		expect(match(contact, records, ['phone', 'email'])).toBe('p by phone');
	});

	test('that are not chosen do not match', () => {
		expect(match(contact, records, ['nameAndCompany'])).toBe('none, shared 0');
		expect(match(contact, records, [])).toBe('none, shared 0');
	});

	test('a shared address still lets the phone decide', () => {
		const shared = record('i', { ...jan, emails: emails('e@a.test') });
		expect(match(contact, [shared, ...records.slice(1)])).toBe('p by phone');
	});

	test('an ambiguous first key is not passed over', () => {
		const twin = record('n', { ...eva, emails: emails('e@a.test') });
		expect(match(contact, [twin, ...records])).toBe('ambiguous 2');
	});
});

test.each([
	['', 'Eva Malá', true],
	['Eva Malá', '', true],
	['', '', true],
	['Eva Malá', 'Malá Eva', true],
	['Eva Malá', 'Eva Marie Malá', true],
	['Eva', 'Eva', true],
	['Eva', 'Eva Malá', false],
	['Eva Malá', 'Eva Nová', false],
	['Eva Malá', 'Jan Malá', false],
	['Eva Malá-Nová', 'Eva Nová Malá', true],
])('names %p and %p agree: %p', (a, b, result) => {
	expect(namesAgree(a, b)).toBe(result);
});
