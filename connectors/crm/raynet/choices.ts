import type { RecordType } from '../../../core/contact/contact';
import type { Choice, ScopeKind } from '../../../core/ports/crm';
import { PAGE_SIZE, type RaynetClient, type RaynetQuery } from './client';
import { categoryKey } from './map';
import type { RaynetPerson, RaynetPicklistRow } from './raw';

/** Tags have no list of their own: they are collected from the records changed last, this many pages per type. */
const MOST_TAG_PAGES = 5;
const MOST_PAGES = 25;

export async function choices(client: RaynetClient, kind: Exclude<ScopeKind, 'all'>, recordTypes: readonly RecordType[]): Promise<Choice[]> {
	switch (kind) {
		case 'owner':
			return owners(client);
		case 'category':
			return categories(client, recordTypes);
		case 'tag':
			return tags(client, recordTypes);
		case 'group':
			return [];
	}
}

/** An owner is the person record of a user (documented); the filter "has a user account" is seen in Raynet's own node. */
async function owners(client: RaynetClient): Promise<Choice[]> {
	const rows = await pages<RaynetPerson>(client, 'person', { 'userAccount-id[NE]': '', sortColumn: 'lastName', sortDirection: 'ASC' }, MOST_PAGES);
	return rows.map(({ id, firstName, lastName }) => ({
		name: [firstName, lastName].filter(Boolean).join(' ') || `User ${id}`,
		value: String(id),
	}));
}

const RECORD_TYPE_NAMES = { person: 'contact persons', company: 'clients' } as const;

/** Where both record types are asked for, names tell which picklist an entry is from. */
async function categories(client: RaynetClient, recordTypes: readonly RecordType[]): Promise<Choice[]> {
	const found: Choice[] = [];
	for (const recordType of recordTypes) {
		const suffix = recordTypes.length > 1 ? ` (${RECORD_TYPE_NAMES[recordType]})` : '';
		for (const { id, code01 } of await pages<RaynetPicklistRow>(client, `${recordType}Category`, {}, 1)) {
			found.push({ name: `${code01?.trim() || `Category ${id}`}${suffix}`, value: categoryKey(recordType, id) });
		}
	}
	return sorted(found);
}

async function tags(client: RaynetClient, recordTypes: readonly RecordType[]): Promise<Choice[]> {
	const found = new Set<string>();
	for (const recordType of recordTypes) {
		const rows = await pages<RaynetPerson>(client, recordType, { sortColumn: 'rowInfo.lastModifiedAt', sortDirection: 'DESC' }, MOST_TAG_PAGES);
		for (const row of rows) for (const tag of row.tags ?? []) found.add(tag);
	}
	return sorted([...found].map((tag) => ({ name: tag, value: tag })));
}

/** `Row` has an id for sure; its other members are all optional. */
async function pages<Row extends { id: number }>(client: RaynetClient, resource: string, query: RaynetQuery, most: number): Promise<Row[]> {
	const rows: Row[] = [];
	for (let page = 0; page < most; page += 1) {
		const { rows: more, total } = await client.list(resource, { ...query, offset: page * PAGE_SIZE, limit: PAGE_SIZE });
		rows.push(...(more as Row[]));
		if (more.length === 0 || (page + 1) * PAGE_SIZE >= total) break;
	}
	return rows;
}

function sorted(list: readonly Choice[]): Choice[] {
	return [...list].sort((a, b) => a.name.localeCompare(b.name));
}
