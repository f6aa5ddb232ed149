import { seedData, type SeedTrait } from '../../sandbox/seeds';
import { createAddressBook, slug } from '../../sandbox/seeds/text';

const data = seedData({ people: 500, companies: 120 });
const withTrait = (trait: SeedTrait): typeof data.people => data.people.filter(({ traits }) => traits.includes(trait));

describe('the realistic data set', () => {
	test('has as many people and companies as asked for, each with a key of its own', () => {
		expect([data.people.length, data.companies.length]).toEqual([500, 120]);
		expect(new Set([...data.people, ...data.companies].map(({ key }) => key)).size).toBe(620);
	});

	test('is the same for the same seed and another for another', () => {
		expect(seedData({ people: 500, companies: 120 })).toEqual(data);
		expect(seedData({ people: 500, companies: 120, seed: 2 }).people.slice(30)).not.toEqual(data.people.slice(30));
	});

	test('speaks several languages, Czech most', () => {
		const counts = new Map<string, number>();
		for (const { language } of data.people) counts.set(language, (counts.get(language) ?? 0) + 1);
		expect(Math.min(...['cs', 'sk', 'fr', 'uk', 'en'].map((language) => counts.get(language) ?? 0))).toBeGreaterThan(5);
		expect(counts.get('cs')).toBeGreaterThan(250);
		expect(data.people.some(({ firstName }) => /\p{Script=Cyrillic}/u.test(firstName ?? ''))).toBe(true);
	});

	test('generated people share no e-mail; the shared info@ address is a special case', () => {
		const ordinary = data.people.filter(({ traits }) => traits.length === 0).flatMap(({ emails }) => emails);
		expect(new Set(ordinary).size).toBe(ordinary.length);
		expect(new Set(withTrait('sharedEmail').map(({ emails }) => emails[0]))).toEqual(new Set(['info@truhlarstvi-vrana.example']));
		expect(withTrait('sharedEmail')).toHaveLength(3);
	});

	test('has the cases that syncs stumble over', () => {
		const [one, other] = withTrait('twin');
		expect([one?.firstName, one?.lastName]).toEqual([other?.firstName, other?.lastName]);
		expect(one?.emails).not.toEqual(other?.emails);
		expect(withTrait('fivePhones')[0]?.phones).toHaveLength(5);
		expect(withTrait('noEmail')[0]?.emails).toEqual([]);
		expect(withTrait('nameOnly')[0]).toMatchObject({ emails: [], phones: [] });
		expect(withTrait('longNote')[0]?.note).toHaveLength(20_000);
		expect(withTrait('decomposedName')[0]?.lastName).not.toBe(withTrait('decomposedName')[0]?.lastName.normalize('NFC'));
		expect(withTrait('optedOut')[0]?.doNotEmail).toBe(true);
	});

	test('has a company and a person of one name, and private clients', () => {
		const [person] = withTrait('namedAsCompany');
		expect(data.companies.map(({ name }) => name)).toContain(`${person?.firstName} ${person?.lastName}`);
		expect(data.companies.filter(({ privateClient }) => privateClient).length).toBeGreaterThan(3);
	});

	test('every employer is a company of the set, however small the set is', () => {
		for (const size of [{ people: 60, companies: 0 }, { people: 60, companies: 1 }, { people: 3, companies: 5 }]) {
			const small = seedData(size);
			const known = new Set(small.companies.map(({ key }) => key));
			expect(small.people.filter(({ company }) => company && !known.has(company.key))).toEqual([]);
			expect([small.people.length, small.companies.length]).toEqual([size.people, size.companies]);
		}
	});

	test('uses reserved domains only', () => {
		const domains = [...data.people, ...data.companies].flatMap(({ emails }) => emails).map((email) => email.toLowerCase().split('@')[1]);
		expect(domains.filter((domain) => !domain?.endsWith('.example'))).toEqual([]);
	});
});

test('25,000 people have 25,000 keys and no e-mail twice', () => {
	const { people } = seedData({ people: 25_000, companies: 1000 });
	const emails = people.filter(({ traits }) => traits.length === 0).flatMap((person) => person.emails);
	expect([people.length, new Set(emails).size]).toEqual([25_000, emails.length]);
});

test.each([
	['Žofie Příšerná', 'zofie-priserna'],
	['Олександр Шевчук', 'oleksandr-shevchuk'],
	["Jean-François L'Hôpital", 'jean-francois-lhopital'],
])('%s becomes %s in an address', (name, expected) => {
	expect(slug(name)).toBe(expected);
});

test('the address book numbers the second of a name', () => {
	const address = createAddressBook();
	expect([address('jan.novak', 'post.example'), address('jan.novak', 'post.example')]).toEqual(['jan.novak@post.example', 'jan.novak2@post.example']);
});
