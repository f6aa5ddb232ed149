import type { PartnerRecord, PartnerWriteResult } from '../../../core/ports/partner';
import { viewOf, type Row } from '../rows';
import type { WriteRun } from './carryOut';

/** The state that a record shows, if it is the current one as far as we know. */
export function knownRow({ account }: WriteRun, record: PartnerRecord): Row | undefined {
	if (record.truncated) return undefined;
	const row = account.state.index.rows.get(record.id);
	return row?.record.version === record.version ? row : undefined;
}

/** Contacts as they are now; without those that are gone. What we wrote in the last minutes may not be readable yet. */
export async function readRows({ account }: WriteRun, ids: readonly string[]): Promise<Map<string, Row>> {
	const { index } = account.state;
	const rows = new Map<string, Row>();
	if (ids.length === 0) return rows;
	const now = account.clock.now();
	for (const [id, person] of await account.people.getPeople(ids)) {
		const known = index.isFresh(id, now) ? index.rows.get(id) : undefined;
		const row = person ? index.saw(person) : known;
		if (row) rows.set(id, row);
		else index.missed(id, now);
	}
	return rows;
}

/** Somebody wrote or deleted the contact meanwhile. */
export function conflict({ account }: WriteRun, key: string, row: Row | undefined): PartnerWriteResult {
	return row ? { kind: 'conflict', key, current: viewOf(row, account.crm) } : { kind: 'conflict', key };
}
