import process from 'node:process';
import { createLifetime, endOnSignals, type Lifetime } from './lifetime';
import { parseOptions, usage, type DemoOptions } from './options';
import { runScenario } from './runScenario';
import { scenarios, type Scenario } from './scenarios';
import { importWorkflow, owner, publishWorkflow, root, setUpBench, type Bench } from './setUp';
import { printReport } from './table';

async function main(): Promise<number> {
	const options = parseOptions(process.argv.slice(2));
	if (options === 'help') {
		console.log(usage);
		return 0;
	}
	const lifetime = createLifetime();
	endOnSignals(lifetime);
	try {
		return await demo(options, lifetime);
	} catch (error) {
		// An interrupt ends this process itself, once everything is stopped.
		if (lifetime.signal.aborted) await new Promise(() => undefined);
		throw error;
	} finally {
		await lifetime.end();
	}
}

async function demo(options: DemoOptions, lifetime: Lifetime): Promise<number> {
	console.log('Contacts of a CRM in Google Contacts, by a real n8n and stand-ins of both services on this machine.');
	const bench = await setUpBench({
		folder: options.folder,
		start: options.start,
		make: 'now',
		sandboxPort: options.port,
		n8nPort: 5678,
		credentials: (baseUrl) => scenarios.flatMap((scenario) => scenario.credentials(baseUrl)),
		progress: (line) => console.log(line),
		lifetime,
	});
	if (options.mode === 'once') return runAll(bench, lifetime);
	for (const scenario of scenarios) await offer(bench, scenario);
	printAddresses(bench);
	await ended(lifetime);
	return 0;
}

async function offer({ client, sandbox, server }: Bench, scenario: Scenario): Promise<void> {
	const workflow = scenario.workflow(root);
	await scenario.prepare?.(sandbox.baseUrl, server.baseUrl);
	console.log(`${scenario.needs ? 'Importing' : 'Publishing'} the workflow "${workflow.name}" ...`);
	await (scenario.needs ? importWorkflow : publishWorkflow)(client, workflow);
}

async function runAll(bench: Bench, lifetime: Lifetime): Promise<number> {
	let problems = 0;
	for (const scenario of scenarios) {
		console.log(`\n${scenario.title}`);
		const report = await runScenario(scenario, { ...bench, root, progress: (line) => console.log(`  ${line}`), signal: lifetime.signal });
		printReport(report);
		problems += report.problems.length;
	}
	console.log(problems === 0 ? '\nEverything arrived as it should.' : `\n${problems} problems, see above.`);
	return problems === 0 ? 0 : 1;
}

function printAddresses({ sandbox, server }: Bench): void {
	const lines = scenarios.map(({ workflow, needs }) => {
		const { name, id } = workflow(root);
		return `  ${name.padEnd(44)}  ${server.baseUrl}/workflow/${id}${needs ? `\n    not published yet: it needs ${needs}` : ''}`;
	});
	console.log(`
n8n editor       ${server.baseUrl}
  log in with    ${owner.email}
  password       ${owner.password}
${lines.join('\n')}
Sandbox console  ${sandbox.baseUrl}
  change someone in a CRM there and watch it arrive in Google, within ten seconds or so
  which flow works in which Google account: docs/try-it.md

Ctrl-C stops everything.`);
}

function ended({ signal }: Lifetime): Promise<void> {
	return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

main().then(
	(code) => process.exit(code),
	(error: unknown) => {
		console.error(`\nThe demo stopped: ${error instanceof Error ? error.message : String(error)}`);
		process.exit(1);
	},
);
