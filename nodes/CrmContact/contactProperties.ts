import { updateDisplayOptions, type INodeProperties } from 'n8n-workflow';
import { scopeProperties } from '../CrmTrigger/properties';
import { dryRun, recordsProperty } from '../shared/commonProperties';

const inputProperties: INodeProperties[] = [
	{
		displayName: 'Input',
		name: 'input',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Contact Items', value: 'items', description: 'Items of Google Contacts Trigger as they come. What happened to each contact is honoured.' },
			{ name: 'Map Fields Below', value: 'fields', description: 'Items of any other node, whose fields you map to those of a contact' },
		],
		default: 'items',
		description: 'Where the contacts come from',
	},
	{
		displayName: 'Connect Google Contacts Upsert after this node: it notes in Google what was settled, so that neither side takes it for a new change',
		name: 'chainNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { input: ['items'] } },
	},
	recordsProperty('Among which records a contact is looked for. A person is only matched with a person, a company with a company.'),
	{
		displayName: 'Map the CRM Record ID where you have it. Contacts without one are looked for among all records, so that the CRM is read whole once per execution.',
		name: 'lookUpNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { input: ['fields'] } },
	},
	{
		displayName: 'Contact Fields',
		name: 'contactFields',
		type: 'resourceMapper',
		noDataExpression: true,
		required: true,
		default: { mappingMode: 'defineBelow', value: null },
		displayOptions: { show: { input: ['fields'] } },
		typeOptions: {
			resourceMapper: {
				resourceMapperMethod: 'getContactFields',
				mode: 'add',
				valuesLabel: 'Contact Fields',
				fieldWords: { singular: 'field', plural: 'fields' },
				addAllFields: false,
				multiKeyMatch: false,
				supportAutoMap: true,
			},
		},
		description: 'Fields that you leave out, or that are empty, stay as they are in the CRM',
	},
];

/** Where a choice takes records away. */
function leavingNotice(name: string, crm: readonly string[], what: string): INodeProperties {
	return {
		displayName: `Who is taken off the label in Google, or deleted there, ${what}, unless someone edited the record since. Try it with Dry Run first.`,
		name,
		type: 'notice',
		default: '',
		displayOptions: { show: { crm: [...crm], input: ['items'], '/options.leaving': ['delete'] } },
	};
}

/** The parameters of Create or Update. */
export const contactProperties: INodeProperties[] = updateDisplayOptions({ show: { resource: ['contact'], operation: ['upsert'] } }, [
	...inputProperties,
	...scopeProperties,
	leavingNotice('leavingInvalidNotice', ['raynet'], 'is made invalid in RAYNET'),
	leavingNotice('leavingForGoodNotice', ['creatio', 'simpleCrm', 'customRest'], 'is deleted in the CRM for good'),
	dryRun,
]);
