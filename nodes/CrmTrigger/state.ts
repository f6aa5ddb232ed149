import { jsonParse, type IDataObject } from 'n8n-workflow';
import { accountKey, type CrmAccount } from '../../core/contact/contact';
import { scopeText } from '../../core/sync/scope';
import type { ChangesCursor } from '../../core/sync/pollChanges';
import { fromTheBeginning, reopened, type WindowCursor } from '../../core/sync/window';
import { plainJson } from '../shared/json';
import type { TriggerSettings } from './settings';

/** Raised when a stored cursor of before cannot be read any more; reading then begins anew. */
const FORMAT = 1;

/** What the cursor belongs to. */
export interface Reading {
	format: number;
	account: string;
	scope: string;
	start: TriggerSettings['start'];
	leaving: TriggerSettings['leaving'];
}

export function readingOf(account: CrmAccount, { recordTypes, scope, start, leaving }: TriggerSettings): Reading {
	return { format: FORMAT, account: accountKey(account), scope: `${recordTypes.join(',')} ${scopeText(scope)}`, start, leaving };
}

/**
 * The cursor to go on from; undefined when reading has to begin. After a change of settings the open window is
 * read again; a new scope begins with what exists, where that is wanted.
 */
export function savedCursor(data: IDataObject, reading: Reading): WindowCursor | undefined {
	const { reading: before, cursor } = data as { reading?: Reading; cursor?: WindowCursor };
	if (!before || !cursor || before.format !== reading.format || before.account !== reading.account) return undefined;
	if (reading.start === 'existing' && (before.start !== 'existing' || before.scope !== reading.scope)) return fromTheBeginning();
	// n8n watches what it stores: work on a copy.
	const copy = jsonParse<WindowCursor>(JSON.stringify(cursor));
	return before.scope === reading.scope && before.leaving === reading.leaving ? copy : reopened(copy);
}

/** The same of a CRM without windows: its cursor holds for one scope only. */
export function savedChanges(data: IDataObject, reading: Reading): ChangesCursor | undefined {
	const { reading: before, cursor } = data as { reading?: Reading; cursor?: ChangesCursor };
	if (!before || !cursor || before.format !== reading.format || before.account !== reading.account || before.scope !== reading.scope) return undefined;
	if (reading.start === 'existing' && before.start !== 'existing') return undefined;
	return jsonParse<ChangesCursor>(JSON.stringify(cursor));
}

/** n8n notices a change only when a key at the top is set. */
export function saveCursor(data: IDataObject, reading: Reading, cursor: WindowCursor | ChangesCursor): void {
	data.reading = plainJson(reading);
	data.cursor = plainJson(cursor);
}
