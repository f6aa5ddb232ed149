import type { SyncError } from '../errors';
import type { Subscriber } from '../ports/email';

export type EmailAction = 'create' | 'update' | 'unchanged' | 'leave' | 'unsubscribe' | 'skip' | 'failed';

export type EmailReason =
	| 'new'
	| 'newToList'
	| 'changed'
	| 'tagged'
	| 'resubscribed'
	| 'equal'
	| 'leftScope'
	| 'deleted'
	| 'optedOut'
	| 'removedByRequest'
	| 'alreadyOut'
	| 'notInList'
	| 'noEmail'
	| 'carriedOptOut'
	| 'sharedOptOut'
	| 'noLegalTitle'
	| 'refusedByServer'
	| 'notTaken'
	| 'tagKept'
	| 'stopped'
	| 'found';

export type EmailWarningCode = 'malformedEmail' | 'tagLeftOut' | 'tagTooLong' | 'tooManyTags' | 'customFieldsTooLong' | 'listFieldNotTaken';

export interface EmailWarning {
	code: EmailWarningCode;
	count: number;
}

export interface EmailChange {
	field: string;
	before?: string;
	after?: string;
}

/** What became of one address of one item. */
export interface EmailResult {
	key: string;
	email?: string;
	action: EmailAction;
	reason: EmailReason;
	changes: EmailChange[];
	warnings: EmailWarning[];
	/** As the service holds it now; in a preview as it was. */
	subscriber?: Subscriber;
	error?: SyncError;
}

export interface EmailReport {
	/** In the order of the items. */
	results: EmailResult[];
	counts: Record<EmailAction, number>;
	/** What ended the run early. */
	stopped?: SyncError;
}

export function countsOfResults(results: readonly EmailResult[]): EmailReport['counts'] {
	const counts: EmailReport['counts'] = { create: 0, update: 0, unchanged: 0, leave: 0, unsubscribe: 0, skip: 0, failed: 0 };
	for (const { action } of results) counts[action] += 1;
	return counts;
}
