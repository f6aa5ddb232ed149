import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { FIELDS, type FieldKey } from '../../core/sync/fields';
import type { AmbiguityPolicy, Direction, FieldRule, FlowSettings, MatchKey, WriteMode } from '../../core/sync/settings';
import { countryCode } from './country';

/** The options of nodes that may write to the CRM, as n8n hands them over: only what the user added is there. */
export interface FlowOptions {
	clearedFields: 'clear' | 'keep';
	conflict: FlowSettings['conflict'];
	defaultCountry: string;
	fieldRules: { rules?: Array<{ field: FieldKey; direction: Direction; mode: WriteMode }> };
	firstMeeting: FlowSettings['firstMeeting'];
	matchBy: MatchKey[];
	passGuards: FlowSettings['overrides'];
	ambiguity: AmbiguityPolicy;
	acceptFewerContacts: boolean;
}

/** How contacts are recognised, as far as someone said so. */
export type Matching = Partial<Pick<FlowSettings, 'matchBy' | 'ambiguity'>>;

/** What the user chose himself; the rest is the CRM's own. */
export function chosenMatching({ matchBy: by, ambiguity }: Partial<FlowOptions>): Matching {
	return { ...(by ? { matchBy: by } : {}), ...(ambiguity ? { ambiguity } : {}) };
}

export type CommonFlow = Pick<FlowSettings, 'matchBy' | 'firstMeeting' | 'conflict' | 'oneWayEdits' | 'missing' | 'fields' | 'defaultCountry' | 'overrides'>;

/** What the options come to; `usual`: where a field without a rule of its own goes. Throws ConfigurationError. */
export function flowOptions(options: Partial<FlowOptions>, usual: Direction): CommonFlow {
	const country = countryCode(options.defaultCountry ?? '');
	return {
		matchBy: options.matchBy ?? ['email', 'phone', 'nameAndCompany'],
		firstMeeting: options.firstMeeting ?? 'fillGaps',
		conflict: options.conflict ?? 'newest',
		oneWayEdits: 'keep',
		missing: 'recreate',
		fields: fieldRules(options, usual),
		...(country === undefined ? {} : { defaultCountry: country }),
		overrides: options.passGuards ?? [],
	};
}

/** Every field has a rule: the one that was given for it, else the usual one. */
function fieldRules({ clearedFields, fieldRules: given }: Partial<FlowOptions>, usual: Direction): FieldRule[] {
	const mode: WriteMode = clearedFields === 'keep' ? 'overwrite' : 'mirror';
	const rules = new Map((given?.rules ?? []).map((rule) => [rule.field, { field: rule.field, direction: rule.direction, mode: rule.mode }]));
	return FIELDS.map((field) => rules.get(field) ?? { field, direction: usual, mode });
}

export const acceptFewerContacts: INodeProperties = {
	displayName: 'Accept Fewer Contacts Once',
	name: 'acceptFewerContacts',
	type: 'boolean',
	default: false,
	displayOptions: { show: { '/crm': ['simpleCrm', 'customRest'] } },
	description: 'Whether to go on although the CRM lists far fewer contacts than last time. For one run that you have looked at: remove this option afterwards.',
};

export const clearedFields: INodeProperties = {
	displayName: 'Cleared Fields',
	name: 'clearedFields',
	type: 'options',
	options: [
		{ name: 'Clear on the Other Side Too', value: 'clear' },
		{ name: 'Keep on the Other Side', value: 'keep' },
	],
	default: 'clear',
	description: 'What happens to a field that was emptied on one side. Fields that were never synced are not cleared.',
};

export const conflict: INodeProperties = {
	displayName: 'If Both Sides Changed',
	name: 'conflict',
	type: 'options',
	options: [
		{ name: 'CRM Wins', value: 'crm' },
		{ name: 'Google Wins', value: 'partner' },
		{ name: 'Newest Wins', value: 'newest', description: 'The record that was changed last, as a whole; the CRM where that cannot be told' },
		{ name: 'Report Only', value: 'report', description: 'Neither is written; the output says what differs' },
	],
	default: 'newest',
	description: 'Whose value a field gets that was changed in the CRM and in Google since the last run. The other value is in the output.',
};

export const defaultCountry: INodeProperties = {
	displayName: 'Default Country',
	name: 'defaultCountry',
	type: 'string',
	default: '',
	placeholder: 'e.g. CZ',
	description: 'Two-letter code of the country of phone numbers that are written without one, so that "603 111 222" and "+420603111222" are known to be equal',
};

const bothWays: INodePropertyOptions[] = [
	{ name: 'Both Ways', value: 'both' },
	{ name: 'Do Not Sync', value: 'off' },
	{ name: 'To Google', value: 'toPartner' },
	{ name: 'To the CRM', value: 'toCrm' },
];

/** The option "Fields to Sync" with these directions; the first text is for the whole, the others for its parts. */
function fieldRulesProperty(directions: INodePropertyOptions[], usual: Direction, texts: Record<'whole' | 'direction' | 'fillEmpty' | 'mode', string>): INodeProperties {
	return {
		displayName: 'Fields to Sync',
		name: 'fieldRules',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Field',
		default: {},
		description: texts.whole,
		options: [
			{
				displayName: 'Field',
				name: 'rules',
				values: [
					{ displayName: 'Direction', name: 'direction', type: 'options', options: directions, default: usual, description: texts.direction },
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
							{ name: 'Fill If Empty', value: 'fillEmpty', description: texts.fillEmpty },
							{ name: 'Overwrite', value: 'overwrite', description: 'Write new values, never clear' },
							{ name: 'Overwrite and Clear', value: 'mirror', description: 'Write new values, and clear what was cleared' },
						],
						default: 'mirror',
						description: texts.mode,
					},
				],
			},
		],
	};
}

export const fieldRulesBothWays = fieldRulesProperty(bothWays, 'both', {
	whole: 'Exceptions for single fields. All fields that are not listed here go both ways, as far as the CRM has a place for them.',
	direction: 'Where the field goes',
	fillEmpty: 'Write only where the other side has nothing',
	mode: 'What a value of one side may do to the one of the other',
});

export const fieldRulesToGoogle = fieldRulesProperty(
	bothWays.filter(({ value }) => value === 'off' || value === 'toPartner'),
	'toPartner',
	{
		whole: 'Exceptions for single fields. All fields that are not listed here go to Google.',
		direction: 'Whether the field goes to Google at all',
		fillEmpty: 'Write only where Google has nothing',
		mode: 'What the CRM\'s value may do to the one in Google',
	},
);

export const firstMeeting: INodeProperties = {
	displayName: 'First Meeting',
	name: 'firstMeeting',
	type: 'options',
	options: [
		{ name: 'CRM Wins', value: 'crmWins', description: 'The CRM\'s values replace different ones' },
		{ name: 'Fill Gaps Only', value: 'fillGaps', description: 'Only empty fields are filled; later changes arrive' },
		{ name: 'Google Wins', value: 'partnerWins', description: 'Google\'s values replace different ones' },
		{ name: 'Newest Wins', value: 'newestWins', description: 'The values of the record that was changed last' },
	],
	default: 'fillGaps',
	description: 'What happens to differing fields when two contacts are found to be the same and linked',
};

export const matchBy: INodeProperties = {
	displayName: 'Match By',
	name: 'matchBy',
	type: 'multiOptions',
	options: [
		{ name: 'E-Mail', value: 'email' },
		{ name: 'Name and Company', value: 'nameAndCompany' },
		{ name: 'Phone', value: 'phone' },
	],
	default: ['email', 'phone', 'nameAndCompany'],
	description: 'How a contact that is on both sides already is found when it comes for the first time, tried in the order in which you choose them. A contact that fits several is left alone and reported.',
};

export const passGuards: INodeProperties = {
	displayName: 'Pass Guards Once',
	name: 'passGuards',
	type: 'multiOptions',
	options: [
		{ name: 'Account Full', value: 'accountFull', description: 'The account would hold more contacts than Google allows' },
		{ name: 'Changed Settings', value: 'settingsChanged', description: 'Scope or fields differ from those that filled the label' },
		{ name: 'Empty Side', value: 'emptySide', description: 'None of the paired contacts is found on one side any more' },
		{ name: 'Many Would Be Cleared', value: 'massClear', description: 'One field would be cleared on many contacts' },
		{ name: 'Many Would Change', value: 'massChange', description: 'More than half of the contacts would change' },
		{ name: 'Many Would Leave', value: 'massLeave', description: 'More than a fifth of the contacts would leave or be deleted' },
	],
	default: [],
	description: 'Which checks not to stop for. For one run that you have looked at: remove this option afterwards, as it holds until then.',
};

/** The same with the guards that only an e-mail list has. */
export const passGuardsOfAllPartners: INodeProperties = {
	...passGuards,
	options: [...(passGuards.options as INodePropertyOptions[]), { name: 'Many Confirmation Mails', value: 'confirmationMails', description: 'More than 20 people would be sent a mail that asks them to confirm, by an e-mail list with double opt-in' }].sort((a, b) => a.name.localeCompare(b.name)),
};

export const severalMatches: INodeProperties = {
	displayName: 'Several Matches',
	name: 'ambiguity',
	type: 'options',
	displayOptions: { show: { '/crm': ['simpleCrm', 'customRest'] } },
	options: [
		{ name: 'Report Only', value: 'report', description: 'Where several records fit one contact, none of them is touched, and all are reported' },
		{ name: 'Take the Lowest ID', value: 'lowestCrmId', description: 'The first CRM record that fits, as the sync of the vendor of Simple CRM does' },
	],
	default: 'lowestCrmId',
	description: 'What to do where a contact fits several records of the CRM. Without this option, "match.several" of the profile in the credential says it.',
};
