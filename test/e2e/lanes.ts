import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { Lifetime } from '../../sandbox/demo/lifetime';
import { root } from '../../sandbox/demo/setUp';
import { createCollector, type Outcome } from './checks';
import { partNames, rounds, type PartName } from './parts';

/** Runs the named parts, each in a process of its own; their lines are told as they come, with the name of the part. */
export async function runSideBySide(wanted: readonly PartName[], lifetime: Lifetime, print: (line: string) => void): Promise<Outcome[]> {
	const outcomes: Outcome[] = [];
	for (const lanes of rounds) {
		const lane = async (names: readonly PartName[]): Promise<void> => {
			for (const name of names) if (wanted.includes(name) && !lifetime.signal.aborted) outcomes.push(await runPart(name, lifetime, print));
		};
		await Promise.all(lanes.map(lane));
	}
	return outcomes;
}

function runPart(name: PartName, lifetime: Lifetime, print: (line: string) => void): Promise<Outcome> {
	const started = Date.now();
	const place = String(partNames.indexOf(name));
	const args = ['--import', 'tsx', path.join(__dirname, 'run.ts'), '--only', name, '--made', '--place', place];
	const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
	const closed = new Promise((resolve) => child.once('close', resolve));
	lifetime.onEnd(async () => {
		if (child.kill('SIGTERM')) await closed;
	});
	const collector = createCollector();
	const told = (line: string): void => print(`[${name}] ${line}`);
	createInterface({ input: child.stderr }).on('line', told);
	createInterface({ input: child.stdout }).on('line', (line) => {
		collector.read(line);
		told(line);
	});
	return new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('close', (code) => {
			const { passed, failures } = collector.outcome();
			told(`ended with ${code} after ${Math.round((Date.now() - started) / 1000)} s: ${passed} passed, ${failures.length} failed`);
			// It may have ended before it could tell what failed.
			resolve({ passed, failures: code !== 0 && failures.length === 0 ? [`FAILED  ${name} ended with ${code}; its last lines above say why`] : failures });
		});
	});
}
