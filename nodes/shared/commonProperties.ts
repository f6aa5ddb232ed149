import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** Parameters and choices that several nodes have, said once. */

/** Which records of RAYNET; the other CRMs only have people that can be synced. */
export function recordsProperty(description: string): INodeProperties {
	return {
		displayName: 'Records',
		name: 'records',
		type: 'options',
		displayOptions: { show: { crm: ['raynet'] } },
		options: [
			{ name: 'Clients', value: 'company', description: 'Companies and private clients' },
			{ name: 'Contact Persons', value: 'person', description: 'People, with the company they work for' },
			{ name: 'Contact Persons and Clients', value: 'both', description: 'Both, contact persons first' },
		],
		default: 'both',
		description,
	};
}

export const serviceProperty: INodeProperties = {
	displayName: 'Service',
	name: 'service',
	type: 'options',
	noDataExpression: true,
	options: [{ name: 'Ecomail', value: 'ecomail' }],
	default: 'ecomail',
	description: 'The e-mail marketing tool',
};

export const dryRun: INodeProperties = {
	displayName: 'Dry Run',
	name: 'dryRun',
	type: 'boolean',
	default: false,
	description: 'Whether to compute what would be done, contact by contact, and write nothing',
};

/** `what` is the thing as its service sent it. */
export function includeRaw(what: string): INodeProperties {
	return {
		displayName: 'Include Raw Data',
		name: 'includeRaw',
		type: 'boolean',
		default: false,
		description: `Whether to add ${what}, under "raw"`,
	};
}

interface LabelTexts {
	/** The label that is there before anybody chooses; "": none has to be named. Absent: one has to be chosen. */
	name?: string;
	/** As people may call theirs. */
	example: string;
	description: string;
	/** Under the field for the name. */
	hint?: string;
}

/**
 * A label in Google Contacts. With `__rl` in the default n8n knows an untouched value, and puts that of the other CRM in
 * its place where the choice of the CRM brings another property of this name.
 */
export function labelProperty({ name, example, description, hint }: LabelTexts): INodeProperties {
	return {
		displayName: 'Label',
		name: 'label',
		type: 'resourceLocator',
		default: { __rl: true, mode: name === undefined ? 'list' : 'name', value: name ?? '' },
		...(name === '' ? {} : { required: true }),
		description,
		modes: [
			{ displayName: 'From List', name: 'list', type: 'list', typeOptions: { searchListMethod: 'searchLabels', searchable: true } },
			{ displayName: 'By Name', name: 'name', type: 'string', placeholder: `e.g. ${example}`, ...(hint === undefined ? {} : { hint }) },
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. contactGroups/1a2b3c' },
		],
	};
}

/** What is created in the CRM; `nothing` says what becomes of the others. */
export function createsInCrm(nothing: string, description: string): INodeProperties {
	return {
		displayName: 'Create in CRM',
		name: 'creates',
		type: 'options',
		options: [
			{ name: 'Nothing', value: 'nothing', description: nothing },
			{ name: 'People', value: 'people', description: 'Contacts with a personal name. A company is linked where it exists.' },
			{ name: 'People and Companies', value: 'peopleAndCompanies', description: 'Also contacts with a company name alone, and the companies that people work for' },
		],
		default: 'people',
		description,
	};
}

const inGoogle: INodePropertyOptions[] = [
	{ name: 'Delete in Google', value: 'delete', description: 'Google keeps it in its trash for 30 days. A contact in another label, or of another CRM, only leaves the label.' },
	{ name: 'Do Nothing', value: 'nothing' },
	{ name: 'Remove From Label', value: 'leave', description: 'The contact stays in Google Contacts' },
];

/** What happens in Google to who left in the CRM. */
export function leavesInGoogle(displayName: string, name: string): INodeProperties {
	return { displayName, name, type: 'options', options: inGoogle, default: 'leave', description: 'What happens in Google to a contact that left the scope, was made invalid or was deleted in the CRM' };
}

const inCrm: INodePropertyOptions[] = [
	{ name: 'Delete in the CRM', value: 'delete', description: 'In RAYNET it is made invalid, in other CRMs it is deleted for good. A record that someone edited since only leaves the scope.' },
	{ name: 'Do Nothing', value: 'nothing' },
	{ name: 'Leave the Scope', value: 'leave', description: 'The tag is taken off, or the contact is taken out of the group. Where the scope is neither, the record stays as it is.' },
];

/** What happens in the CRM to who left in Google. */
export function leavesInCrm(displayName: string, name: string): INodeProperties {
	return { displayName, name, type: 'options', options: inCrm, default: 'leave', description: 'What happens in the CRM to a contact that was taken off the label, or deleted, in Google' };
}
