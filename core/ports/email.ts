import type { SyncError } from '../errors';

/**
 * How an address stands to a list. Only `subscribed` may be mailed; nothing but an explicit wish of the user turns one
 * of the last three into `subscribed`.
 */
export type SubscriberState = 'subscribed' | 'unconfirmed' | 'unsubscribed' | 'bounced' | 'complained';

/** What a service holds about a person beside the address, the same in all its lists. */
export type SubscriberField =
	| 'namePrefix'
	| 'firstName'
	| 'lastName'
	| 'nameSuffix'
	| 'company'
	| 'street'
	| 'city'
	| 'postalCode'
	/** ISO 3166-1 alpha-2, upper case. */
	| 'countryCode'
	| 'phone'
	/** "YYYY-MM-DD" */
	| 'birthday';

/** Absent is absent: no "". */
export type SubscriberFields = Partial<Record<SubscriberField, string>>;

export interface EmailList {
	id: string;
	name: string;
	/** Whether new subscribers are asked by a mail before they count as subscribed. */
	optIn: 'single' | 'double';
	/** When it was made, as the service tells it; opaque, never changes. */
	createdAt?: string;
	/** Its own fields, where the reading told them. */
	fields?: readonly ListField[];
}

/** A field of a list: the key under which values are written, and the name that people see. */
export interface ListField {
	key: string;
	name: string;
}

/** What an address has in one list. */
export interface Membership {
	state: SubscriberState;
	/** The service's own word for the state; opaque, needed to write. */
	serviceState?: string;
	/** Where the address came from, as the service tells it. */
	source?: string;
	/** ISO 8601, UTC. */
	subscribedAt?: string;
	/** By lower-cased key; without those that are empty. Absent where the reading did not show them. */
	customFields?: Readonly<Record<string, string>>;
}

/** An address that the account knows, in whatever lists. */
export interface Subscriber {
	email: string;
	fields: SubscriberFields;
	/** Fields that the reading did not show, so that nobody knows whether they are filled. */
	unseen: readonly SubscriberField[];
	/** Of the whole account, not of a list. */
	tags: readonly string[];
	/** By list id; lists that the reading did not look into are missing. */
	memberships: Readonly<Record<string, Membership>>;
}

/** How tags are to change. They are written as a set, so the connector joins them with what is there at that moment. */
export interface TagChange {
	add: readonly string[];
	remove: readonly string[];
	/** Where given, every other tag goes too. */
	others?: 'remove';
}

export type SubscriberWrite =
	| {
			/** Not in the list yet; the address may be known from another list. */
			op: 'create';
			key: string;
			email: string;
			/** As last read, where the account knows the address. */
			known?: Subscriber;
			fields: SubscriberFields;
			customFields: Readonly<Record<string, string>>;
			source?: string;
			tags: TagChange;
			/** `skip`: subscribed at once where the list would ask first. */
			confirmation: 'asListSays' | 'skip';
			automations: 'start' | 'leave';
			/** The person opted out before, under another address: known to the list, and not mailed. */
			state?: 'unsubscribed';
	  }
	/** Out of all lists, with all that the service knows of the person. */
	| { op: 'delete'; key: string; subscriber: Subscriber }
	| {
			/** In the list already, and as last read. */
			op: 'update';
			key: string;
			subscriber: Subscriber;
			/** New values; "" clears. */
			fields: SubscriberFields;
			customFields: Readonly<Record<string, string>>;
			tags: TagChange;
			/** Absent: the state stays as it is. `subscribed` is the explicit wish to subscribe again. */
			state?: 'unsubscribed' | 'subscribed';
	  };

/** A write after which the subscriber is in the list. */
export type SubscriberChange = Exclude<SubscriberWrite, { op: 'delete' }>;

export type SubscriberWriteResult =
	/** `subscriber` is what the service holds now, read back; absent after a delete. */
	| { kind: 'done'; key: string; subscriber?: Subscriber }
	| { kind: 'failed'; key: string; error: SyncError };

export interface EmailLimits {
	/** Most rows of one bulk call. */
	bulkRows: number;
	/** Characters of one tag, and of all tags of a subscriber together. */
	tagLength: number;
	tagsLength: number;
	/** Characters that a tag had better not hold. */
	tagForbids: readonly string[];
	/** Characters of all custom fields of a subscriber together. */
	customFieldsLength: number;
	/** Up to so many addresses are read and written singly; more by whole lists and in bulk. */
	singly: number;
	requestsPerMinute?: number;
}

/** The contract of a connector of an e-mail marketing service. Every method may reject with a SyncError. */
export interface EmailSide {
	/** Lower-case letters; the first part of ids in outputs. */
	readonly service: string;
	readonly limits: EmailLimits;
	/** Runs one at a time for the account, within this process: reading and writing an address belong into one turn. */
	exclusive<T>(run: () => Promise<T>): Promise<T>;
	/** All lists, read with one cheap request that also proves the login. */
	lists(): Promise<readonly EmailList[]>;
	/** Rejects with a ConfigurationError where there is no such list. */
	list(listId: string): Promise<EmailList>;
	/**
	 * What the account knows of these addresses, by emailKey; the unknown are missing. The membership of `listId` is
	 * whole, the others as far as the reading went. Tags are complete: they count for the whole account.
	 */
	find(listId: string, emails: readonly string[]): Promise<ReadonlyMap<string, Subscriber>>;
	/** Every subscriber of one list in any state. Rejects rather than to answer a part. */
	members(listId: string): Promise<ReadonlyMap<string, Subscriber>>;
	/**
	 * Carries the writes out in as few requests as possible, and reads back what came of them. Yields results as batches finish; rejects (after having yielded what is known) where no
	 * further call can succeed, and when cancelled.
	 */
	write(list: EmailList, writes: readonly SubscriberWrite[]): AsyncIterable<SubscriberWriteResult[]>;
	readonly mailings: CampaignSource;
	readonly webhooks: EmailWebhooks;
}

/**
 * Notes on the subscribers of a list for whom in a CRM they were put there. By them somebody is known whose address has changed,
 * so that an opt-out under the old one counts for the new one.
 */
export interface ContactNotes {
	/** By contact id the addresses in the list under which it is known; the unknown are missing. May be some minutes old. `ofItAlone`: without those that stand for others too. */
	addresses(contactIds: readonly string[], whose?: 'ofItAlone'): Promise<ReadonlyMap<string, readonly string[]>>;
	/** The list field with the note added; empty where it is there, or nobody knows what is there. */
	added(membership: Membership | undefined, contactId: string): Readonly<Record<string, string>>;
}

/** Things that happen between a mailing and a contact. `bounced` for good; `deferred` for the moment. */
export type MailingEventKind = 'sent' | 'opened' | 'clicked' | 'bounced' | 'deferred' | 'unsubscribed' | 'complained';

/** A campaign, or an automation, which has no date of its own and goes on. */
export interface Mailing {
	/** "campaign:12" or "automation:3". */
	id: string;
	kind: 'campaign' | 'automation';
	/** The service's own id. */
	sourceId: string;
	title: string;
	subject?: string;
	sender?: string;
	/** ISO 8601, UTC. */
	sentAt?: string;
	/** The public copy. */
	url?: string;
	recipients?: number;
}

/** One thing that happened, where the service keeps a log. */
export interface MailingEvent {
	/** The same event has the same id, however often it is read. */
	id: string;
	kind: MailingEventKind;
	/** ISO 8601, UTC. */
	at: string;
	url?: string;
}

/** What is known of one contact in one mailing. */
export interface MailingContact {
	email: string;
	/** How often, up to now. Absent where only the new events were read. */
	totals?: Readonly<Partial<Record<MailingEventKind, number>>>;
	/** Dated events; none where the service does not date them. */
	events: readonly MailingEvent[];
}

export interface MailingReading {
	/** `everything`: all contacts with their totals. `news`: only contacts with events since the mark, without totals. */
	extent: 'everything' | 'news';
	/** `firstSeen`: the service keeps no dates here, so the day of the first reading has to do. */
	dates: 'logged' | 'firstSeen';
	contacts: readonly MailingContact[];
	/** Contacts up to now, each counted once, as the service's own report has them. Where only news were read, and as far as it tells. */
	counts?: Readonly<Partial<Record<MailingEventKind, number>>>;
	/** Who unsubscribed or complained, each counted once; where both happened and the service tells. */
	optedOut?: number;
	/** Stored by the caller once the reading is written, and given with the next one. Opaque, under 100 characters. */
	mark: string;
}

/** Where campaign and automation activity comes from. */
export interface CampaignSource {
	/** Campaigns sent since `from` (ms since 1970) and all automations, oldest first. Sending ones come when they are sent. */
	mailings(from: number): Promise<readonly Mailing[]>;
	/** Without a mark everything, else what is new since then; late events included. `pageRead` is told the contacts so far, after each page of them. */
	read(mailing: Mailing, mark?: string, pageRead?: (contacts: number) => void): Promise<MailingReading>;
	/** Tags that automations give and take: what a mirror of tags has to look at. */
	automationTags(): Promise<readonly string[]>;
}

export type EmailEventKind = 'subscribed' | 'unsubscribed' | 'sent' | 'opened' | 'clicked' | 'bounced' | 'complained' | 'automationStep' | 'other';

/** What a service pushed to us. */
export interface EmailEvent {
	kind: EmailEventKind;
	/** The same event has the same id when it is delivered again. Absent where the service tells none: what is done about it must bear repeating. */
	id?: string;
	email?: string;
	/** ISO 8601, UTC, where told. */
	at?: string;
	listId?: string;
	mailingId?: string;
	url?: string;
	/** As told with an automation's step. */
	tags?: readonly string[];
}

/** `list`: changes of state in one list. `account`: what happens to messages. `automation`: a step of an automation. */
export type WebhookKind = 'list' | 'account' | 'automation';

export interface EmailWebhooks {
	/** Parses a delivery of any kind; parts that cannot be read are left out. `deliveryId`: of its headers, where sent. */
	parse(kind: WebhookKind, body: unknown, deliveryId?: string): EmailEvent[];
	/** The header that names a delivery, in lower case. */
	readonly deliveryHeader: string;
	/** Kinds that can be set up by us; the others by hand in the service. */
	readonly registrable: readonly WebhookKind[];
	/** The address that the account's slot holds now; undefined: free. */
	registered(): Promise<string | undefined>;
	/** Never over somebody else's address: rejects with a ConfigurationError then. "" frees a slot that holds `ours`. */
	register(url: string, ours: string): Promise<void>;
}
