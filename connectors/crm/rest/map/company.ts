import type { CompanyRole } from '../../../../core/contact/contact';
import type { CompanyPlace, RestProfile } from '../profile/types';
import { read, write, type Document } from './document';

/**
 * The first place that holds a company or a function, as a whole: a function from the note must not stand beside a company
 * that the CRM's users have chosen since.
 */
export function readCompany(document: Document, places: readonly CompanyPlace[]): CompanyRole | undefined {
	for (const { name, title } of places) {
		const role = { name: read(document, name), title: read(document, title) };
		if (role.name !== undefined || role.title !== undefined) return role;
	}
	return undefined;
}

/** Into the first place that may be written, unless a place before it says the same already. */
export function writeCompany(document: Document, wanted: CompanyRole, profile: RestProfile): Document {
	const role = { name: wanted.name || undefined, title: wanted.title || undefined };
	let home: 'open' | 'found' = role.name === undefined && role.title === undefined ? 'found' : 'open';
	let next = document;
	for (const place of profile.fields.company) {
		if (isReadOnly(place)) {
			if (same(read(document, place.name), role.name) && same(read(document, place.title), role.title)) home = 'found';
			continue;
		}
		if (place.name) next = write(next, place.name, home === 'open' ? role.name : undefined, profile);
		if (place.title) next = write(next, place.title, home === 'open' ? role.title : undefined, profile);
		home = 'found';
	}
	return next;
}

export function isReadOnly({ name, title }: CompanyPlace): boolean {
	return [name, title].every((place) => place === undefined || (place.kind === 'key' && place.access === 'readOnly'));
}

function same(a: string | undefined, b: string | undefined): boolean {
	return (a ?? '').trim() === (b ?? '').trim();
}
