import { ConfigurationError } from '../../../core/errors';
import type { EmailEvent, EmailEventKind, EmailWebhooks, WebhookKind } from '../../../core/ports/email';
import type { EcomailClient } from './client';
import { isObject, mapOf, numberOf, tagsOf, textOf, type RawObject } from './raw';

const SLOT = 'account/settings/webhook';

/** SparkPost's names, as documented. */
const KINDS: Readonly<Record<string, EmailEventKind>> = {
	delivery: 'sent',
	open: 'opened',
	initial_open: 'opened',
	amp_open: 'opened',
	amp_initial_open: 'opened',
	click: 'clicked',
	amp_click: 'clicked',
	bounce: 'bounced',
	out_of_band: 'bounced',
	policy_rejection: 'bounced',
	spam_complaint: 'complained',
	list_unsubscribe: 'unsubscribed',
	link_unsubscribe: 'unsubscribed',
};

const STATES: Readonly<Record<string, EmailEventKind>> = { SUBSCRIBED: 'subscribed', UNSUBSCRIBED: 'unsubscribed' };

export function createWebhooks(client: EcomailClient): EmailWebhooks {
	const registered = async (): Promise<string | undefined> => textOf(mapOf(await client.find(SLOT, 'webhook')).url);
	return {
		// Documented: names a batch of message events.
		deliveryHeader: 'x-messagesystems-batch-id',
		registrable: ['account'],
		parse,
		registered,
		async register(url, ours) {
			const held = await registered();
			if (held !== undefined && held !== ours && held !== url) {
				throw new ConfigurationError('The webhook of this Ecomail account is in use by another tool. Ecomail has one for each account: free it under Manage Account > Integrations, or forward events from there.', 'The slot holds a foreign address');
			}
			if (held === url || (url === '' && held === undefined)) return;
			// How the slot is freed is not documented; an empty address is assumed.
			await client.send('POST', SLOT, 'webhook.set', { url });
		},
	};
}

function parse(kind: WebhookKind, body: unknown, deliveryId = ''): EmailEvent[] {
	switch (kind) {
		case 'list':
			return listEvents(mapOf(mapOf(body).payload));
		case 'account':
			return (Array.isArray(body) ? body : [body]).flatMap((one: unknown, index) => messageEvent(mapOf(one), `${deliveryId}:${index}`));
		case 'automation':
			return stepEvents(mapOf(body));
	}
}

/** Carries neither id nor time, so that a repeat cannot be told from somebody who came back. */
function listEvents(payload: RawObject): EmailEvent[] {
	const email = textOf(payload.email);
	const status = textOf(payload.status);
	if (email === undefined || status === undefined) return [];
	const listId = textOf(payload.listId);
	const campaign = textOf(payload.campaignId);
	return [
		{
			kind: STATES[status] ?? 'other',
			email,
			...(listId === undefined ? {} : { listId }),
			...(campaign === undefined ? {} : { mailingId: `campaign:${campaign}` }),
		},
	];
}

/** The wrapper below "msys" goes by the class of event; whichever it is, it is the only child. */
function messageEvent(raw: RawObject, fallbackId: string): EmailEvent[] {
	const [event] = Object.values(mapOf(raw.msys)).filter(isObject);
	if (!event) return [];
	const seconds = numberOf(event.timestamp);
	const meta = mapOf(event.rcpt_meta);
	const campaign = textOf(meta.campaign_id);
	const automation = textOf(meta.pipeline_id);
	const email = textOf(event.rcpt_to);
	const url = textOf(event.target_link_url);
	const mailingId = campaign === undefined ? automation && `automation:${automation}` : `campaign:${campaign}`;
	return [
		{
			kind: KINDS[String(event.type)] ?? 'other',
			id: `message:${textOf(event.event_id) ?? fallbackId}`,
			...(email === undefined ? {} : { email }),
			...(seconds === undefined ? {} : { at: new Date(seconds * 1000).toISOString() }),
			...(mailingId === undefined ? {} : { mailingId }),
			...(url === undefined ? {} : { url }),
		},
	];
}

function stepEvents(body: RawObject): EmailEvent[] {
	const pipeline = textOf(body.pipeline);
	const email = textOf(body.email) ?? textOf(mapOf(body.subscriber).email);
	if (pipeline === undefined || email === undefined) return [];
	const tags = tagsOf(mapOf(body.subscriber).tags);
	return [{ kind: 'automationStep', email, mailingId: `automation:${pipeline}`, ...(tags === undefined ? {} : { tags }) }];
}
