import type { PostalAddress } from '../../../../core/contact/contact';
import type { RaynetAddress } from '../raw';
import { intoSlots } from './slots';

/** An address as it is written: the country by its code (documented). */
export interface WrittenAddress {
	street: string;
	city: string;
	province: string;
	zipCode: string;
	country: string;
}

/**
 * Whole addresses, built from those just read. A country that is known by name only is left out: Raynet takes codes,
 * and would refuse the record.
 */
export function newAddresses(current: ReadonlyArray<RaynetAddress | null | undefined>, wanted: readonly PostalAddress[]): WrittenAddress[] {
	const read = current.map((address) => (address && keyOf(readAddress(address)) !== EMPTY ? readAddress(address) : undefined));
	const slots = intoSlots(read, wanted.map((address, n) => writtenAddress(address, read[n])), keyOf);
	return slots.map((slot) => slot ?? { street: '', city: '', province: '', zipCode: '', country: '' });
}

export function isSameAddress(a: RaynetAddress | null | undefined, b: WrittenAddress): boolean {
	return keyOf(readAddress(a)) === keyOf(b);
}

export function readAddress(raw: RaynetAddress | null | undefined): WrittenAddress {
	return { street: raw?.street ?? '', city: raw?.city ?? '', province: raw?.province ?? '', zipCode: raw?.zipCode ?? '', country: raw?.countryCode?.toUpperCase() ?? '' };
}

function writtenAddress({ street, city, region, postalCode, countryCode }: PostalAddress, before: WrittenAddress | undefined): WrittenAddress {
	const address = { street: street ?? '', city: city ?? '', province: region ?? '', zipCode: postalCode ?? '' };
	const isSamePlace = before && keyOf({ ...address, country: '' }) === keyOf({ ...before, country: '' });
	return { ...address, country: countryCode?.toUpperCase() ?? (isSamePlace ? before.country : '') };
}

function keyOf({ street, city, province, zipCode, country }: WrittenAddress): string {
	return [street, city, province, zipCode, country].map((text) => text.trim()).join('\n');
}

const EMPTY = '\n\n\n\n';
