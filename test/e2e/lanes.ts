import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { Lifetime } from '../../sandbox/demo/lifetime';
import { root } from '../../sandbox/demo/setUp';
import { partNames, rounds, type PartName } from './parts';

export interface Outcome {
	passed: number;
	failed: number;
}

/** Runs the named parts, each in a process of its own; their lines are told as they come, with the name of the part. */
export async function runSideBySide(wanted: readonly PartName[], lifetime: Lifetime, print: (line: string) => void): Promise<Outcome> {
	const outcomes: Outcome[] = [];
	for (const lanes of rounds) {
		const lane = async (names: readonly PartName[]): Promise<void> => {
			for (const name of names) if (wanted.includes(name) && !lifetime.signal.aborted) outcomes.push(await runPart(name, lifetime, print));
		};
		await Promise.all(lanes.map(lane));
	}
	return outcomes.reduce((sum, one) => ({ passed: sum.passed + one.passed, failed: sum.failed + one.failed }), { passed: 0, failed: 0 });
}

function runPart(name: PartName, lifetime: Lifetime, print: (line: string) => void): Promise<Outcome> {
	const started = Date.now();
	const place = String(partNames.indexOf(name));
	const args = ['--import', 'tsx', path.join(__dirname, 'run.ts'), '--only', name, '--made', '--place', place];
	const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
	lifetime.onEnd(async () => void child.kill('SIGTERM'));
	const outcome = { passed: 0, failed: 0 };
	const read = (line: string): void => {
		if (line.startsWith('passed  ')) outcome.passed += 1;
		if (line.startsWith('FAILED  ')) outcome.failed += 1;
		print(`[${name}] ${line}`);
	};
	const readers = [child.stdout, child.stderr].map((input) => createInterface({ input }).on('line', read));
	return new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('close', (code) => {
			for (const reader of readers) reader.close();
			// It may have ended before it could tell what failed.
			if (code !== 0 && outcome.failed === 0) outcome.failed = 1;
			print(`[${name}] ended with ${code} after ${Math.round((Date.now() - started) / 1000)} s`);
			resolve(outcome);
		});
	});
}
