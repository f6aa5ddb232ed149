import type { FieldPatch, SyncField } from '../../../../core/contact/contact';
import { RecordError } from '../../../../core/errors';
import { isObject, valueAt, withValueAt, type JsonObject } from '../json';
import type { RestProfile, SingleField, SlotField } from '../profile/types';
import { writeAddresses } from './address';
import { isReadOnly as companyIsReadOnly, writeCompany } from './company';
import { closeDocument, openDocument, write, writeKey, writeNote, type Document } from './document';
import { filledSlots, KEY_OF, linkWords, tagsOf } from './record';
import { housed, isReadOnly } from './slots';

/** All that a write does to one record. */
export interface Change {
	patch: FieldPatch;
	tags?: { add: readonly string[]; remove: readonly string[] };
	links?: { add: readonly string[]; remove: readonly string[] };
	optOut?: true;
}

const LISTS: readonly SlotField[] = ['emails', 'phones', 'websites'];
const SINGLES: ReadonlyArray<Exclude<SingleField, 'note' | 'firstName' | 'middleName'>> = ['namePrefix', 'lastName', 'nameSuffix', 'birthday', 'language'];

/** The record's JSON as it is to be; the same object where there is nothing to do. */
export function changed(row: JsonObject, change: Change, profile: RestProfile): JsonObject {
	const { patch } = change;
	let document = writeNames(openDocument(row, profile), patch, profile);
	for (const field of LISTS) if (patch[field]) document = writeList(document, field, patch[field], profile);
	if (patch.addresses) document = writeAddresses(document, patch.addresses, profile);
	if (patch.company) document = writeCompany(document, patch.company, profile);
	if (patch.note !== undefined) document = writeNote(document, patch.note || undefined, profile);
	return withMarks(closeDocument(document, profile), change, profile);
}

function writeNames(document: Document, patch: FieldPatch, profile: RestProfile): Document {
	const { single } = profile.fields;
	let next = document;
	for (const field of SINGLES) {
		const path = single[field];
		if (path !== undefined && patch[field] !== undefined) next = writeKey(next, path, patch[field] || undefined, profile);
	}
	if (patch.middleName !== undefined && single.middleName !== undefined) next = writeKey(next, single.middleName, patch.middleName || undefined, profile);
	if (patch.firstName === undefined || single.firstName === undefined) return next;
	// Without a place for middle names they go to the first ones, as the same words in one.
	const given = single.middleName === undefined ? [patch.firstName, patch.middleName] : [patch.firstName];
	return writeKey(next, single.firstName, given.filter(Boolean).join(' ') || undefined, profile);
}

function writeList(document: Document, field: SlotField, wanted: NonNullable<FieldPatch[SlotField]>, profile: RestProfile): Document {
	const slots = filledSlots(document, field, profile);
	const texts = housed(slots, wanted, KEY_OF[field]);
	return slots.reduce((next, filled, index) => (isReadOnly(filled) ? next : write(next, filled.slot.place, texts[index], profile)), document);
}

function withMarks(json: JsonObject, { tags, links, optOut }: Change, profile: RestProfile): JsonObject {
	let next: unknown = json;
	if (tags && profile.tags !== undefined) {
		const present = tagsOf(json, profile);
		const gone = new Set(tags.remove.map(tagKey));
		const missing = tags.add.filter((tag) => !present.some((one) => tagKey(one) === tagKey(tag)));
		const kept = present.filter((tag) => !gone.has(tagKey(tag)));
		if (missing.length > 0 || kept.length < present.length) next = withValueAt(next, profile.tags, [...kept, ...missing]);
	}
	if (links && profile.link) next = withLinks(next, links, profile.link, linkWords(json, profile), profile);
	if (optOut && profile.doNotEmail !== undefined && valueAt(next, profile.doNotEmail) !== true) next = withValueAt(next, profile.doNotEmail, true);
	return isObject(next) ? next : json;
}

function withLinks(json: unknown, { add, remove }: NonNullable<Change['links']>, link: NonNullable<RestProfile['link']>, present: readonly string[], profile: RestProfile): unknown {
	const words = [...new Set([...present.filter((word) => !remove.includes(word)), ...add])];
	if (words.length === present.length && words.every((word, index) => word === present[index])) return json;
	const text = words.join(' ');
	if (text.length > link.longest) {
		throw new RecordError('noRoomForLink', 'The text for links to the other side is full. Empty it in the CRM, or give it more room.', `${text.length} of ${link.longest} characters`);
	}
	return withValueAt(json, link.path, text === '' && profile.write.clear === 'null' ? null : text);
}

/** Spellings of one tag that differ in case only are one. */
export function tagKey(tag: string): string {
	return tag.normalize('NFC').trim().toLowerCase();
}

/** The fields that have a place which may be written. */
export function writableFields({ fields }: RestProfile): SyncField[] {
	const { single, lists, addresses, company } = fields;
	const isOpen: Record<SyncField, boolean> = {
		name: single.lastName !== undefined,
		company: company.some((place) => !companyIsReadOnly(place)),
		birthday: single.birthday !== undefined,
		note: single.note !== undefined,
		url: false,
		emails: lists.emails.some((slot) => !isReadOnly({ slot })),
		phones: lists.phones.some((slot) => !isReadOnly({ slot })),
		addresses: addresses.some(({ access }) => access === 'readAndWrite'),
		websites: lists.websites.some((slot) => !isReadOnly({ slot })),
	};
	return (Object.keys(isOpen) as SyncField[]).filter((field) => isOpen[field]);
}
