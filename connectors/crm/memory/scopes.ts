import type { RecordType } from '../../../core/contact/contact';
import type { Choice, CrmScope, ScopeKind } from '../../../core/ports/crm';
import type { Held, Stored } from './store';

export function isInScope({ held: { fields, categoryId } }: Stored, scope: CrmScope | undefined): boolean {
	switch (scope?.kind) {
		case undefined:
		case 'all':
			return true;
		case 'tag':
			return (fields.tags ?? []).some((tag) => sameTag(tag, scope.tag));
		case 'owner':
			return fields.owner?.id === scope.ownerId;
		case 'category':
			return categoryId === scope.categoryId;
		case 'group':
			return (fields.groups ?? []).includes(scope.groupId);
	}
}

/** What puts a record into the scope. */
export function joined(held: Held, scope: CrmScope): Held {
	const { fields } = held;
	switch (scope.kind) {
		case 'all':
			return held;
		case 'tag':
			return { ...held, fields: { ...fields, tags: withTags(fields.tags, { add: [scope.tag], remove: [] }) } };
		case 'owner':
			return { ...held, fields: { ...fields, owner: { id: scope.ownerId, ...(scope.label ? { name: scope.label } : {}) } } };
		case 'category':
			return { ...held, categoryId: scope.categoryId, fields: { ...fields, ...(scope.label ? { category: scope.label } : {}) } };
		case 'group':
			return { ...held, fields: { ...fields, groups: [...new Set([...(fields.groups ?? []), scope.groupId])] } };
	}
}

/** What takes a record out of a tag or a group. */
export function left(held: Held, scope: CrmScope): Held {
	const { fields } = held;
	if (scope.kind === 'tag') return { ...held, fields: { ...fields, tags: withTags(fields.tags, { add: [], remove: [scope.tag] }) } };
	if (scope.kind === 'group') return { ...held, fields: { ...fields, groups: (fields.groups ?? []).filter((group) => group !== scope.groupId) } };
	return held;
}

/** Spellings of one tag are one. */
export function withTags(tags: readonly string[] = [], { add, remove }: { add: readonly string[]; remove: readonly string[] }): string[] {
	const kept = tags.filter((tag) => !remove.some((gone) => sameTag(tag, gone)));
	for (const tag of add) if (!kept.some((one) => sameTag(one, tag))) kept.push(tag);
	return kept;
}

function sameTag(a: string, b: string): boolean {
	return a === b || a.trim().toLowerCase() === b.trim().toLowerCase();
}

export function choicesAmong(kind: Exclude<ScopeKind, 'all'>, recordTypes: readonly RecordType[], stored: Iterable<Stored>): Choice[] {
	const found = new Map<string, string>();
	for (const { recordType, held } of stored) {
		if (!recordTypes.includes(recordType)) continue;
		const { tags = [], groups = [], owner, category } = held.fields;
		if (kind === 'tag') for (const tag of tags) found.set(tag, tag);
		if (kind === 'group') for (const group of groups) found.set(group, group);
		if (kind === 'owner' && owner) found.set(owner.id, owner.name ?? owner.id);
		if (kind === 'category' && held.categoryId) found.set(held.categoryId, category ?? held.categoryId);
	}
	return [...found].map(([value, name]) => ({ name, value })).sort((a, b) => a.name.localeCompare(b.name));
}
