/** The neutral contact that every connector maps to and from. Absent is absent: no "", no null, no zero ids. */

export type RecordType = 'person' | 'company';

/** An element of a list field. `value` is the text as its system holds it; `type` is a label such as "work". */
export interface TypedValue {
	value: string;
	type?: string;
}

export interface PostalAddress {
	type?: string;
	street?: string;
	city?: string;
	region?: string;
	postalCode?: string;
	/** Country as text, as the system shows it. */
	country?: string;
	/** ISO 3166-1 alpha-2, upper case. */
	countryCode?: string;
}

/** The company a person works for; for a company record its own name. */
export interface CompanyRole {
	id?: string;
	name?: string;
	title?: string;
	department?: string;
}

export interface Owner {
	id: string;
	name?: string;
	email?: string;
}

export type CustomValue = string | number | boolean;

/** What the law lets a person's data be used for. `other`: a kind that is not known here. */
export type LegalTitleKind = 'consent' | 'legitimateInterest' | 'contract' | 'legalObligation' | 'publicInterest' | 'vitalInterest' | 'other';

/** A title that a CRM keeps account of; days as "YYYY-MM-DD", both inclusive, absent: without bounds. */
export interface LegalTitle {
	kind: LegalTitleKind;
	name?: string;
	validFrom?: string;
	validTill?: string;
}

/** Everything of a contact that is data, without its identity. */
export interface ContactFields {
	namePrefix?: string;
	firstName?: string;
	middleName?: string;
	lastName?: string;
	nameSuffix?: string;
	emails?: TypedValue[];
	phones?: TypedValue[];
	addresses?: PostalAddress[];
	company?: CompanyRole;
	/** "YYYY-MM-DD", or "--MM-DD" when the year is not known. */
	birthday?: string;
	note?: string;
	websites?: TypedValue[];
	/** Address of the record in its CRM, for a link back. */
	url?: string;
	tags?: string[];
	groups?: string[];
	owner?: Owner;
	category?: string;
	state?: string;
	relationship?: string;
	language?: string;
	doNotEmail?: boolean;
	/** Where the CRM keeps account of them. */
	legalTitles?: LegalTitle[];
	/** Those of `emails` that belong to the primary address of a record with several addresses; absent: all of them. */
	primaryEmails?: string[];
	customFields?: Record<string, CustomValue>;
	/** Of fields that a person mapped, as text, by the name of the mapping; "" in a patch clears. */
	mapped?: Record<string, string>;
}

/** One account of one CRM. `crm` and `account` make its key; both are lower case, without ":" and "/". */
export interface CrmAccount {
	crm: string;
	account: string;
}

export interface ContactIdentity extends CrmAccount {
	/** "raynet:acme:person:31" */
	id: string;
	recordType: RecordType;
	recordId: string;
}

export interface Contact extends ContactIdentity, ContactFields {
	/** ISO 8601, UTC. */
	createdAt?: string;
	/** ISO 8601, UTC, by the clock of the CRM's server. */
	modifiedAt?: string;
}

/** A record within its CRM account. */
export interface RecordRef {
	recordType: RecordType;
	recordId: string;
}

/** The fields that a flow can sync. Name, company and title, and one postal address are one value each. */
export type SyncField = 'name' | 'company' | 'birthday' | 'note' | 'url' | 'emails' | 'phones' | 'addresses' | 'websites';

/** A field that a person mapped to one of the other side; what is behind it only the two sides know. */
export type MappedField = `mapped:${string}`;

/** New values of whole fields; an empty string, list or object clears the field. Fields that are absent stay. */
export type FieldPatch = Partial<ContactFields>;

/** What matching may pair: a person only with a person, a company only with a company. */
export type ContactKind = 'person' | 'company';

/** A company record with a personal name is a private client and counts as a person. */
export function kindOf(contact: ContactFields & { recordType?: RecordType }): ContactKind {
	if (contact.firstName || contact.lastName) return 'person';
	if (contact.recordType) return contact.recordType;
	return contact.company?.name ? 'company' : 'person';
}

export function accountKey(account: CrmAccount): string {
	return `${account.crm}:${account.account}`;
}

/** The id under which a record is known to every side, for example "raynet:acme:person:31". */
export function contactId(account: CrmAccount, recordType: RecordType, recordId: string): string {
	return `${accountKey(account)}:${recordType}:${recordId}`;
}
