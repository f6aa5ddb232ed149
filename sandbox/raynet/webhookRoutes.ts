import { createdAnswer, detailAnswer, doneAnswer } from './answers';
import { notFound } from './errors';
import { bodyObject, refuse } from './input';
import { nextId, type Desk } from './model';
import type { Route } from './routing';

const webhookEvents = ['record.created', 'record.updated', 'record.deleted'];

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []);

/** [documented CS] */
const entities = [
	...['Company', 'Person', 'Lead', 'BusinessCase', 'SalesOrder', 'Offer', 'Project', 'Product', 'PriceList', 'Invoice'],
	...['Task', 'Email', 'Meeting', 'Letter', 'PhoneCall', 'MassEmail', 'Event'],
];

/** In the Czech text only, so a server may know none: switch entityFilter. */
function readEntityFilter(desk: Desk, value: unknown): string[] {
	if (value === undefined) return [];
	const names = texts(value);
	if (desk.setting('entityFilter') === 'refused') throw refuse(desk, 'unknown attribute entityFilter');
	if (!Array.isArray(value) || names.length < value.length || names.some((name) => !entities.includes(name))) throw refuse(desk, 'entityFilter names an unknown entity');
	return names;
}

/** Plan limits: 8 on Professional, 24 on Ultimate [documented]; which answer tells so is assumed. */
const mostWebhooks = 8;

function addWebhook(desk: Desk, body: unknown): string {
	const { url, events: wanted, secretToken, entityFilter } = bodyObject(desk, body);
	const events = texts(wanted);
	if (typeof url !== 'string' || !/^https?:\/\//.test(url) || !URL.canParse(url)) throw refuse(desk, 'url must begin with http or https');
	if (events.length === 0 || events.some((event) => !webhookEvents.includes(event))) throw refuse(desk, 'events must name at least one known event');
	if (desk.instance.webhooks.length >= mostWebhooks) throw refuse(desk, `the plan has ${mostWebhooks} webhooks`);
	const uuid = nextId(desk.instance, 'webhook').toString(16).padStart(32, '0');
	const token = typeof secretToken === 'string' ? secretToken : null;
	desk.instance.webhooks.push({ uuid, url, events, secretToken: token, entityFilter: readEntityFilter(desk, entityFilter) });
	return uuid;
}

/** Events that wait for it are dropped with it [assumed]. */
export function removeWebhook({ instance }: Desk, uuid: string): void {
	const left = instance.webhooks.filter((webhook) => webhook.uuid !== uuid);
	if (left.length === instance.webhooks.length) throw notFound(`Webhook ${uuid}`);
	instance.webhooks = left;
}

/** Webhooks and whom to tell of trouble; what is delivered to them, and when, is the postman's. */
export const webhookRoutes: readonly Route[] = [
	{
		method: 'GET',
		path: 'webhook',
		op: 'webhook.list',
		handle({ desk }) {
			const { webhooks, technicalContacts } = desk.instance;
			// [documented] webhookId is the uuid of the create, eventsFilter its events, the token in clear.
			const told = webhooks.map(({ uuid, url, secretToken, events }) => ({ webhookId: uuid, url, secretToken, eventsFilter: events }));
			return detailAnswer(desk, { technicalContacts, webhooks: told });
		},
	},
	{
		method: 'PUT',
		path: 'webhook',
		op: 'webhook.create',
		handle: ({ desk, body }) => createdAnswer(desk, { uuid: addWebhook(desk, body) }),
	},
	{
		method: 'DELETE',
		path: 'webhook/:uuid',
		op: 'webhook.delete',
		handle({ desk, params }) {
			removeWebhook(desk, params.uuid ?? '');
			// [documented] A boolean here.
			return { status: 200, body: { success: true }, effect: 'write', records: 1 };
		},
	},
	{
		method: 'POST',
		path: 'webhook/technicalContact',
		op: 'webhook.technicalContact',
		handle({ desk, body }) {
			desk.instance.technicalContacts = texts(bodyObject(desk, body).technicalContacts);
			return doneAnswer(desk);
		},
	},
];
