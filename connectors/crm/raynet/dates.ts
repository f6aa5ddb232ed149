/** An instant as Raynet's filters take it: ISO 8601 with an offset, so that the API user's zone does not matter. */
export function raynetInstant(ms: number): string {
	return new Date(ms).toISOString().replace('Z', '+00:00');
}

/**
 * ISO 8601 in UTC from a date-time with an offset. A date-time without one ("2026-01-05 14:00") is in the time
 * zone of the API user, which this connector does not know: it counts as no stamp, because a wrong stamp would
 * decide conflicts wrongly, while with none the CRM wins.
 */
export function utcInstant(text: string | null | undefined): string | undefined {
	if (!text || !/T.*(?:Z|[+-]\d{2}:?\d{2})$/.test(text)) return undefined;
	const ms = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
	return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

/** The calendar day of a date or date-time, as "YYYY-MM-DD". */
export function calendarDay(text: string | null | undefined): string | undefined {
	return /^\d{4}-\d{2}-\d{2}/.exec(text ?? '')?.[0];
}
