import { contactId, type ContactFields } from '../contact/contact';
import { nameText, titleOf, type Normaliser } from '../contact/normalise';
import { clean, nameWords } from '../contact/text';
import type { CrmRecord } from '../ports/crm';
import type { PartnerRecord, PartnerSnapshot } from '../ports/partner';
import { refOf } from './crmView';
import { fieldText, isListField, type FieldKey } from './fields';
import { observedBases } from './mergePair';
import type { Side } from './mergeScalar';
import { groupMark, sameMeaning, type Bases, type Membership, type PairEntry } from './pairEntry';
import { compareIds, indexPartner, type Paired, type PartnerIndex } from './partnerIndex';
import { partnerKey } from './planPartner';
import type { ItemResult } from './report';
import { inScope } from './scope';
import type { Direction, FlowSettings, ToCrmSettings } from './settings';

/** Both sides as a preview has read them, and what it found. */
export interface KnownSides {
	/** By contact id, as far as they were read. */
	crm: ReadonlyMap<string, CrmRecord>;
	partner: PartnerSnapshot;
	settings: FlowSettings & { toCrm: ToCrmSettings };
	/** The flow's group; undefined while there is none. */
	groupId: string | undefined;
	normal: Normaliser;
	results: readonly ItemResult[];
}

/** Where a contact stands, and what the next run does with it. */
export interface Explanation {
	/** As a person knows the contact. */
	name: string;
	contactId?: string;
	partnerId?: string;
	crm: 'inScope' | 'outsideScope' | 'invalid' | 'untitled' | 'notFound';
	partner: 'inGroup' | 'outsideGroup' | 'notFound';
	/** `byId`: only the id beside the entry survived. `merged`: a person merged the partner record with that of another contact. */
	pair: 'entry' | 'byId' | 'merged' | 'none';
	/** Partner records that stand for the contact; more than one where it was doubled. */
	partners: number;
	/** What was settled for this flow's group. */
	membership?: Membership;
	/** Keys of other CRM accounts that are paired with the partner record. */
	otherAccounts: readonly string[];
	fields: readonly FieldStanding[];
	/** Absent where the run has nothing to do with the contact. */
	next?: ItemResult;
}

/** One synced field: what both sides hold, and who touched it since it was settled. */
export interface FieldStanding {
	/** Fields that a person mapped have the label of their rule. */
	field: string;
	direction: Direction;
	crm: string;
	partner: string;
	since: 'settled' | 'crmChanged' | 'partnerChanged' | 'bothChanged' | 'neverMet';
}

/** The contacts that a name, an e-mail, a phone number or an id stands for. CRM contacts come first; empty where nobody fits. */
export function explain(query: string, known: KnownSides): Explanation[] {
	const index = indexPartner(known.partner, known.settings.account, known.groupId);
	const pairedIds = idsByPartner(index);
	const fits = fitting(query, known.normal);
	const ids = new Set([...index.ids()].filter((id) => id === clean(query)));
	for (const [id, { contact }] of known.crm) if (fits(contact, [id, contact.recordId])) ids.add(id);
	const alone: PartnerRecord[] = [];
	for (const record of known.partner.records.values()) {
		if (!fits(record.fields, namesOf(record))) continue;
		const own = pairedIds.get(record.id) ?? [];
		for (const id of own) ids.add(id);
		if (own.length === 0) alone.push(record);
	}
	const contacts = [...ids].sort(compareIds).map((id) => explainContact(id, index, known));
	const met = new Set(contacts.map(({ partnerId }) => partnerId));
	return [...contacts, ...alone.filter(({ id }) => !met.has(id)).map((record) => explainAlone(record, known))];
}

function idsByPartner(index: PartnerIndex): Map<string, string[]> {
	const found = new Map<string, string[]>();
	for (const id of index.ids()) {
		for (const { record } of index.pairedWith(id)) found.set(record.id, [...(found.get(record.id) ?? []), id]);
	}
	return found;
}

/** All ids of a partner record, whole and without their first part. */
function namesOf({ id, formerIds = [] }: PartnerRecord): string[] {
	return [id, ...formerIds].flatMap((one) => [one, one.slice(one.indexOf('/') + 1)]);
}

function fitting(query: string, normal: Normaliser): (fields: ContactFields, ids: readonly string[]) => boolean {
	const text = clean(query);
	const id = text.replace(/^[a-z]+:(?=[^:]*$)/, '');
	if (text.includes('@')) return ({ emails = [] }) => emails.some(({ value }) => normal.email(value) === normal.email(text));
	const words = nameWords(text);
	const number = /^[+\d][\d\s()/.-]{6,}$/.test(text) ? normal.phone(text) : undefined;
	return (fields, ids) => {
		if (ids.includes(text) || ids.includes(id)) return true;
		if (number !== undefined && (fields.phones ?? []).some(({ value }) => normal.phone(value) === number)) return true;
		const own = nameWords(`${nameText(fields)} ${fields.company?.name ?? ''}`);
		return words.length > 0 && words.every((word) => own.includes(word));
	};
}

function explainContact(id: string, index: PartnerIndex, known: KnownSides): Explanation {
	const pairs = index.pairedWith(id);
	const pair = pairs.find(({ role }) => role === 'own') ?? pairs[0];
	const next = known.results.find((result) => result.contactId === id);
	const record = known.crm.get(id);
	const partner = pair?.record ?? (next?.partnerId === undefined ? undefined : known.partner.records.get(next.partnerId));
	return {
		name: titleOf(record?.contact ?? partner?.fields ?? {}),
		contactId: id,
		...standingOf(record, partner, pair, known),
		pair: pairKind(pair),
		partners: pairs.length,
		...(next ? { next } : {}),
	};
}

/** A partner record that stands for nobody in the CRM. */
function explainAlone(record: PartnerRecord, known: KnownSides): Explanation {
	const next = known.results.find(({ key, partnerId }) => key === partnerKey(record.id) || partnerId === record.id);
	const met = next?.contactId ? known.crm.get(next.contactId) : undefined;
	return {
		name: titleOf(record.fields),
		...(met ? { contactId: met.contact.id } : {}),
		...standingOf(met, record, undefined, known),
		pair: 'none',
		partners: 0,
		...(next ? { next } : {}),
	};
}

function pairKind(pair: Paired | undefined): Explanation['pair'] {
	if (!pair) return 'none';
	if (pair.role === 'merged') return 'merged';
	return pair.entry ? 'entry' : 'byId';
}

type Standing = Pick<Explanation, 'partnerId' | 'crm' | 'partner' | 'membership' | 'otherAccounts' | 'fields'>;

function standingOf(record: CrmRecord | undefined, partner: PartnerRecord | undefined, pair: Paired | undefined, known: KnownSides): Standing {
	const { settings, groupId } = known;
	const own = `${settings.account.crm}:${settings.account.account}`;
	const others = new Set((partner?.entries ?? []).map(({ accountKey }) => accountKey).filter((key) => key !== own));
	return {
		...(partner ? { partnerId: partner.id } : {}),
		crm: crmStanding(record, known),
		partner: !partner ? 'notFound' : groupId !== undefined && partner.groups.includes(groupId) ? 'inGroup' : 'outsideGroup',
		...(pair?.entry ? { membership: pair.entry.memberships.get(groupMark(groupId)) ?? 'dormant' } : {}),
		otherAccounts: [...others],
		fields: record && partner ? fieldStandings(record.contact, partner.fields, pair?.entry, known) : [],
	};
}

function crmStanding(record: CrmRecord | undefined, { settings }: KnownSides): Explanation['crm'] {
	if (!record) return 'notFound';
	if (record.standing !== 'active') return record.standing;
	return inScope(record, settings.toCrm.scope) ? 'inScope' : 'outsideScope';
}

function fieldStandings(crm: ContactFields, partner: ContactFields, entry: PairEntry | undefined, { settings, normal }: KnownSides): FieldStanding[] {
	return settings.fields
		.filter(({ direction }) => direction !== 'off')
		.map(({ field, label = field, direction }) => ({
			field: label,
			direction,
			crm: fieldText(field, crm),
			partner: fieldText(field, partner),
			since: sinceSettled(field, { crm, partner }, entry, normal),
		}));
}

function sinceSettled(field: FieldKey, now: Record<Side, ContactFields>, entry: PairEntry | undefined, normal: Normaliser): FieldStanding['since'] {
	const settled = entry && baseOf(field, entry.bases);
	if (!entry || !settled) return 'neverMet';
	const before = { ...entry, bases: settled };
	const changed = (side: Side) => !sameMeaning({ ...before, bases: observedBases(settled, side, now[side], normal) }, before, 0);
	if (changed('crm')) return changed('partner') ? 'bothChanged' : 'crmChanged';
	return changed('partner') ? 'partnerChanged' : 'settled';
}

/** The base of one field alone; undefined where it was never settled. */
function baseOf(field: FieldKey, { scalars, lists }: Bases): Bases | undefined {
	if (isListField(field)) {
		const base = lists.get(field);
		return base && { scalars: new Map(), lists: new Map([[field, base]]) };
	}
	const base = scalars.get(field);
	return base && { scalars: new Map([[field, base]]), lists: new Map() };
}

/** Whether a text is the id of a record of this account, so that it can be read singly. */
export function asContactId(query: string, { account }: FlowSettings): string | undefined {
	const ref = refOf(account, clean(query));
	return ref && contactId(account, ref.recordType, ref.recordId);
}
