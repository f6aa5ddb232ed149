import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { serviceProperty } from '../shared/commonProperties';
import { crmProperties } from '../shared/crmProperties';

/** RAYNET has mass e-mails, Creatio e-mail activities; other CRMs have no place that is the same everywhere. */
function withActivity(properties: readonly INodeProperties[]): INodeProperties[] {
	const options = (all: INodeProperties['options']) => (all as INodePropertyOptions[]).filter(({ value }) => value === 'raynet' || value === 'creatio');
	return properties.map((property) => (property.name === 'crm' ? { ...property, options: options(property.options) } : property));
}

export const sourceProperties: INodeProperties[] = [
	serviceProperty,
	...withActivity(crmProperties('The CRM that the activity is written to')),
	{
		displayName: 'Mailings',
		name: 'mailings',
		type: 'options',
		options: [
			{ name: 'Automations', value: 'automations', description: 'They keep no dates in bulk: what happened is dated by the day on which it was first seen' },
			{ name: 'Campaigns', value: 'campaigns' },
			{ name: 'Campaigns and Automations', value: 'both' },
		],
		default: 'both',
		description: 'What to write back',
	},
	{
		displayName: 'Look Back (Days)',
		name: 'lookBackDays',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 365, numberPrecision: 0 },
		default: 30,
		displayOptions: { hide: { mailings: ['automations'] } },
		description: 'How old a campaign may be. Late opens of a campaign arrive as long as it is not older.',
	},
	{
		displayName: 'Set Mailing Opt-Out',
		name: 'setOptOut',
		type: 'boolean',
		default: true,
		description: 'Whether CRM records of people who unsubscribed or complained are opted out of mailings. This node never takes an opt-out back.',
	},
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: false,
		description: 'Whether to tell what would be written, and whether another tool has written it already, and write nothing',
	},
	{
		displayName: 'If the service has an integration of its own with your CRM, switch that off first, or campaigns may be in the CRM twice. A dry run tells what is there already.',
		name: 'ownIntegrationNotice',
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
				displayName: 'Account',
				name: 'account',
				type: 'string',
				default: '',
				placeholder: 'e.g. acme',
				description: 'What {account} in the report link stands for: the first part of the address of your account',
			},
			{
				displayName: 'Automation Report Link',
				name: 'automationReportLink',
				type: 'string',
				default: '',
				placeholder: 'e.g. https://{account}.ecomailapp.cz/automation/{ID}',
				description: 'The same as Report Link, for automations. Empty: no link.',
			},
			{
				displayName: 'Only IDs',
				name: 'onlyIds',
				type: 'string',
				default: '',
				placeholder: 'e.g. 12, 15',
				description: 'IDs of campaigns and automations in the service, separated by commas. Empty: all.',
			},
			{
				displayName: 'Only Titles With',
				name: 'onlyTitles',
				type: 'string',
				default: '',
				placeholder: 'e.g. newsletter',
				description: 'A text that the title has to contain; upper and lower case count as the same. Empty: all.',
			},
			{
				displayName: 'Report Link',
				name: 'reportLink',
				type: 'string',
				default: '',
				placeholder: 'e.g. https://{account}.ecomailapp.cz/report/{ID}',
				description: 'Address of the report of a campaign in the service, with {account} and {ID} in it. The example is a guess, as no documentation tells it: copy yours from your browser. Empty: the public copy of the campaign.',
			},
			{
				displayName: 'What to Write',
				name: 'reactions',
				type: 'multiOptions',
				options: [
					{ name: 'Clicked', value: 'clicked' },
					{ name: 'Opened', value: 'opened' },
					{ name: 'Rejected', value: 'rejected', description: 'Bounced for good' },
					{ name: 'Unsubscribed', value: 'unsubscribed', description: 'Or complained' },
				],
				default: ['clicked', 'opened', 'rejected', 'unsubscribed'],
				description: 'What of each contact is written, beside that the mailing was sent. What is written already stays. Opt-outs follow Set Mailing Opt-Out, whatever is chosen here.',
			},
		],
	},
];
