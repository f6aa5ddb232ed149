import { randomBytes } from 'node:crypto';
import type { IHookFunctions } from 'n8n-workflow';
import { ConfigurationError } from '../../core/errors';
import type { EmailWebhooks } from '../../core/ports/email';
import { openEmail } from '../shared/email';
import { nodeError } from '../shared/errors';
import { addressOf } from '../shared/webhooks';
import { eventSettings, type EventSettings } from './settings';

/** The secret of the registered webhook; "" while there is none. n8n keeps it with the workflow. */
export function keptSecret(data: { secret?: unknown }): string {
	return typeof data.secret === 'string' ? data.secret : '';
}

/** Looks only, as n8n asks it to. What people type in by hand counts as registered. */
export async function isRegistered(context: IHookFunctions): Promise<boolean> {
	const settings = settingsOf(context);
	const { webhooks } = (await openEmail(context, settings.service)).side;
	if (!webhooks.registrable.includes(settings.source)) {
		assertSecret(settings.secret);
		return true;
	}
	const secret = keptSecret(context.getWorkflowStaticData('node'));
	return secret !== '' && (await webhooks.registered()) === withSecret(addressOf(context), secret);
}

export async function register(context: IHookFunctions): Promise<void> {
	const { side } = await openEmail(context, settingsOf(context).service);
	const data = context.getWorkflowStaticData('node');
	const before = keptSecret(data);
	const secret = randomBytes(24).toString('hex');
	// Before the call: the service sends a sample while it is answered.
	data.secret = secret;
	const own = await ownAddress(context, side.webhooks);
	await side.webhooks.register(withSecret(addressOf(context), secret), own).catch((error: unknown) => {
		if (before === '') delete data.secret;
		else data.secret = before;
		throw nodeError(context.getNode(), error);
	});
}

/** Frees the slot where it is ours; what somebody else has put there stays. */
export async function unregister(context: IHookFunctions): Promise<void> {
	const { service, source } = eventSettings((name, fallback) => context.getNodeParameter(name, fallback));
	const { webhooks } = (await openEmail(context, service)).side;
	if (!webhooks.registrable.includes(source)) return;
	const own = await ownAddress(context, webhooks);
	if (own !== '') await webhooks.register('', own);
	delete context.getWorkflowStaticData('node').secret;
}

/** The address holds an id of this node, so whatever is registered under it is ours, whatever its secret. "" for none. */
async function ownAddress(context: IHookFunctions, webhooks: EmailWebhooks): Promise<string> {
	const held = (await webhooks.registered()) ?? '';
	return held.split('?')[0] === addressOf(context) ? held : '';
}

function settingsOf(context: IHookFunctions): EventSettings {
	const settings = eventSettings((name, fallback) => context.getNodeParameter(name, fallback));
	if (settings.events.length === 0) throw new ConfigurationError('Choose at least one event under "Events".');
	return settings;
}

function assertSecret(secret: string): void {
	if (/^[\w-]{16,}$/.test(secret)) return;
	throw new ConfigurationError('Enter a secret of at least 16 letters, digits, dashes or underscores, and add it to the URL in the service: ?token=SECRET', 'A secret that is short or needs encoding.');
}

function withSecret(address: string, secret: string): string {
	return `${address}?token=${secret}`;
}
