import type { PartnerGroup, PartnerSide } from '../../core/ports/partner';
import { readChanges } from './changes';
import { readAll, repeated, request, settlePending, type Answer, type Connection, type Server } from './connection';
import type { MemoryPartnerSettings } from './partner';
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
		async snapshot() {
			const records = readAll(connection);
			settlePending(connection, records);
			const pendingCreates = new Map([...connection.pending].map(([id, { until }]) => [id, until]));
			return { records, groups: [...store.groups.values()], pendingCreates };
		},
		changes: async (cursor) => readChanges(connection, cursor),
		createGroup: async (name, flowEntry) => repeated(() => createGroup(connection, name, flowEntry)).value,
		writeFlowEntry: async (group, flowEntry) => repeated(() => writeFlowEntry(connection, group, flowEntry)).value,
		write: (writes) => writeAll(connection, writes),
	};
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
