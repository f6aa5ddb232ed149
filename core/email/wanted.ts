import type { ContactFields } from '../contact/contact';
import { emailKey, isWellFormedEmail } from '../contact/email';
import { hasLegalTitle } from '../contact/legalTitle';
import { clean } from '../contact/text';
import type { EmailLimits, ListField, SubscriberFields } from '../ports/email';
import type { EmailWarning, EmailWarningCode } from './report';
import type { SubscribeSettings } from './settings';

/** What a contact is to be in a list, whatever is there. */
export interface Wanted {
	/** By emailKey, without repeats. */
	emails: string[];
	/** Further addresses of the person, which are not subscribed. */
	others: string[];
	fields: SubscriberFields;
	customFields: Record<string, string>;
	/** Marker first. */
	tags: string[];
	marker: string[];
	consent: 'open' | 'optedOut';
	legalTitle: 'held' | 'lacking';
	warnings: EmailWarning[];
}

type WantedSettings = Pick<SubscribeSettings, 'markerTag' | 'addresses' | 'listFields' | 'legalTitle'>;

/** `more`: list fields that the user filled by hand; `fields`: those that the list has. */
export function wantedOf(contact: ContactFields, settings: WantedSettings, limits: EmailLimits, more: Readonly<Record<string, string>> = {}, fields: readonly ListField[] = []): Wanted {
	const { kept, others, warnings: emailWarnings } = emailsOf(contact, settings);
	const marker = clean(settings.markerTag) ? [clean(settings.markerTag)] : [];
	const tags = fittingTags([...marker, ...(contact.tags ?? [])], limits);
	const customFields = fittingFields({ ...crmFacts(contact, settings), ...more }, limits, fields);
	return {
		emails: kept,
		others,
		fields: fieldsOf(contact),
		customFields: customFields.kept,
		tags: tags.kept,
		marker: tags.kept.filter((tag) => marker.includes(tag)),
		consent: contact.doNotEmail === true ? 'optedOut' : 'open',
		legalTitle: settings.legalTitle === undefined || hasLegalTitle(contact, settings.legalTitle) ? 'held' : 'lacking',
		warnings: [...emailWarnings, ...tags.warnings, ...customFields.warnings],
	};
}

function emailsOf({ emails = [], primaryEmails }: ContactFields, { addresses }: WantedSettings): { kept: string[]; others: string[]; warnings: EmailWarning[] } {
	const usable = emails.filter(({ value }) => isWellFormedEmail(value));
	const keys = [...new Set(usable.map(({ value }) => emailKey(value)))];
	const primary = new Set((primaryEmails ?? keys).map(emailKey));
	const kept = keys.filter((key, index) => (addresses === 'all' ? index === 0 || primary.has(key) : index === 0));
	return { kept, others: keys.filter((key) => !kept.includes(key)), warnings: warning('malformedEmail', emails.length - usable.length) };
}

function fieldsOf(contact: ContactFields): SubscriberFields {
	const [address] = contact.addresses ?? [];
	const fullBirthday = /^\d{4}-/.test(contact.birthday ?? '') ? contact.birthday : undefined;
	return filled({
		namePrefix: contact.namePrefix,
		firstName: [contact.firstName, contact.middleName].filter(Boolean).join(' '),
		lastName: contact.lastName,
		nameSuffix: contact.nameSuffix,
		company: contact.company?.name,
		street: address?.street,
		city: address?.city,
		postalCode: address?.postalCode,
		countryCode: address?.countryCode?.toUpperCase(),
		phone: contact.phones?.[0]?.value,
		birthday: fullBirthday,
	});
}

function crmFacts(contact: ContactFields, { listFields }: WantedSettings): Record<string, string> {
	const facts: ReadonlyArray<[string, string | undefined]> = [
		[listFields.owner, contact.owner?.name],
		[listFields.state, contact.state],
		[listFields.relationship, contact.relationship],
		[listFields.language, contact.language],
	];
	return Object.fromEntries(facts.filter((fact): fact is [string, string] => clean(fact[0]) !== '' && clean(fact[1]) !== ''));
}

function filled(fields: Readonly<Record<keyof SubscriberFields, string | undefined>>): SubscriberFields {
	return Object.fromEntries(Object.entries(fields).flatMap(([field, value]) => (clean(value) === '' ? [] : [[field, clean(value)]])));
}

/** Tags that the service can hold beside those that are there; the others are left out with a warning, never cut. */
export function fittingTags(wanted: readonly string[], limits: EmailLimits, present: readonly string[] = []): { kept: string[]; warnings: EmailWarning[] } {
	const tags = [...new Set(wanted.map(clean).filter((tag) => tag !== ''))];
	const allowed = tags.filter((tag) => !limits.tagForbids.some((part) => tag.includes(part)));
	const short = allowed.filter((tag) => [...tag].length <= limits.tagLength);
	const kept: string[] = [];
	let length = lengthOf(present);
	for (const tag of short) {
		const added = present.includes(tag) ? 0 : tag.length;
		if (length + added > limits.tagsLength) continue;
		length += added;
		kept.push(tag);
	}
	return {
		kept,
		warnings: [...warning('tagLeftOut', tags.length - allowed.length), ...warning('tagTooLong', allowed.length - short.length), ...warning('tooManyTags', short.length - kept.length)],
	};
}

function lengthOf(tags: readonly string[]): number {
	return tags.reduce((sum, tag) => sum + tag.length, 0);
}

/** People name a field as they see it, or by its key. Keys count without regard to case. */
export function listFieldKey(name: string, fields: readonly ListField[]): string {
	const plain = (text: string): string => clean(text).toLowerCase();
	const known = fields.find(({ key }) => plain(key) === plain(name)) ?? fields.find((field) => plain(field.name) === plain(name));
	return plain(known?.key ?? name);
}

/** List fields in their order, as many as fit; keys count without regard to case. */
function fittingFields(wanted: Readonly<Record<string, string>>, limits: EmailLimits, fields: readonly ListField[]): { kept: Record<string, string>; warnings: EmailWarning[] } {
	const byKey = new Map(Object.entries(wanted).map(([name, value]) => [listFieldKey(name, fields), clean(value)]));
	const kept: Record<string, string> = {};
	let length = 0;
	let leftOut = 0;
	for (const [key, value] of byKey) {
		if (key === '' || value === '') continue;
		if (length + value.length > limits.customFieldsLength) leftOut += 1;
		else {
			kept[key] = value;
			length += value.length;
		}
	}
	return { kept, warnings: warning('customFieldsTooLong', leftOut) };
}

/** Of the fields to write, those that fit beside what the subscriber has in other fields. */
export function fittingBeside(wanted: Readonly<Record<string, string>>, present: Readonly<Record<string, string>>, limits: EmailLimits): { kept: Record<string, string>; warnings: EmailWarning[] } {
	const kept: Record<string, string> = {};
	for (const [key, value] of Object.entries(wanted)) {
		const length = Object.values({ ...present, ...kept, [key]: value }).reduce((sum, one) => sum + one.length, 0);
		if (length <= limits.customFieldsLength) kept[key] = value;
	}
	return { kept, warnings: warning('customFieldsTooLong', Object.keys(wanted).length - Object.keys(kept).length) };
}

function warning(code: EmailWarningCode, count: number): EmailWarning[] {
	return count > 0 ? [{ code, count }] : [];
}
