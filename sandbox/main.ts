import { parseArgs } from 'node:util';
import { googleAccounts } from './google';
import { defaultSeed, startSandbox, type Sandbox } from './kit';
import { raynetAccounts } from './raynet';

const defaultPort = 7700;

const usage = `npm run sandbox -- [--port ${defaultPort}] [--people ${defaultSeed.people}] [--companies ${defaultSeed.companies}] [--seed 1]`;

interface Wanted {
	port: number;
	people: number;
	companies: number;
	seed: number;
}

/** Throws an Error with the usage when an option is unknown or no number. */
function parseOptions(args: readonly string[]): Wanted {
	const text = { type: 'string' } as const;
	const { values } = parseArgs({ args: [...args], options: { port: text, people: text, companies: text, seed: text } });
	const read = (name: keyof typeof values, usual: number): number => {
		const number = Number(values[name] ?? usual);
		if (!Number.isInteger(number) || number < 0) throw new Error(`--${name} takes a whole number.`);
		return number;
	};
	return {
		port: read('port', defaultPort),
		people: read('people', defaultSeed.people),
		companies: read('companies', defaultSeed.companies),
		seed: read('seed', defaultSeed.seed ?? 1),
	};
}

function describe(sandbox: Sandbox, { people, companies }: Wanted): string {
	const { acme } = raynetAccounts;
	const { owner } = googleAccounts;
	return [
		`The sandbox runs at ${sandbox.baseUrl} (console page, control API under /_control).`,
		'',
		`RAYNET          ${sandbox.url('raynet')}   ${people} people, ${companies} companies`,
		`  user          ${acme.userName}`,
		`  API key       ${acme.apiKey}`,
		`  instance      ${acme.instance}`,
		'',
		`Google People   ${sandbox.url('google')}`,
		`  client id     ${owner.clientId}`,
		`  client secret ${owner.clientSecret}`,
		`  token URL     ${sandbox.url('google')}/token`,
		`  refresh token ${owner.refreshToken}`,
		`  access token  ${owner.accessToken}`,
		'',
		'These logins are test data and good nowhere else. Ctrl-C ends the sandbox.',
	].join('\n');
}

async function main(): Promise<void> {
	const wanted = parseOptions(process.argv.slice(2));
	const sandbox = await startSandbox({ port: wanted.port });
	sandbox.seed(wanted);
	process.stdout.write(`${describe(sandbox, wanted)}\n`);
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => {
			void sandbox.close().then(() => process.exit(0));
		});
	}
}

main().catch((error: unknown) => {
	const reason = error instanceof Error ? error.message : String(error);
	const taken = reason.includes('EADDRINUSE') ? ' Another program uses this port; choose one with --port.' : '';
	process.stderr.write(`The sandbox could not start: ${reason}${taken}\n${usage}\n`);
	process.exit(1);
});
