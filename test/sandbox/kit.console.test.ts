import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import axios from 'axios';
import { startSandbox, type Sandbox } from '../../sandbox/kit';

describe('the console page', () => {
	let sandbox: Sandbox;

	beforeAll(async () => {
		sandbox = await startSandbox({ services: ['raynet'] });
	});
	afterAll(() => sandbox.close());

	const fetchText = async (path: string): Promise<string> => (await axios.get<string>(`${sandbox.baseUrl}${path}`, { responseType: 'text' })).data;

	/** Every file that the page names, and those that its modules import. */
	async function loaded(): Promise<string[]> {
		const found = [...(await fetchText('/')).matchAll(/(?:src|href)="(\/[^"]*)"/g)].map(([, path = '']) => path);
		for (const path of found) {
			const text = await fetchText(path);
			if (path.endsWith('tabulator.js')) continue;
			for (const [, name = ''] of text.matchAll(/from '(\.{1,2}\/[^']+)'/g)) {
				const imported = posix.join(posix.dirname(path), name);
				if (!found.includes(imported)) found.push(imported);
			}
		}
		return found.sort();
	}

	test('loads its styles, its scripts and all of their imports from the sandbox itself', async () => {
		const own = readdirSync(join(__dirname, '../../sandbox/console'), { recursive: true }).map(String).filter((name) => /\.(js|css)$/.test(name));
		expect(await loaded()).toEqual([...own, 'pico.css', 'tabulator.css', 'tabulator.js'].map((name) => `/console/${name}`).sort());
	});

	test('its calls to the control API are not in the call log', async () => {
		await axios.get(`${sandbox.baseUrl}/_control/rows/raynet`);
		await fetchText('/');
		expect(sandbox.calls()).toEqual([]);
	});
});

describe('npm run sandbox', () => {
	const run = (...args: string[]): ReturnType<typeof spawn> =>
		spawn(process.execPath, ['--import', 'tsx', 'sandbox/main.ts', ...args], { cwd: join(__dirname, '../..') });

	test.each(['SIGINT', 'SIGTERM'] as const)('starts seeded, tells addresses and logins, and ends cleanly at %s', async (signal) => {
		const child = run('--port', '0', '--people', '30', '--companies', '5');
		let output = '';
		const ready = new Promise<string>((resolve) => {
			child.stdout?.on('data', (text: Buffer) => {
				output += text.toString();
				if (output.includes('Ctrl-C')) resolve(output);
			});
		});
		const [, url = ''] = /runs at (http:\S+)/.exec(await ready) ?? [];
		expect(output).toMatch(/crm-sandbox-acme-key[\s\S]*sandbox-owner-refresh/);
		expect((await axios.get(`${url}/_control/rows/raynet`)).data).toHaveLength(35);
		const ended = new Promise((resolve) => child.on('exit', (code) => resolve(code)));
		child.kill(signal);
		expect(await ended).toBe(0);
	}, 60_000);

	test('an unknown option ends it with the usage', async () => {
		const child = run('--prot', '1');
		let errors = '';
		child.stderr?.on('data', (text: Buffer) => (errors += text.toString()));
		const code = await new Promise((resolve) => child.on('close', resolve));
		expect([code, errors]).toEqual([1, expect.stringContaining('npm run sandbox -- [--port 7700]')]);
	}, 60_000);
});
