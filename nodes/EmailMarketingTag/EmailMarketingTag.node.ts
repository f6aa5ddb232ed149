import { NodeConnectionTypes, type IExecuteFunctions, type INodeExecutionData, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { nodeError } from '../shared/errors';
import { getAutomationTags, getMany } from './getMany';
import { searchLists } from './lists';
import { optionProperties } from './optionProperties';
import { inputProperties, operationProperties, placeProperties } from './properties';
import { runItems } from './run';

export class EmailMarketingTag implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Email Marketing Tag',
		name: 'emailMarketingTag',
		icon: { light: 'file:../../icons/email.svg', dark: 'file:../../icons/email.dark.svg' },
		group: ['output'],
		version: [1],
		subtitle: '={{ ({ upsert: "create or update", unsubscribe: "unsubscribe", get: "get", getAll: "get many", getFromAutomations: "get from automations", add: "add", remove: "remove", set: "set" })[$parameter["operation"]] + ": " + $parameter["resource"] }}',
		description: 'Puts contacts into a list of an e-mail marketing tool, with their tags, in batches; nobody who unsubscribed comes back',
		defaults: { name: 'Email Marketing Tag' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'ecomailContactSyncApi', required: true }],
		properties: [...operationProperties, ...placeProperties, ...inputProperties, ...optionProperties],
	};

	methods = {
		listSearch: { searchLists },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		try {
			switch (this.getNodeParameter('operation', 0)) {
				case 'getAll':
					return [await getMany(this)];
				case 'getFromAutomations':
					return [await getAutomationTags(this)];
				default:
					return [await runItems(this)];
			}
		} catch (error) {
			throw nodeError(this.getNode(), error);
		}
	}
}
