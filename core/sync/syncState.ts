import type { RunMode } from './sync';

/**
 * What a two-way flow remembers between its runs, at most a few KB. All of it only saves calls: without it the next
 * run reads everything.
 */
export interface SyncState {
	/** The CRM's cursor, and the flow it belongs to. */
	crm?: { flow: string; cursor: string };
	/** Names the partner's view of the last run. */
	partner?: string;
	/** Contact ids to take up again although nothing changed, with the number of tries so far. */
	again: Record<string, number>;
	/** Partner records that stay without a counterpart, with the version that was looked at. */
	parked: Record<string, string>;
	/** Creates in the CRM whose outcome is unknown, by partner id: until when (ms). */
	unknown: Record<string, number>;
	/** Partner records with a conflict that was told and is only reported, with the version that was looked at. */
	told: Record<string, string>;
	/** Partner records that several CRM records fit, with how many. */
	contested: Record<string, number>;
}

export const MOST_AGAIN = 500;
export const MOST_TRIES = 5;
const MOST_PARKED = 1_000;

export function emptyState(): SyncState {
	return { again: {}, parked: {}, unknown: {}, told: {}, contested: {} };
}

/** What was stored, as far as it is of this shape and flow. */
export function readState(stored: unknown, flow: string): SyncState {
	if (typeof stored !== 'object' || stored === null) return emptyState();
	const state = { ...emptyState(), ...(stored as Partial<SyncState>) };
	return state.crm && state.crm.flow !== flow ? emptyState() : state;
}

/** Bounded, so that it never outgrows what n8n's static data is good for. */
export function bounded(state: SyncState): SyncState {
	const last = <T>(record: Record<string, T>, most: number) => Object.fromEntries(Object.entries(record).slice(-most));
	return { ...state, again: last(state.again, MOST_AGAIN), parked: last(state.parked, MOST_PARKED), unknown: last(state.unknown, MOST_AGAIN), told: last(state.told, MOST_AGAIN), contested: last(state.contested, MOST_PARKED) };
}

/** Contacts that failed before; a run of everything tries those again, too, that were given up. */
export function dueAgain({ again }: SyncState, mode: RunMode): string[] {
	return Object.entries(again)
		.filter(([, tries]) => mode === 'everything' || tries < MOST_TRIES)
		.map(([id]) => id);
}
