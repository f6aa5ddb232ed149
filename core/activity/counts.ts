import type { ActivityCounts, ActivityRow } from '../ports/campaigns';

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
 * Counts never fall: the CRM's rows leave out who is not in the CRM, while its counts do not. So news alone can only
 * raise them as far as the rows prove.
 */
export function raisedCounts(stored: Partial<ActivityCounts>, proven: ActivityCounts): ActivityCounts {
	const raised = { ...proven };
	for (const name of COUNTERS) raised[name] = Math.max(stored[name] ?? 0, proven[name]);
	return raised;
}

/** Whether the CRM shows other counts; those that it has no place for do not matter. */
export function countsDiffer(stored: Partial<ActivityCounts>, wanted: ActivityCounts): boolean {
	return COUNTERS.some((name) => stored[name] !== undefined && stored[name] !== wanted[name]);
}
