import { accountKey, type CrmAccount } from '../../../core/contact/contact';
import { entryKey, type EntryWrite, type StoredEntry } from '../../../core/ports/partner';
import { CLIENT_DATA_KEY, EXTERNAL_ID_TYPE, type RawClientData, type RawExternalId } from '../raw';
import type { OwnPart } from './own';

const ENTRY_PREFIX = `${CLIENT_DATA_KEY}:`;

/** Our pair entries, of every CRM account, in the order in which the contact holds them. */
export function storedEntries(own: OwnPart): StoredEntry[] {
	return (own.clientData ?? []).flatMap(({ key, value }) =>
		key?.startsWith(ENTRY_PREFIX) ? [{ accountKey: key.slice(ENTRY_PREFIX.length), text: value ?? '' }] : [],
	);
}

/** The CRM record ids on a contact. */
export function storedExternalIds(own: OwnPart): string[] {
	return (own.externalIds ?? []).flatMap(({ type, value }) => (type === EXTERNAL_ID_TYPE && value ? [value] : []));
}

/** Other apps' data and the entries of other CRM accounts stay as they are: clientData is not private to an app (seen). */
export function clientDataWith(own: OwnPart, entry: EntryWrite): RawClientData[] {
	const key = entryKey(entry.account);
	const others = (own.clientData ?? []).filter((data) => data.key !== key);
	return entry.text === null ? others : [...others, { key, value: entry.text }];
}

export function externalIdsWith(own: OwnPart, entry: EntryWrite): RawExternalId[] {
	const ours = `${accountKey(entry.account)}:`;
	const others = (own.externalIds ?? []).filter(({ type, value }) => type !== EXTERNAL_ID_TYPE || !value?.startsWith(ours));
	return entry.text === null ? others : [...others, { type: EXTERNAL_ID_TYPE, value: entry.contactId }];
}

/** Keys of all CRM accounts that a contact is paired with, its entries' first. */
export function accountKeysOf(own: OwnPart): string[] {
	const byEntry = storedEntries(own).map((entry) => entry.accountKey);
	const byId = storedExternalIds(own).map((id) => id.split(':').slice(0, 2).join(':'));
	return [...new Set([...byEntry, ...byId])];
}

/** The type of the url that leads back to the CRM, as Google shows it: "Raynet acme". One per CRM account. */
export function linkType(key: string): string {
	const [crm = '', account = ''] = key.split(':');
	return `${crm.charAt(0).toUpperCase()}${crm.slice(1)} ${account}`;
}

export function linkTypeOf(account: CrmAccount): string {
	return linkType(accountKey(account));
}

/** Whether a contact carries exactly this entry: the mark by which a write of ours is known again. */
export function carriesEntry(own: OwnPart, entry: EntryWrite): boolean {
	const key = accountKey(entry.account);
	const isThere = storedEntries(own).some((stored) => stored.accountKey === key && stored.text === entry.text);
	return isThere && storedExternalIds(own).includes(entry.contactId);
}
