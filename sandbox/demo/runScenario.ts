import type { Report, Scenario, Stage } from './scenarios';

/** Plays a scenario. Afterwards nothing of it is published any more, so that the calls of the next one are its own. */
export async function runScenario(scenario: Scenario, stage: Stage): Promise<Report> {
	const before = new Set(await stage.client.workflowIds());
	try {
		return await scenario.run(stage);
	} finally {
		const own = (await stage.client.workflowIds()).filter((id) => !before.has(id));
		for (const id of own) await stage.client.unpublish(id);
	}
}
