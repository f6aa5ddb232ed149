import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { root } from '../pages';
import { patternOf } from './table';

export interface NamedTest {
	file: string;
	title: string;
}

export type Outcome = 'passed' | 'failed';

interface Report {
	testResults: Array<{ status: string; assertionResults: Array<{ title: string; fullName: string; status: string }> }>;
}

/** Runs these tests in a copy of the tree, and no others. By title; those that did not run are missing. */
export async function runTests(copy: string, tests: readonly NamedTest[]): Promise<ReadonlyMap<string, Outcome>> {
	const titles = [...new Set(tests.map(({ title }) => title))];
	const files = [...new Set(tests.map(({ file }) => path.join(copy, file)))];
	const output = path.join(copy, 'report.json');
	rmSync(output, { force: true });
	const pattern = titles.map(patternOf).join('|');
	await jest(copy, ['--runTestsByPath', ...files, '-t', pattern, '--silent', '--testTimeout=60000', '--json', `--outputFile=${output}`, ...(files.length === 1 ? ['--runInBand'] : [])]);
	if (!existsSync(output)) return new Map();
	const { testResults } = JSON.parse(readFileSync(output, 'utf8')) as Report;
	const ran = testResults.flatMap(({ assertionResults }) => assertionResults).filter(({ status }) => status === 'passed' || status === 'failed');
	return new Map(
		titles.flatMap((title): Array<[string, Outcome]> => {
			const own = ran.filter(({ fullName }) => new RegExp(patternOf(title)).test(fullName));
			return own.length === 0 ? [] : [[title, own.some(({ status }) => status === 'failed') ? 'failed' : 'passed']];
		}),
	);
}

function jest(copy: string, args: readonly string[]): Promise<void> {
	const command = path.join(root, 'node_modules/jest/bin/jest.js');
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [command, '--rootDir', copy, '--config', path.join(copy, 'jest.config.js'), ...args], { cwd: copy, stdio: 'ignore' });
		child.once('error', reject);
		child.once('exit', () => resolve());
	});
}
