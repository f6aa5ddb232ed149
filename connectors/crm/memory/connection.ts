import { RetriableError } from '../../../core/errors';
import type { CrmCapabilities } from '../../../core/ports/crm';
import type { MemoryCrmCall, MemoryCrmSettings } from './settings';
import type { Store, Stored } from './store';

/** How long listings may not show a write; for as long a create with unknown outcome is not repeated. */
export const VISIBILITY_MS = 10 * 60_000;
const MOST_ATTEMPTS = 3;

/** lost: the server carried the request out, or not. */
export type Answer<T> = { kind: 'answered'; value: T } | { kind: 'lost' };

/** One connector with its process memory. */
export interface Connection {
	settings: MemoryCrmSettings;
	capabilities: CrmCapabilities;
	store: Store;
	calls: MemoryCrmCall[];
	/** Creates with unknown outcome, by link, or by key where there is none: until when they are not repeated. */
	pending: Map<string, number>;
	/** Own writes that listings may not show yet, by record; without a record: deleted. */
	own: Map<string, { savedIn: number; stored?: Stored }>;
}

/** The records as listings show them, with own writes that they do not show yet. */
export function visible({ store, own }: Connection): ReadonlyMap<string, Stored> {
	const shown = store.shown();
	const shownSaves = store.shownSaves();
	for (const [key, { savedIn }] of own) if (savedIn < shownSaves) own.delete(key);
	if (own.size === 0) return shown;
	const records = new Map(shown);
	for (const [key, { stored }] of own) {
		if (stored) records.set(key, stored);
		else records.delete(key);
	}
	return records;
}

/** An answered write counts at once, although listings may not show it yet. */
export function remember({ store, own }: Connection, key: string, stored?: Stored): void {
	own.set(key, { savedIn: stored?.savedIn ?? store.saves.length - 1, ...(stored ? { stored } : {}) });
}

export function request<T>({ settings, calls }: Connection, op: MemoryCrmCall['op'], records: number, carryOut: () => T): Answer<T> {
	const call: MemoryCrmCall = { op, records };
	calls.push(call);
	const fate = settings.fate?.(call) ?? 'goesThrough';
	if (typeof fate !== 'string') throw fate;
	if (fate === 'cutBefore') return { kind: 'lost' };
	const value = carryOut();
	settings.afterwards?.(call);
	return fate === 'cutAfter' ? { kind: 'lost' } : { kind: 'answered', value };
}

/** For what a catch has no answer to. */
export function passOn(error: unknown): never {
	throw error;
}

/** For requests that may be carried out twice. */
export function repeated<T>(connection: Connection, op: MemoryCrmCall['op'], records: number, carryOut: () => T): T {
	for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
		const answer = request(connection, op, records, carryOut);
		if (answer.kind === 'answered') return answer.value;
	}
	throw new RetriableError('The CRM could not be reached; the next run tries again.', 'No answer', undefined, 'unknown');
}
