import type { Contact } from './contact';

/** Documented; the first is the default. */
export const sortOrders = ['LAST_MODIFIED_ASCENDING', 'LAST_MODIFIED_DESCENDING', 'FIRST_NAME_ASCENDING', 'LAST_NAME_ASCENDING'] as const;
export type SortOrder = (typeof sortOrders)[number];

/**
 * Lines come in the order of their last change. There a position is the change itself, so a contact changed while
 * somebody pages moves to the end and is seen; in the other orders it is the index on this call's list.
 */
export function order<T extends { position: number; contact: Contact | undefined }>(lines: T[], sort: SortOrder): T[] {
	if (sort === 'LAST_MODIFIED_ASCENDING') return lines;
	if (sort === 'LAST_MODIFIED_DESCENDING') return numbered(lines.reverse());
	const part = sort === 'FIRST_NAME_ASCENDING' ? 'givenName' : 'familyName';
	const keyed = lines.map((line) => ({ line, key: String(line.contact?.fields.names?.[0]?.[part] ?? '').toLowerCase() }));
	keyed.sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
	return numbered(keyed.map(({ line }) => line));
}

function numbered<T extends { position: number }>(lines: T[]): T[] {
	return lines.map((line, index) => ({ ...line, position: index + 1 }));
}
