import type { RecordType } from '../../../core/contact/contact';
import { ConfigurationError } from '../../../core/errors';
import type { CrmRecord, CrmScope } from '../../../core/ports/crm';
import type { RaynetQuery } from './client';

/** The filter of a scope for one record type; undefined when no record of this type can be in it. */
export function scopeFilter(scope: CrmScope | undefined, recordType: RecordType): RaynetQuery | undefined {
	switch (scope?.kind) {
		case undefined:
		case 'all':
			return {};
		case 'tag':
			return { tags: tagOf(scope.tag) };
		case 'owner':
			return { owner: idOf(scope.ownerId, 'owner') };
		case 'category':
			return categoryFilter(scope.categoryId, recordType);
		case 'group':
			throw new ConfigurationError('Raynet has no groups. Choose a tag, an owner or a category.');
	}
}

/** Whether a record is in the scope, in use or not. */
export function holdsRecord(scope: CrmScope, { contact, categoryId }: CrmRecord): boolean {
	switch (scope.kind) {
		case 'all':
			return true;
		case 'tag':
			return (contact.tags ?? []).some((tag) => sameTag(tag, scope.tag));
		case 'owner':
			return contact.owner?.id === scope.ownerId;
		case 'category':
			return categoryId === scope.categoryId;
		case 'group':
			return false;
	}
}

/** What puts a new record into the scope; an owner is the person of a user. */
export function scopeOfCreate(scope: CrmScope, recordType: RecordType): { tags?: string[]; owner?: number; category?: number } {
	const { tags, owner, category } = scopeFilter(scope, recordType) ?? {};
	return {
		...(tags === undefined ? {} : { tags: [String(tags)] }),
		...(owner === undefined ? {} : { owner: Number(owner) }),
		...(category === undefined ? {} : { category: Number(category) }),
	};
}

/** Whether two tags are one in every spelling; whether Raynet takes them for one is not known. */
export function sameTag(a: string, b: string): boolean {
	const plain = (tag: string): string => tag.normalize('NFC').trim().toLowerCase();
	return plain(a) === plain(b);
}

function tagOf(tag: string): string {
	if (tag.trim() === '' || tag.includes(',')) {
		throw new ConfigurationError('Choose one tag: tags in Raynet are never empty and hold no comma.');
	}
	return tag.trim();
}

/** Categories are named as by categoryKey: "person:96". */
function categoryFilter(categoryId: string, recordType: RecordType): RaynetQuery | undefined {
	const [type, id = ''] = categoryId.split(':');
	const category = idOf(id, 'category');
	return type === recordType ? { category } : undefined;
}

function idOf(text: string, what: string): string {
	if (/^\d+$/.test(text)) return text;
	throw new ConfigurationError(`Choose the ${what} from the list again.`, `Not an id of Raynet: ${text.length} characters`);
}
