import { isObject, type JsonObject } from '../kit/json';
import { invalid } from './errors';
import { baseFields, keyOf, nextId, type BaseField, type Contact, type Desk, type List, type Membership, type Status } from './model';

/** [documented] 50 characters a tag, 2,000 all together, 5,000 of custom fields. */
export const limits = { tag: 50, tags: 2000, customFields: 5000, bulk: 3000 } as const;

/** A row of subscriber_data, parsed. Absent members were not sent. */
export interface Row {
	email: string;
	fields: Partial<Record<BaseField, string>>;
	tags?: string[];
	customFields?: Record<string, { value: string; type: string }>;
	groups?: Record<string, string[]>;
	status?: Status;
	source?: string;
}

const states: readonly number[] = [1, 2, 4, 5, 6];

/** Throws 422 where a value cannot be taken. */
export function parseRow(desk: Desk, data: unknown, emailAtRoot?: unknown): Row {
	if (!isObject(data)) throw invalid('subscriber_data', 'The subscriber data field is required.');
	const email = emailAtRoot ?? data.email;
	if (typeof email !== 'string' || email.trim() === '') throw invalid('email', 'email_required');
	if (!/^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(email.trim())) throw invalid('email', 'The email must be a valid email address.');
	const row: Row = { email: desk.setting('emailCase') === 'lowered' ? keyOf(email) : email.trim(), fields: fieldsOf(data) };
	if (Array.isArray(data.tags)) row.tags = tagsOf(desk, data.tags);
	if (isObject(data.custom_fields)) row.customFields = customFieldsOf(data.custom_fields);
	if (isObject(data.groups)) row.groups = Object.fromEntries(Object.entries(data.groups).map(([id, names]) => [id, Array.isArray(names) ? names.map(String) : []]));
	if (typeof data.source === 'string') row.source = data.source;
	if (data.status !== undefined) row.status = statusOf(data.status);
	return row;
}

function statusOf(value: unknown): Status {
	if (!states.includes(Number(value))) throw invalid('status', 'The selected status is invalid.');
	return Number(value) as Status;
}

/** [seen] A name of several words is split where no surname comes with it; surname "" stops that. null and "" clear [assumed]. */
function fieldsOf(data: JsonObject): Row['fields'] {
	const fields: Row['fields'] = {};
	for (const field of baseFields) {
		const value = data[field];
		if (value !== undefined) fields[field] = value === null ? '' : String(value);
	}
	if (fields.gender && !['male', 'female'].includes(fields.gender)) throw invalid('gender', 'The selected gender is invalid.');
	const words = fields.name?.trim().split(/\s+/) ?? [];
	if (words.length > 1 && fields.surname === undefined) Object.assign(fields, { name: words[0], surname: words.slice(1).join(' ') });
	return fields;
}

function tagsOf(desk: Desk, sent: readonly unknown[]): string[] {
	const tags = sent.map((tag) => {
		const text = String(tag);
		if ([...text].length <= limits.tag) return text;
		if (desk.setting('overlongTag') === 'cut') return [...text].slice(0, limits.tag).join('');
		throw invalid('tags', 'A tag may not be greater than 50 characters.');
	});
	if (tags.join('').length > limits.tags) throw invalid('tags', 'The tags may not be greater than 2000 characters.');
	return unique(desk, tags);
}

export function unique(desk: Desk, tags: readonly string[]): string[] {
	const key = (tag: string): string => (desk.setting('tagCase') === 'insensitive' ? tag.toLowerCase() : tag);
	const taken = new Set<string>();
	return tags.filter((tag) => !taken.has(key(tag)) && taken.add(key(tag)));
}

/** [documented] Keys are trimmed and lower-cased; two that become one are refused. */
function customFieldsOf(sent: JsonObject): NonNullable<Row['customFields']> {
	const found: NonNullable<Row['customFields']> = {};
	for (const [name, value] of Object.entries(sent)) {
		const key = name.trim().toLowerCase();
		if (key in found) throw invalid('custom_fields', 'Duplicate custom field keys.');
		const typed = isObject(value) ? value : { value, type: 'string' };
		found[key] = { value: typed.value === null || typed.value === undefined ? '' : String(typed.value), type: String(typed.type ?? 'string') };
	}
	if (Object.values(found).reduce((sum, { value }) => sum + value.length, 0) > limits.customFields) throw invalid('custom_fields', 'The custom fields may not be greater than 5000 characters.');
	return found;
}

/** Creates the contact if need be and writes base fields. Tells whether something changed. */
export function writeContact(desk: Desk, row: Row, writesTags: boolean): { contact: Contact; changed: boolean } {
	const { account, now } = desk;
	const known = account.contacts.get(keyOf(row.email));
	const contact: Contact = known ?? { id: nextId(account, 'contact'), email: row.email, fields: {}, tags: [], insertedAt: now };
	const before = JSON.stringify(contact);
	account.contacts.set(keyOf(row.email), contact);
	for (const [field, value] of Object.entries(row.fields) as Array<[BaseField, string]>) {
		if (value === '') delete contact.fields[field];
		else contact.fields[field] = value;
	}
	if (row.tags && writesTags) writeTags(desk, contact, row.tags);
	return { contact, changed: !known || JSON.stringify(contact) !== before };
}

function writeTags(desk: Desk, contact: Contact, tags: readonly string[]): void {
	if (tags.length === 0 && desk.setting('emptyTags') === 'ignored') return;
	contact.tags = unique(desk, desk.setting('tagsWrite') === 'merge' ? [...contact.tags, ...tags] : tags);
}

/** Tells whether something changed. */
export function writeMembership(desk: Desk, list: List, membership: Membership, row: Row): boolean {
	const before = JSON.stringify(membership);
	if (row.source !== undefined) membership.source = row.source;
	if (row.groups) membership.groups = row.groups;
	if (row.customFields) writeCustomFields(desk, list, membership, row.customFields);
	return JSON.stringify(membership) !== before;
}

function writeCustomFields(desk: Desk, list: List, membership: Membership, sent: NonNullable<Row['customFields']>): void {
	const next: Record<string, string> = desk.setting('customFieldsWrite') === 'merge' ? { ...membership.customFields } : {};
	for (const [key, { value, type }] of Object.entries(sent)) {
		if (!list.customFields[key]) {
			if (desk.setting('unknownCustomField') === 'ignored') continue;
			list.customFields[key] = { type, name: key };
		}
		if (value === '') delete next[key];
		else next[key] = value;
	}
	membership.customFields = next;
}
