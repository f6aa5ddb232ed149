import type { IDataObject, IExecuteFunctions, INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import type { EmailEvent } from '../../core/ports/email';
import { readCredential } from '../shared/credential';
import { ECOMAIL_CREDENTIAL, openEmail } from '../shared/email';
import { plainJson } from '../shared/json';
import { isAuthentic, nodeKey, refuse } from '../shared/webhooks';
import { rememberTaken, takenEvents, wasTaken } from './memory';
import { keptSecret } from './registration';
import { eventSettings, type EventSettings } from './settings';

/** Answered with 200, and nothing is started. */
const ACCEPTED: IWebhookResponseData = { webhookResponse: 'ok' };

/** Takes a delivery: one execution for all of its events that are wanted. No call is made. */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const settings = eventSettings((name, fallback) => context.getNodeParameter(name, fallback));
	const secret = settings.source === 'account' ? keptSecret(context.getWorkflowStaticData('node')) : settings.secret;
	const query = context.getQueryData() as IDataObject;
	if (!isAuthentic(secret, query, {})) return refuse(context);

	const { webhooks } = (await openEmail(context, settings.service)).side;
	const body: unknown = context.getBodyData();
	const deliveryId = context.getHeaderData()[webhooks.deliveryHeader];
	const taken = takenEvents(await readCredential(context, ECOMAIL_CREDENTIAL));
	const node = nodeKey(context);
	const events = webhooks
		.parse(settings.source, body, typeof deliveryId === 'string' ? deliveryId : undefined)
		.filter(({ kind, id }) => settings.events.includes(kind) && (id === undefined || !wasTaken(taken, node, id)));
	if (events.length === 0) return ACCEPTED;
	return { workflowData: [events.map((event) => ({ json: itemOf(event, settings, query, body) }))] };
}

/** The items as they came. From now on the same events are known. */
export async function handOn(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const taken = takenEvents(await readCredential(context, ECOMAIL_CREDENTIAL));
	return context.getInputData().map((item, index) => {
		if (typeof item.json.eventId === 'string') rememberTaken(taken, nodeKey(context), item.json.eventId);
		return { ...item, pairedItem: { item: index } };
	});
}

function itemOf({ kind, id, ...event }: EmailEvent, { service, source, raw }: EventSettings, query: IDataObject, body: unknown): IDataObject {
	const told = Object.fromEntries(Object.entries(query).filter(([name]) => name !== 'token'));
	return plainJson({
		event: kind,
		eventId: id,
		service,
		source,
		...event,
		...(Object.keys(told).length > 0 ? { query: told } : {}),
		...(raw === 'include' ? { raw: body } : {}),
	});
}
