import { emailKey } from '../../../../core/contact/email';
import { nameText } from '../../../../core/contact/normalise';
import { fold } from '../../../../core/contact/text';
import { expectSyncError, RecordError, RetriableError } from '../../../../core/errors';
import type { CrmRecord, CrmWrite, CrmWriteResult } from '../../../../core/ports/crm';
import { everyRecord, type Source } from '../changes';
import { withValueAt, type JsonObject } from '../json';
import { changed } from '../map/change';
import { recordOf } from '../map/record';
import { assertJoinable } from './assert';
import { readBack } from './readBack';
import type { WriteRun } from './run';

type CreateWrite = Extract<CrmWrite, { op: 'create' }>;

/** How long a new record may take to show in lists. */
const VISIBILITY_MS = 10 * 60_000;

/** One request makes the record with values, tag and link; a second one reads what the CRM made of them. */
export async function create(run: WriteRun, write: CreateWrite): Promise<CrmWriteResult> {
	const { client, place } = run.source;
	if (write.recordType !== 'person') throw new RecordError('notAPerson', `${place.profile.name} is only given people, no companies.`);
	if (write.scope.kind !== 'all') assertJoinable(write.scope, run.source);
	const body = bodyOf(write, run.source);
	const until = run.memory.pending.get(pendingId(write));
	if (until !== undefined) {
		const found = await lookUp(run, write, body);
		if (found.kind === 'done' || until > run.env.clock.now()) return found;
		run.memory.pending.delete(pendingId(write));
	}
	const id = await client.create(body).catch((error: unknown) => {
		if (error instanceof RetriableError && error.outcome === 'unknown') return undefined;
		throw error;
	});
	if (id === undefined) return await lookUp(run, write, body);
	const assumed = recordOf(withValueAt(body, place.profile.id, id), place);
	return { kind: 'done', key: write.key, record: await readBack(run.source, id, assumed) };
}

function bodyOf({ fields, scope, link }: CreateWrite, { place }: Source): JsonObject {
	const tags = [...(fields.tags ?? []), ...(scope.kind === 'tag' ? [scope.tag] : [])];
	return changed(
		{},
		{
			patch: fields,
			...(tags.length > 0 ? { tags: { add: tags, remove: [] } } : {}),
			...(link ? { links: { add: [link], remove: [] } } : {}),
			...(fields.doNotEmail ? { optOut: true } : {}),
		},
		place.profile,
	);
}

/** The answer was lost or holds no id: the record is known by its link, else by what was sent. */
async function lookUp({ source, env, memory }: WriteRun, write: CreateWrite, body: JsonObject): Promise<CrmWriteResult> {
	const until = memory.pending.get(pendingId(write)) ?? env.clock.now() + VISIBILITY_MS;
	memory.pending.set(pendingId(write), until);
	const unknown: CrmWriteResult = { kind: 'unknown', key: write.key, until };
	const { place } = source;
	const sent = recordOf(withValueAt(body, place.profile.id, '0'), place);
	try {
		const records = await everyRecord(source, { kind: 'all' });
		const { link } = write;
		const found = records.find((record) => (link && place.profile.link ? record.links?.includes(link) : sent && isSame(record, sent)));
		if (!found) return unknown;
		memory.pending.delete(pendingId(write));
		return { kind: 'done', key: write.key, record: found };
	} catch (error) {
		expectSyncError(error);
		return unknown;
	}
}

function pendingId({ link, key }: CreateWrite): string {
	return link ?? key;
}

/** The same name, and an e-mail address in common; without any, the same numbers. */
function isSame({ contact: a }: CrmRecord, { contact: b }: CrmRecord): boolean {
	if (fold(nameText(a)) !== fold(nameText(b))) return false;
	const emails = new Set((a.emails ?? []).map(({ value }) => emailKey(value)));
	if (b.emails) return b.emails.some(({ value }) => emails.has(emailKey(value)));
	const digits = (one: CrmRecord['contact']): string => (one.phones ?? []).map(({ value }) => value.replace(/\D/g, '')).join();
	return emails.size === 0 && digits(a) === digits(b);
}
