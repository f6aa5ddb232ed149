import type { Person } from './raw';
import { rowOf, stampOf, type Listed, type Row } from './rows';

/** Writes may take "several minutes" to show up in lists and changes (documented). */
export const VISIBILITY_MS = 10 * 60_000;

/** What we last did to a contact: lists may show an older state of it for a while. */
interface OwnMark {
	at: number;
	/** stampOf the state that we wrote, or that we deleted. */
	stamp: number;
	kind: 'written' | 'deleted';
}

/** All contacts of one Google account, as far as they are known. Own writes count at once. */
export interface AccountIndex {
	readonly rows: ReadonlyMap<string, Row>;
	/** The answer to a write of ours. */
	wrote(person: Person, now: number): Row;
	/** Deleted by us, or found gone. */
	removed(id: string, now: number): void;
	/** Read singly; where it lags behind our own write, that stays. */
	saw(person: Person): Row;
	/** The complete list. Own writes of the last minutes that it does not show yet stay. */
	replaceAll(found: readonly Listed[], now: number): void;
	/** What a sync told. */
	change(found: readonly Listed[], now: number): void;
	/** Contacts that a complete list did not show and that it should show by now. */
	overdue(now: number): string[];
	/** Whether we changed it within the last minutes. */
	isFresh(id: string, now: number): boolean;
}

export function createAccountIndex(): AccountIndex {
	let rows = new Map<string, Row>();
	const marks = new Map<string, OwnMark>();
	const unseen = new Set<string>();

	const isOlder = (row: Row): boolean => {
		const mark = marks.get(row.record.id);
		if (!mark) return false;
		return mark.kind === 'deleted' ? stampOf(row) <= mark.stamp : stampOf(row) < mark.stamp;
	};
	const put = (row: Row): Row => {
		const { id } = row.record;
		unseen.delete(id);
		if (isOlder(row)) return rows.get(id) ?? row;
		rows.set(id, row);
		return row;
	};
	const changeOne = ({ id, former, row }: Listed, before: ReadonlyMap<string, Row>): void => {
		for (const name of former) rows.delete(name);
		const known = before.get(id);
		if (row) put(known && isSameState(row, known) ? known : row);
		else rows.delete(id);
	};
	const forgetOldMarks = (now: number): void => {
		for (const [id, { at }] of marks) if (at + VISIBILITY_MS <= now && !unseen.has(id)) marks.delete(id);
	};

	return {
		get rows() {
			return rows;
		},
		wrote(person, now) {
			const row = rowOf(person, 'listed');
			marks.set(row.record.id, { at: now, stamp: stampOf(row), kind: 'written' });
			rows.set(row.record.id, row);
			return row;
		},
		removed(id, now) {
			const row = rows.get(id);
			marks.set(id, { at: now, stamp: row ? stampOf(row) : 0, kind: 'deleted' });
			unseen.delete(id);
			rows.delete(id);
		},
		saw: (person) => put(rowOf(person, 'single')),
		replaceAll(found, now) {
			forgetOldMarks(now);
			const before = rows;
			rows = new Map();
			for (const one of found) changeOne(one, before);
			for (const [id, mark] of marks) {
				const row = before.get(id);
				if (mark.kind === 'deleted' || !row || rows.has(id)) continue;
				rows.set(id, row);
				unseen.add(id);
			}
		},
		change(found, now) {
			forgetOldMarks(now);
			for (const one of found) changeOne(one, rows);
		},
		overdue: (now) => [...unseen].filter((id) => (marks.get(id)?.at ?? 0) + VISIBILITY_MS <= now),
		isFresh: (id, now) => (marks.get(id)?.at ?? Number.NEGATIVE_INFINITY) + VISIBILITY_MS > now,
	};
}

/** Lists cut long lists, and may bring etags that writes refuse (disputed): of the same state, what is known stays. */
function isSameState(row: Row, known: Row): boolean {
	if (row.sourceEtag !== known.sourceEtag || (known.record.truncated && !row.record.truncated)) return false;
	const groups = new Set(known.record.groups);
	return groups.size === row.record.groups.length && row.record.groups.every((group) => groups.has(group));
}
