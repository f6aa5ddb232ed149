import { expectSyncError } from '../../../../core/errors';
import type { CrmRecord } from '../../../../core/ports/crm';
import type { Source } from '../changes';
import { recordOf } from '../map/record';

/** What the CRM holds after a write; what was sent where it cannot be read at the moment, since it is written. */
export async function readBack({ client, place }: Source, id: string, assumed: CrmRecord | undefined): Promise<CrmRecord | undefined> {
	try {
		return recordOf(await client.one(id), place) ?? assumed;
	} catch (error) {
		// Also where the run is cancelled, or the login is refused meanwhile: the next call tells.
		expectSyncError(error);
		return assumed;
	}
}
