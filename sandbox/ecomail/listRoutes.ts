import { isObject, type JsonObject } from '../kit/json';
import { EcomailError, invalid, notFound } from './errors';
import { keyOf, nextId, type Contact, type Desk, type List, type Membership, type Status } from './model';
import { one, pageOf, type Query, type Route } from './routing';
import { czechDay, isoStamp, plainStamp } from './time';

/** [seen] An id that is no number is 422. */
export function listOf(desk: Desk, id: string | undefined): List {
	if (!/^\d+$/.test(id ?? '')) throw new EcomailError(422, 'The id must be a number');
	const list = desk.account.lists.get(Number(id));
	if (!list) throw notFound('List');
	return list;
}

/** PHP makes an empty map a list: switch emptyMap. */
export function phpMap(desk: Desk, map: object): object {
	return Object.keys(map).length === 0 && desk.setting('emptyMap') === 'array' ? [] : map;
}

function listBody(list: List): JsonObject {
	const { id, name, fromName, fromEmail, replyTo, doubleOptin, createdAt } = list;
	const active = [...list.members.values()].filter(({ status }) => status === 1).length;
	// [documented sample] The id as text in the detail; clients accept both.
	return { id, name, from_name: fromName, from_email: fromEmail, reply_to: replyTo, double_optin: doubleOptin, active_subscribers: active, created: czechDay(createdAt) };
}

function lists(desk: Desk): unknown {
	const all = [...desk.account.lists.values()].map(listBody);
	switch (desk.setting('listShape')) {
		case 'array':
			return all;
		case 'pages':
			return { data: all, last_page: 1, current_page: 1 };
		case 'keyed':
			return Object.fromEntries(all.map((list) => [String(list.id), list]));
	}
}

const counted: ReadonlyArray<[string, Status]> = [['subscribed', 1], ['unsubscribed', 2], ['soft_bounced', 3], ['hard_bounced', 4], ['complained', 5], ['unconfirmed', 6]];

function listDetail(desk: Desk, list: List): JsonObject {
	const members = [...list.members.values()];
	const counts = counted.map(([name, status]) => [name, members.filter((member) => member.status === status).length]);
	return {
		list: { ...listBody(list), id: String(list.id), custom_fields: phpMap(desk, list.customFields), groups: [], segments: [] },
		subscribers: { unknown: 0, ...Object.fromEntries(counts) },
	};
}

/** [documented] Names of the filter; subscribed ones without it. */
const filters: Readonly<Record<string, readonly Status[]>> = { '': [1], unsubscribed: [2], not_confirmed: [6], bounced: [3, 4], complained: [5] };

function members(desk: Desk, list: List, query: Query): JsonObject {
	const wanted = filters[one(query, 'status') ?? ''];
	if (!wanted) throw invalid('status', 'The selected status is invalid.');
	const chosen = [...list.members].filter(([, { status }]) => wanted.includes(status));
	// [documented] 20 rows unless said otherwise, at most 5,000.
	const page = pageOf(chosen, query, 20, 5000);
	const data = page.rows.flatMap(([key, member]) => {
		const contact = desk.account.contacts.get(key);
		return contact ? [memberRow(desk, list, contact, member)] : [];
	});
	return { current_page: page.page, data, per_page: page.perPage, total: page.total, last_page: page.lastPage, next_page_url: page.page < page.lastPage ? '?page' : null };
}

function memberRow(desk: Desk, list: List, contact: Contact, member: Membership): JsonObject {
	const { id, status, subscribedAt, unsubscribedAt, customFields, groups, source } = member;
	return {
		id,
		list_id: list.id,
		email: contact.email,
		status,
		subscribed_at: isoStamp(subscribedAt),
		unsubscribed_at: unsubscribedAt === null ? null : isoStamp(unsubscribedAt),
		custom_fields: phpMap(desk, customFields),
		groups,
		source,
		subscriber: { id: contact.id, ...shown(desk, contact), email: contact.email, ...shownTags(desk, contact) },
	};
}

/** [documented samples] The base fields that readings show; whether there are more: switch shownFields. */
function shown(desk: Desk, { fields }: Contact): JsonObject {
	const { name = null, surname = null, company = null, city = null, country = null, phone = null, gender = null } = fields;
	const sample = { name, surname, company, city, country, phone, gender };
	if (desk.setting('shownFields') === 'sample') return sample;
	const { street = null, zip = null, pretitle = null, surtitle = null, birthday = null } = fields;
	return { ...sample, street, zip, pretitle, surtitle, birthday };
}

/** [seen] Readings of a list show tags as an array, as JSON, or as text with commas. */
function shownTags(desk: Desk, { tags }: Contact): JsonObject {
	switch (desk.setting('listTags')) {
		case 'array':
			return { tags };
		case 'json':
			return { tags: JSON.stringify(tags) };
		case 'text':
			return { tags: tags.join(',') };
		case 'absent':
			return {};
	}
}

function member(desk: Desk, list: List, email: string): JsonObject {
	const contact = desk.account.contacts.get(keyOf(email));
	const found = list.members.get(keyOf(email));
	if (!contact || !found) throw notFound('Subscriber');
	return {
		subscriber: {
			id: contact.id,
			...shown(desk, contact),
			email: contact.email,
			tags: contact.tags,
			rating: 0,
			list_id: list.id,
			status: found.status,
			source: found.source,
			subscribed_at: isoStamp(found.subscribedAt),
			custom_fields: phpMap(desk, found.customFields),
			groups: phpMap(desk, found.groups ?? {}),
		},
	};
}

function subscriber(desk: Desk, email: string): JsonObject {
	const contact = desk.account.contacts.get(keyOf(email));
	if (!contact) throw notFound('Subscriber');
	const lists = [...desk.account.lists.values()].flatMap((list): Array<[string, JsonObject]> => {
		const found = list.members.get(keyOf(email));
		const { id, status, source } = found ?? {};
		return found ? [[String(list.id), { id, list_id: list.id, email: contact.email, status, subscribed_at: isoStamp(found.subscribedAt), source }]] : [];
	});
	return { subscriber: { ...shown(desk, contact), email: contact.email, inserted_at: plainStamp(contact.insertedAt), rating: 0, tags: contact.tags, lists: phpMap(desk, Object.fromEntries(lists)) } };
}

/** A new list, by API or by hand. */
export function createList(desk: Desk, body: JsonObject): List {
	const { name, from_name: fromName = '', from_email: fromEmail = '', reply_to: replyTo = '' } = body;
	if (typeof name !== 'string' || name === '') throw invalid('name', 'The name field is required.');
	const list: List = {
		id: nextId(desk.account, 'list'),
		name,
		fromName: String(fromName),
		fromEmail: String(fromEmail),
		replyTo: String(replyTo),
		doubleOptin: body.double_optin === true,
		customFields: {},
		createdAt: desk.now,
		members: new Map(),
	};
	desk.account.lists.set(list.id, list);
	return list;
}

const bodyOf = (body: unknown): JsonObject => (isObject(body) ? body : {});

export const listRoutes: readonly Route[] = [
	{ method: 'GET', path: 'lists', op: 'lists', handle: ({ desk }) => ({ body: lists(desk), effect: 'read', records: desk.account.lists.size }) },
	// [documented] double_optin is set by the update only.
	{ method: 'POST', path: 'lists', op: 'list.create', handle: ({ desk, body }) => ({ body: listBody(createList(desk, { ...bodyOf(body), double_optin: false })), effect: 'write', records: 1 }) },
	{ method: 'GET', path: 'lists/:list', op: 'list', handle: ({ desk, params }) => ({ body: listDetail(desk, listOf(desk, params.list)), effect: 'read', records: 1 }) },
	{
		method: 'PUT',
		path: 'lists/:list',
		op: 'list.update',
		handle({ desk, params, body }) {
			const list = listOf(desk, params.list);
			const { name, double_optin: doubleOptin } = bodyOf(body);
			if (typeof name !== 'string') throw invalid('name', 'The name field is required.');
			Object.assign(list, { name, ...(typeof doubleOptin === 'boolean' ? { doubleOptin } : {}) });
			return { body: listBody(list), effect: 'write', records: 1 };
		},
	},
	{
		method: 'GET',
		path: 'lists/:list/subscribers',
		op: 'list.subscribers',
		handle({ desk, params, query }) {
			const body = members(desk, listOf(desk, params.list), query);
			return { body, effect: 'read', records: (body.data as unknown[]).length };
		},
	},
	{ method: 'GET', path: 'lists/:list/subscriber/:email', op: 'list.subscriber', handle: ({ desk, params }) => ({ body: member(desk, listOf(desk, params.list), params.email ?? ''), effect: 'read', records: 1 }) },
	{ method: 'GET', path: 'subscribers/:email', op: 'subscriber', handle: ({ desk, params }) => ({ body: subscriber(desk, params.email ?? ''), effect: 'read', records: 1 }) },
];
