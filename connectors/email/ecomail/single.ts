import { expectSyncError, RecordError } from '../../../core/errors';
import type { EmailList, Subscriber, SubscriberChange, SubscriberWriteResult } from '../../../core/ports/email';
import type { EcomailClient } from './client';
import { listOrError, type Reader } from './reader';
import { lackOf, rowOf, UNSUBSCRIBED, type Lack, type Row } from './rows';

export interface Tools {
	client: EcomailClient;
	reader: Reader;
	list: EmailList;
}

const pathOf = (list: EmailList, action: string): string => `lists/${encodeURIComponent(list.id)}/${action}`;

/** Writes one subscriber and reads it back. Rejects only where no further call can succeed. */
export async function writeOne(tools: Tools, row: Row): Promise<SubscriberWriteResult> {
	try {
		await send(tools, row);
		return await settled(tools, row);
	} catch (error) {
		const problem = expectSyncError(error);
		if (problem.recovery !== 'record') throw problem;
		return { kind: 'failed', key: row.key, error: await listOrError(tools.reader, tools.list.id, problem) };
	}
}

async function send({ client, list }: Tools, { write, data, email, carries }: Row): Promise<void> {
	if (write.op === 'create') {
		await client.send('POST', pathOf(list, 'subscribe'), 'subscribe', {
			// Without a status, which would override the list's own way of taking new people; but who opted out is never subscribed, not for a moment.
			subscriber_data: write.state === 'unsubscribed' ? { ...data, status: UNSUBSCRIBED } : data,
			trigger_autoresponders: write.automations === 'start',
			trigger_notification: false,
			update_existing: true,
			skip_confirmation: write.confirmation === 'skip',
			resubscribe: false,
		});
		return;
	}
	// Without a status: one that is as read here could undo what the person did meanwhile.
	const status = write.state === 'subscribed' ? { status: 1 } : {};
	if (carries === 'values' || write.state === 'subscribed') {
		const values = Object.fromEntries(Object.entries(data).filter(([name]) => name !== 'email'));
		await client.send('PUT', pathOf(list, 'update-subscriber'), 'updateSubscriber', { email, subscriber_data: { ...values, ...status } });
	}
	if (write.state === 'unsubscribed') await client.send('DELETE', pathOf(list, 'unsubscribe'), 'unsubscribe', { email });
}

/** Out of the whole account; one that is not there is no error. */
export async function deleteOne({ client }: Tools, key: string, { email }: Subscriber): Promise<SubscriberWriteResult> {
	try {
		await client.send('DELETE', `subscribers/${encodeURIComponent(email)}/delete`, 'subscriber.delete', {});
	} catch (error) {
		const problem = expectSyncError(error);
		if (problem.recovery !== 'record') throw problem;
		if (!(problem instanceof RecordError && problem.reason === 'notFound')) return { kind: 'failed', key, error: problem };
	}
	return { kind: 'done', key };
}

/** Reads back; what is lacking is written once more from what is there now, as an update. */
async function settled(tools: Tools, row: Row): Promise<SubscriberWriteResult> {
	const { reader, list } = tools;
	const after = await reader.one(list.id, row.email);
	const lack = lackOf(row, list, after);
	if (!lack && after) return { kind: 'done', key: row.key, subscriber: after };
	if (!after?.memberships[list.id] || lack === 'missing') throw notTaken('missing');
	await send(tools, rowOf(list, asUpdate(row.write, after)));
	const again = await reader.one(list.id, row.email);
	const stillLacking = lackOf(row, list, again);
	if (stillLacking || !again) throw notTaken(stillLacking ?? 'missing');
	return { kind: 'done', key: row.key, subscriber: again };
}

/** The same wish for a subscriber who is in the list by now. */
export function asUpdate(write: SubscriberChange, subscriber: Subscriber): SubscriberChange {
	const { key, tags } = write;
	const state = write.state ? { state: write.state } : {};
	return { op: 'update', key, subscriber, fields: {}, customFields: {}, tags, ...state };
}

const LACKS: Record<Lack, string> = {
	missing: 'Ecomail did not take this subscriber, and did not say why. Check the e-mail address.',
	state: 'Ecomail did not change the state of this subscriber.',
	tags: 'Ecomail did not take all tags of this subscriber. Tags have at most 50 characters.',
	keptTags: 'Ecomail kept a tag that was to be removed. Remove it there by hand.',
};

export function notTaken(lack: Lack): RecordError {
	return new RecordError(lack === 'keptTags' ? 'tagKept' : 'notTaken', LACKS[lack], `Read back after the write: ${lack}`);
}
