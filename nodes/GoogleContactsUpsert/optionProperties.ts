import type { INodeProperties } from 'n8n-workflow';
import { leavesInGoogle } from '../shared/commonProperties';
import { clearedFields, conflict, defaultCountry, fieldRulesToGoogle, firstMeeting, matchBy, passGuards } from '../shared/flowOptions';

const whenUpserting = { show: { '/operation': ['upsert'] } };

export const optionProperties: INodeProperties[] = [
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{ ...clearedFields, displayOptions: whenUpserting },
			defaultCountry,
			{
				displayName: 'Do Not Re-Create',
				name: 'doNotRecreate',
				type: 'boolean',
				displayOptions: whenUpserting,
				default: false,
				description: 'Whether a contact that was deleted in Google stays deleted. If off, it comes back with its next change in the CRM.',
			},
			{
				displayName: 'Edits in Google',
				name: 'googleEdits',
				type: 'options',
				displayOptions: whenUpserting,
				options: [
					{ name: 'Keep', value: 'keep', description: 'They stay in Google until the same field changes in the CRM' },
					{ name: 'Leave for the Way Back', value: 'leaveOpen', description: 'For two-way flows: they stay, and CRM Contact or Contact Sync brings them to the CRM' },
					{ name: 'Overwrite with CRM Values', value: 'enforce', description: 'The CRM\'s values are put back' },
				],
				default: 'keep',
				description: 'What happens to a field that someone edited in Google',
			},
			{ ...fieldRulesToGoogle, displayOptions: whenUpserting },
			{ ...firstMeeting, displayOptions: whenUpserting },
			{ ...conflict, displayOptions: whenUpserting },
			{ ...matchBy, displayOptions: whenUpserting },
			passGuards,
			{ ...leavesInGoogle('When a Contact Leaves', 'leaving'), displayOptions: whenUpserting },
		],
	},
];
