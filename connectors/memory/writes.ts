import { accountKey } from '../../core/contact/contact';
import { GuardError } from '../../core/errors';
import type { PartnerRecord, PartnerWrite, PartnerWriteResult } from '../../core/ports/partner';
import { readAll, repeated, VISIBILITY_MS, type Connection } from './connection';

type CreateWrite = Extract<PartnerWrite, { op: 'create' }>;
type UpdateWrite = Extract<PartnerWrite, { op: 'update' }>;
type DeleteWrite = Extract<PartnerWrite, { op: 'delete' }>;

/** In the order given; writes of one kind that follow each other share a request. */
export async function* writeAll(connection: Connection, writes: readonly PartnerWrite[]): AsyncGenerator<PartnerWriteResult[]> {
	const { batchSize = 200, env } = connection.settings;
	for (let start = 0; start < writes.length; ) {
		const op = writes[start]?.op;
		const length = writes.slice(start, start + batchSize).findIndex((write) => write.op !== op);
		const batch = writes.slice(start, start + (length === -1 ? batchSize : length));
		if (env.cancelled()) throw new GuardError('cancelled', 'Stopped, because the run was cancelled. What was written stays; the next run goes on from there.');
		yield carryOut(connection, batch);
		start += batch.length;
	}
}

function carryOut(connection: Connection, batch: readonly PartnerWrite[]): PartnerWriteResult[] {
	const creates = batch.filter((write): write is CreateWrite => write.op === 'create');
	const updates = batch.filter((write): write is UpdateWrite => write.op === 'update');
	const deletes = batch.filter((write): write is DeleteWrite => write.op === 'delete');
	if (creates.length > 0) return create(connection, creates);
	if (updates.length > 0) return update(connection, updates);
	return remove(connection, deletes);
}

/** Not repeated: a create whose answer is lost is looked up by its entry. */
function create(connection: Connection, writes: readonly CreateWrite[]): PartnerWriteResult[] {
	const { pending, request } = connection;
	const open = writes.filter(({ entry }) => pending.has(entry.contactId));
	const sent = writes.filter((write) => !open.includes(write));
	const waiting = open.map((write) => unknown(connection, write));
	if (sent.length === 0) return waiting;
	const answer = request({ op: 'create', records: sent.length }, () => sent.map((write) => createOne(connection, write)));
	if (answer.kind === 'lost') return [...waiting, ...lookUp(connection, sent)];
	return [...waiting, ...answer.value.map((result) => remembered(connection, result))];
}

function createOne(connection: Connection, write: CreateWrite): PartnerWriteResult {
	const { store, settings } = connection;
	if (store.records().size >= (settings.maxRecords ?? 25_000)) {
		return { kind: 'failed', key: write.key, error: new GuardError('accountFull', 'The partner account is full. Delete contacts that are not needed.') };
	}
	return { kind: 'done', key: write.key, record: store.create(write.fields, write.groups, write.entry) };
}

function lookUp(connection: Connection, writes: readonly CreateWrite[]): PartnerWriteResult[] {
	const { pending, settings } = connection;
	for (const { entry } of writes) pending.set(entry.contactId, { entry, until: settings.env.clock.now() + VISIBILITY_MS });
	const records = [...readAll(connection).values()];
	return writes.map((write) => {
		const { entry, key } = write;
		const isOurs = (record: PartnerRecord): boolean =>
			record.externalIds.includes(entry.contactId) && record.entries.some((stored) => stored.accountKey === accountKey(entry.account) && stored.text === entry.text);
		const found = records.find(isOurs);
		if (!found) return unknown(connection, write);
		pending.delete(entry.contactId);
		return remembered(connection, { kind: 'done', key, record: found });
	});
}

function unknown({ pending, settings }: Connection, { key, entry }: CreateWrite): PartnerWriteResult {
	return { kind: 'unknown', key, until: pending.get(entry.contactId)?.until ?? settings.env.clock.now() + VISIBILITY_MS };
}

/** An update whose answer is lost is sent again; what it did the first time shows as a record that holds its entry. */
function update(connection: Connection, writes: readonly UpdateWrite[]): PartnerWriteResult[] {
	const carryOutAll = () => writes.map((write) => updateOne(connection, write));
	const { value: results, attempts } = repeated(() => connection.request({ op: 'update', records: writes.length }, carryOutAll));
	return results.map((result, index) => {
		const write = writes[index];
		const isOurs = attempts > 1 && result.kind === 'conflict' && result.current && write && holds(connection, result.current, write);
		return remembered(connection, isOurs ? { kind: 'done', key: write.key, record: result.current } : result);
	});
}

/** Whether writing once more would change nothing. */
function holds({ settings }: Connection, record: PartnerRecord, { patch, groups, entry }: UpdateWrite): boolean {
	const reshape = settings.reshape ?? ((fields) => fields);
	const wanted = reshape({ ...record.fields, ...patch });
	const sameFields = (Object.keys(patch) as Array<keyof typeof patch>).every((field) => isSame(wanted[field], record.fields[field]));
	const sameGroups = groups === undefined || isSame([...groups].sort(), [...record.groups].sort());
	const key = entry && accountKey(entry.account);
	const texts = record.entries.filter((stored) => stored.accountKey === key).map(({ text }) => text);
	return sameFields && sameGroups && (!entry || isSame(texts, entry.text === null ? [] : [entry.text]));
}

function isSame(a: unknown, b: unknown): boolean {
	return JSON.stringify(a ?? '') === JSON.stringify(b ?? '');
}

function updateOne(connection: Connection, { key, record, patch, groups, entry }: UpdateWrite): PartnerWriteResult {
	const { store } = connection;
	const current = store.get(record.id);
	if (!current) return { kind: 'conflict', key };
	if (current.version !== record.version || record.truncated) return { kind: 'conflict', key, current };
	return { kind: 'done', key, record: store.update(record.id, { patch, groups, entry }) };
}

/** What is gone already counts as deleted. */
function remove(connection: Connection, writes: readonly DeleteWrite[]): PartnerWriteResult[] {
	const { request } = connection;
	const { value: results } = repeated(() => request({ op: 'delete', records: writes.length }, () => writes.map((write) => removeOne(connection, write))));
	return results;
}

function removeOne({ store, own, settings }: Connection, { key, record }: DeleteWrite): PartnerWriteResult {
	const current = store.get(record.id);
	if (current && current.version !== record.version) return { kind: 'conflict', key, current };
	own.set(record.id, { at: settings.env.clock.now(), version: store.remove(record.id) });
	return { kind: 'done', key };
}

/** An answered write counts at once, although lists may not show it yet. */
function remembered({ own, settings }: Connection, result: PartnerWriteResult): PartnerWriteResult {
	if (result.kind === 'done' && result.record) own.set(result.record.id, { at: settings.env.clock.now(), version: result.record.version, record: result.record });
	return result;
}
