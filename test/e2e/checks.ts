/** Named checks, printed as they are made. */
export interface Checks {
	/** Passes when `check` returns no problems and does not throw. */
	that(name: string, check: () => Promise<readonly string[]>): Promise<void>;
	passed(): number;
	failed(): number;
}

const mostProblems = 10;

export function createChecks(print: (line: string) => void): Checks {
	let passed = 0;
	let failed = 0;
	const outcome = async (check: () => Promise<readonly string[]>): Promise<readonly string[]> => {
		try {
			return await check();
		} catch (error) {
			return [error instanceof Error ? error.message : String(error)];
		}
	};
	return {
		async that(name, check) {
			const problems = await outcome(check);
			if (problems.length === 0) passed += 1;
			else failed += 1;
			print(`${problems.length === 0 ? 'passed' : 'FAILED'}  ${name}`);
			for (const problem of problems.slice(0, mostProblems)) print(`        ${problem}`);
			if (problems.length > mostProblems) print(`        ... and ${problems.length - mostProblems} more`);
		},
		passed: () => passed,
		failed: () => failed,
	};
}

/** For a check of one value. */
export function same(actual: unknown, expected: unknown): string[] {
	const [has, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
	return has === wanted ? [] : [`It is ${has}, not ${wanted}.`];
}
