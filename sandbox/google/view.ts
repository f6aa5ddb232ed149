/** What lists and syncs know of one record. */
export interface Shown<T> {
	/** Grows with every change that a sync reports. Entries are kept in this order. */
	seq: number;
	/** undefined: deleted. */
	value: T | undefined;
	/** Whether lists have ever shown it; what never was there needs no tombstone. */
	wasListed: boolean;
}

/** `quiet` changes show in lists but not in syncs. `forget` leaves no trace, as when a record gets another name. */
type Change<T> = { id: string; at: number } & ({ kind: 'put' | 'quiet'; value: T } | { kind: 'delete' | 'forget' });

/**
 * The state as lists, syncs and searches see it: behind the real one by the visibility delay ("a propagation delay of
 * several minutes", documented).
 */
export interface View<T> {
	put(id: string, value: T, how?: 'put' | 'quiet'): void;
	delete(id: string): void;
	forget(id: string): void;
	/** All entries known by now, deleted ones too, by `seq` upwards. */
	entries(): ReadonlyMap<string, Shown<T>>;
	get(id: string): T | undefined;
	/** The `seq` of the newest entry. */
	seq(): number;
}

interface Shelf<T> {
	shown: Map<string, Shown<T>>;
	seq: number;
}

export function createView<T>(now: () => number, delayMs: () => number, isListed: (value: T) => boolean): View<T> {
	const shelf: Shelf<T> = { shown: new Map(), seq: 0 };
	let waiting: Array<Change<T>> = [];
	const current = (): Shelf<T> => {
		const delay = delayMs();
		const limit = now() - delay;
		// Without a delay everything shows, also after the clock was set back.
		const ripe = delay === 0 ? -1 : waiting.findIndex((change) => change.at > limit);
		const due = ripe === -1 ? waiting : waiting.slice(0, ripe);
		waiting = ripe === -1 ? [] : waiting.slice(ripe);
		for (const change of due) apply(shelf, change, isListed);
		return shelf;
	};
	const add = (change: Change<T>): void => {
		waiting.push(change);
	};
	return {
		put: (id, value, how = 'put') => add({ id, at: now(), kind: how, value }),
		delete: (id) => add({ id, at: now(), kind: 'delete' }),
		forget: (id) => add({ id, at: now(), kind: 'forget' }),
		entries: () => current().shown,
		get: (id) => current().shown.get(id)?.value,
		seq: () => current().seq,
	};
}

function apply<T>(shelf: Shelf<T>, change: Change<T>, isListed: (value: T) => boolean): void {
	const { shown } = shelf;
	const listed = (entry: Shown<T> | undefined): boolean => entry?.value !== undefined && isListed(entry.value);
	const before = shown.get(change.id);
	const value = change.kind === 'put' || change.kind === 'quiet' ? change.value : undefined;
	const entry: Shown<T> = { seq: before?.seq ?? 0, value, wasListed: before?.wasListed ?? false };
	entry.wasListed ||= listed(entry);
	if (change.kind === 'quiet' && before !== undefined && listed(entry) === listed(before)) {
		shown.set(change.id, entry);
		return;
	}
	// Taken out and put back, so that the map stays in the order of the changes.
	shown.delete(change.id);
	if (change.kind === 'forget') return;
	entry.seq = shelf.seq += 1;
	shown.set(change.id, entry);
}
