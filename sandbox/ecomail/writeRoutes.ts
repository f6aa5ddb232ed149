import { isObject, type JsonObject } from '../kit/json';
import { limits, parseRow, writeContact, writeMembership, type Row } from './contacts';
import { EcomailError, invalid, notFound } from './errors';
import { newMembership, setStatus, tellList } from './membership';
import { keyOf, type Contact, type Desk, type List, type Membership, type Status } from './model';
import { listOf } from './listRoutes';
import type { Route } from './routing';
import { isoStamp, plainStamp } from './time';

const bodyOf = (body: unknown): JsonObject => (isObject(body) ? body : {});
const contactOf = (desk: Desk, row: Row): Contact | undefined => desk.account.contacts.get(keyOf(row.email));

/** [documented] Flat, without tags and status; `bounced_hard` here. */
function flat({ id, email, fields, insertedAt }: Contact): JsonObject {
	const { name = null, surname = null, gender = null } = fields;
	return { id, name, surname, email, gender, bounce_soft: 0, bounced_hard: 0, bounce_message: null, inserted_at: plainStamp(insertedAt) };
}

function subscribe(desk: Desk, list: List, body: JsonObject): JsonObject {
	const row = parseRow(desk, body.subscriber_data);
	const member = list.members.get(keyOf(row.email));
	if (member) {
		const resubscribes = member.status === 2 && (row.status === 1 || (row.status === undefined && body.resubscribe === true));
		if (body.update_existing === true) updateMember(desk, list, member, row);
		if (resubscribes) setStatus(desk, list, row.email, 1, { kind: 'api' });
		return { ...flat(contactOf(desk, row) as Contact), already_subscribed: true };
	}
	// [documented] With double opt-in and without skip_confirmation a mail goes out and the state is 6.
	const asks = list.doubleOptin && body.skip_confirmation !== true && row.status === undefined;
	addMember(desk, list, row, asks ? 6 : (row.status ?? 1));
	if (asks) desk.account.confirmationMails.push({ listId: list.id, email: row.email, at: desk.now });
	return flat(contactOf(desk, row) as Contact);
}

function addMember(desk: Desk, list: List, row: Row, status: Status): void {
	const known = contactOf(desk, row) !== undefined;
	const { contact } = writeContact(desk, row, !known || desk.setting('knownContactTags') === 'written');
	const membership = newMembership(desk, status, row.source ?? 'api');
	list.members.set(keyOf(contact.email), membership);
	writeMembership(desk, list, membership, row);
	// [documented] With double opt-in the webhook is told at sign-up.
	if (status === 1 || status === 6) tellList(desk, list, contact.email, 1, { kind: 'api' });
}

function updateMember(desk: Desk, list: List, member: Membership, row: Row): boolean {
	const { changed } = writeContact(desk, row, true);
	const touched = writeMembership(desk, list, member, row);
	return changed || touched;
}

/** Throws where a bulk call is refused as a whole; answers the rows that it takes: the first 3,000 [documented]. */
function bulkRows(desk: Desk, body: JsonObject): Row[] {
	if (!Array.isArray(body.subscriber_data)) throw invalid('subscriber_data', 'The subscriber data must be an array.');
	const rows: Row[] = [];
	for (const data of body.subscriber_data.slice(0, limits.bulk)) {
		try {
			const row = parseRow(desk, data);
			if (row.status !== undefined && ![1, 2, 4].includes(row.status) && desk.setting('bulkStates') === 'documented') throw invalid('status', 'The selected status is invalid.');
			rows.push(row);
		} catch (error) {
			if (!(error instanceof EcomailError) || desk.setting('invalidRow') === 'refused') throw error;
		}
	}
	return rows;
}

/** Now or in ten seconds: switch bulkProcessing. */
function takeEffect(desk: Desk, act: (now: Desk) => void): void {
	if (desk.setting('bulkProcessing') === 'immediate') return act(desk);
	const at = desk.now + 10_000;
	desk.account.waiting.push({ at, act: () => act({ ...desk, now: at }) });
}

/** [documented] Answers the number of new members alone; update_existing is true unless said otherwise; never asks for confirmation. */
function subscribeBulk(desk: Desk, list: List, body: JsonObject): { inserts: number; rows: number } {
	const rows = bulkRows(desk, body);
	const inserts = new Set(rows.map(({ email }) => keyOf(email)).filter((key) => !list.members.has(key))).size;
	takeEffect(desk, (then) => {
		for (const row of rows) {
			const member = list.members.get(keyOf(row.email));
			if (!member) addMember(then, list, row, row.status ?? 1);
			else if (body.update_existing !== false) {
				updateMember(then, list, member, row);
				changeStatus(then, list, member, row, body.resubscribe === true);
			}
		}
	});
	return { inserts, rows: rows.length };
}

/** 2 becomes 1 only where that was asked for; 4 and 5 as well [assumed]. */
function changeStatus(desk: Desk, list: List, member: Membership, { email, status = 1 }: Row, resubscribe: boolean): void {
	if (status === 1 && member.status !== 1 && !resubscribe) return;
	setStatus(desk, list, email, status, { kind: 'api' });
}

function updateBulk(desk: Desk, list: List, body: JsonObject): { updates: number; rows: number } {
	const rows = bulkRows(desk, body).filter(({ email }) => list.members.has(keyOf(email)));
	const differs = (row: Row): boolean => wouldChange(desk, list, row);
	const updates = desk.setting('updatesCount') === 'matched' ? rows.length : rows.filter(differs).length;
	takeEffect(desk, (then) => {
		for (const row of rows) {
			const member = list.members.get(keyOf(row.email));
			if (!member) continue;
			updateMember(then, list, member, row);
			if (row.status !== undefined) changeStatus(then, list, member, row, body.allow_resubscribe === true);
		}
	});
	return { updates, rows: rows.length };
}

function wouldChange(desk: Desk, list: List, row: Row): boolean {
	const contact = structuredClone(contactOf(desk, row));
	const member = structuredClone(list.members.get(keyOf(row.email)));
	if (!contact || !member) return false;
	const trial: Desk = { ...desk, account: { ...desk.account, contacts: new Map([[keyOf(row.email), contact]]) } };
	const status = row.status !== undefined && row.status !== member.status;
	return updateMember(trial, { ...list, customFields: { ...list.customFields } }, member, row) || status;
}

function updateOne(desk: Desk, list: List, body: JsonObject): JsonObject {
	// [seen] An address inside subscriber_data alone is 422 email_required.
	const row = parseRow(desk, body.subscriber_data, body.email ?? '');
	const member = list.members.get(keyOf(row.email));
	if (!member) throw desk.setting('unknownUpdate') === '404' ? notFound('Subscriber') : invalid('email', 'The subscriber is not in this list.');
	updateMember(desk, list, member, row);
	// [seen] Leaves an unsubscribed member unsubscribed; a status can be set.
	if (row.status !== undefined) setStatus(desk, list, row.email, row.status, { kind: 'api' });
	const { bounced_hard: bounceHard, ...rest } = flat(contactOf(desk, row) as Contact);
	return { ...rest, bounce_hard: bounceHard };
}

function unsubscribe(desk: Desk, list: List, body: JsonObject): JsonObject {
	if (typeof body.email !== 'string') throw invalid('email', 'The email field is required.');
	const member = list.members.get(keyOf(body.email));
	if (!member) throw notFound('Subscriber');
	setStatus(desk, list, body.email, 2, { kind: 'api' });
	return {
		id: member.id,
		list_id: list.id,
		email: body.email,
		status: 2,
		subscribed_at: isoStamp(member.subscribedAt),
		unsubscribed_at: isoStamp(desk.now),
		custom_fields: member.customFields,
		source: member.source,
	};
}

export const writeRoutes: readonly Route[] = [
	{ method: 'POST', path: 'lists/:list/subscribe', op: 'subscribe', handle: ({ desk, params, body }) => ({ body: subscribe(desk, listOf(desk, params.list), bodyOf(body)), effect: 'write', records: 1 }) },
	{
		method: 'POST',
		path: 'lists/:list/subscribe-bulk',
		op: 'subscribeBulk',
		handle({ desk, params, body }) {
			const { inserts, rows } = subscribeBulk(desk, listOf(desk, params.list), bodyOf(body));
			return { body: { inserts }, effect: 'write', records: rows };
		},
	},
	{ method: 'PUT', path: 'lists/:list/update-subscriber', op: 'updateSubscriber', handle: ({ desk, params, body }) => ({ body: updateOne(desk, listOf(desk, params.list), bodyOf(body)), effect: 'write', records: 1 }) },
	{
		method: 'PUT',
		path: 'lists/:list/update-subscriber-bulk',
		op: 'updateSubscriberBulk',
		handle({ desk, params, body }) {
			const { updates, rows } = updateBulk(desk, listOf(desk, params.list), bodyOf(body));
			return { body: { updates }, effect: 'write', records: rows };
		},
	},
	{ method: 'DELETE', path: 'lists/:list/unsubscribe', op: 'unsubscribe', handle: ({ desk, params, body }) => ({ body: unsubscribe(desk, listOf(desk, params.list), bodyOf(body)), effect: 'write', records: 1 }) },
	{
		method: 'DELETE',
		path: 'subscribers/:email/delete',
		op: 'subscriber.delete',
		handle({ desk, params }) {
			const key = keyOf(params.email ?? '');
			if (!desk.account.contacts.delete(key)) throw notFound('Subscriber');
			for (const list of desk.account.lists.values()) list.members.delete(key);
			// The answer is not documented.
			return { body: { success: true }, effect: 'write', records: 1 };
		},
	},
];
