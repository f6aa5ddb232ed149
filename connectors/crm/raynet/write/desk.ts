import type { RecordRef, RecordType } from '../../../../core/contact/contact';
import type { CrmCapabilities, CrmRecord } from '../../../../core/ports/crm';
import type { Environment } from '../../../../core/ports/environment';
import type { RaynetClient } from '../client';
import { detailRecord, type RaynetPlace } from '../map';
import type { WrittenByMark } from '../own';
import type { RaynetDetail, RaynetPicklistRow } from '../raw';
import type { CustomFieldConfig } from './mappedValues';

/** What all writes of one connector share. A connector lives as long as a run, its memory may live longer. */
export interface Desk {
	client: RaynetClient;
	env: Environment;
	place: RaynetPlace;
	capabilities: CrmCapabilities;
	/** Whether the client that a person works for is created where there is none of that name. */
	companies: 'match' | 'create';
	memory: WriteMemory;
	/** Labels of the picklist telType, once asked for. */
	phoneLabels?: Promise<readonly string[]>;
	/** The picklist of languages, and the custom fields, once asked for. */
	languages?: Promise<readonly RaynetPicklistRow[]>;
	customFields?: Promise<Record<RecordType, CustomFieldConfig[]>>;
	/** Ids of clients by name, or by registration number, as far as asked for. */
	companyIds: Map<string, Promise<number | undefined>>;
}

/** Learnt from answers; nothing is lost with it. */
export interface WriteMemory {
	/** Creates with unknown outcome, by link, or by key where there is none: until when (ms) they are not repeated. */
	pending: Map<string, number>;
	/** Whether extId rides along when a person is created: it is shown for clients only. */
	extIdOfPerson: 'rides' | 'apart';
	/** Which id names an address in its path is not documented. */
	addressId: 'outer' | 'inner';
	/** What runs wrote since they read. */
	written: WrittenByMark;
}

export function newMemory(): WriteMemory {
	return { pending: new Map(), extIdOfPerson: 'rides', addressId: 'outer', written: new Map() };
}

/** A record read singly: as Raynet sent it, and as a contact. */
export interface Detail {
	raw: RaynetDetail;
	record: CrmRecord;
}

/** What details were read as, for as long as somebody holds the record. */
const details = new WeakMap<CrmRecord, Detail>();
/** Raynet has no lock, so that a record read longer ago is read again before it is written. */
const MOMENT_MS = 2_000;

export async function readDetail({ client, place }: Pick<Desk, 'client' | 'place'>, ref: RecordRef): Promise<Detail | undefined> {
	const raw = await client.detail(ref);
	if (!raw) return undefined;
	const detail: Detail = { raw, record: detailRecord(raw, ref.recordType, place) };
	details.set(detail.record, detail);
	return detail;
}

/** A record that was read a moment ago, else as it is now. */
export async function readBefore(desk: Desk, record: CrmRecord, readAt: number | undefined): Promise<Detail | undefined> {
	const known = readAt !== undefined && desk.env.clock.now() - readAt <= MOMENT_MS ? details.get(record) : undefined;
	return known ?? (await readDetail(desk, record.contact));
}
