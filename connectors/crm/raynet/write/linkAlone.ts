import { RecordError, RetriableError } from '../../../../core/errors';
import type { CrmWriteResult } from '../../../../core/ports/crm';
import { passOn } from '../client';
import { extIdOf } from '../links';
import { readDetail, type Desk } from './desk';
import { assertPossible } from './steps';
import type { UpdateWrite } from './update';

/** The link that is all there is to write, if so. */
export function linkAlone({ patch, move, tags, optOut, link }: UpdateWrite): string | undefined {
	const isAll = Object.keys(patch).length === 0 && move === 'stay' && !tags && !optOut;
	return isAll && link && 'set' in link ? link.set : undefined;
}

/**
 * One request. A link is set beside the values and overwrites none, so the record is neither read before nor after: that
 * someone wrote it meanwhile the next listing tells. Only a refusal or a lost answer makes it be looked at.
 */
export async function addLink(desk: Desk, write: UpdateWrite, link: string): Promise<CrmWriteResult> {
	const { key, record } = write;
	const { recordType, recordId } = record.contact;
	const linked: CrmWriteResult = { kind: 'done', key, record: { ...record, links: [...new Set([...(record.links ?? []), link])] } };
	if (record.links?.includes(link)) return linked;
	try {
		await desk.client.write({ method: 'PUT', path: `${recordType}/${recordId}/extId/`, op: `${recordType}.addExtId`, body: { extId: extIdOf(link) } });
		return linked;
	} catch (error) {
		if (!(error instanceof RecordError) && !(error instanceof RetriableError && error.outcome === 'unknown')) return passOn(error);
		const now = await readDetail(desk, record.contact);
		if (!now) return { kind: 'conflict', key };
		if (now.record.links?.includes(link)) return { kind: 'done', key, record: now.record };
		assertPossible(desk, write, now);
		return passOn(error);
	}
}
