import type { ContactFields, PostalAddress, TypedValue } from './contact';
import { emailKey } from './email';
import { phoneKey } from './phone';
import { clean } from './text';

/**
 * The normal forms in which values are compared. One per run: it remembers what it has parsed.
 * Raised whenever a normal form changes, so that older bases count as unknown: see the field codes in core/sync/fields.
 */
export interface Normaliser {
	/** A title is compared with the company; without that it stays as it is on the side that knows it. */
	readonly titles: 'compared' | 'kept';
	company(fields: ContactFields): string;
	/** The type of a list's element; "" where types are not compared. */
	type(value: TypedValue | PostalAddress): string;
	email(value: string): string;
	phone(value: string): string;
	website(value: string): string;
	address(value: PostalAddress): string;
}

/** Parts of values that one of the two systems has no place for: they are neither compared nor taken over from there. */
export type UnknownPart = 'title' | 'region' | 'type';

const PART = '\u0001';

/** `unknown`: what one of the two systems has no place for. */
export function createNormaliser(defaultCountry?: string, unknown: readonly UnknownPart[] = []): Normaliser {
	const phones = new Map<string, string>();
	const titles = unknown.includes('title') ? 'kept' : 'compared';
	return {
		titles,
		company: titles === 'compared' ? companyKey : ({ company }) => clean(company?.name),
		type: unknown.includes('type') ? () => '' : typeKey,
		email: emailKey,
		phone(value) {
			let key = phones.get(value);
			if (key === undefined) phones.set(value, (key = phoneKey(value, defaultCountry)));
			return key;
		},
		website: websiteKey,
		address: unknown.includes('region') ? (address) => addressKey({ ...address, region: '' }) : addressKey,
	};
}

/** "https://www.acme.test/" and "www.acme.test" are one website. */
function websiteKey(value: string): string {
	return value
		.normalize('NFC')
		.trim()
		.replace(/^https?:\/\//i, '')
		.replace(/\/+$/, '')
		.toLowerCase();
}

function addressKey(address: PostalAddress): string {
	const country = address.countryCode?.toUpperCase() ?? clean(address.country).toLowerCase();
	const parts = [
		clean(address.street).toLowerCase(),
		clean(address.city).toLowerCase(),
		clean(address.region).toLowerCase(),
		clean(address.postalCode).replace(/\s/g, '').toLowerCase(),
	];
	return parts.some(Boolean) || country ? [...parts, country].join(PART) : '';
}

/** The name as one value: a first and a middle name in two parts equal the same words in one. */
export function nameKey(fields: ContactFields): string {
	const given = clean(`${fields.firstName ?? ''} ${fields.middleName ?? ''}`);
	const parts = [clean(fields.namePrefix), given, clean(fields.lastName), clean(fields.nameSuffix)];
	return given || parts[2] ? parts.join(PART) : '';
}

export function companyKey(fields: ContactFields): string {
	const parts = [clean(fields.company?.name), clean(fields.company?.title)];
	return parts.some(Boolean) ? parts.join(PART) : '';
}

/** The name as a person reads it. */
export function nameText(fields: ContactFields): string {
	return clean(
		[fields.namePrefix, fields.firstName, fields.middleName, fields.lastName, fields.nameSuffix].filter(Boolean).join(' '),
	);
}

/** As a person knows the contact: by name, else company, else e-mail or phone; "" where there is none of them. */
export function titleOf({ company, emails = [], phones = [], ...names }: ContactFields): string {
	return nameText(names) || clean(company?.name) || clean(emails[0]?.value) || clean(phones[0]?.value);
}

export function addressText(address: PostalAddress): string {
	const town = clean(`${address.postalCode ?? ''} ${address.city ?? ''}`);
	return [clean(address.street), town, clean(address.region), address.countryCode ?? clean(address.country)]
		.filter(Boolean)
		.join(', ');
}

export function typeKey(value: TypedValue | PostalAddress): string {
	return clean(value.type).toLowerCase();
}
