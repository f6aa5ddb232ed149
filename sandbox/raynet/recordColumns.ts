import { customColumn, flagColumn, idColumn, numberTextColumn, stampColumn, textColumn, type Column } from './columns';
import { hasTemplate, titlesOf } from './gdpr';
import type { Company, Desk, Person, RaynetRecord, RowInfo } from './model';
import { splitTags } from './input';
import { sameTag } from './tags';

/** The filter columns of persons and companies [documented EN, CS]; any other is a 400. */

const picks = ['EQ', 'NE', 'IN'] as const;
const idOperators = ['EQ', 'NE', 'IN', 'GT', 'GE', 'LT', 'LE'] as const;

const idOf = (record: RaynetRecord, name: string): number | null => {
	const value = record.values[name];
	return typeof value === 'number' ? value : null;
};

export function stampColumns<R extends { rowInfo: RowInfo }>(): Record<string, Column<R>> {
	return {
		'rowInfo.createdAt': stampColumn('createdAt'),
		'rowInfo.updatedAt': stampColumn('updatedAt'),
		'rowInfo.lastModifiedAt': stampColumn('lastModifiedAt'),
	};
}

function sharedColumns<R extends RaynetRecord>(): Record<string, Column<R>> {
	return {
		...stampColumns<R>(),
		'rowInfo.rowAccess': textColumn((record) => record.rowInfo.rowAccess, ['EQ', 'NE', 'EQ_OR_NULL', 'NE_OR_NULL']),
		id: idColumn((record) => record.id, idOperators),
		owner: idColumn((record) => idOf(record, 'owner'), picks),
		category: idColumn((record) => idOf(record, 'category'), picks),
		// At least one of them [documented].
		tags: {
			operators: ['EQ'],
			compile(desk, _operator, value) {
				const wanted = splitTags(value);
				return (record) => wanted.some((tag) => record.tags.some((own) => sameTag(desk, own, tag)));
			},
		},
		gdprTemplate: customColumn((record, value, desk) => hasTemplate(desk, record, value)),
		withoutGdpr: customColumn((record, _value, desk) => titlesOf(desk, record).length === 0),
	};
}

const primary = (person: Person): Person['relationships'][number] | undefined => person.relationships.find((one) => one.primary);
const companyName = (person: Person, desk: Desk): unknown => desk.instance.companies.get(primary(person)?.company ?? 0)?.values.name;

export const personColumns: Record<string, Column<Person>> = {
	...sharedColumns<Person>(),
	firstName: textColumn((person) => person.values.firstName),
	lastName: textColumn((person) => person.values.lastName),
	'primaryRelationship-company-name': textColumn(companyName),
	'primaryRelationship-company-id': idColumn((person) => primary(person)?.company ?? null, ['EQ', 'NE']),
	personRelationship: customColumn((person, value) => person.relationships.some((one) => one.company === Number(value))),
	'userAccount-id': idColumn((person, desk) => desk.instance.users.find((user) => user.person === person.id)?.id ?? null, ['EQ', 'NE']),
	'contactInfo.email': textColumn((person) => person.contactInfo.email),
	'contactInfo.email2': textColumn((person) => person.contactInfo.email2),
	keyman: flagColumn((person) => person.values.keyman === true),
	...classifications('personClassification'),
};

const address = (company: Company, kind: 'primary' | 'contact'): Company['addresses'][number] | undefined =>
	company.addresses.find((one) => one[kind]);

export const companyColumns: Record<string, Column<Company>> = {
	...sharedColumns<Company>(),
	name: textColumn((company) => company.values.name),
	lastName: textColumn((company) => company.values.lastName),
	person: flagColumn((company) => company.values.person === true),
	regNumber: numberTextColumn((company) => company.values.regNumber),
	taxNumber: numberTextColumn((company) => company.values.taxNumber),
	taxNumber2: numberTextColumn((company) => company.values.taxNumber2),
	...Object.fromEntries(['rating', 'role', 'state'].map((name) => [name, textColumn((company: Company) => company.values[name], picks)])),
	...Object.fromEntries(
		['economyActivity', 'legalForm', 'turnover', 'paymentTerm', 'contactSource'].map((name) => [
			name,
			idColumn((company: Company) => idOf(company, name), picks),
		]),
	),
	'primaryAddress-contactInfo.email': textColumn((company) => address(company, 'primary')?.contactInfo.email),
	'primaryAddress-contactInfo.email2': textColumn((company) => address(company, 'primary')?.contactInfo.email2),
	'primaryAddress-address.city': textColumn((company) => address(company, 'primary')?.postal.city),
	'primaryAddress-address.countryCode': textColumn((company) => address(company, 'primary')?.postal.countryCode, picks),
	'contactAddress-address.countryCode': textColumn((company) => address(company, 'contact')?.postal.countryCode, picks),
	...classifications('companyClassification'),
};

function classifications<R extends RaynetRecord>(stem: string): Record<string, Column<R>> {
	return Object.fromEntries([1, 2, 3].map((n) => [`${stem}${n}`, idColumn((record: R) => idOf(record, `${stem}${n}`), picks)]));
}
