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
		unseen.delete(row.record.id);
		const known = rows.get(row.record.id);
		if (isOlder(row)) return known ?? row;
		const kept = known && isCutCopyOf(row, known) ? known : row;
		rows.set(row.record.id, kept);
		return kept;
	};
	const changeOne = ({ id, former, row }: Listed): void => {
		for (const name of former) rows.delete(name);
		if (row) put(row);
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
			for (const one of found) changeOne(one);
			for (const [id, mark] of marks) {
				const row = before.get(id);
				if (mark.kind === 'deleted' || !row || rows.has(id)) continue;
				rows.set(id, row);
				unseen.add(id);
			}
		},
		change(found, now) {
			forgetOldMarks(now);
			for (const one of found) changeOne(one);
		},
		overdue: (now) => [...unseen].filter((id) => (marks.get(id)?.at ?? 0) + VISIBILITY_MS <= now),
		isFresh: (id, now) => (marks.get(id)?.at ?? Number.NEGATIVE_INFINITY) + VISIBILITY_MS > now,
	};
}

/** A list cuts long lists: of the same state, what was read whole is kept. */
function isCutCopyOf(row: Row, known: Row): boolean {
	return row.record.truncated && !known.record.truncated && row.sourceEtag === known.sourceEtag;
}
