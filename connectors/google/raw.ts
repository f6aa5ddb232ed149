import type { people_v1 } from '@googleapis/people';

/** The People API's wire format, as its official client declares it. */
export type Person = people_v1.Schema$Person;
export type ContactGroup = people_v1.Schema$ContactGroup;
export type RawEmail = people_v1.Schema$EmailAddress;
export type RawPhone = people_v1.Schema$PhoneNumber;
export type RawAddress = people_v1.Schema$Address;
export type RawUrl = people_v1.Schema$Url;
export type RawOrganization = people_v1.Schema$Organization;
export type RawName = people_v1.Schema$Name;
export type RawBirthday = people_v1.Schema$Birthday;
export type RawClientData = people_v1.Schema$ClientData;
export type RawExternalId = people_v1.Schema$ExternalId;
export type RawMembership = people_v1.Schema$Membership;

/** The fields of a person that we read and may write; in the order of the alphabet, as masks are built from it. */
export const MAPPED_FIELDS = [
	'addresses',
	'biographies',
	'birthdays',
	'clientData',
	'emailAddresses',
	'externalIds',
	'memberships',
	'names',
	'organizations',
	'phoneNumbers',
	'urls',
] as const;

export type MappedField = (typeof MAPPED_FIELDS)[number];

/**
 * One mask for every read and for the answers of every write: person.etag depends on the mask (measured), so etags
 * can only be compared within one. `metadata` brings updateTime, and `deleted` in changes.
 */
export const READ_MASK = [...MAPPED_FIELDS, 'metadata'].join(',');

/** Without it the values of linked profiles come along, which cannot be written (seen). */
export const READ_SOURCE = 'READ_SOURCE_TYPE_CONTACT';

/** connections.list cuts e-mails and phones to this many per person (documented). */
export const LISTED_VALUES_LIMIT = 100;

export const MY_CONTACTS = 'contactGroups/myContacts';

/** Key of the flow entry on a label, and beginning of the keys of pair entries. */
export const CLIENT_DATA_KEY = 'contact-sync';
export const EXTERNAL_ID_TYPE = 'contact-sync';

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A person of an answer; undefined where there is none, as in an answer without data. */
export function asPerson(value: unknown): Person | undefined {
	return isObject(value) && typeof value.resourceName === 'string' ? value : undefined;
}

export function asGroup(value: unknown): ContactGroup | undefined {
	return isObject(value) && typeof value.resourceName === 'string' ? value : undefined;
}

/** The objects of a list in an answer; proto JSON leaves empty lists out. */
export function objectsOf(value: unknown): JsonObject[] {
	return Array.isArray(value) ? value.filter(isObject) : [];
}

export function textOf(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}

export function isUserGroup(group: ContactGroup): boolean {
	return group.groupType !== 'SYSTEM_CONTACT_GROUP';
}
