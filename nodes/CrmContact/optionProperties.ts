import type { INodeProperties } from 'n8n-workflow';
import { createsInCrm, leavesInCrm } from '../shared/commonProperties';
import { clearedFields, conflict, defaultCountry, fieldRulesBothWays, firstMeeting, matchBy, passGuards, severalMatches } from '../shared/flowOptions';

const withItems = { show: { '/input': ['items'] } };

export const optionProperties: INodeProperties[] = [
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: { show: { resource: ['contact'], operation: ['upsert'] } },
		options: [
			{ ...clearedFields, displayOptions: withItems },
			createsInCrm('Contacts that are not in the CRM are skipped', 'What is created in the CRM for contacts that are not there yet'),
			defaultCountry,
			{ ...fieldRulesBothWays, displayOptions: withItems },
			{ ...firstMeeting, displayOptions: withItems },
			{ ...conflict, displayOptions: withItems },
			matchBy,
			passGuards,
			severalMatches,
			{ ...leavesInCrm('When a Contact Leaves', 'leaving'), displayOptions: withItems },
			{
				displayName: 'When the Record Exists',
				name: 'existing',
				type: 'options',
				displayOptions: { show: { '/input': ['fields'] } },
				options: [
					{ name: 'Fill Gaps Only', value: 'fillGaps', description: 'Only empty fields of the record are filled' },
					{ name: 'Overwrite', value: 'overwrite', description: 'Mapped values replace different ones. Lists such as e-mails are added to.' },
				],
				default: 'overwrite',
				description: 'What mapped values may do to those of a record that is in the CRM already',
			},
		],
	},
];
