import { accountKey, type Contact } from '../../core/contact/contact';
import type { CrmRecord } from '../../core/ports/crm';
import { entryKey, type PartnerRecord } from '../../core/ports/partner';
import { elementsOf, FIELDS, fieldText, isListField, isMappedField, scalarHash, type FieldKey } from '../../core/sync/fields';
import { GUARD_TITLES } from '../../core/sync/guards';
import { observedBases } from '../../core/sync/mergePair';
import { decodeEntry, groupMark, sameMeaning, type PairEntry } from '../../core/sync/pairEntry';
import { isEmptied } from '../../core/sync/identity';
import { inScope } from '../../core/sync/scope';
import type { ItemResult } from '../../core/sync/report';
import { parseLink } from '../../core/contact/link';
import { TAG } from '../core/syncKit';
import { OTHER_ACCOUNT } from '../support/contacts';
import type { Synced } from './twoWayRun';
import { crmRecords, partnerRecords, type World } from './twoWayWorld';
import { fingerprint, normalOf } from './world';

/** How both sides stood before a run, as far as the rules speak of it; people who meddle in the run move it on. */
export interface Before {
	crm: Map<string, CrmRecord>;
	partner: Map<string, PartnerRecord>;
	tokens: Set<string>;
	/** The same, where nobody has meddled yet: what the run may have read. */
	start: { crm: ReadonlyMap<string, CrmRecord>; partner: ReadonlyMap<string, PartnerRecord> };
	/** Ids of what a person edited since it was settled. */
	edited: Set<string>;
	/** By contact id or partner id, the words that a person wrote into a record in the middle of the run. */
	brought: Map<string, string[]>;
}

/** The words of people on both sides, also as they stand in phone numbers. */
const TOKEN = /(?:own|crm)\d+x|\+4206[01]\d{7}/gi;

const known = new WeakMap<object, readonly string[]>();

/** Records are never changed in place, so what was found in one holds. */
function tokensIn(value: object): readonly string[] {
	const found = known.get(value) ?? (JSON.stringify(value).match(TOKEN) ?? []).map((token) => token.toLowerCase());
	known.set(value, found);
	return found;
}

function tokensThere(world: World): Set<string> {
	const tokens = new Set<string>();
	for (const { contact } of crmRecords(world)) for (const token of tokensIn(contact)) tokens.add(token);
	for (const { fields } of partnerRecords(world)) for (const token of tokensIn(fields)) tokens.add(token);
	return tokens;
}

export function before(world: World): Before {
	const crm = new Map(crmRecords(world).map((record) => [record.contact.id, record]));
	const partner = new Map(partnerRecords(world).map((record) => [record.id, record]));
	const edited = new Set<string>();
	const start = { crm: new Map(crm), partner: new Map(partner) };
	if (world.settled.size === 0) return { crm, partner, start, tokens: tokensThere(world), edited, brought: new Map() };
	for (const [id, { contact }] of crm) if (isEdited(world, id, { fields: contact })) edited.add(id);
	for (const [id, record] of partner) if (isEdited(world, id, record)) edited.add(id);
	return { crm, partner, start, tokens: tokensThere(world), edited, brought: new Map() };
}

/** What a person takes away in the middle of a run is not lost; what he brings must not be. */
export function meddled(world: World, was: Before, did: () => void): void {
	const held = { crm: new Map(crmRecords(world).map((one) => [one.contact.id, one])), partner: new Map(partnerRecords(world).map((one) => [one.id, one])) };
	did();
	const now = before(world);
	for (const [id, old] of held.crm) if (now.crm.get(id)?.version !== old.version) for (const token of tokensIn(old.contact)) was.tokens.delete(token);
	for (const [id, old] of held.partner) if (now.partner.get(id)?.version !== old.version) for (const token of tokensIn(old.fields)) was.tokens.delete(token);
	for (const [id, one] of now.crm) {
		if (held.crm.get(id)?.version === one.version) continue;
		was.crm.set(id, one);
		was.brought.set(id, [...(was.brought.get(id) ?? []), ...tokensIn(one.contact)]);
		for (const token of tokensIn(one.contact)) was.tokens.add(token);
	}
	for (const [id, one] of now.partner) {
		if (held.partner.get(id)?.version === one.version) continue;
		was.partner.set(id, one);
		was.brought.set(id, [...(was.brought.get(id) ?? []), ...tokensIn(one.fields)]);
		for (const token of tokensIn(one.fields)) was.tokens.add(token);
	}
	for (const id of held.crm.keys()) if (!now.crm.has(id)) was.crm.delete(id);
	for (const id of held.partner.keys()) if (!now.partner.has(id)) was.partner.delete(id);
	// What a person edits in the CRM after the last look at a record cannot be seen before it is deleted: no CRM has a lock for that.
	was.edited = new Set([...now.edited].filter((id) => was.edited.has(id) || now.partner.has(id)));
}

function isEdited(world: World, id: string, record: { fields: Contact | PartnerRecord['fields'] }): boolean {
	const now = fingerprint(world, record);
	return [...(world.settled.get(id) ?? [])].some(([field, print]) => now.has(field) && now.get(field) !== print);
}

/** Whatever does not belong to the other account is of ours. */
const others = accountKey(OTHER_ACCOUNT);
const isOurs = (id: string): boolean => !id.startsWith(`${others}:`);
const mine = (record: PartnerRecord) => record.entries.some((entry) => entry.accountKey !== others) || record.externalIds.some(isOurs);
const counterpartOf = (record: PartnerRecord): string | undefined => record.externalIds.find(isOurs);

/** What must hold after every run, whatever happened in it. Answers what does not. */
export function broken(world: World, was: Before, synced: Synced): string[] {
	return [
		...lostSilently(world, was, synced),
		...partnerRecords(world).flatMap((record) => touchedAtPartner(world, was, record, synced)),
		...crmRecords(world).flatMap((record) => touchedInCrm(world, was, record, synced)),
		...goneAtPartner(world, was),
		...goneInCrm(world, was),
		...(synced.report?.results ?? []).flatMap((result) => leftForNothing(world, was, result)),
		...doubled(world),
		...oversized(world),
		...(synced.guard && synced.guard.reason in GUARD_TITLES && synced.writes.length > 0 ? ['requests after a guard'] : []),
	];
}

/**
 * Every word that a person wrote is on a side or in the run's output. What somebody writes in the CRM between the last
 * look at a record and the write is seen by nobody, as no CRM has a lock: for that record the output says so.
 */
function lostSilently(world: World, was: Before, { report }: Synced): string[] {
	const { tokens, brought } = was;
	const there = tokensThere(world);
	const gone = [...tokens].filter((token) => !there.has(token));
	if (gone.length === 0) return [];
	const results = report?.results ?? [];
	const told = new Set(tokensIn(results.map(({ changes, conflicts }) => [changes, conflicts])));
	for (const { contactId, warnings } of results) {
		if (warnings.some(({ code }) => code === 'overtaken')) for (const token of brought.get(contactId) ?? []) told.add(token);
	}
	return gone.filter((token) => !told.has(token)).map((token) => `${token} lost silently`);
}

const text = (fields: readonly FieldKey[], held: Contact | PartnerRecord['fields']) => JSON.stringify(fields.map((field) => fieldText(field, held)));

/** Strangers, the user's labels, other entries, and fields that do not go this way belong to others. */
function touchedAtPartner(world: World, { partner }: Before, record: PartnerRecord, { report }: Synced): string[] {
	const old = partner.get(record.id);
	if (!old || old.version === record.version) return [];
	const wrong: string[] = [];
	if (!mine(record) && !mine(old)) wrong.push('a stranger was written');
	const foreign = ({ entries }: PartnerRecord) => JSON.stringify(entries.filter((entry) => entry.accountKey === others));
	if (foreign(old) !== foreign(record)) wrong.push('another entry was changed');
	const labels = ({ groups }: PartnerRecord) => groups.filter((id) => id !== world.groupId && id !== 'visible').sort().join();
	if (labels(old) !== labels(record)) wrong.push('a label of the user was changed');
	// Doubles of ours are united, whichever way their fields go.
	const united = report?.results.some(({ partnerId, warnings }) => partnerId === record.id && warnings.some(({ code }) => code === 'doubles'));
	const closed = world.policy.settings.fields.filter(({ direction }) => direction === 'off' || (direction === 'toCrm' && !united)).map(({ field }) => field);
	const healed = world.policy.reshape.partner === 'some' || old.formerIds !== record.formerIds;
	if (!healed && text(closed, old.fields) !== text(closed, record.fields)) wrong.push('a field that does not go to the partner was changed');
	if (old.fields.language !== record.fields.language) wrong.push('a field that nobody maps was changed');
	return wrong.map((what) => `${what}: ${record.id}`);
}

function touchedInCrm(world: World, { crm, partner, start }: Before, record: CrmRecord, { report }: Synced): string[] {
	const { contact } = record;
	const old = crm.get(contact.id);
	if (!old || old.version === record.version) return [];
	const wrong: string[] = [];
	const paired = [...start.partner.values(), ...partner.values(), ...partnerRecords(world)].some(({ externalIds }) => externalIds.includes(contact.id));
	const linked = (record.links ?? []).some((link) => (old.links ?? []).includes(link)) || (old.links ?? []).length > 0;
	// Lists that are late still show a pair of which a person has deleted the other record.
	const late = world.policy.delayMs.partner > 0;
	const met = report?.results.some(({ contactId, action, sides, partnerId }) => contactId === contact.id && (sides.includes('crm') || !['skip', 'unchanged'].includes(action) || (late && partnerId !== undefined)));
	const named = late && (record.links ?? []).some((link) => world.trash.partner.some((id) => link.endsWith(`:${id}`)));
	if (!paired && !linked && !met && !named) wrong.push('a stranger was written');
	if (old.standing !== record.standing && !(record.standing === 'invalid' && world.policy.settings.toCrm.leaving === 'delete')) wrong.push('the standing was changed');
	const tags = ({ contact: { tags: all = [] } }: CrmRecord) => all.filter((tag) => tag !== TAG).sort().join();
	if (tags(old) !== tags(record)) wrong.push('a tag of the user was changed');
	const { writable } = world.policy.crm;
	const writableHere = writable?.[contact.recordType];
	const closed = world.policy.settings.fields
		.filter(({ direction, field }) => direction === 'off' || direction === 'toPartner' || (writableHere && !isMappedField(field) && !writableHere.includes(field)))
		.map(({ field }) => field);
	if (world.policy.reshape.crm === 'none' && text(closed, old.contact) !== text(closed, contact)) wrong.push('a field that does not go to the CRM was changed');
	if (old.contact.language !== contact.language) wrong.push('a field that nobody maps was changed');
	return wrong.map((what) => `${what}: ${contact.id}`);
}

/** Only pairs are deleted, only where that is the policy, and never what a person still wants. */
function goneAtPartner(world: World, { partner, crm, start, edited }: Before): string[] {
	const there = world.partner.hands.records();
	return [...partner.values()].filter(({ id }) => !there.has(id)).flatMap((record) => {
		const id = counterpartOf(record);
		if ([...there.values()].some((other) => id !== undefined && other.externalIds.includes(id))) return [];
		const wrong: string[] = [];
		if (world.policy.settings.leaving !== 'delete') wrong.push('deleted against the policy');
		const counterpart = crmRecords(world).find(({ contact }) => contact.id === id);
		if (counterpart && [counterpart, crm.get(id ?? ''), start.crm.get(id ?? '')].every((one) => isIn(world, one))) wrong.push('deleted although the CRM has it in the scope');
		if (record.groups.includes(world.friendsId)) wrong.push('deleted in spite of a label');
		if (record.entries.some((entry) => entry.accountKey === others)) wrong.push('deleted in spite of another entry');
		if (edited.has(record.id)) wrong.push('deleted in spite of an edit');
		return wrong.map((what) => `${what} at the partner: ${record.id}`);
	});
}

function goneInCrm(world: World, { crm, partner, start, edited }: Before): string[] {
	const there = new Set(crmRecords(world).map(({ contact }) => contact.id));
	return [...crm.keys()].filter((id) => !there.has(id)).flatMap((id) => {
		const wrong: string[] = [];
		if (world.policy.settings.toCrm.leaving !== 'delete') wrong.push('deleted against the policy');
		const counterparts = [...partner.values(), ...start.partner.values()].filter(({ externalIds }) => externalIds.includes(id));
		const inside = counterparts.filter(({ groups }) => world.groupId !== undefined && groups.includes(world.groupId));
		if (inside.length > 0 && counterparts.length === inside.length) wrong.push('deleted although it has the label');
		if (edited.has(id)) wrong.push('deleted in spite of an edit');
		return wrong.map((what) => `${what} in the CRM: ${id}`);
	});
}

function inLabel({ groupId }: World, record: PartnerRecord | undefined): boolean {
	return record !== undefined && groupId !== undefined && record.groups.includes(groupId);
}

function isIn({ policy }: World, record: CrmRecord | undefined): boolean {
	return record !== undefined && !isEmptied(record.contact) && inScope(record, policy.settings.toCrm.scope);
}

/** Nobody leaves for a reason that is not true. */
function leftForNothing(world: World, was: Before, { action, reason, contactId, partnerId = '' }: ItemResult): string[] {
	if (action !== 'leave' && action !== 'delete') return [];
	const now = crmRecords(world).find(({ contact }) => contact.id === contactId);
	const record = was.partner.get(partnerId);
	const wrong = (): boolean => {
		switch (reason) {
			case 'deletedInCrm':
				return was.start.crm.has(contactId) && was.crm.has(contactId) && now !== undefined;
			case 'leftScope':
				return [was.start.crm.get(contactId), was.crm.get(contactId), now].every((one) => isIn(world, one));
			case 'deletedAtPartner':
				return (was.start.crm.get(contactId)?.links ?? []).some((link) => was.start.partner.has(link.split(':')[2] ?? '') && was.partner.has(link.split(':')[2] ?? ''));
			case 'leftGroup':
				if (!inLabel(world, was.start.partner.get(partnerId))) return false;
				return record !== undefined && world.groupId !== undefined && record.groups.includes(world.groupId) && !isEmptied({ ...record.fields, recordType: contactId.includes(':company:') ? 'company' : 'person' });
			default:
				return false;
		}
	};
	return wrong() ? [`${action} ${reason} is not true: ${contactId} ${partnerId}`] : [];
}

function doubled(world: World): string[] {
	const ids = partnerRecords(world).flatMap(({ externalIds }) => [...new Set(externalIds)].filter(isOurs));
	// Two contacts that people merged at the partner may both name the record that is left of them.
	const merged = new Set(partnerRecords(world).flatMap(({ id, formerIds }) => (formerIds ? [id] : [])));
	const links = crmRecords(world).flatMap(({ links: all = [] }) => all.filter((link) => parseLink(link)?.partnerId && !merged.has(link.split(':')[2] ?? '')));
	return [
		...ids.filter((id, index) => ids.indexOf(id) !== index && !world.restored.has(id)).map((id) => `two records for ${id}`),
		...links.filter((link, index) => links.indexOf(link) !== index && !world.restored.has(link) && !world.restored.has(parseLink(link)?.partnerId ?? '')).map((link) => `two contacts for ${link}`),
	];
}

/** A packed UUID with its marks: records whose contacts a person merged are named, else they would be created anew. */
const LONGEST_ID = 24;

function oversized(world: World): string[] {
	const sizes = partnerRecords(world).flatMap(({ entries }) => entries.map(({ accountKey: key, text: entry }) => ({ bytes: `contact-sync:${key}${entry}`.length, merged: decodeEntry(entry)?.merged.length ?? 0 })));
	return sizes.filter(({ bytes, merged }) => bytes > 200 + merged * LONGEST_ID).map(({ bytes }) => `an entry of ${bytes} bytes`);
}

/**
 * What must hold when a run went through and nobody touched anything since: who is in is in on both sides, and settled.
 * `atRest`: the run had nothing to write.
 */
export function unsettled(world: World, when: 'between' | 'atRest'): string[] {
	const crm = new Map(crmRecords(world).map((record) => [record.contact.id, record]));
	const records = partnerRecords(world);
	return [...records.flatMap((record) => unsettledPair(world, record, crm, when)), ...(when === 'atRest' ? leftDoubles(world, records) : [])];
}

function unsettledPair(world: World, record: PartnerRecord, crm: ReadonlyMap<string, CrmRecord>, when: 'between' | 'atRest'): string[] {
	const [ours, second] = record.entries.filter((one) => one.accountKey !== others);
	const entry = ours && !second ? decodeEntry(ours.text) : undefined;
	// One that a person fetched out of the trash may be the double of one contact and stand for another: nothing decides for which.
	const fetched = record.externalIds.some((id) => world.restored.has(id));
	if (second && when === 'atRest' && inLabel(world, record) && !fetched) return [`${record.id} still carries two entries`];
	if (!entry || entry.memberships.get(groupMark(world.groupId)) !== 'both') return [];
	const id = counterpartOf(record) ?? '';
	const counterpart = crm.get(id);
	// Out of the trash it comes with the entry of before: only a whole reading tells what became of its counterpart since.
	if (when === 'between' && world.restored.has(id)) return [];
	// Of two records that a person made by fetching one out of the trash, one stays as it is where something else holds on to it or nobody is left in the CRM.
	if (world.restored.has(id) && partnerRecords(world).filter((one) => counterpartOf(one) === id).length > 1) return [];
	if (!counterpart) return [`${id} counts as in, and is gone`];
	// What one cleared and the other cleared may together be everything. That shows only when it is written, so the next run takes it for anonymised.
	if (when === 'between' && isEmptied(counterpart.contact)) return [];
	if (!isIn(world, counterpart) || !inLabel(world, record)) return [`${id} counts as in, and is not`];
	const synced = without(unsynced(world, id, counterpart.contact.recordType), entry);
	const held = { ...synced, bases: observedBases(observedBases(synced.bases, 'crm', counterpart.contact, normalOf(world)), 'partner', record.fields, normalOf(world)) };
	if (!sameMeaning(held, synced, entryKey(world.crm.account).length)) return [`${id} is not settled`];
	if (world.policy.strict === 'no' || world.fromOutside.has(id)) return [];
	return differences(world, counterpart, record).map((field) => `${id} differs in ${field}`);
}

/** Two records of one contact stay only where something else holds on to the second one. */
function leftDoubles(world: World, records: readonly PartnerRecord[]): string[] {
	const free = records.filter(({ groups, entries, externalIds }) => {
		const elsewhere = groups.includes(world.friendsId) || entries.some(({ accountKey: key }) => key === others);
		return !elsewhere && new Set(externalIds).size === 1 && entries.every(({ text: entry }) => decodeEntry(entry)?.merged.length === 0);
	});
	const ids = free.flatMap((record) => counterpartOf(record) ?? []);
	const there = new Set(crmRecords(world).map(({ contact }) => contact.id));
	return ids.filter((id, index) => ids.indexOf(id) !== index && there.has(id)).map((id) => `two records for ${id} are left`);
}

/** A field that is not synced keeps what was settled once; one whose conflict is only told stays open. */
function unsynced({ policy, open }: World, id: string, recordType: Contact['recordType']): ReadonlySet<FieldKey> {
	const writable = policy.crm.writable?.[recordType];
	const off = policy.settings.fields.filter(({ direction, field }) => direction === 'off' || (direction === 'toCrm' && writable && !isMappedField(field) && !writable.includes(field)));
	return new Set([...off.map(({ field }) => field), ...(open.get(id) ?? [])]);
}

function without(fields: ReadonlySet<FieldKey>, entry: PairEntry): PairEntry {
	const kept = <K extends FieldKey, V>(bases: Map<K, V>) => new Map([...bases].filter(([field]) => !fields.has(field)));
	return { ...entry, bases: { scalars: kept(entry.bases.scalars), lists: kept(entry.bases.lists) } };
}

/** Fields in which the two of a pair differ, types left aside. */
function differences(world: World, { contact }: CrmRecord, { fields }: PartnerRecord): FieldKey[] {
	const normal = normalOf(world);
	const { writable } = world.policy.crm;
	return FIELDS.filter((field) => {
		if (writable && !writable[contact.recordType].includes(field)) return false;
		if (!isListField(field)) return scalarHash(field, contact) !== scalarHash(field, fields);
		const keys = (held: typeof fields) => [...elementsOf(field, held, normal).keys()].sort().join();
		return keys(contact) !== keys(fields);
	});
}

/** Both sides without ids, versions and stamps, to compare two worlds. */
export function contentOf(world: World): unknown {
	const lists = (fields: Contact | PartnerRecord['fields']) => Object.fromEntries(FIELDS.filter(isListField).map((field) => [field, [...new Set((fields[field] ?? []).map((one) => JSON.stringify(one)))].sort()]));
	const partner = partnerRecords(world).map(({ fields, groups, entries }) => {
		const where = groups.map((id) => (id === world.groupId ? 'flow' : id === world.friendsId ? 'friends' : id === 'visible' ? id : 'another')).sort();
		const sizes = entries.map(({ accountKey: key }) => key).sort();
		return JSON.stringify([sorted({ ...fields, ...lists(fields) }), where, sizes]);
	});
	const crm = crmRecords(world).map(({ contact, standing, links = [] }) => {
		const { id, recordId, createdAt, modifiedAt, ...fields } = contact;
		return JSON.stringify([id && recordId && createdAt && modifiedAt ? sorted({ ...fields, ...lists(fields as Contact), tags: [...(fields.tags ?? [])].sort() }) : '', standing, links.length > 0]);
	});
	return { crm: crm.sort(), partner: partner.sort() };
}

function sorted(fields: object): unknown {
	return Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));
}
