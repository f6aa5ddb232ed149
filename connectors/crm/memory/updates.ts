import { RecordError, RetriableError } from '../../../core/errors';
import type { CrmWrite, CrmWriteResult } from '../../../core/ports/crm';
import { remember, request, type Connection } from './connection';
import { readOne } from './reading';
import { joined, left, withTags } from './scopes';
import { keyOf, patched, refOf, type Held, type Stored } from './store';
import { takenOf } from './values';

export type UpdateWrite = Extract<CrmWrite, { op: 'update' }>;
export type DeleteWrite = Extract<CrmWrite, { op: 'delete' }>;

const MOST_ATTEMPTS = 3;

/** One request of a write. */
interface Part {
	op: 'update' | 'tags' | 'link';
	change(held: Held): Held;
}

/** Reads, compares the version, writes, and reads back: no CRM has a lock, so what came between shows as a jump of the version. */
export function update(connection: Connection, write: UpdateWrite): CrmWriteResult {
	const { key, record } = write;
	const before = readOne(connection, record.contact);
	if (!before) return { kind: 'conflict', key };
	if (String(before.version) !== record.version) return { kind: 'conflict', key, current: before.whole };
	assertPossible(connection, write, before);
	const parts = partsOf(connection, write).filter(({ change }) => !isSame(changed(connection, before, change), before.held));
	if (parts.length === 0) return { kind: 'done', key, record: before.whole };

	let version = before.version;
	for (const part of parts) {
		const sent = sendPart(connection, before, version, part);
		if (sent.kind === 'overtaken') return { kind: 'conflict', key, ...(sent.current ? { current: sent.current.whole } : {}) };
		version += 1;
	}
	const after = readOne(connection, record.contact);
	if (!after) return { kind: 'conflict', key };
	remember(connection, keyOf(after), after);
	return { kind: 'done', key, record: after.whole, ...(after.version === version ? {} : { overtaken: true }) };
}

/** A part whose answer is lost is sent again where the record shows that it did not arrive. */
function sendPart(connection: Connection, { recordType, recordId }: Stored, version: number, { op, change }: Part): { kind: 'sent' } | { kind: 'overtaken'; current?: Stored } {
	const ref = { recordType, recordId };
	for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
		const answer = request(connection, op, 1, () => (connection.store.get(ref) ? connection.store.save(ref, change) : undefined));
		if (answer.kind === 'answered') return answer.value ? { kind: 'sent' } : { kind: 'overtaken' };
		const current = readOne(connection, ref);
		if (!current) return { kind: 'overtaken' };
		if (current.version === version) continue;
		return isSame(changed(connection, current, change), current.held) ? { kind: 'sent' } : { kind: 'overtaken', current };
	}
	throw new RetriableError('The CRM could not be reached; the next run tries again.', 'No answer', undefined, 'unknown');
}

function assertPossible({ capabilities, settings }: Connection, { move, scope, link }: UpdateWrite, { held }: Stored): void {
	if (move !== 'stay' && !capabilities.joinable.includes(scope.kind)) {
		throw new RecordError('scopeNotJoinable', 'Nobody can be put into this scope or taken out of it. Choose a tag or a group.');
	}
	const isFull = held.links.length >= (settings.mostLinks ?? Number.POSITIVE_INFINITY);
	if (link && 'set' in link && isFull && !held.links.includes(link.set)) {
		throw new RecordError('noRoomForLink', 'This record holds as many links as it can. Remove one that is not needed.');
	}
}

/** Scope before link, whether in or out. */
function partsOf({ capabilities, settings }: Connection, { record, patch, optOut, tags, move, scope, link }: UpdateWrite): Part[] {
	const taken = takenOf(patch, record.contact.recordType, capabilities);
	const values: Part = { op: 'update', change: (held) => ({ ...held, fields: { ...patched(held.fields, taken), ...(optOut ? { doNotEmail: true } : {}) } }) };
	const membership: Part = {
		op: 'tags',
		change(held) {
			const tagged = tags ? { ...held, fields: patched(held.fields, { tags: withTags(held.fields.tags, tags) }) } : held;
			if (move === 'join') return joined(tagged, scope);
			return move === 'leave' ? left(tagged, scope) : tagged;
		},
	};
	const linking: Part = { op: 'link', change: (held) => (link && capabilities.links !== 'none' ? { ...held, links: relinked(held.links, link) } : held) };
	const parts = [values, membership, linking];
	if (settings.requests === 'apart') return parts;
	return [{ op: 'update', change: (held) => parts.reduce((changing, { change }) => change(changing), held) }];
}

function relinked(links: readonly string[], link: NonNullable<UpdateWrite['link']>): readonly string[] {
	if ('remove' in link) return links.filter((one) => one !== link.remove);
	return links.includes(link.set) ? links : [...links, link.set];
}

/** What the record would hold after the change, as the CRM reshapes it. */
function changed({ settings }: Connection, { held, recordType }: Stored, change: Part['change']): Held {
	const next = change(held);
	return { ...next, fields: patched(settings.reshape?.(patched(next.fields, {}), recordType) ?? next.fields, {}) };
}

/** Whatever the order of their members. */
function isSame(a: unknown, b: unknown): boolean {
	if (a === b) return true;
	if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
	const [one, other] = [Object.entries(a), b as Readonly<Record<string, unknown>>];
	return one.length === Object.keys(b).length && one.every(([name, value]) => isSame(value, other[name]));
}

/** A record that is gone already is as it should be. */
export function remove(connection: Connection, { key, record }: DeleteWrite): CrmWriteResult {
	const { capabilities, store } = connection;
	const ref = refOf(record.contact);
	if (capabilities.destroys === 'nothing') throw new RecordError('cannotDelete', 'This CRM does not let records be deleted.');
	const before = readOne(connection, ref);
	if (!before) return { kind: 'done', key };
	if (String(before.version) !== record.version) return { kind: 'conflict', key, current: before.whole };
	for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
		const answer = request(connection, 'delete', 1, () => destroy(connection, before));
		const current = answer.kind === 'answered' ? store.get(ref) : readOne(connection, ref);
		if (current && current.held.standing === 'active') continue;
		remember(connection, keyOf(ref), current);
		return { kind: 'done', key };
	}
	throw new RetriableError('The CRM could not be reached; the next run tries again.', 'No answer', undefined, 'unknown');
}

function destroy({ capabilities, store }: Connection, before: Stored): void {
	if (!store.get(before)) return;
	if (capabilities.destroys === 'invalid') store.save(refOf(before), (held) => ({ ...held, standing: 'invalid' }));
	else store.remove(refOf(before));
}
