import { accountKey, contactId, type CrmAccount } from '../contact/contact';
import type { PartnerRecord, PartnerSnapshot } from '../ports/partner';
import { decodeEntry, type PairEntry, type RecordRef } from './pairEntry';

/** A partner record together with what it carries about its pair in this CRM account. */
export interface Paired {
	record: PartnerRecord;
	/** Absent where only the CRM id survived: a first meeting of all fields. */
	entry?: PairEntry;
	/** Records that this partner record stands for beside its own, because a person merged two of them. */
	merged: readonly RecordRef[];
	/** The entry belongs to another record; this one was merged into it by a person. */
	role: 'own' | 'merged';
	/** What is stored on the record names other CRM records than this: several entries, or one whose record is gone. */
	stale?: 'yes';
}

export interface PartnerIndex {
	/** Partner records that stand for this CRM record; more than one where a create was doubled. Best first. */
	pairedWith(id: string): readonly Paired[];
	/** Records without a pair in this CRM account; a pair whose CRM record is gone is none. */
	free: readonly PartnerRecord[];
	isFree(partnerId: string): boolean;
	/** All pairs, in no order. */
	all(): IterableIterator<readonly Paired[]>;
	/** The contact ids of all pairs. */
	ids(): IterableIterator<string>;
	/** Records with a pair in this CRM account that are in the flow's group. */
	pairs: number;
}

/** What is known of CRM records; all of it only where a run looked at the CRM. */
export interface KnownCrm {
	/** They no longer exist; who was paired with one of them is free for another. */
	goneIds?: ReadonlySet<string>;
	/** They are out of the flow: not in the scope, or emptied. */
	outIds?: ReadonlySet<string>;
	/** By partner id the contact whose link in the CRM names it. */
	ownIds?: ReadonlyMap<string, string>;
}

const NOBODY: ReadonlySet<string> = new Set();

/**
 * Reads the pair entries of one CRM account off all records. `groupId` is undefined while the group is not there.
 */
export function indexPartner(snapshot: PartnerSnapshot, account: CrmAccount, groupId: string | undefined, crm: KnownCrm = {}): PartnerIndex {
	const { goneIds: gone = NOBODY } = crm;
	const key = accountKey(account);
	const byId = new Map<string, Paired[]>();
	const free: PartnerRecord[] = [];
	let pairs = 0;
	const add = (id: string, paired: Paired) => {
		const list = byId.get(id);
		if (list) list.push(paired);
		else byId.set(id, [paired]);
	};
	for (const record of snapshot.records.values()) {
		// Whom a person took out of the group stays out, whoever else stands behind the record.
		const inGroup = groupId !== undefined && record.groups.includes(groupId);
		const found = pairsOf(record, key, account, inGroup ? crm : { ...crm, outIds: NOBODY, goneIds: NOBODY });
		if (found.every(([id]) => gone.has(id))) free.push(record);
		if (found.length > 0 && groupId !== undefined && record.groups.includes(groupId)) pairs++;
		for (const [id, paired] of found) add(id, paired);
	}
	for (const list of byId.values()) if (list.length > 1) list.sort((a, b) => rank(a, b, groupId));
	let freeIds: Set<string> | undefined;
	const isFree = (partnerId: string) => (freeIds ??= new Set(free.map(({ id }) => id))).has(partnerId);
	return { pairedWith: (id) => byId.get(id) ?? [], free, isFree, all: () => byId.values(), ids: () => byId.keys(), pairs };
}

function pairsOf(record: PartnerRecord, key: string, account: CrmAccount, { goneIds = NOBODY, outIds = NOBODY, ownIds }: KnownCrm): Array<[string, Paired]> {
	const idOf = (ref: RecordRef) => contactId(account, ref.recordType, ref.recordId);
	const standing = (ref: RecordRef) => (goneIds.has(idOf(ref)) ? 2 : outIds.has(idOf(ref)) ? 1 : 0);
	const unnamed = (ref: RecordRef) => (ownIds?.get(record.id) === idOf(ref) ? 0 : 1);
	const entries = record.entries
		.filter((stored) => stored.accountKey === key)
		.map((stored) => decodeEntry(stored.text))
		.filter((entry): entry is PairEntry => entry !== undefined);
	const stored = mergedEntry(entries, ({ record: ref }) => 2 * standing(ref) + unnamed(ref));
	const all = stored ? [stored.record, ...stored.merged] : externalRefs(record, key);
	if (all.length <= 1) return all.map((ref) => [idOf(ref), { record, ...(stored ? { entry: stored } : {}), merged: [], role: 'own' }]);
	// It stands for the next one that people merged into it, where its own contact is gone or out.
	const [first, ...others] = [...all].sort((a, b) => standing(a) - standing(b));
	const merged = others.filter((ref) => standing(ref) < 2);
	const moved = first !== all[0];
	const entry = stored && first ? { ...(moved ? unmet(stored) : stored), record: first, merged } : undefined;
	const stale = stored && (entries.length > 1 || moved || merged.length < others.length) ? { stale: 'yes' as const } : {};
	return all.map((ref) => [idOf(ref), { record, ...(entry ? { entry } : {}), merged, role: ref === first ? 'own' : 'merged', ...stale }]);
}

/** What was settled was settled with another contact: this one is met for the first time. */
function unmet({ record, merged, memberships }: PairEntry): PairEntry {
	return { record, merged, memberships, stamps: {}, bases: { scalars: new Map(), lists: new Map() } };
}

/** The CRM ids that survived beside a lost entry, the lowest first. */
function externalRefs(record: PartnerRecord, key: string): RecordRef[] {
	return record.externalIds
		.filter((id) => id.startsWith(`${key}:`))
		.sort(compareIds)
		.map((id) => id.slice(key.length + 1))
		.map((rest): RecordRef => ({
			recordType: rest.startsWith('company:') ? 'company' : 'person',
			recordId: rest.slice(rest.indexOf(':') + 1),
		}));
}

/**
 * Two entries of one CRM account on one record: a person merged two records. The one whose CRM record names this one
 * stays, else the lower id, one whose contact is out or gone last; the others are noted.
 */
function mergedEntry(entries: readonly PairEntry[], rankOf: (entry: PairEntry) => number): PairEntry | undefined {
	if (entries.length <= 1) return entries[0];
	const refText = (entry: PairEntry) => `${entry.record.recordType}:${entry.record.recordId}`;
	const [first, ...others] = [...entries].sort((a, b) => rankOf(a) - rankOf(b) || compareIds(refText(a), refText(b)));
	if (!first) return undefined;
	const seen = new Set([refText(first)]);
	const merged = [...first.merged, ...others.flatMap((one) => [one.record, ...one.merged])].filter((ref) => {
		const text = `${ref.recordType}:${ref.recordId}`;
		return seen.has(text) ? false : seen.add(text);
	});
	return { ...first, merged };
}

function rank(a: Paired, b: Paired, groupId: string | undefined): number {
	const inGroup = (one: Paired) => (groupId !== undefined && one.record.groups.includes(groupId) ? 0 : 1);
	return inGroup(a) - inGroup(b) || compareIds(a.record.id, b.record.id);
}

/** Ids that count upwards compare as numbers: the shorter one is the lower one. */
export function compareIds(a: string, b: string): number {
	return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
