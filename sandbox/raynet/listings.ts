import { textColumn, type Column } from './columns';
import { stampSorts, type Listing } from './list';
import type { Company, Person, RaynetRecord, Scalar, UserAccount } from './model';
import { companyColumns, personColumns } from './recordColumns';
import { fullName, renderStatus } from './render';
import { renderRow } from './renderRecord';

const textOrNull = (value: Scalar | null | undefined): string | null => (typeof value === 'string' ? value : null);

function recordListing<R extends RaynetRecord>(
	columns: Record<string, Column<R>>,
	sortNames: readonly string[],
	searched: NonNullable<Listing<R>['searched']>,
): Listing<R> {
	return {
		columns,
		sortBy: {
			...stampSorts<R>(),
			...Object.fromEntries(sortNames.map((name) => [name, (row: R) => textOrNull(row.values[name])])),
		},
		searched,
		isInvalid: (row) => row.rowInfo.rowAccess === 'INVALID',
		render: renderRow,
		renderStatus,
	};
}

export const personListing: Listing<Person> = recordListing(personColumns, ['firstName', 'lastName'], (person) => [
	`${fullName(person)}`,
	person.contactInfo.email,
	person.contactInfo.email2,
	person.contactInfo.tel1,
	person.contactInfo.tel2,
]);

export const companyListing: Listing<Company> = recordListing(companyColumns, ['name', 'regNumber'], (company) => [
	company.values.name,
	company.values.regNumber,
	...company.addresses.flatMap(({ contactInfo }) => [contactInfo.email, contactInfo.email2, contactInfo.tel1]),
]);

export const userListing: Listing<UserAccount> = {
	columns: { username: textColumn((user) => user.username), userRole: textColumn((user) => user.userRole, ['EQ', 'NE']) },
	sortBy: { username: (user) => user.username, userRole: (user) => user.userRole },
	searched: (user) => [user.username],
	render: (desk, user) => ({
		id: user.id,
		_version: 1,
		username: user.username,
		person: user.person === null ? null : { id: user.person, fullName: fullName(desk.instance.people.get(user.person)) },
		userRole: user.userRole,
		'rowInfo.createdAt': null,
		'rowInfo.createdBy': null,
		'rowInfo.updatedAt': null,
		'rowInfo.updatedBy': null,
		'rowInfo.rowAccess': null,
		'rowInfo.rowState': null,
	}),
};
