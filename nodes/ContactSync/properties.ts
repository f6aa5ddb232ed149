import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { labelProperty, recordsProperty } from '../shared/commonProperties';
import { CRMS, crmProperties } from '../shared/crmProperties';
import { usualLabel } from '../shared/labels';

const syncNow: INodePropertyOptions = {
	name: 'Sync Now',
	value: 'sync',
	description: 'Compare both sides, plan, check, and write what has to be written',
	action: 'Sync contacts now',
};

const explain: INodePropertyOptions = {
	name: 'Explain a Contact',
	value: 'explain',
	description: 'Say why a contact is on the other side, or why not. Both sides are read whole, nothing is written.',
	action: 'Explain a contact',
};

const preview: INodePropertyOptions = {
	name: 'Preview',
	value: 'preview',
	description: 'Make the plan and show it contact by contact. Nothing is written, nothing is remembered.',
	action: 'Preview a sync',
};

const asTool = { '@tool': [true] };

export const operationProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { hide: asTool },
		options: [explain, preview, syncNow],
		default: 'sync',
	},
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: asTool },
		options: [explain, preview],
		default: 'preview',
		description: 'As a tool of an AI agent, this node writes nothing',
	},
	{
		displayName:
			'A run that you start by hand writes to both sides, but n8n saves nothing of it: the next run reads the same changes again, which does no harm. Publish the workflow with a Schedule Trigger to read only what is new.',
		name: 'manualNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { operation: ['sync'] } },
	},
	{
		displayName: 'Contact',
		name: 'contact',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Eva Nováková',
		displayOptions: { show: { operation: ['explain'] } },
		description: 'A name, an e-mail address, a phone number, or an ID of the CRM or of Google',
	},
];

export const sourceProperties: INodeProperties[] = [
	...crmProperties('The CRM whose contacts take part'),
	recordsProperty('Which kinds of records take part. Choose the same as in other nodes that work on this label.'),
];

export const labelProperties: INodeProperties[] = [
	...CRMS.map(
		(crm): INodeProperties => ({
			...labelProperty({
				name: usualLabel(crm),
				example: usualLabel(crm),
				description: 'The label in Google Contacts whose contacts take part. It belongs to this flow: one label, one CRM account, one scope. A label that does not exist is created.',
			}),
			displayOptions: { show: { crm: [crm], syncWith: ['google'] } },
		}),
	),
	{
		displayName: 'Also in My Contacts',
		name: 'alsoInMyContacts',
		type: 'boolean',
		default: true,
		displayOptions: { hide: { operation: ['explain'], syncWith: ['list'] } },
		description: 'Whether contacts that are put into the label also join My Contacts. IPhones show only those.',
	},
];

export const readProperties: INodeProperties[] = [
	{
		displayName: 'Direction',
		name: 'direction',
		type: 'options',
		options: [
			{ name: 'Both Ways', value: 'both', description: 'Both sides follow each other' },
			{ name: 'From the CRM Only', value: 'toGoogle', description: 'Nothing is written to the CRM. Edits on the other side stay as they are.' },
		],
		default: 'both',
		description: 'Which side may be written. Choose the same as in other nodes that work on this label.',
	},
	{
		displayName: 'What to Read',
		name: 'read',
		type: 'options',
		displayOptions: { hide: { operation: ['explain'] } },
		options: [
			{ name: 'Everything', value: 'everything', description: 'Both sides are compared whole, which heals what was missed. Once a night is enough.' },
			{ name: 'Only Changes Since the Last Run', value: 'changes', description: 'A run in which nothing changed costs a handful of calls' },
		],
		default: 'changes',
		description: 'How much of the CRM is read. The first run reads everything.',
	},
	{
		displayName: 'Who leaves the scope in the CRM is deleted in Google. Google keeps deleted contacts in its trash for 30 days. Look at a Preview first.',
		name: 'deleteInGoogleNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { operation: ['sync'], '/options.leavingScope': ['delete'] } },
	},
	{
		displayName: 'Who is taken off the label in Google is made invalid in RAYNET, unless someone edited the record there since. Look at a Preview first.',
		name: 'deleteInCrmNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { operation: ['sync'], crm: ['raynet'], '/options.leavingLabel': ['delete'] } },
	},
	{
		displayName: 'Who is taken off the label in Google is deleted in the CRM for good, unless someone edited the record there since. Look at a Preview first.',
		name: 'deleteForGoodNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { operation: ['sync'], crm: ['creatio', 'simpleCrm', 'customRest'], '/options.leavingLabel': ['delete'] } },
	},
];
