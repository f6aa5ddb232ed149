import type { PostalAddress } from '../../../../core/contact/contact';
import { countryName } from '../../../../core/contact/country';
import { textAt } from '../json';
import type { AddressPart, AddressSlot, RestProfile } from '../profile/types';
import { write, writeKey, type Document } from './document';
import { housed, type FilledSlot } from './slots';

export function readAddresses(document: Document, slots: readonly AddressSlot[]): PostalAddress[] {
	return slots.flatMap((slot) => readAddress(document, slot) ?? []);
}

/** An address that the CRM holds as one text is a street of as many lines as it has. */
function readAddress({ json }: Document, slot: AddressSlot): PostalAddress | undefined {
	const parts: Partial<Record<AddressPart, string>> = {};
	if (slot.text !== undefined) {
		const street = textAt(json, slot.text);
		if (street !== undefined) parts.street = street;
	}
	for (const [part, path] of partsOf(slot)) {
		const text = textAt(json, path);
		if (text !== undefined) parts[part] = text;
	}
	if (Object.keys(parts).length === 0) return undefined;
	return { ...(slot.type === undefined ? {} : { type: slot.type }), ...parts };
}

export function writeAddresses(document: Document, wanted: readonly PostalAddress[], profile: RestProfile): Document {
	const slots = profile.fields.addresses;
	const texts = slots.map((slot): FilledSlot => {
		const address = readAddress(document, slot);
		return { slot: { place: { kind: 'key', path: '', access: slot.access }, also: [''], ...(slot.type === undefined ? {} : { type: slot.type }) }, ...(address ? { text: oneText(address) } : {}) };
	});
	const byText = new Map(wanted.map((one) => [oneText(one), one]));
	const typed = wanted.map((one) => ({ value: oneText(one), ...(one.type === undefined ? {} : { type: one.type }) }));
	return housed(texts, typed, looseText).reduce((next, text, index) => {
		const slot = slots[index];
		if (!slot || slot.access === 'readOnly' || sameText(text, texts[index]?.text)) return next;
		return writeAddress(next, slot, text === undefined ? undefined : byText.get(text), profile);
	}, document);
}

function writeAddress(document: Document, slot: AddressSlot, address: PostalAddress | undefined, profile: RestProfile): Document {
	if (slot.text !== undefined) return write(document, { kind: 'key', path: slot.text, access: slot.access }, address ? oneText(address) : undefined, profile);
	return partsOf(slot).reduce((next, [part, path]) => writeKey(next, path, partOf(address, part), profile), document);
}

function partOf(address: PostalAddress | undefined, part: AddressPart): string | undefined {
	return address?.[part] || (part === 'country' ? countryName(address?.countryCode) : undefined);
}

function partsOf({ parts }: AddressSlot): Array<[AddressPart, string]> {
	return Object.entries(parts) as Array<[AddressPart, string]>;
}

/** The address as one text: street, postal code and city, region, country. */
function oneText({ street, postalCode, city, region, country, countryCode }: PostalAddress): string {
	const town = [postalCode, city].filter(Boolean).join(' ');
	return [street, town, region, country || countryName(countryCode)].filter(Boolean).join(', ');
}

function sameText(a: string | undefined, b: string | undefined): boolean {
	return a === undefined || b === undefined ? a === b : looseText(a) === looseText(b);
}

function looseText(text: string): string {
	return text.replace(/\s+/g, ' ').trim().toLowerCase();
}
