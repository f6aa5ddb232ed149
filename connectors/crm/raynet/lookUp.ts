import type { RecordRef, RecordType } from '../../../core/contact/contact';
import type { CrmRecord } from '../../../core/ports/crm';
import type { Phases } from '../../../core/ports/environment';
import { MOST_OPEN_CALLS, PAGE_SIZE, type RaynetClient, type RaynetPage } from './client';
import { extIdOf } from './links';
import { companyRecord, detailRecord, personRecord, type RaynetPlace } from './map';
import { readDetail } from './write/desk';

/** Keeps the address of a call below 4 KB. */
const MOST_IDS = 200;
const RECORD_TYPES: readonly RecordType[] = ['person', 'company'];

export function recordOf(row: RaynetPage['rows'][number], recordType: RecordType, place: RaynetPlace): CrmRecord {
	return recordType === 'person' ? personRecord(row, place) : companyRecord(row, place);
}

/** One call per record: only details tell the links. Tells how far it is. */
export async function readAll(client: RaynetClient, place: RaynetPlace, refs: readonly RecordRef[], phase?: Phases): Promise<ReadonlyMap<string, CrmRecord>> {
	const found = new Map<string, CrmRecord>();
	for (let start = 0; start < refs.length; start += MOST_OPEN_CALLS) {
		const details = await Promise.all(refs.slice(start, start + MOST_OPEN_CALLS).map((ref) => readDetail({ client, place }, ref)));
		for (const detail of details) if (detail) found.set(detail.record.contact.id, detail.record);
		phase?.({ kind: 'reading', side: 'crm', read: Math.min(start + MOST_OPEN_CALLS, refs.length), of: refs.length });
	}
	return found;
}

/**
 * Many records in one call, by the filter on ids (documented); invalid ones are asked for, too. One that a list does not
 * show is looked at singly, as lists are not documented to show every standing.
 */
export async function readListed(client: RaynetClient, place: RaynetPlace, refs: readonly RecordRef[]): Promise<ReadonlyMap<string, CrmRecord>> {
	const found = new Map<string, CrmRecord>();
	const unseen: RecordRef[] = [];
	for (const recordType of RECORD_TYPES) {
		const wanted = refs.filter((ref) => ref.recordType === recordType);
		for (let start = 0; start < wanted.length; start += MOST_IDS) {
			const some = wanted.slice(start, start + MOST_IDS);
			const seen = some.length === 1 ? new Map<string, CrmRecord>() : await listed(client, place, recordType, some);
			for (const record of seen.values()) found.set(record.contact.id, record);
			unseen.push(...some.filter(({ recordId }) => !seen.has(recordId)));
		}
	}
	for (const [id, record] of await readAll(client, place, unseen)) found.set(id, record);
	return found;
}

async function listed(client: RaynetClient, place: RaynetPlace, recordType: RecordType, refs: readonly RecordRef[]): Promise<Map<string, CrmRecord>> {
	const ids = [...new Set(refs.map(({ recordId }) => recordId))];
	const page = await client.list(recordType, { 'id[IN]': ids.join(','), 'rowInfo.rowAccess[EQ_OR_NULL]': 'INVALID', limit: PAGE_SIZE });
	return new Map(page.rows.map((row) => [String(row.id), recordOf(row, recordType, place)]));
}

/** External ids are unique within a record type (assumed), so that both are asked. */
export async function findByLink(client: RaynetClient, place: RaynetPlace, link: string): Promise<CrmRecord | undefined> {
	for (const recordType of RECORD_TYPES) {
		const raw = await client.byExtId(recordType, extIdOf(link));
		if (raw) return detailRecord(raw, recordType, place);
	}
	return undefined;
}

/** There is one filter for each place of an address (documented), and none for the contact address of a client. */
const EMAIL_FILTERS: ReadonlyArray<[RecordType, string]> = [
	['person', 'contactInfo.email'],
	['person', 'contactInfo.email2'],
	['company', 'primaryAddress-contactInfo.email'],
	['company', 'primaryAddress-contactInfo.email2'],
];

/** A "%" in an address would find more than asked for; the caller compares. */
export async function findByEmail(client: RaynetClient, place: RaynetPlace, email: string): Promise<CrmRecord[]> {
	const found = new Map<string, CrmRecord>();
	for (const [recordType, column] of EMAIL_FILTERS) {
		const page = await client.list(recordType, { [`${column}[LIKE_NOCASE]`]: email.trim(), limit: PAGE_SIZE });
		for (const row of page.rows) found.set(`${recordType}:${row.id}`, recordOf(row, recordType, place));
	}
	return [...found.values()];
}
