import { NodeApiError, NodeOperationError, type INode, type INodeExecutionData } from 'n8n-workflow';
import type { EmailResult } from '../../core/email';
import { RecordError } from '../../core/errors';
import type { Subscriber } from '../../core/ports/email';
import { nodeError } from '../shared/errors';
import { plainJson } from '../shared/json';
import { reasonText, warningText } from './texts';

type NodeFailure = NodeApiError | NodeOperationError;

/** The item that tells what became of an address. */
export function resultItem(result: EmailResult, listId: string, index: number, mode: 'apply' | 'preview'): INodeExecutionData {
	const { action, reason, email, changes, warnings, subscriber } = result;
	return {
		json: plainJson({
			action,
			reason,
			text: reasonText(result, mode),
			email,
			listId,
			...subscriberJson(subscriber, listId),
			changes,
			warnings: warnings.map((warning) => ({ code: warning.code, text: warningText(warning) })),
		}),
		pairedItem: { item: index },
	};
}

/** What the service holds of a subscriber, as far as one list is concerned. */
export function subscriberJson(subscriber: Subscriber | undefined, listId: string): object {
	if (!subscriber) return {};
	const { fields, tags, memberships } = subscriber;
	const { state, source, subscribedAt, customFields } = memberships[listId] ?? {};
	return { state, tags, fields, customFields, source, subscribedAt };
}

/** The error of a result that failed; undefined for all others. */
export function failureOf(node: INode, result: EmailResult, index: number): NodeFailure | undefined {
	if (result.action !== 'failed') return undefined;
	return nodeError(node, result.error ?? new RecordError(result.reason, reasonText(result, 'apply')), index);
}

/** An item for the error output: n8n recognises it by having no other keys than these. */
export function errorItem(error: NodeFailure, index: number, result?: EmailResult): INodeExecutionData {
	const known = result ? { action: result.action, reason: result.reason, email: result.email } : { action: 'failed' };
	return {
		json: plainJson({ error: error.message, details: { ...known, happened: error.description ?? undefined } }),
		pairedItem: { item: index },
	};
}

/** For a run without an error output: the first failure, with how many there are. */
export function failedRun(node: INode, failures: readonly NodeFailure[], total: number): NodeFailure {
	const [first] = failures;
	const message = `${failures.length} of ${total} ${total === 1 ? 'subscriber was' : 'subscribers were'} not written: ${first?.message ?? ''}`;
	const advice = 'Set "On Error" in the settings of this node to "Continue (using error output)" to get these subscribers as items.';
	return new NodeOperationError(node, message, { description: [first?.description, advice].filter(Boolean).join(' '), itemIndex: first?.context.itemIndex as number | undefined });
}
