import { stripVTControlCharacters } from 'node:util';

/** Named checks, printed as they are made. */
export interface Checks {
	/** Passes when `check` returns no problems and does not throw. */
	that(name: string, check: () => Promise<readonly string[]>): Promise<void>;
	outcome(): Outcome;
}

/** How checks went: how many passed, and of each that failed its lines. */
export interface Outcome {
	passed: number;
	failures: readonly string[];
}

const mostProblems = 10;
const indent = '        ';

export function createChecks(print: (line: string) => void): Checks {
	let passed = 0;
	const failures: string[] = [];
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
			if (problems.length === 0) {
				passed += 1;
				print(`passed  ${name}`);
				return;
			}
			const more = problems.length > mostProblems ? [`... and ${problems.length - mostProblems} more`] : [];
			const lines = [`FAILED  ${name}`, ...[...problems.slice(0, mostProblems), ...more].flatMap(linesOf)];
			failures.push(lines.join('\n'));
			for (const line of lines) print(line);
		},
		outcome: () => ({ passed, failures }),
	};
}

/** Playwright colours its messages. */
function linesOf(problem: string): string[] {
	return stripVTControlCharacters(problem).split('\n').filter(Boolean).map((line) => `${indent}${line}`);
}

/** Collects the checks of a program from the lines that it prints. */
export function createCollector(): { read(line: string): void; outcome(): Outcome } {
	let passed = 0;
	const failures: string[][] = [];
	let open: string[] | undefined;
	return {
		read(line) {
			if (open && line.startsWith(indent)) return void open.push(line);
			open = undefined;
			if (line.startsWith('passed  ')) passed += 1;
			if (line.startsWith('FAILED  ')) failures.push((open = [line]));
		},
		outcome: () => ({ passed, failures: failures.map((lines) => lines.join('\n')) }),
	};
}

/** 0 where something passed and nothing failed. */
export function exitCode(outcomes: readonly Outcome[]): number {
	return outcomes.some(({ passed }) => passed > 0) && outcomes.every(({ failures }) => failures.length === 0) ? 0 : 1;
}

/** What failed comes once more at the end, where it is looked for first. */
export function summed(outcomes: readonly Outcome[], print: (line: string) => void): void {
	const failures = outcomes.flatMap((one) => one.failures);
	const passed = outcomes.reduce((sum, one) => sum + one.passed, 0);
	if (failures.length > 0) print(['', 'What failed:', ...failures].join('\n'));
	print(`${passed} passed, ${failures.length} failed`);
}

/** For a check of one value. */
export function same(actual: unknown, expected: unknown): string[] {
	const [has, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
	return has === wanted ? [] : [`It is ${has}, not ${wanted}.`];
}
