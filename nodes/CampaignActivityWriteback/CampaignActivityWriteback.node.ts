import { NodeConnectionTypes, type IExecuteFunctions, type INodeExecutionData, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { nodeError } from '../shared/errors';
import { whileItRuns } from '../shared/progress';
import { optionProperties, sourceProperties } from './properties';
import { writeBackActivity } from './run';

export class CampaignActivityWriteback implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Campaign Activity Writeback',
		name: 'campaignActivityWriteback',
		icon: { light: 'file:../../icons/email.svg', dark: 'file:../../icons/email.dark.svg' },
		group: ['output'],
		version: [1],
		subtitle: '={{ ({ both: "campaigns and automations", campaigns: "campaigns", automations: "automations" })[$parameter["mailings"]] }}',
		description: 'Writes what became of campaigns and automations of an e-mail marketing tool into the CRM: who got, opened and clicked them, and who unsubscribed',
		defaults: { name: 'Campaign Activity Writeback' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'ecomailContactSyncApi', displayName: 'Ecomail Credential', required: true },
			{ name: 'raynetContactSyncApi', displayName: 'RAYNET Credential', required: true, displayOptions: { hide: { crm: ['creatio'] } } },
			{ name: 'creatioContactSyncApi', displayName: 'Creatio Credential', required: true, displayOptions: { hide: { crm: ['raynet'], authentication: ['oAuth2'] } } },
			{ name: 'creatioContactSyncOAuth2Api', displayName: 'Creatio Credential', required: true, displayOptions: { hide: { crm: ['raynet'], authentication: ['password'] } } },
		],
		hints: [whileItRuns],
		properties: [...sourceProperties, ...optionProperties],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		try {
			return [await writeBackActivity(this)];
		} catch (error) {
			throw nodeError(this.getNode(), error);
		}
	}
}
