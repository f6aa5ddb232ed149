import { accountKey, contactId, type ContactFields } from '../contact/contact';
import type { Normaliser } from '../contact/normalise';
import { entryKey, type EntryWrite, type PartnerCapabilities, type PartnerRecord, type PartnerWrite } from '../ports/partner';
import { answeredBases } from './mergePair';
import { decodeEntry, encodeEntry, groupMark, sameMeaning, type PairEntry } from './pairEntry';
import { entryIntent, type PlannedAction } from './actions';
import type { FlowSettings } from './settings';

export interface WriteSetting {
	settings: FlowSettings;
	/** Known by the time of the first write, unless nothing is put into a group. */
	groupId: string | undefined;
	capabilities: PartnerCapabilities;
	normal: Normaliser;
}

/** One planned action as the write that the partner connector carries out. */
export function toWrite(action: PlannedAction, setting: WriteSetting): PartnerWrite {
	const { intent, key } = action;
	if (!intent) throw new Error('an action without intent is never written');
	switch (intent.op) {
		case 'create':
			return { op: 'create', key, fields: intent.fields, groups: groupsWith([], setting), entry: entryWrite(intent.entry, setting) };
		case 'delete':
			return { op: 'delete', key, record: intent.record };
		case 'optOut':
			return { op: 'update', key, record: intent.record, patch: { doNotEmail: true } };
		case 'update': {
			const groups = groupsAfter(intent.record, intent.move, setting);
			const { record, patch, replaces } = intent;
			return { op: 'update', key, record, patch, ...(groups ? { groups } : {}), entry: entryWrite(intent.entry, setting), ...(replaces === undefined ? {} : { replaces }) };
		}
	}
}

/** A record that no longer stands for its contact. */
export function toRelease(record: PartnerRecord, key: string, setting: WriteSetting): PartnerWrite {
	if (setting.capabilities.identity !== 'email') return { op: 'delete', key, record };
	const { account } = setting.settings;
	const held = entryOf(record, setting.settings);
	const id = held ? contactId(account, held.record.recordType, held.record.recordId) : '';
	return { op: 'update', key, record, patch: {}, groups: groupsWithout(record.groups, setting), entry: { account, contactId: id, text: null } };
}

/** Set where the partner answered other values than were sent: the entry has to say what it really holds. */
export function repairWrite(action: PlannedAction, answered: PartnerRecord, setting: WriteSetting): PartnerWrite | undefined {
	const { key } = action;
	const intent = entryIntent(action.intent);
	if (!intent || answered.truncated) return undefined;
	const sent: ContactFields = intent.op === 'create' ? intent.fields : { ...intent.record.fields, ...intent.patch };
	const entry = { ...intent.entry, bases: answeredBases(intent.entry.bases, 'partner', sent, answered.fields, setting.normal) };
	if (sameMeaning(entry, intent.entry, entryKey(setting.settings.account).length)) return undefined;
	return { op: 'update', key, record: answered, patch: {}, entry: entryWrite(entry, setting) };
}

/** Whether a record carries the very entry that was written for an action: then its values were written, too. */
export function hasLanded(action: PlannedAction, record: PartnerRecord, setting: WriteSetting): boolean {
	if (action.intent?.op !== 'update') return false;
	const { text } = entryWrite(action.intent.entry, setting);
	return text !== storedText(action.intent.record, setting) && text === storedText(record, setting);
}

/** Our entry of this account on a record, if it can be read. */
export function entryOf(record: PartnerRecord, settings: FlowSettings): PairEntry | undefined {
	const text = record.entries.find((stored) => stored.accountKey === accountKey(settings.account))?.text;
	return text === undefined ? undefined : decodeEntry(text);
}

function storedText(record: PartnerRecord, { settings }: WriteSetting): string | undefined {
	return record.entries.find((stored) => stored.accountKey === accountKey(settings.account))?.text;
}

export function entryWrite(entry: PairEntry, setting: WriteSetting): EntryWrite {
	const { account } = setting.settings;
	return {
		account,
		contactId: contactId(account, entry.record.recordType, entry.record.recordId),
		text: encodeEntry({ ...entry, memberships: markedGroup(entry.memberships, setting.groupId) }, entryKey(account).length),
	};
}

/** What was planned for a group that did not exist yet is stored under the group that was created. */
function markedGroup(memberships: PairEntry['memberships'], groupId: string | undefined): PairEntry['memberships'] {
	const planned = memberships.get(groupMark(undefined));
	if (!planned) return memberships;
	const marked = new Map(memberships).set(groupMark(groupId), planned);
	marked.delete(groupMark(undefined));
	return marked;
}

function groupsAfter(record: PartnerRecord, move: 'stay' | 'join' | 'leave', setting: WriteSetting): readonly string[] | undefined {
	switch (move) {
		case 'stay':
			return undefined;
		case 'join':
			return groupsWith(record.groups, setting);
		case 'leave':
			return groupsWithout(record.groups, setting);
	}
}

function groupsWith(groups: readonly string[], setting: WriteSetting): readonly string[] {
	const visible = setting.settings.visibility === 'alsoVisible' ? setting.capabilities.visibleGroupId : undefined;
	const wanted = [setting.groupId, visible].filter((id): id is string => id !== undefined);
	return [...new Set([...groups, ...wanted])];
}

/** A record must keep one group at least; without any it would vanish from the person's contacts. */
function groupsWithout(groups: readonly string[], setting: WriteSetting): readonly string[] {
	const rest = groups.filter((id) => id !== setting.groupId);
	const { visibleGroupId } = setting.capabilities;
	return rest.length > 0 || !visibleGroupId ? rest : [visibleGroupId];
}
