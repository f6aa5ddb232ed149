import type { Contact } from '../contact/contact';
import type { PartnerRecord } from '../ports/partner';
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
	// Another contact of the CRM has the address, and its person opted out.
	const shared = desk.capabilities.identity === 'email' && record !== undefined && desk.optedOut?.has(record.id) === true;
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

/** Whether the CRM may still have to learn of an opt-out at the partner. */
export function isOptOutNews({ mailing }: PartnerRecord, entry: PairEntry | undefined, { crm }: Pick<Desk, 'crm'>): boolean {
	return mailing === 'optedOut' && entry?.optedOut !== 'yes' && crm !== undefined && crm.takesOptOut !== 'no';
}

const KNOWN = { optedOut: 'yes' } as const;
