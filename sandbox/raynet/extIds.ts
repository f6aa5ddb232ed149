import { notFound } from './errors';
import { bodyObject, refuse } from './input';
import type { Desk, Entity, RaynetRecord } from './model';
import { bumpPart } from './save';

/** [documented] Up to ten on one record. */
const limit = 10;

function recordsOf(desk: Desk, entity: Entity): Iterable<RaynetRecord> {
	return entity === 'person' ? desk.instance.people.values() : desk.instance.companies.values();
}

export function findByExtId(desk: Desk, entity: Entity, extId: string): RaynetRecord {
	for (const record of recordsOf(desk, entity)) if (record.extIds.includes(extId)) return record;
	throw notFound(`extId ${extId}`);
}

/** Reads an extId to be given to a record; one that another record of the kind has is a duplicate key [assumed]. */
export function claimExtId(desk: Desk, entity: Entity, value: unknown, own?: RaynetRecord): string {
	if (typeof value !== 'string' || value === '') throw refuse(desk, 'extId is not a text');
	for (const record of recordsOf(desk, entity)) {
		if (record !== own && record.extIds.includes(value)) throw refuse(desk, 'extId belongs to another record');
	}
	return value;
}

export function addExtId(record: RaynetRecord, extId: string): void {
	if (!record.extIds.includes(extId)) record.extIds.push(extId);
}

export function putExtId(desk: Desk, record: RaynetRecord, input: unknown): void {
	const extId = claimExtId(desk, record.entity, bodyObject(desk, input).extId, record);
	if (record.extIds.length >= limit && !record.extIds.includes(extId)) throw refuse(desk, 'the record has ten extIds already');
	addExtId(record, extId);
	bumpPart(desk, record, desk.setting('extIdChange'));
}

export function removeExtId(desk: Desk, record: RaynetRecord, extId: string): void {
	if (!record.extIds.includes(extId)) throw notFound(`extId ${extId}`);
	record.extIds = record.extIds.filter((one) => one !== extId);
	bumpPart(desk, record, desk.setting('extIdChange'));
}
