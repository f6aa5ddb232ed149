import type { Faker } from '@faker-js/faker';
import { faker as czech } from '@faker-js/faker/locale/cs_CZ';
import { faker as english } from '@faker-js/faker/locale/en_GB';
import { faker as french } from '@faker-js/faker/locale/fr';
import { faker as slovak } from '@faker-js/faker/locale/sk';
import { faker as ukrainian } from '@faker-js/faker/locale/uk';
import type { SeedAddress, SeedLanguage } from './types';

export interface Locale {
	language: SeedLanguage;
	countryCode: SeedAddress['countryCode'];
	faker: Faker;
	/** One person in how many of a hundred. */
	share: number;
	/** Each # is a digit. */
	mobile: string;
	landline: string;
	postalCode: string;
}

export const locales: readonly [Locale, ...Locale[]] = [
	{ language: 'cs', countryCode: 'CZ', faker: czech, share: 64, mobile: '+420 77# ### ###', landline: '+420 553 ### ###', postalCode: '7## ##' },
	{ language: 'sk', countryCode: 'SK', faker: slovak, share: 12, mobile: '+421 905 ### ###', landline: '+421 2 ### ### ##', postalCode: '8## ##' },
	{ language: 'fr', countryCode: 'FR', faker: french, share: 10, mobile: '+33 6 ## ## ## ##', landline: '+33 1 4# ## ## ##', postalCode: '75###' },
	{ language: 'uk', countryCode: 'UA', faker: ukrainian, share: 9, mobile: '+380 67 ### ## ##', landline: '+380 44 ### ## ##', postalCode: '0####' },
	{ language: 'en', countryCode: 'GB', faker: english, share: 5, mobile: '+44 7911 12####', landline: '+44 20 7946 0###', postalCode: 'EC1A 1BB' },
];

/** Same seed, same people: the fakers are shared by the process, so every data set begins here. */
export function seedLocales(seed: number): void {
	for (const { faker } of locales) faker.seed(seed);
}
