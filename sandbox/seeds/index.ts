import { createRandom } from '../kit/random';
import type { SeedSize } from '../kit/types';
import { generateCompany } from './companies';
import { createDraw } from './draw';
import { seedLocales } from './locales';
import { generatePerson } from './people';
import { specialCompanies, specialPeople } from './special';
import { createAddressBook } from './text';
import type { SeedData } from './types';

export type * from './types';

/**
 * Realistic people and companies, the special cases first. Each stand-in maps them to its own records; what a
 * system cannot hold (a third e-mail, a fifth phone) is left out there. Same size and seed, same data.
 */
export function seedData({ people, companies, seed = 1 }: SeedSize): SeedData {
	seedLocales(seed);
	const draw = createDraw(createRandom(seed));
	const firms = specialCompanies.slice(0, companies);
	for (let number = firms.length + 1; number <= companies; number += 1) firms.push(generateCompany(draw, number));

	const crowd = specialPeople(firms).slice(0, people);
	const context = { draw, companies: firms, address: createAddressBook() };
	for (let number = crowd.length + 1; number <= people; number += 1) crowd.push(generatePerson(context, number));
	return { people: crowd, companies: firms };
}
