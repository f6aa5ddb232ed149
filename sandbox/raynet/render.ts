import { countryName } from './countries';
import type { CompanyAddress, ContactInfo, Desk, Person, PostalAddress, RaynetRecord, RowInfo, Scalar } from './model';
import type { Attribute } from './schema';
import { formatStamp, type DateStyle } from './time';

/** Pieces that persons and companies are told with. An absent reference is null, never missing [seen]. */
export type Json = Record<string, unknown>;

/** [documented, seen] Flat keys with a dot in the name; lastModifiedAt is not among them. */
export function renderRowInfo({ actor }: Desk, { rowInfo }: { rowInfo: RowInfo }, style: DateStyle): Json {
	return {
		'rowInfo.createdAt': formatStamp(rowInfo.createdAt, actor.zone, style),
		'rowInfo.createdBy': rowInfo.createdBy,
		'rowInfo.updatedAt': rowInfo.updatedAt === null ? null : formatStamp(rowInfo.updatedAt, actor.zone, style),
		'rowInfo.updatedBy': rowInfo.updatedBy,
		'rowInfo.rowAccess': rowInfo.rowAccess,
		'rowInfo.rowState': rowInfo.rowState,
	};
}

/** Only what view=rowInfo tells; the exact keys are assumed. */
export function renderStatus(desk: Desk, record: RaynetRecord, style: DateStyle): Json {
	return { id: record.id, ...renderRowInfo(desk, record, style), _version: record.rowInfo.version };
}

export function renderAttribute(desk: Desk, attribute: Attribute, value: Scalar | null | undefined): unknown {
	if (value === null || value === undefined) return null;
	switch (attribute.kind) {
		case 'picklist':
			return renderPick(desk, attribute.list, Number(value));
		case 'owner':
			return { id: value, fullName: fullName(desk.instance.people.get(Number(value))) };
		default:
			return value;
	}
}

/** [documented, seen] The label is `value` inside records; a security level has a `name`. */
function renderPick(desk: Desk, list: string, id: number): Json | null {
	const row = desk.instance.picklists.get(list)?.find((candidate) => candidate.id === id);
	if (!row) return null;
	return list === 'securityLevel' ? { id, name: row.code01 } : { id, value: row.code01 };
}

export function fullName(person: Person | undefined): string {
	return [person?.values.firstName, person?.values.lastName].filter(Boolean).join(' ');
}

export function renderPostal({ street, city, province, zipCode, countryCode }: PostalAddress, language: 'cs' | 'en'): Json {
	return { city, country: countryName(countryCode, language), countryCode, province, street, zipCode };
}

export function renderAddress(desk: Desk, address: CompanyAddress): Json {
	return {
		id: address.id,
		primary: address.primary,
		contactAddress: address.contact,
		extIds: null,
		address: {
			id: address.innerId,
			name: address.name,
			...renderPostal(address.postal, desk.actor.language),
			lat: address.lat,
			lng: address.lng,
		},
		contactInfo: { primary: address.primary, ...renderContactInfo(address.contactInfo) },
		territory: address.territory === null ? null : renderPick(desk, 'territory', address.territory),
	};
}

export function renderContactInfo(info: ContactInfo): Json {
	return { ...info };
}

export function extIdsOrNull(record: RaynetRecord): string[] | null {
	return record.extIds.length === 0 ? null : record.extIds;
}
