import type { Contact, ContactFields, CrmAccount, FieldPatch, MappedField, RecordRef, RecordType, SyncField } from '../contact/contact';
import type { SyncError } from '../errors';

/** Which contacts of the CRM take part. `none` means all of them. */
export type CrmScope =
	| { kind: 'all' }
	| { kind: 'tag'; tag: string }
	| { kind: 'owner'; ownerId: string; label?: string }
	| { kind: 'category'; categoryId: string; label?: string }
	/** A list that people fill by hand. */
	| { kind: 'group'; groupId: string; label?: string };

export type ScopeKind = CrmScope['kind'];

/** A record as the CRM holds it now. */
export interface CrmRecord {
	contact: Contact;
	/** Id of the contact's category, where the CRM has categories with ids; "" when the contact has none. */
	categoryId?: string;
	/** Ids of the groups that the contact is in, where the CRM has groups; absent where it was not asked for. */
	groupIds?: readonly string[];
	/**
	 * Links to partner records (see core/contact/link.ts) stored on the record. Absent where a listing does not show
	 * them: `read` does. A mark without an id says only that the record is paired.
	 */
	links?: readonly string[];
	/**
	 * `invalid`: kept by the CRM, but put out of use by a person; `untitled`: without the legal title that the flow asks for. Both count
	 * as out of scope. Connectors never answer the latter.
	 */
	standing: 'active' | 'invalid' | 'untitled';
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

export interface ChangesRequest {
	recordTypes: readonly RecordType[];
	scope: CrmScope;
	/** From an earlier answer for the same scope and types; absent: everything. */
	cursor?: string;
}

/** One step of reading what changed. */
export interface CrmChanges {
	/**
	 * `changes`: records touched since the cursor, in the scope or not, where the CRM can tell; repeats are allowed.
	 * `everything`: all records of the scope, over all steps until `more` is "no": whoever is not among them has left
	 * or is gone. A connector answers so without a cursor, where it cannot tell changes, or where a count shows that
	 * something left unseen.
	 */
	extent: 'changes' | 'everything';
	records: CrmRecord[];
	/** Known to be deleted since the cursor. */
	gone: RecordRef[];
	/** Opaque, less than 4 KB, from values of the server only. Never ahead of what was read. */
	cursor: string;
	more: 'yes' | 'no';
	/** The server's own clock, milliseconds since 1970, when it told. */
	serverTime?: number;
}

/** How a record stands to the flow's scope after a write. */
export type ScopeMove = 'stay' | 'join' | 'leave';

export type CrmWrite =
	/** The new record is in the scope and carries the link, in as few requests as the CRM allows: scope before link. */
	| { op: 'create'; key: string; recordType: RecordType; fields: ContactFields; scope: CrmScope; link?: string }
	| {
			op: 'update';
			key: string;
			/** As last read. The connector reads it again right before it writes; another version is a conflict. */
			record: CrmRecord;
			/** When `read` told it, ms by our clock, where that was in this run: one of a moment ago need not be read again. */
			readAt?: number;
			patch: FieldPatch;
			scope: CrmScope;
			/** In before linking, out before unlinking, where one request cannot do both. */
			move: ScopeMove;
			link?: LinkWrite;
			tags?: { add: readonly string[]; remove: readonly string[] };
			/** Sets the opt-out of mailings. There is no way to take it back. */
			optOut?: true;
	  }
	/** As far as `capabilities.destroys` goes: to the trash, invalid, or away. */
	| { op: 'delete'; key: string; record: CrmRecord };

export type LinkWrite = { set: string } | { remove: string };

export type CrmWriteResult =
	/**
	 * `record` is what the CRM holds now, read back after its own reshaping; absent after a delete. Where a link was all
	 * there was to write, it may be the record as given, with the link. `overtaken`: someone else wrote between our read
	 * and our write; `record` shows what came out of it.
	 */
	| { kind: 'done'; key: string; record?: CrmRecord; overtaken?: true }
	/** Someone wrote it since `record` was read; nothing was written. `current` is absent when the record is gone. */
	| { kind: 'conflict'; key: string; current?: CrmRecord }
	/** A create whose answer was lost and that could not be found yet; not to be repeated before `until` (ms). */
	| { kind: 'unknown'; key: string; until: number }
	| { kind: 'failed'; key: string; error: SyncError };

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
	/** Reading in windows of time; absent where the CRM cannot list by modification stamp in pages. */
	readWindow?(request: WindowRequest): Promise<WindowPage>;
	changes(request: ChangesRequest): Promise<CrmChanges>;
	/** Records with everything there is to know about them, links included, by contact id. Those that are gone are missing. */
	read(refs: readonly RecordRef[]): Promise<ReadonlyMap<string, CrmRecord>>;
	/** As `read`, but without links and in as few requests as the CRM allows; absent where `read` is no dearer. */
	readListed?(refs: readonly RecordRef[]): Promise<ReadonlyMap<string, CrmRecord>>;
	/** The record that carries this link, where the CRM can look links up. */
	findByLink(link: string): Promise<CrmRecord | undefined>;
	/** Records that have this address, in any case, as listings show them; absent where the CRM cannot look addresses up. */
	findByEmail?(email: string): Promise<readonly CrmRecord[]>;
	/**
	 * Carries the writes out, serially or within the connection limit, and yields results as they finish, so that what
	 * was written is known when a later write stops the run. Rejects (after having yielded all known results) with a
	 * GuardError at a used-up day quota and when cancelled.
	 */
	write(writes: readonly CrmWrite[]): AsyncIterable<CrmWriteResult[]>;
	/** The most recently changed records in the scope, newest first. */
	recent(recordType: RecordType, scope: CrmScope, limit: number): Promise<CrmRecord[]>;
	/** What a user can choose for a kind of scope. Tags are collected from the records where the CRM has no list of them. */
	choices(kind: Exclude<ScopeKind, 'all'>, recordTypes: readonly RecordType[]): Promise<Choice[]>;
}

/** A CRM that can be read in windows of time. */
export type WindowedCrm = CrmSide & Required<Pick<CrmSide, 'readWindow'>>;

export interface CrmCapabilities {
	recordTypes: readonly RecordType[];
	scopes: readonly ScopeKind[];
	/** Most records that one page may hold. */
	pageSize: number;
	/** The precision of the server's stamps in milliseconds. */
	stampResolutionMs: number;
	/** Whether a deleted record can be seen when reading. */
	tellsDeletions: boolean;
	/** Scopes that a record can be put into and taken out of. */
	joinable: readonly ScopeKind[];
	/** What can be written per type; the other fields only go to the partner. */
	writable: Readonly<Record<RecordType, readonly SyncField[]>>;
	/** The mapped fields that its records show and take; absent: none. */
	mapped?: Readonly<Record<RecordType, readonly MappedField[]>>;
	/** What a list field can hold; absent: no limit. */
	slots: Partial<Record<'emails' | 'phones' | 'addresses' | 'websites', number>>;
	/** Where links are seen: in listings, in a record read singly, nowhere as the CRM has no place for them. */
	links: 'listed' | 'single' | 'none';
	/** Whether an opt-out of mailings can be set. Absent: it can. */
	takesOptOut?: 'no';
	/** What a delete comes to. */
	destroys: 'trash' | 'invalid' | 'gone' | 'nothing';
	/** How many records a minute can be written, where known; for telling how long a run takes. */
	recordsPerMinute?: number;
}
