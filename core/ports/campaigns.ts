import type { SyncError } from '../errors';

/** What came of a mailing for one address. `sent` where nothing more is known, or delivery was put off. */
export type DeliveryState = 'sent' | 'delivered' | 'rejected';

/** One contact in one activity: what happened, and on which day first. Days as "YYYY-MM-DD". */
export interface ActivityRow {
	/** Lower case, trimmed. Identity within the activity. */
	email: string;
	state: DeliveryState;
	opened?: string;
	clicked?: string;
	unsubscribed?: string;
}

/** How many contacts, each counted once. */
export interface ActivityCounts {
	sent: number;
	opened: number;
	clicked: number;
	unsubscribed: number;
	rejected: number;
}

/** Which mailing of which service an activity stands for; the same on every run. */
export interface ActivityKey {
	/** The e-mail service, in lower-case letters. */
	service: string;
	kind: 'campaign' | 'automation';
	/** The service's own id of it. */
	sourceId: string;
}

/** A campaign or automation as the CRM shows it, without its contacts. */
export interface Activity extends ActivityKey {
	title: string;
	subject?: string;
	/** ISO 8601, UTC. Automations have none. */
	sentAt?: string;
	/** Where a person sees the results. */
	url?: string;
	/** `firstSeen`: the service keeps no dates, so rows carry the day on which they were first seen. */
	dates: 'logged' | 'firstSeen';
	counts: ActivityCounts;
}

/** An activity that the CRM holds. */
export interface StoredActivity {
	key: ActivityKey;
	/** The CRM's own id of it. */
	id: string;
	/** As far as the CRM has them. */
	counts: Partial<ActivityCounts>;
	url?: string;
}

export type RowResult =
	| { kind: 'done'; email: string }
	/** No record of the CRM has this address; nothing was written. */
	| { kind: 'notInCrm'; email: string }
	/** Would be sent; nobody was asked whether the CRM has the address. */
	| { kind: 'planned'; email: string }
	| { kind: 'failed'; email: string; error: SyncError };

/** An activity of the service in the CRM that somebody else has written, under an id by which we know no mailing. */
export interface ForeignActivity {
	title: string;
	/** "YYYY-MM-DD", when it was sent; else when it was written. */
	day?: string;
}

/**
 * Where campaign activity goes to: the CRM. Kept for one run. Methods reject with a SyncError when the run cannot go on.
 * Writing the same again changes nothing, whatever call an earlier run was cut at.
 */
export interface CampaignSink {
	/** What the CRM holds of this mailing; the oldest, where it holds several. */
	find(key: ActivityKey): Promise<StoredActivity | undefined>;
	/** What other tools have written of this service; none where the CRM has no place that is shared with them. */
	others(service: string): Promise<readonly ForeignActivity[]>;
	/** Creates it. A create whose answer was lost is looked up, never repeated blindly. */
	create(activity: Activity): Promise<StoredActivity>;
	/** Brings counts and link up to date; what a person wrote elsewhere stays. */
	update(stored: StoredActivity, activity: Activity): Promise<void>;
	/** All rows; several with one address where several records of the CRM have it. */
	rows(stored: StoredActivity): Promise<readonly ActivityRow[]>;
	/** Adds rows, and changes those whose address is there. Yields results as batches finish. Rows must be complete, as an absent date may clear one. */
	writeRows(stored: StoredActivity, rows: readonly ActivityRow[], activity: Activity): AsyncIterable<readonly RowResult[]>;
}
