import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { startSandbox, type Sandbox, type SeedSize } from '../kit';
import { createClient, ensureInstalled, freePort, installPackage, prepareN8n, run, type N8nClient, type N8nServer, type Owner, type Progress, type WorkflowFile } from '../n8n/launcher';
import { credentialOverwrites, type DemoCredential } from './credentials';
import { beginAnew } from './keep';
import type { Lifetime } from './lifetime';

export const root = path.join(__dirname, '../..');

const pidFile = 'running.pid';

/** Of the demo's n8n, which listens on this machine only. */
export const owner: Owner = { email: 'demo@example.com', password: 'Contacts1', firstName: 'Demo', lastName: 'Owner' };

export interface SetUp {
	/** Below ".demo", which git ignores. */
	folder: string;
	start: 'fresh' | 'keep';
	/** made: the package was built and n8n installed just before, for several that start side by side. */
	make: 'now' | 'made';
	sandboxPort: number;
	n8nPort: number;
	size?: Partial<SeedSize>;
	credentials(baseUrl: string): DemoCredential[];
	progress: Progress;
	lifetime: Lifetime;
}

/** The stand-ins, and an n8n with this package that knows their credentials; nothing is published yet. */
export interface Bench {
	sandbox: Sandbox;
	server: N8nServer;
	client: N8nClient;
}

/** Builds, installs and starts everything. Whatever was started is ended with the lifetime. */
export async function setUpBench(wanted: SetUp): Promise<Bench> {
	const { progress, lifetime } = wanted;
	const { signal } = lifetime;
	const dataFolder = path.join(root, '.demo', wanted.folder);
	if (wanted.start === 'fresh') clear(dataFolder);
	occupy(dataFolder, lifetime);

	if (wanted.make === 'now') await buildPackage(progress, signal);
	const installation = await ensureInstalled(progress, signal);

	const sandbox = await startSandbox({ port: await freePort(wanted.sandboxPort) });
	lifetime.onEnd(() => sandbox.close());
	sandbox.seed(wanted.size);
	progress(`The sandbox runs at ${sandbox.baseUrl}: ${sandbox.services().map(({ name }) => name).join(', ')}.`);

	progress('Packing the package and putting it into n8n ...');
	await installPackage(root, dataFolder, signal);
	const overwrites = credentialOverwrites(sandbox.baseUrl);
	const server = await prepareN8n({ installation, dataFolder, port: wanted.n8nPort, credentialOverwrites: overwrites, signal });
	lifetime.onEnd(() => server.stop());
	const published = wanted.start === 'keep' ? await beginAnew(server, dataFolder) : [];
	progress('Importing the credentials ...');
	await importCredentials(server, dataFolder, wanted.credentials(sandbox.baseUrl));
	progress('Starting n8n ...');
	await server.restart();
	const client = createClient(server.baseUrl);
	await client.login(owner);
	for (const id of published) await client.publish(id).catch((error: Error) => progress(`The workflow ${id} stays unpublished. ${error.message}`));
	return { sandbox, server, client };
}

export async function buildPackage(progress: Progress, signal: AbortSignal): Promise<void> {
	progress('Building the package ...');
	await run(process.execPath, [path.join(root, 'node_modules/gulp/bin/gulp.js'), 'build'], root, signal);
}

function clear(dataFolder: string): void {
	refuseSecond(dataFolder);
	rmSync(dataFolder, { recursive: true, force: true });
}

/** Two n8n on one database would spoil it. */
function occupy(dataFolder: string, lifetime: Lifetime): void {
	refuseSecond(dataFolder);
	mkdirSync(dataFolder, { recursive: true });
	const file = path.join(dataFolder, pidFile);
	writeFileSync(file, String(process.pid));
	lifetime.onEnd(async () => rmSync(file, { force: true }));
}

function refuseSecond(dataFolder: string): void {
	const file = path.join(dataFolder, pidFile);
	const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
	if (pid > 0 && pid !== process.pid && isAlive(pid)) throw new Error(`A demo is running on ${dataFolder} (process ${pid}). Stop it, or choose another folder with --folder.`);
}

function isAlive(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
}

/** Through n8n's command, which keeps the ids; a credential of the same id is replaced. */
async function importCredentials(server: N8nServer, dataFolder: string, credentials: readonly DemoCredential[]): Promise<void> {
	const file = path.join(dataFolder, 'credentials.json');
	writeFileSync(file, JSON.stringify(credentials), { mode: 0o600 });
	try {
		await server.command('import:credentials', `--input=${file}`);
	} finally {
		rmSync(file, { force: true });
	}
}

/** A workflow that is there already is left as its user wants it. Publishing starts the first poll. */
export async function publishWorkflow(client: N8nClient, workflow: WorkflowFile & { id: string }): Promise<void> {
	if (await importWorkflow(client, workflow)) await client.publish(workflow.id);
}

/** Whether it was not there yet. */
export async function importWorkflow(client: N8nClient, workflow: WorkflowFile & { id: string }): Promise<boolean> {
	const known = await client.workflowIds();
	if (known.includes(workflow.id)) return false;
	await client.createWorkflow(workflow);
	return true;
}
