import type { CrmAccount } from '../contact/contact';
import type { CrmScope } from '../ports/crm';
import type { FieldKey } from './fields';

/** How a flow is to run. All of it comes from node parameters; every choice is a closed union. */

export type Direction = 'both' | 'toPartner' | 'toCrm' | 'off';

/** mirror: overwrite and clear; overwrite: never clear; fillEmpty: only where the target has nothing. */
export type WriteMode = 'mirror' | 'overwrite' | 'fillEmpty';

export interface FieldRule {
	field: FieldKey;
	/** How people call it, where that is not its key. */
	label?: string;
	direction: Direction;
	mode: WriteMode;
}

export type MatchKey = 'email' | 'phone' | 'nameAndCompany';

export type FirstMeeting = 'fillGaps' | 'crmWins' | 'partnerWins' | 'newestWins';

/** For one field that both sides changed since the base. `report` writes neither. */
export type ConflictPolicy = 'newest' | 'crm' | 'partner' | 'report';

/**
 * An edit of the side that may not write back: it stays and is settled, the other side's value is put back, or it
 * stays open for the node of the same flow that brings it back.
 */
export type OneWayEdits = 'keep' | 'enforce' | 'leaveOpen';

/** optOut: leaves, and gets no mailings from then on; only where the partner sends them. */
export type LeavePolicy = 'leave' | 'nothing' | 'delete' | 'optOut';

/** recreate: a contact deleted on the partner side comes back with the next CRM change. */
export type MissingPolicy = 'recreate' | 'doNotRecreate';

/** Guards that this one run may pass. */
export type GuardName =
	| 'emptySide'
	| 'massLeave'
	| 'massClear'
	| 'massChange'
	| 'settingsChanged'
	| 'accountFull'
	| 'confirmationMails';

/** Which group the flow works in. By name: created where it is missing. */
export type GroupChoice = { by: 'id'; id: string } | { by: 'name'; name: string };

/** What happens where several records could be meant: nothing, or the CRM record with the lowest id is taken. */
export type AmbiguityPolicy = 'report' | 'lowestCrmId';

/** What a two-way flow may do on the CRM side. */
export interface ToCrmSettings {
	scope: CrmScope;
	/** A contact that a person took out of the group or deleted at the partner. */
	leaving: LeavePolicy;
	/** Partner records in the group that have no counterpart. */
	creates: 'people' | 'peopleAndCompanies' | 'nothing';
	/** Most records of the CRM that one run writes; the rest waits for the next run. */
	writesPerRun: number;
	/** Most calls that one run spends on looking up and storing links. */
	linksPerRun: number;
}

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
	/** Absent: report. */
	ambiguity?: AmbiguityPolicy;
	/** Absent in a one-way flow: nothing is ever written to the CRM. */
	toCrm?: ToCrmSettings;
	fields: readonly FieldRule[];
	/** ISO 3166-1 alpha-2, for phone numbers written without a country code. */
	defaultCountry?: string;
	/** The precision of the CRM's modification stamps in milliseconds. */
	crmStampResolutionMs: number;
	overrides: readonly GuardName[];
}
