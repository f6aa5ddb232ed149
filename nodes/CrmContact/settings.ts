import type { IExecuteFunctions } from 'n8n-workflow';
import type { RecordType } from '../../core/contact/contact';
import { scopeText } from '../../core/sync/scope';
import type { LeavePolicy, ToCrmSettings } from '../../core/sync/settings';
import type { TwoWaySettings } from '../ContactSync/settings';
import { recordTypesOf, scopeOf } from '../CrmTrigger/settings';
import type { CrmName, OpenCrm } from '../shared/crm';
import { chosenMatching, flowOptions, type FlowOptions, type Matching } from '../shared/flowOptions';

/** The parameters of Create or Update, parsed. */
export interface UpsertSettings {
	crm: CrmName;
	input: 'items' | 'fields';
	recordTypes: readonly RecordType[];
	mode: 'apply' | 'preview';
	matching: Matching;
	flow: Omit<TwoWaySettings, 'account' | 'group' | 'crmStampResolutionMs'>;
}

type Options = FlowOptions & {
	creates: ToCrmSettings['creates'];
	existing: 'fillGaps' | 'overwrite';
	leaving: LeavePolicy;
};

/** All items of a run have one setting, read for the first of them. */
export function upsertSettings(context: IExecuteFunctions): UpsertSettings {
	const options = context.getNodeParameter('options', 0, {}) as Partial<Options>;
	const crm = crmOf(context);
	const scope = scopeOf((name, fallback, how) => context.getNodeParameter(name, 0, fallback, how));
	const input = context.getNodeParameter('input', 0, 'items') === 'fields' ? 'fields' : 'items';
	return {
		crm,
		input,
		recordTypes: recordTypesOf(crm, context.getNodeParameter('records', 0, 'both')),
		mode: context.getNodeParameter('dryRun', 0, false) === true ? 'preview' : 'apply',
		matching: chosenMatching(options),
		flow: {
			...flowOptions(input === 'fields' ? { ...options, firstMeeting: options.existing === 'fillGaps' ? 'fillGaps' : 'partnerWins', fieldRules: {} } : options, 'both'),
			scope: scopeText(scope),
			visibility: 'groupOnly',
			leaving: 'leave',
			toCrm: { scope, leaving: options.leaving ?? 'leave', creates: options.creates ?? 'people', writesPerRun: Infinity, linksPerRun: Infinity },
		},
	};
}

export function crmOf(context: IExecuteFunctions): CrmName {
	return context.getNodeParameter('crm', 0, 'raynet') as CrmName;
}

/** The settings for the engine, for one label of one account. */
export function settingsFor({ flow, matching }: UpsertSettings, { side, matching: usual }: Pick<OpenCrm, 'side' | 'matching'>, groupId: string): TwoWaySettings {
	return { ...flow, ...usual, ...matching, account: side.account, group: { by: 'id', id: groupId }, crmStampResolutionMs: side.capabilities.stampResolutionMs };
}
