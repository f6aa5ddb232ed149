import type { ServiceContext, Switch } from '../kit/types';

const make = <const N extends string, const V extends readonly string[]>(name: N, values: V, describes: string, certainty: Switch['certainty'] = 'assumed') => ({ name, values, describes, certainty });

/** What is not certain about Creatio, the likelier behaviour first. */
export const switches = [
	make('runtime', ['framework', 'core'], 'Path style of the site: /0/odata (.NET Framework, cloud) or /odata (.NET Core).', 'documented'),
	make('lostSession', ['401', 'redirect', 'page'], 'A request with a session that has ended: 401, 302 to the login page, or that page at once with 200.', 'seen'),
	make('zone', ['utc', 'local'], 'Whether the Z of dates is true, or the values are in the local time of the session.', 'seen'),
	make('loginZone', ['honoured', 'ignored'], 'TimeZoneOffset in the login sets the time zone of the session.', 'seen'),
	make('stampDigits', ['micro', 'milli'], 'Digits of stored dates: microseconds (PostgreSQL) or milliseconds (MSSQL).', 'seen'),
	make('textCase', ['insensitive', 'sensitive'], 'Whether comparing texts heeds case; the database decides.'),
	make('dateEq', ['refused', 'answered'], 'eq on a date-time: a server error, or an answer.', 'seen'),
	make('flatLookupStatus', ['500', '200'], 'Status of the error for a filter by a flat lookup column.', 'seen'),
	make('unknownColumnStatus', ['400', '500'], 'Status of the error for an unknown column in a query.', 'seen'),
	make('patchUnknown', ['refused', 'ignored'], 'PATCH with a column that is unknown.', 'seen'),
	make('patchMissing', ['404', 'creates'], 'PATCH of an id that does not exist.', 'seen'),
	make('nullLookups', ['zeros', 'null'], 'An empty lookup, date or text: zero GUID, year 1 and "", or null.', 'seen'),
	make('expandedNothing', ['null', 'zeros'], 'An expanded navigation that is empty: null, or an object of zeros.'),
	make('nextLink', ['absent', 'present'], '@odata.nextLink where the server cut an answer short.', 'seen'),
	make('batchReads', ['answered', 'refused'], 'GET as a part of $batch.'),
	make('newCommunication', ['becomesPrimary', 'staysSecondary'], 'A new communication row of a type that has a primary one already.', 'seen'),
	make('primaryDeleted', ['clears', 'next'], 'Deleting the primary communication row: the column of the contact is empty, or the next row takes its place.', 'seen'),
	make('columnsToRows', ['both', 'none'], 'Setting Email, Phone and the like of a contact creates or changes the communication row.', 'seen'),
	make('addressColumns', ['makeRow', 'stay'], 'Setting the address columns of a contact changes its primary address row.'),
	make('folderRemovalStamp', ['userLocal', 'utc', 'none'], 'ModifiedOn of a contact that is taken out of a folder: local time of the user, UTC, or unchanged.', 'seen'),
	make('nameOrder', ['givenFirst', 'surnameFirst'], 'How a name is split and composed (system setting ContactFieldConverter).', 'seen'),
	make('refusedCreate', ['nothing', 'stored'], 'A create that ends with an error after the insert: rolled back, or the row stays.', 'seen'),
	make('expiredPassword', ['code', 'url'], 'The answer for an expired password: a code alone, or with PasswordChangeUrl.'),
	make('duplicateKeyStatus', ['500', '400'], 'Status of a create with an id that exists.'),
] as const satisfies readonly Switch[];

type AnySwitch = (typeof switches)[number];
export type SwitchName = AnySwitch['name'];
export type SwitchValue<N extends SwitchName> = Extract<AnySwitch, { name: N }>['values'][number];
export type Setting = <N extends SwitchName>(name: N) => SwitchValue<N>;

/** The kit lets only listed values in, so what it answers is one of them. */
export function settingOf(context: Pick<ServiceContext, 'switchValue'>): Setting {
	return <N extends SwitchName>(name: N) => context.switchValue(name) as SwitchValue<N>;
}
