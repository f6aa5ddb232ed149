import { scenarios } from '../../sandbox/demo/scenarios';
import { root, type Bench } from '../../sandbox/demo/setUp';
import { tableOf } from '../../sandbox/demo/table';
import type { Checks } from './checks';

/** Each flow that the demo shows, checked as the demo checks it. */
export async function demoChecks(checks: Checks, bench: Bench, signal: AbortSignal): Promise<void> {
	for (const scenario of scenarios) {
		await checks.that(`${scenario.title}: the imported workflow brings over what there is and what changes`, async () => {
			const { steps, problems } = await scenario.run({ ...bench, root, progress: (line) => console.log(`        ${line}`), signal });
			console.log(tableOf(steps).replace(/^/gm, '        '));
			return problems;
		});
	}
}
