import type { SeedCompany, SeedPerson, SeedTrait } from './types';

/** The two companies that the special people need; they come first in every data set. */
export const specialCompanies: readonly SeedCompany[] = [
	{
		...company(1),
		name: 'Truhlářství Vrána s.r.o.',
		emails: ['info@truhlarstvi-vrana.example'],
		website: 'https://www.truhlarstvi-vrana.example',
	},
	{ ...company(2), name: 'Karel Holub', emails: ['objednavky@holub.example'], registrationNumber: '61974757' },
];

function company(number: number): Omit<SeedCompany, 'name' | 'emails'> {
	return {
		key: `company-${number}`,
		phones: [{ value: `+420 553 401 50${number}`, type: 'work' }],
		address: { street: `Francouzská ${number}`, city: 'Ostrava', postalCode: '708 00', countryCode: 'CZ' },
		tags: ['zákazník'],
		category: 'A',
		language: 'cs',
		owner: 0,
		doNotEmail: false,
		createdMinutesAgo: 90_000,
	};
}

type Facts = Partial<Omit<SeedPerson, 'key' | 'traits' | 'lastName'>>;

const carpentry = (title: string): Facts => ({ company: { key: 'company-1', title } });

/** One entry per case, hand-made, so that a test can say what must become of it. */
const cases: ReadonlyArray<readonly [SeedTrait, string, Facts]> = [
	['twin', 'Novák', { firstName: 'Jan', emails: ['jan.novak@post.example'], phones: [{ value: '+420 777 000 101', type: 'mobile' }] }],
	['twin', 'Novák', { firstName: 'Jan', emails: ['novak.jan@centrum.example'], phones: [{ value: '+420 777 000 102', type: 'mobile' }] }],
	['sharedEmail', 'Vrána', { firstName: 'Josef', emails: ['info@truhlarstvi-vrana.example'], ...carpentry('jednatel') }],
	['sharedEmail', 'Vránová', { firstName: 'Marie', gender: 'female', emails: ['info@truhlarstvi-vrana.example'], ...carpentry('účetní') }],
	['sharedEmail', 'Pilař', { firstName: 'Tomáš', emails: ['info@truhlarstvi-vrana.example'], ...carpentry('truhlář') }],
	['noEmail', 'Bezdrát', { firstName: 'Alois', phones: [{ value: '+420 777 000 103', type: 'mobile' }] }],
	['nameOnly', 'Nevyplnil', { firstName: 'Otakar' }],
	['lastNameOnly', 'Zásilkovna', { emails: ['zasilkovna@post.example'] }],
	['fivePhones', 'Telefonistová', { firstName: 'Ivana', gender: 'female', emails: ['ivana@ustredna.example'], phones: fivePhones() }],
	['diacritics', 'Příšerně-Ďáblová', { firstName: 'Žofie', gender: 'female', emails: ['zofie@post.example'] }],
	['decomposedName', 'Nováčková'.normalize('NFD'), { firstName: 'Běla'.normalize('NFD'), gender: 'female', emails: ['bela@post.example'] }],
	['cyrillic', 'Шевченко', { firstName: 'Олександр', language: 'uk', emails: ['o.shevchenko@post.example'] }],
	['french', "L'Hôpital", { firstName: 'Jean-François', language: 'fr', emails: ['jf.lhopital@poste.example'] }],
	['longNote', 'Písař', { firstName: 'Vilém', emails: ['vilem@post.example'], note: longNote() }],
	['leapDay', 'Přestupná', { firstName: 'Únorka', gender: 'female', birthday: '1988-02-29', emails: ['unorka@post.example'] }],
	['upperCaseEmail', 'Velký', { firstName: 'Hugo', emails: ['Hugo.VELKY@Post.example'] }],
	['nationalPhone', 'Domácí', { firstName: 'Ladislav', phones: [{ value: '777 000 104', type: 'mobile' }] }],
	['optedOut', 'Nechce', { firstName: 'Rudolf', emails: ['rudolf@post.example'], doNotEmail: true }],
	['namedAsCompany', 'Holub', { firstName: 'Karel', emails: ['karel@holub.example'], company: { key: 'company-2', title: 'majitel' } }],
];

/** Special people, numbered from 1. Employers are left out where the data set has no such company. */
export function specialPeople(companies: readonly SeedCompany[]): SeedPerson[] {
	const known = new Set(companies.map(({ key }) => key));
	return cases.map(([trait, lastName, facts], index) => ({
		key: `person-${index + 1}`,
		traits: [trait],
		lastName,
		gender: 'male',
		emails: [],
		phones: [],
		tags: ['phone book'],
		category: 'B',
		language: 'cs',
		owner: index % 3,
		doNotEmail: false,
		createdMinutesAgo: 50_000 + index,
		...facts,
		company: facts.company && known.has(facts.company.key) ? facts.company : undefined,
	}));
}

function fivePhones(): SeedPerson['phones'] {
	const types = ['mobile', 'work', 'home', 'assistant', 'other'] as const;
	return types.map((type, index) => ({ value: `+420 777 000 11${index}`, type }));
}

/** 20,000 characters in 200 lines. */
function longNote(): string {
	return Array.from({ length: 200 }, (_, line) => `Zápis ${line + 1}: `.padEnd(99, 'dohodnuto, čeká na potvrzení; ')).join('\n') + '.';
}
