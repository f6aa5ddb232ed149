import { emailKey } from '../../../core/contact/email';
import { ConfigurationError, expectSyncError, RecordError, RetriableError, type SyncError } from '../../../core/errors';
import type { EmailList, Subscriber } from '../../../core/ports/email';
import type { Phases } from '../../../core/ports/environment';
import type { EcomailClient } from './client';
import { notEcomail } from './judge';
import { contactOf, joined, listOf, membershipOf, type ReadContact } from './map';
import { isObject, mapOf, numberOf, rowsOf, type RawObject } from './raw';

/** Documented: at most 5,000, advised 4,000. */
const PAGE_SIZE = 4000;
/** A guard against a server that never says that it is done. */
const MOST_PAGES = 1000;

/** Documented values of `status`; without one only the subscribed are told. They come first: who leaves meanwhile is then seen as left. */
const STATUSES = [undefined, 'not_confirmed', 'bounced', 'complained', 'unsubscribed'] as const;

/** A list as read: everybody in it, and whether the reading told the tags. */
export interface ListReading {
	members: Map<string, Subscriber>;
	tags: 'shown' | 'hidden';
}

export interface Reader {
	lists(): Promise<EmailList[]>;
	list(listId: string): Promise<EmailList>;
	/** One address; undefined where the account does not know it. */
	one(listId: string, email: string): Promise<Subscriber | undefined>;
	/** One address with all its tags, whatever its lists. */
	anywhere(email: string): Promise<Subscriber | undefined>;
	/** Everybody in a list. */
	scan(listId: string): Promise<ListReading>;
	/** Several addresses, from all lists of the account. */
	many(emails: readonly string[]): Promise<Map<string, Subscriber>>;
}

/** Tells how far the reading of a list is. */
export function createReader(client: EcomailClient, phase?: Phases): Reader {
	const lists = (): Promise<EmailList[]> => readLists(client);
	const list = (listId: string): Promise<EmailList> => readList(client, listId);
	const scan = (listId: string): Promise<ListReading> => scanList(client, listId, phase).catch(async (error: unknown) => Promise.reject(await listOrError({ list }, listId, expectSyncError(error))));
	const anywhere = (email: string): Promise<Subscriber | undefined> => readAnywhere(client, email);
	return {
		lists,
		list,
		one: (listId, email) => readOne(client, listId, email),
		anywhere,
		scan,
		async many(emails) {
			const readings: ListReading[] = [];
			for (const { id } of await lists()) readings.push(await scan(id));
			const found = new Map<string, Subscriber>();
			for (const key of new Set(emails.map(emailKey))) {
				const inLists = readings.flatMap(({ members }) => members.get(key) ?? []);
				const subscriber = joined(inLists);
				if (subscriber) found.set(key, subscriber);
			}
			if (readings.some(({ tags }) => tags === 'hidden')) await addTags(found, anywhere);
			return found;
		},
	};
}

/** Where listings hide the tags, only a reading of each address tells them; without that a write would lose them. */
export async function addTags(found: Map<string, Subscriber>, anywhere: Reader['anywhere']): Promise<void> {
	for (const [key, subscriber] of found) {
		const whole = await anywhere(subscriber.email);
		if (whole) found.set(key, { ...subscriber, tags: whole.tags });
	}
}

async function readLists(client: EcomailClient): Promise<EmailList[]> {
	const lists: EmailList[] = [];
	for (let page = 1; page <= MOST_PAGES; page += 1) {
		const body = await client.get('lists', 'lists', page === 1 ? {} : { page });
		if (!isObject(body) && !Array.isArray(body)) throw notEcomail('GET /lists without a list');
		lists.push(...rowsOf(body).flatMap((row) => listOf(row) ?? []));
		if (page >= (numberOf(mapOf(body).last_page) ?? 1)) break;
	}
	return lists;
}

async function readList(client: EcomailClient, listId: string): Promise<EmailList> {
	const missing = (detail: string): ConfigurationError => new ConfigurationError('This list no longer exists in Ecomail. Choose another one.', detail);
	const body = await client.find(`lists/${encodeURIComponent(listId)}`, 'list').catch((error: unknown) => {
		const problem = expectSyncError(error);
		throw problem instanceof RecordError ? missing(problem.detail) : problem;
	});
	const list = listOf(mapOf(mapOf(body).list ?? body));
	if (!list) throw missing('404');
	return list;
}

/** What is not found below a list may be the list itself. Rejects where that is gone, as then nothing else will be found either; else answers the error. */
export async function listOrError(reader: Pick<Reader, 'list'>, listId: string, error: SyncError): Promise<SyncError> {
	if (error instanceof RecordError && error.reason === 'notFound') await reader.list(listId);
	return error;
}

async function readOne(client: EcomailClient, listId: string, email: string): Promise<Subscriber | undefined> {
	const body = await client.find(`lists/${encodeURIComponent(listId)}/subscriber/${encodeURIComponent(email)}`, 'list.subscriber');
	if (body === undefined) return await readAnywhere(client, email);
	const raw = mapOf(mapOf(body).subscriber);
	return asSubscriber(contactOf(raw), { [listId]: raw });
}

async function readAnywhere(client: EcomailClient, email: string): Promise<Subscriber | undefined> {
	const body = await client.find(`subscribers/${encodeURIComponent(email)}`, 'subscriber');
	if (body === undefined) return undefined;
	const raw = mapOf(mapOf(body).subscriber);
	const inLists = Object.fromEntries(Object.entries(mapOf(raw.lists)).map(([id, row]) => [id, mapOf(row)]));
	return asSubscriber(contactOf({ email, ...raw }), inLists);
}

function asSubscriber({ email, fields, unseen, tags = [] }: ReadContact, rows: Readonly<Record<string, RawObject>>): Subscriber {
	const memberships = Object.fromEntries(Object.entries(rows).map(([id, row]) => [id, membershipOf(row)]));
	return { email, fields, unseen, tags, memberships };
}

async function scanList(client: EcomailClient, listId: string, phase?: Phases): Promise<ListReading> {
	const members = new Map<string, Subscriber>();
	const tell = (rows: number): void => phase?.({ kind: 'reading', side: 'list', read: members.size + rows });
	let tags: ListReading['tags'] = 'shown';
	for (const status of STATUSES) {
		for (const row of await scanStatus(client, listId, status, tell)) {
			const contact = contactOf({ email: row.email, ...mapOf(row.subscriber) });
			if (contact.tags === undefined) tags = 'hidden';
			if (contact.email !== '') members.set(emailKey(contact.email), asSubscriber(contact, { [listId]: row }));
		}
	}
	return { members, tags };
}

/** All rows of one state. Who moves while it is read can shift a page, so a short reading is done once more. */
async function scanStatus(client: EcomailClient, listId: string, status: (typeof STATUSES)[number], tell: (rows: number) => void): Promise<RawObject[]> {
	for (let attempt = 1; attempt <= 3; attempt += 1) {
		const { rows, total } = await readPages(client, listId, status, tell);
		if (rows.length >= total) return rows;
	}
	throw new RetriableError('The list keeps changing while it is read. The next run tries again.', 'Fewer rows than told in three readings');
}

async function readPages(client: EcomailClient, listId: string, status: string | undefined, tell: (rows: number) => void): Promise<{ rows: RawObject[]; total: number }> {
	const rows = new Map<string, RawObject>();
	for (let page = 1; page <= MOST_PAGES; page += 1) {
		const body = mapOf(await client.get(`lists/${encodeURIComponent(listId)}/subscribers`, 'list.subscribers', { page, per_page: PAGE_SIZE, status }));
		if (!Array.isArray(body.data)) throw notEcomail('A page of a list without data');
		const found = body.data.filter(isObject);
		for (const row of found) rows.set(emailKey(String(row.email ?? '')), row);
		if (found.length > 0) tell(rows.size);
		const total = numberOf(body.total) ?? rows.size;
		const perPage = numberOf(body.per_page) ?? PAGE_SIZE;
		if (found.length === 0 || page * perPage >= total) return { rows: [...rows.values()], total };
	}
	throw new RetriableError('The list could not be read to its end. The next run tries again.', `More than ${MOST_PAGES} pages`);
}
