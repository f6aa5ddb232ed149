import { contactId, type Contact, type ContactFields, type CrmAccount, type TypedValue } from '../../../../core/contact/contact';
import { emailKey } from '../../../../core/contact/email';
import { shortHash } from '../../../../core/contact/hash';
import { parseLink } from '../../../../core/contact/link';
import type { CrmRecord } from '../../../../core/ports/crm';
import { defined, isObject, textAt, valueAt, type JsonObject } from '../json';
import type { RestProfile, SlotField } from '../profile/types';
import { stampMs } from '../stamps';
import { readAddresses } from './address';
import { readCompany } from './company';
import { openDocument, read, readNote, type Document } from './document';
import { elementsOf, type FilledSlot } from './slots';

/** What a row does not tell by itself. */
export interface RestPlace {
	account: CrmAccount;
	profile: RestProfile;
}

/** A row as a contact; undefined for what is no object with an id. */
export function recordOf(row: unknown, { account, profile }: RestPlace): CrmRecord | undefined {
	const recordId = textAt(row, profile.id);
	if (!isObject(row) || recordId === undefined) return undefined;
	const fields = fieldsOf(row, profile);
	const links = linksOf(row, profile);
	const contact: Contact = {
		id: contactId(account, 'person', recordId),
		...account,
		recordType: 'person',
		recordId,
		...stampsOf(row, profile),
		...fields,
		...(profile.webPage ? { url: profile.webPage.replaceAll('{id}', encodeURIComponent(recordId)) } : {}),
	};
	return {
		contact,
		...(links ? { links } : {}),
		standing: 'active',
		// Of what is mapped only: counters and the like, which the CRM keeps beside it, are no change of the contact.
		version: shortHash(JSON.stringify([fields, links, profile.stamps ? valueAt(row, profile.stamps.modified) : '']), 10),
		raw: row,
	};
}

function stampsOf(row: JsonObject, { stamps }: RestProfile): Pick<Contact, 'createdAt' | 'modifiedAt'> {
	if (!stamps) return {};
	const iso = (path: string | undefined): string | undefined => {
		const ms = path === undefined ? undefined : stampMs(valueAt(row, path), stamps);
		return ms === undefined ? undefined : new Date(ms).toISOString();
	};
	const createdAt = iso(stamps.created);
	return defined({ createdAt, modifiedAt: iso(stamps.modified) ?? createdAt });
}

function fieldsOf(row: JsonObject, profile: RestProfile): ContactFields {
	const document = openDocument(row, profile);
	const company = readCompany(document, profile.fields.company);
	const tags = tagsOf(row, profile);
	const optOut = profile.doNotEmail === undefined ? undefined : valueAt(row, profile.doNotEmail);
	return defined({
		...Object.fromEntries(Object.entries(profile.fields.single).map(([name, path]) => [name, textAt(row, path)])),
		emails: some(listOf(document, 'emails', profile)),
		phones: some(listOf(document, 'phones', profile)),
		websites: some(listOf(document, 'websites', profile)),
		addresses: some(readAddresses(document, profile.fields.addresses)),
		company: company && defined(company),
		note: readNote(document, profile),
		tags: some(tags),
		doNotEmail: typeof optOut === 'boolean' ? optOut : undefined,
	});
}

function listOf(document: Document, field: SlotField, profile: RestProfile): TypedValue[] {
	return elementsOf(filledSlots(document, field, profile), KEY_OF[field]);
}

export function filledSlots(document: Document, field: SlotField, { fields }: RestProfile): FilledSlot[] {
	return fields.lists[field].map((slot) => {
		const text = read(document, slot.place);
		return { slot, ...(text === undefined ? {} : { text }) };
	});
}

/** What makes two texts of a list one element; numbers by their digits. */
export const KEY_OF: Readonly<Record<SlotField, (text: string) => string>> = {
	emails: emailKey,
	phones: (text) => text.replace(/^\s*00/, '+').replace(/[^+\d]/g, '') || text,
	websites: (text) => text.trim().toLowerCase(),
};

export function tagsOf(row: unknown, { tags }: RestProfile): string[] {
	const list = tags === undefined ? undefined : valueAt(row, tags);
	return Array.isArray(list) ? list.filter((tag): tag is string => typeof tag === 'string' && tag.trim() !== '') : [];
}

/** Our links in the text kept for them, where other words may stand, too. Undefined where the CRM has no such text. */
export function linksOf(row: unknown, profile: RestProfile): string[] | undefined {
	return profile.link ? linkWords(row, profile).filter((word) => parseLink(word) !== undefined) : undefined;
}

export function linkWords(row: unknown, { link }: RestProfile): string[] {
	return (link ? (textAt(row, link.path) ?? '') : '').split(/\s+/).filter(Boolean);
}

function some<T>(values: T[]): T[] | undefined {
	return values.length > 0 ? values : undefined;
}
