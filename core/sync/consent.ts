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
	const optedOut = { crm: contact.doNotEmail === true, partner: record?.mailing === 'optedOut' };
	const changed = (side: FieldChange['side']): FieldChange[] => [{ field: 'mailing', side, before: 'open', after: 'optedOut' }];
	if (optedOut.crm && record?.mailing === 'open') return { partner: { doNotEmail: true }, entry: KNOWN, changes: changed('partner') };
	if (optedOut.partner && !optedOut.crm && desk.crm && desk.crm.takesOptOut !== 'no') return { crm: { optOut: true }, entry: KNOWN, changes: changed('crm') };
	return { entry: optedOut.crm && optedOut.partner ? KNOWN : {}, changes: [] };
}

/** Whether the CRM may still have to learn of an opt-out at the partner. */
export function isOptOutNews({ mailing }: PartnerRecord, entry: PairEntry | undefined, { crm }: Pick<Desk, 'crm'>): boolean {
	return mailing === 'optedOut' && entry?.optedOut !== 'yes' && crm !== undefined && crm.takesOptOut !== 'no';
}

const KNOWN = { optedOut: 'yes' } as const;
