import type { RecordRef } from '../../core/contact/contact';
import { GuardError } from '../../core/errors';
import type { ChangesRequest, CrmChanges, CrmRecord, CrmSide } from '../../core/ports/crm';
import type { PartnerSide, PartnerSnapshot } from '../../core/ports/partner';
import { idOf } from '../../core/sync/crmView';

/** The reading of a run that writes nothing: whatever was read once is not asked for again. */
export interface RememberingCrm {
	side: CrmSide;
	/** All that was read, by contact id. */
	records: ReadonlyMap<string, CrmRecord>;
	/** From now on, reading more than so many records singly ends the run with a GuardError. */
	limitReads(most: number): void;
}

export const TOO_MANY_READS = 'tooManyReads';

export function rememberingCrm(crm: CrmSide): RememberingCrm {
	const records = new Map<string, CrmRecord>();
	const steps = new Map<string, Promise<CrmChanges>>();
	/** Undefined for those that are gone. */
	const asked = new Map<string, CrmRecord | undefined>();
	let limit = Infinity;
	const note = (found: Iterable<CrmRecord>): void => {
		for (const record of found) records.set(record.contact.id, record);
	};
	const step = async (request: ChangesRequest): Promise<CrmChanges> => {
		const answer = await crm.changes(request);
		note(answer.records);
		return answer;
	};
	const readFresh = async (refs: readonly RecordRef[]): Promise<void> => {
		if (refs.length > limit) throw new GuardError(TOO_MANY_READS, 'More records would have to be read singly than a preview may.');
		const found = refs.length > 0 ? await crm.read(refs) : new Map<string, CrmRecord>();
		note(found.values());
		for (const ref of refs) asked.set(idOf(crm.account, ref), found.get(idOf(crm.account, ref)));
	};
	const side: CrmSide = {
		...crm,
		changes(request) {
			const key = JSON.stringify([request.cursor ?? null, request.scope, request.recordTypes]);
			const known = steps.get(key) ?? step(request);
			steps.set(key, known);
			return known;
		},
		async read(refs) {
			await readFresh(refs.filter((ref) => !asked.has(idOf(crm.account, ref))));
			return new Map(
				refs.flatMap((ref) => {
					const id = idOf(crm.account, ref);
					const record = asked.get(id);
					return record ? [[id, record] as const] : [];
				}),
			);
		},
	};
	return {
		side,
		records,
		limitReads(most) {
			limit = most;
		},
	};
}

/** The partner side of such a run, and what it read. */
export function rememberingPartner(partner: PartnerSide): { side: PartnerSide; read(): PartnerSnapshot | undefined } {
	let snapshot: PartnerSnapshot | undefined;
	return {
		side: { ...partner, snapshot: async (since) => (snapshot ??= await partner.snapshot(since)) },
		read: () => snapshot,
	};
}
