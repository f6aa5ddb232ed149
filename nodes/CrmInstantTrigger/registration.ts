import { randomBytes } from 'node:crypto';
import type { IHookFunctions } from 'n8n-workflow';
import { ConfigurationError } from '../../core/errors';
import { openRaynetWebhooks } from '../shared/crm';
import { registeredAddress } from '../shared/instantTriggers';
import { addressOf } from '../shared/webhooks';
import { pushSettings, type PushSettings } from './settings';

const ENTITIES = { person: 'Person', company: 'Company' } as const;

/** The secret of the registered webhook; "" while there is none. n8n keeps it with the workflow. */
export function secretOf(data: { secret?: unknown }): string {
	return typeof data.secret === 'string' ? data.secret : '';
}

/** Looks only, as n8n asks it to: whether RAYNET still has the webhook as the settings want it. */
export async function isRegistered(context: IHookFunctions): Promise<boolean> {
	const data = context.getWorkflowStaticData('node');
	const secret = secretOf(data);
	const settings = settingsOf(context);
	// RAYNET does not tell which kinds of records a webhook is for.
	if (secret === '' || data.records !== settings.recordTypes.join()) return false;
	const wanted = eventsOf(settings);
	const { webhooks } = await openRaynetWebhooks(context);
	const address = registered(context, secret);
	return (await webhooks.list()).some(({ url, events }) => url === address && [...events].sort().join() === [...wanted].sort().join());
}

/** Removes what is left of an earlier registration of this very node, and registers anew. Others' webhooks stay. */
export async function register(context: IHookFunctions): Promise<void> {
	const settings = settingsOf(context);
	const address = addressOf(context);
	const { webhooks, server } = await openRaynetWebhooks(context);
	assertReachable(address, server);
	const secret = randomBytes(24).toString('hex');
	await removeOwn(context);
	await webhooks.register({
		url: registered(context, secret),
		events: eventsOf(settings),
		entities: settings.recordTypes.map((type) => ENTITIES[type]),
		secretToken: secret,
	});
	const data = context.getWorkflowStaticData('node');
	data.secret = secret;
	data.records = settings.recordTypes.join();
}

export async function unregister(context: IHookFunctions): Promise<void> {
	await removeOwn(context);
	const data = context.getWorkflowStaticData('node');
	delete data.secret;
	delete data.records;
}

/** The address holds an id of this node, so whatever is registered under it is ours, whatever its secret. */
async function removeOwn(context: IHookFunctions): Promise<void> {
	const address = addressOf(context);
	const { webhooks } = await openRaynetWebhooks(context);
	const own = (await webhooks.list()).filter(({ url }) => url.split('?')[0] === address);
	for (const { id } of own) await webhooks.remove(id);
}

function settingsOf(context: IHookFunctions): PushSettings {
	const settings = pushSettings((name, fallback, options) => context.getNodeParameter(name, fallback, options));
	if (settings.listensTo.length === 0) throw new ConfigurationError('Choose at least one event under "Events".');
	return settings;
}

function eventsOf({ listensTo }: PushSettings): Array<`record.${PushSettings['listensTo'][number]}`> {
	return listensTo.map((event) => `record.${event}` as const);
}

/** One that only waits for a test event is nobody else's business. */
function registered(context: IHookFunctions, secret: string): string {
	const address = addressOf(context);
	if (context.getMode() === 'manual') return `${address}?token=${secret}`;
	return registeredAddress({ address, workflow: context.getWorkflow().id ?? '' }, secret, context.getInstanceId());
}

const LOOPBACK = /^https?:\/\/(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\])(?:[:/]|$)/i;

/** A server elsewhere cannot call an address of this machine. */
function assertReachable(address: string, server: string): void {
	if (!LOOPBACK.test(address) || LOOPBACK.test(server)) return;
	throw new ConfigurationError(
		'RAYNET cannot reach this n8n: its webhook address is that of its own machine. Set N8N_WEBHOOK_URL to the address under which n8n is reached from the internet, or use CRM Trigger, which asks RAYNET instead.',
		'A webhook address on loopback.',
	);
}
