import process from 'node:process';
import { availableParallelism } from 'node:os';
import { copyOfTree, putMutated, removeCopy, restore } from './copy';
import { runTests, type NamedTest, type Outcome } from './jest';
import { mutations } from './mutations';
import { promises, type Promised } from './table';

/** A behaviour to be switched off, and the rows whose tests have to notice. */
interface Trial {
	mutation: string;
	rows: Array<Promised & { test: NamedTest }>;
}

function trials(wanted: readonly string[]): Trial[] {
	const found = new Map<string, Trial>();
	for (const row of promises()) {
		const { test, mutation } = row;
		if (!test || mutation === undefined || (wanted.length > 0 && !wanted.includes(mutation))) continue;
		const trial = found.get(mutation) ?? { mutation, rows: [] };
		trial.rows.push({ ...row, test });
		found.set(mutation, trial);
	}
	return [...found.values()];
}

/** How the tests of a trial end in a copy of the tree in which the behaviour is switched off. */
async function outcomesWithout(copy: string, { mutation, rows }: Trial): Promise<ReadonlyMap<string, Outcome>> {
	const switched = mutations[mutation];
	if (!switched) throw new Error(`There is no switch "${mutation}".`);
	putMutated(copy, switched);
	try {
		return await runTests(copy, rows.map(({ test }) => test));
	} finally {
		restore(copy, switched.file);
	}
}

/** Prints a line for each sentence; tells for how many the test did not go red. */
function tell({ mutation, rows }: Trial, outcomes: ReadonlyMap<string, Outcome>): number {
	let silent = 0;
	for (const { sentence, test } of rows) {
		const outcome = outcomes.get(test.title);
		if (outcome !== 'failed') silent += 1;
		console.log(`${outcome === 'failed' ? 'red    ' : 'NOT RED'}  ${sentence}\n         switched off: ${mutation}\n         ${test.file}: ${test.title}${outcome === undefined ? ' (did not run)' : ''}`);
	}
	return silent;
}

/** Every named test is green as the code is, and red when the behaviour of its row is switched off. */
async function main(wanted: readonly string[]): Promise<number> {
	const queue = trials(wanted);
	const sentences = queue.reduce((sum, { rows }) => sum + rows.length, 0);
	const copies = Array.from({ length: availableParallelism() }, copyOfTree);
	try {
		const [first = ''] = copies;
		const named = queue.flatMap(({ rows }) => rows.map(({ test }) => test));
		const asItIs = await runTests(first, named);
		const notGreen = named.filter(({ title }) => asItIs.get(title) !== 'passed').map(({ file, title }) => `${file}: ${title}`);
		if (notGreen.length > 0) throw new Error(`These tests are not green although nothing is switched off:\n${[...new Set(notGreen)].join('\n')}`);
		let silent = 0;
		const lane = async (copy: string): Promise<void> => {
			for (let trial = queue.shift(); trial; trial = queue.shift()) silent += tell(trial, await outcomesWithout(copy, trial));
		};
		await Promise.all(copies.map(lane));
		console.log(`${sentences - silent} of ${sentences} sentences hang on the test that their row names`);
		return silent === 0 ? 0 : 1;
	} finally {
		copies.forEach(removeCopy);
	}
}

main(process.argv.slice(2)).then(
	(code) => process.exit(code),
	(error: unknown) => {
		console.error(error instanceof Error ? error.message : error);
		process.exit(1);
	},
);
