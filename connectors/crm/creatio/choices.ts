import { parseLink } from '../../../core/contact/link';
import type { Choice, CrmScope } from '../../../core/ports/crm';
import type { CreatioClient } from './client';
import { EMPLOYEE, STATIC_FOLDER } from './ids';
import { listingOf } from './listing';
import { allOf, lookupIs, type Query } from './odata';
import { idOf, instantOf, isObject, textOf, type Row } from './raw';

const PAGE = 1_000;
const MOST_PAGES = 10;

/** What a user can choose, by name. Marks of ours are no tags. */
export async function choices(client: CreatioClient, kind: Exclude<CrmScope['kind'], 'all'>): Promise<Choice[]> {
	switch (kind) {
		case 'group':
			return named(await all(client, 'ContactFolder', { $select: 'Id,Name', $filter: lookupIs('FolderType', STATIC_FOLDER) }));
		case 'tag':
			return [...new Set((await all(client, 'ContactTag', { $select: 'Id,Name' })).flatMap((row) => textOf(row, 'Name') ?? []))]
				.filter((name) => !parseLink(name))
				.sort((a, b) => a.localeCompare(b))
				.map((name) => ({ name, value: name }));
		case 'owner':
			// An owner is a contact; those of users have the type Employee.
			return named(await all(client, 'Contact', { $select: 'Id,Name', $filter: lookupIs('Type', EMPLOYEE) }));
		case 'category':
			return [];
	}
}

async function all(client: CreatioClient, entity: string, query: Query): Promise<Row[]> {
	const rows: Row[] = [];
	for (let page = 0; page < MOST_PAGES; page += 1) {
		const { rows: more, count } = await client.list(entity, { ...query, $orderby: 'Name,Id', $skip: rows.length, $top: PAGE, $count: true });
		rows.push(...more);
		if (more.length === 0 || rows.length >= count) break;
	}
	return rows;
}

function named(rows: readonly Row[]): Choice[] {
	return rows.map((row) => ({ name: textOf(row, 'Name') ?? row.Id, value: row.Id.toLowerCase() })).sort((a, b) => a.name.localeCompare(b.name));
}

/** Ids of the contacts of a scope that were saved last, newest first. */
export async function newestIds(client: CreatioClient, scope: CrmScope, limit: number): Promise<string[]> {
	const { entity, contactColumn, filter } = listingOf(scope);
	if (contactColumn === 'Id') {
		const { rows } = await client.list(entity, { $select: 'Id,ModifiedOn', $filter: allOf(filter), $orderby: 'ModifiedOn desc,Id', $top: limit });
		return rows.map(({ Id }) => Id.toLowerCase());
	}
	// Rows cannot be ordered by a column of the contact (seen), so those who joined last are read and ordered here.
	const navigation = contactColumn.slice(0, -2);
	const { rows } = await client.list(entity, { $select: `Id,${contactColumn},CreatedOn`, $expand: `${navigation}($select=Id,ModifiedOn)`, $filter: filter, $orderby: 'CreatedOn desc,Id', $top: PAGE });
	const stamps = new Map(rows.map((row): [string, string] => [idOf(row, contactColumn) ?? '', stampOfMember(row[navigation])]));
	return [...stamps].filter(([id]) => id !== '').sort(([, a], [, b]) => b.localeCompare(a)).map(([id]) => id).slice(0, limit);
}

function stampOfMember(contact: unknown): string {
	return isObject(contact) ? (instantOf(contact, 'ModifiedOn') ?? '') : '';
}
