import { NodeConnectionTypes, type IExecuteFunctions, type INodeExecutionData, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { nodeError } from '../shared/errors';
import { whileItRuns } from '../shared/progress';
import { searchLabels } from './lists';
import { getContactFields } from './mappedFields';
import { optionProperties } from './optionProperties';
import { inputProperties, labelProperties, operationProperties } from './properties';
import { upsertItems } from './run';

export class GoogleContactsUpsert implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Google Contacts Upsert',
		name: 'googleContactsUpsert',
		icon: { light: 'file:../../icons/contacts.svg', dark: 'file:../../icons/contacts.dark.svg' },
		group: ['output'],
		version: [1],
		subtitle: '={{ ({ upsert: "create or update", delete: "delete", removeFromLabel: "remove from label" })[$parameter["operation"]] }}',
		description: 'Creates and updates contacts in Google Contacts in batches, and keeps them paired with their records in the CRM',
		defaults: { name: 'Google Contacts Upsert' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'googleContactsSyncOAuth2Api', required: true }],
		hints: [whileItRuns],
		properties: [...operationProperties, ...inputProperties, ...labelProperties, ...optionProperties],
	};

	methods = {
		listSearch: { searchLabels },
		resourceMapping: { getContactFields },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		try {
			return [await upsertItems(this)];
		} catch (error) {
			throw nodeError(this.getNode(), error);
		}
	}
}
