import process from 'node:process';
import { createChecks } from '../e2e/checks';
import { consoleChecks } from './console';

/** The pages of this project in a real browser. What needs n8n, too, is in the end-to-end tests. */
async function main(): Promise<number> {
	const checks = createChecks((line) => console.log(line));
	await consoleChecks(checks);
	console.log(`${checks.passed()} passed, ${checks.failed()} failed`);
	return checks.failed() === 0 ? 0 : 1;
}

main().then(
	(code) => process.exit(code),
	(error: unknown) => {
		console.error(error instanceof Error ? error.message : error);
		process.exit(1);
	},
);
