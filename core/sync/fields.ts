import type { ContactFields, MappedField, PostalAddress, SyncField, TypedValue } from '../contact/contact';
import { isWellFormedEmail } from '../contact/email';
import { shortHash } from '../contact/hash';
import { addressText, companyKey, nameKey, nameText, type Normaliser } from '../contact/normalise';
import { clean } from '../contact/text';
import type { FieldPatch } from '../ports/partner';

export type FieldKey = SyncField | MappedField;
export type ListField = Extract<SyncField, 'emails' | 'phones' | 'addresses' | 'websites'>;
export type ScalarField = Exclude<FieldKey, ListField>;
type OwnScalar = Exclude<ScalarField, MappedField>;

/**
 * One letter per base key (CRM field, partner field, version of the normal form). A field whose mapping or
 * normal form changes gets a new letter: an unknown letter is a first meeting of that field.
 */
export const FIELD_CODES: Record<SyncField, string> = {
	name: 'n',
	company: 'c',
	emails: 'e',
	phones: 'p',
	addresses: 'a',
	birthday: 'b',
	note: 't',
	websites: 'w',
	url: 'u',
};

export const SCALAR_FIELDS: readonly OwnScalar[] = ['name', 'company', 'birthday', 'note', 'url'];
export const LIST_FIELDS: readonly ListField[] = ['emails', 'phones', 'addresses', 'websites'];
export const FIELDS: readonly SyncField[] = [...SCALAR_FIELDS, ...LIST_FIELDS];

export function isListField(field: FieldKey): field is ListField {
	return field in { emails: 1, phones: 1, addresses: 1, websites: 1 };
}

export function isMappedField(field: string): field is MappedField {
	return field.startsWith('mapped:');
}

/** Hash of a scalar's normal form; "" for an empty value. 30 bits. */
export type ScalarHash = string;

/** A list element as it is compared: 24 bits for what it is, 6 bits for its type. */
export interface ElementView {
	hash: string;
	type: string;
	value: TypedValue | PostalAddress;
}

const SCALAR_KEYS: Record<OwnScalar, (fields: ContactFields) => string> = {
	name: nameKey,
	company: companyKey,
	birthday: (fields) => fields.birthday ?? '',
	note: (fields) => clean(fields.note),
	url: (fields) => fields.url?.trim() ?? '',
};

export function scalarHash(field: ScalarField, fields: ContactFields, normal?: Pick<Normaliser, 'company'>): ScalarHash {
	const key = isMappedField(field) ? clean(fields.mapped?.[field]) : field === 'company' && normal ? normal.company(fields) : SCALAR_KEYS[field](fields);
	return key === '' ? '' : shortHash(key, 5);
}

function elementKey(field: ListField, value: TypedValue | PostalAddress, normal: Normaliser): string {
	switch (field) {
		case 'emails': {
			const text = (value as TypedValue).value;
			return isWellFormedEmail(text) ? normal.email(text) : '';
		}
		case 'phones':
			return normal.phone((value as TypedValue).value);
		case 'websites':
			return normal.website((value as TypedValue).value);
		case 'addresses':
			return normal.address(value as PostalAddress);
	}
}

/** The distinct elements of a list. Malformed e-mail addresses are not seen: they are neither written nor removed. */
export function elementsOf(field: ListField, fields: ContactFields, normal: Normaliser): Map<string, ElementView> {
	const views = new Map<string, ElementView>();
	for (const value of fields[field] ?? []) {
		const key = elementKey(field, value, normal);
		if (key === '') continue;
		const hash = shortHash(key, 4);
		const type = normal.type(value);
		if (!views.has(hash)) views.set(hash, { hash, type: type === '' ? '.' : shortHash(type, 1), value });
	}
	return views;
}

/** The hash under which an element of this list is known, or "" for one that is not seen. */
export function elementHash(field: ListField, value: TypedValue | PostalAddress, normal: Normaliser): string {
	const key = elementKey(field, value, normal);
	return key === '' ? '' : shortHash(key, 4);
}

/**
 * The patch that makes a target's field hold the source's value. Parts that the source's system may not know
 * (a department) are kept.
 */
export function scalarPatch(field: ScalarField, source: ContactFields, target: ContactFields, titles: Normaliser['titles'] = 'compared'): FieldPatch {
	if (isMappedField(field)) return { mapped: { [field]: source.mapped?.[field] ?? '' } };
	switch (field) {
		case 'name':
			return {
				namePrefix: source.namePrefix ?? '',
				firstName: source.firstName ?? '',
				middleName: source.middleName ?? '',
				lastName: source.lastName ?? '',
				nameSuffix: source.nameSuffix ?? '',
			};
		case 'company': {
			const department = source.company?.department ?? target.company?.department;
			const title = source.company?.title ?? (titles === 'kept' ? target.company?.title : undefined);
			return {
				company: {
					name: source.company?.name ?? '',
					title: title ?? '',
					...(department ? { department } : {}),
				},
			};
		}
		default:
			return { [field]: source[field] ?? '' };
	}
}

/** A field as a person reads it, for previews and reports. */
export function fieldText(field: FieldKey, fields: ContactFields): string {
	if (isMappedField(field)) return clean(fields.mapped?.[field]);
	switch (field) {
		case 'name':
			return nameText(fields);
		case 'company':
			return [clean(fields.company?.name), clean(fields.company?.title)].filter(Boolean).join(', ');
		case 'addresses':
			return (fields.addresses ?? []).map((one) => withType(addressText(one), one.type)).join('; ');
		case 'emails':
		case 'phones':
		case 'websites':
			return (fields[field] ?? []).map((one) => withType(clean(one.value), one.type)).join('; ');
		default:
			return clean(fields[field]);
	}
}

function withType(text: string, type: string | undefined): string {
	return type ? `${text} (${clean(type)})` : text;
}
