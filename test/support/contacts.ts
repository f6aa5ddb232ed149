import { accountKey, contactId, type Contact, type ContactFields, type CrmAccount, type RecordType } from '../../core/contact/contact';
import { createNormaliser } from '../../core/contact/normalise';
import { entryKey, type PartnerCapabilities, type PartnerGroup, type PartnerRecord, type PartnerSnapshot, type StoredEntry } from '../../core/ports/partner';
import { elementsOf, FIELDS, LIST_FIELDS, SCALAR_FIELDS, scalarHash, type FieldKey } from '../../core/sync/fields';
import type { Incoming, IncomingEvent } from '../../core/sync/incoming';
import { settledBase } from '../../core/sync/mergeList';
import type { MergeRules } from '../../core/sync/mergeScalar';
import { encodeEntry, groupMark, type Bases, type Membership, type PairEntry, type RecordRef } from '../../core/sync/pairEntry';
import { planIncoming, type PlannedAction } from '../../core/sync/plan';
import type { Operation } from '../../core/sync/incoming';
import type { Direction, FieldRule, FlowSettings, WriteMode } from '../../core/sync/settings';

/** Small builders: what a test does not name is of no interest to it. */

export const ACCOUNT: CrmAccount = { crm: 'raynet', account: 'acme' };
export const OTHER_ACCOUNT: CrmAccount = { crm: 'raynet', account: 'other' };
export const GROUP: PartnerGroup = { id: 'label', name: 'CRM', kind: 'user' };
export const FRIENDS: PartnerGroup = { id: 'friends', name: 'Friends', kind: 'user' };
export const VISIBLE: PartnerGroup = { id: 'visible', name: 'Visible', kind: 'system' };

export const EVA: ContactFields = {
	firstName: 'Eva',
	lastName: 'Malá',
	emails: [{ value: 'eva@acme.test', type: 'work' }],
	phones: [{ value: '+420 777 000 111', type: 'mobile' }],
	company: { name: 'Acme', title: 'Director' },
	note: 'Met at the fair',
};

function contactOf(recordType: RecordType, recordId: string, fields: Partial<Contact>): Contact {
	return { ...ACCOUNT, id: contactId(ACCOUNT, recordType, recordId), recordType, recordId, ...fields };
}

export function person(recordId: string, fields: Partial<Contact> = EVA): Contact {
	return contactOf('person', recordId, fields);
}

export function company(recordId: string, fields: Partial<Contact> = { company: { name: 'Acme' } }): Contact {
	return contactOf('company', recordId, fields);
}

export function item(contact: Contact, event: IncomingEvent = 'updated', key = contact.id): Incoming {
	return { key, contact, event };
}

export function emails(...values: string[]): Array<{ value: string }> {
	return values.map((value) => ({ value }));
}

/** The same rule for these fields, all of them where none is named. */
export function fieldRules(direction: Direction = 'toPartner', mode: WriteMode = 'mirror', fields: readonly FieldKey[] = FIELDS): FieldRule[] {
	return fields.map((field) => ({ field, direction, mode }));
}

/** A one-way flow with the usual choices. */
export function flow(changes: Partial<FlowSettings> = {}): FlowSettings {
	return {
		account: ACCOUNT,
		scope: 'all',
		group: { by: 'name', name: GROUP.name },
		visibility: 'alsoVisible',
		matchBy: ['email', 'phone', 'nameAndCompany'],
		firstMeeting: 'fillGaps',
		conflict: 'newest',
		oneWayEdits: 'keep',
		leaving: 'leave',
		missing: 'recreate',
		fields: fieldRules(),
		crmStampResolutionMs: 1_000,
		overrides: [],
		...changes,
	};
}

/** Rules of a two-way field. */
export function mergeRules(changes: Partial<MergeRules> = {}): MergeRules {
	return {
		direction: 'both',
		mode: 'mirror',
		firstMeeting: 'fillGaps',
		conflict: 'newest',
		oneWayEdits: 'keep',
		newer: 'crm',
		partnerGives: 'all',
		...changes,
	};
}

export function record(id: string, fields: ContactFields, changes: Partial<PartnerRecord> = {}): PartnerRecord {
	return { id, version: '1', fields, groups: [], entries: [], externalIds: [], truncated: false, ...changes };
}

export const NORMAL = createNormaliser('CZ');

/** What is settled where the sides hold these values. */
export function basesOf(crm: ContactFields, partner: ContactFields = crm): Bases {
	const scalars = SCALAR_FIELDS.map((field) => [field, { crm: scalarHash(field, crm), partner: scalarHash(field, partner) }] as const);
	const lists = LIST_FIELDS.map(
		(field) => [field, settledBase({ crm: elementsOf(field, crm, NORMAL), partner: elementsOf(field, partner, NORMAL) })] as const,
	);
	return { scalars: new Map(scalars), lists: new Map(lists) };
}

export interface Settled {
	/** What the CRM held when the pair was settled; the partner held the same unless `partner` says otherwise. */
	crm?: ContactFields;
	partner?: ContactFields;
	membership?: Membership;
	merged?: readonly RecordRef[];
	groupId?: string;
}

/** The entry of a pair that was settled once. */
export function entryOf(contact: Contact, { crm = contact, partner = crm, membership = 'both', merged = [], groupId = GROUP.id }: Settled = {}): PairEntry {
	return {
		record: { recordType: contact.recordType, recordId: contact.recordId },
		merged,
		memberships: new Map(membership === 'dormant' ? [] : [[groupMark(groupId), membership]]),
		stamps: {},
		bases: basesOf(crm, partner),
	};
}

export function stored(entry: PairEntry, account: CrmAccount = ACCOUNT): StoredEntry {
	return { accountKey: accountKey(account), text: encodeEntry(entry, entryKey(account).length) };
}

/** The partner's record of a pair; it holds what was settled unless `changes.fields` says otherwise. */
export function paired(id: string, contact: Contact, settled: Settled = {}, changes: Partial<PartnerRecord> = {}): PartnerRecord {
	const inGroup = (settled.membership ?? 'both') === 'both' || settled.membership === 'partner';
	const { crm = contact } = settled;
	return record(id, settled.partner ?? valuesOf(crm), {
		groups: inGroup ? [GROUP.id, VISIBLE.id] : [VISIBLE.id],
		entries: [stored(entryOf(contact, settled))],
		externalIds: [contact.id],
		...changes,
	});
}

/** A contact's values without its identity. */
export function valuesOf(contact: ContactFields): ContactFields {
	const identity: ReadonlyArray<keyof Contact> = ['id', 'crm', 'account', 'recordType', 'recordId', 'createdAt', 'modifiedAt'];
	return Object.fromEntries(Object.entries(contact).filter(([name]) => !identity.includes(name as keyof Contact)));
}

export function snapshot(records: readonly PartnerRecord[], changes: Partial<PartnerSnapshot> = {}): PartnerSnapshot {
	return {
		records: new Map(records.map((one) => [one.id, one])),
		groups: [GROUP, FRIENDS, VISIBLE],
		pendingCreates: new Map(),
		...changes,
	};
}

export const CAPABILITIES: PartnerCapabilities = {
	kind: 'memory', maxRecords: 25_000, visibleGroupId: VISIBLE.id, stampResolutionMs: 1, slots: {} };

export interface Planning {
	settings?: FlowSettings;
	operation?: Operation;
	snapshot?: Partial<PartnerSnapshot>;
	capabilities?: Partial<PartnerCapabilities>;
	groupId?: string | null;
}

/** The planned actions for these items against these records. */
export function planned(items: readonly Incoming[], records: readonly PartnerRecord[], planning: Planning = {}): readonly PlannedAction[] {
	const settings = planning.settings ?? flow();
	return planIncoming(items, {
		operation: planning.operation ?? 'upsert',
		settings,
		snapshot: snapshot(records, planning.snapshot),
		capabilities: { ...CAPABILITIES, ...planning.capabilities },
		groupId: planning.groupId === null ? undefined : (planning.groupId ?? GROUP.id),
		normal: createNormaliser(settings.defaultCountry),
		entryKeyBytes: entryKey(settings.account).length,
	}).actions;
}

/** The plan for one contact, short: action, reason, and what would be written. */
export function plannedFor(one: Incoming, records: readonly PartnerRecord[], planning: Planning = {}): PlannedAction {
	return planned([one], records, planning)[0] as PlannedAction;
}
