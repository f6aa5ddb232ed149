import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { isObject } from '../kit/json';
import { runToEnd } from './groups';
import { tailOf } from './logs';
import { packagesFolder } from './server';

/**
 * Packs a built project as for publishing and unpacks it where n8n finds it under its own name: these are the
 * files that users get. A link to the project would bring the project's own n8n-workflow along as a second copy.
 */
export async function installPackage(projectFolder: string, dataFolder: string, signal?: AbortSignal): Promise<void> {
	const name = packageName(projectFolder);
	const work = mkdtempSync(path.join(tmpdir(), 'pack-'));
	try {
		const tarball = await pack(projectFolder, work, signal);
		const target = path.join(packagesFolder(dataFolder), name);
		rmSync(target, { recursive: true, force: true });
		mkdirSync(target, { recursive: true });
		await run('tar', ['-xzf', tarball, '-C', target, '--strip-components=1'], work, signal);
	} finally {
		rmSync(work, { recursive: true, force: true });
	}
}

async function pack(projectFolder: string, into: string, signal?: AbortSignal): Promise<string> {
	await run('npm', ['pack', '--ignore-scripts', '--pack-destination', into], projectFolder, signal);
	const { name, version } = readManifest(projectFolder);
	return path.join(into, `${name.replace(/^@/, '').replace('/', '-')}-${version}.tgz`);
}

export function packageName(projectFolder: string): string {
	return readManifest(projectFolder).name;
}

function readManifest(projectFolder: string): { name: string; version: string } {
	const manifest: unknown = JSON.parse(readFileSync(path.join(projectFolder, 'package.json'), 'utf8'));
	if (isObject(manifest) && typeof manifest['name'] === 'string' && typeof manifest['version'] === 'string') {
		return { name: manifest['name'], version: manifest['version'] };
	}
	throw new Error(`package.json of ${projectFolder} has no name or no version.`);
}

/** Runs a tool of the build; its output is shown only when it fails. */
export async function run(file: string, args: readonly string[], cwd: string, signal?: AbortSignal): Promise<void> {
	const logs = mkdtempSync(path.join(tmpdir(), 'run-'));
	const logFile = path.join(logs, 'output.log');
	try {
		const code = await runToEnd({ file, args, cwd, env: process.env, logFile }, signal);
		if (code !== 0) throw new Error(`"${file} ${args.join(' ')}" failed:\n${tailOf(logFile)}`);
	} finally {
		rmSync(logs, { recursive: true, force: true });
	}
}
