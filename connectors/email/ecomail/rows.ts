import { emailKey } from '../../../core/contact/email';
import { tagKey } from '../../../core/contact/text';
import type { EmailList, Membership, Subscriber, SubscriberChange, TagChange } from '../../../core/ports/email';
import { wireFields } from './map';
import type { RawObject } from './raw';

/** What a write comes to: the row that is sent, and what must be true of the subscriber afterwards. */
export interface Row {
	write: SubscriberChange;
	key: string;
	email: string;
	data: RawObject;
	/** Whether base fields, custom fields or tags are to be written, beside the state. */
	carries: 'values' | 'stateOnly';
}

const SUBSCRIBED = 1;
export const UNSUBSCRIBED = 2;
/** Documented as taken by the bulk calls. */
const BULK_STATES: readonly (string | undefined)[] = ['1', '2', '4'];

export function rowOf(list: EmailList, write: SubscriberChange): Row {
	const email = write.op === 'create' ? (write.known?.email ?? emailKey(write.email)) : write.subscriber.email;
	const known = knownOf(write);
	const values = {
		...wireFields(write.fields, known?.fields),
		...customFieldsOf(write.customFields, known?.memberships[list.id]),
		...tagsOf(write.tags, known?.tags ?? []),
		...(write.op === 'create' && write.source !== undefined ? { source: write.source } : {}),
	};
	return { write, key: write.key, email, data: { email, ...values }, carries: Object.keys(values).length > 0 ? 'values' : 'stateOnly' };
}

export function knownOf(write: SubscriberChange): Subscriber | undefined {
	return write.op === 'create' ? write.known : write.subscriber;
}

/** Whether custom fields that are not sent stay is not documented, so all known ones go along. Keys are lower-cased by Ecomail. */
function customFieldsOf(change: Readonly<Record<string, string>>, membership: Membership | undefined): RawObject {
	const entries = Object.entries(change).map(([key, value]) => [key.trim().toLowerCase(), value] as const);
	if (entries.length === 0) return {};
	return { custom_fields: { ...membership?.customFields, ...Object.fromEntries(entries) } };
}

/** Sent only where they change: every write of tags replaces the set, and what others wrote meanwhile would go. */
function tagsOf(change: TagChange, before: readonly string[]): RawObject {
	const tags = tagsAfter(change, before);
	const same = tags.length === before.length && tags.every((tag) => before.includes(tag));
	return same ? {} : { tags };
}

/** Whether case counts in tags is not known, so two that differ in case only are never written beside each other. */
export function tagsAfter({ add, remove, others }: TagChange, before: readonly string[]): string[] {
	const goes = new Set(remove.map(tagKey));
	const kept = before.filter((tag) => (others === 'remove' ? add.some((one) => tagKey(one) === tagKey(tag)) : !goes.has(tagKey(tag))));
	const present = new Set(kept.map(tagKey));
	const joining = add.filter((tag) => !present.has(tagKey(tag)) && present.add(tagKey(tag)));
	return [...kept, ...joining];
}

/** A row of a bulk call states its status always: without one Ecomail takes 1 (documented). */
export function bulkRow({ write, data }: Row, list: EmailList): RawObject {
	return { ...data, status: bulkStatus(write, list) };
}

function bulkStatus(write: SubscriberChange, list: EmailList): number {
	if (write.state === 'unsubscribed') return UNSUBSCRIBED;
	if (write.op === 'create' || write.state === 'subscribed') return SUBSCRIBED;
	return Number(write.subscriber.memberships[list.id]?.serviceState ?? SUBSCRIBED);
}

/** Where the list asks new people first, bulk would skip that; states that bulk does not take go singly as well. */
export function goesInBulk({ write }: Row, list: EmailList): boolean {
	if (write.op === 'create') return list.optIn === 'single' || write.confirmation === 'skip' || write.state !== undefined;
	return write.state !== undefined || BULK_STATES.includes(write.subscriber.memberships[list.id]?.serviceState);
}

/** What of a write did not come true; undefined: all of it did. */
export type Lack = 'missing' | 'state' | 'tags' | 'keptTags';

export function lackOf({ write }: Row, list: EmailList, after: Subscriber | undefined): Lack | undefined {
	const membership = after?.memberships[list.id];
	if (!after || !membership) return 'missing';
	if (write.state === 'unsubscribed' && membership.state === 'subscribed') return 'state';
	if (write.op === 'update' && write.state === 'subscribed' && membership.state !== 'subscribed') return 'state';
	const tags = new Set(after.tags.map(tagKey));
	if (write.tags.add.some((tag) => !tags.has(tagKey(tag)))) return 'tags';
	const wanted = new Set(write.tags.add.map(tagKey));
	const kept = write.tags.others === 'remove' ? [...tags].some((tag) => !wanted.has(tag)) : write.tags.remove.some((tag) => tags.has(tagKey(tag)));
	return kept ? 'keptTags' : undefined;
}
