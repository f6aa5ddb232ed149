import type { HttpResponse } from '../../core/ports/http';

/** The server's own clock from the Date header, milliseconds since 1970, to the second. */
export function serverTime(response: HttpResponse): number | undefined {
	return parseDate(response.headers.date);
}

/** Retry-After as milliseconds from `now`: RFC 9110 allows seconds or an HTTP date. */
export function retryAfterMs(response: HttpResponse, now: number): number | undefined {
	const value = response.headers['retry-after']?.trim();
	if (!value) return undefined;
	if (/^\d+(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1000);
	const date = parseDate(value);
	return date === undefined ? undefined : Math.max(0, date - now);
}

/** A header that holds a whole number; undefined when it is absent or anything else. */
export function numberHeader(response: HttpResponse, name: string): number | undefined {
	const value = response.headers[name]?.trim();
	return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
}

/** An instant for a text to the user: "2026-03-02 14:05 UTC". */
export function instantText(ms: number): string {
	return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function parseDate(value: string | undefined): number | undefined {
	const ms = value === undefined ? Number.NaN : Date.parse(value);
	return Number.isNaN(ms) ? undefined : ms;
}
