import { parseArgs } from 'node:util';
import { liveThrough } from './history';

/**
 * Runs histories with fresh seeds through the HTTP stand-ins, faults on, for as long as asked. Prints what happened how
 * often. Exits with 1 at the first history after which something is wrong, with the seed that shows it again.
 */
const { values } = parseArgs({ options: { minutes: { type: 'string', default: '1' }, seed: { type: 'string' } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error('--minutes takes a number, for example --minutes 10.');

async function main(): Promise<number> {
	const counts = new Map<string, number>();
	const told = { count: (name: string) => void counts.set(name, (counts.get(name) ?? 0) + 1) };
	const end = Date.now() + minutes * 60_000;
	let seed = values.seed === undefined ? Date.now() % 1_000_000_000 : Number(values.seed);
	const first = seed;
	do {
		const complaints = await liveThrough(seed, told);
		told.count('histories');
		if (complaints.length > 0) {
			process.stdout.write(`seed ${seed}:\n${complaints.join('\n')}\nAgain: npm run soak -- --seed ${seed} --minutes 0.01\n`);
			return 1;
		}
		seed += 1;
	} while (Date.now() < end);
	const lines = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => `  ${name}: ${count}`);
	process.stdout.write(`${lines.join('\n')}\nseeds ${first} to ${seed - 1}: nothing lost, nothing doubled, all at rest\n`);
	return 0;
}

main().then(
	(code) => {
		process.exitCode = code;
	},
	(error: unknown) => {
		process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
		process.exitCode = 1;
	},
);
