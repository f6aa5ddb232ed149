import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { SyncAnswer } from '../../core/sync';
import type { FieldConflict, ItemResult, Warning } from '../../core/sync/report';
import { plainJson } from '../shared/json';
import { spokenOf, type PartnerName } from '../shared/partners';
import { conflictJson, partnerIdJson, resultJson, sideName } from '../shared/results';
import { warningText } from '../shared/texts';
import type { SyncSettings } from './settings';

/** Changes, Conflicts, Summary. */
export type Outputs = [INodeExecutionData[], INodeExecutionData[], INodeExecutionData[]];

/** The node runs once, whatever comes in, so all that comes out belongs to the first item. */
export function item(json: object): INodeExecutionData {
	return { json: plainJson(json), pairedItem: { item: 0 } };
}

export function outputsOf({ report }: SyncAnswer, { unchanged, list }: SyncSettings, mode: 'apply' | 'preview', summary: IDataObject): Outputs {
	const partner: PartnerName = list ? 'list' : 'google';
	const told = report.results.filter(({ action }) => unchanged === 'include' || action !== 'unchanged');
	return [told.map((result) => changeItem(result, mode, partner)), report.results.flatMap((result) => conflictItems(result, partner)), [item(summary)]];
}

function changeItem(result: ItemResult, mode: 'apply' | 'preview', partner: PartnerName): INodeExecutionData {
	const { name, action, reason, text, ...rest } = resultJson(result, mode, partner);
	const happened = result.error?.detail ? { error: result.error.message, happened: result.error.detail } : result.error ? { error: result.error.message } : {};
	return item({ name, action, reason, text, sides: result.sides.map((side) => sideName(side, partner)), ...rest, ...happened });
}

/** Warnings that are items of their own, and how they are called there. */
const WARNED: Partial<Record<Warning['code'], string>> = { overtaken: 'overtaken', lowestTaken: 'severalFit' };

/** One item for each field that both sides changed, one where somebody wrote at the same moment, and one where several CRM records fit. */
function conflictItems({ name, contactId, partnerId, conflicts, warnings }: ItemResult, partner: PartnerName): INodeExecutionData[] {
	const who = { name, contactId, ...partnerIdJson(partnerId, partner) };
	const fields = conflicts.map((one) => item({ ...who, kind: 'bothChanged', ...conflictJson(one, partner), text: spokenOf(partner, conflictText(one.winner)) }));
	const warned = warnings.filter(({ code }) => WARNED[code] !== undefined).map((warning) => item({ ...who, kind: WARNED[warning.code], text: spokenOf(partner, warningText(warning)) }));
	return [...fields, ...warned];
}

function conflictText(winner: FieldConflict['winner']): string {
	const stays = winner === 'partner' ? 'Google\'s value stays.' : winner === 'crm' ? 'The CRM\'s value stays.' : 'Neither was written: make both the same, or choose another policy.';
	return `Changed on both sides. ${stays}`;
}
