import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { transformSync } from 'esbuild';
import { root } from '../pages';
import { mutations, type Mutation } from './mutations';
import { patternOf, promises } from './table';

/** One test with one behaviour switched off, and the sentences that they stand for. */
interface Trial {
	file: string;
	title: string;
	mutation: string;
	sentences: string[];
}

type Outcome = 'green' | 'red' | 'did not run';

const PARTS = ['core', 'connectors', 'nodes', 'credentials', 'sandbox', 'templates', 'icons', 'test', 'dist', 'docs', 'package.json', 'jest.config.js', 'tsconfig.json', 'README.md', 'LICENSE'];

function trials(): Trial[] {
	const found = new Map<string, Trial>();
	for (const { sentence, test, mutation } of promises()) {
		if (!test || mutation === undefined) continue;
		const key = `${test.file}\n${test.title}\n${mutation}`;
		const known = found.get(key);
		if (known) known.sentences.push(sentence);
		else found.set(key, { ...test, mutation, sentences: [sentence] });
	}
	return [...found.values()];
}

function copyOfTree(): string {
	const copy = mkdtempSync(path.join(tmpdir(), 'promises-'));
	const wanted = (file: string): boolean => !file.startsWith(path.join(root, 'sandbox/n8n/node_modules'));
	for (const part of PARTS) cpSync(path.join(root, part), path.join(copy, part), { recursive: true, filter: wanted });
	symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
	return copy;
}

/** Source and built file: some tests run the one, some the other. */
function put(copy: string, file: string, source: string): void {
	writeFileSync(path.join(copy, file), source);
	const built = path.join(copy, 'dist', file.replace(/\.ts$/, '.js'));
	mkdirSync(path.dirname(built), { recursive: true });
	writeFileSync(built, transformSync(source, { loader: 'ts', format: 'cjs', target: 'es2021' }).code);
}

function mutated({ file, find, replace }: Mutation): string {
	const source = readFileSync(path.join(root, file), 'utf8');
	if (source.split(find).length !== 2) throw new Error(`A switch fits ${source.split(find).length - 1} places of ${file}; it has to fit one.`);
	return source.replace(find, () => replace);
}

function run(copy: string, { file, title }: Trial): Promise<Outcome> {
	const jest = path.join(root, 'node_modules/jest/bin/jest.js');
	const args = ['--rootDir', copy, '--config', path.join(copy, 'jest.config.js'), '--runTestsByPath', path.join(copy, file), '-t', patternOf(title), '--silent', '--runInBand'];
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [jest, ...args], { cwd: copy, stdio: ['ignore', 'ignore', 'pipe'] });
		let output = '';
		child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
		child.once('error', reject);
		child.once('exit', (code) => {
			const counts = /^Tests:.*$/m.exec(output)?.[0] ?? '';
			if (/[1-9]\d* failed/.test(counts)) resolve('red');
			else resolve(code === 0 && /[1-9]\d* passed/.test(counts) ? 'green' : 'did not run');
		});
	});
}

/** Green as it is, red with the behaviour switched off; else what is wrong. */
async function problemWith(copy: string, trial: Trial): Promise<string | undefined> {
	const mutation = mutations[trial.mutation];
	if (!mutation) return `there is no switch "${trial.mutation}"`;
	const before = await run(copy, trial);
	if (before !== 'green') return `${before} although nothing was switched off`;
	put(copy, mutation.file, mutated(mutation));
	const off = await run(copy, trial);
	restore(copy, mutation.file);
	return off === 'red' ? undefined : `${off} although "${trial.mutation}"`;
}

function restore(copy: string, file: string): void {
	const built = path.join('dist', file.replace(/\.ts$/, '.js'));
	for (const one of [file, built]) cpSync(path.join(root, one), path.join(copy, one));
}

async function main(wanted: readonly string[]): Promise<number> {
	const queue = trials().filter(({ mutation }) => wanted.length === 0 || wanted.includes(mutation));
	const all = queue.length;
	let kept = 0;
	const lane = async (): Promise<void> => {
		const copy = copyOfTree();
		try {
			for (let trial = queue.shift(); trial; trial = queue.shift()) {
				const problem = await problemWith(copy, trial);
				if (!problem) kept += 1;
				console.log(`${problem ? 'NOT SHOWN' : 'shown    '}  ${trial.sentences.join(' / ')}\n             ${trial.file}: ${trial.title}\n             ${problem ?? `red with: ${trial.mutation}`}`);
			}
		} finally {
			rmSync(copy, { recursive: true, force: true });
		}
	};
	await Promise.all(Array.from({ length: availableParallelism() }, lane));
	console.log(`${kept} of ${all} promises are shown to hang on their tests`);
	return kept === all ? 0 : 1;
}

main(process.argv.slice(2)).then(
	(code) => process.exit(code),
	(error: unknown) => {
		console.error(error);
		process.exit(1);
	},
);
