import { ConfigurationError, RecordError, RetriableError } from '../../../core/errors';
import type { RaynetClient } from './client';
import { notRaynet } from './judge';
import { isObject } from './raw';

export type RaynetEventType = 'record.created' | 'record.updated' | 'record.deleted';
export type RaynetEntity = 'Person' | 'Company';

/** A webhook as Raynet lists it. Its entities are not told. */
export interface RaynetWebhook {
	id: string;
	url: string;
	events: readonly string[];
}

export interface WantedWebhook {
	url: string;
	events: readonly RaynetEventType[];
	entities: readonly RaynetEntity[];
	/** Comes back with each event, as a header. */
	secretToken: string;
}

export interface RaynetWebhooks {
	/** Everybody's, not only ours. */
	list(): Promise<RaynetWebhook[]>;
	/** Registers it and answers its id; none is registered twice for one URL. */
	register(wanted: WantedWebhook): Promise<string>;
	/** One that is gone already is no error. */
	remove(id: string): Promise<void>;
}

/** Webhooks cannot be changed (documented): remove and register anew. */
export function createRaynetWebhooks(client: RaynetClient): RaynetWebhooks {
	return {
		list: () => list(client),
		async register(wanted) {
			const known = (await list(client)).find(({ url, events }) => url === wanted.url && sameEvents(events, wanted.events));
			return known ? known.id : await createAnyhow(client, wanted);
		},
		async remove(id) {
			const isThere = (await list(client)).some((one) => one.id === id);
			if (!isThere) return;
			await client.write({ method: 'DELETE', path: `webhook/${encodeURIComponent(id)}/`, op: 'webhook.delete', repeatable: true }).catch(ignoreGone);
		},
	};
}

async function list(client: RaynetClient): Promise<RaynetWebhook[]> {
	const { body } = await client.read('webhook/', 'webhook.list');
	const rows = isObject(body.data) ? body.data.webhooks : undefined;
	if (!Array.isArray(rows)) throw notRaynet('A list of webhooks without webhooks');
	return rows.filter(isObject).map(webhookOf);
}

type Filter = 'byEntity' | 'all';

/** The filter is in the Czech documentation only; without it events of other records come too. */
function createAnyhow(client: RaynetClient, wanted: WantedWebhook): Promise<string> {
	return createOnce(client, wanted, 'byEntity').catch((error: unknown) => {
		if (!(error instanceof RecordError)) throw error;
		return createOnce(client, wanted, 'all').catch(refused);
	});
}

/** After a lost answer the list tells whether it is there. */
function createOnce(client: RaynetClient, wanted: WantedWebhook, filter: Filter): Promise<string> {
	return create(client, wanted, filter).catch(async (error: unknown) => {
		const found = answerWasLost(error) ? (await list(client)).find(({ url }) => url === wanted.url) : undefined;
		if (found) return found.id;
		throw error;
	});
}

async function create(client: RaynetClient, { url, events, secretToken, entities }: WantedWebhook, filter: Filter): Promise<string> {
	const body = { url, events, secretToken, ...(filter === 'byEntity' ? { entityFilter: entities } : {}) };
	const answer = await client.write({ method: 'PUT', path: 'webhook/', op: 'webhook.create', body });
	const id = isObject(answer) && isObject(answer.data) ? answer.data.uuid : undefined;
	if (typeof id !== 'string') throw notRaynet('A new webhook without an id');
	return id;
}

/** The id is called webhookId here and uuid at the create, the events eventsFilter (documented). */
function webhookOf({ webhookId, url, eventsFilter }: Record<string, unknown>): RaynetWebhook {
	const events = Array.isArray(eventsFilter) ? eventsFilter.map(String) : [];
	return { id: String(webhookId ?? ''), url: String(url ?? ''), events };
}

function sameEvents(one: readonly string[], other: readonly string[]): boolean {
	return one.length === other.length && one.every((event) => other.includes(event));
}

function answerWasLost(error: unknown): boolean {
	return error instanceof RetriableError && error.outcome === 'unknown';
}

function ignoreGone(error: unknown): void {
	if (error instanceof RecordError && error.reason === 'notFound') return;
	throw error;
}

function refused(error: unknown): never {
	if (!(error instanceof RecordError)) throw error;
	throw new ConfigurationError(
		'Raynet did not take the webhook. A plan has a limited number of them (8 or 24): remove one under Settings > Webhook in Raynet, and make sure that the user of the API key is an administrator. CRM Trigger works without webhooks.',
		error.detail,
	);
}
