import { entities, fixedRows, type Entity } from './schema';
import { creatioAccountList } from './accounts';
import { odataError, unknownEntity } from './errors';

/** Dates are microseconds since 1970; an empty column is null inside, whatever answers show. */
export type Value = string | number | boolean | null;
export interface Row {
	Id: string;
	CreatedOn: number;
	ModifiedOn: number;
	[column: string]: Value;
}

export interface Store {
	table(entity: string): ReadonlyMap<string, Row>;
	rows(entity: string): Row[];
	find(entity: string, id: Value | undefined): Row | undefined;
	put(entity: string, row: Row): void;
	remove(entity: string, id: string): void;
	/** Runs it as one transaction: what it throws takes everything back. */
	transaction<T>(run: () => T): T;
	/** The next id in the stand-in's own row of ids. */
	newId(): string;
	/** A stamp for a save at this moment (ms); never the same twice. */
	stamp(nowMs: number): number;
}

export function entityOf(name: string): Entity {
	const found = entities.get(name);
	if (!found) throw unknownEntity(name);
	return found;
}

export function createStore(nowMs: number): Store {
	const tables = new Map([...entities.keys()].map((name) => [name, new Map<string, Row>()]));
	let journal: Array<() => void> | undefined;
	let lastId = 0;
	let lastStamp = 0;
	const tableOf = (entity: string): Map<string, Row> => {
		const found = tables.get(entity);
		if (!found) throw unknownEntity(entity);
		return found;
	};
	const restore = (entity: string, id: string): void => {
		const table = tableOf(entity);
		const before = table.get(id);
		journal?.push(() => (before ? table.set(id, before) : table.delete(id)));
	};
	const store: Store = {
		table: tableOf,
		rows: (entity) => [...tableOf(entity).values()],
		find: (entity, id) => (typeof id === 'string' ? tableOf(entity).get(id) : undefined),
		put(entity, row) {
			restore(entity, row.Id);
			tableOf(entity).set(row.Id, row);
		},
		remove(entity, id) {
			restore(entity, id);
			tableOf(entity).delete(id);
		},
		transaction(run) {
			if (journal) return run();
			journal = [];
			try {
				return run();
			} catch (error) {
				for (const undo of journal.reverse()) undo();
				throw error;
			} finally {
				journal = undefined;
			}
		},
		newId() {
			lastId += 1;
			return `d0000000-0000-4000-8000-${String(lastId).padStart(12, '0')}`;
		},
		stamp(now) {
			const micro = now * 1_000;
			const isLater = micro > lastStamp || micro < lastStamp - 60_000_000;
			lastStamp = isLater ? micro : lastStamp + 1;
			return lastStamp;
		},
	};
	fill(store, nowMs);
	return store;
}

function fill(store: Store, nowMs: number): void {
	const at = nowMs * 1_000 - 365 * 86_400_000_000;
	const row = (Id: string, values: Record<string, Value>): Row => ({ Id, CreatedOn: at, ModifiedOn: at, ...values });
	for (const [entity, names] of Object.entries(fixedRows)) for (const [Name, Id] of Object.entries(names)) store.put(entity, row(Id, { Name }));
	for (const { contactId, contactName } of creatioAccountList) {
		store.put('Contact', row(contactId, { Name: contactName, TypeId: fixedRows.ContactType?.Employee ?? null, Confirmed: true }));
	}
}

export function duplicateKey(status: number, entity: string): Error {
	return odataError(status, 'An error has occurred.', 'An error has occurred.', `23505: duplicate key value violates unique constraint "PK${entity}"`);
}
