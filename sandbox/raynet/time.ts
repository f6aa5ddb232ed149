import { DateTime, IANAZone } from 'luxon';

export const minute = 60_000;

const day = 86_400_000;

/** Offset of a UTC day by zone; "changes" on the days when clocks are set. */
const offsets = new Map<string, Map<number, number | 'changes'>>();

function offsetMinutes(ms: number, zoneName: string): number {
	const known = offsets.get(zoneName) ?? new Map<number, number | 'changes'>();
	offsets.set(zoneName, known);
	const zone = IANAZone.create(zoneName);
	const slot = Math.floor(ms / day);
	let offset = known.get(slot);
	if (offset === undefined) {
		const atStart = zone.offset(slot * day);
		offset = atStart === zone.offset((slot + 1) * day) ? atStart : 'changes';
		known.set(slot, offset);
	}
	return offset === 'changes' ? zone.offset(ms) : offset;
}

export type DateStyle = 'plain' | 'isoSeconds' | 'isoMinutes';

/**
 * plain: "2026-03-01 09:30" in the zone of the API user [documented]; iso: "2026-03-01T09:30:12.000+01:00"
 * [documented for lists].
 */
export function formatStamp(ms: number, zone: string, style: DateStyle): string {
	const offset = offsetMinutes(ms, zone);
	const local = new Date(ms + offset * minute).toISOString();
	if (style === 'plain') return local.slice(0, 16).replace('T', ' ');
	const clock = style === 'isoSeconds' ? local.slice(0, 19) : `${local.slice(0, 16)}:00`;
	return `${clock}.000${formatOffset(offset)}`;
}

function formatOffset(minutes: number): string {
	const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
	return `${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
}

/** Both documented forms; a date-time without offset is meant in the API user's zone. undefined: neither. */
export function parseStamp(text: string, zone: string): number | undefined {
	const parsed = DateTime.fromISO(text.replace(/^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2})$/, '$1T$2'), { zone });
	return parsed.isValid && /^\d{4}-\d{2}-\d{2}/.test(text) ? parsed.toMillis() : undefined;
}

/** "yyyy-MM-dd" of a day that exists. */
export function isDate(text: string): boolean {
	return /^\d{4}-\d{2}-\d{2}$/.test(text) && DateTime.fromISO(text).isValid;
}

/** The first moment of the next UTC day, when the day quota begins anew [documented]. */
export function nextUtcMidnight(ms: number): number {
	return (Math.floor(ms / day) + 1) * day;
}
