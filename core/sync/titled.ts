import { kindOf } from '../contact/contact';
import { hasLegalTitle, type LegalTitleRule } from '../contact/legalTitle';
import type { CrmRecord, CrmSide, CrmWrite, CrmWriteResult } from '../ports/crm';

/** What a run saw of legal titles. */
export interface TitledCrm {
	side: CrmSide;
	/** People in use that were read, and how many of them have a title that counts. */
	counts(): { read: number; titled: number };
}

/**
 * A CRM in which people without a valid legal title take no part: their records count as out of the scope, whatever it is. That a
 * title ended is no change of its record, so only a run that reads everything finds it.
 */
export function onlyWithTitle(crm: CrmSide, rule: LegalTitleRule): TitledCrm {
	const seen = new Map<string, 'titled' | 'untitled'>();
	const judged = (record: CrmRecord): CrmRecord => {
		if (record.standing !== 'active') return record;
		const titled = hasLegalTitle(record.contact, rule);
		if (kindOf(record.contact) === 'person') seen.set(record.contact.id, titled ? 'titled' : 'untitled');
		return titled ? record : { ...record, standing: 'untitled' };
	};
	const all = (records: ReadonlyMap<string, CrmRecord>): Map<string, CrmRecord> => new Map([...records].map(([id, record]) => [id, judged(record)]));
	const { readListed, findByEmail } = crm;
	return {
		counts: () => ({ read: seen.size, titled: [...seen.values()].filter((one) => one === 'titled').length }),
		side: {
			...crm,
			async changes(request) {
				const answer = await crm.changes(request);
				return { ...answer, records: answer.records.map(judged) };
			},
			read: async (refs) => all(await crm.read(refs)),
			...(readListed ? { readListed: async (refs) => all(await readListed(refs)) } : {}),
			...(findByEmail ? { findByEmail: async (email) => (await findByEmail(email)).map(judged) } : {}),
			async findByLink(link) {
				const found = await crm.findByLink(link);
				return found && judged(found);
			},
			async *write(writes) {
				for await (const batch of crm.write(writes.map(asRead))) yield batch.map((result) => judgedResult(result, judged));
			},
			recent: async (recordType, scope, limit) => (await crm.recent(recordType, scope, limit)).map(judged),
		},
	};
}

/** The connector knows nothing of this. */
function asRead(write: CrmWrite): CrmWrite {
	if (write.op === 'create' || write.record.standing !== 'untitled') return write;
	return { ...write, record: { ...write.record, standing: 'active' } };
}

function judgedResult(result: CrmWriteResult, judged: (record: CrmRecord) => CrmRecord): CrmWriteResult {
	if (result.kind === 'done' && result.record) return { ...result, record: judged(result.record) };
	if (result.kind === 'conflict' && result.current) return { ...result, current: judged(result.current) };
	return result;
}
