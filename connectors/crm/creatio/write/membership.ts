import { RecordError } from '../../../../core/errors';
import { linkText, markOf, parseLink } from '../../../../core/contact/link';
import type { CrmScope, LinkWrite } from '../../../../core/ports/crm';
import { nameId } from '../ids';
import { createPart, deletePart, updatePart, type Part } from '../odata';
import type { CreatioPlace } from '../place';
import { idOf, nameOf, textOf } from '../raw';
import type { ContactState } from '../read';
import type { Lookups, Wanted } from './lookups';

/** The size of a text column as Creatio makes it by default. */
const LINK_COLUMN_SIZE = 250;

/** Tags that a scope, a link or a change of tags needs the ids of. */
export function tagsWanted(scope: CrmScope | undefined, tags: readonly string[]): Wanted[] {
	const names = [...(scope?.kind === 'tag' ? [scope.tag] : []), ...tags];
	return names.map((name) => ({ entity: 'ContactTag', name, missing: 'create' }));
}

/** Puts a contact into the scope; nothing where it is in already, so that nobody is in twice. */
export function joinParts(contactId: string, state: ContactState | undefined, scope: CrmScope, lookups: Lookups): Part[] {
	if (scope.kind === 'tag') return tagParts(contactId, state, [scope.tag], lookups);
	if (scope.kind !== 'group' || state?.folders.some((row) => idOf(row, 'FolderId') === scope.groupId.toLowerCase())) return [];
	return [createPart('ContactInFolder', { Id: nameId(scope.groupId.toLowerCase(), contactId), FolderId: scope.groupId, ContactId: contactId })];
}

/** Takes every row out: nothing keeps a site from having two of them. */
export function leaveParts(state: ContactState, scope: CrmScope): Part[] {
	if (scope.kind === 'tag') return untagParts(state, [scope.tag]);
	if (scope.kind !== 'group') return [];
	return state.folders.filter((row) => idOf(row, 'FolderId') === scope.groupId.toLowerCase()).map((row) => deletePart('ContactInFolder', row.Id));
}

export function tagParts(contactId: string, state: ContactState | undefined, names: readonly string[], lookups: Lookups): Part[] {
	return names.flatMap((name) => {
		const tagId = lookups.id('ContactTag', name);
		if (tagId === undefined) throw new RecordError('refusedByServer', 'Creatio did not let the user create a tag. Create it there, or give the user the right to.', 'A tag without an id');
		if (state?.tags.some((row) => isSameTag(nameOf(row, 'Tag'), name))) return [];
		return [createPart('ContactInTag', { Id: nameId(tagId, contactId), TagId: tagId, EntityId: contactId })];
	});
}

export function untagParts(state: ContactState, names: readonly string[]): Part[] {
	return state.tags.filter((row) => names.some((name) => isSameTag(nameOf(row, 'Tag'), name))).map((row) => deletePart('ContactInTag', row.Id));
}

/** Spellings of one tag are one. */
function isSameTag(a: string | undefined, b: string): boolean {
	return a?.trim().toLowerCase() === b.trim().toLowerCase();
}

/** The name of the tag that marks a pair. */
export function markName(link: string): string {
	const parsed = parseLink(link);
	return parsed ? markOf(parsed) : link;
}

/** Sets or removes a link: in its column, beside links to other accounts, or as the mark of its account. */
export function linkParts(contactId: string, state: ContactState | undefined, { link }: CreatioPlace, write: LinkWrite, lookups: Lookups): Part[] {
	if (link.kind === 'tag') return 'set' in write ? tagParts(contactId, state, [markName(write.set)], lookups) : state ? untagParts(state, [markName(write.remove)]) : [];
	const held = (state ? (textOf(state.row, link.name) ?? '') : '').split(/\s+/).filter(Boolean);
	const kept = held.filter((text) => ('set' in write ? !isSameAccount(text, write.set) : text !== write.remove));
	const next = ('set' in write ? [...kept, write.set] : kept).join(' ');
	if (next === held.join(' ')) return [];
	if (next.length > LINK_COLUMN_SIZE) throw new RecordError('noRoomForLink', `The link column of this contact is full. Empty "${link.name}" of links that are no longer used.`, `${next.length} characters`);
	return [updatePart('Contact', contactId, { [link.name]: next })];
}

/** A contact has one link per partner account. */
function isSameAccount(a: string, b: string): boolean {
	const [one, other] = [parseLink(a), parseLink(b)];
	return one !== undefined && other !== undefined && linkText({ ...one, partnerId: undefined }) === linkText({ ...other, partnerId: undefined });
}
