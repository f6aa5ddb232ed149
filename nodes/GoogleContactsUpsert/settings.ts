import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { ConfigurationError } from '../../core/errors';
import type { Operation } from '../../core/sync';
import type { FlowSettings, GroupChoice } from '../../core/sync/settings';
import { flowOptions, type FlowOptions } from '../shared/flowOptions';

/** What is the same for all items of a run; account, scope and label come with the items. */
export type CommonSettings = Omit<FlowSettings, 'account' | 'scope' | 'group' | 'crmStampResolutionMs'>;

export interface UpsertSettings {
	operation: Operation;
	mode: 'apply' | 'preview';
	common: CommonSettings;
}

const OPERATIONS: Record<string, Operation> = { upsert: 'upsert', removeFromLabel: 'removeFromGroup', delete: 'delete' };

/** The parameters that must be the same for all items, read from the first one. */
export function upsertSettings(context: IExecuteFunctions): UpsertSettings {
	const options = context.getNodeParameter('options', 0, {}) as Partial<Options>;
	return {
		operation: OPERATIONS[String(context.getNodeParameter('operation', 0, 'upsert'))] ?? 'upsert',
		mode: context.getNodeParameter('dryRun', 0, false) === true ? 'preview' : 'apply',
		common: {
			visibility: context.getNodeParameter('alsoInMyContacts', 0, true) === false ? 'groupOnly' : 'alsoVisible',
			...flowOptions(options, 'toPartner'),
			oneWayEdits: options.googleEdits ?? 'keep',
			leaving: options.leaving ?? 'leave',
			missing: options.doNotRecreate ? 'doNotRecreate' : 'recreate',
		},
	};
}

/** The collection "Options" as n8n hands it over: only what the user added is there. */
interface Options extends FlowOptions {
	doNotRecreate: boolean;
	googleEdits: FlowSettings['oneWayEdits'];
	leaving: FlowSettings['leaving'];
}

/** The label for one item. `usual` is the name where none is given. */
export function labelOf(context: IExecuteFunctions, itemIndex: number, usual: string): GroupChoice {
	const value = String(context.getNodeParameter('label', itemIndex, '', { extractValue: true }) ?? '').trim();
	const { mode = 'name' } = context.getNodeParameter('label', itemIndex, {}) as IDataObject;
	if (mode === 'name') return { by: 'name', name: value || usual };
	if (value === '') throw new ConfigurationError('Choose a label, or give it by name.');
	return { by: 'id', id: value };
}
