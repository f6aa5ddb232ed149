/** A row as OData answers it. Which columns it has is known only from the query, so each is checked where it is read. */
export type Row = Readonly<Record<string, unknown>> & { readonly Id: string };

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isRow(value: unknown): value is Row {
	return isObject(value) && typeof value.Id === 'string';
}

/** Creatio writes nothing as null (documented): "" for a text, a GUID of zeros, a date of year 1. None of them gets past here. */
export function textOf(row: Readonly<Record<string, unknown>>, column: string): string | undefined {
	const value = row[column];
	return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

export function idOf(row: Readonly<Record<string, unknown>>, column: string): string | undefined {
	const value = row[column];
	return typeof value === 'string' && !/^[0-]*$/.test(value) ? value.toLowerCase() : undefined;
}

/** The text of a date as the server wrote it, for cursors and filters. */
export function stampOf(row: Readonly<Record<string, unknown>>, column: string): string | undefined {
	const value = row[column];
	return typeof value === 'string' && !Number.isNaN(Date.parse(value)) && !value.startsWith('0001-') ? value : undefined;
}

/** Milliseconds: the answer to a create has more digits than a later read, so all are cut. */
export function instantOf(row: Readonly<Record<string, unknown>>, column: string): string | undefined {
	const stamp = stampOf(row, column);
	return stamp === undefined ? undefined : new Date(stamp).toISOString();
}

/** The Name of an expanded navigation; one that is empty comes as null or as an object of zeros. */
export function nameOf(row: Readonly<Record<string, unknown>>, navigation: string): string | undefined {
	const other = row[navigation];
	return isObject(other) ? textOf(other, 'Name') : undefined;
}
