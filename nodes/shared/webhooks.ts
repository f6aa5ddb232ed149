import { createHash, timingSafeEqual } from 'node:crypto';
import type { IDataObject, IHookFunctions, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { ConfigurationError } from '../../core/errors';
import { nodeError } from './errors';

/** What all webhook triggers do in the same way. */

/** A step of publishing or unpublishing, whose errors the editor shows at the node. */
export async function inHook<T>(context: IHookFunctions, step: (context: IHookFunctions) => Promise<T>): Promise<T> {
	try {
		return await step(context);
	} catch (error) {
		throw nodeError(context.getNode(), error);
	}
}

/** The address under which n8n calls this node. Throws ConfigurationError. */
export function addressOf(context: IHookFunctions): string {
	const address = context.getNodeWebhookUrl('default');
	if (address) return address;
	throw new ConfigurationError('n8n has no webhook address for this node. Save the workflow and publish it again.');
}

/** One node of one workflow. */
export function nodeKey(context: Pick<IWebhookFunctions, 'getWorkflow' | 'getNode'>): string {
	return `${context.getWorkflow().id ?? ''} ${context.getNode().id}`;
}

/** The secret comes back in the URL and, where the service has one, in a header, spelled in one of two ways; either will do, as a proxy may drop one. */
export function isAuthentic(secret: string, query: IDataObject, headers: Readonly<Record<string, unknown>>): boolean {
	if (secret === '') return false;
	const told = [query.token, headers['x-raynetcrm-token'], headers['x-raynetcrm-ttoken']];
	return told.map((one) => isSame(secret, one)).includes(true);
}

/** In a time that does not tell how much of it was right. */
function isSame(secret: string, told: unknown): boolean {
	return timingSafeEqual(digest(secret), digest(typeof told === 'string' ? told : ''));
}

function digest(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}

/** A caller who does not know the secret starts nothing. */
export function refuse(context: IWebhookFunctions): IWebhookResponseData {
	context.getResponseObject().status(401).send('The secret of this webhook is missing or wrong.');
	return { noWebhookResponse: true };
}
