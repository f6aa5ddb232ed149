import { parseArgs } from 'node:util';
import { creatioAccounts } from './creatio';
import { ecomailAccounts } from './ecomail';
import { googleAccounts } from './google';
import { defaultSeed, startSandbox, type Sandbox } from './kit';
import { raynetAccounts } from './raynet';
import { personalities } from './rest';

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
	const { sync } = creatioAccounts;
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
		`Creatio         ${sandbox.url('creatio')}   ${people} contacts, ${companies} accounts, path style /0/odata`,
		`  user          ${sync.userName}`,
		`  password      ${sync.password}`,
		`  client id     ${sync.clientId}`,
		`  client secret ${sync.clientSecret}`,
		`  token URL     ${sandbox.url('creatio')}/connect/token`,
		'',
		`Ecomail         ${sandbox.url('ecomail')}   two lists, every fifth of the people`,
		`  API key       ${ecomailAccounts.acme.apiKey}`,
		'',
		'REST CRM reference server (our own contract, not the API of a vendor; profiles in sandbox/rest/profiles.ts)',
		...Object.values(personalities).map(({ name, account }) => `  ${sandbox.url('rest-reference')}/${name}   ${account.user}   ${account.secret}`),
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
