import type { INodeProperties } from 'n8n-workflow';
import { serviceProperty } from '../shared/commonProperties';
import { legalTitleProperty } from '../shared/legalTitle';
import { CRMS } from '../shared/crmProperties';
import { usualTag } from '../shared/labels';
import { mappedFieldsProperty, newTagsProperty } from './mappedFields';
import { warnOwnIntegrationProperty } from './ownIntegration';

const withList = { syncWith: ['list'] };

/** What the CRM is synced with; credentials are hidden by it, see nodes/shared/crmProperties. */
export const syncWithProperty: INodeProperties = {
	displayName: 'Sync With',
	name: 'syncWith',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'E-Mail List', value: 'list', description: 'A list of an e-mail marketing tool. The address tells who is who, and an opt-out on one side is one on both.' },
		{ name: 'Google Contacts', value: 'google', description: 'The contacts of one label, and so every phone that shows this Google account' },
	],
	default: 'google',
	description: 'What the contacts of the CRM are kept the same with',
};

export const listProperties: INodeProperties[] = [
	{ ...serviceProperty, displayOptions: { show: withList } },
	{
		displayName: 'List',
		name: 'list',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		displayOptions: { show: withList },
		description: 'The list whose subscribers take part. Choose one; the sync keeps its data in a field of the list called "contactsync".',
		modes: [
			{ displayName: 'From List', name: 'list', type: 'list', typeOptions: { searchListMethod: 'searchLists', searchable: true } },
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 12' },
		],
	},
	...CRMS.map(
		(crm): INodeProperties => ({
			displayName: 'Tag',
			name: 'listTag',
			type: 'string',
			required: true,
			default: usualTag(crm),
			displayOptions: { show: { ...withList, crm: [crm] } },
			description: 'The tag that subscribers of this flow carry. New ones get it, and who leaves the scope in the CRM loses it. Other tags stay as they are.',
		}),
	),
	{
		displayName: 'An opt-out in the CRM unsubscribes from the list, and who unsubscribes or complains is opted out in the CRM. Nothing ever takes that back. The list tells no changes, so that it is read whole in each run: once a night is enough.',
		name: 'listNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: withList, hide: { operation: ['explain'] } },
	},
	{
		displayName: 'Who leaves the scope is unsubscribed or deleted. Consent rules then forbid that they come back by themselves. Look at a Preview first.',
		name: 'leavingListNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { ...withList, operation: ['sync'], '/options.leavingList': ['optOut', 'delete'] } },
	},
];

export const listOptions: INodeProperties[] = [
	mappedFieldsProperty,
	newTagsProperty,
	{ ...legalTitleProperty, displayOptions: { show: { '/syncWith': ['list'], '/crm': ['raynet'] } } },
	{
		displayName: 'New Subscribers Start Automations',
		name: 'startAutomations',
		type: 'boolean',
		default: false,
		displayOptions: { show: { '/syncWith': ['list'] } },
		description: 'Whether people whom the sync puts into the list start its automations',
	},
	{
		displayName: 'Skip Confirmation',
		name: 'skipConfirmation',
		type: 'boolean',
		default: false,
		displayOptions: { show: { '/syncWith': ['list'] } },
		description: 'Whether new people are subscribed at once in a list that asks them to confirm (double opt-in). Only where you can prove their consent.',
	},
	{
		displayName: 'Source',
		name: 'listSource',
		type: 'string',
		default: '',
		placeholder: 'e.g. raynet',
		displayOptions: { show: { '/syncWith': ['list'] } },
		description: 'What new subscribers show as their source. Empty: the name of the CRM, such as "raynet".',
	},
	warnOwnIntegrationProperty,
	{
		displayName: 'When a Contact Leaves',
		name: 'leavingList',
		type: 'options',
		displayOptions: { show: { '/syncWith': ['list'] } },
		options: [
			{ name: 'Delete', value: 'delete', description: 'Out of all lists of the account, with all that it knows of the person. Someone who was edited there since only loses the tag.' },
			{ name: 'Do Nothing', value: 'nothing' },
			{ name: 'Take Off the Tag', value: 'leave', description: 'The subscriber stays in the list' },
			{ name: 'Unsubscribe', value: 'optOut', description: 'Consent rules then forbid that they come back by themselves' },
		],
		default: 'leave',
		description: 'What happens in the list to a contact that left the scope, was made invalid or was deleted in the CRM',
	},
];
