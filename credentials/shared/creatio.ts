import type { INodeProperties } from 'n8n-workflow';

/** What both ways to log in to Creatio ask for. */
export const siteProperties: INodeProperties[] = [
	{
		displayName: 'Site URL',
		name: 'siteUrl',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. https://acme.creatio.com',
		description: 'The address at which you open Creatio, without "/0" and what follows',
	},
	{
		displayName: 'Path Style',
		name: 'pathStyle',
		type: 'options',
		options: [
			{ name: 'With /0 (Cloud and .NET Framework)', value: 'withZero' },
			{ name: 'Without /0 (.NET Core)', value: 'withoutZero' },
		],
		default: 'withZero',
		description: 'Whether the address that your browser shows once you are logged in has "/0" after the host',
	},
];

export const linkColumnProperty: INodeProperties = {
	displayName: 'Link Column',
	name: 'linkColumn',
	type: 'string',
	default: '',
	placeholder: 'e.g. UsrGoogleLink',
	description: 'Code of a text column of your own on Contact that may hold the ID of the contact in Google. Without one, a tag marks who is paired.',
};

/** For expressions of the credential tests: the site without a slash at the end and without "/0". */
export const SITE_ROOT = '$credentials.siteUrl.trim().replace(/\\/+$/, "").replace(/\\/0$/, "")';
