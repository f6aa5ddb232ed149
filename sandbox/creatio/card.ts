import type { Desk } from './model';
import { entityOf, type Row, type Value } from './store';

type Shown = Record<string, unknown> & { Id: string };

/** A contact with all that hangs on it, as OData shows it with its lookups expanded; dates are ISO texts. */
export interface Card {
	row: Shown;
	numbers: Shown[];
	addresses: Shown[];
	tags: Shown[];
	folders: Shown[];
}

export function cardOf(desk: Desk, contact: Row): Card {
	const hanging = (entity: string, column: string): Shown[] => desk.store.rows(entity).filter((row) => row[column] === contact.Id).map((row) => shown(desk, entity, row));
	return {
		row: shown(desk, 'Contact', contact),
		numbers: hanging('ContactCommunication', 'ContactId'),
		addresses: hanging('ContactAddress', 'ContactId'),
		tags: hanging('ContactInTag', 'EntityId'),
		folders: hanging('ContactInFolder', 'ContactId'),
	};
}

function shown(desk: Desk, entity: string, row: Row): Shown {
	const { columns, navigations } = entityOf(entity);
	const texts = Object.entries(row).map(([name, value]): [string, unknown] => [name, columns.get(name)?.type === 'date' ? isoText(value) : value]);
	const lookups = [...navigations].map(([name, column]): [string, unknown] => [name, named(desk, column.refers, row[column.name])]);
	return { ...Object.fromEntries([...texts, ...lookups]), Id: row.Id };
}

function isoText(micros: Value): string | null {
	return typeof micros === 'number' ? new Date(micros / 1_000).toISOString() : null;
}

function named(desk: Desk, entity: string | undefined, id: Value | undefined): { Name: Value } | null {
	const found = entity === undefined ? undefined : desk.store.find(entity, id);
	return found ? { Name: found.Name ?? null } : null;
}
