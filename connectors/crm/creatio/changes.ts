import type { ChangesRequest, CrmChanges, CrmRecord } from '../../../core/ports/crm';
import { allOf } from './odata';
import type { CreatioClient } from './client';
import { countsNow, type Standing } from './counts';
import { decodeCursor, encodeCursor, type Cursor, type Position } from './cursor';
import { listingOf, type Listing } from './listing';
import { contactRecord } from './map';
import { markNow, MOST_CHANGES, readDelta } from './marks';
import type { CreatioPlace } from './place';
import { idOf, type Row } from './raw';
import { readStates } from './read';
import { nextPage } from './scan';

/** One step: what changed since the cursor, or the next page of everything. */
export async function changes(client: CreatioClient, place: CreatioPlace, { scope, cursor, recordTypes }: ChangesRequest): Promise<CrmChanges> {
	if (!recordTypes.includes('person')) return { extent: 'everything', records: [], gone: [], cursor: '', more: 'no' };
	const listing = listingOf(scope);
	const known = decodeCursor(cursor);
	if (known === undefined) return await beginScan(client, place, listing);
	return known.position ? await scan(client, place, listing, known, known.position) : await delta(client, place, listing, known);
}

async function beginScan(client: CreatioClient, place: CreatioPlace, listing: Listing): Promise<CrmChanges> {
	const [contacts, numbers, addresses] = [await markNow(client, 'Contact'), await markNow(client, 'ContactCommunication'), await markNow(client, 'ContactAddress')];
	const { counts } = await countsNow(client, listing);
	return await scan(client, place, listing, { contacts, numbers, addresses, counts }, {});
}

async function scan(client: CreatioClient, place: CreatioPlace, listing: Listing, cursor: Cursor, position: Position): Promise<CrmChanges> {
	const page = await nextPage(client, listing, position);
	const records = await read(client, place, page.ids);
	const next = page.next === undefined ? withoutPosition(cursor) : { ...cursor, position: page.next };
	return { extent: 'everything', records, gone: [], cursor: encodeCursor(next), more: page.next ? 'yes' : 'no', ...timeOf(page) };
}

function withoutPosition({ contacts, numbers, addresses, counts }: Cursor): Cursor {
	return { contacts, numbers, addresses, counts };
}

/** Whole readings of larger scopes are too dear for a number that somebody on the site deleted: the nightly comparison finds it. */
const MOST_READ_AGAIN = 4_000;

/**
 * Four requests where nothing changed: contacts, their rows of numbers and of addresses, which do not all stamp the contact
 * (seen), and one batch that counts. Rows that were deleted show in nothing but their count, so the scope is then read whole.
 */
async function delta(client: CreatioClient, place: CreatioPlace, listing: Listing, cursor: Cursor): Promise<CrmChanges> {
	const contacts = await readDelta(client, 'Contact', 'Id,ModifiedOn', cursor.contacts);
	const numbers = await readDelta(client, 'ContactCommunication', 'Id,ContactId,ModifiedOn', cursor.numbers);
	const addresses = await readDelta(client, 'ContactAddress', 'Id,ContactId,ModifiedOn', cursor.addresses);
	const { counts, rows } = await countsNow(client, listing, cursor.counts);
	const { members } = counts;
	const next: Cursor = { contacts: contacts.mark, numbers: numbers.mark, addresses: addresses.mark, counts };
	const added = await addedMembers(client, listing, cursor.counts.members, members);
	const isPartial = [contacts, numbers, addresses].some(({ extent }) => extent === 'partial');
	const isHidden = rows === 'unseen' && members.count <= MOST_READ_AGAIN;
	if (isPartial || isHidden || added === undefined) return await scan(client, place, listing, next, {});

	const ofRows = [...numbers.fresh, ...addresses.fresh].flatMap((row) => idOf(row, 'ContactId') ?? []);
	const ids = [...new Set([...contacts.fresh.map(({ Id }) => Id.toLowerCase()), ...ofRows, ...added])];
	const records = await read(client, place, ids);
	const found = new Set(records.map(({ contact }) => contact.recordId));
	return {
		extent: 'changes',
		records,
		// Saved since the cursor, and gone when we came to read it.
		gone: ids.filter((id) => !found.has(id)).map((recordId) => ({ recordType: 'person' as const, recordId })),
		cursor: encodeCursor(next),
		more: 'no',
		...timeOf(addresses),
	};
}

/** Contact ids of new rows; undefined where the count says that rows went, too, or came unseen: then all are listed. */
async function addedMembers(client: CreatioClient, { entity, filter, contactColumn }: Listing, before: Standing, now: Standing): Promise<string[] | undefined> {
	if (before.count === now.count && before.newest === now.newest && before.id === now.id) return [];
	if (now.count <= before.count) return undefined;
	const since = before.newest === undefined ? undefined : `CreatedOn gt ${before.newest}`;
	const page = await client.list(entity, { $select: contactColumn === 'Id' ? 'Id,CreatedOn' : `Id,${contactColumn},CreatedOn`, $filter: allOf(filter, since), $orderby: 'CreatedOn,Id', $top: MOST_CHANGES, $count: true });
	const added = page.rows.filter((row: Row) => row.Id !== before.id);
	if (page.count > page.rows.length || added.length !== now.count - before.count) return undefined;
	return added.flatMap((row) => idOf(row, contactColumn) ?? []);
}

/** Records of these contacts, in their order. */
export async function read(client: CreatioClient, place: CreatioPlace, ids: readonly string[]): Promise<CrmRecord[]> {
	const states = await readStates(client, ids, place.link);
	return ids.flatMap((id) => {
		const state = states.get(id);
		return state ? [contactRecord(state, place)] : [];
	});
}

function timeOf({ serverTime }: { serverTime?: number }): { serverTime?: number } {
	return serverTime === undefined ? {} : { serverTime };
}
