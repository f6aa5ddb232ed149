import type { JsonObject } from '../kit/json';
import { keyOf, nextId, type Campaign, type Desk, type EventName, type LogRow, type Pipeline } from './model';
import { setStatus } from './membership';

/** SparkPost's names [documented] and their wrappers [documented: any single child of msys]. */
const pushed: Partial<Record<EventName, readonly [wrapper: string, type: string]>> = {
	send: ['message_event', 'delivery'],
	open: ['track_event', 'open'],
	click: ['track_event', 'click'],
	hard_bounce: ['message_event', 'bounce'],
	soft_bounce: ['message_event', 'delay'],
	out_of_band: ['message_event', 'out_of_band'],
	unsub: ['unsubscribe_event', 'link_unsubscribe'],
	spam: ['message_event', 'spam_complaint'],
};

export interface Occurrence {
	event: EventName;
	email: string;
	at: number;
	url?: string;
	campaign?: Campaign;
	pipeline?: Pipeline;
	actionId?: number;
}

/** Something happens to a message: it is logged, changes the state where it does, and is pushed. */
export function occur(desk: Desk, occurrence: Occurrence): void {
	const { event, email, at, url = null, campaign, pipeline, actionId = null } = occurrence;
	const row: LogRow = {
		id: nextId(desk.account, 'log'),
		campaignId: campaign?.id ?? null,
		pipelineId: pipeline?.id ?? null,
		actionId,
		event,
		email: desk.account.contacts.get(keyOf(email))?.email ?? email,
		url,
		at,
		mailName: campaign?.title ?? pipeline?.name ?? '',
	};
	desk.account.log.push(row);
	const then: Desk = { ...desk, now: at };
	const lists = campaign ? campaign.listIds.flatMap((id) => desk.account.lists.get(id) ?? []) : [...desk.account.lists.values()];
	for (const list of lists) {
		if (event === 'unsub') setStatus(then, list, row.email, 2, { kind: 'link', campaignId: campaign?.id ?? null });
		if (event === 'hard_bounce') setStatus(then, list, row.email, 4, { kind: 'link', campaignId: null });
		if (event === 'spam') setStatus(then, list, row.email, 5, { kind: 'link', campaignId: null });
	}
	push(desk, row);
}

function push(desk: Desk, row: LogRow): void {
	const known = pushed[row.event];
	if (!known || !desk.account.webhookUrl) return;
	const [wrapper, type] = known;
	const meta = row.campaignId !== null ? { campaign_id: String(row.campaignId) } : { pipeline_id: String(row.pipelineId), pipeline_action_id: String(row.actionId) };
	const body: JsonObject[] = [
		{
			msys: {
				[wrapper]: {
					type,
					// [documented] Unix seconds as text.
					timestamp: String(Math.floor(row.at / 1000)),
					event_id: `event-${row.id}`,
					message_id: `message-${row.id}`,
					rcpt_to: row.email,
					subject: row.mailName,
					rcpt_meta: { ...meta, subaccount: desk.account.name },
					rcpt_tags: [],
					// [assumed] As SparkPost does for clicks.
					...(row.url === null ? {} : { target_link_url: row.url }),
				},
			},
		},
	];
	desk.deliver(desk.account.webhookUrl, body, { 'X-MessageSystems-Batch-ID': `batch-${row.id}` });
}

export function sampleEvents(desk: Desk): JsonObject[] {
	return [{ msys: { message_event: { type: 'delivery', timestamp: String(Math.floor(desk.now / 1000)), event_id: 'sample', message_id: 'sample', rcpt_to: 'recipient@example.com', rcpt_meta: {}, rcpt_tags: [] } } }];
}
