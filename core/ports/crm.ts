import type { Contact, CrmAccount, RecordType } from '../contact/contact';

/** Which contacts of the CRM take part. `none` means all of them. */
export type CrmScope =
	| { kind: 'all' }
	| { kind: 'tag'; tag: string }
	| { kind: 'owner'; ownerId: string; label?: string }
	| { kind: 'category'; categoryId: string; label?: string };

export type ScopeKind = CrmScope['kind'];

/** A record as the CRM holds it now. */
export interface CrmRecord {
	contact: Contact;
	/** Id of the contact's category, where the CRM has categories with ids; "" when the contact has none. */
	categoryId?: string;
	/** `invalid`: kept by the CRM, but put out of use by a person; counts as out of scope. */
	standing: 'active' | 'invalid';
	/** Changes with every save; opaque. */
	version: string;
	/** The record as the server sent it. */
	raw: unknown;
}

/** Records of one type whose modification stamp lies in [from, to), in a fixed order. */
export interface WindowRequest {
	recordType: RecordType;
	/** Milliseconds since 1970, by the server's clock. Absent: from the beginning. */
	from?: number;
	to: number;
	/** Only records in this scope, where the server can filter by it; the caller checks again. */
	scope?: CrmScope;
	offset: number;
	limit: number;
}

export interface WindowPage {
	records: CrmRecord[];
	/** All records of the window at this moment. */
	total: number;
	/** The server's own clock, milliseconds since 1970, when it told. */
	serverTime?: number;
}

export interface Choice {
	name: string;
	value: string;
}

/** The contract of a CRM connector. Every method may reject with a SyncError. */
export interface CrmSide {
	readonly account: CrmAccount;
	readonly capabilities: CrmCapabilities;
	/** One cheap request that proves that login and account are right, and tells the server's clock. */
	check(): Promise<{ serverTime?: number }>;
	readWindow(request: WindowRequest): Promise<WindowPage>;
	/** The most recently changed records in the scope, newest first. */
	recent(recordType: RecordType, scope: CrmScope, limit: number): Promise<CrmRecord[]>;
	/** What a user can choose for a kind of scope. Tags are collected from the records where the CRM has no list of them. */
	choices(kind: Exclude<ScopeKind, 'all'>, recordTypes: readonly RecordType[]): Promise<Choice[]>;
}

export interface CrmCapabilities {
	recordTypes: readonly RecordType[];
	scopes: readonly ScopeKind[];
	/** Most records that one page may hold. */
	pageSize: number;
	/** The precision of the server's stamps in milliseconds. */
	stampResolutionMs: number;
	/** Whether a deleted record can be seen when reading. */
	tellsDeletions: boolean;
}
