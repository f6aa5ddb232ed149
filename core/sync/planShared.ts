import type { PlannedAction } from './actions';
import { addressesOf } from './byAddress';
import type { Desk } from './desk';
import { entryOf } from './writes';

/**
 * Where the address is the record: somebody opted out whose address another contact holds, one that may be out of the flow itself.
 * The record is opted out for both; its pair stays as it is.
 */
export function planSharedOptOuts(actions: readonly PlannedAction[], { capabilities, snapshot, settings }: Desk): readonly PlannedAction[] {
	if (capabilities.identity !== 'email') return actions;
	const written = new Set(actions.flatMap(({ intent }) => (intent && intent.op !== 'create' ? [intent.record.id] : [])));
	return actions.map((action) => {
		if (action.reason !== 'optedOut' || action.intent) return action;
		const record = addressesOf(action.contact).flatMap((address) => snapshot.records.get(address) ?? []).find(({ id, mailing }) => mailing === 'open' && !written.has(id));
		const entry = record && entryOf(record, settings);
		if (!record || !entry) return action;
		written.add(record.id);
		return {
			...action,
			action: 'update',
			reason: 'changed',
			record,
			changes: [{ field: 'mailing', side: 'partner', before: 'open', after: 'optedOut' }],
			intent: { op: 'update', record, patch: { doNotEmail: true }, move: 'stay', entry },
		};
	});
}
