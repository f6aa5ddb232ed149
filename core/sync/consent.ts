import type { Contact } from '../contact/contact';
import type { PartnerRecord } from '../ports/partner';
import type { Desk } from './desk';
import type { FieldChange } from './report';

/** Who has to learn of an opt-out that the other side knows. It needs no base, as nothing ever takes one back. */
export interface ConsentMerge {
	partner?: { doNotEmail: true };
	crm?: { optOut: true };
	changes: FieldChange[];
}

export function mergeConsent(contact: Contact, record: PartnerRecord | undefined, desk: Desk): ConsentMerge {
	const optedOut = { crm: contact.doNotEmail === true, partner: record?.mailing === 'optedOut' };
	const changed = (side: FieldChange['side']): FieldChange[] => [{ field: 'mailing', side, before: 'open', after: 'optedOut' }];
	if (optedOut.crm && record?.mailing === 'open') return { partner: { doNotEmail: true }, changes: changed('partner') };
	if (optedOut.partner && !optedOut.crm && desk.crm && desk.crm.takesOptOut !== 'no') return { crm: { optOut: true }, changes: changed('crm') };
	return { changes: [] };
}
