import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import process from 'node:process';

const windows = process.platform === 'win32';
const alive = new Set<ChildProcess>();

// Whatever way this process ends, the ones it started end with it.
process.on('exit', () => {
	for (const child of alive) signalGroup(child, 'SIGKILL');
});

export interface Command {
	file: string;
	args: readonly string[];
	cwd: string;
	env: NodeJS.ProcessEnv;
	/** Standard output and error are added to this file. */
	logFile: string;
}

/**
 * Starts a program as the head of its own process group, so that it and all that it starts in turn can be
 * ended together, and so that Ctrl-C reaches this process first.
 */
export function startGroup({ file, args, cwd, env, logFile }: Command): ChildProcess {
	const log = openSync(logFile, 'a');
	const child = spawn(file, args, { cwd, env, detached: !windows, windowsHide: true, shell: windows && file === 'npm', stdio: ['ignore', log, log] });
	closeSync(log);
	alive.add(child);
	child.once('error', () => alive.delete(child));
	child.once('exit', () => {
		// The head may end before those it started.
		signalGroup(child, 'SIGKILL');
		alive.delete(child);
	});
	return child;
}

/** Runs a program to its end; resolves with its exit code, and ends it when `signal` fires. */
export function runToEnd(command: Command, signal?: AbortSignal): Promise<number> {
	return new Promise((resolve, reject) => {
		const child = startGroup(command);
		const interrupt = (): void => signalGroup(child, 'SIGTERM');
		signal?.addEventListener('abort', interrupt, { once: true });
		child.once('error', reject);
		child.once('exit', (code) => {
			signal?.removeEventListener('abort', interrupt);
			if (signal?.aborted) reject(signal.reason);
			else resolve(code ?? 1);
		});
	});
}

/** Asks the whole group to end and, after `graceMs`, no longer asks. */
export async function endGroup(child: ChildProcess, graceMs = 20_000): Promise<void> {
	if (hasEnded(child)) return;
	const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	signalGroup(child, 'SIGTERM');
	const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs);
	await ended;
	clearTimeout(timer);
}

/** Pulls the plug on the whole group, as a power cut does. */
export async function killGroup(child: ChildProcess): Promise<void> {
	if (hasEnded(child)) return;
	const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	signalGroup(child, 'SIGKILL');
	await ended;
}

export function hasEnded(child: ChildProcess): boolean {
	return child.exitCode !== null || child.signalCode !== null;
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
	if (child.pid === undefined) return;
	try {
		if (windows) child.kill(signal);
		else process.kill(-child.pid, signal);
	} catch {
		// Nobody is left in the group.
	}
}
