import { GuardError, expectSyncError } from '../../../core/errors';
import type { CrmSide, CrmWrite, CrmWriteResult, WindowedCrm } from '../../../core/ports/crm';
import { repeated, type Connection } from './connection';
import { create } from './creates';
import { createHands, type MemoryCrmHands } from './hands';
import { changes, findByLink, read, readWindow, recent } from './reading';
import { choicesAmong } from './scopes';
import { capabilitiesOf, type MemoryCrmCall, type MemoryCrmSettings } from './settings';
import { createStore, type Store } from './store';
import { remove, update } from './updates';

export type { MemoryCrmHands, MemoryRecord } from './hands';
export type { CrmFate, MemoryCrmCall, MemoryCrmSettings } from './settings';

/** The reference of the CRM contract: a CRM side over a server in memory. What it does, every connector does. */
export interface MemoryCrm extends WindowedCrm {
	readonly hands: MemoryCrmHands;
	/** Every request of every connector on this server, in order. */
	readonly calls: readonly MemoryCrmCall[];
	/** Another connector on the same server, which knows nothing of what this one did. */
	connect(): WindowedCrm;
}

export function createMemoryCrm(settings: MemoryCrmSettings): MemoryCrm {
	const account = settings.account ?? { crm: 'memory', account: 'demo' };
	const capabilities = capabilitiesOf(settings);
	let delay = 0;
	const store = createStore({
		account,
		now: settings.env.clock.now,
		stampResolutionMs: capabilities.stampResolutionMs,
		reshape: settings.reshape ?? ((fields) => fields),
		visibleAfterMs: () => delay,
		links: capabilities.links,
	});
	const calls: MemoryCrmCall[] = [];
	const connect = (): WindowedCrm => createConnector({ settings: { ...settings, account }, capabilities, store, calls });
	const setDelay = (ms: number): void => {
		delay = ms;
	};
	return { ...connect(), hands: createHands(store, setDelay), calls, connect };
}

function createConnector(server: { settings: MemoryCrmSettings; capabilities: CrmSide['capabilities']; store: Store; calls: MemoryCrmCall[] }): WindowedCrm {
	const connection: Connection = { ...server, pending: new Map(), own: new Map() };
	const { settings, capabilities, store } = server;
	return {
		account: settings.account ?? { crm: 'memory', account: 'demo' },
		capabilities,
		check: async () => repeated(connection, 'check', 0, () => ({ serverTime: settings.env.clock.now() })),
		readWindow: async (request) => readWindow(connection, request),
		changes: async (request) => changes(connection, request),
		read: async (refs) => read(connection, refs),
		findByLink: async (link) => findByLink(connection, link),
		write: (writes) => writeAll(connection, writes),
		recent: async (recordType, scope, limit) => recent(connection, recordType, scope, limit),
		choices: async (kind, recordTypes) => repeated(connection, 'choices', 0, () => choicesAmong(kind, recordTypes, store.records().values())),
	};
}

/** One after the other, in the order given. */
async function* writeAll(connection: Connection, writes: readonly CrmWrite[]): AsyncGenerator<CrmWriteResult[]> {
	for (const write of writes) {
		if (connection.settings.env.cancelled()) throw new GuardError('cancelled', 'Stopped, because the run was cancelled. What was written stays; the next run goes on from there.');
		yield [carryOut(connection, write)];
	}
}

/** An error that concerns one record only is its result; any other ends the run. */
function carryOut(connection: Connection, write: CrmWrite): CrmWriteResult {
	try {
		switch (write.op) {
			case 'create':
				return create(connection, write);
			case 'update':
				return update(connection, write);
			case 'delete':
				return remove(connection, write);
		}
	} catch (caught) {
		const error = expectSyncError(caught);
		if (error.recovery === 'guard' || error.recovery === 'fatal' || error.recovery === 'configuration') throw error;
		return { kind: 'failed', key: write.key, error };
	}
}
