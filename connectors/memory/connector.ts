import type { PartnerGroup, PartnerSide, PartnerSnapshot } from '../../core/ports/partner';
import { readChanges } from './changes';
import { readAll, repeated, request, settlePending, type Answer, type Connection, type Server } from './connection';
import type { MemoryPartnerSettings } from './partner';
import type { Store } from './store';
import { writeAll } from './writes';

export function createConnector(settings: MemoryPartnerSettings, server: Server): PartnerSide {
	const connection: Connection = {
		...server,
		settings,
		own: new Map(),
		pending: new Map(),
		request: (call, carryOut) => request(settings, server, call, carryOut),
	};
	const { store } = server;
	const { maxRecords = 25_000, slots = {} } = settings;
	return {
		capabilities: { kind: 'memory', maxRecords, visibleGroupId: server.visibleGroupId, stampResolutionMs: 1, slots },
		groups: async () => repeated(() => connection.request({ op: 'groups', records: 0 }, () => [...store.groups.values()])).value,
		async snapshot(since) {
			const records = readAll(connection);
			settlePending(connection, records);
			const pendingCreates = new Map([...connection.pending].map(([id, { until }]) => [id, until]));
			return { records, groups: [...store.groups.values()], pendingCreates, ...(settings.deletions === 'told' ? viewOf(store, records, since) : {}) };
		},
		changes: async (cursor) => readChanges(connection, cursor),
		createGroup: async (name, flowEntry) => repeated(() => createGroup(connection, name, flowEntry)).value,
		writeFlowEntry: async (group, flowEntry) => repeated(() => writeFlowEntry(connection, group, flowEntry)).value,
		write: (writes) => writeAll(connection, writes),
	};
}

/** What lists came to know as gone since a view; a record that was merged into another one is not. */
function viewOf(store: Store, records: PartnerSnapshot['records'], since: string | undefined): Pick<PartnerSnapshot, 'cursor' | 'gone'> {
	const listed = [...store.listed()];
	const cursor = `${store.generation()}.${Math.max(0, ...listed.map(([, { place }]) => place))}`;
	const [generation, seen] = since?.split('.').map(Number) ?? [];
	if (seen === undefined || generation !== store.generation()) return { cursor };
	const merged = new Set([...records.values()].flatMap(({ formerIds = [] }) => formerIds));
	const gone = listed.filter(([id, { record, place }]) => !record && place > seen && !records.has(id) && !merged.has(id));
	return { cursor, gone: gone.map(([id]) => ({ id })) };
}

/** A group whose name is taken is adopted; a flow entry that it has already stays, for the caller to compare. */
function createGroup({ request: send, store }: Connection, name: string, flowEntry: string): Answer<PartnerGroup> {
	return send({ op: 'createGroup', records: 0 }, () => {
		const taken = [...store.groups.values()].find((group) => group.name === name && group.kind === 'user');
		const group = taken ? { flowEntry, ...taken } : store.newGroup(name, flowEntry);
		store.groups.set(group.id, group);
		return group;
	});
}

function writeFlowEntry({ request: send, store }: Connection, group: PartnerGroup, flowEntry: string): Answer<PartnerGroup> {
	return send({ op: 'writeFlowEntry', records: 0 }, () => {
		const next = { ...(store.groups.get(group.id) ?? group), flowEntry };
		store.groups.set(group.id, next);
		return next;
	});
}
