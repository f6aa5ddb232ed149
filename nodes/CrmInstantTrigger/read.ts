import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { contactId, type CrmAccount } from '../../core/contact/contact';
import { GuardError } from '../../core/errors';
import { scopeText } from '../../core/sync/scope';
import { itemsOf } from '../CrmTrigger/items';
import type { ReadParameter } from '../CrmTrigger/settings';
import { CRM_TITLES, openCrm, RAYNET_CREDENTIAL, type OpenCrm } from '../shared/crm';
import { readCredential } from '../shared/credential';
import { plainJson } from '../shared/json';
import { nodeKey } from '../shared/webhooks';
import { readDeliveryItem, type Delivery } from './delivery';
import { giveBack, pushMemory, take, takeLeft, type PushMemory } from './memory';
import { readTogether } from './queue';
import { pushSettings, reportSettings, type ReportSettings } from './settings';

/** Everything that the reading of one execution works with. */
interface Desk {
	crm: OpenCrm;
	settings: ReportSettings;
	memory: PushMemory;
	node: string;
	execution: string;
}

/** The contact items of the events that the webhook took: each record is read as it is now. */
export async function readRecords(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const read: ReadParameter = (name, fallback, options) => context.getNodeParameter(name, 0, fallback, options);
	const settings = reportSettings(read);
	const memory = pushMemory(await readCredential(context, RAYNET_CREDENTIAL));
	const crm = await openCrm(context, settings.crm, { dailyShare: pushSettings(read).quotaShare });
	const desk: Desk = { crm, settings, memory, node: nodeKey(context), execution: context.getExecutionId() };
	const items: INodeExecutionData[] = [];
	let left = 0;
	for (const [index, { json }] of context.getInputData().entries()) {
		const delivery = readDeliveryItem(json);
		if (!delivery || take(memory, desk.node, delivery.deliveryId, desk.execution) === 'other') continue;
		const found = await itemsOfDelivery(desk, delivery);
		if (found !== 'left') items.push(...found.map((item) => ({ ...item, pairedItem: { item: index } })));
		left += (found === 'left' ? 1 : 0) - (delivery.counted === 'asLeft' ? 1 : 0);
	}
	tellOfLeft(context, takeLeft(memory, desk.node) + left, settings);
	return items;
}

/** `left`: the day quota does not allow to read it. */
async function itemsOfDelivery({ crm: { side }, settings, memory, node }: Desk, delivery: Delivery): Promise<INodeExecutionData[] | 'left'> {
	const { event, recordType, recordId, deliveryId } = delivery;
	if (event === 'deleted') return deletedItems(side.account, settings, delivery);
	const record = await readTogether(memory.queue, side, { recordType, recordId }).catch((error: unknown) => {
		if (isQuotaSpent(error)) return 'left' as const;
		giveBack(memory, node, deliveryId);
		throw error;
	});
	if (record === 'left') return 'left';
	// Merged into another one or deleted since: both leave nothing to read.
	if (!record) return deletedItems(side.account, settings, delivery);
	return itemsOf([{ record, novelty: event }], settings, side.capabilities.stampResolutionMs);
}

function isQuotaSpent(error: unknown): boolean {
	return error instanceof GuardError && error.reason === 'dailyQuota';
}

/** Of a deleted record only its identity is left; whether it was in the scope nobody can tell. */
function deletedItems(account: CrmAccount, { deletions, scope }: ReportSettings, { recordType, recordId }: Delivery): INodeExecutionData[] {
	if (deletions === 'ignore') return [];
	const id = contactId(account, recordType, recordId);
	return [{ json: plainJson({ id, ...account, recordType, recordId, event: 'deleted', eventId: `${id}:deleted`, sync: { scope: scopeText(scope) } }) }];
}

/** Counted by this process alone: where several take webhooks, each tells of its own. */
function tellOfLeft(context: IExecuteFunctions, count: number, { crm }: ReportSettings): void {
	if (count <= 0) return;
	context.addExecutionHints({
		message: `${count} ${count === 1 ? 'change was' : 'changes were'} left to the nightly Contact Sync, because the set share of ${CRM_TITLES[crm]}'s daily requests is spent.`,
		location: 'outputPane',
		type: 'warning',
	});
}
