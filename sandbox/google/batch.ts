import { isObject, type JsonObject } from '../kit/json';
import { resourceName, type Contact } from './contact';
import { ApiError, invalid, rpcStatus } from './errors';
import { skippableMask, updateMask } from './masks';
import type { Answer, Exchange, Operation } from './operation';
import { parsePerson } from './parsePerson';
import { contactOf, failedResponse, personResponse } from './people';
import { readSources } from './query';
import { readView, renderPerson } from './render';
import { list, message, oneOf, omitEmpty, text, texts } from './shape';
import { preparedCreate, preparedUpdate, roomFor } from './write';

/** documented; flat, whatever the batch holds (seen) */
const batchCost = { criticalReads: 6, criticalWrites: 6, daily: 200 };

export const batchOperations: readonly Operation[] = [
	{ op: 'people.batchCreate', method: 'POST', path: /^v1\/people:batchCreateContacts$/, effect: 'mutates', cost: batchCost, query: [], run: batchCreate },
	{ op: 'people.batchUpdate', method: 'POST', path: /^v1\/people:batchUpdateContacts$/, effect: 'mutates', cost: batchCost, query: [], run: batchUpdate },
	{ op: 'people.batchDelete', method: 'POST', path: /^v1\/people:batchDeleteContacts$/, effect: 'mutates', cost: { writes: 10 }, query: [], run: batchDelete },
];

/** One contact of a batch: what it would become, or why not. */
interface Item {
	key: string;
	before?: Contact;
	outcome: Contact | ApiError;
}

function batchCreate(exchange: Exchange): Answer {
	const body = message(exchange.body, '', oneOf('contacts', 'readMask', 'sources'));
	const show = shower(exchange, body);
	const contacts = list(body.contacts, 'contacts');
	checkSize(contacts.length, 200, 'contacts');
	const items = contacts.map((one, index) => {
		const { contactPerson } = message(one, `contacts[${index}]`, oneOf('contactPerson'));
		const input = parsePerson(contactPerson, `contacts[${index}].contact_person`);
		return { key: String(index), outcome: outcomeOf(() => preparedCreate(exchange, input)) };
	});
	const done = store(exchange, items, 'BatchCreateContactsErrorDetails');
	const createdPeople = items.map(({ outcome }) =>
		outcome instanceof ApiError ? failedResponse('', outcome) : personResponse(resourceName(outcome.id), show?.(outcome) ?? {}),
	);
	if (exchange.world.setting('createdPeopleOrder') === 'reversed') createdPeople.reverse();
	return { body: show ? { createdPeople } : {}, records: items.length, committed: done > 0 };
}

function batchUpdate(exchange: Exchange): Answer {
	const body = message(exchange.body, '', oneOf('contacts', 'updateMask', 'readMask', 'sources'));
	const show = shower(exchange, body);
	const mask = updateMask('updateMask', body.updateMask === undefined ? undefined : text(body.updateMask, 'updateMask'));
	const contacts = Object.entries(isObject(body.contacts) ? body.contacts : {});
	checkSize(contacts.length, 200, 'contacts');
	const items = contacts.map(([name, person]): Item => {
		const input = parsePerson(person, `contacts[${name}].value`);
		const before = exchangeContact(exchange, name);
		if (before instanceof ApiError) return { key: name, outcome: before };
		return { key: name, before, outcome: outcomeOf(() => preparedUpdate(exchange, before, input, mask)) };
	});
	const done = store(exchange, items, 'BatchUpdateContactsErrorDetails');
	const updateResult = Object.fromEntries(
		items.map(({ key, outcome }) => [key, outcome instanceof ApiError ? failedResponse(key, outcome) : personResponse(key, show?.(outcome) ?? {})]),
	);
	const isSilent = show === undefined || exchange.world.setting('updateAnswersEmpty') === 'yes';
	return { body: isSilent ? {} : { updateResult }, records: items.length, committed: done > 0 };
}

function batchDelete(exchange: Exchange): Answer {
	const body = message(exchange.body, '', oneOf('resourceNames'));
	const names = texts(body.resourceNames, 'resourceNames');
	checkSize(names.length, 500, 'resource_names');
	const found = names.map((name) => exchangeContact(exchange, name));
	const missing = found.find((one) => one instanceof ApiError);
	if (missing instanceof ApiError && exchange.world.setting('batchDeleteMissing') === 'error') throw missing;
	const contacts = found.filter((one): one is Contact => !(one instanceof ApiError));
	for (const { id } of contacts) exchange.user.state.remove(id, 'trash');
	return { body: {}, records: names.length, committed: contacts.length > 0 };
}

/** How the people of the answer are shown; undefined when an empty readMask skips the read (documented). */
function shower({ world }: Exchange, body: JsonObject): ((contact: Contact) => JsonObject) | undefined {
	const mask = skippableMask(body.readMask === undefined ? undefined : text(body.readMask, 'readMask'));
	const sources = readSources(texts(body.sources, 'sources'));
	if (mask === undefined) return undefined;
	const view = readView(mask, sources, 'person', world.setting);
	return (contact) => renderPerson(contact, view);
}

function checkSize(count: number, most: number, what: string): void {
	if (count === 0) throw invalid(`Request must set ${what}.`); // assumed
	if (count > most) throw invalid(`At most ${most} ${what} are allowed in a batch, got ${count}.`); // cap documented, text assumed
}

function outcomeOf(prepare: () => Contact): Contact | ApiError {
	try {
		return prepare();
	} catch (error) {
		if (error instanceof ApiError) return error;
		throw error;
	}
}

const exchangeContact = (exchange: Exchange, name: string): Contact | ApiError => outcomeOf(() => contactOf(exchange, name));

/** Stores what can be stored, or throws; answers how many. */
function store(exchange: Exchange, items: readonly Item[], details: string): number {
	const failed = items.filter(({ outcome }) => outcome instanceof ApiError);
	if (failed.length > 0 && exchange.world.setting('batchAtomicity') === 'allOrNothing') throw batchError(failed, details);
	const writes = items.flatMap(({ before, outcome }) => (outcome instanceof ApiError ? [] : [{ before, after: outcome }]));
	roomFor(exchange, writes);
	for (const { after } of writes) exchange.user.state.put(after);
	return writes.length;
}

/** Shape of the details documented; status and message of the whole assumed. */
function batchError(failed: readonly Item[], details: string): ApiError {
	const errors = failed.flatMap(({ key, outcome }) => (outcome instanceof ApiError ? [[key, outcome] as const] : []));
	const isConflict = errors.every(([, error]) => error.status === 'FAILED_PRECONDITION');
	const contactErrors = omitEmpty(Object.fromEntries(errors.map(([key, error]) => [key, rpcStatus(error)])));
	const first = errors[0]?.[1].message ?? '';
	return new ApiError(400, isConflict ? 'FAILED_PRECONDITION' : 'INVALID_ARGUMENT', first, [
		{ '@type': `type.googleapis.com/google.people.v1.${details}`, contactErrors },
	]);
}
