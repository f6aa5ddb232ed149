import type { JsonObject } from '../kit/json';
import type { SeedCompany, SeedPerson } from '../seeds';

/** What a hand or the console calls the values of a contact, whatever keys a personality gives them. */
export type ValueName = 'lastName' | 'firstName' | 'email' | 'workEmail' | 'phone' | 'mobile' | 'workPhone' | 'workMobile' | 'address' | 'company' | 'title' | 'note' | 'link';

export interface RestLoginData {
	user: string;
	/** Password, key or token. Test data, good nowhere else. */
	secret: string;
}

/** What a call of a personality is; the call log knows it as "ledger.list". */
export type RestOp = 'login' | 'list' | 'get' | 'create' | 'update' | 'delete';

export interface RestRoute {
	op: RestOp;
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** Below the personality's prefix; ":id" is the record's id. */
	path: string;
}

/** How an error is told: its code goes where this personality has a place for it. */
export type RestErrorCode = 'login' | 'notFound' | 'refused' | 'busy';

/** One made-up API. Each differs from the others in everything that real ones differ in. */
export interface Personality {
	name: string;
	describes: string;
	routes: readonly RestRoute[];
	/** `token`: the route "login" answers one. */
	login: { style: 'bearer' | 'token' | 'basic' } | { style: 'query' | 'header'; name: string };
	account: RestLoginData;
	paging: { style: 'offset'; offset: string; limit: string; most: number } | { style: 'page'; page: string; size?: string; most: number; first: number };
	/** Parameter of the list that leaves out what was not modified since. */
	filter?: string;
	stamps?: { created: string; modified: string; format: 'isoUtc' | 'localTime' | 'epochSeconds' };
	/** The key of the id, and how it is shown. */
	id: { key: string; show(id: number): string | number };
	/** What an empty text is. */
	empty: '' | null;
	/** All keys of a record with nothing in it, without id and stamps. */
	blank: JsonObject;
	/** Where the values stand, as keys joined by dots. */
	keys: Partial<Record<ValueName, string>>;
	tags?: string;
	/** true where the contact wants no mailings. */
	noMailing: string;
	/** Answers as this personality wraps them. */
	listAnswer(rows: readonly JsonObject[], total: number): unknown;
	itemAnswer(row: JsonObject): unknown;
	tokenAnswer?(token: string): unknown;
	/** Status and body of an error. */
	errorAnswer(code: RestErrorCode): { status: number; body: unknown };
	seed(person: SeedPerson, employer: SeedCompany | undefined): JsonObject;
}

export interface StoredRecord {
	id: number;
	/** Without id and stamps. */
	document: JsonObject;
	createdAt: number;
	modifiedAt: number;
}
