import { RaynetError } from './errors';
import type { Desk, RaynetRecord, RecordEvent, RowInfo } from './model';

export function newRowInfo(desk: Desk): RowInfo {
	return {
		createdAt: desk.now,
		createdBy: desk.actor.username,
		updatedAt: null,
		updatedBy: null,
		lastModifiedAt: desk.now,
		rowAccess: null,
		rowState: null,
		// [seen] versions count from zero or one; only that each save adds one is documented.
		version: 1,
	};
}

/** One save, and the event of it. */
export function bump(desk: Desk, record: RaynetRecord): void {
	stamp(desk, record);
	desk.tell(eventOf('record.updated', record));
}

/** `_version` + 1 [documented], updatedAt from now on set [seen]. */
export function stamp(desk: Desk, { rowInfo }: { rowInfo: RowInfo }): void {
	rowInfo.version += 1;
	rowInfo.updatedAt = desk.now;
	rowInfo.updatedBy = desk.actor.username;
	rowInfo.lastModifiedAt = desk.now;
}

/** Capitalised names of entities [documented]. */
export function eventOf(type: RecordEvent['type'], { entity, id, extIds }: RaynetRecord): RecordEvent {
	return { type, entityName: entity === 'person' ? 'Person' : 'Company', entityId: id, extIds: [...extIds] };
}

/**
 * A save of something that is not an attribute of the record, such as a tag. Whether it counts as one is a switch of
 * its own; whether an event is sent for it is the switch partChangeEvents.
 */
export function bumpPart(desk: Desk, record: RaynetRecord, wanted: 'bumps' | 'silent'): void {
	const told = desk.setting('partChangeEvents') === 'sent';
	bumpIf(told ? desk : { ...desk, tell: () => undefined }, record, wanted);
}

export function bumpIf(desk: Desk, record: RaynetRecord, wanted: 'bumps' | 'silent'): void {
	if (wanted === 'bumps') bump(desk, record);
}

/** Writing to a locked record is refused [documented]; with what status is not: switch lockedStatus. */
export function refuseLocked(desk: Desk, record: RaynetRecord): void {
	if (record.rowInfo.rowState !== 'LOCK') return;
	throw new RaynetError(Number(desk.setting('lockedStatus')), 'RecordLockedException', 'Záznam je uzamčen.');
}

/** Carries out a change of values as one save; an update that changes nothing is one too, or none: switch unchangedSave. */
export function saveChange(desk: Desk, record: RaynetRecord, change: () => void): void {
	refuseLocked(desk, record);
	const before = JSON.stringify(record);
	change();
	const changed = JSON.stringify(record) !== before;
	bumpIf(desk, record, changed ? 'bumps' : desk.setting('unchangedSave'));
}

export function setStanding(desk: Desk, record: RaynetRecord, to: 'lock' | 'unlock' | 'invalid' | 'valid'): void {
	if (to === 'lock') record.rowInfo.rowState = 'LOCK';
	if (to === 'unlock') record.rowInfo.rowState = null;
	// "INVALID" is the documented filter value; that it is also what is read is assumed.
	if (to === 'invalid') record.rowInfo.rowAccess = 'INVALID';
	if (to === 'valid') record.rowInfo.rowAccess = null;
	bumpPart(desk, record, desk.setting('standingChange'));
}
