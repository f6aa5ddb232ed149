import type { CrmAccount } from '../contact/contact';
import type { FieldKey } from './fields';

/** How a flow is to run. All of it comes from node parameters; every choice is a closed union. */

export type Direction = 'both' | 'toPartner' | 'toCrm' | 'off';

/** mirror: overwrite and clear; overwrite: never clear; fillEmpty: only where the target has nothing. */
export type WriteMode = 'mirror' | 'overwrite' | 'fillEmpty';

export interface FieldRule {
	field: FieldKey;
	direction: Direction;
	mode: WriteMode;
}

export type MatchKey = 'email' | 'phone' | 'nameAndCompany';

export type FirstMeeting = 'fillGaps' | 'crmWins' | 'partnerWins' | 'newestWins';

/** For one field that both sides changed since the base. `report` writes neither. */
export type ConflictPolicy = 'newest' | 'crm' | 'partner' | 'report';

/** An edit of the side that may not write back: it stays, or the other side's value is put back. */
export type OneWayEdits = 'keep' | 'enforce';

export type LeavePolicy = 'leave' | 'nothing' | 'delete';

/** recreate: a contact deleted on the partner side comes back with the next CRM change. */
export type MissingPolicy = 'recreate' | 'doNotRecreate';

/** Guards that this one run may pass. */
export type GuardName =
	| 'emptySide'
	| 'massLeave'
	| 'massClear'
	| 'massChange'
	| 'settingsChanged'
	| 'accountFull';

/** Which group the flow works in. By name: created where it is missing. */
export type GroupChoice = { by: 'id'; id: string } | { by: 'name'; name: string };

export interface FlowSettings {
	account: CrmAccount;
	/** Text that tells one scope from another; undefined when the source does not tell. */
	scope?: string;
	group: GroupChoice;
	/** Whether contacts also join the group that makes them visible on phones. */
	visibility: 'alsoVisible' | 'groupOnly';
	matchBy: readonly MatchKey[];
	firstMeeting: FirstMeeting;
	conflict: ConflictPolicy;
	oneWayEdits: OneWayEdits;
	leaving: LeavePolicy;
	missing: MissingPolicy;
	fields: readonly FieldRule[];
	/** ISO 3166-1 alpha-2, for phone numbers written without a country code. */
	defaultCountry?: string;
	/** The precision of the CRM's modification stamps in milliseconds. */
	crmStampResolutionMs: number;
	overrides: readonly GuardName[];
}
