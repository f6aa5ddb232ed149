import type { SyncError } from '../errors';

/** Somebody in a list, with the tags that the other side has been told of. */
export interface MirroredSubscriber {
	email: string;
	/** Of the whole account. */
	tags: readonly string[];
	/** Whether the other side was told that this tag is there, and not since that it is gone. */
	wasTold(tag: string): boolean;
}

/** What the other side was told of one tag of an address. */
export interface MirrorNote {
	email: string;
	tag: string;
	/** What was told. `asItIs`: whatever the service holds while the note is made. */
	told: 'present' | 'absent' | 'asItIs';
}

export type MirrorNoteResult =
	| { kind: 'noted'; /** Whether anything had to be written. */ written: 'yes' | 'no' }
	/** The address is not in the list, so there is no place for the note. */
	| { kind: 'notInList' }
	| { kind: 'failed'; error: SyncError };

/** The base of a mirror of tags: kept on the subscribers, so that any process can go on with it. */
export interface TagMirror {
	/** Everybody in the list, in any state. Rejects rather than to answer a part. */
	subscribers(): Promise<readonly MirroredSubscriber[]>;
	/** Results in the order of the notes. Later notes about the same tag of an address win. */
	note(notes: readonly MirrorNote[]): Promise<readonly MirrorNoteResult[]>;
}
