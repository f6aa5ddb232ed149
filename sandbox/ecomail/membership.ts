import { keyOf, nextId, type Desk, type List, type Membership, type Status } from './model';

/** What brought a change of state about: a person or a form, a link in a mail, or a call of the API. */
export type Doer = { kind: 'person' } | { kind: 'link'; campaignId: number | null } | { kind: 'api' };

export function newMembership({ account, now }: Desk, status: Status, source: string | null): Membership {
	return { id: nextId(account, 'membership'), status, source, subscribedAt: now, unsubscribedAt: status === 2 ? now : null, customFields: {}, groups: null };
}

/** Changes the state and tells the list's webhook where it would be told. */
export function setStatus(desk: Desk, list: List, email: string, status: Status, doer: Doer): void {
	const membership = list.members.get(keyOf(email));
	if (!membership || membership.status === status) return;
	membership.status = status;
	if (status === 2) membership.unsubscribedAt = desk.now;
	if (status === 1) Object.assign(membership, { subscribedAt: desk.now, unsubscribedAt: null });
	if (status === 1 || status === 2) tellList(desk, list, email, status, doer);
}

/** [documented] Not for an unsubscribe by API. Subscribing by API does tell. A campaign's id only where its link was used [assumed]. */
export function tellList(desk: Desk, list: List, email: string, status: 1 | 2, doer: Doer): void {
	if (!list.webhookUrl || (status === 2 && doer.kind === 'api')) return;
	const campaignId = doer.kind === 'link' ? doer.campaignId : null;
	desk.deliver(list.webhookUrl, { payload: { email, status: status === 1 ? 'SUBSCRIBED' : 'UNSUBSCRIBED', listId: list.id, campaignId } });
}
