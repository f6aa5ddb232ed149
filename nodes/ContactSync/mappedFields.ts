import type { INodeProperties } from 'n8n-workflow';
import { ConfigurationError } from '../../core/errors';
import { mappingOf, type FieldMapping } from '../../core/sync';
import type { Direction, FieldRule, WriteMode } from '../../core/sync/settings';

/** The option "Mapped Fields" as n8n hands it over. */
export interface MappedFieldsOption {
	fields?: Array<{ crmField?: 'owner' | 'state' | 'relationship' | 'language' | 'customField'; customField?: string; listField?: string; direction?: Direction }>;
}

/** A mapping with its rule. */
export interface MappedRule {
	mapping: FieldMapping;
	rule: FieldRule;
}

export function mappedRules({ fields = [] }: MappedFieldsOption, mode: WriteMode): MappedRule[] {
	const rules = fields.map(({ crmField = 'language', customField = '', listField = '', direction = 'both' }): MappedRule => {
		if (listField.trim() === '') throw new ConfigurationError('Give the name of the list\'s field in each row of Mapped Fields.');
		if (crmField === 'customField' && customField.trim() === '') throw new ConfigurationError('Give the key of the custom field in RAYNET, such as "VIP_b91d1", in each row of Mapped Fields.');
		const mapping = mappingOf(crmField === 'customField' ? { kind: 'customField', name: customField.trim() } : { kind: crmField }, listField);
		return { mapping, rule: { field: mapping.field, label: mapping.partner, direction, mode } };
	});
	const names = new Set(rules.map(({ mapping }) => mapping.partner.toLowerCase()));
	if (names.size < rules.length) throw new ConfigurationError('Two rows of Mapped Fields name the same field of the list. Each field of the list can be mapped once.');
	return rules;
}

export const mappedFieldsProperty: INodeProperties = {
	displayName: 'Mapped Fields',
	name: 'mappedFields',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Field',
	default: {},
	displayOptions: { show: { '/syncWith': ['list'], '/crm': ['raynet'] } },
	description: 'Fields of the list that are kept the same with RAYNET beside name, company, phone, address and birthday. The list makes a field that it does not have.',
	options: [
		{
			displayName: 'Field',
			name: 'fields',
			values: [
				{ displayName: 'Custom Field', name: 'customField', type: 'string', default: '', placeholder: 'e.g. VIP_b91d1', displayOptions: { show: { crmField: ['customField'] } }, description: 'Its key in RAYNET, as records show it under customFields' },
				{
					displayName: 'Direction',
					name: 'direction',
					type: 'options',
					options: [
						{ name: 'Both Ways', value: 'both', description: 'Owner, relationship and state always go to the list only' },
						{ name: 'To the CRM', value: 'toCrm' },
						{ name: 'To the List', value: 'toPartner' },
					],
					default: 'both',
					description: 'Where the field goes',
				},
				{ displayName: 'Field in the List', name: 'listField', type: 'string', default: '', placeholder: 'e.g. Language', description: 'Its name or key; upper and lower case count as the same' },
				{
					displayName: 'Field in RAYNET',
					name: 'crmField',
					type: 'options',
					options: [
						{ name: 'Custom Field', value: 'customField' },
						{ name: 'Language', value: 'language', description: 'Of contact persons. Only a language that RAYNET has goes back to it.' },
						{ name: 'Owner', value: 'owner' },
						{ name: 'Relationship', value: 'relationship' },
						{ name: 'State', value: 'state', description: 'Of clients' },
					],
					default: 'language',
					description: 'What of the contact goes there',
				},
			],
		},
	],
};

export const newTagsProperty: INodeProperties = {
	displayName: 'Tags of New Subscribers',
	name: 'newTags',
	type: 'options',
	displayOptions: { show: { '/syncWith': ['list'] } },
	options: [
		{ name: 'All CRM Tags', value: 'all', description: 'Beside the Tag of this flow. Later changes of tags in the CRM do not reach the list.' },
		{ name: 'Only the Tag', value: 'own' },
	],
	default: 'own',
	description: 'Which tags somebody gets whom the sync puts into the list',
};
