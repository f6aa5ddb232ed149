import type { PartnerRecord } from '../../core/ports/partner';
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
	/** Deleted by us. */
	removed(id: string, now: number): void;
	/** Found gone, by whomever. */
	missed(id: string, now: number): void;
	/** How many records were found gone so far. */
	readonly gone: number;
	/** Records that were found gone after the first `count` of them, as last seen; undefined where that is too long ago. */
	goneAfter(count: number): readonly PartnerRecord[] | undefined;
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

/** More are forgotten: then everything is compared. */
const MOST_GONE = 2_000;

export function createAccountIndex(): AccountIndex {
	let rows = new Map<string, Row>();
	const marks = new Map<string, OwnMark>();
	const unseen = new Set<string>();
	let went: readonly PartnerRecord[] = [];
	let gone = 0;

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
	const isGone = ({ record }: Row): void => {
		gone += 1;
		went = [...went.slice(1 - MOST_GONE), record];
	};
	const remove = (id: string, now: number): void => {
		const row = rows.get(id);
		marks.set(id, { at: now, stamp: row ? stampOf(row) : 0, kind: 'deleted' });
		unseen.delete(id);
		rows.delete(id);
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
		removed: remove,
		missed(id, now) {
			const row = rows.get(id);
			remove(id, now);
			if (row) isGone(row);
		},
		get gone() {
			return gone;
		},
		goneAfter(count) {
			const after = gone - count;
			if (after < 0 || after > went.length) return undefined;
			return after === 0 ? [] : went.slice(-after);
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
			const former = formerOf(found);
			for (const [id, row] of before) if (!rows.has(id) && !former.has(id) && marks.get(id)?.kind !== 'deleted') isGone(row);
		},
		change(found, now) {
			forgetOldMarks(now);
			const former = formerOf(found);
			for (const one of found) {
				const known = one.row ? undefined : rows.get(one.id);
				changeOne(one, rows);
				if (known && !former.has(one.id)) isGone(known);
			}
		},
		overdue: (now) => [...unseen].filter((id) => (marks.get(id)?.at ?? 0) + VISIBILITY_MS <= now),
		isFresh: (id, now) => (marks.get(id)?.at ?? Number.NEGATIVE_INFINITY) + VISIBILITY_MS > now,
	};
}

/** A contact that goes on under another name, or was merged into another one, is not gone. */
export function formerOf(found: readonly Listed[]): ReadonlySet<string> {
	return new Set(found.flatMap(({ former }) => former));
}

/** Lists cut long lists, and may bring etags that writes refuse (disputed): of the same state, what is known stays. */
function isSameState(row: Row, known: Row): boolean {
	if (row.sourceEtag !== known.sourceEtag || (known.record.truncated && !row.record.truncated)) return false;
	const groups = new Set(known.record.groups);
	return groups.size === row.record.groups.length && row.record.groups.every((group) => groups.has(group));
}
