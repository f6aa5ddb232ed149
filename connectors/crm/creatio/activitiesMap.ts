import type { Activity, ActivityKey, ActivityRow, DeliveryState } from '../../../core/ports/campaigns';
import { textOf, type Row } from './raw';

/** Rows of the base product; the ids are the same on all sites (seen in its own configuration, not documented). */
const EMAIL_TYPE = 'e2831dec-cfc0-df11-b00f-001d60e938c6';
const EMAIL_CATEGORY = '8038a396-7825-e011-8165-00155d043204';
const DONE = '4bdbb88f-58e6-df11-971b-001d60e938c6';
const MEDIUM = 'ab96fa02-7fe6-df11-971b-001d60e938c6';
const SENT = '8074ffc0-6107-e011-a646-16d83cab0980';
const OUTGOING = '7f6d3f94-f36b-1410-068c-20cf30b39373';

const MOST_TITLE = 500;
const STATES: readonly DeliveryState[] = ['sent', 'delivered', 'rejected'];
const DATES = ['opened', 'clicked', 'unsubscribed'] as const;

/** How all activities of one mailing are found: "[post:campaign:12 ". */
export function marker({ service, kind, sourceId }: ActivityKey): string {
	return `[${service}:${kind}:${sourceId} `;
}

/** What became of the mailing for one contact, for people and for us: "delivered, opened 2026-03-02 [post:campaign:12 eva@example.com]". */
export function resultText(row: ActivityRow, key: ActivityKey): string {
	const dates = DATES.flatMap((name) => (row[name] === undefined ? [] : [`${name} ${row[name]}`]));
	return `${[row.state, ...dates].join(', ')} ${marker(key)}${row.email}]`;
}

/** Undefined for an activity that is none of ours. */
export function activityRow(raw: Row, key: ActivityKey): ActivityRow | undefined {
	const text = textOf(raw, 'DetailedResult') ?? '';
	const [, state, dates = '', email] = /^(\w+)((?:, \w+ \d{4}-\d\d-\d\d)*) \[\S+ ([^\s\]]+)\]/.exec(text) ?? [];
	if (!email || !text.includes(marker(key))) return undefined;
	const row: ActivityRow = { email, state: STATES.find((one) => one === state) ?? 'sent' };
	for (const name of DATES) {
		const day = new RegExp(`, ${name} (\\d{4}-\\d\\d-\\d\\d)`).exec(dates)?.[1];
		if (day) row[name] = day;
	}
	return row;
}

/** Subject and link, one a line. */
export function bodyText({ subject, url, dates }: Activity): string {
	return [subject === undefined ? '' : `Subject: ${subject}`, url ?? '', dates === 'firstSeen' ? 'Dates are the days on which they were first seen, as the service keeps none for automations.' : ''].filter(Boolean).join('\n');
}

/** The link that a body of ours has. */
export function urlOf(raw: Row): string | undefined {
	return (textOf(raw, 'Body') ?? '').split('\n').find((line) => /^https?:\/\//.test(line));
}

/** A record of what happened: creating it sends no mail (assumed). `now`: ISO 8601, where the service does not tell when it sent. */
export function activityBody(activity: Activity, row: ActivityRow, contactId: string, now: string): Record<string, unknown> {
	const at = activity.sentAt ?? now;
	return {
		Title: activity.title.slice(0, MOST_TITLE),
		...{ StartDate: at, DueDate: at, SendDate: at },
		...{ TypeId: EMAIL_TYPE, ActivityCategoryId: EMAIL_CATEGORY, StatusId: DONE, PriorityId: MEDIUM, EmailSendStatusId: SENT, MessageTypeId: OUTGOING },
		ContactId: contactId,
		// Sic.
		Recepient: row.email,
		Body: bodyText(activity),
		IsHtmlBody: false,
		ShowInScheduler: false,
		DetailedResult: resultText(row, activity),
	};
}
