import { GUARD_TITLES } from '../../core/sync/guards';
import type { Synced } from './sync';

/** How often each interesting case occurred. A case that hardly ever occurs is not tested. */
export interface Tally {
	count(name: string, times?: number): void;
	countRun(synced: Pick<Synced, 'report' | 'guard'>): void;
	/** Prints the count of each of these cases, of all where none is named, and answers those below the limit. */
	rare(title: string, names: readonly string[], seed: number): string[];
}

export const LEAST = 100;

export function createTally(): Tally {
	const counts = new Map<string, number>();
	const count: Tally['count'] = (name, times = 1) => void counts.set(name, (counts.get(name) ?? 0) + times);
	return {
		count,
		countRun({ report, guard }) {
			count('runs');
			if (guard) count(guard.reason in GUARD_TITLES ? 'stopped by a guard' : `stopped ${guard.reason}`);
			if (guard) count(`guard ${guard.reason}`);
			if (report?.summary.stopped) count(`stopped ${report.summary.stopped.reason}`);
			for (const { action, reason, warnings, conflicts } of report?.results ?? []) {
				count(`${action} ${reason}`);
				for (const { code } of warnings) count(`warning ${code}`);
				for (const { winner } of conflicts) count(`conflict won by ${winner}`);
			}
		},
		rare(title, names, seed) {
			const told = names.length === 0 ? [...counts.keys()] : names;
			const lines = [...told].sort().map((name) => `  ${name}: ${counts.get(name) ?? 0}`);
			process.stdout.write(`${title}, seed ${seed}\n${lines.join('\n')}\n`);
			return names.filter((name) => (counts.get(name) ?? 0) < LEAST).map((name) => `${name}: ${counts.get(name) ?? 0}`);
		},
	};
}

/** PROPERTY_SEED tries other histories than the usual ones, PROPERTY_TIMES more of them. */
export const SEED = Number(process.env.PROPERTY_SEED ?? 20260302);
export const TIMES = Number(process.env.PROPERTY_TIMES ?? 1);
