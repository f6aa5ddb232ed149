import { RecordError, RetriableError, type SyncError } from '../../../core/errors';
import type { Activity, ActivityKey, ActivityRow, CampaignSink, RowResult, StoredActivity } from '../../../core/ports/campaigns';
import type { Clock } from '../../../core/ports/environment';
import { activityBody, activityRow, bodyText, marker, resultText, urlOf } from './activitiesMap';
import { rowsOf, type CreatioClient } from './client';
import { COMMUNICATION, nameId } from './ids';
import { faultOf } from './judge';
import { createPart, listPart, literal, lookupIs, updatePart, type Part } from './odata';
import { idOf, textOf, type Row } from './raw';

const PAGE = 1000;
/** Queries of IIS end at about 2 KB (assumed). */
const ADDRESSES_PER_PART = 15;
/** Contacts written between two answers. */
const ROWS_PER_ROUND = 200;

/**
 * Campaign activity in Creatio: one e-mail activity for each contact and mailing, in the contact's history. There is no
 * head, and the id is made of mailing and contact, so that whatever was cut is written again without doubling anything.
 */
export function createCreatioActivities(client: CreatioClient, account: string, clock: Pick<Clock, 'now'>): CampaignSink {
	const held = new Map<string, Promise<Row[]>>();
	const rowsHeld = (key: ActivityKey): Promise<Row[]> => {
		const text = marker(key);
		const known = held.get(text) ?? listActivities(client, text);
		held.set(text, known);
		return known;
	};

	return {
		async find(key) {
			const [first] = await rowsHeld(key);
			if (!first) return undefined;
			const url = urlOf(first);
			return { key, id: marker(key), counts: {}, ...(url === undefined ? {} : { url }) };
		},
		others: async () => [],
		create: async ({ service, kind, sourceId, url }) => ({ key: { service, kind, sourceId }, id: marker({ service, kind, sourceId }), counts: {}, ...(url === undefined ? {} : { url }) }),
		async update({ key }, activity) {
			const stale = (await rowsHeld(key)).filter((row) => textOf(row, 'Body') !== (bodyText(activity) || undefined));
			await sendAll(client, stale.map(({ Id }) => [updatePart('Activity', Id, { Body: bodyText(activity) })]));
		},
		rows: async ({ key }) => (await rowsHeld(key)).flatMap((row) => activityRow(row, key) ?? []),
		async *writeRows(stored, rows, activity) {
			const known = new Set((await rowsHeld(stored.key)).map(({ Id }) => Id.toLowerCase()));
			for (let from = 0; from < rows.length; from += ROWS_PER_ROUND) {
				yield await writeRound({ client, account, clock, known, stored, activity }, rows.slice(from, from + ROWS_PER_ROUND));
			}
			held.delete(marker(stored.key));
		},
	};
}

interface Round {
	client: CreatioClient;
	account: string;
	clock: Pick<Clock, 'now'>;
	/** Ids of activities that are there. */
	known: ReadonlySet<string>;
	stored: StoredActivity;
	activity: Activity;
}

async function listActivities(client: CreatioClient, text: string): Promise<Row[]> {
	const found: Row[] = [];
	for (;;) {
		const { rows } = await client.list('Activity', { $select: 'Id,DetailedResult,Body,CreatedOn', $filter: `contains(DetailedResult,${literal(text)})`, $orderby: 'CreatedOn,Id', $top: PAGE, $skip: found.length });
		found.push(...rows);
		if (rows.length < PAGE) return found;
	}
}

async function writeRound({ client, account, clock, known, stored, activity }: Round, rows: readonly ActivityRow[]): Promise<RowResult[]> {
	const contacts = await contactsOf(client, rows.map(({ email }) => email));
	const now = new Date(clock.now()).toISOString();
	const jobs = rows.flatMap((row) => (contacts.get(row.email) ?? []).map((contactId) => ({ row, contactId, id: nameId(account, 'activity', marker(stored.key), contactId) })));
	const update = (id: string, row: ActivityRow): Part => updatePart('Activity', id, { DetailedResult: resultText(row, stored.key) });
	const errors = await sendAll(client, jobs.map(({ row, contactId, id }) => (known.has(id) ? [update(id, row)] : [createPart('Activity', { Id: id, ...activityBody(activity, row, contactId, now) }), update(id, row)])));
	return rows.map(({ email }): RowResult => {
		if (!contacts.has(email)) return { kind: 'notInCrm', email };
		const error = jobs.map((job, index) => (job.row.email === email ? errors[index] : undefined)).find((one) => one !== undefined);
		return error ? { kind: 'failed', email, error } : { kind: 'done', email };
	});
}

/** Contact ids by address; an address is any e-mail of a contact. */
async function contactsOf(client: CreatioClient, emails: readonly string[]): Promise<Map<string, string[]>> {
	const parts: Part[] = [];
	for (let from = 0; from < emails.length; from += ADDRESSES_PER_PART) {
		const wanted = emails.slice(from, from + ADDRESSES_PER_PART).map((email) => `Number eq ${literal(email)}`).join(' or ');
		parts.push(listPart('ContactCommunication', { $select: 'Id,ContactId,Number', $filter: `${lookupIs('CommunicationType', COMMUNICATION.email)} and (${wanted})` }));
	}
	const found = new Map<string, string[]>();
	for (const row of (await client.batch(parts)).flatMap(rowsOf)) {
		const email = textOf(row, 'Number')?.trim().toLowerCase();
		const contactId = idOf(row, 'ContactId');
		if (email === undefined || contactId === undefined) continue;
		const ids = found.get(email) ?? [];
		if (!ids.includes(contactId)) found.set(email, [...ids, contactId]);
	}
	return found;
}

/**
 * Sends the first part of each job, and its second one where the first met a row that is there already. A batch ends at
 * the first failure, so the rest is sent anew. Errors by job; undefined: done.
 */
async function sendAll(client: CreatioClient, jobs: ReadonlyArray<readonly [Part, Part?]>): Promise<Array<SyncError | undefined>> {
	const errors: Array<SyncError | undefined> = jobs.map(() => undefined);
	for (let from = 0; from < jobs.length; ) {
		const answers = await client.batch(jobs.slice(from).map(([part]) => part));
		if (answers.length === 0) throw new RetriableError('Creatio left a request unanswered. The next run tries again.', '$batch without an answer', undefined, 'unknown');
		for (const answer of answers) {
			const [part, instead] = jobs[from] ?? [];
			const fault = part && faultOf(answer, part.method);
			errors[from] = fault && instead && isAlreadyThere(fault) ? await sendOne(client, instead) : fault;
			from += 1;
		}
		const failed = errors[from - 1];
		if (failed && failed.recovery !== 'record') throw failed;
	}
	return errors;
}

function isAlreadyThere(error: SyncError): boolean {
	return error instanceof RecordError && error.reason === 'alreadyThere';
}

async function sendOne(client: CreatioClient, part: Part): Promise<SyncError | undefined> {
	const [answer] = await client.batch([part]);
	return answer ? faultOf(answer, part.method) : undefined;
}
