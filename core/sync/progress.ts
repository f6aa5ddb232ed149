import type { Progress } from '../ports/environment';
import { counting } from '../progress';
import type { PlannedAction } from './actions';

/** Counts the writes of the actions: one for each side of each contact. */
export function countingWrites(actions: Iterable<PlannedAction>, progress: Progress | undefined): (answered: number) => void {
	let total = 0;
	for (const { crm, intent } of actions) total += (crm ? 1 : 0) + (intent ? 1 : 0);
	return counting(total, progress);
}
