import fc from 'fast-check';
import { createTally, SEED, TIMES } from './tally';
import { TROUBLED_CASES } from './twoWayCases';
import { troubledHistory } from './twoWayHistory';
import { live } from './twoWayLive';

test('two-way with lost answers, stops, new processes, lost state, people meddling and late lists: the same, and no doubles (part 1)', async () => {
	const tally = createTally();
	await fc.assert(fc.asyncProperty(troubledHistory, (history) => live(history, tally)), { numRuns: 2_300 * TIMES, seed: SEED + 1, includeErrorInReport: true });
	expect(tally.rare('troubled two-way histories', TROUBLED_CASES, SEED + 1)).toEqual([]);
}, 900_000);
