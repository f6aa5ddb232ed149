import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isObject } from '../kit/json';
import type { CredentialReference, WorkflowFile, WorkflowNode } from '../n8n/launcher';

export interface WorkflowChanges {
	/** Fixed, so that what refers to it still fits after the next start. At most 21 characters. */
	id: string;
	name?: string;
	/** By credential type. */
	credentials: Record<string, CredentialReference>;
	/** Further parameters, by the type or, before that, the name of the nodes. */
	parameters?: Record<string, Record<string, unknown>>;
}

/** n8n takes no cron shorter than a minute, but several with a second each: one poll every 10 s. */
const everyTenSeconds = { item: [0, 10, 20, 30, 40, 50].map((second) => ({ mode: 'custom', cronExpression: `${second} * * * * *` })) };

/** A template as users import it, with credentials filled in as they would, and polled often enough to watch. */
export function readTemplate(root: string, file: string, changes: WorkflowChanges): WorkflowFile {
	const template: unknown = JSON.parse(readFileSync(path.join(root, 'templates', file), 'utf8'));
	if (!isWorkflow(template)) throw new Error(`templates/${file} is no workflow.`);
	const { name, nodes, connections, settings } = template;
	return { id: changes.id, name: changes.name ?? name, nodes: nodes.map((node) => prepared(node, changes)), connections, settings };
}

function prepared(node: WorkflowNode, { credentials, parameters }: WorkflowChanges): WorkflowNode {
	const polled = 'pollTimes' in node.parameters ? { pollTimes: everyTenSeconds } : {};
	const { credentials: named, ...rest } = node;
	// What is switched off needs no login.
	const wanted = Object.keys(node['disabled'] === true ? {} : (named ?? {})).map((type) => {
		const reference = credentials[type];
		if (!reference) throw new Error(`The node "${node.name}" needs a credential of the type ${type}, which the demo does not have.`);
		return [type, reference] as const;
	});
	return {
		...rest,
		parameters: { ...node.parameters, ...polled, ...parameters?.[node.type], ...parameters?.[node.name] },
		...(wanted.length > 0 ? { credentials: Object.fromEntries(wanted) } : {}),
	};
}

function isWorkflow(value: unknown): value is WorkflowFile {
	return isObject(value) && typeof value['name'] === 'string' && Array.isArray(value['nodes']) && isObject(value['connections']);
}
