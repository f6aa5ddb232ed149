import { accountKey, type ContactFields } from '../../core/contact/contact';
import type { EntryWrite, FieldPatch, PartnerGroup, PartnerRecord } from '../../core/ports/partner';

/** The in-memory partner's server: what it holds, and what its lists show. */
export interface Store {
	get(id: string): PartnerRecord | undefined;
	/** The states that lists know, behind by the visibility delay; without a record: deleted. In the order in which they came to be known. */
	listed(): ReadonlyMap<string, Listed>;
	records(): ReadonlyMap<string, PartnerRecord>;
	create(fields: ContactFields, groups: readonly string[], entry?: EntryWrite): PartnerRecord;
	update(id: string, change: StoreChange): PartnerRecord;
	/** Answers the version of the deletion. */
	remove(id: string): string;
	/** Puts a removed record back. */
	restore(id: string): void;
	/** Cursors of another generation have expired. */
	generation(): number;
	expireCursors(): void;
	/** Two records become one: values, groups and entries of both on the first one. */
	merge(keep: string, gone: string): void;
	readonly groups: Map<string, PartnerGroup>;
	newGroup(name: string, flowEntry?: string): PartnerGroup;
}

export interface Listed {
	version: string;
	record?: PartnerRecord;
	/** When lists came to know this state, counted up; cursors stand at one of them. */
	place: number;
}

export interface StoreChange {
	patch?: FieldPatch;
	groups?: readonly string[];
	entry?: EntryWrite;
}

export interface StoreSettings {
	now(): number;
	reshape(fields: ContactFields): ContactFields;
	visibleAfterMs(): number;
	visibleGroupId?: string;
}

export function createStore({ now, reshape, visibleAfterMs, visibleGroupId }: StoreSettings): Store {
	const records = new Map<string, PartnerRecord>();
	const shown = new Map<string, Listed>();
	const groups = new Map<string, PartnerGroup>();
	let waiting: Array<{ at: number; id: string; state: Omit<Listed, 'place'> }> = [];
	let counter = 0;
	let places = 0;
	let generation = 1;
	const trash = new Map<string, PartnerRecord>();

	const put = (id: string, state: Omit<PartnerRecord, 'id' | 'version' | 'modifiedAt' | 'truncated'>): PartnerRecord => {
		counter += 1;
		// A record keeps one group at least, if the partner has one that shows it.
		const kept = state.groups.length === 0 && visibleGroupId ? [visibleGroupId] : state.groups;
		const record: PartnerRecord = {
			...state,
			id,
			version: String(counter),
			modifiedAt: new Date(now()).toISOString(),
			fields: reshape(state.fields),
			groups: [...new Set(kept)],
			truncated: false,
		};
		records.set(id, record);
		waiting.push({ at: now(), id, state: { version: record.version, record } });
		return record;
	};
	const known = (id: string): PartnerRecord => {
		const record = records.get(id);
		if (!record) throw new RangeError(`There is no record ${id}.`);
		return record;
	};
	const remove = (id: string): string => {
		counter += 1;
		const record = records.get(id);
		if (record) trash.set(id, record);
		if (records.delete(id)) waiting.push({ at: now(), id, state: { version: String(counter) } });
		return String(counter);
	};

	return {
		groups,
		records: () => records,
		get: (id) => records.get(id),
		listed() {
			const limit = now() - visibleAfterMs();
			for (const { at, id, state } of waiting) {
				if (at > limit) continue;
				places += 1;
				shown.set(id, { ...state, place: places });
			}
			waiting = waiting.filter(({ at }) => at > limit);
			return shown;
		},
		create(fields, inGroups, entry) {
			counter += 1;
			const id = `r${counter}`;
			const blank = { fields: patched({}, fields), groups: inGroups, entries: [], externalIds: [] };
			return put(id, entry ? { ...blank, ...withEntry(blank, entry) } : blank);
		},
		update(id, { patch = {}, groups: inGroups, entry }) {
			const record = known(id);
			const marks = entry ? withEntry(record, entry) : {};
			return put(id, { ...record, ...marks, fields: patched(record.fields, patch), groups: inGroups ?? record.groups });
		},
		remove,
		restore(id) {
			const record = trash.get(id);
			if (!record) throw new RangeError(`There is no ${id} in the trash.`);
			trash.delete(id);
			put(id, record);
		},
		generation: () => generation,
		expireCursors() {
			generation += 1;
		},
		merge(keep, gone) {
			const [one, other] = [known(keep), known(gone)];
			remove(gone);
			put(keep, {
				fields: united(one.fields, other.fields),
				groups: [...one.groups, ...other.groups],
				entries: [...one.entries, ...other.entries],
				externalIds: [...one.externalIds, ...other.externalIds],
				formerIds: [...(one.formerIds ?? []), ...(other.formerIds ?? []), gone],
			});
		},
		newGroup(name, flowEntry) {
			counter += 1;
			const group: PartnerGroup = { id: `g${counter}`, name, kind: 'user', ...(flowEntry === undefined ? {} : { flowEntry }) };
			groups.set(group.id, group);
			return group;
		},
	};
}

function withEntry({ entries, externalIds }: Pick<PartnerRecord, 'entries' | 'externalIds'>, entry: EntryWrite): Pick<PartnerRecord, 'entries' | 'externalIds'> {
	const key = accountKey(entry.account);
	const otherEntries = entries.filter((stored) => stored.accountKey !== key);
	const otherIds = externalIds.filter((id) => !id.startsWith(`${key}:`));
	if (entry.text === null) return { entries: otherEntries, externalIds: otherIds };
	return { entries: [...otherEntries, { accountKey: key, text: entry.text }], externalIds: [...otherIds, entry.contactId] };
}

/** Absent is absent: what a patch empties leaves no trace. */
export function patched(fields: ContactFields, patch: FieldPatch): ContactFields {
	const { company, ...others } = { ...fields, ...patch };
	const role = Object.fromEntries(Object.entries(company ?? {}).filter(([, value]) => !isEmpty(value)));
	return Object.fromEntries(Object.entries({ ...others, company: role }).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
	if (value === undefined || value === '') return true;
	return typeof value === 'object' && value !== null && Object.values(value).every((one) => one === undefined || one === '');
}

function united(one: ContactFields, other: ContactFields): ContactFields {
	const lists = (['emails', 'phones', 'addresses', 'websites'] as const).map((field) => {
		const own: readonly object[] = one[field] ?? [];
		const known = new Set(own.map((element) => JSON.stringify(element)));
		return [field, [...own, ...(other[field] ?? []).filter((element) => !known.has(JSON.stringify(element)))]];
	});
	return patched({ ...other, ...one }, Object.fromEntries(lists));
}
