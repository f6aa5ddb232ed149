import { isObject, type JsonObject } from '../kit/json';
import { countryCodeOf } from './countries';
import { checkAttributes, readFlag, readText, refuse, type Read } from './input';
import type { ContactInfo, Desk, PostalAddress } from './model';
import { socialMembers } from './schema';

/** The embedded objects of a record. Partly sent ones merge or replace: switch partialObjects [assumed]. */

export function emptyContactInfo(): ContactInfo {
	return {
		email: null,
		email2: null,
		tel1: null,
		tel1Type: null,
		tel2: null,
		tel2Type: null,
		fax: null,
		www: null,
		otherContact: null,
		doNotSendMM: false,
	};
}

export function emptyPostal(): PostalAddress {
	return { street: null, city: null, province: null, zipCode: null, countryCode: null };
}

const contactTexts = ['email', 'email2', 'tel1', 'tel1Type', 'tel2', 'tel2Type', 'fax', 'www', 'otherContact'] as const;
const emailShape = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

export function writeContactInfo(desk: Desk, current: ContactInfo, sent: unknown): ContactInfo {
	const input = embeddedObject(desk, 'contactInfo', sent);
	if (input === undefined) return current;
	checkAttributes(desk, input, [...contactTexts, 'doNotSendMM', 'primary']);
	const next = startingPoint(desk, current, emptyContactInfo());
	for (const name of contactTexts) next[name] = settle(readText(desk, `contactInfo.${name}`, input[name]), next[name]);
	for (const name of ['email', 'email2'] as const) checkEmail(desk, `contactInfo.${name}`, next[name]);
	const optOut = readFlag(desk, 'contactInfo.doNotSendMM', input.doNotSendMM);
	next.doNotSendMM = desk.setting('doNotSendMMWritable') === 'yes' ? (settle(optOut, next.doNotSendMM) ?? false) : current.doNotSendMM;
	return next;
}

export function checkEmail(desk: Desk, name: string, email: string | null): void {
	if (desk.setting('emailValidation') === 'lenient' || email === null || email === '') return;
	if (!emailShape.test(email)) throw refuse(desk, `${name} is not an e-mail address`);
}

const postalTexts = ['street', 'city', 'province', 'zipCode'] as const;

/** `known` are members that the caller reads itself, such as the name of a company's address. */
export function writePostal(desk: Desk, current: PostalAddress, sent: unknown, known: readonly string[] = []): PostalAddress {
	const input = embeddedObject(desk, 'address', sent);
	if (input === undefined) return current;
	checkAttributes(desk, input, [...postalTexts, 'country', ...known]);
	const next = startingPoint(desk, current, emptyPostal());
	for (const name of postalTexts) next[name] = settle(readText(desk, `address.${name}`, input[name]), next[name]);
	const country = readText(desk, 'address.country', input.country);
	if (country !== 'keep') next.countryCode = country.set === null ? null : knownCountry(desk, country.set);
	return next;
}

/** [documented] A code; the vendor's own example sends a full name [documented CS23], so that is read too. */
function knownCountry(desk: Desk, text: string): string | null {
	if (text === '') return null;
	const code = countryCodeOf(text);
	if (code === undefined) throw refuse(desk, `address.country cannot be ${text}`);
	return code;
}

export function writeSocial(desk: Desk, current: Record<string, string | null>, sent: unknown): Record<string, string | null> {
	const input = embeddedObject(desk, 'socialNetworkContact', sent);
	if (input === undefined) return current;
	checkAttributes(desk, input, socialMembers);
	const next = startingPoint(desk, current, {});
	for (const name of socialMembers) {
		const value = settle(readText(desk, name, input[name]), next[name] ?? null);
		if (value !== null || name in next) next[name] = value;
	}
	return next;
}

function startingPoint<T extends object>(desk: Desk, current: T, empty: T): T {
	return desk.setting('partialObjects') === 'merge' ? { ...current } : empty;
}

export function settle<T>(read: Read<T>, current: T | null): T | null {
	return read === 'keep' ? current : read.set;
}

function embeddedObject(desk: Desk, name: string, value: unknown): JsonObject | undefined {
	if (value === undefined || value === null) return undefined;
	if (!isObject(value)) throw refuse(desk, `${name} is not an object`);
	return value;
}
