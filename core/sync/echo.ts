import { contactId, type ContactFields, type RecordRef } from '../contact/contact';
import type { Normaliser } from '../contact/normalise';
import type { PartnerRecord } from '../ports/partner';
import { elementsOf, scalarHash, type FieldKey, type ListField } from './fields';
import type { Presence } from './membership';
import { decodeEntry, groupMark, hashOfElements, type ListBase, type PairEntry } from './pairEntry';

/** What a partner record holds that was not settled. Nothing of it: the record is as our last write left it. */
export interface PartnerDifference {
	/** Fields in which the record differs from the partner side of the base. */
	fields: readonly FieldKey[];
	membership: 'same' | 'entered' | 'left';
}

/**
 * Compares a partner record with what its entry says that it held when it was last settled. Fields without a base are
 * not synced or were never met, and do not count. Who wrote the record does not matter.
 */
export function partnerDifference(record: PartnerRecord, entry: PairEntry, groupId: string, normal: Normaliser): PartnerDifference {
	const scalars = [...entry.bases.scalars].filter(([field, base]) => scalarHash(field, record.fields, normal) !== base.partner);
	const lists = [...entry.bases.lists].filter(([field, base]) => listDiffers(field, base, record, normal));
	return { fields: [...scalars, ...lists].map(([field]) => field), membership: membershipMove(record, entry, groupId) };
}

export function isSettled({ fields, membership }: PartnerDifference): boolean {
	return fields.length === 0 && membership === 'same';
}

/** Whether a partner record is in the flow's group. */
export function presenceIn(groupId: string, { groups }: PartnerRecord): Presence {
	return groups.includes(groupId) ? 'in' : 'out';
}

function membershipMove(record: PartnerRecord, entry: PairEntry, groupId: string): PartnerDifference['membership'] {
	const settled = entry.memberships.get(groupMark(groupId));
	const was: Presence = settled === 'both' || settled === 'partner' ? 'in' : 'out';
	const now = presenceIn(groupId, record);
	if (was === now) return 'same';
	return now === 'in' ? 'entered' : 'left';
}

function listDiffers(field: ListField, base: ListBase, { fields, truncated }: PartnerRecord, normal: Normaliser): boolean {
	if (base.kind === 'whole') return wholeDiffers(field, base, { fields, truncated }, normal);
	const now = elementsOf(field, fields, normal);
	const isNew = [...now.values()].some(({ hash, type }) => {
		const common = base.common.get(hash);
		return common ? common.partnerType !== type : !base.partnerOnly.has(hash);
	});
	// Of a list that the reading cut short nothing can be missed.
	return isNew || (!truncated && now.size < base.common.size + base.partnerOnly.size);
}

/** A base of one hash says nothing about a list that the reading cut short. */
function wholeDiffers(field: ListField, base: ListBase & { kind: 'whole' }, { fields, truncated }: { fields: ContactFields; truncated: boolean }, normal: Normaliser): boolean {
	return !truncated && hashOfElements([...elementsOf(field, fields, normal).keys()]) !== base.partner;
}

/** The entries of one CRM account on a record, as far as they can be read; two of them where a person merged two records. */
export function entriesOf(record: PartnerRecord, accountKey: string): PairEntry[] {
	return record.entries.flatMap((stored) => (stored.accountKey === accountKey ? (decodeEntry(stored.text) ?? []) : []));
}

/** Ids of all CRM contacts that a record is paired with, of every CRM account, by its entries and the ids beside them. */
export function pairedIds(record: PartnerRecord): string[] {
	const byEntry = record.entries.flatMap(({ accountKey: key, text }) => {
		const [crm = '', account = ''] = key.split(':');
		const entry = decodeEntry(text);
		const refs: readonly RecordRef[] = entry ? [entry.record, ...entry.merged] : [];
		return refs.map(({ recordType, recordId }) => contactId({ crm, account }, recordType, recordId));
	});
	return [...new Set([...byEntry, ...record.externalIds])];
}
