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
import { nodeError } from '../shared/errors';
import { inHook } from '../shared/webhooks';
import { eventProperties, secretProperties, sourceProperties } from './properties';
import { handOn, receive } from './receive';
import { isRegistered, register, unregister } from './registration';

export class EmailMarketingTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Email Marketing Trigger',
		name: 'emailMarketingTrigger',
		icon: { light: 'file:../../icons/email.svg', dark: 'file:../../icons/email.dark.svg' },
		group: ['trigger'],
		version: [1],
		subtitle: '={{ ({ account: "messages", automation: "automation step", list: "list" })[$parameter["source"]] }}',
		description: 'Starts when somebody subscribes, unsubscribes, opens, clicks or bounces in an e-mail marketing tool, or comes to a step of an automation',
		defaults: { name: 'Email Marketing Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'ecomailContactSyncApi', required: true }],
		webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', responseData: 'noData', path: 'webhook' }],
		properties: [...sourceProperties, ...eventProperties, ...secretProperties],
	};

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
		try {
			return await receive(this);
		} catch (error) {
			throw nodeError(this.getNode(), error);
		}
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		try {
			return [await handOn(this)];
		} catch (error) {
			throw nodeError(this.getNode(), error);
		}
	}
}
