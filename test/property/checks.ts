import { accountKey } from '../../core/contact/contact';
import type { PartnerRecord } from '../../core/ports/partner';
import { isListField, FIELDS } from '../../core/sync/fields';
import { GUARD_TITLES } from '../../core/sync/guards';
import { decodeEntry, groupMark } from '../../core/sync/pairEntry';
import { ACCOUNT } from '../support/contacts';
import type { Synced } from './sync';
import { fingerprint, recordsOf, type World } from './world';

/** How the partner stood before a run, as far as the rules speak of it. */
export interface Before {
	records: Map<string, PartnerRecord>;
	tokens: Set<string>;
	edited: Set<string>;
}

/** The words of the partner's people, also as they stand in phone numbers. */
const TOKEN = /own\d+x|\+42060\d{7}/gi;

function tokensIn(value: unknown): string[] {
	return (JSON.stringify(value).match(TOKEN) ?? []).map((token) => token.toLowerCase());
}

export function before(world: World): Before {
	const edited = world.policy.settings.leaving === 'delete' ? recordsOf(world).filter((record) => isEdited(world, record)) : [];
	const records = new Map(recordsOf(world).map((record) => [record.id, record]));
	return { records, tokens: new Set(tokensIn(recordsOf(world).map(({ fields }) => fields))), edited: new Set(edited.map(({ id }) => id)) };
}

/**
 * A person's edit in the middle of a run: what it takes away is not lost, what it brings must not be. One that puts
 * back what was settled leaves no edit.
 */
export function meddled(world: World, { records, tokens, edited }: Before, was: PartnerRecord, is: PartnerRecord): void {
	records.set(is.id, is);
	if (isEdited(world, is)) edited.add(is.id);
	else edited.delete(is.id);
	for (const token of tokensIn(was.fields)) tokens.delete(token);
	for (const token of tokensIn(is.fields)) tokens.add(token);
}

function isEdited(world: World, record: PartnerRecord): boolean {
	const now = fingerprint(world, record);
	return [...(world.settled.get(record.id) ?? [])].some(([field, print]) => now.has(field) && now.get(field) !== print);
}

const own = accountKey(ACCOUNT);
const mine = (record: PartnerRecord) => record.entries.some((entry) => entry.accountKey === own);

/** What must hold after every run, whatever happened in it. Answers what does not. */
export function broken(world: World, was: Before, synced: Synced): string[] {
	return [
		...lostSilently(world, was, synced),
		...recordsOf(world).flatMap((record) => touchedWrongly(world, was, record)),
		...goneWrongly(world, was, synced),
		...doubled(world),
		...oversized(world),
		...(synced.guard && synced.guard.reason in GUARD_TITLES && synced.writes > 0 ? ['requests after a guard'] : []),
	];
}

/** Every word that a person at the partner wrote is there or in the run's output. */
function lostSilently(world: World, { tokens }: Before, { report }: Synced): string[] {
	const there = new Set(tokensIn(recordsOf(world).map(({ fields }) => fields)));
	const gone = [...tokens].filter((token) => !there.has(token));
	if (gone.length === 0) return [];
	const told = new Set(tokensIn(report?.results.map(({ changes, conflicts }) => [changes, conflicts]) ?? []));
	return gone.filter((token) => !told.has(token)).map((token) => `${token} lost silently`);
}

/** Strangers, the user's labels, other entries, and fields that are off or unknown belong to others. */
function touchedWrongly(world: World, { records }: Before, record: PartnerRecord): string[] {
	const old = records.get(record.id);
	if (!old) return [];
	const wrong: string[] = [];
	if (!mine(record) && !mine(old) && old.version !== record.version) wrong.push('a stranger was written');
	const others = ({ entries }: PartnerRecord) => JSON.stringify(entries.filter((entry) => entry.accountKey !== own));
	if (others(old) !== others(record)) wrong.push('another entry was changed');
	const labels = ({ groups }: PartnerRecord) => groups.filter((id) => id !== world.groupId && id !== 'visible').sort().join();
	if (labels(old) !== labels(record)) wrong.push('a label of the user was changed');
	const off = FIELDS.filter((field) => world.policy.settings.fields.some((rule) => rule.field === field && rule.direction === 'off'));
	const kept = (one: PartnerRecord) => JSON.stringify([one.fields.language, ...off.map((field) => (field === 'name' ? [one.fields.firstName, one.fields.lastName] : one.fields[field]))]);
	if (kept(old) !== kept(record)) wrong.push('a field that is not synced was changed');
	return wrong.map((what) => `${what}: ${record.id}`);
}

/** Only pairs are deleted, only where that is the policy, and never what a person still wants. */
function goneWrongly(world: World, { records, edited }: Before, { items }: Synced): string[] {
	const gone = [...records.values()].filter(({ id }) => !world.partner.hands.records().has(id));
	const leaving = new Set(items.filter(({ event, contact }) => event === 'left' || event === 'deleted' || !hasIdentity(contact)).map(({ contact }) => contact.id));
	return gone.flatMap((record) => {
		const wrong: string[] = [];
		if (world.policy.settings.leaving !== 'delete') wrong.push('deleted against the policy');
		if (!record.externalIds.some((id) => leaving.has(id))) wrong.push('deleted without a reason');
		if (record.groups.includes(world.friendsId)) wrong.push('deleted in spite of a label');
		if (record.entries.some((entry) => entry.accountKey !== own)) wrong.push('deleted in spite of another entry');
		if (edited.has(record.id)) wrong.push('deleted in spite of an edit');
		return wrong.map((what) => `${what}: ${record.id}`);
	});
}

function hasIdentity({ firstName, middleName, lastName, namePrefix, company, emails, phones, recordType }: World['rows'][0]['contact']): boolean {
	const name = firstName ?? middleName ?? lastName ?? namePrefix ?? (recordType === 'company' ? company?.name : undefined);
	return Boolean(name) || Boolean(emails?.length) || Boolean(phones?.length);
}

function doubled(world: World): string[] {
	const ids = recordsOf(world).flatMap(({ externalIds }) => externalIds.filter((id) => id.startsWith(`${own}:`)));
	return ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `two records for ${id}`);
}

function oversized(world: World): string[] {
	const lengths = recordsOf(world).flatMap(({ entries }) => entries.map(({ accountKey: key, text }) => `contact-sync:${key}${text}`.length));
	return lengths.filter((length) => length > 200).map((length) => `an entry of ${length} bytes`);
}

/** What must hold after a run that went through, when nobody touched anything since. */
export function unsettled(world: World, { items, report }: Synced): string[] {
	const byId = new Map(recordsOf(world).flatMap((record) => record.externalIds.map((id) => [id, record] as const)));
	return items.flatMap(({ contact, event }) => {
		const record = byId.get(contact.id);
		const result = report?.results.find(({ contactId }) => contactId === contact.id);
		if (!record || !result || result.reason === 'merged') return [];
		const inside = world.groupId !== undefined && record.groups.includes(world.groupId);
		const out = event === 'left' || event === 'deleted';
		if (out && inside && result.action === 'leave') return [`${contact.id} did not leave`];
		const [ours, second] = record.entries.filter((one) => one.accountKey === own);
		if (!ours || second) return [];
		const entry = decodeEntry(ours.text);
		const settled = entry?.memberships.get(groupMark(world.groupId));
		if (entry && settled === 'both' && (!inside || out)) return [`${contact.id} counts as in, and is not`];
		return [];
	});
}

/** The partner's side without ids, versions and stamps, to compare two worlds. */
export function contentOf(world: World): unknown {
	const lines = recordsOf(world).map(({ fields, groups, externalIds, entries }) => {
		const lists = Object.fromEntries(FIELDS.filter(isListField).map((field) => [field, [...new Set((fields[field] ?? []).map((one) => JSON.stringify(one)))].sort()]));
		const meaning = entries.map(({ accountKey: key, text }) => [key, text.split(';').filter((_, index) => index !== 2).join(';')]);
		const where = groups.map((id) => (id === world.groupId ? 'flow' : id === world.friendsId ? 'friends' : id === 'visible' ? id : 'another')).sort();
		return JSON.stringify([{ ...fields, ...lists }, where, [...externalIds].sort(), meaning.sort()]);
	});
	return lines.sort();
}
