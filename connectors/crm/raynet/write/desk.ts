import type { RecordRef } from '../../../../core/contact/contact';
import type { CrmCapabilities, CrmRecord } from '../../../../core/ports/crm';
import type { Environment } from '../../../../core/ports/environment';
import type { RaynetClient } from '../client';
import { detailRecord, type RaynetPlace } from '../map';
import type { WrittenByMark } from '../own';
import type { RaynetDetail } from '../raw';

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

export async function readDetail({ client, place }: Pick<Desk, 'client' | 'place'>, ref: RecordRef): Promise<Detail | undefined> {
	const raw = await client.detail(ref);
	return raw && { raw, record: detailRecord(raw, ref.recordType, place) };
}
