import { NodeConnectionTypes, type IExecuteFunctions, type INodeExecutionData, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { nodeError } from '../shared/errors';
import { getAutomationTags, getMany } from './getMany';
import { searchLists } from './lists';
import { getTagChanges, noteMirrored } from './mirror';
import { mirrorProperties } from './mirrorProperties';
import { optionProperties } from './optionProperties';
import { inputProperties, leavingNotices, operationProperties, placeProperties } from './properties';
import { runItems } from './run';

export class EmailMarketingTag implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Email Marketing Tag',
		name: 'emailMarketingTag',
		icon: { light: 'file:../../icons/email.svg', dark: 'file:../../icons/email.dark.svg' },
		group: ['output'],
		version: [1],
		subtitle: '={{ ({ upsert: "create or update", unsubscribe: "unsubscribe", get: "get", getAll: "get many", getChanges: "get changes to mirror", getFromAutomations: "get from automations", noteMirrored: "note as mirrored", add: "add", remove: "remove", set: "set" })[$parameter["operation"]] + ": " + $parameter["resource"] }}',
		description: 'Puts contacts into a list of an e-mail marketing tool, with their tags, in batches; nobody who unsubscribed comes back',
		defaults: { name: 'Email Marketing Tag' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'ecomailContactSyncApi', required: true },
			// Hidden where nothing is asked, not shown where something is: see nodes/shared/crmProperties.
			{
				name: 'raynetContactSyncApi',
				displayName: 'RAYNET Credential',
				required: true,
				displayOptions: { hide: { lookUp: [false], input: ['fields'], operation: ['unsubscribe', 'get', 'getAll', 'getChanges', 'getFromAutomations', 'noteMirrored', 'add', 'remove', 'set'] } },
			},
		],
		properties: [...operationProperties, ...placeProperties, ...inputProperties, ...mirrorProperties, ...leavingNotices, ...optionProperties],
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
				case 'getChanges':
					return [await getTagChanges(this)];
				case 'noteMirrored':
					return [await noteMirrored(this)];
				default:
					return [await runItems(this)];
			}
		} catch (error) {
			throw nodeError(this.getNode(), error);
		}
	}
}
