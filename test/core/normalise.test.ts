import { emailKey, isWellFormedEmail } from '../../core/contact/email';
import { shortHash } from '../../core/contact/hash';
import { companyKey, createNormaliser, nameKey, nameText } from '../../core/contact/normalise';
import { phoneKey } from '../../core/contact/phone';
import { clean, fold, nameWords } from '../../core/contact/text';
import { elementsOf, scalarHash } from '../../core/sync/fields';

const normal = createNormaliser('CZ');

describe('texts', () => {
	test.each([
		['composed and decomposed letters', 'Jose\u0301', 'Jos\u00e9'],
		['runs of blanks', 'Eva \t  Malá', 'Eva Malá'],
		['no-break blanks', 'Eva\u00a0Malá', 'Eva Malá'],
		['blanks at the ends', '  Eva\n', 'Eva'],
		['line ends of Windows', 'one\r\ntwo', 'one\ntwo'],
		['line ends of old Macs', 'one\rtwo', 'one\ntwo'],
		['blanks around line ends', 'one \n two', 'one\ntwo'],
	])('are equal but for %s', (_, untidy, tidy) => {
		expect(clean(untidy)).toBe(tidy);
		expect(clean(tidy)).toBe(tidy);
	});

	test('keep empty lines, case and diacritics', () => {
		expect(clean('One\n\nTwo Žluťoučký')).toBe('One\n\nTwo Žluťoučký');
	});

	test('are empty when there is nothing but blanks', () => {
		expect([clean(undefined), clean(''), clean(' \r\n\t')]).toEqual(['', '', '']);
	});

	test('are compared without case and diacritics only for names', () => {
		expect(fold('Ľuboš  ŠŤASTNÝ')).toBe('lubos stastny');
		expect(nameWords('Malá-Nováková, Eva')).toEqual(['eva', 'mala', 'novakova']);
		expect(nameWords('Олена Шевченко')).toEqual(['олена', 'шевченко']);
	});
});

describe('e-mail addresses', () => {
	test('are equal without regard to case, surrounding blanks and composition', () => {
		expect(emailKey('  Eva.Mala@Acme.TEST ')).toBe('eva.mala@acme.test');
		expect(emailKey('jose\u0301@acme.test')).toBe(emailKey('jos\u00e9@acme.test'));
	});

	test.each(['eva@acme.test', 'eva+news@sub.acme.test', ' eva@acme.test '])('%p is well formed', (value) => {
		expect(isWellFormedEmail(value)).toBe(true);
	});

	test.each(['', 'eva', 'eva@acme', 'eva@@acme.test', 'eva mala@acme.test', 'eva@acme.', '@acme.test', 'a@acme.test, b@acme.test', 'Eva <eva@acme.test>'])(
		'%p is malformed',
		(value) => {
			expect(isWellFormedEmail(value)).toBe(false);
		},
	);
});

describe('phone numbers', () => {
	test.each([
		['+420 777 000 111', undefined, '+420777000111'],
		['00420/777-000-111', undefined, '+420777000111'],
		['+420 (0) 777 000 111', undefined, '+420777000111'],
		['777 000 111', 'CZ', '+420777000111'],
		['777 000 111', 'SK', '+421777000111'],
		['06 12 34 56 78', 'FR', '+33612345678'],
		['777 000 111', undefined, '777000111'],
		['+420 222 333 444 ext. 12', undefined, '+420222333444x12'],
		['222 333 444 ext. 12', 'CZ', '+420222333444x12'],
		['112', 'CZ', '112'],
		['ask Eva', 'CZ', 'ask eva'],
	])('%p with default country %p is %p', (value, country, key) => {
		expect(phoneKey(value, country)).toBe(key);
	});

	test('with and without an extension are two numbers', () => {
		expect(phoneKey('+420 222 333 444 ext. 12')).not.toBe(phoneKey('+420 222 333 444'));
	});

	test('are the same with and without country code only where the default country says so', () => {
		const list = (...values: string[]) => ({ phones: values.map((value) => ({ value })) });
		expect(elementsOf('phones', list('777 000 111', '+420 777 000 111'), createNormaliser('CZ')).size).toBe(1);
		expect(elementsOf('phones', list('777 000 111', '+420 777 000 111'), createNormaliser()).size).toBe(2);
	});
});

describe('names', () => {
	test('are equal when a middle name stands in its own part or in the first one', () => {
		expect(nameKey({ firstName: 'Eva Marie', lastName: 'Malá' })).toBe(nameKey({ firstName: 'Eva', middleName: 'Marie', lastName: 'Malá' }));
	});

	test.each([
		['first and last name swapped', { firstName: 'Malá', lastName: 'Eva' }],
		['a title in front', { namePrefix: 'Ing.', firstName: 'Eva', lastName: 'Malá' }],
		['a title behind', { firstName: 'Eva', lastName: 'Malá', nameSuffix: 'PhD.' }],
		['other case', { firstName: 'EVA', lastName: 'Malá' }],
		['no diacritics', { firstName: 'Eva', lastName: 'Mala' }],
	])('differ with %s', (_, other) => {
		expect(nameKey(other)).not.toBe(nameKey({ firstName: 'Eva', lastName: 'Malá' }));
	});

	test('that are decomposed equal composed ones', () => {
		const composed = { firstName: 'Jos\u00e9', lastName: 'N\u0303'.normalize('NFC') };
		expect(nameKey({ firstName: 'Jose\u0301', lastName: 'N\u0303' })).toBe(nameKey(composed));
	});

	test('are empty with a title alone', () => {
		expect(nameKey({ namePrefix: 'Ing.' })).toBe('');
		expect(nameText({ namePrefix: 'Ing.', firstName: 'Eva', lastName: 'Malá' })).toBe('Ing. Eva Malá');
	});

	test('of companies and titles are one value', () => {
		expect(companyKey({ company: { name: 'Acme ', title: 'Director' } })).toBe(companyKey({ company: { name: 'Acme', title: ' Director' } }));
		expect(companyKey({ company: { name: 'Acme' } })).not.toBe(companyKey({ company: { title: 'Acme' } }));
		expect(companyKey({ company: { id: '7', department: 'Sales' } })).toBe('');
	});
});

describe('addresses and websites', () => {
	test('a country is compared by its code', () => {
		const prague = { street: 'Nová 1', city: 'Praha', postalCode: '110 00' };
		expect(normal.address({ ...prague, country: 'Czechia', countryCode: 'CZ' })).toBe(normal.address({ ...prague, country: 'Česko', countryCode: 'cz' }));
		expect(normal.address({ ...prague, countryCode: 'CZ' })).not.toBe(normal.address({ ...prague, countryCode: 'SK' }));
	});

	test('case, blanks and the blank in a postal code do not matter, the type neither', () => {
		expect(normal.address({ street: 'NOVÁ  1', city: 'praha', postalCode: '11000', type: 'home' })).toBe(
			normal.address({ street: 'Nová 1', city: 'Praha', postalCode: '110 00' }),
		);
	});

	test('an address without any part is none', () => {
		expect(normal.address({ type: 'work' })).toBe('');
		expect(elementsOf('addresses', { addresses: [{ type: 'work' }] }, normal).size).toBe(0);
	});

	test('a website is one with or without scheme and closing slash', () => {
		expect(normal.website('https://www.Acme.test/')).toBe(normal.website('www.acme.test'));
	});
});

describe('hashes', () => {
	test('of an empty value are empty', () => {
		expect(['name', 'company', 'birthday', 'note', 'url'].map((field) => scalarHash(field as 'name', {}))).toEqual(['', '', '', '', '']);
	});

	test('of 200,000 different texts almost never meet in 30 bits', () => {
		const hashes = new Set(Array.from({ length: 200_000 }, (_, i) => shortHash(`person ${i}`, 5)));
		// n²/2N pairs would meet by chance: 200,000² / 2³¹ = 19.
		expect(200_000 - hashes.size).toBeLessThan(60);
	});

	test('use the whole alphabet in every place', () => {
		const letters = Array.from({ length: 10 }, () => new Set<string>());
		for (let i = 0; i < 5_000; i++) [...shortHash(`x${i}`, 10)].forEach((letter, place) => letters[place]?.add(letter));
		expect(letters.map((one) => one.size)).toEqual(Array(10).fill(64));
	});
});

describe('lists', () => {
	test('hold a value once, whatever its spelling', () => {
		expect(elementsOf('emails', { emails: [{ value: 'Eva@acme.test', type: 'work' }, { value: 'eva@acme.test ' }] }, normal).size).toBe(1);
	});

	test('do not see malformed e-mail addresses', () => {
		expect(elementsOf('emails', { emails: [{ value: 'eva@acme' }, { value: 'eva@acme.test' }] }, normal).size).toBe(1);
	});
});
