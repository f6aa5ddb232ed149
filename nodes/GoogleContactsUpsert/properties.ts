import type { INodeProperties } from 'n8n-workflow';
import { dryRun, labelProperty } from '../shared/commonProperties';

export const operationProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Create or Update',
				value: 'upsert',
				description: 'Create a new record, or update the current one if it already exists (upsert)',
				action: 'Create or update contacts',
			},
			{
				name: 'Delete',
				value: 'delete',
				description: 'Delete the contacts that this flow has paired. Contacts in another label, or of another CRM, only leave the label.',
				action: 'Delete contacts',
			},
			{
				name: 'Remove From Label',
				value: 'removeFromLabel',
				description: 'Take contacts off the label and keep them in Google Contacts',
				action: 'Remove contacts from a label',
			},
		],
		default: 'upsert',
	},
	{
		displayName:
			'Deletes every contact that comes in and is paired with this flow. Google keeps deleted contacts in its trash for 30 days. Try it with Dry Run first.',
		name: 'deleteNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { operation: ['delete'] } },
	},
];

export const inputProperties: INodeProperties[] = [
	{
		displayName: 'Input',
		name: 'input',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Contact Items', value: 'items', description: 'Items of CRM Trigger or CRM Contact as they come. What happened to each contact is honoured.' },
			{ name: 'Map Fields Below', value: 'fields', description: 'Items of any other node, whose fields you map to those of a contact' },
		],
		default: 'items',
		description: 'Where the contacts come from',
	},
	{
		displayName: 'Source Name',
		name: 'sourceName',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. HubSpot',
		displayOptions: { show: { input: ['fields'] } },
		description: 'A name for the place where these contacts come from. Contacts are remembered under it: keep it the same from run to run.',
	},
	{
		displayName: 'Contact Type',
		name: 'recordType',
		type: 'options',
		options: [
			{ name: 'Company', value: 'company' },
			{ name: 'Person', value: 'person' },
		],
		default: 'person',
		displayOptions: { show: { input: ['fields'] } },
		description: 'What the items are. Persons are only matched with persons, companies with companies.',
	},
	{
		displayName: 'Contact Fields',
		name: 'contactFields',
		type: 'resourceMapper',
		noDataExpression: true,
		required: true,
		default: { mappingMode: 'defineBelow', value: null },
		displayOptions: { show: { input: ['fields'] } },
		typeOptions: {
			resourceMapper: {
				resourceMapperMethod: 'getContactFields',
				mode: 'add',
				valuesLabel: 'Contact Fields',
				fieldWords: { singular: 'field', plural: 'fields' },
				addAllFields: true,
				multiKeyMatch: false,
				supportAutoMap: true,
			},
		},
		description: 'The record ID tells contacts apart for good; map whatever the source uses as its key',
	},
];

export const labelProperties: INodeProperties[] = [
	labelProperty({
		name: '',
		example: 'Customers',
		hint: 'Left empty, it is called after the CRM of the contacts: RAYNET CRM, Creatio, SimpleCRM or CRM; with mapped fields after the source',
		description: 'The label in Google Contacts that the contacts get. It belongs to this flow: one label, one CRM account, one scope. A label that does not exist is created.',
	}),
	{
		displayName: 'Also in My Contacts',
		name: 'alsoInMyContacts',
		type: 'boolean',
		default: true,
		displayOptions: { show: { operation: ['upsert'] } },
		description: 'Whether the contacts also join My Contacts. IPhones show only those.',
	},
	{
		displayName:
			'Who leaves the scope is deleted in Google, unless the contact was edited there, is in another label of yours or belongs to another CRM. Google keeps deleted contacts in its trash for 30 days. Try it with Dry Run first.',
		name: 'leavingNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { operation: ['upsert'], '/options.leaving': ['delete'] } },
	},
	dryRun,
];
