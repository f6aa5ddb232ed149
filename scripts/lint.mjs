import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';

const root = fileURLToPath(new URL('..', import.meta.url));

const groups = [
	{ name: "n8n's community rules", patterns: ['package.json', '{nodes,credentials,core,connectors}/**/*.ts'] },
	{ name: 'typescript-eslint', patterns: ['{sandbox,test,scripts}/**/*.ts'] },
];

/** Errors and warnings both count: nothing is let through. */
async function lintGroup(eslint, { name, patterns }) {
	const results = await eslint.lintFiles(patterns);
	const formatter = await eslint.loadFormatter('stylish');
	process.stdout.write(await formatter.format(results));
	const found = results.reduce((sum, { errorCount, warningCount }) => sum + errorCount + warningCount, 0);
	console.log(`${name}: ${results.length} files checked, ${found} problems`);
	return found;
}

function checkTypes() {
	const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
	const { status } = spawnSync(process.execPath, [compiler, '--noEmit', '-p', 'tsconfig.all.json'], { cwd: root, stdio: 'inherit' });
	console.log(status === 0 ? 'TypeScript: no errors' : 'TypeScript: errors, see above');
	return status === 0;
}

const eslint = new ESLint({ cwd: path.resolve(root), errorOnUnmatchedPattern: false });
let problems = 0;
for (const group of groups) problems += await lintGroup(eslint, group);
const typesAreRight = checkTypes();
process.exitCode = problems === 0 && typesAreRight ? 0 : 1;
