import { plain, type PlannedAction } from './actions';
import { addressesOf } from './byAddress';
import type { Desk } from './desk';
import type { FieldChange } from './report';
import { entryOf } from './writes';

const OPTED_OUT: FieldChange = { field: 'mailing', side: 'partner', before: 'open', after: 'optedOut' };

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
			changes: [OPTED_OUT],
			intent: { op: 'update', record, patch: { doNotEmail: true }, move: 'stay', entry },
		};
	});
}

/**
 * Where the address is the record: who opted out is opted out under all addresses, also under those that are in the list without
 * being a pair of this flow.
 */
export function planFurtherOptOuts(actions: readonly PlannedAction[], { capabilities, snapshot }: Desk): readonly PlannedAction[] {
	if (capabilities.identity !== 'email') return actions;
	const written = new Set(actions.flatMap(({ intent }) => (intent && intent.op !== 'create' ? [intent.record.id] : [])));
	const further = actions.filter(isOptedOut).flatMap(({ contact, record: own }) => {
		const records = addressesOf(contact).flatMap((address) => snapshot.records.get(address) ?? []);
		return records.flatMap((record): PlannedAction[] => {
			if (record.id === own?.id || record.mailing !== 'open' || written.has(record.id)) return [];
			written.add(record.id);
			return [plain({ key: `optOut:${record.id}`, contact }, 'update', 'changed', { record, changes: [OPTED_OUT], intent: { op: 'optOut', record } })];
		});
	});
	return further.length > 0 ? [...actions, ...further] : actions;
}

function isOptedOut({ contact, record, changes }: PlannedAction): boolean {
	return contact.doNotEmail === true || record?.mailing === 'optedOut' || changes.some(({ field, after }) => field === 'mailing' && after === 'optedOut');
}
