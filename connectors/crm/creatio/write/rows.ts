import type { PostalAddress, TypedValue } from '../../../../core/contact/contact';
import { createNormaliser } from '../../../../core/contact/normalise';
import { ADDRESS_TYPE, COMMUNICATION, nameId } from '../ids';
import { addressOf, phoneTypeOf } from '../map';
import { createPart, deletePart, updatePart, type Part } from '../odata';
import { idOf, textOf, type Row } from '../raw';
import { addressBody, byName } from './fields';
import type { Lookups } from './lookups';

/** Here numbers are only told apart, never matched: those without a country code stay digits. */
const NORMAL = createNormaliser();

const NUMBER_TYPES: Readonly<Record<string, string>> = {
	mobile: COMMUNICATION.mobile,
	cell: COMMUNICATION.mobile,
	workmobile: COMMUNICATION.mobile,
	home: COMMUNICATION.home,
	work: COMMUNICATION.work,
	business: COMMUNICATION.work,
	main: COMMUNICATION.work,
	extension: COMMUNICATION.extension,
};

interface NumberKind {
	holds(typeId: string): boolean;
	typeIdOf(type: string | undefined): string;
	key(value: string): string;
}

const EMAILS: NumberKind = { holds: (typeId) => typeId === COMMUNICATION.email, typeIdOf: () => COMMUNICATION.email, key: NORMAL.email };
const WEBSITES: NumberKind = { holds: (typeId) => typeId === COMMUNICATION.web, typeIdOf: () => COMMUNICATION.web, key: NORMAL.website };
const PHONES: NumberKind = {
	holds: (typeId) => phoneTypeOf(typeId) !== undefined,
	typeIdOf: (type = '') => (/fax/i.test(type) ? COMMUNICATION.fax : (NUMBER_TYPES[type.toLowerCase()] ?? COMMUNICATION.other)),
	key: NORMAL.phone,
};

export const NUMBER_FIELDS = { emails: EMAILS, phones: PHONES, websites: WEBSITES } as const;

/**
 * What turns the rows of one kind into these values: values that stay keep their row, a value that takes another's place
 * is written into its row, others are deleted or created. A new row becomes the primary one of its type (seen), so that
 * the last one created is the first of the list, and a primary row that stays is saved once more.
 */
export function numberParts(contactId: string, rows: readonly Row[], values: readonly TypedValue[], kind: NumberKind): Part[] {
	const own = rows.filter((row) => kind.holds(idOf(row, 'CommunicationTypeId') ?? ''));
	const wanted = new Map(values.flatMap(({ value, type }): Array<[string, { value: string; typeId: string }]> => (value.trim() ? [[kind.key(value), { value: value.trim(), typeId: kind.typeIdOf(type) }]] : [])));
	const staying = own.filter((row) => wanted.delete(kind.key(textOf(row, 'Number') ?? '')));
	const leaving = own.filter((row) => !staying.includes(row));
	const parts: Part[] = [];
	for (const [key, one] of [...wanted].reverse()) {
		const replaced = leaving.findIndex((row) => idOf(row, 'CommunicationTypeId') === one.typeId);
		const [row] = replaced < 0 ? [] : leaving.splice(replaced, 1);
		parts.push(row ? updatePart('ContactCommunication', row.Id, { Number: one.value }) : createPart('ContactCommunication', { Id: freeId(rows, contactId, one.typeId, key), ContactId: contactId, CommunicationTypeId: one.typeId, Number: one.value }));
	}
	const created = new Set(parts.filter(({ method }) => method === 'POST').map(({ body }) => body?.CommunicationTypeId));
	const primaries = staying.filter((row) => row.Primary === true && created.has(idOf(row, 'CommunicationTypeId')));
	return [...leaving.map((row) => deletePart('ContactCommunication', row.Id)), ...parts, ...primaries.map((row) => updatePart('ContactCommunication', row.Id, { Primary: true }))];
}

/** The same row gets the same id, unless a row whose number a person changed has it by now. */
function freeId(rows: readonly Row[], ...parts: string[]): string {
	for (let turn = 0; ; turn += 1) {
		const id = nameId(...parts, String(turn));
		if (!rows.some((row) => row.Id.toLowerCase() === id)) return id;
	}
}

const ADDRESS_TYPE_IDS: Readonly<Record<string, string>> = { home: ADDRESS_TYPE.home, work: ADDRESS_TYPE.work, business: ADDRESS_TYPE.work };

/** What turns the address rows into these addresses; the first one that is new where there was none is the primary one. */
export function addressParts(contactId: string, rows: readonly Row[], addresses: readonly PostalAddress[], lookups: Lookups): Part[] {
	const wanted = new Map(addresses.map(byName).flatMap((address): Array<[string, PostalAddress]> => (NORMAL.address(address) ? [[NORMAL.address(address), address]] : [])));
	const staying = rows.filter((row) => {
		const address = addressOf(row);
		return address !== undefined && wanted.delete(NORMAL.address(address));
	});
	const leaving = rows.filter((row) => !staying.includes(row));
	let hasPrimary = rows.some((row) => row.Primary === true);
	const parts: Part[] = [];
	for (const [key, address] of wanted) {
		const body = { ...addressBody(address, lookups), AddressTypeId: ADDRESS_TYPE_IDS[(address.type ?? '').toLowerCase()] ?? ADDRESS_TYPE.other };
		const row = leaving.shift();
		if (row) parts.push(updatePart('ContactAddress', row.Id, body));
		else parts.push(createPart('ContactAddress', { Id: freeId(rows, contactId, 'ContactAddress', key), ContactId: contactId, Primary: !hasPrimary, ...body }));
		hasPrimary = true;
	}
	return [...leaving.map((row) => deletePart('ContactAddress', row.Id)), ...parts];
}
