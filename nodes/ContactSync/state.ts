import { jsonParse, type IDataObject } from 'n8n-workflow';
import { accountKey, type CrmAccount } from '../../core/contact/contact';
import type { SyncAnswer } from '../../core/sync';
import type { GroupChoice } from '../../core/sync/settings';
import { plainJson } from '../shared/json';

/** Raised when a stored state of before cannot be read any more; the next run then reads everything. */
const FORMAT = 1;

/** What the state belongs to. */
interface Belonging {
	format: number;
	account: string;
	label: string;
}

/** `listId`: of an e-mail list, whose tag is the group. */
export function belongingOf(account: CrmAccount, group: GroupChoice, listId?: string): Belonging {
	return { format: FORMAT, account: accountKey(account), label: `${listId === undefined ? '' : `list:${listId}:`}${group.by === 'id' ? group.id : `name:${group.name}`}` };
}

/** What the last run answered for this CRM account and label; undefined when there is none. */
export function savedState(data: IDataObject, belonging: Belonging): unknown {
	const { belonging: before, state } = data as { belonging?: Belonging; state?: IDataObject };
	const isSame = before?.format === belonging.format && before.account === belonging.account && before.label === belonging.label;
	if (!isSame || !state) return undefined;
	// n8n watches what it stores: work on a copy.
	return jsonParse<IDataObject>(JSON.stringify(state));
}

/** n8n notices a change only when a key at the top is set. */
export function saveState(data: IDataObject, belonging: Belonging, state: SyncAnswer['state']): void {
	data.belonging = plainJson(belonging);
	data.state = plainJson(state);
}
