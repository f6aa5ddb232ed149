import type { INodeProperties } from 'n8n-workflow';
import { serviceProperty } from '../shared/commonProperties';

const forSubscriber = { show: { resource: ['subscriber'] } };
const forTag = { show: { resource: ['tag'] } };

export const operationProperties: INodeProperties[] = [
	serviceProperty,
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Subscriber', value: 'subscriber' },
			{ name: 'Tag', value: 'tag' },
		],
		default: 'subscriber',
		description: 'What to work on',
	},
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: forSubscriber,
		options: [
			{
				name: 'Create or Update',
				value: 'upsert',
				description: 'Create a new record, or update the current one if it already exists (upsert)',
				action: 'Create or update subscribers',
			},
			{ name: 'Get', value: 'get', description: 'Get a subscriber with its tags and its state in the list', action: 'Get a subscriber' },
			{ name: 'Get Many', value: 'getAll', description: 'Get everybody in a list who is in one of the chosen states', action: 'Get many subscribers' },
			{ name: 'Unsubscribe', value: 'unsubscribe', description: 'Unsubscribe an address from the list. It stays in the list as unsubscribed.', action: 'Unsubscribe subscribers' },
		],
		default: 'upsert',
	},
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: forTag,
		options: [
			{ name: 'Add', value: 'add', description: 'Add tags and keep all others', action: 'Add tags to subscribers' },
			{
				name: 'Get Changes to Mirror',
				value: 'getChanges',
				description: 'Get the tags that subscribers got or lost since they were last noted as mirrored, an item each',
				action: 'Get tag changes to mirror',
			},
			{ name: 'Get From Automations', value: 'getFromAutomations', description: 'Get the tags that steps of automations give and take', action: 'Get the tags of automations' },
			{
				name: 'Note as Mirrored',
				value: 'noteMirrored',
				description: 'Note on subscribers that the other system knows of a tag or of its end',
				action: 'Note tags as mirrored',
			},
			{ name: 'Remove', value: 'remove', description: 'Take tags off and keep all others', action: 'Remove tags from subscribers' },
			{ name: 'Set', value: 'set', description: 'Replace all tags of the subscriber, also those of other tools', action: 'Set the tags of subscribers' },
		],
		default: 'add',
	},
	{
		displayName: 'Takes every other tag off, also those that people or other tools have given. Tags count for the whole account, not for one list.',
		name: 'setNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { resource: ['tag'], operation: ['set'] } },
	},
];

/** Where a choice takes people out for good. */
export const leavingNotices: INodeProperties[] = [
	{
		displayName: 'Who leaves the scope is unsubscribed. Consent rules then forbid that they come back by themselves, even when the contact enters the scope again. Try it with Dry Run first.',
		name: 'leavingUnsubscribeNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { resource: ['subscriber'], operation: ['upsert'], '/options.leaving': ['unsubscribe'] } },
	},
	{
		displayName: 'Who leaves the scope is deleted from all lists of the account, with the history there. Consent rules then forbid that they come back by themselves: who comes into the scope again needs a new consent, as nothing is left that tells of an unsubscribe. Try it with Dry Run first.',
		name: 'leavingDeleteNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { resource: ['subscriber'], operation: ['upsert'], '/options.leaving': ['delete'] } },
	},
];

export const placeProperties: INodeProperties[] = [
	{
		displayName: 'List',
		name: 'list',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		displayOptions: { hide: { operation: ['getFromAutomations'] } },
		description: 'The list of contacts. Choose one; its own settings say whether new people are asked to confirm.',
		modes: [
			{ displayName: 'From List', name: 'list', type: 'list', typeOptions: { searchListMethod: 'searchLists', searchable: true } },
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 12' },
		],
	},
];

const whenUpserting = { show: { resource: ['subscriber'], operation: ['upsert'] } };
const whenListing = { show: { resource: ['subscriber'], operation: ['getAll'] } };
const whenMapping = { show: { resource: ['subscriber'], operation: ['upsert'], input: ['fields'] } };

export const inputProperties: INodeProperties[] = [
	{
		displayName: 'Input',
		name: 'input',
		type: 'options',
		noDataExpression: true,
		displayOptions: whenUpserting,
		options: [
			{ name: 'Contact Items', value: 'items', description: 'Items of CRM Trigger as they come. What happened to each contact is honoured.' },
			{ name: 'Map Fields Below', value: 'fields', description: 'Items of any other node, whose fields you map' },
		],
		default: 'items',
		description: 'Where the contacts come from',
	},
	{
		displayName: 'E-Mail',
		name: 'email',
		type: 'string',
		required: true,
		default: '={{ $json.email ?? $json.emails?.[0]?.value }}',
		placeholder: 'name@email.com',
		displayOptions: { hide: { operation: ['upsert', 'getAll', 'getChanges', 'getFromAutomations'] } },
		description: 'The address of the subscriber',
	},
	{
		displayName: 'States',
		name: 'states',
		type: 'multiOptions',
		displayOptions: whenListing,
		options: [
			{ name: 'Bounced', value: 'bounced' },
			{ name: 'Complained', value: 'complained' },
			{ name: 'Subscribed', value: 'subscribed' },
			{ name: 'Unconfirmed', value: 'unconfirmed', description: 'Asked to confirm, and not answered yet' },
			{ name: 'Unsubscribed', value: 'unsubscribed' },
		],
		default: ['subscribed'],
		description: 'Whom to get, by how they stand to the list',
	},
	{
		displayName: 'Only With Tag',
		name: 'withTag',
		type: 'string',
		default: '',
		placeholder: 'e.g. VIP',
		displayOptions: whenListing,
		description: 'Only those who carry this tag; upper and lower case count as the same. Empty: all.',
	},
	{
		displayName: 'E-Mail',
		name: 'mappedEmail',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'name@email.com',
		displayOptions: whenMapping,
		description: 'The address of the subscriber. It cannot be changed later: another address is another subscriber.',
	},
	{
		displayName: 'Subscriber Fields',
		name: 'subscriberFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		displayOptions: whenMapping,
		description: 'What is known of the person. Empty ones are not written.',
		options: [
			{ displayName: 'Birthday', name: 'birthday', type: 'string', default: '', placeholder: 'e.g. 1980-02-29', description: 'As year, month and day' },
			{ displayName: 'City', name: 'city', type: 'string', default: '', description: 'Town or city' },
			{ displayName: 'Company', name: 'company', type: 'string', default: '', description: 'Name of the company' },
			{ displayName: 'Country Code', name: 'countryCode', type: 'string', default: '', placeholder: 'e.g. CZ', description: 'Two letters' },
			{ displayName: 'First Name', name: 'firstName', type: 'string', default: '', description: 'Given names' },
			{ displayName: 'Last Name', name: 'lastName', type: 'string', default: '', description: 'Family name' },
			{ displayName: 'Opted Out', name: 'doNotEmail', type: 'boolean', default: false, description: 'Whether the person does not want mail: such a person is unsubscribed, and never created' },
			{ displayName: 'Phone', name: 'phone', type: 'string', default: '', description: 'With the country code, such as +420 777 000 111' },
			{ displayName: 'Postal Code', name: 'postalCode', type: 'string', default: '', description: 'ZIP or postal code' },
			{ displayName: 'Street', name: 'street', type: 'string', default: '', description: 'Street and number' },
			{ displayName: 'Tags', name: 'tags', type: 'string', default: '', placeholder: 'e.g. VIP, customer', description: 'Separated by commas, or a list by expression' },
		],
	},
	{
		displayName: 'Tags',
		name: 'tags',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. VIP, customer',
		displayOptions: { show: { resource: ['tag'], operation: ['add', 'remove', 'set'] } },
		description: 'Separated by commas, or a list by expression. Up to 50 characters each.',
	},
	{
		displayName: 'Ask RAYNET',
		name: 'lookUp',
		type: 'boolean',
		default: false,
		displayOptions: { show: { resource: ['subscriber'], operation: ['upsert'], input: ['items'] } },
		description: 'Whether to ask RAYNET what the items do not tell: whether another record with the address of a new subscriber has opted out, and whether there is more than one owner. Four calls for each new subscriber; for more than 50 of them in a run all records of RAYNET are read once instead.',
	},
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: false,
		displayOptions: { hide: { operation: ['get', 'getAll', 'getChanges', 'getFromAutomations', 'noteMirrored'] } },
		description: 'Whether to compute what would be done, subscriber by subscriber, and write nothing',
	},
];
