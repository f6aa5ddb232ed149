import type { IDataObject, IGetNodeParameterOptions, ILoadOptionsFunctions, IPollFunctions } from 'n8n-workflow';
import type { RecordType } from '../../core/contact/contact';
import { ConfigurationError } from '../../core/errors';
import type { CrmScope } from '../../core/ports/crm';
import type { CrmName } from '../shared/crm';

/** The trigger's parameters, parsed. */
export interface TriggerSettings {
	crm: CrmName;
	recordTypes: readonly RecordType[];
	scope: CrmScope;
	events: readonly ReportedEvent[];
	leaving: 'report' | 'ignore';
	start: 'existing' | 'fromNow';
	raw: 'include' | 'leaveOut';
	fewerRows: 'stop' | 'accept';
}

/** Reads a parameter of the node, wherever it is run. */
export type ReadParameter = (name: string, fallback: unknown, options?: IGetNodeParameterOptions) => unknown;

export type ReportedEvent = 'created' | 'updated';

const RECORD_TYPES: Record<string, readonly RecordType[]> = {
	person: ['person'],
	company: ['company'],
	both: ['person', 'company'],
};

/** Only RAYNET has clients that can be synced; the others have people. */
export function recordTypesOf(crm: CrmName, choice: unknown): readonly RecordType[] {
	if (crm !== 'raynet') return ['person'];
	return RECORD_TYPES[String(choice)] ?? ['person', 'company'];
}

export function triggerSettings(context: IPollFunctions): TriggerSettings {
	const events = context.getNodeParameter('events', []) as ReportedEvent[];
	const options = context.getNodeParameter('options', {}) as IDataObject;
	const crm = context.getNodeParameter('crm', 'raynet') as CrmName;
	return {
		crm,
		recordTypes: recordTypesOf(crm, context.getNodeParameter('records', 'both')),
		scope: scopeOf((name, fallback, options) => context.getNodeParameter(name, fallback, options)),
		events,
		leaving: context.getNodeParameter('reportLeaving', false) === true ? 'report' : 'ignore',
		start: context.getNodeParameter('includeExisting', false) === true ? 'existing' : 'fromNow',
		raw: options.includeRaw === true ? 'include' : 'leaveOut',
		fewerRows: options.acceptFewerContacts === true ? 'accept' : 'stop',
	};
}

export function scopeOf(read: ReadParameter): CrmScope {
	switch (read('scope', 'all')) {
		case 'tag':
			return { kind: 'tag', tag: chosen(read, 'tag').value };
		case 'owner': {
			const { value, label } = chosen(read, 'owner');
			return { kind: 'owner', ownerId: value, label };
		}
		case 'group': {
			const { value, label } = chosen(read, 'group');
			return { kind: 'group', groupId: value, label };
		}
		case 'category': {
			const { value, label } = chosen(read, 'category');
			return { kind: 'category', categoryId: value, label };
		}
		default:
			return { kind: 'all' };
	}
}

/** The value of a resource locator, and the name that its list showed. */
function chosen(read: ReadParameter, name: string): { value: string; label?: string } {
	const value = String(read(name, '', { extractValue: true }) ?? '').trim();
	if (value === '') throw new ConfigurationError(`Choose the ${name} under "Scope", or set Scope to "All".`);
	const locator = read(name, {}) as { cachedResultName?: string };
	return { value, ...(locator.cachedResultName ? { label: locator.cachedResultName } : {}) };
}

/** What is chosen in the editor at this moment. */
export function editedRecordTypes(context: ILoadOptionsFunctions): readonly RecordType[] {
	return recordTypesOf((context.getCurrentNodeParameter('crm') ?? 'raynet') as CrmName, context.getCurrentNodeParameter('records'));
}
