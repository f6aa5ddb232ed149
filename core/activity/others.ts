import { fold } from '../contact/text';
import type { ForeignActivity } from '../ports/campaigns';
import type { Mailing } from '../ports/email';
import { dayOf, type DaySettings } from './rows';

const DAY_MS = 86_400_000;
/** A tool that wrote within so many days is taken to be on still. */
const RECENT_DAYS = 7;

/** Those of the last days: signs that another tool writes the same activity. */
export function recentOthers(others: readonly ForeignActivity[], { zone, now }: DaySettings): ForeignActivity[] {
	const from = dayOf(new Date(Date.parse(now) - RECENT_DAYS * DAY_MS).toISOString(), zone);
	return others.filter(({ day }) => day !== undefined && day >= from);
}

/** The one that another tool has written of this mailing: the same title, and the same day but for time zones. */
export function writtenByOthers({ title, sentAt }: Pick<Mailing, 'title' | 'sentAt'>, others: readonly ForeignActivity[]): ForeignActivity | undefined {
	return others.find((other) => fold(other.title) === fold(title) && isNear(other.day, sentAt));
}

function isNear(day: string | undefined, instant: string | undefined): boolean {
	return day === undefined || instant === undefined || Math.abs(Date.parse(day) - Date.parse(instant.slice(0, 10))) <= DAY_MS;
}
