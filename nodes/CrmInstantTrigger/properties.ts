import type { INodeProperties } from 'n8n-workflow';
import { eventProperties, sourceProperties } from '../CrmTrigger/properties';
import { includeRaw } from '../shared/commonProperties';
import { onlyFor } from '../shared/crmProperties';

/** CRMs that push changes. */
const PUSHING = ['raynet'];

/** As in CRM Trigger, without the CRMs that can only be asked. */
export const pushSourceProperties: INodeProperties[] = onlyFor('raynet', sourceProperties).map((property) =>
	property.name === 'crm' ? { ...property, options: property.options?.filter((option) => 'value' in option && PUSHING.includes(String(option.value))) } : property,
);

/** As in CRM Trigger, and deletions, which only the CRM's own events tell. */
export const pushedEventProperties: INodeProperties[] = [
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		options: [
			{ name: 'Created', value: 'created' },
			{ name: 'Deleted', value: 'deleted', description: 'The item then has the ID of the record alone' },
			{ name: 'Updated', value: 'updated' },
		],
		default: ['created', 'updated', 'deleted'],
		description: 'Which changes of records in the scope to report. Of a deleted record nobody knows whether it was in the scope.',
	},
	...eventProperties.filter(({ name }) => name === 'reportLeaving'),
];

export const noticeProperties: INodeProperties[] = [
	{
		displayName:
			'RAYNET has to reach this n8n from the internet, and sends at most two changes a second. If it cannot deliver for seven days, it removes the webhook for good: then publish the workflow again. A Contact Sync each night makes good what was missed.',
		name: 'deliveryNotice',
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
			includeRaw('the record as the CRM sent it'),
			{
				displayName: 'Share of Daily Quota (%)',
				name: 'quotaShare',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 100 },
				default: 80,
				description:
					'A change costs one request, many at once less. Once this share of the requests of the day is spent, by whomever, further changes of the day are left to the nightly Contact Sync. Never more than the share that the credential allows.',
			},
		],
	},
];
