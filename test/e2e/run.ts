import process from 'node:process';
import { parseArgs } from 'node:util';
import { createLifetime, endOnSignals, type Lifetime } from '../../sandbox/demo/lifetime';
import { buildPackage } from '../../sandbox/demo/setUp';
import { ensureInstalled } from '../../sandbox/n8n/launcher';
import { e2eBenches } from './bench';
import { createChecks, exitCode, summed, type Outcome } from './checks';
import { runSideBySide } from './lanes';
import { partNames, parts, type PartName } from './parts';

const { values } = parseArgs({
	options: {
		only: { type: 'string', multiple: true },
		pictures: { type: 'boolean', default: false },
		/** For a part that is started by this program: what all need is there, and these ports are its own. */
		made: { type: 'boolean', default: false },
		place: { type: 'string', default: '0' },
	},
});

const tell = (line: string): void => console.log(line);

/** The package in a real n8n, against the stand-ins: what a person would look at, and what a power cut leaves behind. */
async function main(): Promise<number> {
	const wanted = (values.only ?? partNames).map(partName);
	const lifetime = createLifetime();
	endOnSignals(lifetime);
	try {
		const [single, ...others] = wanted;
		const outcomes = single !== undefined && others.length === 0 ? [await runHere(single, lifetime)] : await runAll(wanted, lifetime);
		// Who started this as a part of more tells of all parts together.
		if (!values.made) summed(outcomes, tell);
		return exitCode(outcomes);
	} finally {
		await lifetime.end();
	}
}

function partName(name: string): PartName {
	const found = partNames.find((one) => one === name);
	if (found === undefined) throw new Error(`--only takes ${partNames.join(', ')}, not "${name}".`);
	return found;
}

async function runHere(name: PartName, lifetime: Lifetime): Promise<Outcome> {
	const checks = createChecks(tell);
	const open = e2eBenches(lifetime, values.made ? 'made' : 'now', Number(values.place));
	await parts[name]({ checks, lifetime, open, pictures: values.pictures ? 'yes' : 'no' });
	return checks.outcome();
}

async function runAll(wanted: readonly PartName[], lifetime: Lifetime): Promise<Outcome[]> {
	await buildPackage(tell, lifetime.signal);
	await ensureInstalled(tell, lifetime.signal);
	return runSideBySide(wanted, lifetime, tell);
}

main().then(
	(code) => process.exit(code),
	(error: unknown) => {
		console.error(error);
		process.exit(1);
	},
);
