import { contactId, type RecordRef, type RecordType } from '../../../core/contact/contact';
import type { ChangesRequest, CrmChanges, CrmRecord, CrmScope, WindowPage, WindowRequest } from '../../../core/ports/crm';
import { repeated, visible, type Connection } from './connection';
import { isInScope } from './scopes';
import { keyOf, type Save, type Stored } from './store';

export function readWindow(connection: Connection, { recordType, from = Number.NEGATIVE_INFINITY, to, scope, offset, limit }: WindowRequest): WindowPage {
	return repeated(connection, 'readWindow', 0, () => {
		const inWindow = listedOf(connection, recordType)
			.filter((stored) => stored.modifiedAt >= from && stored.modifiedAt < to && isInScope(stored, scope))
			.sort((a, b) => Number(a.recordId) - Number(b.recordId));
		return {
			records: inWindow.slice(offset, offset + Math.min(limit, connection.capabilities.pageSize)).map(({ listed }) => listed),
			total: inWindow.length,
			serverTime: connection.settings.env.clock.now(),
		};
	});
}

export function recent(connection: Connection, recordType: RecordType, scope: CrmScope, limit: number): CrmRecord[] {
	return repeated(connection, 'recent', 0, () =>
		listedOf(connection, recordType)
			.filter((stored) => isInScope(stored, scope))
			.sort((a, b) => b.modifiedAt - a.modifiedAt || Number(b.recordId) - Number(a.recordId))
			.slice(0, limit)
			.map(({ listed }) => listed),
	);
}

/** A record read singly is shown as it is, however far listings are behind. */
export function readOne(connection: Connection, ref: RecordRef): Stored | undefined {
	return repeated(connection, 'read', 1, () => connection.store.get(ref));
}

export function read(connection: Connection, refs: readonly RecordRef[]): ReadonlyMap<string, CrmRecord> {
	const { account = { crm: 'memory', account: 'demo' } } = connection.settings;
	const found = new Map<string, CrmRecord>();
	for (const { recordType, recordId } of refs) {
		const stored = readOne(connection, { recordType, recordId });
		if (stored) found.set(contactId(account, recordType, recordId), stored.whole);
	}
	return found;
}

export function findByLink(connection: Connection, link: string): CrmRecord | undefined {
	if (connection.capabilities.links === 'none') return undefined;
	return repeated(connection, 'findByLink', 0, () => {
		for (const { held, whole } of visible(connection).values()) if (held.links.includes(link)) return whole;
		return undefined;
	});
}

/** A page of everything goes on after a record; else how many saves were read, and how many records there were then. */
type Cursor = { after: string; saves: number } | { saves: number; total: number };

export function changes(connection: Connection, { recordTypes, scope, cursor }: ChangesRequest): CrmChanges {
	const asked = cursor === undefined ? undefined : (JSON.parse(cursor) as Cursor);
	return repeated(connection, 'changes', 0, () => {
		const found = asked && 'total' in asked ? whatChanged(connection, recordTypes, asked) : undefined;
		const { next, ...rest } = found ?? everything(connection, recordTypes, scope, asked && 'after' in asked ? asked : undefined);
		return { ...rest, cursor: JSON.stringify(next), serverTime: connection.settings.env.clock.now() };
	});
}

type Step = Pick<CrmChanges, 'extent' | 'records' | 'gone' | 'more'> & { next: Cursor };

function everything(connection: Connection, recordTypes: readonly RecordType[], scope: CrmScope, from?: { after: string; saves: number }): Step {
	const { store, capabilities } = connection;
	const shown = [...visible(connection).values()].filter(({ recordType }) => recordTypes.includes(recordType));
	const left = shown.filter((stored) => isInScope(stored, scope) && (!from || Number(stored.recordId) > Number(from.after))).sort((a, b) => Number(a.recordId) - Number(b.recordId));
	const page = left.slice(0, capabilities.pageSize);
	// Counted from the first page on, so that what is saved while the others are read counts as changed.
	const saves = from?.saves ?? store.shownSaves();
	const more = left.length > page.length ? 'yes' : 'no';
	const next = more === 'yes' ? { after: page.at(-1)?.recordId ?? '', saves } : { saves, total: totalAt(store.saves, saves, recordTypes) };
	return { extent: 'everything', records: page.map(({ listed }) => listed), gone: [], more, next };
}

/** Undefined where a count shows that something is gone and the CRM does not tell what. */
function whatChanged({ store, capabilities, own }: Connection, recordTypes: readonly RecordType[], { saves, total }: { saves: number; total: number }): Step | undefined {
	const shownSaves = store.shownSaves();
	const touched = new Map<string, Save>();
	for (const save of store.saves.slice(saves, shownSaves)) if (recordTypes.includes(save.ref.recordType)) touched.set(save.key, save);
	const records = [...touched.values()].flatMap(({ stored }) => stored ?? []);
	const created = records.filter(({ createdIn }) => createdIn >= saves).length;
	const now = totalAt(store.saves, shownSaves, recordTypes);
	if (total + created > now && !capabilities.tellsDeletions) return undefined;
	const gone = capabilities.tellsDeletions ? [...touched.values()].flatMap(({ stored, ref }) => (stored ? [] : [ref])) : [];
	// What was written since by this connector is newer than what a listing behind shows.
	const newest = records.map((stored) => {
		const written = own.get(keyOf(stored))?.stored;
		return written && written.savedIn > stored.savedIn ? written : stored;
	});
	return { extent: 'changes', records: newest.map(({ listed }) => listed), gone, more: 'no', next: { saves: shownSaves, total: now } };
}

function totalAt(saves: readonly Save[], count: number, recordTypes: readonly RecordType[]): number {
	const living = new Set<string>();
	for (const { key, ref, stored } of saves.slice(0, count)) {
		if (!stored) living.delete(key);
		else if (recordTypes.includes(ref.recordType)) living.add(key);
	}
	return living.size;
}

function listedOf(connection: Connection, recordType: RecordType): Stored[] {
	return [...visible(connection).values()].filter((stored) => stored.recordType === recordType);
}

