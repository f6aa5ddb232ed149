import type { Page } from './list';
import type { Desk } from './model';
import type { RaynetAnswer } from './routing';

/** [seen] Lists say success: true, details say success: "true"; which one is a switch, clients must take both. */
function flag(desk: Desk, usual: 'boolean' | 'string'): boolean | string {
	const wanted = desk.setting('successFlag');
	return (wanted === 'asSeen' ? usual : wanted) === 'boolean' ? true : 'true';
}

export function listAnswer(desk: Desk, page: Page, usual: 'boolean' | 'string' = 'boolean'): RaynetAnswer {
	return { status: 200, body: { success: flag(desk, usual), ...page }, effect: 'read', records: page.data.length };
}

export function detailAnswer(desk: Desk, data: unknown): RaynetAnswer {
	return { status: 200, body: { success: flag(desk, 'string'), data }, effect: 'read', records: 1 };
}

/** [documented] 201 with the new id; `data` is the bare id for picklists. */
export function createdAnswer(desk: Desk, data: unknown, usual: 'boolean' | 'string' = 'boolean'): RaynetAnswer {
	return { status: 201, body: { success: flag(desk, usual), data }, effect: 'write', records: 1 };
}

/** The body of an update or delete is not documented [assumed]; 201 for an added tag [documented]. */
export function doneAnswer(desk: Desk, status: 200 | 201 = 200): RaynetAnswer {
	return { status, body: { success: flag(desk, 'string') }, effect: 'write', records: 1 };
}

/** [documented] /security/ answers bare objects. */
export function bareAnswer(body: unknown): RaynetAnswer {
	return { status: 200, body, effect: 'read', records: 1 };
}
