import type { Contact, ContactFields } from '../../core/contact/contact';
import { seedData } from '../../sandbox/seeds';
import type { SeedCompany, SeedPerson } from '../../sandbox/seeds';
import { company, person } from './contacts';

const clean = <T extends object>(fields: T): T => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;

function shared(seed: SeedPerson | SeedCompany): ContactFields {
	return clean({
		emails: seed.emails.length > 0 ? seed.emails.map((value) => ({ value, type: 'work' })) : undefined,
		phones: seed.phones.length > 0 ? seed.phones.map(({ value, type }) => ({ value, type })) : undefined,
		addresses: seed.address ? [clean({ type: 'work', ...seed.address })] : undefined,
		note: seed.note,
		websites: seed.website ? [{ value: seed.website, type: 'work' }] : undefined,
	});
}

/** The realistic people and companies of the demo as contacts, each with a link to its CRM record. */
export function seededContacts(people: number, companies: number): Contact[] {
	const data = seedData({ people, companies });
	const names = new Map(data.companies.map((one) => [one.key, one.name]));
	const persons = data.people.map((one, index) =>
		person(String(index + 1), {
			...clean({ namePrefix: one.namePrefix, firstName: one.firstName, lastName: one.lastName, nameSuffix: one.nameSuffix, birthday: one.birthday }),
			...shared(one),
			...(one.company ? { company: { name: names.get(one.company.key), title: one.company.title } } : {}),
			url: `https://app.raynet.cz/acme/?view=DetailView&en=Person&ei=${index + 1}`,
		}),
	);
	const firms = data.companies.map((one, index) =>
		company(String(index + 1), {
			...shared(one),
			...(one.privateClient ?? { company: { name: one.name } }),
			url: `https://app.raynet.cz/acme/?view=DetailView&en=Company&ei=${index + 1}`,
		}),
	);
	return [...persons, ...firms];
}
