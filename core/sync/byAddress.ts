import { contactId, type Contact, type ContactFields } from '../contact/contact';
import { emailKey, isWellFormedEmail } from '../contact/email';
import type { PartnerRecord } from '../ports/partner';
import type { Desk } from './desk';
import type { Match } from './match';
import { observedBases } from './mergePair';
import type { Bases } from './pairEntry';
import type { FieldChange, Warning } from './report';
import { entryOf } from './writes';

/** Partners where the address is the record: which address a contact is known by, and what becomes of it when that changes. */

/** The addresses that can be written, in the contact's order, by emailKey. */
export function addressesOf({ emails = [] }: ContactFields): string[] {
	return [...new Set(emails.filter(({ value }) => isWellFormedEmail(value)).map(({ value }) => emailKey(value)))];
}

/** The record of the contact's first address that nobody else has. Names do not matter: an address has one record, whatever it is called. */
export function matchByAddress(contact: ContactFields, desk: Desk): Match {
	let shared = 0;
	for (const key of addressesOf(contact)) {
		const record = desk.snapshot.records.get(key);
		const taken = desk.taken.has(key) || (record && !desk.index.isFree(key));
		if (taken) shared++;
		else if (record) return { kind: 'found', record, by: 'email', fitting: 1 };
	}
	return { kind: 'none', shared };
}

/** The first address that has no record and is nobody else's in this run. */
export function freeAddress(contact: ContactFields, desk: Desk): string | undefined {
	return addressesOf(contact).find((key) => !desk.taken.has(key) && !desk.snapshot.records.has(key));
}

export interface AddressMove {
	/** Where the pair goes to; undefined where it stays. */
	to?: string;
	/** The contact that the record there stood for, which is gone. */
	replaces?: string;
	warnings: Warning[];
}

/** The contact has no longer the address of its record: the pair follows it, unless other pairs have all of its addresses. */
export function addressMove(contact: Contact, record: PartnerRecord, desk: Desk): AddressMove {
	const addresses = addressesOf(contact);
	if (desk.capabilities.identity !== 'email' || addresses.length === 0 || addresses.includes(record.id)) return { warnings: [] };
	const to = addresses.find((key) => !desk.taken.has(key) && (!desk.snapshot.records.has(key) || desk.index.isFree(key)));
	if (to === undefined) return { warnings: [{ code: 'sharedEmail', count: addresses.length }] };
	desk.taken.add(to);
	const before = desk.snapshot.records.get(to);
	const gone = before && entryOf(before, desk.settings)?.record;
	return { to, warnings: [], ...(gone ? { replaces: contactId(desk.settings.account, gone.recordType, gone.recordId) } : {}) };
}

/** The bases once the record has this address, and no other. */
export function basesAt(bases: Bases, address: string, desk: Desk): Bases {
	const emails = bases.lists.has('emails') ? observedBases(bases, 'partner', { emails: [{ value: address }] }, desk.normal).lists.get('emails') : undefined;
	return emails ? { ...bases, lists: new Map(bases.lists).set('emails', emails) } : bases;
}

export function addressChange(record: PartnerRecord, to: string): FieldChange {
	return { field: 'emails', side: 'partner', before: record.id, after: to };
}
