import { tagKey } from '../../../core/contact/text';
import { emailKey } from '../../../core/contact/email';
import { shortHash } from '../../../core/contact/hash';
import { expectSyncError, RecordError, type SyncError } from '../../../core/errors';
import type { EmailList, EmailSide, Subscriber, SubscriberChange, SubscriberWriteResult } from '../../../core/ports/email';
import type { MirrorNote, MirrorNoteResult, TagMirror } from '../../../core/ports/tagMirror';
import { OWN_FIELD, ownText } from './entry';
import { hasTag, ownOf } from './record';

export interface TagMirrorSettings {
	side: EmailSide;
	listId: string;
	/** Whom the tags are told to: one list may be mirrored to several. */
	name: string;
}

/** 30 bits: two tags of one person with the same mark come once in a billion pairs. */
const markOf = (tag: string): string => shortHash(tagKey(tag), 5);

/** The base of a mirror of tags, in the field of the list that holds what we keep on a subscriber. */
export function createTagMirror(settings: TagMirrorSettings): TagMirror {
	const { side, listId, name } = settings;
	return {
		async subscribers() {
			// Rejects with words of its own where there is no such list.
			await side.list(listId);
			return [...(await side.members(listId)).values()].map((subscriber) => {
				const marks = new Set(ownOf(subscriber.memberships[listId]).mirrors.get(name));
				return { email: subscriber.email, tags: subscriber.tags, wasTold: (tag) => marks.has(markOf(tag)) };
			});
		},
		note: (notes) => (notes.length === 0 ? Promise.resolve([]) : side.exclusive(() => noteAll(settings, notes))),
	};
}

async function noteAll(settings: TagMirrorSettings, notes: readonly MirrorNote[]): Promise<MirrorNoteResult[]> {
	const { side, listId } = settings;
	const list = await side.list(listId);
	const fresh = await side.find(listId, notes.map(({ email }) => email));
	const changes = [...byAddress(notes)].flatMap(([address, own]) => changeOf(settings, fresh.get(address), address, own) ?? []);
	const errors = await writeChanges(settings, list, changes);
	const written = new Set(changes.map(({ key }) => key));
	return notes.map(({ email }): MirrorNoteResult => {
		const address = emailKey(email);
		const error = errors.get(address);
		if (error) return { kind: 'failed', error };
		if (!fresh.get(address)?.memberships[listId]) return { kind: 'notInList' };
		return { kind: 'noted', written: written.has(address) ? 'yes' : 'no' };
	});
}

function byAddress(notes: readonly MirrorNote[]): Map<string, MirrorNote[]> {
	const found = new Map<string, MirrorNote[]>();
	for (const note of notes) found.set(emailKey(note.email), [...(found.get(emailKey(note.email)) ?? []), note]);
	return found;
}

type OwnChange = Extract<SubscriberChange, { op: 'update' }>;

/** Undefined where the note is there already, or has no place. */
function changeOf({ listId, name }: TagMirrorSettings, subscriber: Subscriber | undefined, key: string, notes: readonly MirrorNote[]): OwnChange | undefined {
	const membership = subscriber?.memberships[listId];
	if (!subscriber || !membership) return undefined;
	const own = ownOf(membership);
	const before = own.mirrors.get(name) ?? [];
	const marks = new Set(before);
	for (const { tag, told } of notes) {
		const isThere = told === 'present' || (told === 'asItIs' && hasTag(subscriber, tag));
		if (isThere) marks.add(markOf(tag));
		else marks.delete(markOf(tag));
	}
	if (marks.size === before.length && before.every((mark) => marks.has(mark))) return undefined;
	const value = ownText({ ...own, mirrors: new Map(own.mirrors).set(name, [...marks]) });
	return { op: 'update', key, subscriber, fields: {}, customFields: { [OWN_FIELD]: value }, tags: { add: [], remove: [] } };
}

/** Errors by key; what is missing there was written. */
async function writeChanges(settings: TagMirrorSettings, list: EmailList, changes: readonly OwnChange[]): Promise<Map<string, SyncError>> {
	const errors = new Map<string, SyncError>();
	const open = new Map(changes.filter((change) => fits(settings, change)).map((change) => [change.key, change]));
	for (const change of changes) if (!open.has(change.key)) errors.set(change.key, NO_ROOM);
	if (open.size === 0) return errors;
	try {
		for await (const batch of settings.side.write(list, [...open.values()])) {
			for (const result of batch) {
				const error = errorOf(settings, open.get(result.key), result);
				if (error) errors.set(result.key, error);
				open.delete(result.key);
			}
		}
	} catch (error) {
		const stop = expectSyncError(error);
		for (const key of open.keys()) errors.set(key, stop);
	}
	return errors;
}

const NO_ROOM = new RecordError('customFieldsFull', 'The list fields of this subscriber are full, so that there is no room for the note of the mirror. Shorten one of them.');
const NOT_TAKEN = new RecordError('fieldNotTaken', `The list did not take its field "${OWN_FIELD}", in which the mirror keeps its notes. Add a text field of this name to the list, then run again.`);

function fits({ side, listId }: TagMirrorSettings, { subscriber, customFields }: OwnChange): boolean {
	const all = { ...subscriber.memberships[listId]?.customFields, ...customFields };
	return Object.values(all).reduce((sum, text) => sum + text.length, 0) <= side.limits.customFieldsLength;
}

/** Whether services make a field that a list does not have is not certain. */
function errorOf({ listId }: TagMirrorSettings, change: OwnChange | undefined, result: SubscriberWriteResult): SyncError | undefined {
	if (result.kind === 'failed') return result.error;
	const sent = change?.customFields[OWN_FIELD] ?? '';
	const held = result.subscriber?.memberships[listId]?.customFields?.[OWN_FIELD] ?? '';
	return held === sent ? undefined : NOT_TAKEN;
}
