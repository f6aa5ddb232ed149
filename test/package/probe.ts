import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { credentialOverwrites, googleCredential, googleType, raynetCredential, raynetType } from '../../sandbox/demo/credentials';
import type { Lifetime } from '../../sandbox/demo/lifetime';
import { root } from '../../sandbox/demo/setUp';
import { startSandbox } from '../../sandbox/kit';
import { createClient, packageName, prepareN8n, run, type Installation } from '../../sandbox/n8n/launcher';

const PEOPLE = 12;

/** Older lines end at a module that they do not know. */
const settings = { N8N_DISABLED_MODULES: undefined };

const workflow = {
	id: 'probeContactSync',
	name: 'Probe',
	active: false,
	settings: {},
	nodes: [
		{ id: '1', name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 0], parameters: {} },
		{ id: '2', name: 'Contact Sync', type: 'n8n-nodes-contact-sync.contactSync', typeVersion: 1, position: [200, 0], parameters: { records: 'person' }, credentials: {} },
	],
	connections: { Start: { main: [[{ node: 'Contact Sync', type: 'main', index: 0 }]] } },
};

/**
 * Installs the packed package into that n8n as the README says, starts it, and lets Contact Sync bring contacts over. Returns what
 * is wrong, in sentences; nothing when all is well.
 */
export async function problemsWith(installation: Installation, dataFolder: string, lifetime: Lifetime): Promise<string[]> {
	rmSync(dataFolder, { recursive: true, force: true });
	await installByHand(dataFolder);
	const sandbox = await startSandbox({ services: ['raynet', 'google'] });
	lifetime.onEnd(() => sandbox.close());
	sandbox.seed({ people: PEOPLE, companies: 2 });
	const server = await prepareN8n({ installation, dataFolder, credentialOverwrites: credentialOverwrites(sandbox.baseUrl), settings, signal: lifetime.signal });
	lifetime.onEnd(() => server.stop());
	const credentials = { [raynetType]: raynetCredential(sandbox.baseUrl), [googleType]: googleCredential(sandbox.baseUrl) };
	await server.command('import:credentials', `--input=${fileWith(dataFolder, 'credentials', Object.values(credentials))}`);
	const nodes = workflow.nodes.map((node) => ('credentials' in node ? { ...node, credentials } : node));
	await server.command('import:workflow', `--input=${fileWith(dataFolder, 'workflow', [{ ...workflow, nodes }])}`);
	await server.restart();
	const client = createClient(server.baseUrl);
	await client.login({ email: 'probe@example.com', password: 'Contacts1', firstName: 'Probe', lastName: 'Owner' });
	const known = await client.nodeTypes();
	await server.stop();
	const missing = ourNodes().filter((name) => !known.includes(name)).map((name) => `n8n did not load ${name}.`);
	if (missing.length > 0) return missing;
	await server.command('execute', `--id=${workflow.id}`);
	const written = sandbox.calls('google').filter(({ op }) => op === 'people.batchCreate').length;
	await sandbox.close();
	return written > 0 ? [] : ['Contact Sync ran, but nothing was written to Google.'];
}

async function installByHand(dataFolder: string): Promise<void> {
	const folder = path.join(dataFolder, '.n8n/nodes');
	mkdirSync(folder, { recursive: true });
	await run('npm', ['pack', '--ignore-scripts', '--pack-destination', dataFolder], root);
	const tarball = readdirSync(dataFolder).find((name) => name.endsWith('.tgz')) ?? '';
	// Without a prefix npm takes the next folder above that has a package.json.
	await run('npm', ['install', '--prefix', folder, '--omit=peer', '--ignore-scripts', '--no-audit', '--no-fund', path.join(dataFolder, tarball)], folder);
}

function ourNodes(): string[] {
	const { n8n } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { n8n: { nodes: string[] } };
	return n8n.nodes.map((file) => path.basename(file, '.node.js')).map((name) => `${packageName(root)}.${name.charAt(0).toLowerCase()}${name.slice(1)}`);
}

function fileWith(folder: string, name: string, content: unknown): string {
	const file = path.join(folder, `${name}.json`);
	writeFileSync(file, JSON.stringify(content), { mode: 0o600 });
	return file;
}
