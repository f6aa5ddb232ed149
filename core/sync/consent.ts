import type { Contact } from '../contact/contact';
import type { PartnerRecord, PartnerSnapshot } from '../ports/partner';
import { addressesOf } from './byAddress';
import type { Desk } from './desk';
import type { PairEntry } from './pairEntry';
import type { FieldChange } from './report';

/** Who has to learn of an opt-out that the other side knows. It needs no base of two sides, as nothing ever takes one back. */
export interface ConsentMerge {
	partner?: { doNotEmail: true };
	crm?: { optOut: true };
	/** What the entry learns: both sides know. */
	entry: { optedOut?: 'yes' };
	changes: FieldChange[];
}

export function mergeConsent(contact: Contact, record: PartnerRecord | undefined, desk: Desk): ConsentMerge {
	const told = { crm: contact.doNotEmail === true, partner: record?.mailing === 'optedOut' };
	// Another contact of the CRM has the address, and its person opted out; or this person did so under another address.
	const shared = record !== undefined && ((desk.capabilities.identity === 'email' && desk.optedOut?.has(record.id) === true) || optedOutFurther(contact, record, desk));
	const writes = {
		partner: (told.crm || shared) && record?.mailing === 'open',
		crm: (told.partner || shared) && !told.crm && desk.crm !== undefined && desk.crm.takesOptOut !== 'no',
	};
	const changed = (side: FieldChange['side']): FieldChange[] => (writes[side] ? [{ field: 'mailing', side, before: 'open', after: 'optedOut' }] : []);
	return {
		...(writes.partner ? { partner: { doNotEmail: true as const } } : {}),
		...(writes.crm ? { crm: { optOut: true as const } } : {}),
		entry: (told.crm || writes.crm) && (told.partner || writes.partner) ? KNOWN : {},
		changes: [...changed('partner'), ...changed('crm')],
	};
}

/** Where the address is the record: whether the person opted out under another one of the contact's addresses, or under one that it had before. */
export function optedOutFurther(contact: Contact, record: PartnerRecord | undefined, { capabilities, snapshot, notedOptOuts }: Pick<Desk, 'capabilities' | 'snapshot' | 'notedOptOuts'>): boolean {
	if (capabilities.identity !== 'email') return false;
	if (notedOptOuts.has(contact.id)) return true;
	return addressesOf(contact).some((address) => address !== record?.id && snapshot.records.get(address)?.mailing === 'optedOut');
}

/** Contacts with whom an address is noted that is opted out. */
export function notedOptOutsOf({ records }: PartnerSnapshot): ReadonlySet<string> {
	return new Set([...records.values()].flatMap(({ mailing, noted = [] }) => (mailing === 'optedOut' ? noted : [])));
}

/** Whether the CRM may still have to learn of an opt-out at the partner. */
export function isOptOutNews({ mailing }: PartnerRecord, entry: PairEntry | undefined, { crm }: Pick<Desk, 'crm'>): boolean {
	return mailing === 'optedOut' && entry?.optedOut !== 'yes' && crm !== undefined && crm.takesOptOut !== 'no';
}

const KNOWN = { optedOut: 'yes' } as const;
