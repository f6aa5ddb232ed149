import { emailKey } from '../contact/email';
import { ConflictError, type SyncError } from '../errors';
import type { CrmRecord, CrmSide, CrmWrite } from '../ports/crm';
import { recordsByEmailInAll } from '../sync/byEmail';

/** What came of an address that does not want mail. */
export type OptOutOutcome = { kind: 'optedOut' } | { kind: 'already' } | { kind: 'notInCrm' } | { kind: 'failed'; error: SyncError };

/** Someone else may write a record just then; it is written again so many times. */
const MOST_ROUNDS = 3;

/**
 * Opts every record of the CRM that has one of these addresses out of mailings. Reads all records once, as a CRM need
 * not find them by address, and writes only those that are not opted out. Outcomes by emailKey. Rejects with a
 * SyncError when the run cannot go on; the same again then does what is left.
 */
export async function optOutAddresses(crm: CrmSide, emails: readonly string[]): Promise<ReadonlyMap<string, OptOutOutcome>> {
	const wanted = new Set(emails.map(emailKey));
	if (wanted.size === 0) return new Map();
	const found = await recordsByEmailInAll(crm, [...wanted]);
	const records = [...new Map([...found.values()].flat().map((record) => [record.contact.id, record])).values()];
	const outcomes = await write(crm, records.filter(({ contact }) => contact.doNotEmail !== true));
	return new Map([...wanted].map((email) => [email, together((found.get(email) ?? []).map(({ contact }) => outcomes.get(contact.id) ?? { kind: 'already' }))]));
}

/** Outcomes by contact id. */
async function write(crm: CrmSide, records: readonly CrmRecord[]): Promise<Map<string, OptOutOutcome>> {
	const outcomes = new Map<string, OptOutOutcome>();
	let open = new Map(records.map((record) => [record.contact.id, record]));
	for (let round = 1; open.size > 0 && round <= MOST_ROUNDS; round += 1) {
		const changed = new Map<string, CrmRecord>();
		for await (const batch of crm.write([...open].map(([key, record]) => optOutOf(key, record)))) {
			for (const result of batch) {
				if (result.kind === 'conflict' && result.current?.contact.doNotEmail !== true && result.current) changed.set(result.key, result.current);
				else outcomes.set(result.key, result.kind === 'failed' ? { kind: 'failed', error: result.error } : { kind: result.kind === 'done' ? 'optedOut' : 'already' });
			}
		}
		open = changed;
	}
	for (const key of open.keys()) outcomes.set(key, { kind: 'failed', error: new ConflictError('This record keeps being changed elsewhere. The next run tries again.') });
	return outcomes;
}

function optOutOf(key: string, record: CrmRecord): CrmWrite {
	return { op: 'update', key, record, patch: {}, scope: { kind: 'all' }, move: 'stay', optOut: true };
}

const WEIGHT = { notInCrm: 0, already: 1, optedOut: 2, failed: 3 } as const;

/** Of several records with one address: what needs most attention. */
function together(outcomes: readonly OptOutOutcome[]): OptOutOutcome {
	return outcomes.reduce<OptOutOutcome>((most, one) => (WEIGHT[one.kind] > WEIGHT[most.kind] ? one : most), { kind: 'notInCrm' });
}
