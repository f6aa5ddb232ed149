import fc from 'fast-check';
import { live } from './twoWayLive';
import { calmHistory } from './twoWayHistory';
import { createTally, SEED, TIMES } from './tally';

const CASES: string[] = [];

test('two-way, people work on both sides: a second run writes nothing, nothing is lost silently, nothing of others is touched', async () => {
	const tally = createTally();
	await fc.assert(fc.asyncProperty(calmHistory, (history) => live(history, tally)), { numRuns: 1_500 * TIMES, seed: SEED });
	expect(tally.rare('calm two-way histories', CASES, SEED)).toEqual([]);
}, 900_000);
