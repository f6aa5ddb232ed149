import { NodeConnectionTypes, type INodeExecutionData, type INodeType, type INodeTypeDescription, type IPollFunctions } from 'n8n-workflow';
import { nodeError } from '../shared/errors';
import { searchLabels } from '../shared/labels';
import { pollChanges } from './poll';
import { eventProperties, labelProperties, optionProperties } from './properties';
import { sampleContacts } from './samples';

export class GoogleContactsTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Google Contacts Trigger',
		name: 'googleContactsTrigger',
		icon: { light: 'file:../../icons/contacts.svg', dark: 'file:../../icons/contacts.dark.svg' },
		group: ['trigger'],
		version: [1],
		subtitle: '={{ $parameter["label"].cachedResultName || $parameter["label"].value }}',
		description: 'Starts when contacts of a label in Google Contacts are created, updated or deleted, or join or leave the label',
		defaults: { name: 'Google Contacts Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'googleContactsSyncOAuth2Api', required: true }],
		properties: [...labelProperties, ...eventProperties, ...optionProperties],
	};

	methods = { listSearch: { searchLabels } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		try {
			return this.getMode() === 'manual' ? await sampleContacts(this) : await pollChanges(this);
		} catch (error) {
			throw nodeError(this.getNode(), error);
		}
	}
}
