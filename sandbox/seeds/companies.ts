import { drawAddress, drawCategory, drawDigits, drawPhone, drawTags, type Draw } from './draw';
import type { Locale } from './locales';
import { slug } from './text';
import type { SeedCompany } from './types';

const legalForms: Record<Locale['language'], readonly [string, ...string[]]> = {
	cs: ['s.r.o.', 'a.s.', 'spol. s r.o.', 'v.o.s.'],
	sk: ['s.r.o.', 'a.s.'],
	fr: ['SARL', 'SAS', 'SA'],
	uk: ['ТОВ', 'ПП'],
	en: ['Ltd', 'plc', 'LLP'],
};

/** Generated companies; about one in twelve is a private client. */
export function generateCompany(draw: Draw, number: number): SeedCompany {
	const locale = draw.locale();
	const base = { ...commonFacts(draw, locale), key: `company-${number}`, address: drawAddress(draw, locale) };
	return draw.chance(8) ? privateClient(draw, locale, base) : firm(draw, locale, base);
}

type CompanyBase = Omit<SeedCompany, 'name' | 'emails' | 'phones'>;

function commonFacts(draw: Draw, locale: Locale): Omit<CompanyBase, 'key' | 'address'> {
	return {
		tags: drawTags(draw),
		category: drawCategory(draw),
		language: locale.language,
		owner: draw.below(3),
		doNotEmail: draw.chance(4),
		createdMinutesAgo: 60 + draw.below(700_000),
		note: draw.chance(20) ? locale.faker.company.catchPhrase() : undefined,
	};
}

function firm(draw: Draw, locale: Locale, base: CompanyBase): SeedCompany {
	const stem = `${locale.faker.person.lastName()} ${draw.pick(['Group', 'Technik', 'Services', 'Stavby', 'Logistik', 'Trade', 'Lab'])}`;
	const domain = `${slug(stem)}-${base.key.replace('company-', '')}.example`;
	const form = draw.pick(legalForms[locale.language]);
	return {
		...base,
		name: locale.language === 'uk' ? `${form} «${stem}»` : `${stem} ${form}`,
		emails: [`info@${domain}`],
		phones: [drawPhone(draw, locale, 'work')],
		website: `https://www.${domain}`,
		registrationNumber: drawDigits(draw, '########'),
	};
}

function privateClient(draw: Draw, locale: Locale, base: CompanyBase): SeedCompany {
	const firstName = locale.faker.person.firstName();
	const lastName = locale.faker.person.lastName();
	return {
		...base,
		name: `${firstName} ${lastName}`,
		privateClient: { firstName, lastName },
		emails: [`${slug(firstName)}.${slug(lastName)}.${base.key.replace('company-', '')}@home.example`],
		phones: [drawPhone(draw, locale, 'mobile')],
	};
}
