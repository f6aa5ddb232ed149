import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { CredentialReference, WorkflowFile, WorkflowNode } from '../../../sandbox/n8n/launcher';
import { creatioCredential, creatioType, ecomailCredential, ecomailType, googleCredential, googleType, raynetCredential, raynetType, references, restType, simpleCrmCredential } from '../../../sandbox/demo/credentials';
import { root } from '../../../sandbox/demo/setUp';

const prefix = 'n8n-nodes-contact-sync';

export const known: Record<string, CredentialReference> = references([raynetCredential(''), creatioCredential(''), simpleCrmCredential(''), ecomailCredential(''), googleCredential('', 'colleague')]);

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

/** Credentials of the other CRMs, which the nodes take once that CRM is chosen. */
export const otherCrms = { creatio: creatioType, simpleCrm: restType } as const;

/** Names of the nodes that the package registers, as a check that none is missing here. */
export function registered(): string[] {
	const { n8n } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { n8n: { nodes: string[] } };
	return n8n.nodes.map((file) => path.basename(file, '.node.js'));
}

/** A workflow in which every node stands, with its credentials and nothing else filled in. */
export function allNodes(): WorkflowFile & { id: string } {
	const made = Object.entries(nodes).map(([name, { type, credentials }], n): WorkflowNode => ({
		id: `00000000-0000-4000-8000-00000000000${n}`,
		name,
		type: `${prefix}.${type}`,
		typeVersion: 1,
		position: [(n % 3) * 320, Math.floor(n / 3) * 240],
		parameters: {},
		...(type.endsWith('Trigger') ? { webhookId: `00000000-0000-4000-9000-00000000000${n}` } : {}),
		credentials: Object.fromEntries(credentials.flatMap((one) => (known[one] ? [[one, known[one]]] : []))),
	}));
	return { id: 'editorAllNodes', name: 'All Nodes', nodes: made, connections: {}, settings: {} };
}
