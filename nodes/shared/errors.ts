import { NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';
import { FatalError, GuardError, RetriableError, SyncError } from '../../core/errors';

type NodeFailure = NodeApiError | NodeOperationError;
type Failure = NonNullable<NodeFailure['failure']>;

/** What n8n shows: the message says what to do, the description what happened. */
export function nodeError(node: INode, error: unknown, itemIndex?: number): NodeFailure {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		// n8n gives an error of its own back unchanged, whatever options come with it.
		if (itemIndex !== undefined) error.context.itemIndex = itemIndex;
		return error;
	}
	if (!(error instanceof SyncError)) {
		return new NodeOperationError(node, error instanceof Error ? error : String(error), { itemIndex });
	}
	const { message, detail } = error;
	const options = { message, description: detail || undefined, itemIndex, failure: failureOf(error) };
	return error instanceof FatalError || error instanceof RetriableError
		? new NodeApiError(node, { message, description: detail }, options)
		: new NodeOperationError(node, message, options);
}

/** Lets n8n wait as long as the server asked, and not retry what a person has to change. */
function failureOf(error: SyncError): Failure | undefined {
	switch (error.recovery) {
		case 'fatal':
			return { cause: 'credential-invalid' };
		case 'configuration':
			return { cause: 'configuration-invalid' };
		case 'retriable':
			return { cause: 'temporarily-unavailable', ...(error instanceof RetriableError && error.retryAfterMs !== undefined ? { retryAfterMs: error.retryAfterMs } : {}) };
		case 'guard':
			return error instanceof GuardError && error.reason === 'dailyQuota' ? { cause: 'quota-exhausted' } : undefined;
		case 'record':
		case 'conflict':
			return undefined;
	}
}
