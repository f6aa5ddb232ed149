import type { ActivityCounts, ActivityRow } from '../ports/campaigns';
import type { MailingReading } from '../ports/email';

export const COUNTERS = ['sent', 'opened', 'clicked', 'unsubscribed', 'rejected'] as const satisfies ReadonlyArray<keyof ActivityCounts>;

/** Contacts of the rows, each counted once. */
export function countsOf(rows: readonly ActivityRow[]): ActivityCounts {
	const count = (fits: (row: ActivityRow) => boolean): number => rows.filter(fits).length;
	return {
		sent: rows.length,
		opened: count(({ opened }) => opened !== undefined),
		clicked: count(({ clicked }) => clicked !== undefined),
		unsubscribed: count(({ unsubscribed }) => unsubscribed !== undefined),
		rejected: count(({ state }) => state === 'rejected'),
	};
}

/**
 * After a reading of news alone. The CRM's rows leave out who is not in the CRM, while its counts do not: so what the
 * service tells counts, and where it tells nothing, what the rows prove. Counts never fall.
 */
export function raisedCounts(stored: Partial<ActivityCounts>, proven: ActivityCounts, told: Partial<ActivityCounts> = {}): ActivityCounts {
	const raised = { ...proven };
	for (const name of COUNTERS) raised[name] = Math.max(stored[name] ?? 0, proven[name], told[name] ?? 0);
	return raised;
}

/**
 * The service's report in the words of the CRM. Who complains counts as who unsubscribes, and once if he did both: where the service
 * does not tell how many did, only the larger number is certain.
 */
export function toldCounts({ counts = {}, optedOut }: Pick<MailingReading, 'counts' | 'optedOut'>): Partial<ActivityCounts> {
	const { sent = 0, opened = 0, clicked = 0, unsubscribed = 0, complained = 0, bounced = 0 } = counts;
	return { sent, opened, clicked, unsubscribed: optedOut ?? Math.max(unsubscribed, complained), rejected: bounced };
}

/** Whether the CRM shows other counts; those that it has no place for do not matter. */
export function countsDiffer(stored: Partial<ActivityCounts>, wanted: ActivityCounts): boolean {
	return COUNTERS.some((name) => stored[name] !== undefined && stored[name] !== wanted[name]);
}
