import type { RecordRef } from '../../../../core/contact/contact';
import { RecordError, RetriableError, SyncError } from '../../../../core/errors';
import type { CrmWrite, CrmWriteResult } from '../../../../core/ports/crm';
import { passOn } from '../client';
import { extIdOf } from '../links';
import { detailRecord } from '../map';
import { scopeOfCreate } from '../scope';
import { newCompany } from './companyValues';
import { readDetail, type Desk, type Detail } from './desk';
import { mappedChanges, type MappedValues } from './mappedValues';
import { filled, newPerson } from './personValues';
import { createdId, relationshipOfCreate } from './relationship';
import { withoutComma } from './steps';

export type CreateWrite = Extract<CrmWrite, { op: 'create' }>;

/** A result, and what ends the run once it is known. */
export interface Outcome {
	result: CrmWriteResult;
	stop?: unknown;
}

/** How long a create may stay unseen; for as long one with unknown outcome is not repeated. */
const VISIBILITY_MS = 10 * 60_000;

/** One request, then the record is read back. A create whose answer is lost is looked up by its link. */
export async function create(desk: Desk, write: CreateWrite): Promise<Outcome> {
	const { pending } = desk.memory;
	const until = pending.get(pendingId(write));
	if (until !== undefined) {
		const found = await lookUp(desk, write);
		if (found.result.kind === 'done' || found.stop !== undefined || until > desk.env.clock.now()) return found;
		pending.delete(pendingId(write));
	}
	const mapped = await mappedChanges(desk, write.recordType, {}, write.fields);
	const body = await bodyOf(desk, write, mapped);
	if (!body) throw new RecordError('noName', 'Raynet needs a name for this record. Give it one, or an e-mail address or a number.');
	const sent = await send(desk, write, body);
	if (sent instanceof RetriableError) return lookUp(desk, write);
	return 'result' in sent ? sent : finish(desk, write, sent, mapped);
}

function pendingId({ key, link }: CreateWrite): string {
	return link ?? key;
}

/** Of custom fields only the schema of companies knows when it creates (documented); a person gets them afterwards. */
async function bodyOf(desk: Desk, { recordType, fields, scope, link }: CreateWrite, { customFields, ...others }: MappedValues): Promise<Record<string, unknown> | undefined> {
	const values = recordType === 'person' ? await newPerson(desk, fields) : await newCompany(desk, fields);
	if (!values) return undefined;
	const relationship = recordType === 'person' ? await relationshipOfCreate(desk, fields.company) : undefined;
	const { tags: scopeTags = [], ...place } = scopeOfCreate(scope, recordType);
	const tags = [...new Set([...(fields.tags ?? []).map(withoutComma), ...scopeTags])];
	const ridesAlong = link !== undefined && (recordType === 'company' || desk.memory.extIdOfPerson === 'rides');
	return filled({ ...values, ...others, ...(recordType === 'company' ? { customFields } : {}), relationship, ...place, tags, ...(ridesAlong ? { extId: extIdOf(link) } : {}) });
}

/** The new record, or the error of a lost answer. A refusal may mean that the record is there already, from an earlier run. */
async function send(desk: Desk, write: CreateWrite, body: Record<string, unknown>): Promise<RecordRef | RetriableError | Outcome> {
	const { recordType, link } = write;
	try {
		const answer = await desk.client.write({ method: 'PUT', path: `${recordType}/`, op: `${recordType}.create`, body });
		return { recordType, recordId: String(createdId(answer)) };
	} catch (error) {
		if (error instanceof RetriableError && error.outcome === 'unknown') return error;
		if (!(error instanceof RecordError) || link === undefined) return passOn(error);
		const found = await findCreated(desk, write);
		if (!found) return passOn(error);
		return { result: { kind: 'done', key: write.key, record: found.record } };
	}
}

/** From here on the record is there: an answer that is missing now leaves its state unknown, not its existence. */
async function finish(desk: Desk, write: CreateWrite, ref: RecordRef, mapped: MappedValues): Promise<Outcome> {
	try {
		await addCustomFields(desk, ref, mapped);
		const created = await withLink(desk, write, ref);
		if (!created) return { result: { kind: 'conflict', key: write.key } };
		return { result: { kind: 'done', key: write.key, record: created.record } };
	} catch (error) {
		if (!(error instanceof SyncError)) return passOn(error);
		return { result: unknown(desk, write), ...(error instanceof RetriableError ? {} : { stop: error }) };
	}
}

/** Values that Raynet refuses stay where they came from; the record is there without them. */
async function addCustomFields({ client }: Desk, { recordType, recordId }: RecordRef, { customFields }: MappedValues): Promise<void> {
	if (recordType !== 'person' || !customFields) return;
	try {
		await client.write({ method: 'POST', path: `person/${recordId}/`, op: 'person.update', body: { customFields } });
	} catch (error) {
		if (!(error instanceof RecordError)) return passOn(error);
	}
}

/** Where extId did not ride along, it is added, now and with every later create of a person. */
async function withLink(desk: Desk, { link }: CreateWrite, ref: RecordRef): Promise<Detail | undefined> {
	const { recordType, recordId } = ref;
	const add = async (): Promise<unknown> =>
		link && desk.client.write({ method: 'PUT', path: `${recordType}/${recordId}/extId/`, op: `${recordType}.addExtId`, body: { extId: extIdOf(link) } });
	const isApart = recordType === 'person' && desk.memory.extIdOfPerson === 'apart';
	if (isApart) await add();
	const created = await readDetail(desk, ref);
	if (!created || !link || isApart || created.record.links?.includes(link)) return created;
	desk.memory.extIdOfPerson = 'apart';
	await add();
	return readDetail(desk, ref);
}

async function lookUp(desk: Desk, write: CreateWrite): Promise<Outcome> {
	const stillUnknown = unknown(desk, write);
	try {
		const found = await findCreated(desk, write);
		if (!found) return { result: stillUnknown };
		desk.memory.pending.delete(pendingId(write));
		return { result: { kind: 'done', key: write.key, record: found.record } };
	} catch (error) {
		if (error instanceof RetriableError) return { result: stillUnknown };
		return { result: stillUnknown, stop: error };
	}
}

async function findCreated({ client, place }: Desk, { recordType, link }: CreateWrite): Promise<Detail | undefined> {
	if (link === undefined) return undefined;
	const raw = await client.byExtId(recordType, extIdOf(link));
	return raw && { raw, record: detailRecord(raw, recordType, place) };
}

function unknown({ memory, env }: Desk, write: CreateWrite): CrmWriteResult {
	const until = memory.pending.get(pendingId(write)) ?? env.clock.now() + VISIBILITY_MS;
	memory.pending.set(pendingId(write), until);
	return { kind: 'unknown', key: write.key, until };
}
