import { perCredential } from '../shared/credential';

/** Ids of events that executions have taken, oldest first, by node. Known to this process alone; losing it costs a repeated item. */
export type TakenEvents = Map<string, Set<string>>;

export const takenEvents = perCredential((): TakenEvents => new Map());

const MOST_TAKEN = 5_000;

export function wasTaken(taken: TakenEvents, node: string, eventId: string): boolean {
	return taken.get(node)?.has(eventId) ?? false;
}

/** Only by the execution: what n8n could not store must come again. */
export function rememberTaken(taken: TakenEvents, node: string, eventId: string): void {
	const known = taken.get(node) ?? new Set<string>();
	taken.set(node, known);
	known.add(eventId);
	for (const oldest of known) {
		if (known.size <= MOST_TAKEN) break;
		known.delete(oldest);
	}
}
