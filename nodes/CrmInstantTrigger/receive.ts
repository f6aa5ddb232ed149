import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { quotaSpent } from '../../connectors/crm/raynet';
import { RAYNET_CREDENTIAL, raynetShare } from '../shared/crm';
import { readCredential } from '../shared/credential';
import { isAuthentic, nodeKey, refuse } from '../shared/webhooks';
import { readDelivery, type Delivery } from './delivery';
import { leaveOne, pushMemory, wasTaken } from './memory';
import { secretOf } from './registration';
import { pushSettings } from './settings';

/** Answered with 200, and nothing is started. */
const ACCEPTED: IWebhookResponseData = { webhookResponse: 'ok' };

/**
 * Takes one event. No call is made here: n8n answers as soon as the execution is stored. Whatever is not for us is
 * accepted too, as RAYNET would keep it in the queue otherwise, in front of all others.
 */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const secret = secretOf(context.getWorkflowStaticData('node'));
	if (!isAuthentic(secret, context.getQueryData() as IDataObject, context.getHeaderData())) return refuse(context);
	const settings = pushSettings((name, fallback, options) => context.getNodeParameter(name, fallback, options));
	const delivery = readDelivery(context.getBodyData());
	if (!delivery || !settings.recordTypes.includes(delivery.recordType) || !settings.listensTo.includes(delivery.event)) return ACCEPTED;

	const credential = await readCredential(context, RAYNET_CREDENTIAL);
	const memory = pushMemory(credential);
	const node = nodeKey(context);
	if (wasTaken(memory, node, delivery.deliveryId)) return ACCEPTED;
	const isAbove = delivery.event !== 'deleted' && quotaSpent(memory.quota, raynetShare(credential, settings.quotaShare), Date.now());
	if (isAbove && leaveOne(memory, node) === 'count') return ACCEPTED;
	return { workflowData: [[{ json: itemOf(isAbove ? { ...delivery, counted: 'asLeft' } : delivery) }]] };
}

function itemOf(delivery: Delivery): IDataObject {
	return { ...delivery };
}
