/** Cases that real address books hold and syncs stumble over; tests find them by this name. */
export type SeedTrait =
	| 'twin'
	| 'sharedEmail'
	| 'noEmail'
	| 'nameOnly'
	| 'lastNameOnly'
	| 'fivePhones'
	| 'diacritics'
	| 'decomposedName'
	| 'cyrillic'
	| 'french'
	| 'longNote'
	| 'leapDay'
	| 'upperCaseEmail'
	| 'nationalPhone'
	| 'optedOut'
	| 'namedAsCompany';

export interface SeedPhone {
	value: string;
	type: 'mobile' | 'work' | 'home' | 'assistant' | 'other';
}

export interface SeedAddress {
	street: string;
	city: string;
	region?: string;
	postalCode: string;
	/** ISO 3166-1 alpha-2. */
	countryCode: 'CZ' | 'SK' | 'FR' | 'UA' | 'GB';
}

export type SeedLanguage = 'cs' | 'sk' | 'fr' | 'uk' | 'en';

/** What people and companies have in common. */
interface SeedBase {
	/** Stable within one seed: "person-17", "company-4". */
	key: string;
	note?: string;
	website?: string;
	tags: string[];
	category?: SeedCategory;
	language: SeedLanguage;
	/** Which of the account's users owns it: 0 to 2. */
	owner: number;
	doNotEmail: boolean;
	/** Age of the record in minutes at the moment of seeding. */
	createdMinutesAgo: number;
}

export type SeedCategory = 'A' | 'B' | 'C';

export interface SeedPerson extends SeedBase {
	traits: SeedTrait[];
	namePrefix?: string;
	firstName?: string;
	lastName: string;
	nameSuffix?: string;
	gender: 'male' | 'female';
	emails: string[];
	phones: SeedPhone[];
	address?: SeedAddress;
	/** "YYYY-MM-DD" */
	birthday?: string;
	/** Where the person works, by key of a company of the same data set. */
	company?: { key: string; title: string };
}

export interface SeedCompany extends SeedBase {
	name: string;
	/** Set for a private client, who is kept as a company but is a person. */
	privateClient?: { namePrefix?: string; firstName: string; lastName: string };
	emails: string[];
	phones: SeedPhone[];
	address: SeedAddress;
	/** Eight digits. */
	registrationNumber?: string;
}

export interface SeedData {
	people: SeedPerson[];
	companies: SeedCompany[];
}
