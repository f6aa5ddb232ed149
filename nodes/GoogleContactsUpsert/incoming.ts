import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { GroupChoice } from '../../core/sync/settings';
import { usualLabel } from '../shared/labels';
import { contactItem, type ContactItem } from './contactItem';
import { mappedContact } from './mappedFields';
import { labelOf } from './settings';

/** An input item that could be read, with the label that it goes to. */
export interface ReadItem extends ContactItem {
	index: number;
	group: GroupChoice;
}

/** Input items that go together: one CRM account, one scope, one label. */
export type Batch = [ReadItem, ...ReadItem[]];

/** Reads one input item. Throws ConfigurationError where it is no contact. */
export function readItem(context: IExecuteFunctions, json: IDataObject, index: number): ReadItem {
	const isMapped = context.getNodeParameter('input', index, 'items') === 'fields';
	const read = isMapped ? mappedItem(context, json, index) : contactItem(json);
	const usual = isMapped ? sourceName(context, index) : usualLabel(read.contact.crm);
	return { ...read, index, group: labelOf(context, index, usual) };
}

/** Who maps fields by hand states each item as it is now. */
function mappedItem(context: IExecuteFunctions, json: IDataObject, index: number): ContactItem {
	const { mappingMode, value } = context.getNodeParameter('contactFields', index, {}) as { mappingMode?: string; value?: IDataObject | null };
	const contact = mappedContact(mappingMode === 'autoMapInputData' ? json : (value ?? {}), {
		sourceName: sourceName(context, index),
		recordType: context.getNodeParameter('recordType', index, 'person') === 'company' ? 'company' : 'person',
	});
	return { contact, event: 'updated' };
}

function sourceName(context: IExecuteFunctions, index: number): string {
	return String(context.getNodeParameter('sourceName', index, '')).trim();
}

export function batchesOf(items: readonly ReadItem[]): Batch[] {
	const batches = new Map<string, Batch>();
	for (const item of items) {
		const key = JSON.stringify([item.contact.crm, item.contact.account, item.scope, item.group]);
		const batch = batches.get(key);
		if (batch) batch.push(item);
		else batches.set(key, [item]);
	}
	return [...batches.values()];
}
