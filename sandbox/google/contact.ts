import type { FieldName, ValueField } from './fields';

/** One value of a field, as it was written: no derived member, no empty one. `metadata` holds sourcePrimary alone. */
export type Entry = Readonly<Record<string, unknown>>;

export type Fields = Readonly<Partial<Record<ValueField, readonly Entry[]>>>;

/** A linked Google profile: its values come with every read of that source and cannot be written. */
export interface Profile {
	id: string;
	fields: Fields;
}

/** A stored contact. Never changed in place: every write puts a new object in its place, so that views can keep old ones. */
export interface Contact {
	/** Decimal; the resource name is people/c<id>. */
	id: string;
	/** The id of the CONTACT source: the first id in hex (measured on public samples). */
	sourceId: string;
	fields: Fields;
	/** Ids of contact groups, in the order of joining. */
	groups: readonly string[];
	/** The etag of the CONTACT source without its "#". */
	etag: string;
	/** RFC 3339 with microseconds. */
	updateTime: string;
	/** Resource names it had before a link to a profile changed. */
	formerNames: readonly string[];
	profile?: Profile;
}

/** What a client sent for a person, checked for shape and nothing else. */
export interface PersonInput {
	etag?: string;
	/** The entries of metadata.sources. */
	sources: ReadonlyArray<{ type: string; etag: string }>;
	fields: Fields;
	/** Ids of the groups in memberships; absent when memberships are not in the body. */
	groups?: readonly string[];
	/** Which writable fields the body names at all. */
	present: ReadonlySet<FieldName>;
}

export const resourceName = (id: string): string => `people/c${id}`;

/** The id in people/c<id>; undefined when the name has another form. */
export function contactId(name: string): string | undefined {
	return /^people\/c(\d+)$/.exec(name)?.[1];
}

export const groupName = (id: string): string => `contactGroups/${id}`;

export function groupId(name: string): string | undefined {
	return /^contactGroups\/([^/]+)$/.exec(name)?.[1];
}
