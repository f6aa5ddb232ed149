import type { IDataObject } from 'n8n-workflow';
import { plainJson } from '../shared/json';
import type { TriggerSettings } from './settings';

/** Raised when a stored state of before cannot be read any more; reading then begins anew. */
const FORMAT = 1;

/** What the state belongs to. */
export interface Reading {
	format: number;
	label: string;
	start: TriggerSettings['start'];
}

/** Where the trigger stands. A few hundred bytes. */
export interface State {
	/** Absent until the account was read for the first time. */
	cursor?: string;
	/** ISO: unpaired contacts changed then or later are new where Google can no longer tell changes. Absent: all of them. */
	since?: string;
	/** The account's mark, as long as no label carries one: links in the CRM are stored under it. */
	mark?: string;
}

export function readingOf(labelId: string, start: TriggerSettings['start']): Reading {
	return { format: FORMAT, label: labelId, start };
}

/** Undefined when reading has to begin: the first time, and for another label of which everything is wanted. */
export function savedState(data: IDataObject, reading: Reading): State | undefined {
	const { reading: before, state, begunAt } = data as { reading?: Reading; state?: State; begunAt?: string };
	if (!before && begunAt && reading.start === 'fromNow') return { since: begunAt };
	if (!before || !state || before.format !== reading.format) return undefined;
	if (reading.start === 'existing' && (before.start !== 'existing' || before.label !== reading.label)) return undefined;
	return { ...state };
}

/** n8n notices a change only when a key at the top is set. */
export function saveState(data: IDataObject, reading: Reading, state: State): void {
	data.reading = plainJson(reading);
	data.state = plainJson(state);
}

/** Remembers when the trigger was begun although nothing could be read, so that what changes from then on is told. */
export function saveBeginning(data: IDataObject): void {
	if (data.reading === undefined && data.begunAt === undefined) data.begunAt = new Date().toISOString();
}
