import type { IDataObject } from 'n8n-workflow';
import type { RecordType } from '../../core/contact/contact';
import { recordTypesOf, scopeOf, type ReadParameter, type TriggerSettings } from '../CrmTrigger/settings';
import type { CrmName } from '../shared/crm';

export type PushedEvent = 'created' | 'updated' | 'deleted';

/** What has to be known to register, and to tell whether an event is wanted. */
export interface PushSettings {
	crm: CrmName;
	recordTypes: readonly RecordType[];
	/** Events of the CRM that are listened to; more than are reported where leaving is to be seen. */
	listensTo: readonly PushedEvent[];
	/** Of the day quota, 0 to 1; that of the credential counts where it is less. */
	quotaShare: number;
}

/** What has to be known to read and report a record. */
export interface ReportSettings extends TriggerSettings {
	deletions: 'report' | 'ignore';
}

export function pushSettings(read: ReadParameter): PushSettings {
	const events = read('events', []) as PushedEvent[];
	const leaving = read('reportLeaving', false) === true;
	const crm = read('crm', 'raynet') as CrmName;
	return {
		crm,
		recordTypes: recordTypesOf(crm, read('records', 'both')),
		listensTo: (['created', 'updated', 'deleted'] as const).filter((event) => events.includes(event) || (leaving && event === 'updated')),
		quotaShare: Number(optionsOf(read).quotaShare ?? 100) / 100,
	};
}

export function reportSettings(read: ReadParameter): ReportSettings {
	const events = read('events', []) as PushedEvent[];
	const { crm, recordTypes } = pushSettings(read);
	return {
		crm,
		recordTypes,
		scope: scopeOf(read),
		events: events.filter((event) => event !== 'deleted'),
		deletions: events.includes('deleted') ? 'report' : 'ignore',
		leaving: read('reportLeaving', false) === true ? 'report' : 'ignore',
		start: 'fromNow',
		raw: optionsOf(read).includeRaw === true ? 'include' : 'leaveOut',
		fewerRows: 'stop',
	};
}

function optionsOf(read: ReadParameter): IDataObject {
	return read('options', {}) as IDataObject;
}
