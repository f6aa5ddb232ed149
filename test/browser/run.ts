import process from 'node:process';
import { createChecks, summed } from '../e2e/checks';
import { consoleChecks } from './console';

/** The pages of this project in a real browser. What needs n8n, too, is in the end-to-end tests. */
async function main(): Promise<number> {
	const checks = createChecks((line) => console.log(line));
	await consoleChecks(checks);
	return summed([checks.outcome()], (line) => console.log(line));
}

main().then(
	(code) => process.exit(code),
	(error: unknown) => {
		console.error(error instanceof Error ? error.message : error);
		process.exit(1);
	},
);
