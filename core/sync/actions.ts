import type { Contact, ContactFields, RecordType } from '../contact/contact';
import type { CrmRecord, ScopeMove } from '../ports/crm';
import type { FieldPatch, PartnerRecord } from '../ports/partner';
import type { Incoming } from './incoming';
import type { Side } from './mergeScalar';
import type { PairEntry } from './pairEntry';
import type { ActionKind, FieldChange, FieldConflict, ReasonCode, Warning } from './report';

/** What is to be written for one contact at the partner; groups become ids only when the group is there. */
export type Intent =
	| { op: 'create'; fields: ContactFields; entry: PairEntry }
	/** `replaces`: the contact that the record at the new address stood for, which is gone. */
	| { op: 'update'; record: PartnerRecord; patch: FieldPatch; move: 'stay' | 'join' | 'leave'; entry: PairEntry; replaces?: string }
	/** Where the address is the record: no more mail to a further address of a person who opted out. It is no pair, and becomes none. */
	| { op: 'optOut'; record: PartnerRecord }
	| { op: 'delete'; record: PartnerRecord };

/** An intent after which the record carries the pair entry. */
export type EntryIntent = Extract<Intent, { entry: PairEntry }>;

export function entryIntent(intent: Intent | undefined): EntryIntent | undefined {
	return intent && 'entry' in intent ? intent : undefined;
}

/** What is to be written for one contact in the CRM; always before the partner, whose record carries the entry. */
export type CrmIntent =
	| { op: 'create'; recordType: RecordType; fields: ContactFields }
	| { op: 'update'; record: CrmRecord; patch: FieldPatch; move: ScopeMove; unlink?: string; optOut?: true }
	| { op: 'delete'; record: CrmRecord };

export interface PlannedAction {
	key: string;
	/** Without id where the contact is still to be created in the CRM. */
	contact: Contact;
	action: ActionKind;
	reason: ReasonCode;
	record?: PartnerRecord;
	changes: readonly FieldChange[];
	conflicts: readonly FieldConflict[];
	warnings: readonly Warning[];
	intent?: Intent;
	crm?: CrmIntent;
	/** What this action has created in the CRM already. */
	created?: CrmRecord;
	/** What was settled before: still true of what is planned for the partner until that is written. */
	settled?: PairEntry;
	/**
	 * Further records of the same contact at the partner, united with this one and deleted after it is written; where the
	 * address is the identity they only lose group and entry.
	 */
	doubles?: readonly PartnerRecord[];
}

/** An action that writes nothing unless `more` says so. */
export function plain(
	item: Pick<Incoming, 'key' | 'contact'>,
	action: ActionKind,
	reason: ReasonCode,
	more: Partial<PlannedAction> = {},
): PlannedAction {
	return { key: item.key, contact: item.contact, action, reason, changes: [], conflicts: [], warnings: [], ...more };
}

/** An update of the partner's record that touches neither its values nor its groups. */
export function entryOnly(record: PartnerRecord, entry: PairEntry): Intent {
	return { op: 'update', record, patch: {}, move: 'stay', entry };
}

/** The sides on which a person would see a difference. */
export function sidesOf({ intent, crm, action }: PlannedAction): Side[] {
	const sides: Side[] = crm ? ['crm'] : [];
	const entryAlone = intent?.op === 'update' && intent.move === 'stay' && Object.keys(intent.patch).length === 0;
	if (intent && action !== 'skip' && !entryAlone) sides.push('partner');
	return sides;
}
