import fc from 'fast-check';
import { createTally, SEED, TIMES } from './tally';
import { VALUES_CASES } from './twoWayCases';
import { valuesHistory } from './twoWayHistory';
import { live } from './twoWayLive';

test('two-way, people change values on both sides: rest in three rounds, a second run writes nothing, nothing is lost, nothing of others is touched', async () => {
	const tally = createTally();
	await fc.assert(fc.asyncProperty(valuesHistory, (history) => live(history, tally)), { numRuns: 2_400 * TIMES, seed: SEED + 1, includeErrorInReport: true });
	expect(tally.rare('calm two-way histories of values', VALUES_CASES, SEED + 1)).toEqual([]);
}, 900_000);
