import path from 'node:path';
import process from 'node:process';
import { createLifetime, endOnSignals } from '../../sandbox/demo/lifetime';
import { root } from '../../sandbox/demo/setUp';
import { run } from '../../sandbox/n8n/launcher';
import { bareN8n } from './bareN8n';
import { problemsWith } from './probe';
import { TESTED, type TestedVersion } from './tested';

/** Each n8n takes about 2 GB of disk and some minutes, so this is run by hand before a release and not in CI. */
async function main(wanted: readonly string[]): Promise<number> {
	const unknown = wanted.filter((version) => !TESTED.some(({ n8n }) => n8n === version));
	if (unknown.length > 0) throw new Error(`test/package/tested.ts has no n8n ${unknown.join(', ')}. It has ${TESTED.map(({ n8n }) => n8n).join(', ')}.`);
	await run(process.execPath, [path.join(root, 'node_modules/gulp/bin/gulp.js'), 'build'], root);
	let failed = 0;
	for (const tested of TESTED.filter(({ n8n }) => wanted.length === 0 || wanted.includes(n8n))) if (!(await passes(tested))) failed += 1;
	return failed === 0 ? 0 : 1;
}

async function passes(tested: TestedVersion): Promise<boolean> {
	const lifetime = createLifetime();
	endOnSignals(lifetime);
	const folder = path.join(root, '.demo/versions', tested.n8n);
	try {
		console.log(`n8n ${tested.n8n} on Node ${tested.node}: installing ...`);
		const problems = await problemsWith(await bareN8n(tested, folder), path.join(folder, 'data'), lifetime);
		console.log(problems.length === 0 ? '  all nodes load, and Contact Sync brings contacts over' : problems.join('\n'));
		return problems.length === 0;
	} catch (error) {
		console.log(error instanceof Error ? error.message : String(error));
		return false;
	} finally {
		await lifetime.end();
	}
}

main(process.argv.slice(2)).then(
	(code) => process.exit(code),
	(error: unknown) => {
		console.error(error instanceof Error ? error.message : error);
		process.exit(1);
	},
);
