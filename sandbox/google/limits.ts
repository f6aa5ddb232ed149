import type { Contact, Entry, Fields } from './contact';
import { ApiError, invalid } from './errors';
import type { Setting } from './switches';
import { fieldNames, type ValueField } from './fields';

/** Limits of an account and of a contact (documented in the Contacts help: photos do not count, notes may be long). */
export const contactLimits = { bytes: 128 * 1024, fields: 500, characters: 1024 } as const;

export interface AccountLimits {
	contacts: number;
	bytes: number;
}

export const defaultAccountLimits: AccountLimits = { contacts: 25_000, bytes: 20 * 1024 * 1024 };

const sizes = new WeakMap<Contact, number>();

/** UTF-8 bytes of all values; how Google counts is not documented (assumed). */
export function contactBytes(contact: Contact): number {
	const known = sizes.get(contact);
	if (known !== undefined) return known;
	const size = fieldsBytes(contact.fields);
	sizes.set(contact, size);
	return size;
}

export function fieldsBytes(fields: Fields): number {
	let bytes = 0;
	for (const entries of Object.values(fields)) for (const entry of entries) for (const value of Object.values(entry)) bytes += valueBytes(value);
	return bytes;
}

function valueBytes(value: unknown): number {
	if (typeof value === 'string') return Buffer.byteLength(value);
	return typeof value === 'object' ? 8 : 4;
}

/** Throws where a contact would be too big; shortens long values where the switch says so. */
export function withinLimits(fields: Fields, setting: Setting): Fields {
	const count = Object.values(fields).reduce((sum, entries) => sum + entries.length, 0);
	// assumed: a field is one value; the texts of these errors
	if (count > contactLimits.fields) throw invalid(`Contact has too many fields: ${count}, at most ${contactLimits.fields}.`);
	if (fieldsBytes(fields) > contactLimits.bytes) throw invalid('Contact is too large: at most 128 KB.');
	const long = longField(fields);
	if (long === undefined) return fields;
	if (setting('oversizeField') === 'cut') return shortened(fields);
	throw invalid(`Field ${long} is too long: at most ${contactLimits.characters} characters.`);
}

const isLong = (value: unknown): boolean => typeof value === 'string' && value.length > contactLimits.characters;
const limited = fieldNames.filter((name): name is ValueField => name !== 'memberships' && name !== 'biographies');

function longField(fields: Fields): string | undefined {
	return limited.find((name) => (fields[name] ?? []).some((entry) => Object.values(entry).some(isLong)));
}

function shortened(fields: Fields): Fields {
	const cut = (entry: Entry): Entry =>
		Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, isLong(value) ? String(value).slice(0, contactLimits.characters) : value]));
	return Object.fromEntries(Object.entries(fields).map(([name, entries]) => [name, name === 'biographies' ? entries : entries.map(cut)]));
}

export interface Occupied {
	contacts: number;
	bytes: number;
}

/** Message seen in three clients; 429 or 400 is assumed, the same message for bytes too. */
export function checkRoom(used: Occupied, added: Occupied, limits: AccountLimits, setting: Setting): void {
	const tooMany = added.contacts > 0 && used.contacts + added.contacts > limits.contacts;
	const tooBig = added.bytes > 0 && used.bytes + added.bytes > limits.bytes;
	if (!tooMany && !tooBig) return;
	const message = 'MY_CONTACTS_OVERFLOW_COUNT: the account has reached the limit of its contacts.';
	throw setting('fullAccountStatus') === '429'
		? new ApiError(429, 'RESOURCE_EXHAUSTED', message)
		: new ApiError(400, 'INVALID_ARGUMENT', message);
}
