import { kindOf, type ContactFields, type LegalTitleKind, type RecordType } from './contact';

/** Which legal titles let a person be mailed, and on which day. */
export interface LegalTitleRule {
	kinds: readonly LegalTitleKind[];
	/** "YYYY-MM-DD", where the user is. */
	today: string;
}

export const LEGAL_TITLE_KINDS: readonly LegalTitleKind[] = ['consent', 'legitimateInterest', 'contract', 'legalObligation', 'publicInterest', 'vitalInterest', 'other'];

/** Only people need a title: what a CRM holds of a company is not personal. A title counts on its first and on its last day. */
export function hasLegalTitle(contact: ContactFields & { recordType?: RecordType }, { kinds, today }: LegalTitleRule): boolean {
	if (kindOf(contact) === 'company') return true;
	return (contact.legalTitles ?? []).some(({ kind, validFrom = '', validTill }) => kinds.includes(kind) && validFrom <= today && (validTill === undefined || validTill >= today));
}
