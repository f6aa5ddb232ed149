import type { EntryWrite, StoredEntry } from '../../../core/ports/partner';
import { accountKey, type CrmAccount } from '../../../core/contact/contact';
import type { SubscriberField, SubscriberFields } from '../../../core/ports/email';

/** The list's own field that holds what we keep on a subscriber. */
export const OWN_FIELD = 'contactsync';

/**
 * What we keep on a subscriber, as text:
 * `raynet:acme:person:31 1p31;b…;… | for raynet:acme:person:31 | flow raynet 1;raynet:acme;… | mirror raynet Ab3_x,9kLmN | held {"street":"Dlouhá 1"}`
 */
export interface OwnData {
	/** By contact id the pair entry's text. */
	entries: ReadonlyMap<string, string>;
	/** Contact ids of whom the address was put into the list without being paired: a pair is more, and takes their place. */
	contacts: readonly string[];
	/** By tag the flow entry; on one subscriber of the list. */
	flows: ReadonlyMap<string, string>;
	/** By name of a mirror the marks of those tags that the other side was told of. */
	mirrors: ReadonlyMap<string, readonly string[]>;
	/** Values that we wrote and that readings do not show. */
	held: SubscriberFields;
}

export const NOTHING: OwnData = { entries: new Map(), contacts: [], flows: new Map(), mirrors: new Map(), held: {} };
const SEPARATOR = ' | ';
const HELD = 'held ';
const CONTACT_ID = /^[^:]+:[^:]+:(person|company):/;

export function parseOwn(text: string | undefined): OwnData {
	if (!text) return NOTHING;
	const start = text.startsWith(HELD) ? 0 : text.indexOf(SEPARATOR + HELD);
	const before = start === -1 ? text : text.slice(0, start);
	const held = start === -1 ? '' : text.slice(text.indexOf(HELD, start) + HELD.length);
	const entries = new Map<string, string>();
	const contacts: string[] = [];
	const flows = new Map<string, string>();
	const mirrors = new Map<string, readonly string[]>();
	for (const part of before.split(SEPARATOR)) {
		const [first = '', second = '', third] = part.split(' ');
		if (first === 'flow' && third) flows.set(decoded(second), third);
		else if (first === 'mirror' && third) mirrors.set(decoded(second), third.split(','));
		else if (first === 'for' && CONTACT_ID.test(second)) contacts.push(decoded(second));
		else if (second && CONTACT_ID.test(first)) entries.set(decoded(first), second);
	}
	return { entries, contacts, flows, mirrors, held: parseHeld(held) };
}

/** "" for nothing. */
export function ownText({ entries, contacts, flows, mirrors, held }: OwnData): string {
	const parts = [
		...[...entries].map(([id, text]) => `${encodeURI(id)} ${text}`),
		...contacts.map((id) => `for ${encodeURI(id)}`),
		...[...flows].map(([tag, text]) => `flow ${encodeURIComponent(tag)} ${text}`),
		...[...mirrors].flatMap(([name, marks]) => (marks.length > 0 ? [`mirror ${encodeURIComponent(name)} ${marks.join(',')}`] : [])),
	];
	return [...parts, ...(Object.keys(held).length > 0 ? [HELD + JSON.stringify(held)] : [])].join(SEPARATOR);
}

/** It replaces the entries of its account. */
export function withEntry(own: OwnData, { account, contactId, text }: EntryWrite): OwnData {
	const isOther = (id: string): boolean => !id.startsWith(`${accountKey(account)}:`);
	const others = [...own.entries].filter(([id]) => isOther(id));
	return { ...own, contacts: own.contacts.filter(isOther), entries: new Map(text === null ? others : [...others, [contactId, text]]) };
}

export function storedEntries({ entries }: OwnData): StoredEntry[] {
	return [...entries].map(([id, text]) => ({ accountKey: accountOf(id), text }));
}

/** Of this account, and of another contact than this. */
export function isTakenByOther({ entries }: OwnData, account: CrmAccount, contactId: string, replaces?: string): boolean {
	return [...entries.keys()].some((id) => accountOf(id) === accountKey(account) && id !== contactId && id !== replaces);
}

const accountOf = (id: string): string => id.split(':').slice(0, 2).join(':');

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

function parseHeld(text: string): SubscriberFields {
	if (text === '') return {};
	try {
		const values: unknown = JSON.parse(text);
		if (typeof values !== 'object' || values === null) return {};
		return Object.fromEntries(Object.entries(values).filter((entry): entry is [SubscriberField, string] => typeof entry[1] === 'string'));
	} catch {
		return {};
	}
}
