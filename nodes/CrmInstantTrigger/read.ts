import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { contactId, type CrmAccount } from '../../core/contact/contact';
import { GuardError } from '../../core/errors';
import type { CrmRecord } from '../../core/ports/crm';
import { scopeText } from '../../core/sync/scope';
import { itemsOf } from '../CrmTrigger/items';
import type { ReadParameter } from '../CrmTrigger/settings';
import { CRM_TITLES, openCrm, RAYNET_CREDENTIAL, type OpenCrm } from '../shared/crm';
import { readCredential } from '../shared/credential';
import { plainJson } from '../shared/json';
import { readDeliveryItem, type Delivery } from './delivery';
import { pushMemory, rememberTaken, takeLeft, type PushMemory } from './memory';
import { nodeKey } from './receive';
import { pushSettings, reportSettings, type ReportSettings } from './settings';

/** The contact items of the events that the webhook took: each record is read as it is now. */
export async function readRecords(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const read: ReadParameter = (name, fallback, options) => context.getNodeParameter(name, 0, fallback, options);
	const settings = reportSettings(read);
	const { quotaShare } = pushSettings(read);
	const memory = pushMemory(await readCredential(context, RAYNET_CREDENTIAL));
	const crm = await openCrm(context, settings.crm, { quota: memory.quota, dailyShare: quotaShare });
	const items: INodeExecutionData[] = [];
	let left = 0;
	for (const [index, { json }] of context.getInputData().entries()) {
		const delivery = readDeliveryItem(json);
		if (!delivery) continue;
		const found = await itemsOfDelivery(crm, settings, delivery);
		if (found === 'left') left += 1;
		else items.push(...found.map((item) => ({ ...item, pairedItem: { item: index } })));
		rememberTaken(memory, nodeKey(context), delivery.deliveryId);
	}
	tellOfLeft(context, memory, left, settings);
	return items;
}

/** `left`: the day quota does not allow to read it. */
async function itemsOfDelivery({ side }: OpenCrm, settings: ReportSettings, delivery: Delivery): Promise<INodeExecutionData[] | 'left'> {
	const { event, recordType, recordId } = delivery;
	if (event === 'deleted') return deletedItems(side.account, settings, delivery);
	const records = await side.read([{ recordType, recordId }]).catch(unlessQuotaSpent);
	if (records === 'left') return 'left';
	const record: CrmRecord | undefined = records.get(contactId(side.account, recordType, recordId));
	// Merged into another one or deleted since: both leave nothing to read.
	if (!record) return deletedItems(side.account, settings, delivery);
	return itemsOf([{ record, novelty: event }], settings, side.capabilities.stampResolutionMs);
}

function unlessQuotaSpent(error: unknown): 'left' {
	if (error instanceof GuardError && error.reason === 'dailyQuota') return 'left';
	throw error;
}

/** Of a deleted record only its identity is left; whether it was in the scope nobody can tell. */
function deletedItems(account: CrmAccount, { deletions, scope }: ReportSettings, { recordType, recordId }: Delivery): INodeExecutionData[] {
	if (deletions === 'ignore') return [];
	const id = contactId(account, recordType, recordId);
	return [{ json: plainJson({ id, ...account, recordType, recordId, event: 'deleted', eventId: `${id}:deleted`, sync: { scope: scopeText(scope) } }) }];
}

/** Counted by this process alone: where several take webhooks, each tells of its own. */
function tellOfLeft(context: IExecuteFunctions, memory: PushMemory, leftHere: number, { crm }: ReportSettings): void {
	const counted = takeLeft(memory, nodeKey(context));
	const count = Math.max(counted, leftHere);
	if (count === 0) return;
	context.addExecutionHints({
		message: `${count} ${count === 1 ? 'change was' : 'changes were'} left to the nightly Contact Sync, because the set share of ${CRM_TITLES[crm]}'s daily requests is spent.`,
		location: 'outputPane',
		type: 'warning',
	});
}
