import type { LegalTitleRule } from '../contact/legalTitle';

/** What becomes of an address that is in the list already. */
export type ExistingRule = 'tagOnly' | 'fillGaps' | 'overwrite';

/** Names of the list's own fields that facts of the CRM go to; "" for none. */
export interface ListFields {
	owner: string;
	state: string;
	relationship: string;
	language: string;
}

export interface SubscribeSettings {
	/** Carried by everybody who comes from here; "" for none. */
	markerTag: string;
	/** Told as the origin of new subscribers; "" for none. */
	source: string;
	existing: ExistingRule;
	/** Which tags somebody gets who is in the list already. New ones get all. */
	existingTags: 'marker' | 'all';
	/** `all`: each address of a contact becomes a subscriber with the same data. */
	addresses: 'first' | 'all';
	listFields: ListFields;
	confirmation: 'asListSays' | 'skip';
	automations: 'start' | 'leave';
	/** Whether somebody who unsubscribed may be subscribed again. Bounces and complaints never are. */
	resubscribe: 'never' | 'asked';
	/** What happens to who leaves the scope or is deleted in the CRM. */
	leaving: 'untag' | 'unsubscribe' | 'delete' | 'nothing';
	/** Whoever has no such title is not put into the list, and leaves as out of the scope. Absent: titles do not matter. */
	legalTitle?: LegalTitleRule;
}

/** Checks on a plan that stop a run before its first write. */
export type EmailGuard = 'confirmationMails';

export const EMAIL_GUARD_TITLES: Record<EmailGuard, string> = { confirmationMails: 'Many Confirmation Mails' };

/** More confirmation mails than this are not sent unasked. */
export const MOST_CONFIRMATION_MAILS = 20;
