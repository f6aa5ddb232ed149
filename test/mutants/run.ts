import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { mutants, type Mutant } from './mutants';

/** Applies each mutant to a copy of the tree and runs the engine's tests on it: one of them has to turn red. */
const root = resolve(__dirname, '../..');
const TESTS = ['match', 'membership', 'mergeList', 'mergeScalar', 'mergePair', 'plan\\.', 'leaving', 'guards', 'group', 'run\\.', 'runTroubles', 'runOddities', 'sync\\.', 'twoWayRules', 'twoWayHealing', 'goneAtPartner', 'composedStart', 'syncRules', 'toCrm'];

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
function firstRed(copy: string): string {
	const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
	const files = `test/core/(${TESTS.join('|')})`;
	const run = spawnSync(process.execPath, [jest, '--rootDir', copy, '--config', join(copy, 'jest.config.js'), '--selectProjects', 'unit', '--testPathPatterns', files, '--bail', '1', '--silent'], {
		cwd: copy,
		encoding: 'utf8',
	});
	const output = `${run.stdout}${run.stderr}`;
	if (/No tests found|\s0 total/.test(output.split('\n').filter((line) => line.startsWith('Tests:')).join() || 'No tests found')) {
		if (!/Test suite failed to run/.test(output)) throw new Error(`The tests of a mutant did not run:\n${output.slice(-2000)}`);
	}
	return run.status === 0 ? '' : (/● (.+)/.exec(output)?.[1] ?? 'a test');
}

function main(): number {
	const copy = copyOfTree();
	try {
		const untouched = firstRed(copy);
		if (untouched !== '') throw new Error(`The tests are red without any mutant: ${untouched}`);
		const survivors = mutants.filter((mutant) => {
			writeFileSync(join(copy, mutant.file), mutated(mutant));
			const killer = firstRed(copy);
			cpSync(join(root, mutant.file), join(copy, mutant.file));
			console.log(`${killer ? 'killed  ' : 'SURVIVED'}  ${mutant.name}${killer ? `\n            by: ${killer}` : ''}`);
			return killer === '';
		});
		console.log(`${mutants.length - survivors.length} of ${mutants.length} mutants killed`);
		return survivors.length === 0 ? 0 : 1;
	} finally {
		rmSync(copy, { recursive: true, force: true });
	}
}

process.exit(main());
