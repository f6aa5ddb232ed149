import type { IExecuteFunctions } from 'n8n-workflow';
import { clean } from '../../core/contact/text';
import { ConfigurationError } from '../../core/errors';
import type { CrmCapabilities, CrmRecord, CrmScope, CrmWrite } from '../../core/ports/crm';

/** What an item wants of its record. */
export type Change =
	| { kind: 'optOut' }
	| { kind: 'tag'; what: 'add' | 'remove'; tag: string }
	| { kind: 'group'; what: 'add' | 'remove'; groupId: string };

/** Reads what the parameters ask for. Throws ConfigurationError. */
export function changeOf(context: IExecuteFunctions, index: number, { scopes }: CrmCapabilities, crmTitle: string): Change {
	const what = context.getNodeParameter('operation', index) === 'remove' ? 'remove' : 'add';
	switch (context.getNodeParameter('resource', index)) {
		case 'tag':
			return { kind: 'tag', what, tag: chosen(context, 'tagName', index, 'Choose a tag, or type its name.') };
		case 'group':
			if (!scopes.includes('group')) throw new ConfigurationError(`${crmTitle} has no groups. Use the resource "Tag".`);
			return { kind: 'group', what, groupId: chosen(context, 'group', index, 'Choose a group.') };
		default:
			return { kind: 'optOut' };
	}
}

function chosen(context: IExecuteFunctions, name: string, index: number, advice: string): string {
	const value = String(context.getNodeParameter(name, index, '', { extractValue: true }) ?? '').trim();
	if (value === '') throw new ConfigurationError(advice);
	return value;
}

/** Whether the record is as the change wants it. */
export function isDone({ contact, groupIds }: CrmRecord, change: Change): boolean {
	switch (change.kind) {
		case 'optOut':
			return contact.doNotEmail === true;
		case 'tag':
			return (contact.tags ?? []).some((tag) => sameTag(tag, change.tag)) === (change.what === 'add');
		case 'group':
			return groupIds !== undefined && groupIds.includes(change.groupId) === (change.what === 'add');
	}
}

function sameTag(a: string, b: string): boolean {
	return clean(a).toLowerCase() === clean(b).toLowerCase();
}

/** All changes of one key in one write: of one group at most. */
export function writeOf(key: string, record: CrmRecord, changes: readonly Change[]): CrmWrite {
	const open = changes.filter((change) => !isDone(record, change));
	const tags = (what: 'add' | 'remove'): string[] => open.flatMap((change) => (change.kind === 'tag' && change.what === what ? [change.tag] : []));
	const group = open.find((change) => change.kind === 'group');
	const scope: CrmScope = group?.kind === 'group' ? { kind: 'group', groupId: group.groupId } : { kind: 'all' };
	const [add, remove] = [[...new Set(tags('add'))], [...new Set(tags('remove'))]];
	return {
		op: 'update',
		key,
		record,
		patch: {},
		scope,
		move: group?.kind === 'group' ? (group.what === 'add' ? 'join' : 'leave') : 'stay',
		...(add.length + remove.length > 0 ? { tags: { add, remove } } : {}),
		...(open.some(({ kind }) => kind === 'optOut') ? { optOut: true as const } : {}),
	};
}

export function changeText(change: Change, written: 'yes' | 'no'): string {
	const already = written === 'no';
	switch (change.kind) {
		case 'optOut':
			return already ? 'Was opted out of mailings already.' : 'Opted out of mailings.';
		case 'tag':
			if (change.what === 'add') return already ? 'Has the tag already.' : 'Got the tag.';
			return already ? 'Does not have the tag.' : 'The tag was taken off.';
		case 'group':
			if (change.what === 'add') return already ? 'Is in the group already.' : 'Was put into the group.';
			return already ? 'Is not in the group.' : 'Was taken out of the group.';
	}
}
