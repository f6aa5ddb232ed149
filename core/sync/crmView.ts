import { contactId, type CrmAccount, type RecordRef, type RecordType } from '../contact/contact';
import type { CrmRecord, CrmScope, CrmSide } from '../ports/crm';
import type { Phases } from '../ports/environment';

/** What a run knows of the CRM. */
export interface CrmView {
	/** `changes`: what is not here is as it was. `scope`: what is not here is out of the scope or gone. `all`: what is not here is gone. */
	extent: 'changes' | 'scope' | 'all';
	records: Map<string, CrmRecord>;
	gone: Set<string>;
	cursor: string;
	/** How far the CRM's clock is ahead of ours, in milliseconds, where it told. */
	serverTime?: number;
}

/** Reads what changed since the cursor, or everything, to the end, and tells after each page how far it is. Rejects with a SyncError rather than with a part. */
export async function readCrm(crm: CrmSide, recordTypes: readonly RecordType[], scope: CrmScope, cursor: string | undefined, phase?: Phases): Promise<CrmView> {
	const records = new Map<string, CrmRecord>();
	const gone = new Set<string>();
	let at = cursor;
	for (;;) {
		const step = await crm.changes({ recordTypes, scope, ...(at === undefined ? {} : { cursor: at }) });
		for (const record of step.records) records.set(record.contact.id, record);
		for (const ref of step.gone) gone.add(idOf(crm.account, ref));
		at = step.cursor;
		if (step.records.length > 0) phase?.({ kind: 'reading', side: 'crm', read: records.size });
		if (step.more === 'yes') continue;
		const extent = step.extent === 'changes' ? 'changes' : scope.kind === 'all' ? 'all' : 'scope';
		return { extent, records, gone, cursor: at, ...(step.serverTime === undefined ? {} : { serverTime: step.serverTime }) };
	}
}

export function idOf(account: CrmAccount, ref: RecordRef): string {
	return contactId(account, ref.recordType, ref.recordId);
}

/** "raynet:acme:person:31" as the record within its account; undefined for an id of another account. */
export function refOf(account: CrmAccount, id: string): RecordRef | undefined {
	const start = `${account.crm}:${account.account}:`;
	const [, recordType, recordId] = id.startsWith(start) ? (/^(person|company):(.+)$/.exec(id.slice(start.length)) ?? []) : [];
	return recordId ? { recordType: recordType === 'company' ? 'company' : 'person', recordId } : undefined;
}
