import { NodeApiError, NodeOperationError, type IDataObject, type INode, type INodeExecutionData } from 'n8n-workflow';
import { RecordError } from '../../core/errors';
import type { FieldConflict, ItemResult } from '../../core/sync/report';
import { nodeError } from './errors';
import { plainJson } from './json';
import { spokenOf, type PartnerName } from './partners';
import { reasonText, warningText } from './texts';

/** What became of one contact, as every node that syncs tells it. */
export function resultJson(result: ItemResult, mode: 'apply' | 'preview', partner: PartnerName = 'google'): IDataObject {
	const { action, reason, name, contactId, partnerId, changes, conflicts, warnings } = result;
	return plainJson({
		name,
		action,
		reason,
		text: spokenOf(partner, reasonText(result, mode)),
		contactId,
		...partnerIdJson(partnerId, partner),
		changes: changes.map(({ label, field, ...change }) => ({ field: label ?? field, ...change, side: sideName(change.side, partner) })),
		conflicts: conflicts.map((one) => conflictJson(one, partner)),
		warnings: warnings.map((warning) => ({ code: warning.code, text: spokenOf(partner, warningText(warning)) })),
	});
}

/** The partner's record, under the partner's name. */
export function partnerIdJson(partnerId: string | undefined, partner: PartnerName): IDataObject {
	return plainJson(partner === 'google' ? { googleContactId: partnerId, googleContactUrl: googleUrl(partnerId) } : { subscriber: partnerId });
}

export function conflictJson({ field, label, crm, partner: theirs, winner }: FieldConflict, partner: PartnerName): IDataObject {
	return { field: label ?? field, crm, [partner]: theirs, winner: sideName(winner, partner) };
}

/** The item that tells what became of an input item. */
export function resultItem(result: ItemResult, index: number, mode: 'apply' | 'preview'): INodeExecutionData {
	return { json: resultJson(result, mode), pairedItem: { item: index } };
}

/** Where a person sees the contact. */
export function googleUrl(partnerId: string | undefined): string | undefined {
	return partnerId?.replace(/^people\//, 'https://contacts.google.com/person/');
}

/** Our name of a side as users read it. */
export function sideName(side: 'crm' | 'partner' | 'neither', partner: PartnerName = 'google'): string {
	return side === 'partner' ? partner : side;
}

/** The error of a result that failed; undefined for all others. */
export function failureOf(node: INode, result: ItemResult, index: number): NodeApiError | NodeOperationError | undefined {
	if (result.action !== 'failed') return undefined;
	return nodeError(node, result.error ?? new RecordError(result.reason, reasonText(result, 'apply')), index);
}

/**
 * An item for the error output. n8n recognises it by having no other keys than these, and adds the input item;
 * with `error` set on the item it would drop everything but the message.
 */
export function errorItem(error: NodeApiError | NodeOperationError, index: number, result?: Pick<ItemResult, 'action' | 'reason' | 'contactId'>): INodeExecutionData {
	const known = result ? { action: result.action, reason: result.reason, contactId: result.contactId } : { action: 'failed' };
	return {
		json: plainJson({ error: error.message, details: { ...known, happened: error.description ?? undefined } }),
		pairedItem: { item: index },
	};
}

/** For a run without an error output: the first failure, with how many there are. */
export function failedRun(node: INode, failures: ReadonlyArray<NodeApiError | NodeOperationError>, total: number): NodeApiError | NodeOperationError {
	const [first] = failures;
	const message = `${failures.length} of ${total} ${total === 1 ? 'contact was' : 'contacts were'} not written: ${first?.message ?? ''}`;
	const advice = 'Set "On Error" in the settings of this node to "Continue (using error output)" to get these contacts as items.';
	return new NodeOperationError(node, message, { description: [first?.description, advice].filter(Boolean).join(' '), itemIndex: first?.context.itemIndex as number | undefined });
}
