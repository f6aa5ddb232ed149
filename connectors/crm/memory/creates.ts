import { RecordError, RetriableError, SyncError } from '../../../core/errors';
import type { CrmWrite, CrmWriteResult } from '../../../core/ports/crm';
import { passOn, remember, repeated, request, visible, VISIBILITY_MS, type Answer, type Connection } from './connection';
import { joined } from './scopes';
import { keyOf, refOf, type Held, type Stored } from './store';
import { takenOf } from './values';

export type CreateWrite = Extract<CrmWrite, { op: 'create' }>;

/** Not repeated: a create whose answer is lost is looked up by its link, and waits until it must have become visible. */
export function create(connection: Connection, write: CreateWrite): CrmWriteResult {
	const { pending, settings } = connection;
	const id = pendingId(write);
	const until = pending.get(id);
	if (until !== undefined) {
		const found = lookUp(connection, write);
		if (found.kind === 'done' || until > settings.env.clock.now()) return found;
		pending.delete(id);
	}
	const answer = send(connection, write);
	if (answer.kind === 'lost' || answer.value === 'linkTaken') return lookUp(connection, write);
	remember(connection, keyOf(answer.value), answer.value);
	return linked(connection, write, answer.value);
}

function pendingId({ key, link }: CreateWrite): string {
	return link ?? key;
}

function send(connection: Connection, write: CreateWrite): Answer<Stored | 'linkTaken'> {
	const { store, settings } = connection;
	const { link } = write;
	try {
		return request(connection, 'create', 1, () => {
			const isTaken = link !== undefined && settings.sameLink === 'refused' && [...store.records().values()].some(({ held }) => held.links.includes(link));
			return isTaken ? 'linkTaken' : store.create(write.recordType, heldOf(connection, write));
		});
	} catch (error) {
		if (error instanceof RetriableError && error.outcome === 'unknown') return { kind: 'lost' };
		return passOn(error);
	}
}

function heldOf({ capabilities, settings }: Connection, { recordType, fields, scope, link }: CreateWrite): Held {
	const { tags, doNotEmail } = fields;
	const values = { ...takenOf(fields, recordType, capabilities), ...(tags ? { tags } : {}), ...(doNotEmail === true ? { doNotEmail } : {}) };
	const links = link !== undefined && capabilities.links !== 'none' && settings.requests !== 'apart' ? [link] : [];
	return joined({ fields: values, categoryId: '', links, standing: 'active' }, scope);
}

/** Where the link needs a request of its own. Without it the record is there all the same, so its failure is no failure of the create. */
function linked(connection: Connection, { key, link }: CreateWrite, created: Stored): CrmWriteResult {
	const { settings, capabilities, store } = connection;
	if (link === undefined || settings.requests !== 'apart' || capabilities.links === 'none') return { kind: 'done', key, record: created.whole };
	try {
		const withLink = repeated(connection, 'link', 1, () => store.get(created) && store.save(refOf(created), (held) => ({ ...held, links: [...new Set([...held.links, link])] })));
		if (!withLink) return { kind: 'conflict', key };
		remember(connection, keyOf(withLink), withLink);
		return { kind: 'done', key, record: withLink.whole };
	} catch (error) {
		if (error instanceof RetriableError || error instanceof RecordError) return { kind: 'done', key, record: created.whole };
		return passOn(error);
	}
}

function lookUp(connection: Connection, write: CreateWrite): CrmWriteResult {
	const { pending, settings } = connection;
	const until = pending.get(pendingId(write)) ?? settings.env.clock.now() + VISIBILITY_MS;
	pending.set(pendingId(write), until);
	const found = findCreated(connection, write);
	if (!found) return { kind: 'unknown', key: write.key, until };
	pending.delete(pendingId(write));
	remember(connection, keyOf(found), found);
	return { kind: 'done', key: write.key, record: found.whole };
}

/** Undefined also where the lookup itself finds no answer: then the next request tells what is wrong. */
function findCreated(connection: Connection, { link }: CreateWrite): Stored | undefined {
	if (link === undefined || connection.capabilities.links === 'none') return undefined;
	try {
		return repeated(connection, 'findByLink', 0, () => [...visible(connection).values()].find(({ held }) => held.links.includes(link)));
	} catch (error) {
		if (error instanceof SyncError) return undefined;
		return passOn(error);
	}
}
