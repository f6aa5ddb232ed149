import { DateTime } from 'luxon';
import type { JsonObject } from '../kit/json';
import { withEmptyAs } from './document';
import type { Setting } from './switches';
import type { Personality, StoredRecord } from './types';

/** The zone of the server, for stamps that tell none. */
export const SERVER_ZONE = 'Europe/Brussels';

export function render({ id, document, createdAt, modifiedAt }: StoredRecord, personality: Personality, setting: Setting): JsonObject {
	const form = setting('emptyValues');
	const values = (form === 'shown' ? structuredClone(document) : withEmptyAs(document, form)) as JsonObject;
	const { stamps } = personality;
	return {
		[personality.id.key]: personality.id.show(id),
		...values,
		...(stamps ? { [stamps.created]: stampOf(createdAt, stamps.format), [stamps.modified]: stampOf(modifiedAt, stamps.format) } : {}),
	};
}

type Format = NonNullable<Personality['stamps']>['format'];

/** All to the second. */
function stampOf(ms: number, format: Format): string | number {
	switch (format) {
		case 'isoUtc':
			return `${new Date(ms).toISOString().slice(0, 19)}Z`;
		case 'localTime':
			return DateTime.fromMillis(ms, { zone: SERVER_ZONE }).toFormat('yyyy-MM-dd HH:mm:ss');
		case 'epochSeconds':
			return Math.floor(ms / 1000);
	}
}

/** An instant of a filter to the second; undefined for what is none. */
export function parseInstant(text: string, format: Format): number | undefined {
	if (format === 'epochSeconds') return /^\d+$/.test(text) ? Number(text) * 1000 : undefined;
	const parsed = DateTime.fromISO(text.replace(' ', 'T'), { zone: format === 'localTime' ? SERVER_ZONE : 'utc' });
	return parsed.isValid ? Math.floor(parsed.toMillis() / 1000) * 1000 : undefined;
}
