import type { Environment, Phase } from '../../core/ports/environment';

export interface FakeEnvironment {
	env: Environment;
	/** Milliseconds of each sleep, in order. Sleeping moves the clock and takes no real time. */
	sleeps: number[];
	/** Log lines in order, with their data. */
	logs: Array<{ message: string; data?: Record<string, string | number | boolean> }>;
	/** Writes that are done, of how many, as they were told. */
	progress: Array<[done: number, total: number]>;
	/** What was told before the writes. */
	phases: Phase[];
	advance(ms: number): void;
	/** From now on the run counts as cancelled. */
	cancel(): void;
}

export interface FakeEnvironmentSettings {
	/** What the clock shows at first, milliseconds since 1970. Default 2026-03-02T10:00:00Z. */
	startAt?: number;
	/** Same number, same random sequence. Default 1. */
	seed?: number;
}

/** An environment whose time passes only by sleeping or by hand, and whose randomness repeats. */
export function fakeEnvironment({ startAt = Date.parse('2026-03-02T10:00:00Z'), seed = 1 }: FakeEnvironmentSettings = {}): FakeEnvironment {
	const sleeps: number[] = [];
	const logs: FakeEnvironment['logs'] = [];
	const progress: FakeEnvironment['progress'] = [];
	const phases: Phase[] = [];
	let now = startAt;
	let cancelled = false;
	return {
		sleeps,
		logs,
		progress,
		phases,
		advance(ms) {
			now += ms;
		},
		cancel() {
			cancelled = true;
		},
		env: {
			clock: {
				now: () => now,
				async sleep(ms) {
					sleeps.push(ms);
					now += ms;
				},
			},
			random: seededRandom(seed),
			log(message, data) {
				logs.push(data ? { message, data } : { message });
			},
			cancelled: () => cancelled,
			progress: (done, total) => void progress.push([done, total]),
			phase: (phase) => void phases.push(phase),
		},
	};
}

/** mulberry32: small, repeatable, even enough for jitter. */
export function seededRandom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}
