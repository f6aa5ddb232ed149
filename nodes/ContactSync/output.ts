import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { SyncAnswer } from '../../core/sync';
import type { ItemResult } from '../../core/sync/report';
import { plainJson } from '../shared/json';
import { googleUrl, resultJson, sideName } from '../shared/results';
import { warningText } from '../shared/texts';
import type { SyncSettings } from './settings';

/** Changes, Conflicts, Summary. */
export type Outputs = [INodeExecutionData[], INodeExecutionData[], INodeExecutionData[]];

/** The node runs once, whatever comes in, so all that comes out belongs to the first item. */
export function item(json: object): INodeExecutionData {
	return { json: plainJson(json), pairedItem: { item: 0 } };
}

export function outputsOf({ report }: SyncAnswer, { unchanged }: SyncSettings, mode: 'apply' | 'preview', summary: IDataObject): Outputs {
	const told = report.results.filter(({ action }) => unchanged === 'include' || action !== 'unchanged');
	return [told.map((result) => changeItem(result, mode)), report.results.flatMap(conflictItems), [item(summary)]];
}

function changeItem(result: ItemResult, mode: 'apply' | 'preview'): INodeExecutionData {
	const { action, reason, text, ...rest } = resultJson(result, mode);
	const happened = result.error?.detail ? { error: result.error.message, happened: result.error.detail } : result.error ? { error: result.error.message } : {};
	return item({ action, reason, text, sides: result.sides.map(sideName), ...rest, ...happened });
}

/** One item for each field that both sides changed, and one where somebody wrote at the same moment. */
function conflictItems({ contactId, partnerId, conflicts, warnings }: ItemResult): INodeExecutionData[] {
	const who = { contactId, googleContactId: partnerId, googleContactUrl: googleUrl(partnerId) };
	const fields = conflicts.map(({ field, crm, partner, winner }) => item({ ...who, kind: 'bothChanged', field, crm, google: partner, winner: sideName(winner), text: conflictText(sideName(winner)) }));
	const overtaken = warnings.filter(({ code }) => code === 'overtaken').map((warning) => item({ ...who, kind: 'overtaken', text: warningText(warning) }));
	return [...fields, ...overtaken];
}

function conflictText(winner: string): string {
	const stays = winner === 'google' ? 'Google\'s value stays.' : winner === 'crm' ? 'The CRM\'s value stays.' : 'Neither was written: make both the same, or choose another policy.';
	return `Changed on both sides. ${stays}`;
}
