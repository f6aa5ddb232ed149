import fc from 'fast-check';
import { troubledHistory } from './history';
import { live } from './live';
import { createTally, SEED, TIMES } from './tally';

/** Each of these occurs in 100 histories at least. */
const CASES = [
	'trouble stop', 'trouble cutBefore', 'trouble cutAfter', 'trouble meddle', 'trouble restart', 'late lists', 'reshaping partners',
	'failed stopped', 'failed keptChanging', 'skip outcomeUnknown', 'stopped dayQuota', 'create new', 'update changed', 'leave leftScope', 'delete leftScope', 'update linked',
];

test('with lost answers, stops, new processes and people meddling: the same, and one create per contact', async () => {
	const tally = createTally();
	await fc.assert(fc.asyncProperty(troubledHistory, (history) => live(history, tally)), { numRuns: 3_500 * TIMES, seed: SEED, includeErrorInReport: true });
	expect(tally.rare('troubled histories', CASES, SEED)).toEqual([]);
}, 900_000);
