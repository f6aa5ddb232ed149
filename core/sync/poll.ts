import { SyncError } from '../errors';
import type { WindowedCrm } from '../ports/crm';
import type { Clock } from '../ports/environment';
import { accept, nextPage, type Change, type WindowCursor, type WindowPlan } from './window';

/** How much one poll may do. `deadline` in milliseconds since 1970; the first page is always read. */
export interface PollBounds {
	pages: number;
	deadline: number;
}

export interface PollResult {
	cursor: WindowCursor;
	changes: Change[];
	/** What ended the poll early, after pages that were read and count. */
	failure?: SyncError;
}

/**
 * Reads on from the cursor until the window is read or the bounds are reached. Rejects when not even the
 * first page could be read; an error on a later page leaves that page to the next poll.
 */
export async function readChanges(
	crm: WindowedCrm,
	start: WindowCursor,
	plan: WindowPlan,
	bounds: PollBounds,
	clock: Clock,
): Promise<PollResult> {
	let cursor = start;
	const changes: Change[] = [];
	for (let pages = 0; pages < bounds.pages; pages += 1) {
		if (pages > 0 && clock.now() >= bounds.deadline) break;
		const next = nextPage(cursor, plan, clock.now());
		const step = await crm
			.readWindow(next.request)
			.then((page) => accept(next.cursor, plan, page, clock.now()))
			.catch((error: unknown) => laterPageFailed(error, pages));
		if (step instanceof SyncError) return { cursor, changes, failure: step };
		cursor = step.cursor;
		changes.push(...step.changes);
		if (step.window === 'read') break;
	}
	return { cursor, changes };
}

function laterPageFailed(error: unknown, pagesRead: number): SyncError {
	if (pagesRead > 0 && error instanceof SyncError) return error;
	throw error;
}
