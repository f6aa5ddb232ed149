import type { ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { endGroup, hasEnded, killGroup, runToEnd, startGroup } from './groups';
import type { Installation } from './install';
import { tailOf } from './logs';
import { freePort, freePorts } from './ports';

export interface ServerOptions {
	installation: Installation;
	/** n8n keeps everything below this folder, in ".n8n". */
	dataFolder: string;
	/** Taken if it is free, else one near it. Default: any. */
	port?: number;
	/** Values of hidden OAuth fields, by credential type: n8n takes them from nowhere else. */
	credentialOverwrites?: Record<string, Record<string, string>>;
	/** Further environment variables, for versions of n8n that want others; undefined takes one away. */
	settings?: NodeJS.ProcessEnv;
	/** Stops waiting for the start. */
	signal?: AbortSignal;
}

export interface N8nServer {
	/** Without a slash at the end. */
	readonly baseUrl: string;
	readonly logFile: string;
	/** Asks n8n to end and waits for it. */
	stop(): Promise<void>;
	/** Pulls the plug: no process of n8n gets to finish anything. */
	kill(): Promise<void>;
	/** Starts it again on the same port and data, after `stop` or `kill`. */
	restart(): Promise<void>;
	/** Runs one of n8n's commands on the same data, e.g. "import:credentials". */
	command(...args: string[]): Promise<void>;
}

/**
 * With these a start sends nothing to the internet, the editor neither; each was found by logging every
 * connection of n8n 2.40.
 */
const quiet = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_DISABLED_MODULES: 'mcp-registry',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
};

const startLimitMs = 240_000;

/** Where an unpacked package must lie for n8n to load it under its own name. */
export function packagesFolder(dataFolder: string): string {
	return path.join(dataFolder, '.n8n/nodes/node_modules');
}

/** n8n on a data folder, not started yet: `restart` starts it. */
export async function prepareN8n(options: ServerOptions): Promise<N8nServer> {
	const { installation, dataFolder } = options;
	mkdirSync(dataFolder, { recursive: true });
	const port = await freePort(options.port);
	const [broker] = await freePorts(1);
	const baseUrl = `http://127.0.0.1:${port}`;
	const logFile = path.join(dataFolder, 'n8n.log');
	const env = environment({ ...options, port });
	let child: ChildProcess | undefined;

	const call = (brokerPort: number | undefined, ...args: string[]) => ({
		file: installation.node,
		args: [installation.n8n, ...args],
		// n8n reads a file ".env" in the folder it is started in.
		cwd: dataFolder,
		env: { ...env, N8N_RUNNERS_BROKER_PORT: String(brokerPort) },
		logFile,
	});
	return {
		baseUrl,
		logFile,
		async stop() {
			if (child) await endGroup(child);
		},
		async kill() {
			if (child) await killGroup(child);
		},
		async restart() {
			if (child && !hasEnded(child)) await endGroup(child);
			child = startGroup(call(broker, 'start'));
			await waitUntilReady(child, baseUrl, logFile, options.signal);
		},
		async command(...args) {
			// A command opens a broker of its own, beside that of a running server.
			const [own] = await freePorts(1);
			const code = await runToEnd(call(own, ...args), options.signal);
			if (code !== 0) throw new Error(`"n8n ${args[0]}" failed. The end of its log:\n${tailOf(logFile)}`);
		},
	};
}

export async function startN8n(options: ServerOptions): Promise<N8nServer> {
	const server = await prepareN8n(options);
	await server.restart();
	return server;
}

function environment({ dataFolder, port, credentialOverwrites, settings }: ServerOptions): NodeJS.ProcessEnv {
	return {
		...withoutForeignSettings(process.env),
		...quiet,
		N8N_USER_FOLDER: dataFolder,
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_PORT: String(port),
		N8N_WEBHOOK_URL: `http://127.0.0.1:${port}/`,
		N8N_EDITOR_BASE_URL: `http://127.0.0.1:${port}`,
		N8N_SECURE_COOKIE: 'false',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		N8N_LOG_LEVEL: 'info',
		GENERIC_TIMEZONE: 'Europe/Prague',
		EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'all',
		CREDENTIALS_OVERWRITE_DATA: JSON.stringify(credentialOverwrites ?? {}),
		...settings,
	};
}

/** What is set for another n8n, for npm or for this Node must not steer this n8n. */
function withoutForeignSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	const foreign = /^(?:N8N_|DB_|QUEUE_|EXECUTIONS_|CREDENTIALS_|GENERIC_|WEBHOOK_|NODE_OPTIONS$|NODE_ENV$|npm_|(?:https?|all|no)_proxy$)/i;
	return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)));
}

async function waitUntilReady(child: ChildProcess, baseUrl: string, logFile: string, signal?: AbortSignal): Promise<void> {
	const limit = Date.now() + startLimitMs;
	while (!(await isReady(baseUrl))) {
		signal?.throwIfAborted();
		if (hasEnded(child)) throw new Error(`n8n ended while it was starting. The end of its log:\n${tailOf(logFile)}`);
		if (Date.now() > limit) throw new Error(`n8n was not ready after ${startLimitMs / 1000} s. The end of its log:\n${tailOf(logFile)}`);
		await sleep(250);
	}
}

/**
 * While n8n starts it answers with a page that says so, then 404, then JSON; and only after that it marks the executions
 * that a crash left behind, which its readiness waits for.
 */
async function isReady(baseUrl: string): Promise<boolean> {
	return (await answersJson(`${baseUrl}/rest/settings`)) && (await answersJson(`${baseUrl}/healthz/readiness`));
}

async function answersJson(url: string): Promise<boolean> {
	try {
		const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
		return response.ok && typeof (await response.json()) === 'object';
	} catch {
		return false;
	}
}
