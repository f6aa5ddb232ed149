import type { Random } from '../../../core/ports/environment';
import type { GoneRecord, PartnerRecord } from '../../../core/ports/partner';

interface View {
	cursor: string;
	records: Map<string, PartnerRecord>;
}

/** The last views of each list, by group id. A cache only, kept per account by whoever builds the connector again and again. */
export type ListViews = Map<string, View[]>;

/** A preview or a run that was stopped leaves views that no later run goes on from. */
const MOST_VIEWS = 3;

/** What was in a list: services of this kind tell nobody who was deleted, so that two readings are compared. */
export interface Views {
	/** Notes a complete reading, and tells who is gone since the one that the cursor names; nobody where this process has not made it. */
	next(records: ReadonlyMap<string, PartnerRecord>, since: string | undefined): { cursor: string; gone: readonly GoneRecord[] };
	/** Our own writes are no news. */
	wrote(id: string, record: PartnerRecord | undefined): void;
}

export function createViews(memory: ListViews, groupId: string, random: Random): Views {
	const kept = (): View[] => memory.get(groupId) ?? [];
	return {
		next(records, since) {
			const before = kept().find(({ cursor }) => cursor === since);
			const gone = [...(before?.records.values() ?? [])].filter(({ id }) => !records.has(id)).map((last) => ({ id: last.id, last }));
			const cursor = random().toString(36).slice(2, 10);
			memory.set(groupId, [...kept(), { cursor, records: new Map(records) }].slice(-MOST_VIEWS));
			return { cursor, gone };
		},
		wrote(id, record) {
			const view = kept().at(-1);
			if (record) view?.records.set(id, record);
			else view?.records.delete(id);
		},
	};
}
