import type { Setting } from './switches';

export type Scalar = string | number | boolean;
export type Entity = 'person' | 'company';

/** Milliseconds inside, minutes or ISO outside. */
export interface RowInfo {
	createdAt: number;
	createdBy: string;
	/** null until the first edit [seen]. */
	updatedAt: number | null;
	updatedBy: string | null;
	/** Created or updated; for filters and sorting, never answered [documented]. */
	lastModifiedAt: number;
	rowAccess: 'INVALID' | null;
	rowState: 'LOCK' | null;
	version: number;
}

export interface ContactInfo {
	email: string | null;
	email2: string | null;
	tel1: string | null;
	tel1Type: string | null;
	tel2: string | null;
	tel2Type: string | null;
	fax: string | null;
	www: string | null;
	otherContact: string | null;
	doNotSendMM: boolean;
}

export interface PostalAddress {
	street: string | null;
	city: string | null;
	province: string | null;
	zipCode: string | null;
	/** ISO 3166-1 alpha-2; written as `country`, read as localised `country` and `countryCode` [documented]. */
	countryCode: string | null;
}

export interface Relationship {
	id: number;
	company: number;
	companyAddress: number | null;
	type: string | null;
	notice: string | null;
	primary: boolean;
}

export interface CompanyAddress {
	id: number;
	/** Id of the inner address object. */
	innerId: number;
	name: string;
	postal: PostalAddress;
	lat: number | null;
	lng: number | null;
	contactInfo: ContactInfo;
	territory: number | null;
	primary: boolean;
	contact: boolean;
}

interface BaseRecord {
	id: number;
	/** The plain attributes of the write schema; references as ids. */
	values: Record<string, Scalar | null>;
	social: Record<string, string | null>;
	tags: string[];
	extIds: string[];
	customFields: Record<string, Scalar>;
	/** Of the GDPR module. */
	legalTitles?: LegalTitleRow[];
	rowInfo: RowInfo;
}

/** Days as "yyyy-MM-dd", null without a bound. */
export interface LegalTitleRow {
	id: number;
	legalTitle: string;
	validFrom: string | null;
	validTill: string | null;
}

export interface Person extends BaseRecord {
	entity: 'person';
	contactInfo: ContactInfo;
	privateAddress: PostalAddress;
	relationships: Relationship[];
}

export interface Company extends BaseRecord {
	entity: 'company';
	addresses: CompanyAddress[];
	links: CompanyLink[];
}

export type RaynetRecord = Person | Company;

/** A link between two companies; its inverse twin lives on the other one [documented]. */
export interface CompanyLink {
	id: number;
	companyJoin: number;
	companyJoinType: 'parent' | 'slave' | 'free';
	notice: string | null;
}

export interface PicklistRow {
	id: number;
	code01: string;
	code02: string | null;
}

export interface CustomField {
	name: string;
	label: string;
	groupName: string;
	dataType: 'STRING' | 'BIG_DECIMAL' | 'BOOLEAN' | 'DATE' | 'ENUMERATION';
	enumeration: string[];
}

export interface UserAccount {
	id: number;
	username: string;
	/** The contact person of this user; owners are named by this id [documented]. */
	person: number | null;
	userRole: string;
	timezone: string;
}

export interface Webhook {
	uuid: string;
	url: string;
	events: string[];
	secretToken: string | null;
	/** Empty: events of every kind of record [documented CS]. */
	entityFilter: string[];
}

/** What happened to a record. */
export interface RecordEvent {
	type: 'record.created' | 'record.updated' | 'record.deleted';
	entityName: 'Person' | 'Company' | 'MassEmail';
	entityId: number;
	extIds: readonly string[];
}

/** An e-mail to technical contacts; nothing is sent. */
export interface TechnicalMail {
	at: number;
	to: string[];
	about: 'failing' | 'recovered';
	url: string;
}

export type RecipientStatus = 'NOT_SENT' | 'DELIVERED' | 'REJECTED' | 'SENT' | 'UNKNOWN';

/** Who got a mass e-mail; at most one of the references is set. Dates as "yyyy-MM-dd". */
export interface Recipient {
	id: number;
	person: number | null;
	company: number | null;
	email: string;
	status: RecipientStatus;
	opened: string | null;
	clicked: string | null;
	unsubscribed: string | null;
	rowInfo: RowInfo;
}

export const massEmailTexts = ['title', 'description', 'campaignName', 'source', 'externalId', 'externalOverviewUrl', 'externalThumbnailUrl'] as const;
export const massEmailCounters = ['sent', 'clicked', 'opened', 'unsubscribed'] as const;

export interface MassEmail {
	id: number;
	texts: Record<(typeof massEmailTexts)[number], string | null>;
	/** Milliseconds; a whole day has no time of day. */
	completed: { at: number; precision: 'minute' | 'day' } | null;
	tags: string[];
	stats: Record<(typeof massEmailCounters)[number], number | null>;
	recipients: Recipient[];
	rowInfo: RowInfo;
}

export interface Instance {
	name: string;
	id: string;
	language: 'cs' | 'en';
	people: Map<number, Person>;
	companies: Map<number, Company>;
	users: UserAccount[];
	picklists: Map<string, PicklistRow[]>;
	customFields: Record<'Person' | 'Company', CustomField[]>;
	/** Deleted records that can be restored [assumed: the help speaks of a bin, the API of none]. */
	trash: { person: Map<number, Person>; company: Map<number, Company> };
	massEmails: Map<number, MassEmail>;
	webhooks: Webhook[];
	technicalContacts: string[];
	technicalMails: TechnicalMail[];
	/** The day quota of the whole instance [documented]. */
	quota: { limit: number; used: number; resetAt: number };
	lastIds: Map<string, number>;
}

/** How a change came about, as webhooks tell it [documented]: a key by its name, or the browser. */
export type ChangeSource = { name: 'api'; description: string } | { name: 'user'; description: 'browser' };

/** Who does something, and how dates and names are told to them. */
export interface Actor {
	username: string;
	source: ChangeSource;
	zone: string;
	language: 'cs' | 'en';
}

/** What every read and write is given. */
export interface Desk {
	instance: Instance;
	actor: Actor;
	setting: Setting;
	now: number;
	/** Told of each record that was created, saved or deleted. */
	tell(event: RecordEvent): void;
}

export function nextId(instance: Instance, kind: string): number {
	const id = (instance.lastIds.get(kind) ?? 0) + 1;
	instance.lastIds.set(kind, id);
	return id;
}
