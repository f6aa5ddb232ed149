import type { INodeProperties } from 'n8n-workflow';
import { labelProperty } from '../shared/commonProperties';

export const labelProperties: INodeProperties[] = [labelProperty({ example: 'RAYNET CRM', description: 'The label in Google Contacts whose contacts take part' })];

export const eventProperties: INodeProperties[] = [
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		options: [
			{ name: 'Created', value: 'created', description: 'A contact in the label that is not paired with the CRM yet' },
			{ name: 'Deleted', value: 'deleted', description: 'Any contact of the account: Google tells the ID alone' },
			{ name: 'Joined Label', value: 'entered', description: 'A contact that is known to the sync came into the label' },
			{ name: 'Left Label', value: 'left', description: 'A contact that is paired with the CRM was taken off the label' },
			{ name: 'Updated', value: 'updated', description: 'A paired contact differs from what was last synced' },
		],
		default: ['created', 'deleted', 'entered', 'left', 'updated'],
		description: 'Which changes to report. What the sync itself wrote is no change.',
	},
	{
		displayName: 'Include Existing',
		name: 'includeExisting',
		type: 'boolean',
		default: false,
		description:
			'Whether to report everything in the label once, as "created", after the workflow is published. If off, only changes from then on are reported.',
	},
	{
		displayName:
			'The trigger remembers where it stands under its name: after renaming it, it begins anew. After a pause of more than six days, contacts that were deleted meanwhile are not reported: Google no longer tells them. A poll without changes costs three calls, which Google gives for free.',
		name: 'memoryNotice',
		type: 'notice',
		default: '',
	},
];

export const optionProperties: INodeProperties[] = [
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Default Country',
				name: 'defaultCountry',
				type: 'string',
				default: '',
				placeholder: 'e.g. CZ',
				description: 'Two letters, for phone numbers without a country code. Use the same as in the node that writes to Google.',
			},
		],
	},
];
