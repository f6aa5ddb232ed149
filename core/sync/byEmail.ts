import { emailKey } from '../contact/email';
import type { CrmRecord, CrmSide } from '../ports/crm';

/** Up to so many addresses are looked up one by one, where the CRM can; for more, all of its records are read once. */
const MOST_LOOKUPS = 5;

/** Active records that have one of these addresses in any place, by emailKey; addresses that nobody has are missing. Rejects with a SyncError. */
export async function recordsByEmail(crm: CrmSide, emails: readonly string[]): Promise<ReadonlyMap<string, CrmRecord[]>> {
	const wanted = new Set(emails.map(emailKey));
	if (!crm.findByEmail || wanted.size > MOST_LOOKUPS) return recordsByEmailInAll(crm, emails);
	const found = new Map<string, CrmRecord>();
	for (const email of wanted) for (const record of await crm.findByEmail(email)) found.set(record.contact.id, record);
	return byAddress(wanted, [...found.values()]);
}

/** The same by reading all records, however few addresses there are. */
export async function recordsByEmailInAll(crm: CrmSide, emails: readonly string[]): Promise<ReadonlyMap<string, CrmRecord[]>> {
	const wanted = new Set(emails.map(emailKey));
	const found = new Map<string, CrmRecord>();
	for (let cursor: string | undefined; wanted.size > 0; ) {
		const step = await crm.changes({ recordTypes: crm.capabilities.recordTypes, scope: { kind: 'all' }, ...(cursor === undefined ? {} : { cursor }) });
		for (const record of step.records) {
			if (keysOf(record).some((key) => wanted.has(key))) found.set(record.contact.id, record);
			else found.delete(record.contact.id);
		}
		if (step.more === 'no') break;
		({ cursor } = step);
	}
	return byAddress(wanted, [...found.values()]);
}

function keysOf({ contact }: CrmRecord): string[] {
	return [...new Set((contact.emails ?? []).map(({ value }) => emailKey(value)))];
}

function byAddress(wanted: ReadonlySet<string>, records: readonly CrmRecord[]): ReadonlyMap<string, CrmRecord[]> {
	const found = new Map<string, CrmRecord[]>();
	for (const record of records.filter(({ standing }) => standing === 'active')) {
		for (const key of keysOf(record).filter((one) => wanted.has(one))) found.set(key, [...(found.get(key) ?? []), record]);
	}
	return found;
}
