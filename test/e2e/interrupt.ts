import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lifetime } from '../../sandbox/demo/lifetime';
import { root } from '../../sandbox/demo/setUp';
import type { Checks } from './checks';

const startLimitMs = 240_000;
const endLimitMs = 40_000;

/** The demo as a user starts it and as users and supervisors end it. */
export async function interruptChecks(checks: Checks, lifetime: Lifetime): Promise<void> {
	// A terminal sends Ctrl-C to everyone in front of it.
	await checks.that('Ctrl-C ends the demo and every process that it started', () =>
		interrupted(lifetime, ({ pid }) => pid !== undefined && process.kill(-pid, 'SIGINT')),
	);
	await checks.that('SIGTERM to npm alone ends the demo and every process that it started', () => interrupted(lifetime, (npm) => npm.kill('SIGTERM')));
}

async function interrupted(lifetime: Lifetime, interrupt: (npm: ChildProcess) => boolean): Promise<string[]> {
	if (!existsSync('/proc/self/stat')) return ['There is no /proc here, so what is left of the demo cannot be seen.'];
	const args = ['run', 'demo', '--', '--port', '7790', '--folder', 'e2e-interrupt'];
	const npm = spawn('npm', args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], detached: true });
	let family: number[] = [];
	// Whoever ends this program in the middle ends that demo with it.
	lifetime.onEnd(() => endOf(npm));
	try {
		await started(npm);
		family = descendants(npm.pid ?? 0);
		if (!family.some((pid) => commandOf(pid).includes('n8n start'))) return ['n8n is not among the processes of the demo.'];
		interrupt(npm);
		const limit = Date.now() + endLimitMs;
		while (family.some(isThere) && Date.now() < limit) await sleep(200);
		return family.filter(isThere).map((pid) => `Still there: ${commandOf(pid)}`);
	} finally {
		for (const pid of family.filter(isThere)) process.kill(pid, 'SIGKILL');
	}
}

async function endOf(child: ChildProcess): Promise<void> {
	const family = descendants(child.pid ?? 0);
	if (child.exitCode !== null || child.signalCode !== null || !child.kill('SIGTERM')) return;
	const limit = Date.now() + endLimitMs;
	while (family.some(isThere) && Date.now() < limit) await sleep(200);
}

function started(child: ChildProcess): Promise<void> {
	return new Promise((resolve, reject) => {
		const timer = setTimeout(() => reject(new Error('The demo did not start.')), startLimitMs);
		let output = '';
		child.stdout?.on('data', (chunk: Buffer) => {
			output += chunk.toString();
			if (!output.includes('Ctrl-C stops everything')) return;
			clearTimeout(timer);
			resolve();
		});
		child.once('exit', (code) => reject(new Error(`The demo ended by itself with ${code}:\n${output}`)));
	});
}

/** Everything that a process started, and what that started in turn. */
function descendants(pid: number): number[] {
	const parents = new Map(allProcesses().map((one) => [one, parentOf(one)]));
	const children = (of: number): number[] => [...parents].filter(([, parent]) => parent === of).map(([one]) => one);
	const found: number[] = [];
	for (let next = children(pid); next.length > 0; next = next.flatMap(children)) found.push(...next);
	return found;
}

function allProcesses(): number[] {
	return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid).map(Number);
}

/** Fields of /proc/<pid>/stat after the name, which may hold blanks: state, parent, ... */
function statOf(pid: number): string[] {
	try {
		return readFileSync(path.join('/proc', String(pid), 'stat'), 'utf8').replace(/^.*\) /s, '').split(' ');
	} catch {
		return [];
	}
}

function parentOf(pid: number): number {
	return Number(statOf(pid)[1] ?? 0);
}

function isThere(pid: number): boolean {
	const [state] = statOf(pid);
	return state !== undefined && state !== 'Z';
}

function commandOf(pid: number): string {
	try {
		return readFileSync(path.join('/proc', String(pid), 'cmdline'), 'utf8').replaceAll('\0', ' ').trim();
	} catch {
		return '';
	}
}
