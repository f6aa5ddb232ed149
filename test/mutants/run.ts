import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { mutants, type Mutant } from './mutants';

/** Applies each mutant to a copy of the tree and runs the engine's tests on it: one of them has to turn red. */
const root = resolve(__dirname, '../..');
const TESTS = ['match', 'membership', 'mergeList', 'mergeScalar', 'mergePair', 'plan\\.', 'leaving', 'guards', 'group', 'run\\.', 'runTroubles', 'runOddities', 'sync\\.', 'twoWayRules', 'twoWayHealing', 'twoWayTroubles', 'twoWayMeeting', 'twoWayLeaving', 'goneAtPartner', 'composedStart', 'syncRules', 'toCrm'];

function copyOfTree(): string {
	const copy = mkdtempSync(join(tmpdir(), 'mutants-'));
	for (const part of ['core', 'connectors', 'test', 'package.json', 'jest.config.js', 'tsconfig.json']) {
		cpSync(join(root, part), join(copy, part), { recursive: true });
	}
	symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
	return copy;
}

function mutated({ name, file, find, replace }: Mutant): string {
	const source = readFileSync(join(root, file), 'utf8');
	const places = source.split(find).length - 1;
	if (places !== 1) throw new Error(`The mutant "${name}" fits ${places} places of ${file}; it has to fit one.`);
	return source.replace(find, () => replace);
}

/** The first test that turned red, "" when all stayed green. */
async function firstRed(copy: string): Promise<string> {
	const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
	const files = `test/core/(${TESTS.join('|')})`;
	const args = ['--rootDir', copy, '--config', join(copy, 'jest.config.js'), '--selectProjects', 'unit', '--testPathPatterns', files, '--bail', '1', '--silent', '--runInBand'];
	const { status, output } = await outcomeOf([jest, ...args], copy);
	if (/No tests found|\s0 total/.test(output.split('\n').filter((line) => line.startsWith('Tests:')).join() || 'No tests found')) {
		if (!/Test suite failed to run/.test(output)) throw new Error(`The tests of a mutant did not run:\n${output.slice(-2000)}`);
	}
	return status === 0 ? '' : (/● (.+)/.exec(output)?.[1] ?? 'a test');
}

function outcomeOf(args: readonly string[], cwd: string): Promise<{ status: number | null; output: string }> {
	return new Promise((done, fail) => {
		const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
		let output = '';
		for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
		child.once('error', fail);
		child.once('close', (status) => done({ status, output }));
	});
}

/** Works off the mutants that are left on a copy of its own; returns the survivors. */
async function workOff(left: Mutant[]): Promise<Mutant[]> {
	const copy = copyOfTree();
	const survivors: Mutant[] = [];
	try {
		for (let mutant = left.shift(); mutant !== undefined; mutant = left.shift()) {
			writeFileSync(join(copy, mutant.file), mutated(mutant));
			const killer = await firstRed(copy);
			cpSync(join(root, mutant.file), join(copy, mutant.file));
			console.log(`${killer ? 'killed  ' : 'SURVIVED'}  ${mutant.name}${killer ? `\n            by: ${killer}` : ''}`);
			if (killer === '') survivors.push(mutant);
		}
		return survivors;
	} finally {
		rmSync(copy, { recursive: true, force: true });
	}
}

async function untouchedIsGreen(): Promise<void> {
	const copy = copyOfTree();
	try {
		const untouched = await firstRed(copy);
		if (untouched !== '') throw new Error(`The tests are red without any mutant: ${untouched}`);
	} finally {
		rmSync(copy, { recursive: true, force: true });
	}
}

async function main(): Promise<number> {
	await untouchedIsGreen();
	const left = [...mutants];
	const lanes = Array.from({ length: Math.max(1, availableParallelism()) }, () => workOff(left));
	const survivors = (await Promise.all(lanes)).flat();
	console.log(`${mutants.length - survivors.length} of ${mutants.length} mutants killed`);
	return survivors.length === 0 ? 0 : 1;
}

main().then(
	(code) => process.exit(code),
	(error: unknown) => {
		console.error(error);
		process.exit(1);
	},
);
