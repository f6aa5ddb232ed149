import { NodeConnectionTypes, type IExecuteFunctions, type INodeExecutionData, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { nodeError } from '../shared/errors';
import { contactProperties } from './contactProperties';
import { crmLists } from './lists';
import { getContactFields } from './mappedFields';
import { optionProperties } from './optionProperties';
import { operationProperties, recordProperties, resourceProperties } from './properties';
import { changeRecords } from './records';
import { upsertContacts } from './upsert';

export class CrmContact implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CRM Contact',
		name: 'crmContact',
		icon: { light: 'file:../../icons/crmContact.svg', dark: 'file:../../icons/crmContact.dark.svg' },
		group: ['output'],
		version: [1],
		subtitle:
			'={{ ({ contactUpsert: "create or update", contactOptOut: "set mailing opt-out", tagAdd: "add tag", tagRemove: "remove tag", groupAdd: "add to group", groupRemove: "remove from group" })[$parameter["resource"] + $parameter["operation"].charAt(0).toUpperCase() + $parameter["operation"].slice(1)] }}',
		description: 'Creates and updates contacts in a CRM, tags them, and takes them out of mailings',
		defaults: { name: 'CRM Contact' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'raynetContactSyncApi', displayName: 'RAYNET Credential', required: true, displayOptions: { hide: { crm: ['creatio', 'simpleCrm', 'customRest'] } } },
			{ name: 'creatioContactSyncApi', displayName: 'Creatio Credential', required: true, displayOptions: { hide: { crm: ['raynet', 'simpleCrm', 'customRest'], authentication: ['oAuth2'] } } },
			{ name: 'creatioContactSyncOAuth2Api', displayName: 'Creatio Credential', required: true, displayOptions: { hide: { crm: ['raynet', 'simpleCrm', 'customRest'], authentication: ['password'] } } },
			{ name: 'restCrmContactSyncApi', displayName: 'CRM Credential', required: true, displayOptions: { hide: { crm: ['raynet', 'creatio'] } } },
		],
		properties: [...resourceProperties, ...operationProperties, ...contactProperties, ...recordProperties, ...optionProperties],
	};

	methods = {
		listSearch: crmLists,
		resourceMapping: { getContactFields },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		try {
			const isUpsert = this.getNodeParameter('resource', 0) === 'contact' && this.getNodeParameter('operation', 0) === 'upsert';
			return [isUpsert ? await upsertContacts(this) : await changeRecords(this)];
		} catch (error) {
			throw nodeError(this.getNode(), error);
		}
	}
}
