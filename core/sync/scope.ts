import type { CrmRecord, CrmScope } from '../ports/crm';

/** Whether a record takes part: in use, and in the scope. */
export function inScope(record: CrmRecord, scope: CrmScope): boolean {
	return record.standing === 'active' && matches(record, scope);
}

function matches({ contact, categoryId, groupIds }: CrmRecord, scope: CrmScope): boolean {
	switch (scope.kind) {
		case 'all':
			return true;
		case 'tag':
			return (contact.tags ?? []).some((tag) => tagKey(tag) === tagKey(scope.tag));
		case 'owner':
			return contact.owner?.id === scope.ownerId;
		case 'category':
			return categoryId === undefined
				? scope.label !== undefined && contact.category === scope.label
				: categoryId === scope.categoryId;
		case 'group':
			return groupIds === undefined ? scope.label !== undefined && (contact.groups ?? []).includes(scope.label) : groupIds.includes(scope.groupId);
	}
}

/** Text that tells one scope from another; the same for spellings of one tag. */
export function scopeText(scope: CrmScope): string {
	switch (scope.kind) {
		case 'all':
			return 'all';
		case 'tag':
			return `tag:${tagKey(scope.tag)}`;
		case 'owner':
			return `owner:${scope.ownerId}`;
		case 'category':
			return `category:${scope.categoryId}`;
		case 'group':
			return `group:${scope.groupId}`;
	}
}

/** A little stricter than the tagKey of core/contact/text, which takes runs of blanks as one: flows have this text stored, and another one would stop them as if somebody had changed the scope. */
function tagKey(tag: string): string {
	return tag.normalize('NFC').trim().toLowerCase();
}
