import type { INodeProperties } from 'n8n-workflow';
import { serviceProperty } from '../shared/commonProperties';

export const sourceProperties: INodeProperties[] = [
	serviceProperty,
	{
		displayName: 'Source',
		name: 'source',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Automation Step', value: 'automation', description: 'A step "webhook" of an automation' },
			{ name: 'List', value: 'list', description: 'Who subscribes to a list and who leaves it' },
			{ name: 'Messages', value: 'account', description: 'What becomes of messages in the whole account: opened, clicked, bounced' },
		],
		default: 'list',
		description: 'What to listen to',
	},
];

export const eventProperties: INodeProperties[] = [
	{
		displayName: 'Events',
		name: 'listEvents',
		type: 'multiOptions',
		options: [
			{ name: 'Subscribed', value: 'subscribed' },
			{ name: 'Unsubscribed', value: 'unsubscribed' },
		],
		default: ['subscribed', 'unsubscribed'],
		displayOptions: { show: { source: ['list'] } },
		description: 'Which events start the workflow. Who unsubscribes through the API is not told by Ecomail.',
	},
	{
		displayName: 'Events',
		name: 'messageEvents',
		type: 'multiOptions',
		options: [
			{ name: 'Bounced', value: 'bounced' },
			{ name: 'Clicked', value: 'clicked' },
			{ name: 'Complained', value: 'complained' },
			{ name: 'Opened', value: 'opened' },
			{ name: 'Unsubscribed', value: 'unsubscribed' },
		],
		default: ['bounced', 'clicked', 'complained', 'opened', 'unsubscribed'],
		displayOptions: { show: { source: ['account'] } },
		description: 'Which events start the workflow',
	},
];

const byHand = { show: { source: ['list', 'automation'] } };

export const secretProperties: INodeProperties[] = [
	{
		displayName: 'Secret',
		name: 'secret',
		type: 'string',
		typeOptions: { password: true },
		required: true,
		default: '',
		displayOptions: byHand,
		description: 'At least 16 letters, digits, dashes or underscores that nobody can guess. Calls without it are refused.',
	},
	{
		displayName: 'Type the production URL with your secret into the settings of the list in Ecomail: <code>URL?token=SECRET</code>',
		name: 'listNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { source: ['list'] } },
	},
	{
		displayName: 'Type the production URL with your secret into the step "webhook" of the automation in Ecomail, with what you want to know of the step: <code>URL?token=SECRET&amp;tag=VIP&amp;do=add</code>. It arrives as "query".',
		name: 'automationNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { source: ['automation'] } },
	},
	{
		displayName: 'Ecomail has one such webhook for each account. It is set and freed with this workflow; one that another tool has set is never replaced.',
		name: 'accountNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { source: ['account'] } },
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Include Raw Data',
				name: 'includeRaw',
				type: 'boolean',
				default: false,
				description: 'Whether to add what the service sent, under "raw"',
			},
		],
	},
];
