import fc from 'fast-check';
import { createTally, SEED, TIMES } from './tally';
import { CALM_CASES } from './twoWayCases';
import { calmHistory } from './twoWayHistory';
import { live } from './twoWayLive';

test('two-way, people work on both sides: rest in three rounds, a second run writes nothing, nothing is lost, nothing of others is touched (part 1)', async () => {
	const tally = createTally();
	await fc.assert(fc.asyncProperty(calmHistory, (history) => live(history, tally)), { numRuns: 1_400 * TIMES, seed: SEED + 1 });
	expect(tally.rare('calm two-way histories', CALM_CASES, SEED + 1)).toEqual([]);
}, 900_000);
