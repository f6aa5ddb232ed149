import type { Progress } from '../ports/environment';
import type { PlannedAction } from './actions';

/** How many writes the actions take: one for each side of each contact. */
export function writesOf(actions: Iterable<PlannedAction>): number {
	let writes = 0;
	for (const { crm, intent } of actions) writes += (crm ? 1 : 0) + (intent ? 1 : 0);
	return writes;
}

/** Counts writes as they are answered and tells how far the run is. A contact that has to be written again is no new one. */
export function counting(total: number, progress: Progress = () => undefined): (answered: number) => void {
	let done = 0;
	return (answered) => {
		done = Math.min(total, done + answered);
		progress(done, total);
	};
}
