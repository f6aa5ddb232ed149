import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { accountKey, type CrmAccount } from '../../core/contact/contact';
import { SyncError } from '../../core/errors';
import { openRaynetWebhooks } from '../shared/crm';
import type { CallCounter } from '../shared/http';
import { instantTriggersOf, type InstantTrigger } from '../shared/instantTriggers';
import { plainJson } from '../shared/json';

/** What n8n stores: by address the workflow, and in how many runs it was missing, one after the other. */
interface Known {
	account: string;
	triggers: Record<string, { workflow: string; missing: number }>;
}

/** A person who took the trigger away himself should not be told for ever. */
const MOST_NIGHTS = 7;

/**
 * Lines about CRM Instant Triggers of this n8n whose webhook was there in an earlier run and is no more. RAYNET removes one
 * that it could not deliver to for seven days (documented), and tells only the technical contacts. One call.
 */
export async function lostTriggers(context: IExecuteFunctions, account: CrmAccount, counter: CallCounter): Promise<string[]> {
	const present = await presentTriggers(context, counter).catch((error: unknown) => {
		// The list is for administrators; a login that may not see it, or no answer, is no reason to warn.
		if (error instanceof SyncError) return undefined;
		throw error;
	});
	if (!present) return [];
	const data = context.getWorkflowStaticData('node');
	const missing = stillMissing(knownBefore(data, account), present);
	const triggers = Object.fromEntries([...present.map(({ address, workflow }) => [address, { workflow, missing: 0 }] as const), ...missing]);
	data.instantTriggers = plainJson({ account: accountKey(account), triggers } satisfies Known);
	return missing.map(([, { workflow }]) => warning(workflow));
}

async function presentTriggers(context: IExecuteFunctions, counter: CallCounter): Promise<InstantTrigger[]> {
	const { webhooks } = await openRaynetWebhooks(context, { counter });
	return instantTriggersOf(await webhooks.list(), context.getInstanceId());
}

function knownBefore({ instantTriggers }: IDataObject, account: CrmAccount): Known['triggers'] {
	const known = instantTriggers as unknown as Partial<Known> | undefined;
	return known?.account === accountKey(account) ? (known.triggers ?? {}) : {};
}

/** A trigger that was made anew has another address, so as many new ones as are missing stand for them. */
function stillMissing(before: Known['triggers'], present: readonly InstantTrigger[]): Array<[string, Known['triggers'][string]]> {
	const there = new Set(present.map(({ address }) => address));
	const missing = Object.entries(before).filter(([address]) => !there.has(address));
	const isReplaced = present.filter(({ address }) => !(address in before)).length >= missing.length;
	if (isReplaced) return [];
	return missing.map(([address, { workflow, missing: nights }]): [string, Known['triggers'][string]] => [address, { workflow, missing: nights + 1 }]).filter(([, { missing: nights }]) => nights <= MOST_NIGHTS);
}

function warning(workflow: string): string {
	return `RAYNET no longer has the webhook of the CRM Instant Trigger in the workflow ${workflow}: it removes one that it could not deliver to for seven days. Publish that workflow again; what was missed meanwhile, this run has made good. If you took the trigger away yourself, there is nothing to do.`;
}
