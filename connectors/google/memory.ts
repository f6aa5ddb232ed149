import type { Clock, Environment } from '../../core/ports/environment';
import type { EntryWrite } from '../../core/ports/partner';
import type { Pacer } from '../http/pacing';
import type { UnfinishedRead } from './changes';
import { createAccountIndex, type AccountIndex } from './accountIndex';
import type { ContactGroup } from './raw';
import { createQuotaPacer, type QuotaSettings } from './transport';

export interface SyncToken {
	token: string;
	/** When the full read that it goes back to began, by our clock. */
	readAt: number;
	/** The parameters that it is bound to. */
	params: string;
}

/** A create of ours with an unknown outcome. */
export interface PendingCreate {
	entry: EntryWrite;
	until: number;
}

export interface MemoryState {
	index: AccountIndex;
	/** Time and random text that tell this memory from those of other processes; absent until it is first used. */
	life?: string;
	syncToken?: SyncToken;
	/** Pages of a full read that broke off. */
	unfinished?: UnfinishedRead;
	/** By contact id. */
	pending: Map<string, PendingCreate>;
	groups: Map<string, ContactGroup>;
	/** Labels that we created, and when: contacts cannot join at once. */
	newGroups: Map<string, number>;
	/** By label: the numbers of members (Google's, ours) that were found to differ and were looked into. */
	comparedCounts: Map<string, string>;
	pacer(clock: Clock, quota: QuotaSettings | undefined): Pacer;
}

/**
 * What is known of one Google account between runs. A cache: without it everything is read anew, and creates whose
 * outcome is unknown are forgotten. Keep one per account in the memory of the process.
 */
export interface GoogleMemory {
	/** Runs one at a time: writes of one account must not overlap. */
	exclusive<T>(run: () => Promise<T>): Promise<T>;
}

const states = new WeakMap<GoogleMemory, MemoryState>();

export function createGoogleMemory(): GoogleMemory {
	let last: Promise<unknown> = Promise.resolve();
	const memory: GoogleMemory = {
		exclusive(run) {
			const turn = last.then(run);
			last = turn.catch(() => undefined);
			return turn;
		},
	};
	let pacer: Pacer | undefined;
	states.set(memory, {
		index: createAccountIndex(),
		pending: new Map(),
		groups: new Map(),
		newGroups: new Map(),
		comparedCounts: new Map(),
		pacer: (clock, quota) => (pacer ??= createQuotaPacer(clock, quota)),
	});
	return memory;
}

export function lifeOf({ clock, random }: Pick<Environment, 'clock' | 'random'>): string {
	return `${clock.now().toString(36)}${random().toString(36).slice(2, 8)}`;
}

export function stateOfMemory(memory: GoogleMemory): MemoryState {
	const state = states.get(memory);
	if (!state) throw new TypeError('Not a memory of createGoogleMemory().');
	return state;
}

/** Creates whose outcome is still open, without those that were found or whose time has passed. */
export function settlePending(state: MemoryState, now: number): void {
	if (state.pending.size === 0) return;
	for (const { record } of state.index.rows.values()) for (const id of record.externalIds) state.pending.delete(id);
	for (const [id, { until }] of state.pending) if (until <= now) state.pending.delete(id);
}
