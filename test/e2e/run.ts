import process from 'node:process';
import { createLifetime, endOnSignals } from '../../sandbox/demo/lifetime';
import { createChecks } from './checks';
import { demoChecks } from './demo';
import { editorChecks } from './editor';
import { interruptChecks } from './interrupt';
import { killChecks } from './kill';
import { killBothWaysChecks } from './killBothWays';
import { e2eBench } from './bench';
import { tokenChecks } from './token';

/** The package in a real n8n, against the stand-ins: what a person would look at, and what a power cut leaves behind. */
async function main(): Promise<number> {
	const checks = createChecks((line) => console.log(line));
	const lifetime = createLifetime();
	endOnSignals(lifetime);
	try {
		const bench = await e2eBench(lifetime, 'e2e');
		await editorChecks(checks, bench);
		await demoChecks(checks, bench, lifetime.signal);
		await tokenChecks(checks, bench, lifetime.signal);
		await bench.server.stop();
		await killChecks(checks, lifetime);
		await killBothWaysChecks(checks, lifetime);
		await interruptChecks(checks);
	} finally {
		await lifetime.end();
	}
	console.log(`${checks.passed()} passed, ${checks.failed()} failed`);
	return checks.failed() === 0 ? 0 : 1;
}

main().then(
	(code) => process.exit(code),
	(error: unknown) => {
		console.error(error);
		process.exit(1);
	},
);
