import type { Actor, ChangeSource, RecordEvent } from './model';
import { formatStamp } from './time';

/** The body of a delivery [documented]: no record and no diff. */
export interface Letter {
	/** 32 hex digits. */
	eventId: string;
	/** With the offset of the actor's zone. */
	createdAt: string;
	type: RecordEvent['type'];
	author: string;
	source: ChangeSource;
	data: { entityName: RecordEvent['entityName']; entityId: number; extIds: readonly string[] | null };
}

export function letterOf({ type, entityName, entityId, extIds }: RecordEvent, { username, source, zone }: Actor, n: number, now: number): Letter {
	return {
		eventId: n.toString(16).padStart(32, '0'),
		createdAt: formatStamp(now, zone, 'isoSeconds'),
		type,
		author: username,
		source,
		data: { entityName, entityId, extIds: extIds.length > 0 ? extIds : null },
	};
}
