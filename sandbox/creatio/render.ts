import { microsText, shownShift, type Desk } from './model';
import type { Column, Entity } from './schema';
import { entityOf, type Row, type Value } from './store';
import type { Expand } from './query';

const zeroId = '00000000-0000-0000-0000-000000000000';
const zeroDate = '0001-01-01T00:00:00Z';

export interface Shape {
	/** Columns to show; absent: all. */
	select?: readonly string[];
	expand?: readonly Expand[];
	/** The answer to a create shows more digits. */
	digits?: 'written';
}

/** A row as answers show it. [documented, seen] Nothing is null: empty text "", zero GUID, year 1, 0, false. */
export function render(desk: Desk, entity: Entity, row: Row, { select, expand = [], digits }: Shape): Record<string, unknown> {
	const shown: Record<string, unknown> = {};
	for (const column of entity.columns.values()) {
		if (select && !select.includes(column.name)) continue;
		shown[column.name] = value(desk, column, row[column.name] ?? null, digits);
	}
	for (const { navigation, shape } of expand) shown[navigation] = expanded(desk, entity, row, navigation, shape);
	return shown;
}

function expanded(desk: Desk, entity: Entity, row: Row, navigation: string, shape: Shape): unknown {
	const column = entity.navigations.get(navigation);
	const other = entityOf(column?.refers ?? '');
	const found = desk.store.find(other.name, column ? row[column.name] : null);
	if (found) return render(desk, other, found, shape);
	if (desk.setting('expandedNothing') === 'null') return null;
	return render(desk, other, { Id: zeroId, CreatedOn: Number.NaN, ModifiedOn: Number.NaN }, shape);
}

function value(desk: Desk, { type }: Column, stored: Value, digits: Shape['digits']): Value {
	if (stored === null || Number.isNaN(stored)) return empty(desk, type);
	if (type !== 'date') return stored;
	return microsText(Number(stored) + shownShift(desk), digits ?? desk.setting('stampDigits'));
}

function empty(desk: Desk, type: Column['type']): Value {
	if (type === 'number') return 0;
	if (type === 'bool') return false;
	if (desk.setting('nullLookups') === 'null') return type === 'text' ? '' : null;
	return type === 'text' ? '' : type === 'date' ? zeroDate : zeroId;
}
