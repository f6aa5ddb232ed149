import { ConfigurationError, RecordError } from '../../../../core/errors';
import type { CrmWrite } from '../../../../core/ports/crm';
import { rowsOf, type CreatioClient } from '../client';
import { STATIC_FOLDER } from '../ids';
import { guid, listPart } from '../odata';
import { idOf } from '../raw';

/** Before the first write: people can be put into static folders only, others are filled by a filter. */
export async function assertStaticFolders(client: CreatioClient, writes: readonly CrmWrite[]): Promise<void> {
	const folders = new Set(writes.flatMap((write) => (write.op === 'create' || (write.op === 'update' && write.move === 'join') ? (write.scope.kind === 'group' ? [write.scope.groupId] : []) : [])));
	for (const id of folders) {
		const [answer] = await client.batch([listPart('ContactFolder', { $select: 'Id,FolderTypeId', $filter: `Id eq ${guid(id)}` })]);
		const [folder] = rowsOf(answer);
		if (!folder) throw new ConfigurationError('The chosen group is gone from Creatio. Choose another one.', 'No ContactFolder with this id');
		const type = idOf(folder, 'FolderTypeId');
		if (type !== undefined && type !== STATIC_FOLDER) throw new ConfigurationError('The chosen group is filled by a filter, so nobody can be put into it. Choose a static group.', 'A dynamic ContactFolder');
	}
}

export function assertPossible(write: CrmWrite): void {
	if (write.op === 'create' && write.recordType !== 'person') throw new RecordError('notAPerson', 'Only persons take part with Creatio. Its accounts are named in contacts, but not synced.');
	if (write.op !== 'update' || write.move === 'stay' || write.scope.kind === 'group' || write.scope.kind === 'tag') return;
	throw new RecordError('scopeNotJoinable', 'Nobody can be put into this scope or taken out of it. Choose a group or a tag.');
}
