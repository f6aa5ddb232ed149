import type { INodeExecutionData } from 'n8n-workflow';
import type { CrmRecord } from '../../core/ports/crm';
import type { IncomingEvent } from '../../core/sync';
import { inScope, scopeText } from '../../core/sync/scope';
import type { Change } from '../../core/sync/window';
import { plainJson } from '../shared/json';
import type { TriggerSettings } from './settings';

/** The items of the changes that the settings want reported. */
export function itemsOf(changes: readonly Change[], settings: TriggerSettings, stampResolutionMs: number): INodeExecutionData[] {
	return changes.flatMap((change) => {
		const event = reportedEvent(change, settings);
		return event ? [item(change.record, event, settings, stampResolutionMs)] : [];
	});
}

function reportedEvent({ record, novelty }: Change, { scope, events, leaving }: TriggerSettings): IncomingEvent | undefined {
	if (!inScope(record, scope)) return leaving === 'report' && novelty !== 'existing' ? 'left' : undefined;
	if (novelty === 'existing') return 'created';
	return events.includes(novelty) ? novelty : undefined;
}

/**
 * A contact item: the contact itself, what happened to it, an id of that which is the same whenever it is read,
 * and under `sync` what the next node has to know of this one.
 */
function item(record: CrmRecord, event: IncomingEvent, { scope, raw }: TriggerSettings, stampResolutionMs: number): INodeExecutionData {
	return {
		json: plainJson({
			...record.contact,
			event,
			eventId: `${record.contact.id}@${record.version}:${event}`,
			sync: { scope: scopeText(scope), stampResolutionMs },
			...(raw === 'include' ? { raw: record.raw } : {}),
		}),
	};
}
