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
	rowInfo: RowInfo;
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
	entityFilter: string[];
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
	webhooks: Webhook[];
	technicalContacts: string[];
	/** The day quota of the whole instance [documented]. */
	quota: { limit: number; used: number; resetAt: number };
	lastIds: Map<string, number>;
}

/** Who does something, and how dates and names are told to them. */
export interface Actor {
	username: string;
	zone: string;
	language: 'cs' | 'en';
}

/** What every read and write is given. */
export interface Desk {
	instance: Instance;
	actor: Actor;
	setting: Setting;
	now: number;
}

export function nextId(instance: Instance, kind: string): number {
	const id = (instance.lastIds.get(kind) ?? 0) + 1;
	instance.lastIds.set(kind, id);
	return id;
}
