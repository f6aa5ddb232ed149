import { accountKey, type Contact, type RecordType } from '../contact/contact';
import { isWellFormedEmail } from '../contact/email';
import type { Normaliser } from '../contact/normalise';
import type { CrmCapabilities } from '../ports/crm';
import type { PartnerCapabilities, PartnerRecord, PartnerSnapshot } from '../ports/partner';
import type { FirstComers } from './firstComers';
import { isEmptied } from './identity';
import type { Operation } from './incoming';
import type { Matcher } from './match';
import { mergePair, observedBases, type PairMerge } from './mergePair';
import { mayGive, type Side } from './mergeScalar';
import { sameMeaning, wholeHash, type Bases, type Membership, type PairEntry } from './pairEntry';
import type { KnownCrm, Paired, PartnerIndex } from './partnerIndex';
import type { Warning } from './report';
import type { Rivals } from './rivals';
import type { Direction, FieldRule, FlowSettings } from './settings';
import { isMappedField, type ListField } from './fields';

export interface PlanContext extends KnownCrm {
	operation: Operation;
	settings: FlowSettings;
	snapshot: PartnerSnapshot;
	capabilities: PartnerCapabilities;
	/** Undefined while the group has to be created. */
	groupId: string | undefined;
	normal: Normaliser;
	/** Set where the CRM may be written. */
	crm?: CrmCapabilities;
	/** Links of this partner account start so; set together with `crm`. */
	linkMark?: string;
	/** Whether records may carry such links from runs before. */
	linkKnown?: 'yes' | 'no';
	/** Where the address is the record: addresses at which somebody is known to have opted out. */
	optedOut?: ReadonlySet<string>;
	/** The CRM's clock cannot be compared with the partner's: whoever is newer is not known. */
	clocks?: 'apart';
	/** Contacts whose CRM record was read singly for this plan, and when that began (ms). */
	justRead?: { at: number; ids: ReadonlySet<string> };
	/** Length of the key under which the pair entry is stored. */
	entryKeyBytes: number;
}

/** What planning one contact needs beside the contact. */
export interface Desk extends PlanContext {
	index: PartnerIndex;
	match: Matcher;
	/** The flow's group as pair entries name it. */
	mark: string;
	taken: Set<string>;
	/** Contacts who opted out under an address that is noted with them. */
	notedOptOuts: ReadonlySet<string>;
	/** Set where the lowest id stands for all who share an e-mail address. */
	first?: FirstComers;
	/** Set where contacts that fit the same record are ambiguous. */
	rivals?: Rivals;
	/** The flow's rules as far as the CRM can hold the fields. */
	rules: Record<RecordType, readonly FieldRule[]>;
}

/** Without a writable CRM everything goes one way; a field that the CRM has no place for is never sent there. */
export function rulesFor(recordType: RecordType, { settings, crm, capabilities }: PlanContext): readonly FieldRule[] {
	const writable = ({ field }: FieldRule) => (isMappedField(field) ? crm?.mapped?.[recordType].includes(field) === true : crm?.writable[recordType].includes(field) === true);
	const rules = settings.fields.map((rule): FieldRule => (writable(rule) ? rule : { ...rule, direction: withoutCrm(rule.direction) }));
	const { identity, writable: held, mapped = [] } = capabilities;
	return rules.map((rule) => {
		// An address that is the identity never changes over there; the pair moves with the contact instead.
		if (identity === 'email' && rule.field === 'emails') return { ...rule, direction: mayGive('partner', rule.direction) ? 'toCrm' : 'off', mode: 'fillEmpty' };
		const isHeld = isMappedField(rule.field) ? mapped.includes(rule.field) : held === undefined || held.includes(rule.field);
		return isHeld ? rule : { ...rule, direction: 'off' };
	});
}

function withoutCrm(direction: Direction): Direction {
	if (direction === 'both') return 'toPartner';
	return direction === 'toCrm' ? 'off' : direction;
}

/** Whether the CRM's record holds other values than those that were settled. */
export function isEditedInCrm(contact: Contact, entry: PairEntry, desk: Desk): boolean {
	const observed = { ...entry, bases: observedBases(entry.bases, 'crm', contact, desk.normal) };
	return !sameMeaning(observed, entry, desk.entryKeyBytes);
}

/** Deleting is refused while something else holds on to the contact: a group of the user's, another CRM or record, or an edit. */
export function mayDelete(pair: Paired, desk: Desk): boolean {
	return !isHeldElsewhere(pair, desk) && pair.entry !== undefined && !isEdited(pair.record, pair.entry, desk);
}

/** A group of the user's, another CRM or another record has a part in it. */
export function isHeldElsewhere({ record, merged }: Paired, desk: Desk): boolean {
	const userGroups = new Set(desk.snapshot.groups.filter((group) => group.kind === 'user').map((group) => group.id));
	const elsewhere = record.groups.some((id) => id !== desk.groupId && userGroups.has(id));
	const own = accountKey(desk.settings.account);
	return elsewhere || merged.length > 0 || record.entries.some((stored) => stored.accountKey !== own);
}

/** Whether the partner's record holds other values than those that were settled. */
export function isEdited(record: PartnerRecord, entry: PairEntry, desk: Desk): boolean {
	const observed = { ...entry, bases: observedBases(entry.bases, 'partner', record.fields, desk.normal) };
	return !sameMeaning(observed, entry, desk.entryKeyBytes);
}

/** Where the CRM follows the partner, a record that was emptied there has left: else the CRM's would be emptied, too. */
export function presenceInPair({ record, entry }: Pick<Paired, 'record' | 'entry'>, desk: Desk): 'in' | 'out' {
	return desk.crm && entry && isEmptied({ ...record.fields, recordType: entry.record.recordType }) && wasIdentified(entry) ? 'out' : presenceOf(record, desk);
}

function wasIdentified({ bases, record }: PairEntry): boolean {
	const lists = [bases.lists.get('emails'), bases.lists.get('phones')];
	const name = record.recordType === 'company' ? 'company' : 'name';
	return (bases.scalars.get(name)?.partner ?? '') !== '' || lists.some((list) => list !== undefined && wholeHash(list, 'partner') !== '');
}

export function presenceOf(record: PartnerRecord, desk: Desk): 'in' | 'out' {
	return desk.groupId !== undefined && record.groups.includes(desk.groupId) ? 'in' : 'out';
}

export function mergeFields(
	contact: Contact,
	record: PartnerRecord | undefined,
	bases: Bases | undefined,
	desk: Desk,
	partnerGives: 'all' | 'nothingAtFirst',
): PairMerge {
	const { settings, capabilities, crm } = desk;
	const slots = (field: ListField) => ({ partner: capabilities.slots[field], crm: crm?.slots[field] });
	return mergePair({
		now: { crm: contact, partner: record?.fields ?? {} },
		bases,
		fields: desk.rules[contact.recordType],
		normal: desk.normal,
		room: { emails: slots('emails'), phones: slots('phones'), addresses: slots('addresses'), websites: slots('websites') },
		rules: {
			firstMeeting: settings.firstMeeting,
			conflict: settings.conflict,
			oneWayEdits: oneWayEdits(record, desk),
			newer: newerSide(contact, record, desk),
			partnerGives,
		},
	});
}

/** Enforcing is off on contacts that carry another CRM's entry: two flows would overwrite each other for ever. */
function oneWayEdits(record: PartnerRecord | undefined, desk: Desk): FlowSettings['oneWayEdits'] {
	const own = accountKey(desk.settings.account);
	const shared = (record?.entries ?? []).some((stored) => stored.accountKey !== own);
	return shared ? 'keep' : desk.settings.oneWayEdits;
}

/** The record touched later, by the servers' stamps at the coarser resolution; equal or missing: the CRM. */
function newerSide(contact: Contact, record: PartnerRecord | undefined, desk: Desk): Side {
	if (desk.clocks === 'apart') return 'crm';
	if (!contact.modifiedAt || !record?.modifiedAt) return 'crm';
	const step = Math.max(desk.settings.crmStampResolutionMs, desk.capabilities.stampResolutionMs, 1);
	const at = (stamp: string) => Math.floor(Date.parse(stamp) / step);
	return at(record.modifiedAt) > at(contact.modifiedAt) ? 'partner' : 'crm';
}

export function malformed(contact: Contact): Warning[] {
	const count = (contact.emails ?? []).filter((one) => !isWellFormedEmail(one.value)).length;
	return count > 0 ? [{ code: 'malformedEmail', count }] : [];
}

export function entryFor(
	contact: Contact,
	pair: Partial<Paired>,
	bases: Bases,
	after: Membership,
	desk: Desk,
): PairEntry {
	return {
		record: { recordType: contact.recordType, recordId: contact.recordId },
		merged: pair.merged ?? [],
		...(pair.entry?.linked ? { linked: 'yes' as const } : {}),
		...(pair.entry?.optedOut ? { optedOut: 'yes' as const } : {}),
		memberships: membershipsAfter(pair.entry?.memberships, after, desk.mark),
		stamps: { crm: stampOf(contact.modifiedAt), partner: stampOf(pair.record?.modifiedAt) },
		bases,
	};
}

function membershipsAfter(
	before: PairEntry['memberships'] | undefined,
	after: Membership,
	mark: string,
): PairEntry['memberships'] {
	const memberships = new Map(before);
	if (after === 'dormant') memberships.delete(mark);
	else memberships.set(mark, after);
	return memberships;
}

/** What was settled for this flow's group. Without an entry, what is found counts as settled. */
export function settledMembership(pair: Paired, desk: Desk): Membership {
	if (pair.entry) return pair.entry.memberships.get(desk.mark) ?? 'dormant';
	return presenceOf(pair.record, desk) === 'in' ? 'both' : 'dormant';
}

function stampOf(iso: string | undefined): number | undefined {
	return iso ? Date.parse(iso) : undefined;
}

export function noBases(): Bases {
	return { scalars: new Map(), lists: new Map() };
}
