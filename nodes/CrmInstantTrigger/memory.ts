import type { QuotaMemory } from '../../connectors/crm/raynet';
import { perCredential } from '../shared/credential';

/** What this process remembers of a login; losing it costs a request or a repeated item, nothing else. */
export interface PushMemory {
	quota: QuotaMemory;
	/** Ids of deliveries that were read, oldest first, by node. */
	taken: Map<string, Set<string>>;
	/** Events left to the nightly run since a person was told, by node. */
	left: Map<string, LeftEvents>;
}

export interface LeftEvents {
	count: number;
	/** The end of the day quota during which an execution told of it, in ms since 1970. */
	toldUntil: number;
}

export const pushMemory = perCredential((): PushMemory => ({ quota: {}, taken: new Map(), left: new Map() }));

const MOST_TAKEN = 1_000;

/** Whether an execution has read this delivery; RAYNET sends one again when our answer was lost. */
export function wasTaken({ taken }: PushMemory, node: string, deliveryId: string): boolean {
	return taken.get(node)?.has(deliveryId) ?? false;
}

/** Only once it was read: what could not be stored or read must come again. */
export function rememberTaken({ taken }: PushMemory, node: string, deliveryId: string): void {
	if (deliveryId === '') return;
	const known = taken.get(node) ?? new Set<string>();
	taken.set(node, known);
	known.add(deliveryId);
	for (const oldest of known) {
		if (known.size <= MOST_TAKEN) break;
		known.delete(oldest);
	}
}

/**
 * Counts an event that is left to the nightly run. `tell`: none was left before in this day of the quota, so an
 * execution has to tell.
 */
export function leaveOne({ quota, left }: PushMemory, node: string): 'tell' | 'count' {
	const before = left.get(node) ?? { count: 0, toldUntil: 0 };
	const until = quota.known?.resetsAt ?? 0;
	left.set(node, { count: before.count + 1, toldUntil: until });
	return before.toldUntil === until ? 'count' : 'tell';
}

/** How many were left since the last time; from now on counted anew. */
export function takeLeft({ left }: PushMemory, node: string): number {
	const { count = 0, toldUntil = 0 } = left.get(node) ?? {};
	left.set(node, { count: 0, toldUntil });
	return count;
}
