import type { Bench } from '../../sandbox/demo/setUp';
import { nodeProblems, readTemplate, templateFiles } from '../support/templates';
import type { Checks } from './checks';

/** Each node of each template as this n8n knows it: its own nodes too, in versions and with parameters that it has. */
export async function templateChecks(checks: Checks, { client }: Bench): Promise<void> {
	const descriptions = await client.nodeDescriptions();
	for (const file of templateFiles()) {
		await checks.that(`${file} uses nodes, versions, parameters and values that n8n has`, async () =>
			readTemplate(file).nodes.flatMap((node) => {
				const found = descriptions.find(({ name, version }) => name === node.type && [version].flat().includes(node.typeVersion));
				return found ? nodeProblems(node, found) : [`"${node.name}": n8n has no ${node.type} of version ${node.typeVersion}.`];
			}),
		);
	}
}
