import type { CrmCapabilities } from '../ports/crm';
import type { Environment, Progress } from '../ports/environment';
import type { PartnerCapabilities } from '../ports/partner';
import { counting } from '../progress';
import type { PlannedAction } from './actions';

/** Counts the writes of the actions: one for each side of each contact. */
export function countingWrites(actions: Iterable<PlannedAction>, progress: Progress | undefined): (answered: number) => void {
	let total = 0;
	for (const { crm, intent } of actions) total += (crm ? 1 : 0) + (intent ? 1 : 0);
	return counting(total, progress);
}

/** How long the writes take under the limits of both sides, in minutes. */
export function expectedMinutes(actions: readonly PlannedAction[], partner: PartnerCapabilities, crm?: CrmCapabilities): number {
	const minutes = (writes: number, perMinute: number | undefined): number => (perMinute === undefined ? 0 : writes / perMinute);
	return minutes(actions.filter(({ intent }) => intent).length, partner.recordsPerMinute) + minutes(actions.filter((one) => one.crm).length, crm?.recordsPerMinute);
}

/** Tells of a run that will last. */
export function tellExpected({ phase }: Environment, minutes: number): void {
	if (minutes > 1) phase?.({ kind: 'expecting', minutes: Math.ceil(minutes) });
}
