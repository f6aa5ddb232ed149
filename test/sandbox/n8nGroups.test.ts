import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endGroup, killGroup, runToEnd, startGroup, type Command } from '../../sandbox/n8n/groups';
import { freePort, freePorts } from '../../sandbox/n8n/ports';

let folder: string;

beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'groups-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const shell = (script: string): Command => ({ file: 'sh', args: ['-c', script], cwd: folder, env: process.env, logFile: path.join(folder, 'log') });

/** A program that starts another one and writes that one's id into a file. */
const parentOfSleeper = (trap = ''): Command => shell(`${trap} sleep 600 & echo $! > child; wait`);

async function childId(): Promise<number> {
	const file = path.join(folder, 'child');
	while (!existsSync(file) || readFileSync(file, 'utf8').trim() === '') await sleep(10);
	return Number(readFileSync(file, 'utf8'));
}

/** Dead is gone, even where nobody has asked yet how it ended. */
function isDead(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return existsSync('/proc/self/stat') && /^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
	} catch {
		return true;
	}
}

async function isGone(pid: number): Promise<boolean> {
	for (let look = 0; look < 200 && !isDead(pid); look += 1) await sleep(10);
	return isDead(pid);
}

describe('a group of processes', () => {
	test('ends with all that its head started', async () => {
		const head = startGroup(parentOfSleeper());
		const child = await childId();
		await endGroup(head);
		expect(await isGone(child)).toBe(true);
	});

	test('is killed with all that its head started', async () => {
		const head = startGroup(parentOfSleeper());
		const child = await childId();
		await killGroup(head);
		expect(await isGone(child)).toBe(true);
	});

	test('is killed when it does not heed being asked', async () => {
		const head = startGroup(parentOfSleeper("trap '' TERM;"));
		const child = await childId();
		await endGroup(head, 50);
		expect(head.signalCode).toBe('SIGKILL');
		expect(await isGone(child)).toBe(true);
	});

	test('leaves nobody behind when its head ends by itself', async () => {
		expect(await runToEnd(shell('sleep 600 & echo $! > child'))).toBe(0);
		expect(await isGone(await childId())).toBe(true);
	});

	test('tells how the program ended and keeps what it said', async () => {
		expect(await runToEnd(shell('echo out; echo err >&2; exit 3'))).toBe(3);
		expect(readFileSync(path.join(folder, 'log'), 'utf8')).toBe('out\nerr\n');
	});

	test('ends when it is interrupted', async () => {
		const interrupt = new AbortController();
		const ended = runToEnd(parentOfSleeper(), interrupt.signal);
		const child = await childId();
		interrupt.abort(new Error('Interrupted.'));
		await expect(ended).rejects.toThrow('Interrupted.');
		expect(await isGone(child)).toBe(true);
	});

	test('of a program that does not exist is an error', async () => {
		await expect(runToEnd({ ...shell(''), file: 'no-such-program' })).rejects.toThrow('ENOENT');
	});
});

describe('a free port', () => {
	let taken: Server;

	beforeEach(async () => {
		taken = createServer();
		await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
	});

	afterEach(() => taken.close());

	test('is the preferred one only while nobody has it', async () => {
		const { port } = taken.address() as { port: number };
		expect(await freePort(port)).not.toBe(port);
		await new Promise((resolve) => taken.close(resolve));
		expect(await freePort(port)).toBe(port);
	});

	test('is given out once', async () => {
		expect(new Set(await freePorts(5)).size).toBe(5);
	});
});
