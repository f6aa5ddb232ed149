import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type IHookFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { scopeLists } from '../CrmTrigger/lists';
import { scopeProperties } from '../CrmTrigger/properties';
import { onlyFor } from '../shared/crmProperties';
import { nodeError } from '../shared/errors';
import { inHook } from '../shared/webhooks';
import { readRecords } from './read';
import { isRegistered, register, unregister } from './registration';
import { noticeProperties, pushedEventProperties, pushSourceProperties } from './properties';
import { receive } from './receive';

/**
 * The webhook takes the event and answers; the record is read by the execution that it starts, so that a failed reading
 * is seen in the list of executions and can be tried again there.
 */
export class CrmInstantTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CRM Instant Trigger',
		name: 'crmInstantTrigger',
		icon: { light: 'file:../../icons/crm.svg', dark: 'file:../../icons/crm.dark.svg' },
		group: ['trigger'],
		version: [1],
		subtitle: '={{ ({ raynet: "RAYNET", creatio: "Creatio", simpleCrm: "Simple CRM", customRest: "REST CRM" })[$parameter["crm"]] + ": " + $parameter["scope"] }}',
		description: 'Starts within seconds when contacts or companies are created, updated or deleted in a CRM, or leave the scope',
		defaults: { name: 'CRM Instant Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'raynetContactSyncApi', required: true }],
		webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', responseData: 'noData', path: 'webhook' }],
		properties: [...pushSourceProperties, ...onlyFor('raynet', scopeProperties), ...pushedEventProperties, ...noticeProperties],
	};

	methods = { listSearch: scopeLists };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await inHook(this, isRegistered);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				await inHook(this, register);
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				await inHook(this, unregister);
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this);
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		try {
			return [await readRecords(this)];
		} catch (error) {
			throw nodeError(this.getNode(), error);
		}
	}
}
