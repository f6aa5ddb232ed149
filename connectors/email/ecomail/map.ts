import type { EmailList, Membership, Subscriber, SubscriberField, SubscriberFields, SubscriberState } from '../../../core/ports/email';
import { mapOf, numberOf, tagsOf, textOf, type RawObject } from './raw';

/** Our fields and what Ecomail calls them. */
const WIRE: Readonly<Record<SubscriberField, string>> = {
	namePrefix: 'pretitle',
	firstName: 'name',
	lastName: 'surname',
	nameSuffix: 'surtitle',
	company: 'company',
	street: 'street',
	city: 'city',
	postalCode: 'zip',
	countryCode: 'country',
	phone: 'phone',
	birthday: 'birthday',
};
const FIELDS = Object.keys(WIRE) as SubscriberField[];

/** 3, a soft bounce, passes; the address stays with its list, but is not mailed for now. */
const STATES: Readonly<Record<string, SubscriberState>> = { 1: 'subscribed', 2: 'unsubscribed', 3: 'bounced', 4: 'bounced', 5: 'complained', 6: 'unconfirmed', SUBSCRIBED: 'subscribed', UNSUBSCRIBED: 'unsubscribed' };

/** An unknown state counts as the strictest one that a person can leave. */
export function stateOf(status: unknown): Pick<Membership, 'state' | 'serviceState'> {
	const serviceState = textOf(status) ?? '';
	return { state: STATES[serviceState] ?? 'unsubscribed', serviceState };
}

export function listOf(raw: RawObject): EmailList | undefined {
	const id = textOf(raw.id);
	const createdAt = textOf(raw.created);
	if (id === undefined) return undefined;
	return {
		id,
		name: textOf(raw.name) ?? id,
		optIn: [true, 1, '1'].includes(raw.double_optin as boolean) ? 'double' : 'single',
		...(createdAt === undefined ? {} : { createdAt }),
		...('custom_fields' in raw ? { fields: Object.entries(mapOf(raw.custom_fields)).map(([key, field]) => ({ key, name: textOf(mapOf(field).name) ?? key })) } : {}),
	};
}

export function membershipOf(raw: RawObject): Membership {
	const subscribedAt = instantOf(raw.subscribed_at);
	const source = textOf(raw.source);
	return {
		...stateOf(raw.status),
		...(source === undefined ? {} : { source }),
		...(subscribedAt === undefined ? {} : { subscribedAt }),
		...('custom_fields' in raw ? { customFields: customFieldsOf(raw.custom_fields) } : {}),
	};
}

function customFieldsOf(raw: unknown): Record<string, string> {
	const entries = Object.entries(mapOf(raw)).flatMap(([key, value]): Array<[string, string]> => {
		const text = textOf(value) ?? textOf(mapOf(value).value);
		return text === undefined ? [] : [[key.trim().toLowerCase(), text]];
	});
	return Object.fromEntries(entries);
}

/** "2026-03-02 10:00:00" is taken for UTC (assumed). */
export function instantOf(value: unknown): string | undefined {
	const text = textOf(value);
	if (text === undefined) return undefined;
	const ms = Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(text) ? text : `${text.replace(' ', 'T')}Z`);
	return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

/** A reading of a contact; `tags` are undefined where it did not show them. */
export interface ReadContact {
	email: string;
	fields: SubscriberFields;
	unseen: SubscriberField[];
	tags: string[] | undefined;
}

export function contactOf(raw: RawObject): ReadContact {
	const fields: SubscriberFields = {};
	for (const field of FIELDS) {
		const value = textOf(raw[WIRE[field]]);
		if (value !== undefined) fields[field] = value;
	}
	return { email: textOf(raw.email) ?? '', fields, unseen: FIELDS.filter((field) => !(WIRE[field] in raw)), tags: tagsOf(raw.tags) };
}

/**
 * Base fields as they are sent. Where a first name goes without a surname, Ecomail would split a surname off (seen), so that
 * the surname always goes with it.
 */
export function wireFields(fields: SubscriberFields, known: SubscriberFields = {}): Record<string, string> {
	const sent: Record<string, string> = {};
	for (const field of FIELDS) {
		const value = fields[field];
		if (value !== undefined) sent[WIRE[field]] = value;
	}
	if (sent.name !== undefined && sent.surname === undefined) sent.surname = known.lastName ?? '';
	return sent;
}

/** Several readings of one address as one. */
export function joined(readings: readonly Subscriber[]): Subscriber | undefined {
	const [first, ...others] = readings;
	if (!first) return undefined;
	return others.reduce<Subscriber>(
		(all, one) => ({
			...all,
			fields: { ...one.fields, ...all.fields },
			unseen: all.unseen.filter((field) => one.unseen.includes(field)),
			tags: [...new Set([...all.tags, ...one.tags])],
			memberships: { ...all.memberships, ...one.memberships },
		}),
		first,
	);
}

export function countOf(body: unknown, name: string): number | undefined {
	return numberOf(mapOf(body)[name]);
}
