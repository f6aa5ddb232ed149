import process from 'node:process';
import { createChecks, exitCode, summed } from '../e2e/checks';
import { consoleChecks } from './console';

/** The pages of this project in a real browser. What needs n8n, too, is in the end-to-end tests. */
async function main(): Promise<number> {
	const checks = createChecks((line) => console.log(line));
	await consoleChecks(checks);
	const outcomes = [checks.outcome()];
	summed(outcomes, (line) => console.log(line));
	return exitCode(outcomes);
}

main().then(
	(code) => process.exit(code),
	(error: unknown) => {
		console.error(error instanceof Error ? error.message : error);
		process.exit(1);
	},
);
