import type { INodeProperties } from 'n8n-workflow';
import { crmProperties } from '../shared/crmProperties';

export const resourceProperties: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Contact', value: 'contact' },
			{ name: 'Group', value: 'group' },
			{ name: 'Tag', value: 'tag' },
		],
		default: 'contact',
		description: 'What to work on',
	},
];

export const operationProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['contact'] } },
		options: [
			{
				name: 'Create or Update',
				value: 'upsert',
				description: 'Create a new record, or update the current one if it already exists (upsert)',
				action: 'Create or update contacts',
			},
			{
				name: 'Set Mailing Opt-Out',
				value: 'optOut',
				description: 'Note in the CRM that the contact wants no mailings',
				action: 'Set the mailing opt out of contacts',
			},
		],
		default: 'upsert',
	},
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['group'] } },
		options: [
			{ name: 'Add', value: 'add', description: 'Put contacts into a group', action: 'Add contacts to a group' },
			{ name: 'Remove', value: 'remove', description: 'Take contacts out of a group', action: 'Remove contacts from a group' },
		],
		default: 'add',
	},
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['tag'] } },
		options: [
			{ name: 'Add', value: 'add', description: 'Put a tag on contacts', action: 'Add a tag to contacts' },
			{ name: 'Remove', value: 'remove', description: 'Take a tag off contacts', action: 'Remove a tag from contacts' },
		],
		default: 'add',
	},
	{
		displayName: 'An opt-out can be set from here, but never taken back: consent is given again by the person, in the CRM.',
		name: 'optOutNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { resource: ['contact'], operation: ['optOut'] } },
	},
	{
		displayName: 'Only Creatio has groups; use tags in other CRMs',
		name: 'groupNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { resource: ['group'], crm: ['raynet', 'simpleCrm', 'customRest'] } },
	},
	...crmProperties('The CRM to write to'),
];

const byRecord = [
	{ resource: ['contact'], operation: ['optOut'] },
	{ resource: ['tag', 'group'] },
];

/** Which record, for everything but Create or Update, and what it gets. */
export const recordProperties: INodeProperties[] = [
	...byRecord.map(
		(show): INodeProperties => ({
			displayName: 'Contact ID or E-Mail',
			name: 'contactId',
			type: 'string',
			required: true,
			default: '={{ $json.contactId || $json.id || $json.email }}',
			placeholder: 'e.g. raynet:acme:person:31',
			displayOptions: { show },
			description: 'The ID of a contact item, or the kind and the ID of the record alone, such as person:31. An e-mail address stands for every record that has it.',
		}),
	),
	{
		displayName: 'Tag',
		name: 'tagName',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		displayOptions: { show: { resource: ['tag'] } },
		description: 'The tag to add or remove. One that is new in the CRM is created there.',
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod: 'searchTags', searchable: true },
				hint: 'Any other tag can be entered by name',
			},
			{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. Newsletter' },
		],
	},
	{
		displayName: 'Group',
		name: 'group',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		displayOptions: { show: { resource: ['group'] } },
		description: 'The static folder to put contacts into, or to take them out of. Folders that are filled by a filter cannot be chosen.',
		modes: [
			{ displayName: 'From List', name: 'list', type: 'list', typeOptions: { searchListMethod: 'searchGroups', searchable: true } },
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 8ecab4a1-0ca3-4515-9399-efe0a19390bd' },
		],
	},
];
