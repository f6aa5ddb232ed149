import type { IExecuteFunctions } from 'n8n-workflow';
import { listFieldKey, type EmailResult } from '../../core/email';
import { hasMarkOfIntegration, hasOwnNote, ownIntegrationText } from '../shared/ownIntegration';
import type { ReadItem } from './incoming';
import type { ListReport } from './run';
import type { TagNodeSettings } from './settings';

/**
 * A hint, once in a run, when somebody in it looks as if Ecomail's own integration had brought him: with its tag and source, but
 * without a note or any field of the list that this node writes with each new subscriber.
 */
export function tellOwnIntegration(context: IExecuteFunctions, items: readonly ReadItem[], reports: readonly ListReport[], { ownIntegration, operation, subscribe }: TagNodeSettings): void {
	if (ownIntegration === 'ignore' || operation !== 'upsert') return;
	const known = new Map(items.map((item) => [item.key, item]));
	const count = reports.flatMap(({ list, results }) => {
		const keys = Object.values(subscribe.listFields).map((name) => listFieldKey(name, list.fields ?? []));
		return results.filter((result) => isForeign(result, list.id, known.get(result.key), keys));
	}).length;
	if (count === 0) return;
	context.addExecutionHints?.({
		message: ownIntegrationText(count, 'this node'),
		type: 'warning',
		location: 'outputPane',
	});
}

function isForeign({ action, subscriber }: EmailResult, listId: string, item: ReadItem | undefined, keys: readonly string[]): boolean {
	const membership = subscriber?.memberships[listId];
	if (!membership || action === 'create' || item?.wish.kind !== 'subscribe') return false;
	const { owner, state, relationship, language } = item.wish.contact;
	// A note of this very run tells nothing.
	if (!hasMarkOfIntegration(subscriber, listId) || (action === 'unchanged' && hasOwnNote(subscriber, listId)) || !(owner?.name ?? state ?? relationship ?? language)) return false;
	return !keys.some((key) => key !== '' && membership.customFields?.[key] !== undefined);
}
