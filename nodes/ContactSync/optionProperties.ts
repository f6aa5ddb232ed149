import type { INodeProperties } from 'n8n-workflow';
import { acceptFewerContacts, clearedFields, conflict, defaultCountry, fieldRulesBothWays, firstMeeting, matchBy, passGuardsOfAllPartners, severalMatches } from '../shared/flowOptions';
import { listOptions } from './listProperties';

export const optionProperties: INodeProperties[] = [
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			acceptFewerContacts,
			{
				displayName: 'Check Instant Trigger',
				name: 'checkInstantTrigger',
				type: 'boolean',
				default: true,
				displayOptions: { show: { '/crm': ['raynet'] } },
				description: 'Whether a run that reads everything warns when RAYNET has removed the webhook of a CRM Instant Trigger, which it does after failing to deliver for seven days. Costs one call.',
			},
			clearedFields,
			{
				displayName: 'Create in CRM',
				name: 'creates',
				type: 'options',
				options: [
					{ name: 'Nothing', value: 'nothing', description: 'Contacts that are only in Google stay there' },
					{ name: 'People', value: 'people', description: 'Contacts with a personal name. A company is linked where it exists.' },
					{ name: 'People and Companies', value: 'peopleAndCompanies', description: 'Also contacts with a company name alone, and the companies that people work for' },
				],
				default: 'people',
				description: 'What is created in the CRM for contacts of the label that are not there yet',
			},
			{
				displayName: 'CRM Links per Run',
				name: 'linksPerRun',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 1000,
				description: 'Most CRM records that one run tells whom they are paired with. The others are paired too; their turn comes with later runs.',
			},
			{
				displayName: 'CRM Writes per Run',
				name: 'writesPerRun',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 1000,
				description: 'Most CRM records that one run creates or changes. The rest waits for the next run, so that the day quota of the CRM lasts.',
			},
			defaultCountry,
			fieldRulesBothWays,
			firstMeeting,
			conflict,
			{
				displayName: 'Include Unchanged',
				name: 'includeUnchanged',
				type: 'boolean',
				default: false,
				description: 'Whether contacts with which there is nothing to do also come out under Changes',
			},
			{ ...matchBy, displayOptions: { hide: { '/syncWith': ['list'] } } },
			...listOptions,
			passGuardsOfAllPartners,
			severalMatches,
			{
				displayName: 'When a Contact Leaves the Label',
				name: 'leavingLabel',
				type: 'options',
				options: [
					{ name: 'Delete in the CRM', value: 'delete', description: 'In RAYNET it is made invalid, in other CRMs it is deleted for good. A record that someone edited since only leaves the scope.' },
					{ name: 'Do Nothing', value: 'nothing' },
					{ name: 'Leave the Scope', value: 'leave', description: 'The tag is taken off, or the contact is taken out of the group. Where the scope is neither, the record stays as it is.' },
				],
				default: 'leave',
				description: 'What happens in the CRM to a contact that was taken off the label, or deleted, in Google',
			},
			{
				displayName: 'When a Contact Leaves the Scope',
				name: 'leavingScope',
				type: 'options',
				displayOptions: { hide: { '/syncWith': ['list'] } },
				options: [
					{ name: 'Delete in Google', value: 'delete', description: 'Google keeps it in its trash for 30 days. A contact in another label, or of another CRM, only leaves the label.' },
					{ name: 'Do Nothing', value: 'nothing' },
					{ name: 'Remove From Label', value: 'leave', description: 'The contact stays in Google Contacts' },
				],
				default: 'leave',
				description: 'What happens in Google to a contact that left the scope, was made invalid or was deleted in the CRM',
			},
		],
	},
];
