import type { SandboxClock } from './types';

export interface ClockOptions {
	/** Milliseconds since 1970 at the start. Default: the machine's time. */
	startAt?: number;
	/** `running` follows real time plus what was advanced; `standing` moves only when advanced. */
	pace: 'running' | 'standing';
}

export interface ResettableClock extends SandboxClock {
	/** Back to where it started (running: back to real time or to `startAt`). */
	reset(): void;
}

/** A clock that tests move. Backwards is allowed too: servers' clocks get corrected. */
export function createClock(options: ClockOptions): ResettableClock {
	let origin = Date.now();
	let start = options.startAt ?? origin;
	let offset = 0;
	return {
		now: () => start + offset + (options.pace === 'running' ? Date.now() - origin : 0),
		advance: (ms) => {
			offset += ms;
		},
		reset: () => {
			origin = Date.now();
			start = options.startAt ?? origin;
			offset = 0;
		},
	};
}
