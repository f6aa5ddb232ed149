import type { INodeProperties } from 'n8n-workflow';

/** The option "Fields to Sync". */
export const fieldRules: INodeProperties = {
	displayName: 'Fields to Sync',
	name: 'fieldRules',
	type: 'fixedCollection',
	displayOptions: { show: { '/operation': ['upsert'] } },
	typeOptions: { multipleValues: true },
	placeholder: 'Add Field',
	default: {},
	description: 'Exceptions for single fields. All fields that are not listed here go to Google.',
	options: [
		{
			displayName: 'Field',
			name: 'rules',
			values: [
				{
					displayName: 'Direction',
					name: 'direction',
					type: 'options',
					options: [
						{ name: 'Do Not Sync', value: 'off' },
						{ name: 'To Google', value: 'toPartner' },
					],
					default: 'toPartner',
					description: 'Whether the field goes to Google at all',
				},
				{
					displayName: 'Field',
					name: 'field',
					type: 'options',
					options: [
						{ name: 'Addresses', value: 'addresses' },
						{ name: 'Birthday', value: 'birthday' },
						{ name: 'Company and Title', value: 'company' },
						{ name: 'E-Mails', value: 'emails' },
						{ name: 'Link to the CRM', value: 'url' },
						{ name: 'Name', value: 'name' },
						{ name: 'Note', value: 'note' },
						{ name: 'Phones', value: 'phones' },
						{ name: 'Websites', value: 'websites' },
					],
					default: 'note',
					description: 'The field that this rule is for',
				},
				{
					displayName: 'Write Mode',
					name: 'mode',
					type: 'options',
					options: [
						{ name: 'Fill If Empty', value: 'fillEmpty', description: 'Write only where Google has nothing' },
						{ name: 'Overwrite', value: 'overwrite', description: 'Write new values, never clear' },
						{ name: 'Overwrite and Clear', value: 'mirror', description: 'Write new values, and clear what was cleared' },
					],
					default: 'mirror',
					description: 'What the CRM\'s value may do to the one in Google',
				},
			],
		},
	],
};
