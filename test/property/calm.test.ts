import fc from 'fast-check';
import { calmHistory } from './history';
import { live } from './live';
import { createTally, SEED, TIMES } from './tally';

/** Each of these occurs in 100 histories at least. */
const CASES = [
	'create new', 'update linked', 'update changed', 'update entryRenewed', 'update rejoined', 'unchanged equal',
	'leave leftScope', 'leave deletedInCrm', 'leave emptied', 'delete leftScope', 'delete deletedInCrm',
	'skip alreadyOut', 'skip removedByPerson', 'skip keptByPolicy', 'skip merged', 'skip ambiguous', 'skip notPaired', 'skip notRecreated', 'skip nothingToIdentify',
	'conflict won by crm', 'conflict won by partner', 'conflict won by neither', 'conflict bothChanged', 'conflict keptByPolicy',
	'warning sharedEmail', 'warning malformedEmail', 'warning linkedFromOutside',
	'stopped by a guard', 'entries with lists cut', 'reshaping partners', 'second runs', 'rest after 1',
];

test('people work on both sides: a second run writes nothing, nothing is lost silently, nothing of others is touched', async () => {
	const tally = createTally();
	await fc.assert(fc.asyncProperty(calmHistory, (history) => live(history, tally)), { numRuns: 5_000 * TIMES, seed: SEED, includeErrorInReport: true });
	expect(tally.rare('calm histories', CASES, SEED)).toEqual([]);
}, 900_000);
