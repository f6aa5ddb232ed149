import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { includeRaw, recordsProperty } from '../shared/commonProperties';
import { crmProperties } from '../shared/crmProperties';
import { acceptFewerContacts } from '../shared/flowOptions';

export const sourceProperties: INodeProperties[] = [
	...crmProperties('The CRM to watch'),
	recordsProperty('Which kinds of records to report'),
];

const all: INodePropertyOptions = { name: 'All', value: 'all', description: 'Every record that is valid in the CRM' };
const category: INodePropertyOptions = { name: 'Category', value: 'category', description: 'Records of one category' };
const group: INodePropertyOptions = { name: 'Group', value: 'group', description: 'Contacts in one static folder' };
const owner: INodePropertyOptions = { name: 'Owner', value: 'owner', description: 'Records that belong to one user' };
const tag: INodePropertyOptions = { name: 'Tag', value: 'tag', description: 'Records that carry one tag' };

/** What each CRM can be asked for. */
const SCOPES: ReadonlyArray<[crms: string[], options: INodePropertyOptions[]]> = [
	[['raynet'], [all, category, owner, tag]],
	[['creatio'], [all, group, owner, tag]],
	[['simpleCrm', 'customRest'], [all, tag]],
];

export const scopeProperties: INodeProperties[] = [
	...SCOPES.map(
		([crm, options]): INodeProperties => ({
			displayName: 'Scope',
			name: 'scope',
			type: 'options',
			displayOptions: { show: { crm } },
			options,
			default: 'all',
			description: 'Which records take part',
		}),
	),
	{
		displayName: 'Group',
		name: 'group',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		displayOptions: { show: { crm: ['creatio'], scope: ['group'] } },
		description: 'The static folder whose contacts take part. Folders that are filled by a filter cannot be chosen.',
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod: 'searchGroups', searchable: true },
			},
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 8ecab4a1-0ca3-4515-9399-efe0a19390bd' },
		],
	},
	{
		displayName: 'Tag',
		name: 'tag',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		displayOptions: { show: { scope: ['tag'] } },
		description: 'The tag that makes a record take part',
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod: 'searchTags', searchable: true },
				hint: 'A tag that is missing here can be entered by name',
			},
			{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. Newsletter' },
		],
	},
	{
		displayName: 'Owner',
		name: 'owner',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		displayOptions: { show: { scope: ['owner'] } },
		description: 'The user whose records take part',
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod: 'searchOwners', searchable: true },
			},
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 12', hint: 'In RAYNET a number, in Creatio a GUID' },
		],
	},
	{
		displayName: 'Category',
		name: 'category',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		displayOptions: { show: { crm: ['raynet'], scope: ['category'] } },
		description: 'The category whose records take part. Contact persons and clients have separate categories.',
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod: 'searchCategories', searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. person:3',
				hint: 'The kind of record and the ID of the category: person:3 or company:5',
			},
		],
	},
];

export const eventProperties: INodeProperties[] = [
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		options: [
			{ name: 'Created', value: 'created' },
			{ name: 'Updated', value: 'updated' },
		],
		default: ['created', 'updated'],
		description: 'Which changes of records in the scope to report',
	},
	{
		displayName: 'Report Leaving',
		name: 'reportLeaving',
		type: 'boolean',
		default: false,
		description:
			'Whether to report changed records that are outside the scope, or were made invalid, as "left". Turn on to have contacts that leave the scope taken off the other side.',
	},
	{
		displayName: 'Include Existing',
		name: 'includeExisting',
		type: 'boolean',
		default: false,
		description:
			'Whether to report everything in the scope once, as "created", after the workflow is published. If off, only changes from then on are reported.',
	},
	{
		displayName:
			'The trigger remembers where it stands under its name: after renaming it, it begins anew. Records that were deleted in the CRM cannot be seen by reading and are not reported; in RAYNET, make them invalid instead. A poll costs RAYNET one request for each kind of records.',
		name: 'memoryNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			acceptFewerContacts,
			includeRaw('the record as the CRM sent it'),
		],
	},
];
