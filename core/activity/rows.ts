import { DateTime } from 'luxon';
import type { ActivityRow, DeliveryState } from '../ports/campaigns';
import type { MailingContact, MailingEventKind, MailingReading } from '../ports/email';

/** Whose days count, and what day it is. */
export interface DaySettings {
	/** An IANA time zone. */
	zone: string;
	/** ISO 8601; for services that do not date what happened. */
	now: string;
}

/** Who complains does not want more mail, as who unsubscribes. */
const DATED = {
	opened: ['opened'],
	clicked: ['clicked'],
	unsubscribed: ['unsubscribed', 'complained'],
} as const satisfies Partial<Record<keyof ActivityRow, readonly MailingEventKind[]>>;

const DATES = ['opened', 'clicked', 'unsubscribed'] as const;

/** One row for each address, of all contacts of the reading. */
export function rowsOf(reading: Pick<MailingReading, 'contacts'>, days: DaySettings): ActivityRow[] {
	const rows = new Map<string, ActivityRow>();
	for (const contact of reading.contacts) {
		const row = rowOf(contact, days);
		const known = rows.get(row.email);
		rows.set(row.email, known ? mergeRows(known, row) : row);
	}
	return [...rows.values()];
}

function rowOf(contact: MailingContact, days: DaySettings): ActivityRow {
	const row: ActivityRow = { email: addressKey(contact.email), state: stateOf(contact) };
	for (const name of DATES) {
		const day = firstDay(contact, DATED[name], days);
		if (day) row[name] = day;
	}
	return row;
}

export function addressKey(email: string): string {
	return email.trim().toLowerCase();
}

/** The day of the first such event; today where it happened on a day that nobody noted. An earlier day that the CRM holds stays. */
function firstDay({ totals = {}, events }: MailingContact, kinds: readonly MailingEventKind[], { zone, now }: DaySettings): string | undefined {
	const stamps = events.filter(({ kind }) => kinds.includes(kind)).map(({ at }) => at);
	if (stamps.length > 0) return stamps.map((at) => dayOf(at, zone)).sort()[0];
	return kinds.some((kind) => (totals[kind] ?? 0) > 0) ? dayOf(now, zone) : undefined;
}

/** "YYYY-MM-DD" of an instant in a time zone. */
export function dayOf(instant: string, zone: string): string {
	return DateTime.fromISO(instant, { zone }).toISODate() ?? instant.slice(0, 10);
}

/** What may be told of a contact, beside that the mailing was sent. */
export type Reaction = (typeof DATES)[number] | 'rejected';

/** The same row with no more than these told. */
export function onlyTold(row: ActivityRow, reactions: readonly Reaction[]): ActivityRow {
	const told: ActivityRow = { email: row.email, state: row.state === 'rejected' && !reactions.includes('rejected') ? 'sent' : row.state };
	for (const name of DATES) {
		const day = row[name];
		if (day !== undefined && reactions.includes(name)) told[name] = day;
	}
	return told;
}

function happened({ totals = {}, events }: MailingContact, kind: MailingEventKind): boolean {
	return (totals[kind] ?? 0) > 0 || events.some((event) => event.kind === kind);
}

/** Who reacted has got it, whatever a server said before. Services tell of bounces, hardly of deliveries. */
function stateOf(contact: MailingContact): DeliveryState {
	if ((['opened', 'clicked', 'unsubscribed', 'complained'] as const).some((kind) => happened(contact, kind))) return 'delivered';
	if (happened(contact, 'bounced')) return 'rejected';
	return happened(contact, 'deferred') ? 'sent' : 'delivered';
}

const RANK: Record<DeliveryState, number> = { sent: 0, delivered: 1, rejected: 2 };

/** What both know together: the earlier day of each, and the later state. */
export function mergeRows(one: ActivityRow, other: ActivityRow): ActivityRow {
	const merged: ActivityRow = { email: one.email, state: RANK[one.state] >= RANK[other.state] ? one.state : other.state };
	for (const name of DATES) {
		const first = [one[name], other[name]].filter((day) => day !== undefined).sort()[0];
		if (first) merged[name] = first;
	}
	const reacted = DATES.some((name) => merged[name] !== undefined);
	return reacted ? { ...merged, state: 'delivered' } : merged;
}

export function sameRow(one: ActivityRow, other: ActivityRow): boolean {
	return one.email === other.email && one.state === other.state && DATES.every((name) => one[name] === other[name]);
}

/** Rows that the CRM does not hold so yet, complete; and every row as it will be. */
export function changedRows(stored: readonly ActivityRow[], incoming: readonly ActivityRow[]): { changed: ActivityRow[]; all: ActivityRow[] } {
	const held = new Map<string, ActivityRow[]>();
	for (const row of stored) held.set(row.email, [...(held.get(row.email) ?? []), row]);
	const all = new Map([...held].map(([email, rows]) => [email, rows.reduce(mergeRows)]));
	const changed: ActivityRow[] = [];
	for (const row of incoming) {
		const known = all.get(row.email);
		const next = known ? mergeRows(known, row) : row;
		all.set(row.email, next);
		const rows = held.get(row.email) ?? [];
		if (rows.length === 0 || rows.some((one) => !sameRow(one, next))) changed.push(next);
	}
	return { changed, all: [...all.values()] };
}
