import { NodeConnectionTypes, type IExecuteFunctions, type INodeExecutionData, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { scopeLists } from '../CrmTrigger/lists';
import { scopeProperties } from '../CrmTrigger/properties';
import { searchLists } from '../EmailMarketingTag/lists';
import { nodeError } from '../shared/errors';
import { searchLabels } from '../shared/labels';
import { whileItRuns } from '../shared/progress';
import { listProperties, syncWithProperty } from './listProperties';
import { optionProperties } from './optionProperties';
import { labelProperties, operationProperties, readProperties, sourceProperties } from './properties';
import { syncContacts } from './run';

export class ContactSync implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Contact Sync',
		name: 'contactSync',
		icon: { light: 'file:../../icons/sync.svg', dark: 'file:../../icons/sync.dark.svg' },
		group: ['output'],
		version: [1],
		subtitle: '={{ ({ sync: "sync now", preview: "preview", explain: "explain a contact" })[$parameter["operation"]] }}',
		description: 'Keeps the contacts of a CRM and those of a label in Google Contacts, or of an e-mail list, the same, both sides at once',
		defaults: { name: 'Contact Sync' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Changes', 'Conflicts', 'Summary'],
		credentials: [
			{ name: 'raynetContactSyncApi', displayName: 'RAYNET Credential', required: true, displayOptions: { hide: { crm: ['creatio', 'simpleCrm', 'customRest'] } } },
			{ name: 'creatioContactSyncApi', displayName: 'Creatio Credential', required: true, displayOptions: { hide: { crm: ['raynet', 'simpleCrm', 'customRest'], authentication: ['oAuth2'] } } },
			{ name: 'creatioContactSyncOAuth2Api', displayName: 'Creatio Credential', required: true, displayOptions: { hide: { crm: ['raynet', 'simpleCrm', 'customRest'], authentication: ['password'] } } },
			{ name: 'restCrmContactSyncApi', displayName: 'CRM Credential', required: true, displayOptions: { hide: { crm: ['raynet', 'creatio'] } } },
			{ name: 'googleContactsSyncOAuth2Api', displayName: 'Google Contacts Credential', required: true, displayOptions: { hide: { syncWith: ['list'] } } },
			{ name: 'ecomailContactSyncApi', displayName: 'Ecomail Credential', required: true, displayOptions: { hide: { syncWith: ['google'] } } },
		],
		hints: [whileItRuns],
		properties: [...operationProperties, syncWithProperty, ...sourceProperties, ...scopeProperties, ...labelProperties, ...listProperties, ...readProperties, ...optionProperties],
	};

	methods = { listSearch: { ...scopeLists, searchLabels, searchLists } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		try {
			return await syncContacts(this);
		} catch (error) {
			throw nodeError(this.getNode(), error);
		}
	}
}
