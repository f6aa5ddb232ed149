import type { MailingEvent, MailingEventKind } from '../../../core/ports/email';
import type { EcomailClient, EcomailQuery } from './client';
import { instantOf } from './map';
import { given, mapOf, numberOf, rowsOf, textOf, type RawObject } from './raw';

/** Documented. */
const LOG_PAGE = 100;
const MOST_PAGES = 10_000;

/** Events of the log that mean something; "send" is left out of the query, as stats-detail has it. */
const EVENTS: Readonly<Record<string, MailingEventKind>> = { open: 'opened', click: 'clicked', unsub: 'unsubscribed', spam: 'complained', spam_complaint: 'complained', bounce: 'bounced', hard_bounce: 'bounced', out_of_band: 'bounced', soft_bounce: 'deferred' };

interface NumberedEvent {
	number: number;
	email: string;
	event: MailingEvent;
}

export interface Log {
	/** Newest first; only those that are new. */
	events: NumberedEvent[];
	newest: number;
	/** How many there are in all, where told. */
	total?: number;
}

/** How far a log was read. */
export type ReadUpTo = Pick<Log, 'newest' | 'total'>;

export const NOTHING_READ: ReadUpTo = { newest: 0 };
export const NO_LOG: Log = { events: [], newest: 0, total: 0 };

/** Opaque to the caller. */
export function markOf({ newest, total }: ReadUpTo): string {
	return `log:${newest}${total === undefined ? '' : `:${total}`}`;
}

export function readUpTo(mark: string): ReadUpTo {
	const [, newest = '0', total] = /^log:(\d+)(?::(\d+))?$/.exec(mark) ?? [];
	return { newest: Number(newest), ...(total === undefined ? {} : { total: Number(total) }) };
}

/** Each one's events, oldest first. */
export function eventsByEmail({ events }: Log): Map<string, MailingEvent[]> {
	const found = new Map<string, MailingEvent[]>();
	for (const { email, event } of [...events].reverse()) found.set(email, [...(found.get(email) ?? []), event]);
	return found;
}

/** Newest first, until an event is met that was read before, or as many were read as the log has grown. */
export async function readLog(client: EcomailClient, campaignId: string, before: ReadUpTo, names: readonly string[] = Object.keys(EVENTS)): Promise<Log> {
	const events = new Map<number, NumberedEvent>();
	let total: number | undefined;
	for (let page = 1; page <= MOST_PAGES; page += 1) {
		const query: EcomailQuery = { 'events[]': names, sort_by: 'id', sort_dir: 'desc', per_page: LOG_PAGE, page };
		// 404 where there is nothing (seen).
		const body = mapOf(await client.find(`campaigns/${campaignId}/log`, 'campaign.log', query));
		const rows = rowsOf(body.campaign_log);
		total ??= numberOf(body.total);
		for (const row of rows) {
			const one = eventOf(row);
			if (one && one.number > before.newest) events.set(one.number, one);
		}
		const oldest = numberOf(rows[rows.length - 1]?.id) ?? 0;
		const isAllThatCame = before.total !== undefined && total !== undefined && events.size === total - before.total;
		if (oldest <= before.newest || isAllThatCame || page >= (numberOf(body.last_page) ?? 1)) break;
	}
	return { events: [...events.values()], newest: Math.max(before.newest, ...events.keys()), ...given({ total }) };
}

/** Names of the events after which a person gets no more mail. */
const OPT_OUTS = Object.entries(EVENTS).filter(([, kind]) => kind === 'unsubscribed' || kind === 'complained').map(([name]) => name);

/** How many unsubscribed or complained up to now, each counted once. */
export async function countOptOuts(client: EcomailClient, campaignId: string): Promise<number> {
	return eventsByEmail(await readLog(client, campaignId, NOTHING_READ, OPT_OUTS)).size;
}

function eventOf(row: RawObject): NumberedEvent | undefined {
	const number = numberOf(row.id);
	const email = textOf(row.email);
	// Sic: "occured_at".
	const at = instantOf(row.occured_at);
	const kind = EVENTS[String(row.event)];
	if (number === undefined || email === undefined || at === undefined || kind === undefined) return undefined;
	const url = textOf(row.url);
	return { number, email, event: { id: String(number), kind, at, ...given({ url }) } };
}
