import type { ConsoleRow } from '../kit/types';
import type { Company, ContactInfo, Instance, Person } from './model';
import { fullName } from './render';

/** The console's table: ids as "acme/person/31". */
export function consoleRows(instances: Iterable<Instance>): ConsoleRow[] {
	return [...instances].flatMap((instance) => [
		...[...instance.people.values()].map((person) => personRow(instance, person)),
		...[...instance.companies.values()].map((company) => companyRow(instance, company)),
	]);
}

function personRow(instance: Instance, person: Person): ConsoleRow {
	const employer = person.relationships.find((one) => one.primary)?.company;
	return {
		...shared(instance, person, person.contactInfo),
		kind: withStanding('person', person),
		name: fullName(person),
		company: String(instance.companies.get(employer ?? 0)?.values.name ?? ''),
	};
}

function companyRow(instance: Instance, company: Company): ConsoleRow {
	const kind = company.values.person === true ? 'private client' : 'company';
	const name = String(company.values.name);
	return {
		...shared(instance, company, company.addresses.find((one) => one.primary)?.contactInfo),
		kind: withStanding(kind, company),
		name,
		company: kind === 'company' ? name : '',
	};
}

function withStanding(kind: string, { rowInfo }: Person | Company): string {
	return rowInfo.rowAccess === 'INVALID' ? `${kind}, invalid` : kind;
}

type Shared = Pick<ConsoleRow, 'id' | 'emails' | 'phones' | 'groups' | 'changedAt' | 'note'>;

function shared(instance: Instance, record: Person | Company, info: ContactInfo | undefined): Shared {
	const present = (...values: Array<string | null | undefined>): string[] => values.filter((value): value is string => Boolean(value));
	return {
		id: `${instance.name}/${record.entity}/${record.id}`,
		emails: present(info?.email, info?.email2),
		phones: present(info?.tel1, info?.tel2),
		groups: record.tags,
		changedAt: new Date(record.rowInfo.lastModifiedAt).toISOString(),
		note: typeof record.values.notice === 'string' ? record.values.notice : undefined,
	};
}
