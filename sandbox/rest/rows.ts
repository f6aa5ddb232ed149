import type { ConsoleRow } from '../kit/types';
import { valueAt } from './document';
import type { Store } from './store';
import type { ValueName } from './types';

const emails: readonly ValueName[] = ['email', 'workEmail'];
const phones: readonly ValueName[] = ['phone', 'mobile', 'workPhone', 'workMobile'];

/** The console's table: ids as "ledger/12". */
export function consoleRows({ personality, records }: Store): ConsoleRow[] {
	return [...records.values()].map(({ id, document, modifiedAt }): ConsoleRow => {
		const text = (name: ValueName): string => {
			const path = personality.keys[name];
			return String((path === undefined ? undefined : valueAt(document, path)) ?? '');
		};
		const placeOf = (names: readonly ValueName[]): ValueName | undefined => names.find((name) => text(name) !== '') ?? names.find((name) => name in personality.keys);
		const tags = personality.tags === undefined ? [] : (valueAt(document, personality.tags) as string[]);
		return {
			id: `${personality.name}/${personality.id.show(id)}`,
			kind: 'person',
			name: [text('firstName'), text('lastName')].filter(Boolean).join(' '),
			emails: emails.map(text).filter(Boolean),
			phones: phones.map(text).filter(Boolean),
			company: text('company'),
			groups: tags,
			changedAt: new Date(modifiedAt).toISOString(),
			note: text('note'),
			places: { email: placeOf(emails), phone: placeOf(phones) },
		};
	});
}
