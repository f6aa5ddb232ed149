import type { INodeProperties } from 'n8n-workflow';
import { fieldRules } from './fieldRules';

const whenUpserting = { show: { '/operation': ['upsert'] } };

export const optionProperties: INodeProperties[] = [
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Cleared Fields',
				name: 'clearedFields',
				type: 'options',
				displayOptions: whenUpserting,
				options: [
					{ name: 'Clear in Google Too', value: 'clear' },
					{ name: 'Keep in Google', value: 'keep' },
				],
				default: 'clear',
				description: 'What happens to a field that was emptied in the CRM. Fields that were never synced are not cleared.',
			},
			{
				displayName: 'Default Country',
				name: 'defaultCountry',
				type: 'string',
				default: '',
				placeholder: 'e.g. CZ',
				description: 'Two-letter code of the country of phone numbers that are written without one, so that "603 111 222" and "+420603111222" are known to be equal',
			},
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
			fieldRules,
			{
				displayName: 'First Meeting',
				name: 'firstMeeting',
				type: 'options',
				displayOptions: whenUpserting,
				options: [
					{ name: 'CRM Wins', value: 'crmWins', description: 'The CRM\'s values replace different ones' },
					{ name: 'Fill Gaps Only', value: 'fillGaps', description: 'Only empty fields in Google are filled; later changes in the CRM arrive' },
					{ name: 'Google Wins', value: 'partnerWins', description: 'Google\'s values stay; later changes in the CRM arrive' },
					{ name: 'Newest Wins', value: 'newestWins', description: 'The values of the record that was changed last' },
				],
				default: 'fillGaps',
				description: 'What happens to differing fields when a contact is found in Google and linked',
			},
			{
				displayName: 'If Both Sides Changed',
				name: 'conflict',
				type: 'options',
				displayOptions: whenUpserting,
				options: [
					{ name: 'CRM Wins', value: 'crm' },
					{ name: 'Google Wins', value: 'partner' },
					{ name: 'Newest Wins', value: 'newest', description: 'The record that was changed last, as a whole; the CRM where that cannot be told' },
					{ name: 'Report Only', value: 'report', description: 'Neither is written; the output says what differs' },
				],
				default: 'newest',
				description: 'Whose value a field gets that was changed in the CRM and in Google since the last run. The other value is in the output.',
			},
			{
				displayName: 'Match By',
				name: 'matchBy',
				type: 'multiOptions',
				displayOptions: whenUpserting,
				options: [
					{ name: 'E-Mail', value: 'email' },
					{ name: 'Name and Company', value: 'nameAndCompany' },
					{ name: 'Phone', value: 'phone' },
				],
				default: ['email', 'phone', 'nameAndCompany'],
				description: 'How a contact that is already in Google is found when it comes for the first time, tried in the order in which you choose them. A contact that fits several is left alone and reported.',
			},
			{
				displayName: 'Pass Guards Once',
				name: 'passGuards',
				type: 'multiOptions',
				options: [
					{ name: 'Account Full', value: 'accountFull', description: 'The account would hold more contacts than Google allows' },
					{ name: 'Changed Settings', value: 'settingsChanged', description: 'Scope or fields differ from those that filled the label' },
					{ name: 'Empty Side', value: 'emptySide', description: 'None of the paired contacts is found in Google any more' },
					{ name: 'Many Would Be Cleared', value: 'massClear', description: 'One field would be cleared on many contacts' },
					{ name: 'Many Would Change', value: 'massChange', description: 'More than half of the contacts would change' },
					{ name: 'Many Would Leave', value: 'massLeave', description: 'More than a fifth of the contacts would leave or be deleted' },
				],
				default: [],
				description: 'Which checks not to stop for. For one run that you have looked at: remove this option afterwards, as it holds until then.',
			},
			{
				displayName: 'When a Contact Leaves',
				name: 'leaving',
				type: 'options',
				displayOptions: whenUpserting,
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
