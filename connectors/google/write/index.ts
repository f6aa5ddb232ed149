import type { PartnerWrite, PartnerWriteResult } from '../../../core/ports/partner';
import { assertNotCancelled } from '../../http/caller';
import type { WriteRun } from './carryOut';
import { createContacts } from './creates';
import { deleteContacts } from './deletes';
import { planWrites, type Batch } from './plan';
import { toChange, updateContacts } from './updates';

/** Carries writes out one request after another; Google wants the writes of one account serial (documented). */
export async function* writeAll(run: WriteRun, writes: readonly PartnerWrite[]): AsyncGenerator<PartnerWriteResult[]> {
	for (const batch of planWrites(writes, (write) => toChange(write, run.account))) {
		assertNotCancelled(run.env);
		for await (const results of carryOutBatch(run, batch)) if (results.length > 0) yield results;
	}
}

function carryOutBatch(run: WriteRun, batch: Batch): AsyncGenerator<PartnerWriteResult[]> {
	switch (batch.op) {
		case 'create':
			return createContacts(run, batch.writes);
		case 'update':
			return updateContacts(run, batch.writes, batch.mask);
		case 'delete':
			return deleteContacts(run, batch.writes);
	}
}
