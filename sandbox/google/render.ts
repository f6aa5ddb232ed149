import type { JsonObject } from '../kit/json';
import { groupName, resourceName, type Contact, type Entry, type Fields } from './contact';
import { derived } from './derive';
import { etagPrefix, personEtag, type Origin, type SourceType } from './etag';
import type { FieldName, ValueField } from './fields';
import type { Setting } from './switches';

/** How persons are to be shown in one call. */
export interface ReadView {
	mask: ReadonlySet<FieldName>;
	sources: ReadonlySet<SourceType>;
	/** Lists cut e-mails and phones at 100 per person (documented). */
	cut: 'at100' | 'never';
	origin: Origin;
	prefix: Buffer;
	primary: 'first' | 'sourcePrimary';
}

export function readView(mask: ReadonlySet<FieldName>, sources: ReadonlySet<SourceType>, from: Origin, setting: Setting): ReadView {
	const origin = from === 'list' && setting('listEtags') === 'refused' ? 'list' : 'person';
	const cut = from === 'list' ? 'at100' : 'never';
	return { mask, sources, cut, origin, prefix: etagPrefix(mask, sources), primary: setting('primaryValue') };
}

/** A Person as the API answers it. `syncing`: former names show in sync responses only (documented). */
export function renderPerson(contact: Contact, view: ReadView, syncing: 'syncing' | 'reading' = 'reading'): JsonObject {
	const person: JsonObject = { resourceName: resourceName(contact.id), etag: personEtag(view.prefix, contact.etag, view.origin) };
	for (const field of view.mask) {
		const values = fieldValues(field, contact, view, syncing);
		if (values !== undefined) person[field] = values;
	}
	return person;
}

/** A deleted person in a delta: hardly more than its name (seen in a capture). */
export function renderTombstone(id: string, view: ReadView, metadata: 'shown' | 'hidden'): JsonObject {
	const source = { type: 'CONTACT', id: BigInt(id).toString(16) };
	return {
		resourceName: resourceName(id),
		etag: personEtag(view.prefix, undefined, 'person'),
		...(metadata === 'shown' ? { metadata: { sources: [source], deleted: true, objectType: 'PERSON' } } : {}),
	};
}

function fieldValues(field: FieldName, contact: Contact, view: ReadView, syncing: 'syncing' | 'reading'): unknown {
	if (field === 'metadata') return personMetadata(contact, view, syncing);
	if (!view.sources.has('CONTACT')) return field === 'memberships' ? undefined : profileValues(field, contact, view);
	if (field === 'memberships') return contact.groups.length === 0 ? undefined : contact.groups.map((id) => membership(id, contact.sourceId));
	if (field === 'photos') return [monogram(contact)];
	const own = valuesOf(field, contact.fields, { type: 'CONTACT', id: contact.sourceId }, view);
	const all = [...own, ...(profileValues(field, contact, view, own.length > 0) ?? [])];
	if (all.length === 0) return undefined;
	return view.cut === 'at100' && (field === 'emailAddresses' || field === 'phoneNumbers') ? all.slice(0, 100) : all;
}

function personMetadata(contact: Contact, view: ReadView, syncing: 'syncing' | 'reading'): JsonObject {
	const own = { type: 'CONTACT', id: contact.sourceId, etag: `#${contact.etag}`, updateTime: contact.updateTime };
	const profile = contact.profile && { type: 'PROFILE', id: contact.profile.id, profileMetadata: { objectType: 'PERSON', userTypes: ['GOOGLE_USER'] } };
	return {
		sources: [...(view.sources.has('CONTACT') ? [own] : []), ...(view.sources.has('PROFILE') && profile ? [profile] : [])],
		...(syncing === 'syncing' && contact.formerNames.length > 0 ? { previousResourceNames: contact.formerNames } : {}),
		objectType: 'PERSON',
	};
}

function membership(id: string, sourceId: string): JsonObject {
	return {
		metadata: { source: { type: 'CONTACT', id: sourceId } },
		contactGroupMembership: { contactGroupId: id, contactGroupResourceName: groupName(id) },
	};
}

function profileValues(field: ValueField, contact: Contact, view: ReadView, hasPrimary = false): JsonObject[] | undefined {
	const { profile } = contact;
	if (profile === undefined || !view.sources.has('PROFILE')) return undefined;
	const values = valuesOf(field, profile.fields, { type: 'PROFILE', id: profile.id }, view, hasPrimary);
	return values.length === 0 ? undefined : values;
}

interface Source {
	type: SourceType;
	id: string;
}

/** Exactly one value of a field that is not empty is primary (documented); which one is a switch. */
function valuesOf(field: ValueField, fields: Fields, source: Source, view: ReadView, hasPrimary = false): JsonObject[] {
	const entries = fields[field] ?? [];
	const chosen = view.primary === 'sourcePrimary' ? entries.findIndex(isSourcePrimary) : 0;
	const primary = Math.max(chosen, 0);
	return entries.map((entry, index) => {
		const metadata: JsonObject = { source };
		if (index === primary) Object.assign(metadata, hasPrimary ? {} : { primary: true }, { sourcePrimary: true });
		return Object.assign({}, entry, derived(field, entry), { metadata });
	});
}

function isSourcePrimary(entry: Entry): boolean {
	return entry.metadata !== undefined;
}

/** A contact without a photo shows a generated monogram (documented). */
function monogram(contact: Contact): JsonObject {
	return { metadata: { primary: true, source: { type: 'CONTACT', id: contact.sourceId } }, url: 'https://photos.example/monogram', default: true };
}
