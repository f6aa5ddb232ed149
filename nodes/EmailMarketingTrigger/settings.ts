import type { IDataObject } from 'n8n-workflow';
import type { EmailEventKind, WebhookKind } from '../../core/ports/email';
import { serviceOf, type ServiceName } from '../shared/email';

export interface EventSettings {
	service: ServiceName;
	source: WebhookKind;
	events: readonly EmailEventKind[];
	/** "" where the node makes one up itself. */
	secret: string;
	raw: 'include' | 'leaveOut';
}

export type ReadParameter = (name: string, fallback: unknown) => unknown;

const SOURCES: readonly WebhookKind[] = ['list', 'account', 'automation'];

export function eventSettings(read: ReadParameter): EventSettings {
	const chosen = read('source', 'list');
	const source = SOURCES.find((one) => one === chosen) ?? 'list';
	return {
		service: serviceOf(read('service', 'ecomail')),
		source,
		events: eventsOf(source, read),
		secret: source === 'account' ? '' : String(read('secret', '') ?? '').trim(),
		raw: (read('options', {}) as IDataObject).includeRaw === true ? 'include' : 'leaveOut',
	};
}

function eventsOf(source: WebhookKind, read: ReadParameter): EmailEventKind[] {
	switch (source) {
		case 'list':
			return read('listEvents', []) as EmailEventKind[];
		case 'account':
			return read('messageEvents', []) as EmailEventKind[];
		case 'automation':
			return ['automationStep'];
	}
}
