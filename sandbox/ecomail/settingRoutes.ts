import { isObject } from '../kit/json';
import { invalid } from './errors';
import { sampleEvents } from './events';
import { keyOf } from './model';
import { enter } from './pipelines';
import { notFound } from './errors';
import type { Route } from './routing';

/** The account's slot for message events [seen in one client; methods and answers not documented]. */
export const settingRoutes: readonly Route[] = [
	{ method: 'GET', path: 'account/settings/webhook', op: 'webhook', handle: ({ desk }) => ({ body: { url: desk.account.webhookUrl }, effect: 'read', records: 1 }) },
	{
		method: 'POST',
		path: 'account/settings/webhook',
		op: 'webhook.set',
		handle({ desk, body }) {
			const url = isObject(body) ? body.url : undefined;
			if (url !== null && url !== '' && !(typeof url === 'string' && /^https?:\/\//.test(url))) throw invalid('url', 'The url format is invalid.');
			desk.account.webhookUrl = url === null || url === '' ? null : url;
			// [seen] A sample is posted when an address is saved.
			if (desk.account.webhookUrl) desk.deliver(desk.account.webhookUrl, sampleEvents(desk), { 'X-MessageSystems-Batch-ID': 'sample' });
			return { body: { url: desk.account.webhookUrl }, effect: 'write', records: 1 };
		},
	},
	{
		method: 'POST',
		path: 'pipelines/:id/trigger',
		op: 'pipeline.trigger',
		handle({ desk, params, body }) {
			const pipeline = desk.account.pipelines.get(Number(params.id));
			if (!pipeline) throw notFound('Automation');
			const email = isObject(body) && typeof body.email === 'string' ? body.email : '';
			if (!desk.account.contacts.has(keyOf(email))) throw invalid('email', 'The email is unknown.');
			enter(desk, pipeline, email);
			return { body: { success: true }, effect: 'write', records: 1 };
		},
	},
];
