import { runScenario } from '../../sandbox/demo/runScenario';
import { scenarios } from '../../sandbox/demo/scenarios';
import { root, type Bench } from '../../sandbox/demo/setUp';
import { countsText, tableOf } from '../../sandbox/demo/table';
import type { Checks } from './checks';

/** Each template as the demo shows it, checked as the demo checks it, with a line of counts for each. */
export async function demoChecks(checks: Checks, bench: Bench, signal: AbortSignal): Promise<void> {
	const lines: string[] = [];
	for (const scenario of scenarios) {
		await checks.that(`${scenario.title}: the imported workflow brings over what there is and what changes`, async () => {
			const started = Date.now();
			const { steps, problems } = await runScenario(scenario, { ...bench, root, progress: (line) => console.log(`        ${line}`), signal });
			console.log(tableOf(steps).replace(/^/gm, '        '));
			lines.push(`${scenario.workflow(root).name}: ${countsText(steps)} (${Math.round((Date.now() - started) / 1000)} s)`);
			return problems;
		});
	}
	console.log(`        What each template did:\n${lines.map((line) => `        ${line}`).join('\n')}`);
}
