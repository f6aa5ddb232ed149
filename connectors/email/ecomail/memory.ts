import type { Clock } from '../../../core/ports/environment';
import { createPacer, type Pacer } from '../../http/pacing';
import { SERVICE } from './judge';

/** Documented: 1,000 requests a minute and key. A tenth is left to others. */
export const REQUESTS_PER_MINUTE = 900;

/** What is shared by everything that talks to one Ecomail account from this process. */
export interface EcomailMemory {
	/** Runs one at a time: tags are read, joined and written as a set, and two writers would lose each other's. */
	exclusive<T>(run: () => Promise<T>): Promise<T>;
	/** The account's minute is shared, whoever spends it. */
	pacer(clock: Clock): Pacer;
}

export function createEcomailMemory(): EcomailMemory {
	let last: Promise<unknown> = Promise.resolve();
	let pacer: Pacer | undefined;
	return {
		exclusive(run) {
			const turn = last.then(run);
			last = turn.catch(() => undefined);
			return turn;
		},
		pacer: (clock) => (pacer ??= createPacer({ clock, buckets: { requests: { perMinute: REQUESTS_PER_MINUTE } }, service: SERVICE })),
	};
}
