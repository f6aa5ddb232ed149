import type { INodeProperties } from 'n8n-workflow';
import { legalTitleProperty } from '../shared/legalTitle';

const whenUpserting = { show: { resource: ['subscriber'], operation: ['upsert'] } };

const listField = (displayName: string, name: string, what: string, usual: string): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: usual,
	description: `The list's own field that takes ${what}, by its name or key. Ecomail makes it when it does not exist. Empty: not sent.`,
});

export const optionProperties: INodeProperties[] = [
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: whenUpserting,
		options: [
			{
				displayName: 'Addresses',
				name: 'addresses',
				type: 'options',
				options: [
					{ name: 'All Addresses', value: 'all', description: 'Each address of a contact becomes a subscriber with the same data; of a client those of its primary address' },
					{ name: 'First Address', value: 'first' },
				],
				default: 'first',
				description: 'Which addresses of a contact are subscribed',
			},
			{
				displayName: 'Existing Subscribers',
				name: 'existing',
				type: 'options',
				options: [
					{ name: 'Fill Gaps', value: 'fillGaps', description: 'Write only what the subscriber does not have' },
					{ name: 'Only Add the Tag', value: 'tagOnly', description: 'Leave name and other data as they are' },
					{ name: 'Overwrite', value: 'overwrite', description: 'Write the CRM\'s values over others; nothing is cleared' },
				],
				default: 'tagOnly',
				description: 'What happens to somebody who is in the list already',
			},
			listField('Language Field', 'languageField', 'the language', 'Language'),
			{
				displayName: 'List Field Names',
				name: 'fieldNames',
				type: 'options',
				options: [
					{ name: 'Czech', value: 'cs', description: 'Vlastník, Stav, Vztah, Jazyk; the first one is what Ecomail\'s own integration uses' },
					{ name: 'English', value: 'en', description: 'Owner, State, Relationship, Language' },
				],
				default: 'en',
				description: 'What the list\'s own fields are called, as far as you give no name for one of them',
			},
			{
				displayName: 'List Fields',
				name: 'listFields',
				type: 'fixedCollection',
				typeOptions: { multipleValues: true },
				placeholder: 'Add Field',
				default: {},
				description: 'More of the list\'s own fields, each with a value or an expression',
				options: [
					{
						displayName: 'Field',
						name: 'fields',
						values: [
							{ displayName: 'Name', name: 'name', type: 'string', default: '', description: 'Key of the field in the list; upper and lower case count as the same' },
							{ displayName: 'Value', name: 'value', type: 'string', default: '', description: 'Nothing is written where it is empty' },
						],
					},
				],
			},
			{
				displayName: 'Marker Tag',
				name: 'markerTag',
				type: 'string',
				default: 'raynet',
				description: 'The tag that everybody who comes from here carries. Empty: none. Without this option it is the name of the CRM that the items come from, such as raynet or creatio.',
			},
			{ ...legalTitleProperty, displayOptions: { show: { '/input': ['items'] } } },
			{
				displayName: 'Owner',
				name: 'ownerWhen',
				type: 'options',
				options: [
					{ name: 'Always', value: 'always' },
					{ name: 'When the CRM Has More Than One Owner', value: 'several', description: 'Needs Ask RAYNET' },
				],
				default: 'always',
				description: 'When the name of the contact\'s owner is written to its field of the list',
			},
			listField('Owner Field', 'ownerField', 'the name of the contact\'s owner', 'Owner'),
			{
				displayName: 'Pass Guards Once',
				name: 'passGuards',
				type: 'multiOptions',
				options: [{ name: 'Many Confirmation Mails', value: 'confirmationMails', description: 'More than 20 people would get a mail that asks them to confirm' }],
				default: [],
				description: 'Which checks not to stop for. For one run that you have looked at: remove this option afterwards, as it holds until then.',
			},
			{
				displayName: 'Previous E-Mail',
				name: 'previousEmail',
				type: 'string',
				default: '',
				placeholder: 'name@email.com',
				description: 'The contact\'s address before it changed, if your data has it. Who had unsubscribed under it is not subscribed anew under another one.',
			},
			listField('Relationship Field', 'relationshipField', 'the relationship of a client', 'Relationship'),
			{
				displayName: 'Skip Confirmation',
				name: 'skipConfirmation',
				type: 'boolean',
				default: false,
				description: 'Whether new people are subscribed at once in a list that asks them to confirm (double opt-in). Only where you can prove their consent.',
			},
			{
				displayName: 'Source',
				name: 'source',
				type: 'string',
				default: 'raynet',
				description: 'What new subscribers show as their source. Without this option it is the name of the CRM that the items come from.',
			},
			{
				displayName: 'Start Automations',
				name: 'startAutomations',
				type: 'boolean',
				default: false,
				description: 'Whether new subscribers start the automations of the list',
			},
			listField('State Field', 'stateField', 'the state of a client', 'State'),
			{
				displayName: 'Subscribe Again',
				name: 'resubscribe',
				type: 'boolean',
				default: false,
				description: 'Whether people who unsubscribed are subscribed again. Only where they asked for it themselves. Bounced addresses and complaints stay out.',
			},
			{
				displayName: 'Tags of Existing Subscribers',
				name: 'existingTags',
				type: 'options',
				options: [
					{ name: 'All CRM Tags', value: 'all' },
					{ name: 'Marker Tag Only', value: 'marker' },
				],
				default: 'marker',
				description: 'Which tags somebody gets who is in the list already. New subscribers get all tags.',
			},
			{
				displayName: 'Warn About Ecomail\'s Own Integration',
				name: 'warnOwnIntegration',
				type: 'boolean',
				default: true,
				description: 'Whether a run says so when subscribers look as if Ecomail\'s own integration with RAYNET had brought them. Turn it off once that is disconnected.',
			},
			{
				displayName: 'When a Contact Leaves',
				name: 'leaving',
				type: 'options',
				options: [
					{ name: 'Delete', value: 'delete', description: 'Out of all lists of the account, with all that it knows of the person. Consent rules then forbid that they come back by themselves.' },
					{ name: 'Do Nothing', value: 'nothing' },
					{ name: 'Take Off the Marker Tag', value: 'untag', description: 'The subscriber stays in the list' },
					{ name: 'Unsubscribe', value: 'unsubscribe', description: 'Consent rules then forbid that they come back by themselves' },
				],
				default: 'untag',
				description: 'What happens to a subscriber whose contact left the scope or was deleted in the CRM. Where the CRM tells a deletion with the ID alone, only the marker tag comes off.',
			},
		],
	},
];
