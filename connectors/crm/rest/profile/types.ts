/**
 * A place in a JSON answer: member names and positions joined by dots, such as "company_links.0.function". "." is
 * the answer itself.
 */
export type JsonPath = string;

/** How a login is sent. The credential holds the secret itself. */
export type LoginStyle =
	| { style: 'none' }
	| { style: 'header'; name: string; prefix: string }
	| { style: 'query'; name: string }
	| { style: 'basic' }
	| { style: 'bearer' }
	/** User and password are exchanged for a token, which is then sent in a header. */
	| { style: 'token'; path: string; userKey: string; passwordKey: string; token: JsonPath; name: string; prefix: string };

export interface Paths {
	list: string;
	/** With "{id}", as `update` and `delete`. */
	one: string;
	create: string;
	update: string;
	/** Absent: this CRM deletes nothing for us. */
	delete?: string;
}

export interface AnswerPlaces {
	/** The rows of a list. */
	items: JsonPath;
	/** The record in the answer of one. */
	item: JsonPath;
	/** The id in the answer of a create. Absent: that of `item`. */
	createdId?: JsonPath;
	/** How many records there are in all, in the answer of a list. */
	total?: JsonPath;
}

export type Paging =
	/** `offset` and `limit` name the parameters; the first row is 0. */
	| { style: 'offset'; offset: string; limit: string; size: number }
	/** `limit` may be absent where the size cannot be chosen; then `size` is what the server sends. */
	| { style: 'page'; page: string; limit?: string; size: number; first: number };

export type ChangeDetection =
	/** Everything is read every time. */
	| { style: 'scan' }
	/** A parameter of the list leaves out what was not modified since. Rows then need a modification stamp. */
	| { style: 'filter'; parameter: string };

export type StampFormat = 'iso' | 'local' | 'epochSeconds' | 'epochMilliseconds';

export interface Stamps {
	modified: JsonPath;
	created?: JsonPath;
	format: StampFormat;
	/** IANA name, for stamps without an offset. */
	timeZone?: string;
	resolutionSeconds: number;
}

/** How an answer with status 200 says that it is an error, and which code means what. */
export interface FlaggedErrors {
	path: JsonPath;
	is: readonly string[];
	code?: JsonPath;
	login: readonly string[];
	notFound: readonly string[];
	busy: readonly string[];
}

export interface WriteStyle {
	/** PUT replaces the whole record, so it is read, merged and sent with all its keys. PATCH sends what changes. */
	method: 'PUT' | 'PATCH';
	createMethod: 'POST' | 'PUT';
	/** What empties a text. */
	clear: 'emptyText' | 'null';
}

/** `readOnly`: what the other side says differently goes nowhere. */
export type Access = 'readAndWrite' | 'readOnly';

/** Where one value stands: under a key of its own, or on a line of the marked block in the note. */
export type Place = { kind: 'key'; path: JsonPath; access: Access } | { kind: 'line'; label: string };

/** A place for one element of a list. */
export interface Slot {
	place: Place;
	/** The type that its element has. */
	type?: string;
	/** Other types that it takes when it is free; "" stands for none, "*" for all. */
	also: readonly string[];
}

export type AddressPart = 'street' | 'city' | 'region' | 'postalCode' | 'country' | 'countryCode';

export interface AddressSlot {
	type?: string;
	/** The whole address as one text; else by parts. */
	text?: JsonPath;
	parts: Partial<Record<AddressPart, JsonPath>>;
	access: Access;
}

/** Company and function belong together, so they are read from the first of these that holds either. */
export interface CompanyPlace {
	name?: Place;
	title?: Place;
}

export type SingleField = 'namePrefix' | 'firstName' | 'middleName' | 'lastName' | 'nameSuffix' | 'birthday' | 'language' | 'note';
export type SlotField = 'emails' | 'phones' | 'websites';

export interface FieldPlaces {
	single: Partial<Record<SingleField, JsonPath>>;
	lists: Record<SlotField, readonly Slot[]>;
	addresses: readonly AddressSlot[];
	company: readonly CompanyPlace[];
}

/** The marked block in the note, with a line for each value that has no key of its own. */
export interface NoteBlock {
	path: JsonPath;
	begin: string;
	end: string;
}

/** Read by the nodes: what recognises a contact, and what to do when several have it. */
export interface MatchRules {
	by: ReadonlyArray<'email' | 'phone' | 'nameAndCompany'>;
	/** `lowestId`: the one with the lowest id in the CRM is taken; `report`: nothing is touched. */
	several: 'lowestId' | 'report';
}

/** What has to be known of a CRM with a plain JSON API. Made by checkProfile. */
export interface RestProfile {
	/** As users know the CRM. */
	name: string;
	/** The CRM's part of contact ids: lower-case letters and digits. */
	crm: string;
	login: LoginStyle;
	paths: Paths;
	answers: AnswerPlaces;
	paging: Paging;
	changes: ChangeDetection;
	stamps?: Stamps;
	errors?: FlaggedErrors;
	write: WriteStyle;
	id: JsonPath;
	/** A text for links to the other side, kept free for us. */
	link?: { path: JsonPath; longest: number };
	/** A list of texts. */
	tags?: JsonPath;
	/** true where the contact wants no mailings. */
	doNotEmail?: JsonPath;
	/** Address of a record for people, with "{id}". */
	webPage?: string;
	noteBlock?: NoteBlock;
	fields: FieldPlaces;
	match: MatchRules;
	limits: {
		/** Requests; absent: as many as the server lets through. */
		perMinute?: number;
		/** Records of one group of calls. */
		group: number;
	};
}
