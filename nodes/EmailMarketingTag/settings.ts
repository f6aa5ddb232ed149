import type { IExecuteFunctions } from 'n8n-workflow';
import type { EmailGuard, SubscribeSettings } from '../../core/email';
import type { ListFields } from '../../core/email/settings';
import { ConfigurationError } from '../../core/errors';
import { text } from '../GoogleContactsUpsert/contactItem';
import { usualTag } from '../shared/labels';
import { legalTitleRule, type LegalTitleChoice } from '../shared/legalTitle';

export type Operation = 'upsert' | 'unsubscribe' | 'get' | 'add' | 'remove' | 'set';

export interface TagNodeSettings {
	operation: Operation;
	mode: 'apply' | 'preview';
	subscribe: SubscribeSettings;
	passGuards: readonly EmailGuard[];
	/** Whether the CRM is asked for what items do not tell. */
	lookUp: 'crm' | 'nothing';
	/** When the owner is told to the list. */
	owner: 'always' | 'several';
	/** Whether to say so when the service's own integration with the CRM seems to work on the list. */
	ownIntegration: 'warn' | 'ignore';
}

/** The collection "Options" as n8n hands it over: only what the user added is there. */
interface Options {
	addresses: SubscribeSettings['addresses'];
	existing: SubscribeSettings['existing'];
	existingTags: SubscribeSettings['existingTags'];
	fieldNames: keyof typeof FIELD_NAMES;
	languageField: string;
	leaving: SubscribeSettings['leaving'];
	legalTitle: LegalTitleChoice;
	markerTag: string;
	ownerField: string;
	ownerWhen: TagNodeSettings['owner'];
	passGuards: EmailGuard[];
	relationshipField: string;
	resubscribe: boolean;
	skipConfirmation: boolean;
	source: string;
	startAutomations: boolean;
	stateField: string;
	warnOwnIntegration: boolean;
}

/** What the list's own fields are called where the user types no name. */
const FIELD_NAMES = {
	en: { owner: 'Owner', state: 'State', relationship: 'Relationship', language: 'Language' },
	cs: { owner: 'Vlastník', state: 'Stav', relationship: 'Vztah', language: 'Jazyk' },
} as const satisfies Record<string, ListFields>;

const OPERATIONS: readonly Operation[] = ['upsert', 'unsubscribe', 'get', 'add', 'remove', 'set'];

/** The parameters that must be the same for all items, read from the first one. */
export function tagNodeSettings(context: IExecuteFunctions): TagNodeSettings {
	const options = context.getNodeParameter('options', 0, {}) as Partial<Options>;
	const chosen = context.getNodeParameter('operation', 0, 'upsert');
	return {
		operation: OPERATIONS.find((operation) => operation === chosen) ?? 'upsert',
		mode: context.getNodeParameter('dryRun', 0, false) === true ? 'preview' : 'apply',
		subscribe: subscribeSettings(context, options),
		passGuards: options.passGuards ?? [],
		lookUp: context.getNodeParameter('lookUp', 0, false) === true ? 'crm' : 'nothing',
		owner: options.ownerWhen ?? 'always',
		ownIntegration: options.warnOwnIntegration === false ? 'ignore' : 'warn',
	};
}

function subscribeSettings(context: IExecuteFunctions, options: Partial<Options>): SubscribeSettings {
	const names = FIELD_NAMES[options.fieldNames ?? 'en'];
	const isContact = context.getNodeParameter('input', 0, 'items') !== 'fields';
	const usual = usualTag((isContact ? text(context.getInputData()[0]?.json.crm) : undefined) ?? 'raynet');
	const legalTitle = isContact ? legalTitleRule(context, options.legalTitle) : undefined;
	return {
		...(legalTitle ? { legalTitle } : {}),
		markerTag: options.markerTag ?? usual,
		source: options.source ?? usual,
		existing: options.existing ?? 'tagOnly',
		existingTags: options.existingTags ?? 'marker',
		addresses: options.addresses ?? 'first',
		listFields: {
			owner: options.ownerField ?? names.owner,
			state: options.stateField ?? names.state,
			relationship: options.relationshipField ?? names.relationship,
			language: options.languageField ?? names.language,
		},
		confirmation: options.skipConfirmation ? 'skip' : 'asListSays',
		automations: options.startAutomations ? 'start' : 'leave',
		resubscribe: options.resubscribe ? 'asked' : 'never',
		leaving: options.leaving ?? 'untag',
	};
}

/** The list for one item. Its ID is checked here, as n8n gives a check in the panel 250 ms at each run, which a busy machine exceeds (seen). */
export function listIdOf(context: IExecuteFunctions, itemIndex: number): string {
	const value = String(context.getNodeParameter('list', itemIndex, '', { extractValue: true }) ?? '').trim();
	if (value === '') throw new ConfigurationError('Choose a list.');
	if (!/^\d+$/.test(value)) throw new ConfigurationError('The ID of a list is a number, such as 12. Choose the list again.');
	return value;
}
