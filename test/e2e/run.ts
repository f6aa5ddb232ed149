import process from 'node:process';
import { parseArgs } from 'node:util';
import { createLifetime, endOnSignals, type Lifetime } from '../../sandbox/demo/lifetime';
import { browserChecks } from './browser';
import { createChecks, type Checks } from './checks';
import { demoChecks } from './demo';
import { editorChecks } from './editor';
import { interruptChecks } from './interrupt';
import { killChecks } from './kill';
import { killBothWaysChecks } from './killBothWays';
import { e2eBench } from './bench';
import { templateChecks } from './templates';
import { tokenChecks } from './token';

const { only, pictures } = parseArgs({ options: { only: { type: 'string', multiple: true }, pictures: { type: 'boolean', default: false } } }).values;

/** The parts, in their order. Each sets up what it needs and ends it. */
const parts: Record<string, (checks: Checks, lifetime: Lifetime) => Promise<void>> = {
	flows: async (checks, lifetime) => {
		const bench = await e2eBench(lifetime, 'e2e');
		await editorChecks(checks, bench);
		await templateChecks(checks, bench);
		await demoChecks(checks, bench, lifetime.signal);
		await tokenChecks(checks, bench, lifetime.signal);
		await bench.server.stop();
	},
	browser: (checks, lifetime) => browserChecks(checks, lifetime, pictures ? 'yes' : 'no'),
	kill: killChecks,
	killBothWays: killBothWaysChecks,
	interrupt: interruptChecks,
};

/** The package in a real n8n, against the stand-ins: what a person would look at, and what a power cut leaves behind. */
async function main(): Promise<number> {
	const unknown = only?.filter((name) => !(name in parts)) ?? [];
	if (unknown.length > 0) throw new Error(`--only takes ${Object.keys(parts).join(', ')}, not "${unknown.join('", "')}".`);
	const checks = createChecks((line) => console.log(line));
	const lifetime = createLifetime();
	endOnSignals(lifetime);
	try {
		for (const [name, part] of Object.entries(parts)) if (!only || only.includes(name)) await timed(name, () => part(checks, lifetime));
	} finally {
		await lifetime.end();
	}
	console.log(`${checks.passed()} passed, ${checks.failed()} failed`);
	return checks.failed() === 0 ? 0 : 1;
}

async function timed(name: string, part: () => Promise<void>): Promise<void> {
	const started = Date.now();
	await part();
	console.log(`        ${name} took ${Math.round((Date.now() - started) / 1000)} s`);
}

main().then(
	(code) => process.exit(code),
	(error: unknown) => {
		console.error(error);
		process.exit(1);
	},
);
