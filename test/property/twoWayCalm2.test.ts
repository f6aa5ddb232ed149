import fc from 'fast-check';
import { createTally, SEED, TIMES } from './tally';
import { LEAVING_CASES } from './twoWayCases';
import { leavingHistory } from './twoWayHistory';
import { live } from './twoWayLive';

test('two-way, people put contacts in and out, delete and fetch them back: rest in three rounds, a second run writes nothing, only pairs leave or go', async () => {
	const tally = createTally();
	await fc.assert(fc.asyncProperty(leavingHistory, (history) => live(history, tally)), { numRuns: 2_400 * TIMES, seed: SEED + 2, includeErrorInReport: true });
	expect(tally.rare('calm two-way histories of leaving', LEAVING_CASES, SEED + 2)).toEqual([]);
}, 900_000);
