import type { INodeProperties } from 'n8n-workflow';
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
			{
				displayName: 'Create in CRM',
				name: 'creates',
				type: 'options',
				options: [
					{ name: 'Nothing', value: 'nothing', description: 'Contacts that are not in the CRM are skipped' },
					{ name: 'People', value: 'people', description: 'Contacts with a personal name. A company is linked where it exists.' },
					{ name: 'People and Companies', value: 'peopleAndCompanies', description: 'Also contacts with a company name alone, and the companies that people work for' },
				],
				default: 'people',
				description: 'What is created in the CRM for contacts that are not there yet',
			},
			defaultCountry,
			{ ...fieldRulesBothWays, displayOptions: withItems },
			{ ...firstMeeting, displayOptions: withItems },
			{ ...conflict, displayOptions: withItems },
			matchBy,
			passGuards,
			severalMatches,
			{
				displayName: 'When a Contact Leaves',
				name: 'leaving',
				type: 'options',
				displayOptions: withItems,
				options: [
					{ name: 'Delete in the CRM', value: 'delete', description: 'In RAYNET it is made invalid, in other CRMs it is deleted for good. A record that someone edited since only leaves the scope.' },
					{ name: 'Do Nothing', value: 'nothing' },
					{ name: 'Leave the Scope', value: 'leave', description: 'The tag is taken off, or the contact is taken out of the group. Where the scope is neither, the record stays as it is.' },
				],
				default: 'leave',
				description: 'What happens in the CRM to a contact that was taken off the label, or deleted, in Google',
			},
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
