import type { IDataObject } from 'n8n-workflow';
import type { RecordType } from '../../core/contact/contact';
import type { PushedEvent } from './settings';

/** An event as RAYNET sends it: which record, not what changed. */
export interface Delivery {
	/** RAYNET's own id of it; the same when it is sent again. */
	deliveryId: string;
	event: PushedEvent;
	recordType: RecordType;
	recordId: string;
	/** Counted among those that are left to the nightly run; it is only here to tell of them. */
	counted?: 'asLeft';
}

const EVENTS: Readonly<Record<string, PushedEvent>> = { 'record.created': 'created', 'record.updated': 'updated', 'record.deleted': 'deleted' };
const RECORD_TYPES: Readonly<Record<string, RecordType>> = { Person: 'person', Company: 'company' };

/** Undefined for what is no event of a contact: other records, test calls, kinds that are new. */
export function readDelivery({ eventId, type, data }: IDataObject): Delivery | undefined {
	const { entityName, entityId } = isObject(data) ? data : {};
	const event = EVENTS[String(type)];
	const recordType = RECORD_TYPES[String(entityName)];
	if (!event || !recordType || !/^\d+$/.test(String(entityId))) return undefined;
	return { deliveryId: String(eventId ?? ''), event, recordType, recordId: String(entityId) };
}

/** An item that `deliveryItem` made, read in the execution. */
export function readDeliveryItem(json: IDataObject): Delivery | undefined {
	const { deliveryId, event, recordType, recordId, counted } = json;
	const known = Object.values(EVENTS).find((one) => one === event);
	const type = Object.values(RECORD_TYPES).find((one) => one === recordType);
	if (!known || !type || typeof recordId !== 'string') return undefined;
	return { deliveryId: String(deliveryId ?? ''), event: known, recordType: type, recordId, ...(counted === 'asLeft' ? { counted } : {}) };
}

function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
