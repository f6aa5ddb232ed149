import { accountKey, type ContactFields, type CrmAccount, type FieldPatch, type MappedField, type SyncField } from '../contact/contact';
import type { UnknownPart } from '../contact/normalise';
import type { SyncError } from '../errors';

export type { FieldPatch };

/** Our pair entry as its record carries it: the CRM account it belongs to, and its text. */
export interface StoredEntry {
	accountKey: string;
	text: string;
}

/** The key under which a partner stores the pair entry of a CRM account. */
export function entryKey(account: CrmAccount): string {
	return `contact-sync:${accountKey(account)}`;
}

/** A record of the partner side as last read. */
export interface PartnerRecord {
	id: string;
	/** Changes with every write; opaque. Needed to write. */
	version: string;
	/** ISO 8601, UTC, by the partner's clock. */
	modifiedAt?: string;
	fields: ContactFields;
	/** Ids of all groups that the record is in. */
	groups: readonly string[];
	/** Our entries, of every CRM account; two of one account where a person merged two records. */
	entries: readonly StoredEntry[];
	/** CRM record ids (as of contactId) stored beside the entries; survive where an entry does not. */
	externalIds: readonly string[];
	/** The reading cut a list short. An update of such a record is answered as a conflict with the whole record. */
	truncated: boolean;
	/**
	 * Whether the person may be sent mailings, where the partner sends them. Absent: it does not know. An opt-out here opts
	 * the person out in the CRM, and the other way round; nothing ever takes one back.
	 */
	mailing?: 'open' | 'optedOut' | 'unreachable';
	/** Contact ids of whom another node has put this address there; no pairs, but an opt-out here is one of theirs. */
	noted?: readonly string[];
	/** Ids under which this record was known before a person merged others into it. */
	formerIds?: readonly string[];
}

/** A group (label, list) of the partner side that our flow works in. */
export interface PartnerGroup {
	id: string;
	name: string;
	/** Text of our flow entry on the group, if it has one. */
	flowEntry?: string;
	kind: 'user' | 'system';
}

/** A record that is gone. */
export interface GoneRecord {
	id: string;
	/** As it was last seen; absent where nobody here has seen it. */
	last?: PartnerRecord;
}

export interface PartnerSnapshot {
	/** All records of the account, never a part of them. */
	records: ReadonlyMap<string, PartnerRecord>;
	groups: readonly PartnerGroup[];
	/** Creates of ours whose outcome is not known yet, by contact id: until when (ms) they must not be repeated. */
	pendingCreates: ReadonlyMap<string, number>;
	/** The account's mark in links, where the partner has one of its own; else a random one is kept in flow entries. */
	accountMark?: string;
	/** Each create sends the person a mail that asks for consent. */
	creates?: 'askByMail';
	/** Names this view, so that a later one tells what is gone since. Opaque, less than 2 KB; absent where the partner never tells. */
	cursor?: string;
	/** Records that are gone since the cursor that was given, and not by our own deleting; absent where only a comparison of everything can tell. A partner that tells no deletions names those that this process has seen go. */
	gone?: readonly GoneRecord[];
}

/** Our data, sent in the same request as the values. It replaces every entry of this account on the record. */
export interface EntryWrite {
	account: CrmAccount;
	contactId: string;
	/** Without blanks. null takes our entry and external id of this account off the record. */
	text: string | null;
}

export type PartnerWrite =
	| { op: 'create'; key: string; fields: ContactFields; groups: readonly string[]; entry: EntryWrite }
	| {
			op: 'update';
			key: string;
			record: PartnerRecord;
			/**
			 * `doNotEmail: true` opts the person out. Where the address is the identity, another address in `emails` moves the
			 * pair to the record of that address, which is created with all that this one holds, the opt-out included, where
			 * there is none; this one then loses group and entry. The move comes to a `failed` where another pair has it.
			 */
			patch: FieldPatch;
			/** The whole new set of groups; absent when they stay. Without any, the partner may keep it in its visible group. */
			groups?: readonly string[];
			entry?: EntryWrite;
			/** Of a move to another address: the contact whose pair is there, and which is gone, so that it is no other pair. */
			replaces?: string;
	  }
	/** A conflict where somebody wrote the record since it was read as `record`; where there is no lock it is looked at right before. */
	| { op: 'delete'; key: string; record: PartnerRecord };

export type PartnerWriteResult =
	/** `record` is what the partner answered, after its own reshaping; absent after a delete. */
	| { kind: 'done'; key: string; record?: PartnerRecord }
	/** Someone wrote it meanwhile. `current` is absent when the record is gone. */
	| { kind: 'conflict'; key: string; current?: PartnerRecord }
	/** A create whose answer was lost and that could not be found yet. */
	| { kind: 'unknown'; key: string; until: number }
	| { kind: 'failed'; key: string; error: SyncError };

/** What a partner tells since a cursor. */
export interface PartnerChanges {
	/** `everything` after a cold start or where the cursor has expired: then nothing can be inferred about the time between. */
	extent: 'changes' | 'everything';
	records: readonly PartnerRecord[];
	/** Ids of records that are gone since the cursor; never filled for `everything`. */
	gone: readonly string[];
	/** Opaque, less than 2 KB. Later deltas go on from here. */
	cursor: string;
}

/** The contract of a partner connector. Methods reject with a SyncError when the run cannot go on. */
export interface PartnerSide {
	readonly capabilities: PartnerCapabilities;
	/** All groups, read without the records. */
	groups(): Promise<readonly PartnerGroup[]>;
	/** Complete view: from a warm index and its changes where there is one, else read whole. `since`: the cursor of an earlier one. */
	snapshot(since?: string): Promise<PartnerSnapshot>;
	/** Everything that changed since the cursor, all pages of it; without a cursor, or with an expired one, everything. */
	changes(cursor: string | undefined): Promise<PartnerChanges>;
	/**
	 * Creates a group with a flow entry in one request. Where the name is taken, adopts that group; a flow entry that
	 * it carries already stays, for the caller to compare.
	 */
	createGroup(name: string, flowEntry: string): Promise<PartnerGroup>;
	writeFlowEntry(group: PartnerGroup, flowEntry: string): Promise<PartnerGroup>;
	/**
	 * Carries the writes out in as few requests as possible, serially. Yields results as batches finish, so
	 * that what was written is known when a later batch stops the run. Rejects (after having yielded all
	 * known results) with a GuardError at a used-up day quota and when cancelled. In a full account each create fails
	 * with a GuardError, and the other writes go on.
	 */
	write(writes: readonly PartnerWrite[]): AsyncIterable<PartnerWriteResult[]>;
}

export interface PartnerCapabilities {
	/** Lower-case letters, for example "google": the first part of links to its records. */
	kind: string;
	/**
	 * `email`: the address is the record, so that there is one for each address and its id is the address by emailKey; who has
	 * none takes no part. Absent: records have ids of their own.
	 */
	identity?: 'email';
	/** The fields that its records can hold. Absent: all of them. */
	writable?: readonly SyncField[];
	/** The mapped fields that its records show and take; absent: none. */
	mapped?: readonly MappedField[];
	/** `ofNew`: records that are created take the CRM's tags. Absent: tags are not sent. */
	tags?: 'ofNew';
	/** Parts of those fields that it has no place for. */
	unknownParts?: readonly UnknownPart[];
	/** The most records that the account may hold. */
	maxRecords: number;
	/** The group that makes records visible on phones, if the partner has such a thing. */
	visibleGroupId?: string;
	/** The precision of its stamps in milliseconds. */
	stampResolutionMs: number;
	/** How many records a minute can be written in bulk, where a quota limits it; for telling how long a run takes. */
	recordsPerMinute?: number;
	/** What a list field can hold; absent: no limit. */
	slots: Partial<Record<'emails' | 'phones' | 'addresses' | 'websites', number>>;
}
