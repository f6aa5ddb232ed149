import { createdAnswer, detailAnswer, doneAnswer } from './answers';
import { notFound } from './errors';
import { bodyObject, refuse } from './input';
import { nextId } from './model';
import type { Route } from './routing';

const webhookEvents = ['record.created', 'record.updated', 'record.deleted'];

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []);

/** Kept and told; the sandbox does not deliver events. */
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
		handle({ desk, body }) {
			const { url, events: wanted, secretToken, entityFilter } = bodyObject(desk, body);
			const events = texts(wanted);
			if (typeof url !== 'string' || !/^https?:\/\//.test(url)) throw refuse(desk, 'url must begin with http or https');
			if (events.length === 0 || events.some((event) => !webhookEvents.includes(event))) throw refuse(desk, 'events must name at least one known event');
			const uuid = nextId(desk.instance, 'webhook').toString(16).padStart(32, '0');
			const token = typeof secretToken === 'string' ? secretToken : null;
			desk.instance.webhooks.push({ uuid, url, events, secretToken: token, entityFilter: texts(entityFilter) });
			return createdAnswer(desk, { uuid });
		},
	},
	{
		method: 'DELETE',
		path: 'webhook/:uuid',
		op: 'webhook.delete',
		handle({ desk, params }) {
			const left = desk.instance.webhooks.filter((webhook) => webhook.uuid !== params.uuid);
			if (left.length === desk.instance.webhooks.length) throw notFound(`Webhook ${params.uuid}`);
			desk.instance.webhooks = left;
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
