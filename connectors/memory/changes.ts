import type { PartnerChanges, PartnerRecord } from '../../core/ports/partner';
import { cut, repeated, type Connection } from './connection';

/** What lists came to know since the cursor; everything without one, or with one that has expired. */
export function readChanges(connection: Connection, cursor: string | undefined): PartnerChanges {
	const { request, store, settings } = connection;
	return repeated(() => {
		const since = cursor === undefined ? undefined : placeOf(cursor, store.generation());
		const listed = [...store.listed()].filter(([, { place }]) => place > (since ?? 0));
		return request({ op: 'changes', records: listed.length }, (): PartnerChanges => {
			const records = listed.flatMap(([, { record }]) => (record ? [cut(record, settings.listedElements)] : []));
			const places = [...store.listed().values()].map(({ place }) => place);
			const next = `${store.generation()}.${Math.max(since ?? 0, ...places)}`;
			if (since === undefined) return { extent: 'everything', records, gone: [], cursor: next };
			return { extent: 'changes', records, gone: goneOf(listed.filter(([, { record }]) => !record), records), cursor: next };
		});
	}).value;
}

/** A record that was merged into another is not gone: the other one names it. */
function goneOf(removed: ReadonlyArray<[string, unknown]>, records: readonly PartnerRecord[]): string[] {
	const merged = new Set(records.flatMap(({ formerIds = [] }) => formerIds));
	return removed.map(([id]) => id).filter((id) => !merged.has(id));
}

/** undefined where it has expired. */
function placeOf(cursor: string, generation: number): number | undefined {
	const [born, place] = cursor.split('.').map(Number);
	return born === generation ? place : undefined;
}
