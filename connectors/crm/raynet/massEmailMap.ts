import { ConfigurationError } from '../../../core/errors';
import type { Activity, ActivityCounts, ActivityKey, ActivityRow, DeliveryState, ForeignActivity, StoredActivity } from '../../../core/ports/campaigns';
import { calendarDay } from './dates';
import { isObject } from './raw';

/** Mailing services that a mass e-mail can come from (documented; the Czech text of 2023 lacks the last one). */
const SOURCES = ['QUANDA', 'SMARTEMAILING', 'MAILCHIMP', 'MAILGUN', 'SENDGRID', 'SPARKPOST', 'ECOMAIL'] as const;

export type MassEmailSource = (typeof SOURCES)[number];

export function sourceOf(service: string): MassEmailSource {
	const source = SOURCES.find((one) => one.toLowerCase() === service.toLowerCase());
	if (source) return source;
	throw new ConfigurationError('Raynet has no place for campaigns of this e-mail service. Choose another CRM or e-mail service.', `Known are ${SOURCES.join(', ')}.`);
}

const AUTOMATION = 'automation:';

/**
 * A campaign is known by its bare id, as the service's own integration would name it (assumed), so that what that one
 * has written is taken over instead of doubled.
 */
export function externalIdOf({ kind, sourceId }: ActivityKey): string {
	return kind === 'automation' ? `${AUTOMATION}${sourceId}` : sourceId;
}

function keyOf(service: string, externalId: string): ActivityKey {
	return externalId.startsWith(AUTOMATION)
		? { service, kind: 'automation', sourceId: externalId.slice(AUTOMATION.length) }
		: { service, kind: 'campaign', sourceId: externalId };
}

const FIRST_SEEN = 'Dates are the days on which they were first seen, as the service keeps none for automations.';

/** `completed` with an offset, so that the zone of the API user does not matter. */
export function massEmailBody(activity: Activity, source: MassEmailSource, completed: string | undefined): Record<string, unknown> {
	const description = [activity.subject === undefined ? '' : `Subject: ${activity.subject}`, activity.dates === 'firstSeen' ? FIRST_SEEN : ''].filter(Boolean).join('\n');
	return {
		title: activity.title,
		campaignName: activity.title,
		source,
		externalId: externalIdOf(activity),
		...(description === '' ? {} : { description }),
		...(completed === undefined ? {} : { completed }),
		...(activity.url === undefined ? {} : { externalOverviewUrl: activity.url }),
		stats: statsBody(activity.counts),
	};
}

/** There is no place for rejected ones: only rows tell (documented by absence). */
export function statsBody({ sent, opened, clicked, unsubscribed }: ActivityCounts): Record<string, number> {
	return { sent, opened, clicked, unsubscribed };
}

/** One that is not known by the id of a campaign or of an automation; undefined for all others. How the service's own integration names them is not documented. */
export function foreignMassEmail(row: object): ForeignActivity | undefined {
	if (!isObject(row) || (typeof row.externalId === 'string' && /^(automation:)?\d+$/.test(row.externalId))) return undefined;
	const title = [row.title, row.campaignName].find((text) => typeof text === 'string' && text.trim() !== '');
	const day = [row.completed, row['rowInfo.createdAt']].flatMap((stamp) => (typeof stamp === 'string' ? (calendarDay(stamp) ?? []) : []))[0];
	return { title: typeof title === 'string' ? title : '', ...(day === undefined ? {} : { day }) };
}

/** Undefined for one without an external id, which some other service or person made. */
export function storedMassEmail(row: object, service: string): StoredActivity | undefined {
	if (!isObject(row)) return undefined;
	const { id, externalId, externalOverviewUrl, stats } = row;
	if (typeof id !== 'number' || typeof externalId !== 'string' || externalId === '') return undefined;
	return {
		key: keyOf(service, externalId),
		id: String(id),
		counts: countsOf(stats),
		...(typeof externalOverviewUrl === 'string' && externalOverviewUrl !== '' ? { url: externalOverviewUrl } : {}),
	};
}

/** Numbers go in and texts come out in every example (documented). What is not there counts as none. */
function countsOf(stats: unknown): Partial<ActivityCounts> {
	const count = (name: string): number => {
		const value = isObject(stats) ? Number(stats[name] ?? 0) : 0;
		return Number.isInteger(value) && value >= 0 ? value : 0;
	};
	return { sent: count('sent'), opened: count('opened'), clicked: count('clicked'), unsubscribed: count('unsubscribed') };
}

const STATUS: Record<DeliveryState, string> = { sent: 'SENT', delivered: 'DELIVERED', rejected: 'REJECTED' };

const STATES: readonly DeliveryState[] = ['sent', 'delivered', 'rejected'];

/** All known dates are sent: whether an absent one would clear the date is not documented. */
export function bulkItem({ email, state, opened, clicked, unsubscribed }: ActivityRow): Record<string, string> {
	const dates = Object.entries({ opened, clicked, unsubscribed }).filter((entry): entry is [string, string] => entry[1] !== undefined);
	return { email, status: STATUS[state], ...Object.fromEntries(dates) };
}

/** Undefined for a recipient without an address, which no bulk update would find. */
export function recipientRow(row: object): ActivityRow | undefined {
	if (!isObject(row) || typeof row.email !== 'string' || row.email.trim() === '') return undefined;
	const state = STATES.find((one) => STATUS[one] === row.status) ?? 'sent';
	const result: ActivityRow = { email: row.email.trim().toLowerCase(), state };
	for (const name of ['opened', 'clicked', 'unsubscribed'] as const) {
		const value = row[name];
		const day = typeof value === 'string' ? calendarDay(value) : undefined;
		if (day) result[name] = day;
	}
	return result;
}
