import type { Setting } from './switches';

/** Base fields of a contact as the API spells them. */
export const baseFields = ['name', 'surname', 'gender', 'company', 'city', 'street', 'zip', 'country', 'phone', 'pretitle', 'surtitle', 'birthday', 'nameday', 'vokativ', 'vokativ_s', 'notes'] as const;
export type BaseField = (typeof baseFields)[number];

/** A contact of the account: base fields and tags are the same in all lists [documented shapes]. */
export interface Contact {
	id: number;
	email: string;
	fields: Partial<Record<BaseField, string>>;
	tags: string[];
	insertedAt: number;
}

/** [documented] 1 subscribed, 2 unsubscribed, 4 hard bounce, 5 spam complaint, 6 unconfirmed; 3 soft bounce [seen]. */
export type Status = 1 | 2 | 3 | 4 | 5 | 6;

export interface Membership {
	id: number;
	status: Status;
	source: string | null;
	subscribedAt: number;
	unsubscribedAt: number | null;
	customFields: Record<string, string>;
	groups: Record<string, string[]> | null;
}

export interface List {
	id: number;
	name: string;
	fromName: string;
	fromEmail: string;
	replyTo: string;
	doubleOptin: boolean;
	customFields: Record<string, { type: string; name: string }>;
	/** Typed into the list's settings by a person; one per list. */
	webhookUrl?: string;
	createdAt: number;
	/** By key of the address. */
	members: Map<string, Membership>;
}

/** [documented] */
export type EventName = 'send' | 'open' | 'click' | 'bounce' | 'hard_bounce' | 'soft_bounce' | 'out_of_band' | 'unsub' | 'spam' | 'spam_complaint';

export interface LogRow {
	id: number;
	campaignId: number | null;
	pipelineId: number | null;
	actionId: number | null;
	event: EventName;
	email: string;
	url: string | null;
	at: number;
	mailName: string;
}

/** [documented] 0 draft, 1 preparing, 2 sending, 3 sent, 4 errored, 7 scheduled. */
export interface Campaign {
	id: number;
	title: string;
	subject: string;
	fromName: string;
	fromEmail: string;
	status: 0 | 1 | 2 | 3 | 4 | 7;
	listIds: number[];
	sentAt: number | null;
	/** Keys of addresses, in the order of sending. */
	recipients: string[];
}

export interface PipelineAction {
	id: number;
	/** [documented] mail, wait, tag, untag, webhook, end and others. */
	type: 'mail' | 'wait' | 'tag' | 'untag' | 'webhook' | 'end';
	properties: Record<string, unknown>;
}

export interface Pipeline {
	id: number;
	name: string;
	actions: PipelineAction[];
	entered: string[];
}

export interface AutomationLogRow {
	id: number;
	pipelineId: number;
	actionId: number;
	email: string;
	at: number;
}

export interface Account {
	name: string;
	contacts: Map<string, Contact>;
	lists: Map<number, List>;
	campaigns: Map<number, Campaign>;
	pipelines: Map<number, Pipeline>;
	log: LogRow[];
	automationLog: AutomationLogRow[];
	/** The one slot of the account's message events; null: free. */
	webhookUrl: string | null;
	/** Mails that ask to confirm a sign-up. */
	confirmationMails: Array<{ listId: number; email: string; at: number }>;
	/** Bulk calls that take effect later (switch bulkProcessing). */
	waiting: Array<{ at: number; act(): void }>;
	key: string;
	lastIds: Map<string, number>;
}

/** What a handler works with. */
export interface Desk {
	account: Account;
	setting: Setting;
	now: number;
	/** Sends a webhook; it is delivered in the background and kept in the list of deliveries. */
	deliver(url: string, body: unknown, headers?: Record<string, string>): void;
}

export function nextId(account: Account, kind: string): number {
	const id = (account.lastIds.get(kind) ?? 0) + 1;
	account.lastIds.set(kind, id);
	return id;
}

/** Addresses are found without regard to case [assumed]. */
export function keyOf(email: string): string {
	return email.trim().toLowerCase();
}

export function createAccount(name: string, key: string): Account {
	return {
		name,
		key,
		contacts: new Map(),
		lists: new Map(),
		campaigns: new Map(),
		pipelines: new Map(),
		log: [],
		automationLog: [],
		webhookUrl: null,
		confirmationMails: [],
		waiting: [],
		lastIds: new Map(),
	};
}

/** Lets bulk calls take effect whose time has come. */
export function settleWaiting(account: Account, now: number): void {
	const due = account.waiting.filter(({ at }) => at <= now);
	account.waiting = account.waiting.filter(({ at }) => at > now);
	for (const { act } of due) act();
}
