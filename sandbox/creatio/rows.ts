import type { ConsoleRow } from '../kit/types';
import { fixedId } from './schema';
import type { Row, Store } from './store';

/** The console's table: every contact with what hangs on it. */
export function consoleRows(store: Store): ConsoleRow[] {
	const numbers = grouped(store.rows('ContactCommunication'), 'ContactId');
	const folders = grouped(store.rows('ContactInFolder'), 'ContactId');
	const tags = grouped(store.rows('ContactInTag'), 'EntityId');
	const email = fixedId('CommunicationType', 'Email');
	return store.rows('Contact').map((contact) => {
		const own = numbers.get(contact.Id) ?? [];
		const nameOf = (entity: string, id: unknown): string => String(store.find(entity, typeof id === 'string' ? id : '')?.Name ?? '');
		return {
			id: contact.Id,
			kind: 'contact',
			name: String(contact.Name ?? ''),
			emails: own.filter(({ CommunicationTypeId }) => CommunicationTypeId === email).map(({ Number }) => String(Number)),
			phones: own.filter(({ CommunicationTypeId }) => CommunicationTypeId !== email).map(({ Number }) => String(Number)),
			company: nameOf('Account', contact.AccountId),
			groups: [...(folders.get(contact.Id) ?? []).map(({ FolderId }) => nameOf('ContactFolder', FolderId)), ...(tags.get(contact.Id) ?? []).map(({ TagId }) => `#${nameOf('ContactTag', TagId)}`)],
			changedAt: new Date(contact.ModifiedOn / 1_000).toISOString(),
			...(contact.Notes ? { note: String(contact.Notes) } : {}),
		};
	});
}

function grouped(rows: readonly Row[], column: string): Map<string, Row[]> {
	const groups = new Map<string, Row[]>();
	for (const row of rows) groups.set(String(row[column]), [...(groups.get(String(row[column])) ?? []), row]);
	return groups;
}
