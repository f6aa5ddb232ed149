import { createHash } from 'node:crypto';
import type { RaynetWebhook } from '../../connectors/crm/raynet';

/** A webhook that a CRM Instant Trigger of this n8n has registered. */
export interface InstantTrigger {
	/** Without its query, which holds the secret. */
	address: string;
	/** n8n's id of the workflow. */
	workflow: string;
}

/** The address as it is registered: with the secret, and with what tells other nodes of this n8n whose it is. */
export function registeredAddress({ address, workflow }: InstantTrigger, secret: string, instanceId: string): string {
	return `${address}?token=${secret}&n8n=${markOf(instanceId)}&workflow=${encodeURIComponent(workflow)}`;
}

/** Those of this n8n; webhooks of others, and those that only wait for a test event, are none. */
export function instantTriggersOf(webhooks: readonly RaynetWebhook[], instanceId: string): InstantTrigger[] {
	return webhooks.flatMap(({ url }) => {
		const [address = '', query] = url.split('?');
		const told = new URLSearchParams(query);
		const workflow = told.get('workflow');
		return told.get('n8n') === markOf(instanceId) && workflow ? [{ address, workflow }] : [];
	});
}

/** Not the id itself, which n8n keeps to itself. */
function markOf(instanceId: string): string {
	return createHash('sha256').update(instanceId).digest('hex').slice(0, 12);
}
