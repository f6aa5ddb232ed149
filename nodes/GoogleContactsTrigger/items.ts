import type { INodeExecutionData } from 'n8n-workflow';
import type { PartnerRecord } from '../../core/ports/partner';
import type { IncomingEvent } from '../../core/sync';
import { pairedIds, presenceIn } from '../../core/sync/echo';
import { plainJson } from '../shared/json';
import type { Flow } from './flow';

/** Stamps of Google are finer than this. */
const STAMP_RESOLUTION_MS = 1;

/**
 * A contact item: the contact as Google holds it, what happened to it, an id of that which is the same whenever it is
 * read, and under `sync` what the next node has to know to merge it without reading it again.
 */
export function contactItem(record: PartnerRecord, event: IncomingEvent, flow: Flow): INodeExecutionData {
	const { id, version, modifiedAt, fields, groups, entries, externalIds, formerIds, truncated } = record;
	return {
		json: plainJson({
			id: `google:${id}`,
			modifiedAt,
			...fields,
			groups: groups.map((group) => flow.labelNames.get(group) ?? group),
			event,
			eventId: `google:${id}@${version}:${event}`,
			sync: {
				...place(id, flow),
				version,
				modifiedAt,
				stampResolutionMs: STAMP_RESOLUTION_MS,
				entries,
				externalIds,
				groups,
				pair: pairedIds(record),
				member: presenceIn(flow.label.id, record),
				formerIds,
				...(truncated ? { truncated } : {}),
			},
		}),
	};
}

/** Google tells no more of a deleted contact than its id. */
export function deletedItem(id: string, flow: Flow): INodeExecutionData {
	return { json: plainJson({ id: `google:${id}`, event: 'deleted', eventId: `google:${id}:deleted`, sync: place(id, flow) }) };
}

function place(partnerId: string, { label, accountKey, accountMark, markIs, pairs }: Flow): Record<string, string | number | undefined> {
	return { partner: 'google', partnerId, groupId: label.id, crmAccount: accountKey, accountMark, markIs, pairs };
}
