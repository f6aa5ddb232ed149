import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { RecordType } from '../../core/contact/contact';
import { ConfigurationError } from '../../core/errors';
import type { LegalTitleRule } from '../../core/contact/legalTitle';
import type { FieldMapping, RunMode } from '../../core/sync';
import { scopeText } from '../../core/sync/scope';
import type { FlowSettings, GroupChoice, LeavePolicy, ToCrmSettings } from '../../core/sync/settings';
import { recordTypesOf, scopeOf } from '../CrmTrigger/settings';
import { listIdOf } from '../EmailMarketingTag/settings';
import type { CrmName, OpenCrm } from '../shared/crm';
import { serviceOf, type ServiceName } from '../shared/email';
import { mappedRules, type MappedFieldsOption } from './mappedFields';
import { usualTag } from '../shared/labels';
import { legalTitleRule, type LegalTitleChoice } from '../shared/legalTitle';
import { chosenMatching, flowOptions, type FlowOptions, type Matching } from '../shared/flowOptions';

export type TwoWaySettings = FlowSettings & { toCrm: ToCrmSettings };

/** The node's parameters, parsed. */
export interface SyncSettings {
	operation: 'sync' | 'preview' | 'explain';
	crm: CrmName;
	recordTypes: readonly RecordType[];
	read: RunMode;
	direction: 'both' | 'toGoogle';
	/** Of Explain a Contact. */
	contact: string;
	unchanged: 'include' | 'leaveOut';
	matching: Matching;
	fewerRows: 'stop' | 'accept';
	/** check: a reading of everything looks whether webhooks of CRM Instant Triggers are still there. */
	instantTriggers: 'check' | 'leave';
	/** People need such a title; only with a list. */
	legalTitle?: LegalTitleRule;
	/** Set where the partner is an e-mail list. */
	list?: ListChoice;
	/** What the sync does, but for what only the open CRM knows. */
	flow: Omit<TwoWaySettings, 'account' | 'crmStampResolutionMs'>;
}

/** Which list, and how new people come into it. */
export interface ListChoice {
	service: ServiceName;
	listId: string;
	source: string;
	confirmation: 'asListSays' | 'skip';
	automations: 'start' | 'leave';
	/** Fields that the user mapped, beside those that every list has. */
	mapped: readonly FieldMapping[];
	newTags: 'own' | 'all';
	/** Whether to say so when the service's own integration with the CRM seems to work on the list. */
	ownIntegration: 'warn' | 'ignore';
}

type Options = FlowOptions & {
	legalTitle: LegalTitleChoice;
	mappedFields: MappedFieldsOption;
	newTags: ListChoice['newTags'];
	startAutomations: boolean;
	skipConfirmation: boolean;
	listSource: string;
	leavingList: LeavePolicy;
	checkInstantTrigger: boolean;
	creates: ToCrmSettings['creates'];
	includeUnchanged: boolean;
	warnOwnIntegration: boolean;
	leavingLabel: LeavePolicy;
	leavingScope: LeavePolicy;
	linksPerRun: number;
	writesPerRun: number;
};

const MOST_CRM_WRITES = 1_000;

/** The whole run has one setting, so expressions are read for the first item. */
export function syncSettings(context: IExecuteFunctions): SyncSettings {
	const options = context.getNodeParameter('options', 0, {}) as Partial<Options>;
	const direction = context.getNodeParameter('direction', 0, 'both') === 'toGoogle' ? 'toGoogle' : 'both';
	const crm = context.getNodeParameter('crm', 0, 'raynet') as CrmName;
	const scope = scopeOf((name, fallback, how) => context.getNodeParameter(name, 0, fallback, how));
	const common = flowOptions(options, 'both');
	const isList = context.getNodeParameter('syncWith', 0, 'google') === 'list';
	const mapped = isList && crm === 'raynet' ? mappedRules(options.mappedFields ?? {}, options.clearedFields === 'keep' ? 'overwrite' : 'mirror') : [];
	const list = isList ? listOf(context, options, mapped.map(({ mapping }) => mapping)) : undefined;
	const legalTitle = list && crm === 'raynet' ? legalTitleRule(context, options.legalTitle) : undefined;
	return {
		operation: operationOf(context),
		crm,
		recordTypes: recordTypesOf(crm, context.getNodeParameter('records', 0, 'both')),
		read: context.getNodeParameter('read', 0, 'changes') === 'everything' ? 'everything' : 'changes',
		direction,
		contact: String(context.getNodeParameter('contact', 0, '')).trim(),
		unchanged: options.includeUnchanged ? 'include' : 'leaveOut',
		matching: chosenMatching(options),
		fewerRows: options.acceptFewerContacts ? 'accept' : 'stop',
		instantTriggers: crm === 'raynet' && options.checkInstantTrigger !== false ? 'check' : 'leave',
		...(list ? { list } : {}),
		...(legalTitle ? { legalTitle } : {}),
		flow: {
			...common,
			fields: [...common.fields, ...mapped.map(({ rule }) => rule)],
			scope: scopeText(scope),
			group: list ? { by: 'name', name: tagOf(context) } : labelOf(context),
			visibility: context.getNodeParameter('alsoInMyContacts', 0, true) === false ? 'groupOnly' : 'alsoVisible',
			leaving: (list ? options.leavingList : options.leavingScope) ?? 'leave',
			toCrm: {
				scope,
				leaving: direction === 'both' ? (options.leavingLabel ?? 'leave') : 'nothing',
				creates: direction === 'both' ? (options.creates ?? (list ? 'nothing' : 'people')) : 'nothing',
				writesPerRun: options.writesPerRun ?? MOST_CRM_WRITES,
				linksPerRun: options.linksPerRun ?? MOST_CRM_WRITES,
			},
		},
	};
}

/** n8n names the twin of a node that AI agents use "...Tool". */
function operationOf(context: IExecuteFunctions): SyncSettings['operation'] {
	const isTool = context.getNode().type.endsWith('Tool');
	const chosen = context.getNodeParameter('operation', 0, isTool ? 'preview' : 'sync');
	if (chosen === 'preview' || chosen === 'explain') return chosen;
	if (!isTool) return 'sync';
	throw new ConfigurationError('As a tool of an AI agent, Contact Sync writes nothing. Choose "Preview" or "Explain a Contact".');
}

function listOf(context: IExecuteFunctions, { listSource, skipConfirmation, startAutomations, newTags = 'own', warnOwnIntegration }: Partial<Options>, mapped: readonly FieldMapping[]): ListChoice {
	return {
		service: serviceOf(context.getNodeParameter('service', 0, 'ecomail')),
		listId: listIdOf(context, 0),
		source: listSource || usualTag(String(context.getNodeParameter('crm', 0, 'raynet'))),
		confirmation: skipConfirmation ? 'skip' : 'asListSays',
		automations: startAutomations ? 'start' : 'leave',
		mapped,
		newTags,
		ownIntegration: warnOwnIntegration === false || context.getNodeParameter('crm', 0, 'raynet') !== 'raynet' ? 'ignore' : 'warn',
	};
}

function tagOf(context: IExecuteFunctions): string {
	const tag = String(context.getNodeParameter('listTag', 0, '') ?? '').trim();
	if (tag === '') throw new ConfigurationError('Give the tag that the subscribers of this flow carry.');
	return tag;
}

function labelOf(context: IExecuteFunctions): GroupChoice {
	const value = String(context.getNodeParameter('label', 0, '', { extractValue: true }) ?? '').trim();
	if (value === '') throw new ConfigurationError('Choose a label, or type a name for a new one.');
	const { mode } = context.getNodeParameter('label', 0, {}) as IDataObject;
	return mode === 'name' ? { by: 'name', name: value } : { by: 'id', id: value };
}

/** The settings for the engine, once it is known which account they are for. */
export function settingsFor({ flow, matching }: SyncSettings, { side, matching: usual }: Pick<OpenCrm, 'side' | 'matching'>): TwoWaySettings {
	return { ...flow, ...usual, ...matching, account: side.account, crmStampResolutionMs: side.capabilities.stampResolutionMs };
}
