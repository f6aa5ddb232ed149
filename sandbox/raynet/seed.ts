import { seedData, type SeedAddress, type SeedCompany, type SeedData, type SeedLanguage, type SeedPerson, type SeedPhone } from '../seeds';
import type { SeedSize } from '../kit/types';
import { innerIdOf } from './addresses';
import { emptyContactInfo, emptyPostal } from './embedded';
import { nextId, type Company, type ContactInfo, type Instance, type Person, type PostalAddress, type RowInfo } from './model';
import { telTypeOf } from './picklists';
import { minute } from './time';

const languageIds: Record<SeedLanguage, number> = { cs: 1, sk: 2, fr: 3, uk: 4, en: 5 };
const categoryIds = { A: 1, B: 2, C: 3 } as const;

/** Replaces the records of an instance. The last three people are its users, so that records have owners. */
export function seedInstance(instance: Instance, size: SeedSize, now: number): void {
	instance.people.clear();
	instance.companies.clear();
	instance.lastIds.clear();
	const data = seedData(size);
	const owners = data.people.length < 3 ? [] : [0, 1, 2].map((index) => data.people.length - 2 + index);
	for (const [index, user] of instance.users.entries()) user.person = owners[index] ?? null;
	const companies = addCompanies(instance, data, owners, now);
	for (const seed of data.people) {
		const person = personOf(instance, seed, companies, now);
		person.values.owner = owners[seed.owner] ?? null;
		instance.people.set(person.id, person);
	}
}

function addCompanies(instance: Instance, { companies }: SeedData, owners: readonly number[], now: number): Map<string, Company> {
	return new Map(
		companies.map((seed) => {
			const company = companyOf(instance, seed, now);
			company.values.owner = owners[seed.owner] ?? null;
			instance.companies.set(company.id, company);
			return [seed.key, company] as const;
		}),
	);
}

function personOf(instance: Instance, seed: SeedPerson, companies: ReadonlyMap<string, Company>, now: number): Person {
	const id = nextId(instance, 'person');
	const employer = seed.company && companies.get(seed.company.key);
	return {
		entity: 'person',
		id,
		values: {
			titleBefore: seed.namePrefix ?? null,
			firstName: seed.firstName ?? null,
			lastName: seed.lastName,
			titleAfter: seed.nameSuffix ?? null,
			category: seed.category ? categoryIds[seed.category] : null,
			birthday: seed.birthday ?? null,
			language: languageIds[seed.language],
			gender: seed.gender === 'male' ? 'MALE' : 'FEMALE',
			securityLevel: 1,
			notice: seed.note ?? null,
			keyman: false,
		},
		contactInfo: contactInfoOf(seed),
		privateAddress: postalOf(seed.address),
		social: {},
		tags: [...seed.tags],
		extIds: [],
		customFields: id % 10 === 0 ? { Body_b2c3d: id, Uroven_e5f60: 'bronz' } : {},
		relationships: employer ? [employment(instance, employer, seed.company?.title ?? '')] : [],
		rowInfo: rowInfoOf(id, seed.createdMinutesAgo, now),
	};
}

function employment(instance: Instance, employer: Company, title: string): Person['relationships'][number] {
	return {
		id: nextId(instance, 'relationship'),
		company: employer.id,
		companyAddress: employer.addresses[0]?.id ?? null,
		type: title,
		notice: null,
		primary: true,
	};
}

function companyOf(instance: Instance, seed: SeedCompany, now: number): Company {
	const id = nextId(instance, 'company');
	const addressId = nextId(instance, 'companyAddress');
	return {
		entity: 'company',
		id,
		values: {
			name: seed.name,
			person: seed.privateClient !== undefined,
			titleBefore: seed.privateClient?.namePrefix ?? null,
			firstName: seed.privateClient?.firstName ?? null,
			lastName: seed.privateClient?.lastName ?? null,
			role: 'A_SUBSCRIBER',
			state: 'B_ACTUAL',
			rating: seed.category ?? 'C',
			category: seed.category ? categoryIds[seed.category] : null,
			regNumber: seed.registrationNumber ?? null,
			securityLevel: 1,
			notice: seed.note ?? null,
		},
		addresses: [
			{
				id: addressId,
				innerId: innerIdOf(addressId),
				name: 'Sídlo',
				postal: postalOf(seed.address),
				lat: null,
				lng: null,
				contactInfo: contactInfoOf(seed),
				territory: null,
				primary: true,
				contact: true,
			},
		],
		links: [],
		social: {},
		tags: [...seed.tags],
		extIds: [],
		customFields: {},
		rowInfo: rowInfoOf(id, seed.createdMinutesAgo, now),
	};
}

interface Reachable {
	emails: readonly string[];
	phones: readonly SeedPhone[];
	website?: string;
	doNotEmail: boolean;
}

/** RAYNET has two e-mails and two phones; further ones find no place. */
function contactInfoOf({ emails, phones, website, doNotEmail }: Reachable): ContactInfo {
	const [first, second] = phones;
	return {
		...emptyContactInfo(),
		email: emails[0] ?? null,
		email2: emails[1] ?? null,
		tel1: first?.value ?? null,
		tel1Type: first ? telTypeOf[first.type] : null,
		tel2: second?.value ?? null,
		tel2Type: second ? telTypeOf[second.type] : null,
		www: website ?? null,
		doNotSendMM: doNotEmail,
	};
}

function postalOf(address: SeedAddress | undefined): PostalAddress {
	if (!address) return emptyPostal();
	const { street, city, region, postalCode, countryCode } = address;
	return { street, city, province: region ?? null, zipCode: postalCode, countryCode };
}

/** Every third record was edited once, half-way between its creation and now. */
function rowInfoOf(id: number, createdMinutesAgo: number, now: number): RowInfo {
	const createdAt = now - createdMinutesAgo * minute;
	const updatedAt = id % 3 === 0 ? now - Math.floor(createdMinutesAgo / 2) * minute : null;
	const editor = 'sales@acme.example';
	return {
		createdAt,
		createdBy: editor,
		updatedAt,
		updatedBy: updatedAt === null ? null : editor,
		lastModifiedAt: updatedAt ?? createdAt,
		rowAccess: null,
		rowState: null,
		version: updatedAt === null ? 1 : 2,
	};
}
