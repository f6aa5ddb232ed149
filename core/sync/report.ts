import type { SyncError } from '../errors';
import type { FieldKey } from './fields';
import type { Side } from './mergeScalar';

/** What a run did, or in a preview would do, with one contact. */
export type ActionKind = 'create' | 'update' | 'unchanged' | 'leave' | 'delete' | 'conflict' | 'skip' | 'failed';

/** Why. The docs have a line for each. */
export type ReasonCode =
	| 'new'
	| 'linked'
	| 'changed'
	| 'rejoined'
	| 'entryRenewed'
	| 'equal'
	| 'leftScope'
	| 'noLegalTitle'
	| 'deletedInCrm'
	| 'leftGroup'
	| 'deletedAtPartner'
	| 'companyNotCreated'
	| 'notCreatedInCrm'
	| 'outsideScope'
	| 'double'
	| 'nextRun'
	| 'emptied'
	| 'noEmail'
	| 'addressTaken'
	| 'optedOut'
	| 'removedByRequest'
	| 'bothChanged'
	| 'keptByPolicy'
	| 'notPaired'
	| 'ambiguous'
	| 'notFirst'
	| 'nothingToIdentify'
	| 'alreadyOut'
	| 'removedByPerson'
	| 'merged'
	| 'pairedElsewhere'
	| 'notRecreated'
	| 'outcomeUnknown'
	| 'refusedByServer'
	| 'keptChanging'
	| 'repeatedInRun'
	| 'stopped';

/** Things worth telling beside the action. */
export type Warning =
	| { code: 'sharedEmail'; count: number }
	| { code: 'malformedEmail'; count: number }
	| { code: 'ambiguous'; count: number }
	/** So many CRM records fit; the one with the lowest id was taken. */
	| { code: 'lowestTaken'; count: number }
	| { code: 'doubles'; count: number }
	| { code: 'linkedFromOutside' }
	/** Someone else wrote the CRM record while we did. */
	| { code: 'overtaken' };

export interface FieldChange {
	/** `mailing`: the opt-out of mailings. */
	field: FieldKey | 'mailing';
	/** How people call it, where that is not its key. */
	label?: string;
	side: 'crm' | 'partner';
	before: string;
	after: string;
}

export interface FieldConflict {
	field: FieldKey;
	label?: string;
	crm: string;
	partner: string;
	/** Whose value stays; `neither` when it was only reported. */
	winner: 'crm' | 'partner' | 'neither';
}

export interface ItemResult {
	/** The caller's key of the incoming item. */
	key: string;
	action: ActionKind;
	reason: ReasonCode;
	/** Which sides are written. */
	sides: readonly Side[];
	/** "" for a partner record without a counterpart. */
	contactId: string;
	partnerId?: string;
	/** As a person knows the contact; absent where nothing of it is known. */
	name?: string;
	changes: readonly FieldChange[];
	conflicts: readonly FieldConflict[];
	warnings: readonly Warning[];
	error?: SyncError;
}

export interface Summary {
	counts: Record<ActionKind, number>;
	/** Pairs of this flow on the partner side, before the run. */
	pairs: number;
	/** About how long the writes take, where that is more than a minute. */
	expectedMinutes?: number;
	/** How far the CRM's clock is ahead, in milliseconds, where that is too much to tell who is newer: then the CRM wins. */
	crmClockOffMs?: number;
	/** Contacts that are no pair yet and have nothing to be recognised by, on each side, as far as they were read. */
	keyless?: Record<Side, number>;
	/** What a full account, a used-up quota or a guard left undone. */
	stopped?: { reason: string; message: string };
}

export interface RunReport {
	results: readonly ItemResult[];
	summary: Summary;
	/** The group that the flow works in, once known. */
	groupId?: string;
}
