import type { FieldPatch, PostalAddress } from '../../../../core/contact/contact';
import { countryName } from '../../../../core/contact/country';
import type { ContactState } from '../read';
import { textOf } from '../raw';
import type { Lookups, Wanted } from './lookups';

type Body = Record<string, unknown>;

export type MissingCompanies = 'create' | 'leave';

/** The names that a patch needs ids for. */
export function wantedBy(patch: FieldPatch, missingCompanies: MissingCompanies): Wanted[] {
	const company = patch.company?.name;
	const places = (patch.addresses ?? []).map(byName).flatMap(({ city, region, country }): Wanted[] => [
		...(city ? [{ entity: 'City' as const, name: city, missing: 'leave' as const }] : []),
		...(region ? [{ entity: 'Region' as const, name: region, missing: 'leave' as const }] : []),
		...(country ? [{ entity: 'Country' as const, name: country, missing: 'leave' as const }] : []),
	]);
	return [...(company ? [{ entity: 'Account' as const, name: company, missing: missingCompanies }] : []), ...places];
}

/** The columns of the contact itself that a patch changes. Whatever has no column here stays as it is. */
export function contactBody(patch: FieldPatch, lookups: Lookups, state?: ContactState): Body {
	return {
		...nameBody(patch, state),
		...companyBody(patch, lookups),
		...(patch.birthday === undefined ? {} : birthdayBody(patch.birthday)),
		...(patch.note === undefined ? {} : { Notes: patch.note }),
	};
}

/** All four columns, so that the site's own splitting of names does not come into play; Name alone is required. */
function nameBody(patch: FieldPatch, state: ContactState | undefined): Body {
	const isNamed = (['firstName', 'middleName', 'lastName'] as const).some((part) => patch[part] !== undefined);
	if (!isNamed && state) return {};
	const part = (name: 'firstName' | 'middleName' | 'lastName', column: string): string => (patch[name] ?? (state && textOf(state.row, column)) ?? '').trim();
	const [first, middle, last] = [part('firstName', 'GivenName'), part('middleName', 'MiddleName'), part('lastName', 'Surname')];
	const name = [first, middle, last].filter(Boolean).join(' ') || standIn(patch, state);
	return { Name: name, Surname: last, GivenName: first, MiddleName: middle };
}

/** What stands for the name of a contact without one. */
function standIn(patch: FieldPatch, state: ContactState | undefined): string {
	const stored = state?.numbers.flatMap((row) => textOf(row, 'Number') ?? [])[0];
	return patch.emails?.[0]?.value ?? patch.phones?.[0]?.value ?? stored ?? patch.company?.name ?? '?';
}

function companyBody({ company }: FieldPatch, lookups: Lookups): Body {
	if (company === undefined) return {};
	const accountId = company.name ? lookups.id('Account', company.name) : null;
	return { JobTitle: company.title ?? '', ...(accountId === undefined ? {} : { AccountId: accountId }) };
}

/** A date here has a year: a birthday without one cannot be kept, and is left as it is. */
function birthdayBody(birthday: string): Body {
	if (birthday === '') return { BirthDate: null };
	return /^\d{4}-\d{2}-\d{2}$/.test(birthday) ? { BirthDate: `${birthday}T00:00:00Z` } : {};
}

/** The address as rows here have it: countries have names, no codes. */
export function byName({ countryCode, ...address }: PostalAddress): PostalAddress {
	const country = address.country || countryName(countryCode);
	return { ...address, ...(country ? { country } : {}) };
}

/** The columns of an address row. A place that the site does not know goes into the text, as in the vendor's own sync. */
export function addressBody(given: PostalAddress, lookups: Lookups): Body {
	const address = byName(given);
	const ids = { CityId: find(lookups, 'City', address.city), RegionId: find(lookups, 'Region', address.region), CountryId: find(lookups, 'Country', address.country) };
	const lost = [ids.CityId === undefined ? address.city : '', ids.RegionId === undefined ? address.region : '', ids.CountryId === undefined ? address.country : ''];
	const text = [address.street, ...lost].filter(Boolean).join(', ');
	return { Address: text, Zip: address.postalCode ?? '', CityId: ids.CityId ?? null, RegionId: ids.RegionId ?? null, CountryId: ids.CountryId ?? null };
}

/** null: no name; undefined: a name that the site does not know. */
function find(lookups: Lookups, entity: 'City' | 'Region' | 'Country', name: string | undefined): string | null | undefined {
	return name ? lookups.id(entity, name) : null;
}
