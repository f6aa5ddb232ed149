import type { Desk } from './model';
import { fixedId } from './schema';
import type { Row, Value } from './store';

/** Columns of a contact that mirror the primary communication row of a type [seen]. */
export const mirrored: Readonly<Record<string, string>> = {
	Email: fixedId('CommunicationType', 'Email'),
	Phone: fixedId('CommunicationType', 'Business phone'),
	MobilePhone: fixedId('CommunicationType', 'Mobile phone'),
	HomePhone: fixedId('CommunicationType', 'Home phone'),
	Skype: fixedId('CommunicationType', 'Skype'),
	Facebook: fixedId('CommunicationType', 'Facebook'),
	Twitter: fixedId('CommunicationType', 'Twitter'),
};
const columnOfType = new Map(Object.entries(mirrored).map(([column, type]) => [type, column]));
const addressColumns = ['AddressTypeId', 'CountryId', 'RegionId', 'CityId', 'Address', 'Zip'] as const;

/** What the server makes of a row before it stores it. */
export function beforeSave(desk: Desk, entity: string, row: Row, changed: ReadonlySet<string>, before: Row | undefined): Row {
	if (entity !== 'Contact') return entity === 'ContactCommunication' ? primaryOf(desk, row, before) : row;
	const partsChanged = ['Surname', 'GivenName', 'MiddleName'].some((name) => changed.has(name));
	if (changed.has('Name') && !partsChanged) return { ...row, ...split(desk, String(row.Name ?? '')) };
	if (partsChanged && !changed.has('Name')) return { ...row, Name: compose(desk, row) };
	return row;
}

/** [seen] The order is a system setting. */
function split(desk: Desk, name: string): Record<'Surname' | 'GivenName' | 'MiddleName', Value> {
	const words = name.split(/\s+/).filter(Boolean);
	const surname = desk.setting('nameOrder') === 'surnameFirst' ? words.shift() : words.length > 1 ? words.pop() : words.shift();
	return { Surname: surname ?? null, GivenName: words.shift() ?? null, MiddleName: words.join(' ') || null };
}

function compose(desk: Desk, { Surname, GivenName, MiddleName }: Row): string {
	const parts = desk.setting('nameOrder') === 'surnameFirst' ? [Surname, GivenName, MiddleName] : [GivenName, MiddleName, Surname];
	return parts.filter(Boolean).join(' ');
}

/** [seen] A newly saved row becomes primary. */
function primaryOf(desk: Desk, row: Row, before: Row | undefined): Row {
	if (before) return row;
	const hasPrimary = siblings(desk, row).some(({ Primary }) => Primary === true);
	return { ...row, Primary: !hasPrimary || row.Primary === true || desk.setting('newCommunication') === 'becomesPrimary' };
}

function siblings({ store }: Desk, row: Row): Row[] {
	return store.rows('ContactCommunication').filter((other) => other.Id !== row.Id && other.ContactId === row.ContactId && other.CommunicationTypeId === row.CommunicationTypeId);
}

/** What follows from a save. */
export function afterSave(desk: Desk, entity: string, row: Row, before: Row | undefined, changed: ReadonlySet<string>): void {
	if (entity === 'Contact') {
		if (desk.setting('columnsToRows') === 'both') columnsToRows(desk, row, before);
		if (desk.setting('addressColumns') === 'makeRow' && addressColumns.some((name) => changed.has(name))) addressToRow(desk, row);
	}
	if (entity === 'ContactCommunication') communicationSaved(desk, row);
	if (entity === 'ContactAddress' && row.Primary === true) addressToContact(desk, row);
}

/** Setting a column makes or changes the primary row; clearing it leaves the row in place [seen]. */
function columnsToRows(desk: Desk, contact: Row, before: Row | undefined): void {
	const { store } = desk;
	for (const [column, type] of Object.entries(mirrored)) {
		const value = contact[column];
		if (!value || value === before?.[column]) continue;
		const rows = store.rows('ContactCommunication').filter(({ ContactId, CommunicationTypeId }) => ContactId === contact.Id && CommunicationTypeId === type);
		const primary = rows.find(({ Primary }) => Primary === true);
		const stamp = store.stamp(desk.now);
		if (primary) store.put('ContactCommunication', { ...primary, Number: value, ModifiedOn: stamp });
		else store.put('ContactCommunication', { Id: store.newId(), CreatedOn: stamp, ModifiedOn: stamp, ContactId: contact.Id, CommunicationTypeId: type, Number: value, Primary: true });
	}
}

function communicationSaved(desk: Desk, row: Row): void {
	const { store } = desk;
	for (const other of siblings(desk, row)) {
		// [seen] The same number and type twice is removed.
		if (other.Number === row.Number) store.remove('ContactCommunication', other.Id);
		else if (row.Primary === true && other.Primary === true) store.put('ContactCommunication', { ...other, Primary: false });
	}
	if (row.Primary === true) setColumn(desk, row, row.Number ?? null);
}

/** [seen] A primary row touches the contact, the others do not. */
function setColumn({ store, now }: Desk, { ContactId, CommunicationTypeId }: Row, value: Value): void {
	const contact = store.find('Contact', ContactId);
	const column = columnOfType.get(String(CommunicationTypeId));
	if (!contact || !column) return;
	store.put('Contact', { ...contact, [column]: value, ModifiedOn: store.stamp(now) });
}

function addressToRow(desk: Desk, contact: Row): void {
	const { store } = desk;
	const existing = store.rows('ContactAddress').find(({ ContactId, Primary }) => ContactId === contact.Id && Primary === true);
	const values = Object.fromEntries(addressColumns.map((name) => [name, contact[name] ?? null]));
	const stamp = store.stamp(desk.now);
	if (existing) store.put('ContactAddress', { ...existing, ...values, ModifiedOn: stamp });
	else store.put('ContactAddress', { Id: store.newId(), CreatedOn: stamp, ModifiedOn: stamp, ContactId: contact.Id, Primary: true, ...values });
}

/** [seen] Making a row primary un-marks the others and saves the contact. */
function addressToContact(desk: Desk, row: Row): void {
	const { store } = desk;
	for (const other of store.rows('ContactAddress')) {
		if (other.ContactId === row.ContactId && other.Id !== row.Id && other.Primary === true) store.put('ContactAddress', { ...other, Primary: false });
	}
	const contact = store.find('Contact', row.ContactId);
	if (!contact) return;
	const values = Object.fromEntries(addressColumns.map((name) => [name, row[name] ?? null]));
	store.put('Contact', { ...contact, ...values, ModifiedOn: store.stamp(desk.now) });
}

const parts: Readonly<Record<string, ReadonlyArray<readonly [string, string]>>> = {
	Contact: [['ContactCommunication', 'ContactId'], ['ContactAddress', 'ContactId'], ['ContactInFolder', 'ContactId'], ['ContactInTag', 'EntityId']],
	ContactFolder: [['ContactInFolder', 'FolderId']],
	ContactTag: [['ContactInTag', 'TagId']],
};

/** Takes the rows along that go with it; tells the object that blocks the deletion. */
export function cascade({ store }: Desk, entity: string, row: Row): string | undefined {
	if (entity === 'Contact' && store.rows('Activity').some(({ ContactId }) => ContactId === row.Id)) return 'Activity';
	if (entity === 'Contact' && store.rows('Contact').some(({ OwnerId, Id }) => OwnerId === row.Id && Id !== row.Id)) return 'Contact';
	for (const [part, column] of parts[entity] ?? []) for (const other of store.rows(part)) if (other[column] === row.Id) store.remove(part, other.Id);
	return undefined;
}

export function afterRemove(desk: Desk, entity: string, row: Row): void {
	const { store, setting } = desk;
	if (entity === 'ContactCommunication' && row.Primary === true) {
		const next = setting('primaryDeleted') === 'next' ? siblings(desk, row)[0] : undefined;
		if (next) store.put('ContactCommunication', { ...next, Primary: true });
		setColumn(desk, row, next?.Number ?? null);
	}
	if (entity === 'ContactInFolder') stampRemoval(desk, row);
}

/** [seen] Taken out of a folder, a contact is stamped with the user's local time. */
function stampRemoval({ store, setting, now, zoneMinutes }: Desk, { ContactId }: Row): void {
	const contact = store.find('Contact', ContactId);
	const kind = setting('folderRemovalStamp');
	if (!contact || kind === 'none') return;
	const stamp = store.stamp(now);
	store.put('Contact', { ...contact, ModifiedOn: kind === 'utc' ? stamp : stamp + zoneMinutes * 60_000_000 });
}
