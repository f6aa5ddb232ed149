import type { JsonObject } from '../kit/json';
import { contactId, type Contact } from './contact';
import { invalid, notFound, rpcStatus, type ApiError } from './errors';
import { optionalMask, requiredMask, updateMask } from './masks';
import { readMaskQuery, type Answer, type Exchange, type Operation } from './operation';
import { parsePerson } from './parsePerson';
import { readSources, type Query } from './query';
import { readView, renderPerson, type ReadView } from './render';
import { preparedCreate, preparedUpdate, roomFor } from './write';

const person = 'people/([^/:]+)';

export const personOperations: readonly Operation[] = [
	{ op: 'people.get', method: 'GET', path: new RegExp(`^v1/(${person})$`), effect: 'reads', cost: { criticalReads: 1 }, query: readMaskQuery, run: get },
	// assumed: the price of getBatchGet is not stated
	{ op: 'people.batchGet', method: 'GET', path: /^v1\/people:batchGet$/, effect: 'reads', cost: { criticalReads: 1 }, query: [...readMaskQuery, 'resourceNames'], run: batchGet },
	{
		op: 'people.create',
		method: 'POST',
		path: /^v1\/people:createContact$/,
		effect: 'mutates',
		cost: { criticalReads: 1, criticalWrites: 1, daily: 1 }, // documented
		query: ['personFields', 'sources'],
		run: create,
	},
	{
		op: 'people.update',
		method: 'PATCH',
		path: new RegExp(`^v1/(${person}):updateContact$`),
		effect: 'mutates',
		cost: { criticalReads: 1, criticalWrites: 1, daily: 1 }, // documented
		query: ['personFields', 'sources', 'updatePersonFields'],
		run: update,
	},
	{ op: 'people.delete', method: 'DELETE', path: new RegExp(`^v1/(${person}):deleteContact$`), effect: 'mutates', cost: { writes: 1 }, query: [], run: remove },
];

/** The living contact of that name, by a former name too. Unknown, deleted and malformed names are 404 (seen; the last assumed). */
export function contactOf({ user }: Pick<Exchange, 'user'>, name: string): Contact {
	const contact = user.state.find(contactId(name) ?? '');
	if (contact === undefined) throw notFound();
	return contact;
}

function get(exchange: Exchange): Answer {
	const view = requestedView(exchange);
	const [name = ''] = exchange.names;
	if (name === 'people/me') return { body: ownProfile(exchange), records: 1 };
	return { body: renderPerson(readable(exchange, name), view), records: 1 };
}

function batchGet(exchange: Exchange): Answer {
	const view = requestedView(exchange);
	const names = exchange.query.all('resourceNames');
	if (names.length === 0) throw invalid('Request must set resource_names.');
	if (names.length > 200) throw invalid('At most 200 resource names are allowed.'); // cap documented
	return { body: { responses: names.map((name) => oneOfBatch(exchange, view, name)) }, records: names.length };
}

/** Failures are told per name inside a 200 (documented). */
function oneOfBatch(exchange: Exchange, view: ReadView, name: string): JsonObject {
	try {
		const found = name === 'people/me' ? ownProfile(exchange) : renderPerson(readable(exchange, name), view);
		return personResponse(name, found);
	} catch (error) {
		return failedResponse(name, error as ApiError);
	}
}

export const personResponse = (requestedResourceName: string, shown: JsonObject): JsonObject => ({
	httpStatusCode: 200,
	person: shown,
	requestedResourceName,
	status: {},
});

export const failedResponse = (requestedResourceName: string, error: ApiError): JsonObject => ({
	httpStatusCode: error.httpStatus,
	...(requestedResourceName === '' ? {} : { requestedResourceName }),
	status: rpcStatus(error),
});

function create(exchange: Exchange): Answer {
	const view = viewAfterWrite(exchange);
	const created = preparedCreate(exchange, parsePerson(exchange.body, ''));
	roomFor(exchange, [{ before: undefined, after: created }]);
	exchange.user.state.put(created);
	return { body: renderPerson(created, view), records: 1, committed: true };
}

function update(exchange: Exchange): Answer {
	const view = viewAfterWrite(exchange);
	const mask = updateMask('updatePersonFields', exchange.query.text('updatePersonFields'));
	const input = parsePerson(exchange.body, '');
	const before = contactOf(exchange, exchange.names[0] ?? '');
	const after = preparedUpdate(exchange, before, input, mask);
	roomFor(exchange, [{ before, after }]);
	exchange.user.state.put(after);
	return { body: renderPerson(after, view), records: 1, committed: true };
}

/** No etag needed; into the trash for 30 days (documented in the help). */
function remove(exchange: Exchange): Answer {
	const { id } = contactOf(exchange, exchange.names[0] ?? '');
	exchange.user.state.remove(id, 'trash');
	return { body: {}, records: 1, committed: true };
}

/** What people.get shows: at once, or only what lists show too. */
function readable(exchange: Exchange, name: string): Contact {
	if (exchange.world.setting('getAfterUpdate') === 'immediate') return contactOf(exchange, name);
	const contact = exchange.user.state.people.get(contactId(name) ?? '');
	if (contact === undefined) throw notFound();
	return contact;
}

const includedFields = (query: Query): string | undefined => query.text('personFields') ?? query.text('requestMask.includeField')?.replaceAll('person.', '');

function requestedView({ world, query }: Exchange): ReadView {
	return readView(requiredMask('personFields', includedFields(query)), readSources(query.all('sources')), 'person', world.setting);
}

function viewAfterWrite({ world, query }: Exchange): ReadView {
	return readView(optionalMask('personFields', query.text('personFields')), readSources(query.all('sources')), 'person', world.setting);
}

/** The account's own profile, bare: the sandbox knows nothing of it (assumed form). */
function ownProfile({ user }: Exchange): JsonObject {
	const id = String(100_000_000_000 + user.state.name.length);
	const source = { type: 'PROFILE', id, profileMetadata: { objectType: 'PERSON', userTypes: ['GOOGLE_USER'] } };
	return { resourceName: `people/${id}`, etag: '%EgMBAgM=', metadata: { sources: [source], objectType: 'PERSON' } };
}
