import { RetriableError } from '../../core/errors';
import type { EntryWrite, PartnerRecord } from '../../core/ports/partner';
import type { MemoryCall, MemoryPartnerSettings } from './partner';
import type { Store } from './store';

export interface Server {
	store: Store;
	calls: MemoryCall[];
	visibleGroupId: string | undefined;
}

/** lost: the server carried the request out, or not. */
export type Answer<T> = { kind: 'answered'; value: T } | { kind: 'lost' };

/** One connector with its process memory. */
export interface Connection extends Server {
	settings: MemoryPartnerSettings;
	/** Own writes of the last minutes, which count at once. No record: deleted. */
	own: Map<string, { at: number; version: string; record?: PartnerRecord }>;
	/** Creates with unknown outcome, by contact id. */
	pending: Map<string, { entry: EntryWrite; until: number }>;
	request<T>(call: MemoryCall, carryOut: () => T): Answer<T>;
}

/** How long lists may not show a write; for as long a create with unknown outcome is not repeated. */
export const VISIBILITY_MS = 10 * 60_000;
const MOST_ATTEMPTS = 3;

export function request<T>({ fate = () => 'goesThrough' }: MemoryPartnerSettings, { calls }: Server, call: MemoryCall, carryOut: () => T): Answer<T> {
	calls.push(call);
	const decided = fate(call);
	if (typeof decided !== 'string') throw decided;
	if (decided === 'cutBefore') return { kind: 'lost' };
	const value = carryOut();
	return decided === 'cutAfter' ? { kind: 'lost' } : { kind: 'answered', value };
}

/** For requests that may be carried out twice. `attempts` counts those that it took. */
export function repeated<T>(send: () => Answer<T>): { value: T; attempts: number } {
	for (let attempts = 1; attempts <= MOST_ATTEMPTS; attempts += 1) {
		const answer = send();
		if (answer.kind === 'answered') return { value: answer.value, attempts };
	}
	throw new RetriableError('The partner could not be reached; the next run tries again.', 'No answer', undefined, 'unknown');
}

/** What lists show, with own writes that they do not show yet. */
export function readAll({ request: send, store, own, settings }: Connection): Map<string, PartnerRecord> {
	const readOnce = () => {
		const listed = store.listed();
		const records = new Map<string, PartnerRecord>();
		for (const [id, { record }] of listed) if (record) records.set(id, cut(record, settings.listedElements));
		const now = settings.env.clock.now();
		for (const [id, { at, version, record }] of own) {
			if (at + VISIBILITY_MS <= now || Number(listed.get(id)?.version ?? 0) >= Number(version)) own.delete(id);
			else if (record) records.set(id, cut(record, settings.listedElements));
			else records.delete(id);
		}
		return records;
	};
	return repeated(() => send({ op: 'snapshot', records: store.records().size }, readOnce)).value;
}

/** Found, or given up waiting for. */
export function settlePending({ pending, settings }: Connection, records: ReadonlyMap<string, PartnerRecord>): void {
	if (pending.size === 0) return;
	for (const record of records.values()) for (const id of record.externalIds) pending.delete(id);
	for (const [id, { until }] of pending) if (until <= settings.env.clock.now()) pending.delete(id);
}

/** A record as lists show it: long lists are cut. */
export function cut(record: PartnerRecord, most = Number.POSITIVE_INFINITY): PartnerRecord {
	const { emails = [], phones = [] } = record.fields;
	if (emails.length <= most && phones.length <= most) return record;
	const fields = { ...record.fields, ...(emails.length > 0 ? { emails: emails.slice(0, most) } : {}), ...(phones.length > 0 ? { phones: phones.slice(0, most) } : {}) };
	return { ...record, fields, truncated: true };
}
