import type { RecordType } from '../../../core/contact/contact';
import { ConfigurationError } from '../../../core/errors';
import type { CrmScope } from '../../../core/ports/crm';
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
	}
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
