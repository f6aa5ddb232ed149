import type { INodeProperties } from 'n8n-workflow';
import { createsInCrm, leavesInCrm, leavesInGoogle } from '../shared/commonProperties';
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
			createsInCrm('Contacts that are only in Google stay there', 'What is created in the CRM for contacts of the label that are not there yet'),
			{
				displayName: 'CRM Links per Run',
				name: 'linksPerRun',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 1000,
				description: 'Most CRM records that one run tells whom they are paired with: a request for each in RAYNET, three in a REST CRM. The others are paired too; their turn comes with later runs.',
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
			leavesInCrm('When a Contact Leaves the Label', 'leavingLabel'),
			{ ...leavesInGoogle('When a Contact Leaves the Scope', 'leavingScope'), displayOptions: { hide: { '/syncWith': ['list'] } } },
		],
	},
];
