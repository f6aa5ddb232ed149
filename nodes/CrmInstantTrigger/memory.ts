import { raynetQuota } from '../shared/crm';
import { perCredential, type Credential } from '../shared/credential';
import type { QuotaMemory } from '../../connectors/crm/raynet';
import { newQueue, type ReadingQueue } from './queue';

/** What this process remembers of a login; losing it costs a request or a repeated item, nothing else. */
export interface PushMemory {
	/** Executions that read a delivery, by node and delivery, oldest first. */
	taken: Map<string, Map<string, string>>;
	/** Events left to the nightly run since a person was told, by node. */
	left: Map<string, LeftEvents>;
	/** Records that executions wait for. */
	queue: ReadingQueue;
}

export interface LeftEvents {
	count: number;
	/** The end of the day quota during which an execution told of it, in ms since 1970. */
	toldUntil: number;
}

const memories = perCredential((): PushMemory => ({ taken: new Map(), left: new Map(), queue: newQueue() }));

/** With what all nodes learnt of the day quota. */
export function pushMemory(credential: Credential): PushMemory & { quota: QuotaMemory } {
	return Object.assign(memories(credential), { quota: raynetQuota(credential) });
}

const MOST_TAKEN = 1_000;

/** Whether an execution has the delivery; RAYNET sends one again when our answer was lost. */
export function wasTaken({ taken }: PushMemory, node: string, deliveryId: string): boolean {
	return taken.get(node)?.has(deliveryId) ?? false;
}

/** Only an execution takes it: what could not be stored must come again. `other`: another one has it already. */
export function take({ taken }: PushMemory, node: string, deliveryId: string, execution: string): 'ours' | 'other' {
	if (deliveryId === '') return 'ours';
	const known = taken.get(node) ?? new Map<string, string>();
	taken.set(node, known);
	const owner = known.get(deliveryId) ?? execution;
	if (owner !== execution) return 'other';
	known.set(deliveryId, execution);
	for (const oldest of known.keys()) {
		if (known.size <= MOST_TAKEN) break;
		known.delete(oldest);
	}
	return 'ours';
}

/** It could not be read, so it may come again. */
export function giveBack({ taken }: PushMemory, node: string, deliveryId: string): void {
	taken.get(node)?.delete(deliveryId);
}

/**
 * Counts an event that is left to the nightly run. `tell`: none was left before in this day of the quota, so an
 * execution has to tell.
 */
export function leaveOne({ quota, left }: PushMemory & { quota: QuotaMemory }, node: string): 'tell' | 'count' {
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
