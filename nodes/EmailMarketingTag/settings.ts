import type { IExecuteFunctions } from 'n8n-workflow';
import type { EmailGuard, SubscribeSettings } from '../../core/email';
import { ConfigurationError } from '../../core/errors';

export type Operation = 'upsert' | 'unsubscribe' | 'get' | 'add' | 'remove' | 'set';

export interface TagNodeSettings {
	operation: Operation;
	mode: 'apply' | 'preview';
	subscribe: SubscribeSettings;
	passGuards: readonly EmailGuard[];
}

/** The collection "Options" as n8n hands it over: only what the user added is there. */
interface Options {
	addresses: SubscribeSettings['addresses'];
	existing: SubscribeSettings['existing'];
	existingTags: SubscribeSettings['existingTags'];
	languageField: string;
	leaving: SubscribeSettings['leaving'];
	markerTag: string;
	ownerField: string;
	passGuards: EmailGuard[];
	relationshipField: string;
	resubscribe: boolean;
	skipConfirmation: boolean;
	source: string;
	startAutomations: boolean;
	stateField: string;
}

const OPERATIONS: readonly Operation[] = ['upsert', 'unsubscribe', 'get', 'add', 'remove', 'set'];

/** The parameters that must be the same for all items, read from the first one. */
export function tagNodeSettings(context: IExecuteFunctions): TagNodeSettings {
	const options = context.getNodeParameter('options', 0, {}) as Partial<Options>;
	const chosen = context.getNodeParameter('operation', 0, 'upsert');
	return {
		operation: OPERATIONS.find((operation) => operation === chosen) ?? 'upsert',
		mode: context.getNodeParameter('dryRun', 0, false) === true ? 'preview' : 'apply',
		subscribe: subscribeSettings(options),
		passGuards: options.passGuards ?? [],
	};
}

function subscribeSettings(options: Partial<Options>): SubscribeSettings {
	return {
		markerTag: options.markerTag ?? 'raynet',
		source: options.source ?? 'raynet',
		existing: options.existing ?? 'tagOnly',
		existingTags: options.existingTags ?? 'marker',
		addresses: options.addresses ?? 'first',
		listFields: {
			owner: options.ownerField ?? 'Owner',
			state: options.stateField ?? 'State',
			relationship: options.relationshipField ?? 'Relationship',
			language: options.languageField ?? 'Language',
		},
		confirmation: options.skipConfirmation ? 'skip' : 'asListSays',
		automations: options.startAutomations ? 'start' : 'leave',
		resubscribe: options.resubscribe ? 'asked' : 'never',
		leaving: options.leaving ?? 'untag',
	};
}

/** The list for one item. */
export function listIdOf(context: IExecuteFunctions, itemIndex: number): string {
	const value = String(context.getNodeParameter('list', itemIndex, '', { extractValue: true }) ?? '').trim();
	if (value === '') throw new ConfigurationError('Choose a list.');
	return value;
}
