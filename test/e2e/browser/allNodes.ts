import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { CredentialReference, WorkflowFile, WorkflowNode } from '../../../sandbox/n8n/launcher';
import { creatioCredential, ecomailCredential, ecomailType, googleCredential, googleType, raynetCredential, raynetType, references, simpleCrmCredential, type DemoCredential } from '../../../sandbox/demo/credentials';
import { root } from '../../../sandbox/demo/setUp';

const prefix = 'n8n-nodes-contact-sync';

export const credentials = (baseUrl: string): DemoCredential[] => [raynetCredential(baseUrl), creatioCredential(baseUrl), simpleCrmCredential(baseUrl), ecomailCredential(baseUrl), googleCredential(baseUrl, 'colleague')];

/** By credential type. */
export const known: Record<string, CredentialReference> = references(credentials(''));

/** Each node of the package, by the name under which n8n shows it, and the credentials that it has at first. */
export const nodes: Record<string, { type: string; credentials: readonly string[] }> = {
	'CRM Trigger': { type: 'crmTrigger', credentials: [raynetType] },
	'CRM Instant Trigger': { type: 'crmInstantTrigger', credentials: [raynetType] },
	'CRM Contact': { type: 'crmContact', credentials: [raynetType] },
	'Google Contacts Trigger': { type: 'googleContactsTrigger', credentials: [googleType] },
	'Google Contacts Upsert': { type: 'googleContactsUpsert', credentials: [googleType] },
	'Contact Sync': { type: 'contactSync', credentials: [raynetType, googleType] },
	'Email Marketing Tag': { type: 'emailMarketingTag', credentials: [ecomailType] },
	'Email Marketing Trigger': { type: 'emailMarketingTrigger', credentials: [ecomailType] },
	'Campaign Activity Writeback': { type: 'campaignActivityWriteback', credentials: [ecomailType, raynetType] },
};

/** Names of the nodes that the package registers, as a check that none is missing here. */
export function registered(): string[] {
	const { n8n } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { n8n: { nodes: string[] } };
	return n8n.nodes.map((file) => path.basename(file, '.node.js'));
}

/** A workflow in which every node stands, with its credentials and nothing else filled in. */
export function allNodes(): WorkflowFile & { id: string } {
	const made = Object.entries(nodes).map(([name, { type, credentials: own }], n): WorkflowNode => ({
		id: `00000000-0000-4000-8000-00000000000${n}`,
		name,
		type: `${prefix}.${type}`,
		typeVersion: 1,
		position: [(n % 5) * 320, Math.floor(n / 5) * 260],
		parameters: {},
		...(type.endsWith('Trigger') ? { webhookId: `00000000-0000-4000-9000-00000000000${n}` } : {}),
		credentials: Object.fromEntries(own.flatMap((one) => (known[one] ? [[one, known[one]]] : []))),
	}));
	return { id: 'editorAllNodes', name: 'All Nodes', nodes: made, connections: {}, settings: {} };
}
