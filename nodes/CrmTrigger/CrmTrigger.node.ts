import { NodeConnectionTypes, type INodeExecutionData, type INodeType, type INodeTypeDescription, type IPollFunctions } from 'n8n-workflow';
import { nodeError } from '../shared/errors';
import { scopeLists } from './lists';
import { pollChanges, sampleChanges } from './poll';
import { eventProperties, scopeProperties, sourceProperties } from './properties';

export class CrmTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CRM Trigger',
		name: 'crmTrigger',
		icon: { light: 'file:../../icons/crm.svg', dark: 'file:../../icons/crm.dark.svg' },
		group: ['trigger'],
		version: [1],
		subtitle: '={{ ({ raynet: "RAYNET", creatio: "Creatio", simpleCrm: "Simple CRM", customRest: "REST CRM" })[$parameter["crm"]] + ": " + $parameter["scope"] }}',
		description: 'Starts when contacts or companies are created, updated or leave the scope in a CRM',
		defaults: { name: 'CRM Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'raynetContactSyncApi', displayName: 'RAYNET Credential', required: true, displayOptions: { hide: { crm: ['creatio', 'simpleCrm', 'customRest'] } } },
			{ name: 'creatioContactSyncApi', displayName: 'Creatio Credential', required: true, displayOptions: { hide: { crm: ['raynet', 'simpleCrm', 'customRest'], authentication: ['oAuth2'] } } },
			{ name: 'creatioContactSyncOAuth2Api', displayName: 'Creatio Credential', required: true, displayOptions: { hide: { crm: ['raynet', 'simpleCrm', 'customRest'], authentication: ['password'] } } },
			{ name: 'restCrmContactSyncApi', displayName: 'CRM Credential', required: true, displayOptions: { hide: { crm: ['raynet', 'creatio'] } } },
		],
		properties: [...sourceProperties, ...scopeProperties, ...eventProperties],
	};

	methods = { listSearch: scopeLists };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		try {
			return this.getMode() === 'manual' ? await sampleChanges(this) : await pollChanges(this);
		} catch (error) {
			throw nodeError(this.getNode(), error);
		}
	}
}
