import type { SyncError } from '../../core/errors';
import type { HttpRequest, HttpResponse } from '../../core/ports/http';
import type { Caller } from '../http/caller';
import { isNotFound, orExpected } from './expected';
import { contactErrorsOf, faultOf, statusError } from './faults';
import type { OwnPart } from './map';
import { asPerson, isObject, objectsOf, READ_MASK, READ_SOURCE, textOf, type JsonObject, type Person } from './raw';
import type { Bucket } from './transport';

type Cost = Partial<Record<Bucket, number>>;

/** Costs as Google's guide states them; a batch costs the same whatever it holds. */
const READ: Cost = { criticalReads: 1 };
const WRITE: Cost = { criticalReads: 1, criticalWrites: 1, daily: 1 };
const BATCH: Cost = { criticalReads: 6, criticalWrites: 6, daily: 200 };
const DELETE: Cost = { writes: 1 };
const BATCH_DELETE: Cost = { writes: 10 };

export const LIST_PAGE = 1000;
export const WRITE_BATCH = 200;
export const DELETE_BATCH = 500;
/** 200 are allowed, but their names make an address longer than some servers take. */
const GET_BATCH = 50;

const AFTER_WRITE = { personFields: READ_MASK, sources: READ_SOURCE };
const AFTER_BATCH = { readMask: READ_MASK, sources: [READ_SOURCE] };

/** A sync token is bound to these, so they never differ between calls. */
const LIST_QUERY = { personFields: READ_MASK, sources: READ_SOURCE, pageSize: LIST_PAGE, requestSyncToken: true };
export const LIST_PARAMS = JSON.stringify(LIST_QUERY);

export interface ConnectionsPage {
	people: Person[];
	nextPageToken?: string;
	nextSyncToken?: string;
}

/** What became of one contact of a batch: its new state, or why not. No person where the answer told nothing. */
export interface ItemAnswer {
	person?: Person;
	error?: SyncError;
}

/** refused: nothing was written; `errors` by index (creates) or id (updates), for the contacts that are to blame. */
export type BatchAnswer<Items> = { kind: 'answered'; items: Items } | { kind: 'refused'; errors: Map<string, SyncError> };

export interface PeopleClient {
	listConnections(at: { pageToken?: string; syncToken?: string }): Promise<ConnectionsPage>;
	/** undefined for those that are gone. */
	getPeople(ids: readonly string[]): Promise<Map<string, Person | undefined>>;
	createPerson(body: OwnPart): Promise<ItemAnswer>;
	/** In the order of the answer, which is not promised to be that of the request. */
	createPeople(bodies: readonly OwnPart[]): Promise<BatchAnswer<ItemAnswer[]>>;
	updatePerson(id: string, body: Person, mask: string): Promise<ItemAnswer>;
	updatePeople(bodies: ReadonlyMap<string, Person>, mask: string): Promise<BatchAnswer<Map<string, ItemAnswer>>>;
	deletePerson(id: string): Promise<void>;
	deletePeople(ids: readonly string[]): Promise<void>;
}

/**
 * The calls on persons: https://developers.google.com/people/api/rest/v1/people. Creates are not repeatable; an update
 * is, as its etag makes a second one a conflict, and so is a delete.
 */
export function createPeopleClient(call: Caller, baseUrl: string): PeopleClient {
	const people = `${baseUrl}/v1/people`;
	const send = (op: string, cost: Cost, request: HttpRequest, repeatable = true): Promise<HttpResponse> =>
		call(request, { op, cost, repeatable });
	const getOne = (id: string) => send('people.get', READ, { method: 'GET', url: `${baseUrl}/v1/${id}`, query: AFTER_WRITE });
	const getMany = (ids: readonly string[]) =>
		send('people.batchGet', READ, { method: 'GET', url: `${people}:batchGet`, query: { resourceNames: ids, ...AFTER_WRITE } });

	return {
		async listConnections(at) {
			const { body } = await send('connections.list', READ, { method: 'GET', url: `${people}/me/connections`, query: { ...LIST_QUERY, ...at } });
			return toPage(body);
		},
		async getPeople(ids) {
			const found = new Map<string, Person | undefined>();
			const [first] = ids;
			if (ids.length === 1 && first !== undefined) {
				const answer = await orExpected(getOne(first), isNotFound);
				return found.set(first, isNotFound(answer) ? undefined : asPerson(answer.body));
			}
			for (let start = 0; start < ids.length; start += GET_BATCH) {
				const { body } = await getMany(ids.slice(start, start + GET_BATCH));
				for (const [id, item] of personResponses(body, 'responses')) found.set(id, personOrGone(item));
			}
			return found;
		},
		async createPerson(body) {
			const answer = await send('people.create', WRITE, { method: 'POST', url: `${people}:createContact`, query: AFTER_WRITE, body }, false);
			return { person: asPerson(answer.body) };
		},
		async createPeople(bodies) {
			const contacts = bodies.map((contactPerson) => ({ contactPerson }));
			const request: HttpRequest = { method: 'POST', url: `${people}:batchCreateContacts`, body: { contacts, ...AFTER_BATCH } };
			const answer = await send('people.batchCreate', BATCH, request, false);
			return batchAnswer(answer, (body) => personResponses(body, 'createdPeople').map(([, item]) => item));
		},
		async updatePerson(id, body, mask) {
			const query = { updatePersonFields: mask, ...AFTER_WRITE };
			const answer = await send('people.update', WRITE, { method: 'PATCH', url: `${baseUrl}/v1/${id}:updateContact`, query, body });
			return { person: asPerson(answer.body) };
		},
		async updatePeople(bodies, mask) {
			const body = { contacts: Object.fromEntries(bodies), updateMask: mask, ...AFTER_BATCH };
			const answer = await send('people.batchUpdate', BATCH, { method: 'POST', url: `${people}:batchUpdateContacts`, body });
			return batchAnswer(answer, updateResults);
		},
		async deletePerson(id) {
			await send('people.delete', DELETE, { method: 'DELETE', url: `${baseUrl}/v1/${id}:deleteContact` });
		},
		async deletePeople(ids) {
			await send('people.batchDelete', BATCH_DELETE, { method: 'POST', url: `${people}:batchDeleteContacts`, body: { resourceNames: ids } });
		},
	};
}

function toPage(body: unknown): ConnectionsPage {
	const page = isObject(body) ? body : {};
	return {
		people: objectsOf(page.connections).flatMap((one) => asPerson(one) ?? []),
		nextPageToken: textOf(page.nextPageToken),
		nextSyncToken: textOf(page.nextSyncToken),
	};
}

function personOrGone({ person, error }: ItemAnswer): Person | undefined {
	if (error && !isNotFound(error)) throw error;
	return person;
}

/** The entries of a batch's answer with the ids that were asked for. */
function personResponses(body: unknown, member: 'responses' | 'createdPeople'): Array<[string, ItemAnswer]> {
	const responses = isObject(body) ? objectsOf(body[member]) : [];
	return responses.map((one) => [textOf(one.requestedResourceName) ?? '', itemAnswer(one)]);
}

function updateResults(body: unknown): Map<string, ItemAnswer> {
	const results = isObject(body) && isObject(body.updateResult) ? body.updateResult : {};
	return new Map(Object.entries(results).map(([id, one]) => [id, itemAnswer(isObject(one) ? one : {})]));
}

function itemAnswer(response: JsonObject): ItemAnswer {
	return { person: asPerson(response.person), error: statusError(response.status) };
}

function batchAnswer<Items>(response: HttpResponse, read: (body: unknown) => Items): BatchAnswer<Items> {
	const errors = response.status < 300 ? undefined : contactErrorsOf(faultOf(response));
	return errors ? { kind: 'refused', errors } : { kind: 'answered', items: read(response.body) };
}
