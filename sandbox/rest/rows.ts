import type { ConsoleRow } from '../kit/types';
import { valueAt } from './document';
import type { Store } from './store';
import type { ValueName } from './types';

/** The console's table: ids as "ledger/12". */
export function consoleRows({ personality, records }: Store): ConsoleRow[] {
	return [...records.values()].map(({ id, document, modifiedAt }): ConsoleRow => {
		const text = (name: ValueName): string => {
			const path = personality.keys[name];
			return String((path === undefined ? undefined : valueAt(document, path)) ?? '');
		};
		const tags = personality.tags === undefined ? [] : (valueAt(document, personality.tags) as string[]);
		return {
			id: `${personality.name}/${personality.id.show(id)}`,
			kind: 'person',
			name: [text('firstName'), text('lastName')].filter(Boolean).join(' '),
			emails: [text('email'), text('workEmail')].filter(Boolean),
			phones: [text('phone'), text('mobile'), text('workPhone'), text('workMobile')].filter(Boolean),
			company: text('company'),
			groups: tags,
			changedAt: new Date(modifiedAt).toISOString(),
			note: text('note'),
		};
	});
}
