import type { Lifetime } from '../../sandbox/demo/lifetime';
import type { OpenBench } from './bench';
import { browserChecks } from './browser';
import type { Pictures } from './browser/pictures';
import type { Checks } from './checks';
import { demoChecks } from './demo';
import { editorChecks } from './editor';
import { interruptChecks } from './interrupt';
import { killChecks } from './kill';
import { killBothWaysChecks } from './killBothWays';
import { templateChecks } from './templates';
import { tokenChecks } from './token';

/** What a part works with. It sets up what it needs, and ends it. */
export interface Ground {
	checks: Checks;
	lifetime: Lifetime;
	open: OpenBench;
	pictures: Pictures;
}

type Part = (ground: Ground) => Promise<void>;

export const parts = {
	flows: async ({ checks, lifetime, open }) => {
		const bench = await open('e2e');
		await editorChecks(checks, bench);
		await templateChecks(checks, bench);
		await demoChecks(checks, bench, lifetime.signal);
		await tokenChecks(checks, bench, lifetime.signal);
		await bench.server.stop();
	},
	browser: ({ checks, lifetime, open, pictures }) => browserChecks(checks, lifetime, open, pictures),
	kill: ({ checks, lifetime, open }) => killChecks(checks, lifetime, open),
	killBothWays: ({ checks, lifetime, open }) => killBothWaysChecks(checks, lifetime, open),
	interrupt: ({ checks, lifetime }) => interruptChecks(checks, lifetime),
} satisfies Record<string, Part>;

export type PartName = keyof typeof parts;

export const partNames = Object.keys(parts) as PartName[];

/**
 * Rounds of lanes: lanes run side by side, as most of a part is waiting for n8n's next minute. The demo that is
 * interrupted builds the package anew, so nobody else may be at it.
 */
export const rounds: ReadonlyArray<ReadonlyArray<readonly PartName[]>> = [
	[['flows'], ['browser', 'kill', 'killBothWays']],
	[['interrupt']],
];
