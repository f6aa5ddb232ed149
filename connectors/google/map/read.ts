import { accountKey, type CompanyRole, type ContactFields, type CrmAccount, type PostalAddress, type TypedValue } from '../../../core/contact/contact';
import type { PartnerRecord } from '../../../core/ports/partner';
import { LISTED_VALUES_LIMIT, textOf, type Person, type RawAddress, type RawBirthday, type RawName, type RawOrganization } from '../raw';
import { accountKeysOf, linkType, storedEntries, storedExternalIds } from './entries';
import { isChosen, type OwnPart } from './own';

/** single: read by itself, so no list is cut. */
export type Reading = 'listed' | 'single';

/** Everything of a contact but its values: what says who it is and which state of it this is. */
export interface PersonState {
	id: string;
	/** person.etag, which a write needs. */
	etag: string;
	/** Etag of the CONTACT source: the same under every mask. */
	sourceEtag: string;
	/** RFC 3339 with microseconds. */
	updateTime?: string;
	cut: 'whole' | 'cut';
}

export function stateOf(person: Person, reading: Reading): PersonState {
	const source = person.metadata?.sources?.find((one) => one.type === 'CONTACT');
	const longest = Math.max(person.emailAddresses?.length ?? 0, person.phoneNumbers?.length ?? 0);
	return {
		id: person.resourceName ?? '',
		etag: person.etag ?? '',
		sourceEtag: source?.etag ?? person.etag ?? '',
		updateTime: textOf(source?.updateTime),
		cut: reading === 'listed' && longest === LISTED_VALUES_LIMIT ? 'cut' : 'whole',
	};
}

/** `account`: whose link back is `fields.url`; else that of the first CRM account on the contact. */
export function toRecord(state: PersonState, own: OwnPart, account?: CrmAccount): PartnerRecord {
	return {
		id: state.id,
		version: state.etag,
		...(state.updateTime === undefined ? {} : { modifiedAt: state.updateTime }),
		fields: toFields(own, account),
		groups: groupIds(own),
		entries: storedEntries(own),
		externalIds: storedExternalIds(own),
		truncated: state.cut === 'cut',
	};
}

export function toFields(own: OwnPart, account?: CrmAccount): ContactFields {
	const linkTypes = own.urls ? accountKeysOf(own).map(linkType) : [];
	const wanted = account ? [linkType(accountKey(account))] : linkTypes;
	const links = own.urls?.filter(({ type }) => linkTypes.includes(type ?? ''));
	const websites = own.urls?.filter(({ type }) => !linkTypes.includes(type ?? ''));
	return present({
		...nameParts(own.names?.[0]),
		emails: typedValues(own.emailAddresses),
		phones: typedValues(own.phoneNumbers),
		addresses: nonEmpty(own.addresses?.map(toAddress).filter((one) => Object.keys(one).some((part) => part !== 'type'))),
		company: toRole(roleOf(own.organizations)),
		birthday: toBirthday(own.birthdays?.[0]),
		note: textOf(own.biographies?.[0]?.value),
		websites: typedValues(websites),
		url: textOf(links?.find(({ type }) => wanted.includes(type ?? ''))?.value),
	});
}

function nameParts(name: RawName | undefined): ContactFields {
	return {
		namePrefix: textOf(name?.honorificPrefix),
		firstName: textOf(name?.givenName),
		middleName: textOf(name?.middleName),
		lastName: textOf(name?.familyName),
		nameSuffix: textOf(name?.honorificSuffix),
	};
}

function typedValues(values: ReadonlyArray<{ value?: string | null; type?: string | null }> | undefined): TypedValue[] | undefined {
	const typed: TypedValue[] = [];
	for (const { value, type } of values ?? []) if (value) typed.push(type ? { value, type } : { value });
	return nonEmpty(typed);
}

export function toAddress(raw: RawAddress): PostalAddress {
	return present({
		type: textOf(raw.type),
		street: textOf(raw.streetAddress),
		city: textOf(raw.city),
		region: textOf(raw.region),
		postalCode: textOf(raw.postalCode),
		country: textOf(raw.country),
		countryCode: textOf(raw.countryCode),
	});
}

/** The organization that stands for the company: the one its owner put first, as the order is not guaranteed (documented). */
export function roleOf(organizations: readonly RawOrganization[] | undefined): RawOrganization | undefined {
	return organizations?.find(isChosen) ?? organizations?.[0];
}

function toRole(organization: RawOrganization | undefined): CompanyRole | undefined {
	const role = present({
		name: textOf(organization?.name),
		title: textOf(organization?.title),
		department: textOf(organization?.department),
	});
	return Object.keys(role).length === 0 ? undefined : role;
}

/** A birthday that is text only ("mid May") is not ours to read. */
function toBirthday(raw: RawBirthday | undefined): string | undefined {
	const { year, month, day } = raw?.date ?? {};
	if (!month || !day) return undefined;
	const monthAndDay = `${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
	return year ? `${String(year).padStart(4, '0')}-${monthAndDay}` : `--${monthAndDay}`;
}

function groupIds(own: OwnPart): string[] {
	return (own.memberships ?? []).flatMap(({ contactGroupMembership }) => contactGroupMembership?.contactGroupResourceName ?? []);
}

function nonEmpty<T>(list: T[] | undefined): T[] | undefined {
	return list && list.length > 0 ? list : undefined;
}

function present<T extends object>(value: T): T {
	const kept: Partial<T> = {};
	for (const name of Object.keys(value) as Array<keyof T>) if (value[name] !== undefined) kept[name] = value[name];
	return kept as T;
}
