import type { Normaliser } from '../../core/contact/normalise';
import type { PartnerRecord } from '../../core/ports/partner';
import type { IncomingEvent } from '../../core/sync';
import { entriesOf, isSettled, pairedIds, partnerDifference, presenceIn } from '../../core/sync/echo';
import type { Flow } from './flow';

/** What happened to a contact, as far as it and its pair entry tell. `settled`: nothing, it is as the sync left it. */
export type Happened = IncomingEvent | 'settled';

/**
 * The pair entry on the contact says what was settled, so what the sync itself wrote is no event, whoever wrote it.
 * A contact without an entry of this flow is "entered" where it is paired in any other way, else "created".
 */
export function happenedTo(record: PartnerRecord, { label, accountKey }: Flow, normal: Normaliser): Happened {
	const presence = presenceIn(label.id, record);
	const [entry, ...others] = accountKey === undefined ? [] : entriesOf(record, accountKey);
	if (!entry) {
		if (presence === 'out') return 'settled';
		return pairedIds(record).length > 0 ? 'entered' : 'created';
	}
	const difference = partnerDifference(record, entry, label.id, normal);
	if (difference.membership !== 'same') return difference.membership;
	// Merged with another pair, or known under another name: the CRM has to hear of it although no value differs.
	const isMerged = others.length > 0 || (record.formerIds ?? []).length > 0;
	return presence === 'in' && (isMerged || !isSettled(difference)) ? 'updated' : 'settled';
}

/** Whether a contact carries the pair entry of this flow. */
export function isPairedHere(record: PartnerRecord, { accountKey }: Flow): boolean {
	return accountKey !== undefined && entriesOf(record, accountKey).length > 0;
}
