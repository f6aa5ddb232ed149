import { updateDisplayOptions, type INodeProperties } from 'n8n-workflow';

/** What the notes of one mirror are called; two mirrors of one list need two names. */
const mirrorName: INodeProperties = {
	displayName: 'Mirror Name',
	name: 'mirrorName',
	type: 'string',
	default: 'crm',
	description: 'Set another name only where the tags of one list are mirrored to more than one system; the same in both operations',
};

const changeProperties: INodeProperties[] = [
	{
		displayName: 'Tags to Mirror',
		name: 'tagSource',
		type: 'options',
		options: [
			{ name: 'All of Automations', value: 'automations', description: 'Those that steps of automations give and take' },
			{ name: 'All of Automations and Those Listed Below', value: 'both' },
			{ name: 'Those Listed Below', value: 'listed' },
		],
		default: 'automations',
		description: 'Only these tags are looked at; all others are left alone on both sides',
	},
	{
		displayName: 'Tags',
		name: 'mirroredTags',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. VIP, customer',
		displayOptions: { show: { tagSource: ['both', 'listed'] } },
		description: 'Separated by commas, or a list by expression. Upper and lower case count as the same.',
	},
	{
		displayName: 'Connect the node that changes the other system, and after it <b>Note as Mirrored</b>. What is not noted comes again the next time.',
		name: 'changesNotice',
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
			mirrorName,
			{
				displayName: 'Pass Guards Once',
				name: 'passGuards',
				type: 'multiOptions',
				options: [{ name: 'Many Removals', value: 'tagRemovals', description: 'More than 5 and 20 % of those who had a tag do not have it any more' }],
				default: [],
				description: 'Which checks not to stop for. For one run that you have looked at: remove this option afterwards, as it holds until then.',
			},
		],
	},
];

const noteProperties: INodeProperties[] = [
	{
		displayName: 'Tag',
		name: 'mirroredTag',
		type: 'string',
		required: true,
		default: '={{ $json.tag }}',
		description: 'The tag that the other system was told of',
	},
	{
		displayName: 'What Was Told',
		name: 'told',
		type: 'options',
		options: [
			{ name: 'As It Is Now', value: 'asItIs', description: 'Whatever the subscriber has at this moment. For items of a webhook.' },
			{ name: 'The Tag Is Gone', value: 'absent' },
			{ name: 'The Tag Is There', value: 'present' },
		],
		default: 'asItIs',
		description: 'What the other system knows now. Items of Get Changes to Mirror say it themselves, as "told".',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [mirrorName],
	},
];

/** The two ends of a mirror of tags: what is to be told, and what has been. */
export const mirrorProperties: INodeProperties[] = [
	...updateDisplayOptions({ show: { resource: ['tag'], operation: ['getChanges'] } }, changeProperties),
	...updateDisplayOptions({ show: { resource: ['tag'], operation: ['noteMirrored'] } }, noteProperties),
];
