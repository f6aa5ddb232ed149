import { locales, type Locale } from './locales';
import type { SeedAddress, SeedCategory, SeedPhone } from './types';

/** Randomness of one data set; the locale's own faker supplies names and places. */
export interface Draw {
	below(limit: number): number;
	chance(percent: number): boolean;
	pick<T>(choices: readonly [T, ...T[]]): T;
	locale(): Locale;
}

export function createDraw(random: () => number): Draw {
	const below = (limit: number): number => Math.floor(random() * limit);
	return {
		below,
		chance: (percent) => random() * 100 < percent,
		pick: (choices) => choices[below(choices.length)] ?? choices[0],
		locale() {
			let rest = below(100);
			return locales.find(({ share }) => (rest -= share) < 0) ?? locales[0];
		},
	};
}

const tags: readonly [string, ...string[]] = ['newsletter', 'VIP', 'zákazník', 'dodavatel', 'veletrh Brno', 'phone book', 'référence'];

export function drawTags(draw: Draw): string[] {
	const count = draw.pick([0, 1, 1, 2, 3]);
	return [...new Set(Array.from({ length: count }, () => draw.pick(tags)))];
}

export function drawCategory(draw: Draw): SeedCategory | undefined {
	return draw.chance(25) ? undefined : draw.pick(['A', 'B', 'C']);
}

export function drawDigits(draw: Draw, pattern: string): string {
	return pattern.replace(/#/g, () => String(draw.below(10)));
}

export function drawPhone(draw: Draw, locale: Locale, type: SeedPhone['type']): SeedPhone {
	return { value: drawDigits(draw, type === 'mobile' ? locale.mobile : locale.landline), type };
}

export function drawAddress(draw: Draw, { faker, countryCode, postalCode }: Locale): SeedAddress {
	return {
		street: faker.location.streetAddress(),
		city: faker.location.city(),
		region: draw.chance(20) ? faker.location.state() : undefined,
		postalCode: drawDigits(draw, postalCode),
		countryCode,
	};
}

/** Grown-ups, with every day up to the 28th. */
export function drawBirthday(draw: Draw): string {
	const two = (number: number): string => String(number).padStart(2, '0');
	return `${1945 + draw.below(60)}-${two(1 + draw.below(12))}-${two(1 + draw.below(28))}`;
}
