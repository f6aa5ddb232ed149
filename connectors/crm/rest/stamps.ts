import { DateTime } from 'luxon';
import type { Stamps } from './profile/types';

/**
 * Milliseconds since 1970; undefined for what is no stamp in the profile's format. A local time that exists twice, when
 * clocks are set back, is read as the earlier one: a cursor then only repeats.
 */
export function stampMs(value: unknown, { format, timeZone }: Stamps): number | undefined {
	if (format === 'epochSeconds' || format === 'epochMilliseconds') {
		const count = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
		if (typeof count !== 'number' || !Number.isFinite(count) || count <= 0) return undefined;
		return format === 'epochSeconds' ? count * 1000 : count;
	}
	if (typeof value !== 'string' || (format === 'iso' && !timeZone && !/(?:Z|[+-]\d{2}:?\d{2})$/i.test(value))) return undefined;
	const parsed = DateTime.fromISO(value.trim().replace(' ', 'T'), { zone: timeZone ?? 'utc' });
	// Years such as 1 or 1900 stand for "never" in many systems.
	return parsed.isValid && parsed.year > 1970 ? Math.min(...parsed.getPossibleOffsets().map((one) => one.toMillis())) : undefined;
}

/** An instant as the profile's filter takes it. */
export function stampText(ms: number, { format, timeZone }: Stamps): string {
	switch (format) {
		case 'epochSeconds':
			return String(Math.floor(ms / 1000));
		case 'epochMilliseconds':
			return String(ms);
		case 'local':
			return DateTime.fromMillis(ms, { zone: timeZone ?? 'utc' }).toFormat('yyyy-MM-dd HH:mm:ss');
		case 'iso':
			return new Date(ms).toISOString();
	}
}
