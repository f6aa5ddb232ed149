import type { ContactFields } from '../../../../core/contact/contact';
import { RecordError } from '../../../../core/errors';
import type { CrmRecord, CrmWrite, CrmWriteResult } from '../../../../core/ports/crm';
import type { Source } from '../changes';
import { isObject, type JsonObject } from '../json';
import { changed, type Change } from '../map/change';
import { recordOf } from '../map/record';
import type { RestProfile } from '../profile/types';
import { assertJoinable, assertOptedOut, assertTakesOptOut } from './assert';
import { readBack } from './readBack';

type UpdateWrite = Extract<CrmWrite, { op: 'update' }>;
type DeleteWrite = Extract<CrmWrite, { op: 'delete' }>;

/** Reads, merges, writes, and reads back: there is no lock, so the record is looked at right before and after. */
export async function update(source: Source, write: UpdateWrite): Promise<CrmWriteResult> {
	const { client, place } = source;
	const { profile } = place;
	const { key, record } = write;
	const id = record.contact.recordId;
	const current = recordOf(await client.one(id), place);
	if (!current || current.version !== record.version) return { kind: 'conflict', key, ...(current ? { current } : {}) };
	if (write.move !== 'stay') assertJoinable(write.scope, source);
	if (write.optOut) assertTakesOptOut(source);
	const before = rawOf(current);
	const change = changeOf(write);
	const after = changed(before, change, profile);
	if (after === before) return { kind: 'done', key, record: current };
	const gone = await client.update(id, bodyOf(before, after, profile)).catch((error: unknown) => {
		if (error instanceof RecordError && error.reason === 'notFound') return 'gone' as const;
		throw error;
	});
	if (gone) return { kind: 'conflict', key };
	const stored = await readBack(source, id, recordOf(after, place));
	if (!stored) return { kind: 'conflict', key };
	if (write.optOut) assertOptedOut(stored, source);
	return { kind: 'done', key, record: stored, ...(isOvertaken(current, stored, recordOf(after, place)) ? { overtaken: true } : {}) };
}

function changeOf({ patch, move, scope, link, tags = { add: [], remove: [] }, optOut }: UpdateWrite): Change {
	const moved = scope.kind === 'tag' ? [scope.tag] : [];
	const add = [...tags.add, ...(move === 'join' ? moved : [])];
	const remove = [...tags.remove, ...(move === 'leave' ? moved : [])];
	return {
		patch,
		...(add.length + remove.length > 0 ? { tags: { add, remove } } : {}),
		...(link ? { links: 'set' in link ? { add: [link.set], remove: [] } : { add: [], remove: [link.remove] } } : {}),
		...(optOut ? { optOut } : {}),
	};
}

/**
 * PUT: the whole record with the keys that nobody here knows, but for id and stamps, which the server sets. PATCH: the
 * members that change, each whole, as it is not known whether parts of one are merged or replace it.
 */
function bodyOf(before: JsonObject, after: JsonObject, { write, id, stamps }: RestProfile): JsonObject {
	const serverOwned = new Set([id, stamps?.modified, stamps?.created]);
	const members = Object.entries(after).filter(([name, value]) => (write.method === 'PUT' ? !serverOwned.has(name) : JSON.stringify(before[name]) !== JSON.stringify(value)));
	return Object.fromEntries(members);
}

function rawOf({ raw }: CrmRecord): JsonObject {
	return isObject(raw) ? raw : {};
}

/** Another field than those that we wrote is not as we read it: someone else wrote in between. */
function isOvertaken(before: CrmRecord, stored: CrmRecord, sent: CrmRecord | undefined): boolean {
	const text = (record: CrmRecord | undefined, name: keyof ContactFields): string => JSON.stringify(record?.contact[name]) ?? '';
	const names = new Set([before, stored].flatMap(({ contact }) => Object.keys(contact) as Array<keyof ContactFields>));
	return [...names].some((name) => !OWN_MEMBERS.has(name) && text(sent, name) === text(before, name) && text(stored, name) !== text(before, name));
}

/** What a server's own save changes, and what is no data. */
const OWN_MEMBERS: ReadonlySet<string> = new Set(['modifiedAt', 'createdAt', 'id', 'crm', 'account', 'recordType', 'recordId', 'url']);

/** Only where the profile has a path for it; else the record is refused, and stays. */
export async function remove({ client, place }: Source, { key, record }: DeleteWrite): Promise<CrmWriteResult> {
	const path = place.profile.paths.delete;
	if (path === undefined) throw new RecordError('cannotDelete', `Contacts of ${place.profile.name} are not deleted from here: its profile has no path for it.`);
	const id = record.contact.recordId;
	const current = recordOf(await client.one(id), place);
	if (!current) return { kind: 'done', key };
	if (current.version !== record.version) return { kind: 'conflict', key, current };
	await client.remove(path, id);
	return { kind: 'done', key };
}
