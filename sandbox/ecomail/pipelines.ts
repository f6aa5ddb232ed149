import type { JsonObject } from '../kit/json';
import { unique } from './contacts';
import { occur } from './events';
import { keyOf, nextId, type Contact, type Desk, type Pipeline, type PipelineAction } from './model';
import { isoStamp } from './time';

/** A contact goes through an automation, all steps at one moment. */
export function enter(desk: Desk, pipeline: Pipeline, email: string): void {
	const contact = desk.account.contacts.get(keyOf(email));
	if (!contact) return;
	pipeline.entered.push(keyOf(email));
	for (const action of pipeline.actions) {
		desk.account.automationLog.push({ id: nextId(desk.account, 'automationLog'), pipelineId: pipeline.id, actionId: action.id, email: contact.email, at: desk.now });
		step(desk, pipeline, action, contact);
	}
}

function step(desk: Desk, pipeline: Pipeline, { id, type, properties }: PipelineAction, contact: Contact): void {
	const tag = String(properties.tag ?? '');
	if (type === 'tag') contact.tags = unique(desk, [...contact.tags, tag]);
	if (type === 'untag') contact.tags = contact.tags.filter((one) => one !== tag);
	if (type === 'mail') occur(desk, { event: 'send', email: contact.email, at: desk.now, pipeline, actionId: id });
	if (type === 'webhook') desk.deliver(String(properties.url), stepBody(desk, pipeline, id, contact));
}

/** [documented help article] The full contact, and its memberships; raynet_id among the fields. */
function stepBody(desk: Desk, pipeline: Pipeline, actionId: number, contact: Contact): JsonObject {
	const memberships = [...desk.account.lists.values()].flatMap((list) => {
		const found = list.members.get(keyOf(contact.email));
		return found ? [{ id: found.id, list_id: list.id, email: contact.email, status: found.status, subscribed_at: isoStamp(found.subscribedAt), source: found.source }] : [];
	});
	const subscriber = { id: contact.id, ...contact.fields, email: contact.email, tags: contact.tags, raynet_id: null };
	return { account: desk.account.name, pipeline: pipeline.id, action: actionId, email: contact.email, subscriber, subscribers: memberships };
}
