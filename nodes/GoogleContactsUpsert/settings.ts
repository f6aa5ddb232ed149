import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { ConfigurationError } from '../../core/errors';
import { FIELDS, type FieldKey } from '../../core/sync/fields';
import type { Operation } from '../../core/sync';
import type { FieldRule, FlowSettings, GroupChoice, MatchKey, WriteMode } from '../../core/sync/settings';

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
			matchBy: options.matchBy ?? ['email', 'phone', 'nameAndCompany'],
			firstMeeting: options.firstMeeting ?? 'fillGaps',
			conflict: options.conflict ?? 'newest',
			oneWayEdits: options.googleEdits ?? 'keep',
			leaving: options.leaving ?? 'leave',
			missing: options.doNotRecreate ? 'doNotRecreate' : 'recreate',
			fields: fieldRules(options),
			...defaultCountry(options.defaultCountry),
			overrides: options.passGuards ?? [],
		},
	};
}

/** The collection "Options" as n8n hands it over: only what the user added is there. */
interface Options {
	clearedFields: 'clear' | 'keep';
	conflict: FlowSettings['conflict'];
	defaultCountry: string;
	doNotRecreate: boolean;
	fieldRules: { rules?: Array<{ field: FieldKey; direction: 'toPartner' | 'off'; mode: WriteMode }> };
	firstMeeting: FlowSettings['firstMeeting'];
	googleEdits: FlowSettings['oneWayEdits'];
	leaving: FlowSettings['leaving'];
	matchBy: MatchKey[];
	passGuards: FlowSettings['overrides'];
}

/** Every field has a rule: the one that was given for it, else the usual one. */
function fieldRules({ clearedFields, fieldRules: given }: Partial<Options>): FieldRule[] {
	const usual: WriteMode = clearedFields === 'keep' ? 'overwrite' : 'mirror';
	const rules = new Map((given?.rules ?? []).map(({ field, direction, mode }) => [field, { field, direction, mode }]));
	return FIELDS.map((field) => rules.get(field) ?? { field, direction: 'toPartner', mode: usual });
}

function defaultCountry(text = ''): { defaultCountry?: string } {
	const code = text.trim().toUpperCase();
	if (code === '') return {};
	if (/^[A-Z]{2}$/.test(code)) return { defaultCountry: code };
	throw new ConfigurationError('Give the default country as two letters, such as CZ or DE.', 'Default Country is not an ISO 3166-1 alpha-2 code.');
}

/** The label for one item. */
export function labelOf(context: IExecuteFunctions, itemIndex: number): GroupChoice {
	const value = String(context.getNodeParameter('label', itemIndex, '', { extractValue: true }) ?? '').trim();
	if (value === '') throw new ConfigurationError('Choose a label, or type a name for a new one.');
	const { mode } = context.getNodeParameter('label', itemIndex, {}) as IDataObject;
	return mode === 'name' ? { by: 'name', name: value } : { by: 'id', id: value };
}
