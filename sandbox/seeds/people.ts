import { drawAddress, drawBirthday, drawCategory, drawPhone, drawTags, type Draw } from './draw';
import type { Locale } from './locales';
import { slug } from './text';
import type { SeedCompany, SeedPerson, SeedPhone } from './types';

const titles: Record<Locale['language'], readonly [string, ...string[]]> = {
	cs: ['jednatel', 'obchodní ředitelka', 'nákupčí', 'asistentka', 'vedoucí provozu', 'účetní'],
	sk: ['konateľ', 'obchodný zástupca', 'nákupca', 'účtovníčka'],
	fr: ['gérant', 'directrice commerciale', 'acheteur', 'comptable'],
	uk: ['директор', 'менеджер з продажу', 'бухгалтер'],
	en: ['managing director', 'buyer', 'accountant', 'office manager'],
};

export interface PeopleContext {
	draw: Draw;
	companies: readonly SeedCompany[];
	/** Gives each address once. */
	address(local: string, domain: string): string;
}

/** An ordinary person: mostly with an employer, an e-mail and a phone. */
export function generatePerson({ draw, companies, address }: PeopleContext, number: number): SeedPerson {
	const locale = draw.locale();
	const { faker } = locale;
	const gender = draw.pick(['male', 'female'] as const);
	const firstName = faker.person.firstName(gender);
	const lastName = faker.person.lastName(gender);
	const employer = draw.chance(78) ? companies[draw.below(companies.length)] : undefined;
	const local = `${slug(firstName)}.${slug(lastName)}`;
	const emails = draw.chance(88) ? [address(local, domainOf(employer))] : [];
	if (emails.length > 0 && draw.chance(12)) emails.push(address(local, 'post.example'));
	return {
		key: `person-${number}`,
		traits: [],
		namePrefix: draw.chance(14) ? draw.pick(['Ing.', 'Mgr.', 'JUDr.', 'Dr.']) : undefined,
		firstName,
		lastName,
		nameSuffix: draw.chance(3) ? draw.pick(['Ph.D.', 'MBA', 'CSc.']) : undefined,
		gender,
		emails,
		phones: drawPhones(draw, locale),
		address: draw.chance(30) ? drawAddress(draw, locale) : undefined,
		birthday: draw.chance(25) ? drawBirthday(draw) : undefined,
		company: employer && { key: employer.key, title: draw.pick(titles[locale.language]) },
		note: draw.chance(10) ? faker.lorem.sentence() : undefined,
		tags: drawTags(draw),
		category: drawCategory(draw),
		language: locale.language,
		owner: draw.below(3),
		doNotEmail: draw.chance(6),
		createdMinutesAgo: 60 + draw.below(700_000),
	};
}

function domainOf(employer: SeedCompany | undefined): string {
	if (!employer || employer.privateClient) return 'post.example';
	return employer.emails[0]?.split('@')[1] ?? 'post.example';
}

function drawPhones(draw: Draw, locale: Locale): SeedPhone[] {
	const count = draw.pick([0, 1, 1, 1, 1, 2, 2]);
	const types = ['mobile', 'work'] as const;
	return types.slice(0, count).map((type) => drawPhone(draw, locale, type));
}
