import type { CreatioClient } from './client';
import { rowsOf } from './client';
import { listPart, oneOf, type Part, type PartAnswer } from './odata';
import type { LinkPlace } from './place';
import { idOf, type Row } from './raw';

/** A contact with everything that hangs on it and takes part in a sync. */
export interface ContactState {
	row: Row;
	numbers: Row[];
	addresses: Row[];
	tags: Row[];
	folders: Row[];
}

/** Queries of IIS end at about 2 KB (assumed); so many ids fit, in a batch as well as alone. */
const IDS_PER_PART = 20;

const CONTACT_COLUMNS = 'Id,Name,Surname,GivenName,MiddleName,JobTitle,BirthDate,Email,Phone,MobilePhone,HomePhone,AddressTypeId,Address,Zip,Notes,DoNotUseEmail,OwnerId,AccountId,CreatedOn,ModifiedOn';
const CONTACT_LOOKUPS = ['Account', 'Owner', 'City', 'Region', 'Country', 'Department', 'SalutationType', 'Type'].map((name) => `${name}($select=Id,Name)`).join(',');
const ADDRESS_LOOKUPS = ['City', 'Region', 'Country'].map((name) => `${name}($select=Id,Name)`).join(',');

/** The parts of a batch that read these contacts, at most IDS_PER_PART of them. */
export function stateParts(ids: readonly string[], link: LinkPlace): Part[] {
	return [
		contactPart(ids, link),
		listPart('ContactCommunication', { $select: 'Id,ContactId,CommunicationTypeId,Number,Primary,CreatedOn', $filter: oneOf('Contact/Id', ids), $orderby: 'CreatedOn,Id' }),
		listPart('ContactAddress', { $select: 'Id,ContactId,AddressTypeId,Address,Zip,Primary,CreatedOn', $expand: ADDRESS_LOOKUPS, $filter: oneOf('Contact/Id', ids), $orderby: 'CreatedOn,Id' }),
		listPart('ContactInTag', { $select: 'Id,EntityId,TagId,CreatedOn', $expand: 'Tag($select=Id,Name)', $filter: oneOf('Entity/Id', ids), $orderby: 'CreatedOn,Id' }),
		listPart('ContactInFolder', { $select: 'Id,ContactId,FolderId,CreatedOn', $filter: oneOf('Contact/Id', ids), $orderby: 'CreatedOn,Id' }),
	];
}

/** How many parts `stateParts` has. */
export const STATE_PARTS = 5;

export function contactPart(ids: readonly string[], link: LinkPlace): Part {
	const $select = link.kind === 'column' ? `${CONTACT_COLUMNS},${link.name}` : CONTACT_COLUMNS;
	return listPart('Contact', { $select, $expand: CONTACT_LOOKUPS, $filter: oneOf('Id', ids) });
}

/** What the answers to `stateParts` hold, by contact id. */
export function statesOf(answers: readonly PartAnswer[]): Map<string, ContactState> {
	const [contacts, numbers, addresses, tags, folders] = [0, 1, 2, 3, 4].map((index) => rowsOf(answers[index]));
	const states = new Map<string, ContactState>();
	for (const row of contacts ?? []) states.set(row.Id.toLowerCase(), { row, numbers: [], addresses: [], tags: [], folders: [] });
	const hang = (kind: 'numbers' | 'addresses' | 'tags' | 'folders', column: string, rows: readonly Row[] = []): void => {
		for (const row of rows) states.get(idOf(row, column) ?? '')?.[kind].push(row);
	};
	hang('numbers', 'ContactId', numbers);
	hang('addresses', 'ContactId', addresses);
	hang('tags', 'EntityId', tags);
	hang('folders', 'ContactId', folders);
	return states;
}

/** These contacts as they are now; those that are gone are missing. One $batch holds 400 of them. */
export async function readStates(client: CreatioClient, ids: readonly string[], link: LinkPlace): Promise<Map<string, ContactState>> {
	const chunks: string[][] = [];
	for (let from = 0; from < ids.length; from += IDS_PER_PART) chunks.push(ids.slice(from, from + IDS_PER_PART));
	if (chunks.length === 0) return new Map();
	const answers = await client.batch(chunks.flatMap((chunk) => stateParts(chunk, link)));
	return new Map(chunks.flatMap((_, index) => [...statesOf(answers.slice(index * STATE_PARTS, (index + 1) * STATE_PARTS))]));
}
