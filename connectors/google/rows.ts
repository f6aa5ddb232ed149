import type { CrmAccount } from '../../core/contact/contact';
import type { PartnerRecord } from '../../core/ports/partner';
import { ownPart, stateOf, toRecord, type OwnPart, type PersonState, type Reading } from './map';
import type { Person } from './raw';

/** A contact as the index keeps it: its record, and as text everything that a write has to send back. */
export interface Row {
	record: PartnerRecord;
	sourceEtag: string;
	/** OwnPart as JSON: a fifth of the memory that the objects would take. */
	raw: string;
}

export function rowOf(person: Person, reading: Reading): Row {
	const state = stateOf(person, reading);
	const own = ownPart(person);
	return { record: toRecord(state, own), sourceEtag: state.sourceEtag, raw: packed(own) };
}

/**
 * A string with one letter beyond Latin-1 takes two bytes for every letter, and so does what is made from it; only
 * parsing makes a string of one byte per letter again.
 */
function packed(own: OwnPart): string {
	const text = JSON.stringify(own);
	if (!/[\u0100-\uffff]/.test(text)) return text;
	const latin = text.replace(/[\u0100-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
	return JSON.parse(JSON.stringify(latin)) as string;
}

/** One contact of a list or of a sync. No row: deleted. */
export interface Listed {
	id: string;
	/** Ids under which it was known before. */
	former: readonly string[];
	row?: Row;
}

export function listedOf(person: Person): Listed {
	const { resourceName, metadata } = person;
	const row = metadata?.deleted ? undefined : rowOf(person, 'listed');
	return { id: resourceName ?? '', former: metadata?.previousResourceNames ?? [], row };
}

/** The same state of a contact with other values in some fields. */
export function withValues(row: Row, values: OwnPart, account: CrmAccount | undefined): Row {
	const own = { ...ownOf(row), ...values };
	return { ...row, record: toRecord(personState(row), own, account), raw: packed(own) };
}

export function ownOf(row: Row): OwnPart {
	return JSON.parse(row.raw) as OwnPart;
}

/** The record as the flows of one CRM account see it: with its own link back where a contact is paired in several. */
export function viewOf(row: Row, account: CrmAccount | undefined): PartnerRecord {
	if (!account || !isOfOthers(row.record, account)) return row.record;
	return toRecord(personState(row), ownOf(row), account);
}

function personState({ record, sourceEtag }: Row): PersonState {
	return { id: record.id, etag: record.version, sourceEtag, updateTime: record.modifiedAt, cut: record.truncated ? 'cut' : 'whole' };
}

function isOfOthers(record: PartnerRecord, { crm, account }: CrmAccount): boolean {
	const key = `${crm}:${account}`;
	return record.entries.some((entry) => entry.accountKey !== key) || record.externalIds.some((id) => !id.startsWith(`${key}:`));
}

/** When the contact was last changed, in microseconds: Google's stamps have up to six digits after the second. */
export function stampOf({ record }: Row): number {
	const time = record.modifiedAt;
	if (time === undefined) return 0;
	const fraction = /\.(\d+)/.exec(time)?.[1] ?? '';
	return Math.floor(Date.parse(time) / 1000) * 1_000_000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}
