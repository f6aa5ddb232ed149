import type { CrmAccount } from '../../../core/contact/contact';
import { decodeEntry, groupMark, type PairEntry } from '../../../core/sync/pairEntry';
import type { Sandbox } from '../../kit/sandbox';
import type { ConsoleRow } from '../../kit/types';
import { fieldViews, type FieldView } from './compare';
import { fieldsAt, placeOf, type CrmPlace } from './crmRecords';
import { googleContacts, recordOf, type GoogleContact } from './googleContacts';

/** Which rows of the console are a pair. */
export interface PairRef {
	googleId: string;
	service: string;
	crmId: string;
}

/** A pair as the console shows it. */
export interface PairView extends PairRef {
	/** "raynet:acme": whose entry it is. */
	accountKey: string;
	google: { name: string; account: string; labels: readonly string[]; changedAt: string };
	/** "gone" where the entry names a record that is not there. */
	crm: { name: string; groups: readonly string[]; changedAt: string } | 'gone';
	entry: EntryView;
	fields: FieldView[];
	/** Subscribers of e-mail lists with an address of this pair. */
	subscribers: Array<{ email: string; lists: readonly string[]; changedAt: string }>;
}

export interface EntryView {
	text: string;
	bytes: number;
	/** Whether the CRM record is known to carry the link to the Google contact. */
	linked: 'yes' | 'no';
	/** Further records that stand behind the contact, as people merged contacts. */
	merged: readonly string[];
	memberships: Array<{ label: string; in: 'both' | 'crm' | 'google' }>;
	/** When each side was last changed, as read before our last write; ISO texts. */
	stamps: { crm?: string; google?: string };
}

interface Found {
	contact: GoogleContact;
	account: CrmAccount;
	place: CrmPlace;
	entry: PairEntry;
	text: string;
}

/** Every pair of which this sandbox holds both services. */
export function pairRefs(sandbox: Sandbox): PairRef[] {
	return foundPairs(sandbox).map(refOf);
}

/** The pairs of a row of the console, be it of a CRM or of Google. */
export function pairsOf(sandbox: Sandbox, service: string, rowId: string): PairView[] {
	const wanted = (found: Found): boolean => (service === 'google' ? found.contact.person.resourceName === rowId : found.place.service === service && found.place.rowId === rowId);
	return foundPairs(sandbox).filter(wanted).map((found) => viewOf(sandbox, found));
}

function foundPairs(sandbox: Sandbox): Found[] {
	const names = new Set(sandbox.services().map(({ name }) => name));
	if (!names.has('google')) return [];
	return googleContacts(sandbox).flatMap((contact) =>
		recordOf(contact).entries.flatMap(({ accountKey, text }): Found[] => {
			const [crm = '', account = ''] = accountKey.split(':');
			const entry = decodeEntry(text);
			const place = entry && placeOf({ crm, account }, entry.record);
			return entry && place && names.has(place.service) ? [{ contact, account: { crm, account }, place, entry, text }] : [];
		}),
	);
}

function refOf({ contact, place }: Found): PairRef {
	return { googleId: contact.person.resourceName ?? '', service: place.service, crmId: place.rowId };
}

function viewOf(sandbox: Sandbox, found: Found): PairView {
	const { contact, account, place, entry, text } = found;
	const google = recordOf(contact, account);
	const row = sandbox.service(place.service).rows().find(({ id }) => id === place.rowId);
	const googleRow = sandbox.service('google').rows().find(({ id }) => id === google.id);
	const emails = new Set([...(row?.emails ?? []), ...(googleRow?.emails ?? [])].map((email) => email.toLowerCase()));
	return {
		...refOf(found),
		accountKey: `${account.crm}:${account.account}`,
		google: { name: googleRow?.name ?? '', account: contact.account, labels: contact.labels, changedAt: google.modifiedAt ?? '' },
		crm: row ? { name: row.name, groups: row.groups, changedAt: row.changedAt } : 'gone',
		entry: entryView(contact, entry, text),
		fields: fieldViews(row && fieldsAt(sandbox, place, account), google.fields, entry.bases),
		subscribers: subscribers(sandbox, emails),
	};
}

function entryView({ labelNames }: GoogleContact, { linked, merged, memberships, stamps }: PairEntry, text: string): EntryView {
	const byMark = new Map([...labelNames].map(([id, name]) => [groupMark(id), name]));
	const iso = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : new Date(ms).toISOString());
	return {
		text,
		bytes: text.length,
		linked: linked ?? 'no',
		merged: merged.map(({ recordType, recordId }) => `${recordType} ${recordId}`),
		memberships: [...memberships].map(([mark, inside]) => ({ label: byMark.get(mark) ?? mark, in: inside === 'partner' ? 'google' : inside })),
		stamps: { crm: iso(stamps.crm), google: iso(stamps.partner) },
	};
}

function subscribers(sandbox: Sandbox, emails: ReadonlySet<string>): PairView['subscribers'] {
	const rows: readonly ConsoleRow[] = sandbox.services().find(({ name }) => name === 'ecomail')?.rows() ?? [];
	return rows.flatMap(({ emails: [email = ''], groups, changedAt }) => (emails.has(email.toLowerCase()) ? [{ email, lists: groups, changedAt }] : []));
}
