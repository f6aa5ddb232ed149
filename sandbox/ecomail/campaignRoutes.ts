import type { JsonObject } from '../kit/json';
import { EcomailError, notFound } from './errors';
import { phpMap } from './listRoutes';
import { keyOf, type Campaign, type Desk, type EventName, type LogRow, type Pipeline, type PipelineAction } from './model';
import { many, one, pageOf, type EcomailAnswer, type Query, type Route } from './routing';
import { isoStamp, plainStamp } from './time';

function byId<T>(all: ReadonlyMap<number, T>, id: string | undefined, what: string): T {
	// [seen] GET /campaigns/log is taken for a campaign whose id is "log".
	if (!/^\d+$/.test(id ?? '')) throw new EcomailError(422, 'The id must be a number');
	const found = all.get(Number(id));
	if (!found) throw notFound(what);
	return found;
}

function campaignBody(desk: Desk, campaign: Campaign): JsonObject {
	const { id, title, subject, fromName, fromEmail, status, sentAt, recipients } = campaign;
	return {
		id,
		from_name: fromName,
		from_email: fromEmail,
		reply_to: fromEmail,
		title,
		subject,
		sent_at: sentAt === null ? null : plainStamp(sentAt),
		recipients: recipients.length,
		status,
		scheduled_at: null,
		template_id: null,
		archive_url: `https://${desk.account.name}.ecomailapp.example/campaign/archive/${id}`,
	};
}

/** [documented] filters[...] with days as YYYY-MM-DD; per_page; `page` is used by clients. */
function campaigns(desk: Desk, query: Query): JsonObject[] {
	const from = one(query, 'filters[date_from]');
	const status = one(query, 'filters[status]');
	const all = [...desk.account.campaigns.values()]
		.filter((campaign) => status === undefined || campaign.status === Number(status))
		.filter(({ sentAt }) => from === undefined || (sentAt !== null && sentAt >= Date.parse(from)))
		.sort((a, b) => b.id - a.id);
	// The usual number of rows and the most are not documented.
	return pageOf(all, query, 20, 100).rows.map((campaign) => campaignBody(desk, campaign));
}

/** [documented] What stats-detail counts per contact. */
const statNames = ['open', 'send', 'unsub', 'soft_bounce', 'click', 'hard_bounce', 'out_of_band', 'spam'] as const;
const statOf: Partial<Record<EventName, (typeof statNames)[number]>> = { open: 'open', send: 'send', unsub: 'unsub', soft_bounce: 'soft_bounce', click: 'click', hard_bounce: 'hard_bounce', bounce: 'hard_bounce', out_of_band: 'out_of_band', spam: 'spam', spam_complaint: 'spam' };

function statsDetail(desk: Desk, rows: readonly LogRow[], targeted: readonly string[], query: Query, most: number): EcomailAnswer {
	const event = one(query, 'event');
	const email = one(query, 'email');
	const wanted = email === undefined ? targeted : targeted.filter((key) => key === keyOf(email));
	const counts = new Map(wanted.map((key) => [key, Object.fromEntries(statNames.map((name) => [name, 0]))]));
	const shown = new Map(wanted.map((key) => [key, desk.account.contacts.get(key)?.email ?? key]));
	for (const row of rows) {
		const name = statOf[row.event];
		const stats = counts.get(keyOf(row.email));
		if (name && stats) stats[name] = (stats[name] ?? 0) + 1;
	}
	const chosen = [...counts].filter(([, stats]) => event === undefined || (stats[event] ?? 0) > 0);
	// [documented] 100 unless said otherwise; at most 100 for campaigns, 5,000 for automations.
	const page = pageOf(chosen, query, 100, most);
	const subscribers = Object.fromEntries(page.rows.map(([key, stats]) => [shown.get(key) ?? key, stats]));
	const next = page.page < page.lastPage ? `?page=${page.page + 1}` : null;
	return { body: { next_page_url: next, total: targeted.length, per_page: page.perPage, subscribers: phpMap(desk, subscribers) }, effect: 'read', records: page.rows.length };
}

function logBody(row: LogRow): JsonObject {
	const { id, campaignId, pipelineId, actionId, event, url, email, at, mailName } = row;
	return { id, campaign_id: campaignId, autoresponder_id: pipelineId, action_id: actionId, event, msg: null, url, email, occured_at: isoStamp(at), mail_name: mailName };
}

function campaignLog(desk: Desk, campaign: Campaign, query: Query): EcomailAnswer {
	const events = many(query, 'events');
	const from = one(query, 'date_from');
	const to = one(query, 'date_to');
	const email = one(query, 'email');
	const rows = desk.account.log
		.filter((row) => row.campaignId === campaign.id && (events.length === 0 || events.includes(row.event)))
		.filter((row) => email === undefined || keyOf(row.email) === keyOf(email))
		.filter(({ at }) => (from === undefined || at >= Date.parse(from)) && (to === undefined || at < Date.parse(to) + 86_400_000));
	const by = one(query, 'sort_by') ?? 'occured_at';
	const sign = one(query, 'sort_dir') === 'asc' ? 1 : -1;
	const value = (row: LogRow): number => (by === 'id' ? row.id : row.at);
	rows.sort((a, b) => sign * (value(a) - value(b) || a.id - b.id));
	if (rows.length === 0 && desk.setting('emptyLog') === '404') throw notFound('Log');
	// [documented] 20 unless said otherwise, at most 100.
	const page = pageOf(rows, query, 20, 100);
	return { body: { campaign_log: page.rows.map(logBody), current_page: page.page, per_page: page.perPage, total: page.total, last_page: page.lastPage }, effect: 'read', records: page.rows.length };
}

function statsOf(rows: readonly LogRow[], entered: number): JsonObject {
	const count = (...names: EventName[]): number => rows.filter(({ event }) => names.includes(event)).length;
	const who = (name: EventName): number => new Set(rows.filter(({ event }) => event === name).map(({ email }) => email)).size;
	return {
		triggered: entered,
		ended: entered,
		open: who('open'),
		total_open: count('open'),
		send: count('send'),
		click: who('click'),
		total_click: count('click'),
		inject: count('send'),
		soft_bounce: count('soft_bounce'),
		hard_bounce: count('hard_bounce'),
		bounce: count('hard_bounce', 'soft_bounce'),
		spam: count('spam'),
		unsub: count('unsub'),
	};
}

/** [documented] `stats` in the detail of a campaign. */
function report(desk: Desk, campaign: Campaign): JsonObject {
	const setting = desk.setting('campaignReport');
	if (setting === 'missing') return {};
	const until = setting === 'behind' ? desk.now - 3_600_000 : Infinity;
	return { stats: statsOf(ofCampaign(desk, campaign).filter(({ at }) => at <= until), campaign.recipients.length) };
}

/** [documented] type and properties; what properties of a tag step are called is not. */
function actionBody(desk: Desk, { id, type, properties }: PipelineAction): JsonObject {
	const setting = desk.setting('stepProperties');
	const { tag, ...others } = properties;
	if (tag === undefined || setting === 'tag') return { id, type, properties };
	return { id, type, properties: { ...others, [setting]: setting === 'tags' ? [tag] : tag } };
}

const ofCampaign = (desk: Desk, { id }: Campaign): LogRow[] => desk.account.log.filter(({ campaignId }) => campaignId === id);
const ofPipeline = (desk: Desk, { id }: Pipeline): LogRow[] => desk.account.log.filter(({ pipelineId }) => pipelineId === id);

function emailLog(desk: Desk, email: string, query: Query): EcomailAnswer {
	const events = many(query, 'events');
	const rows = desk.account.log.filter((row) => keyOf(row.email) === keyOf(email) && (events.length === 0 || events.includes(row.event))).reverse();
	// [seen] 404 where there is nothing.
	if (rows.length === 0) throw notFound('Log');
	const page = pageOf(rows, query, 20, 100);
	const data = page.rows.map((row) => Object.fromEntries(Object.entries(logBody(row)).filter(([name]) => name !== 'id')));
	return { body: { current_page: page.page, data, per_page: page.perPage, total: page.total }, effect: 'read', records: data.length };
}

const campaignOf = (desk: Desk, id: string | undefined): Campaign => byId(desk.account.campaigns, id, 'Campaign');
const pipelineOf = (desk: Desk, id: string | undefined): Pipeline => byId(desk.account.pipelines, id, 'Automation');

export const campaignRoutes: readonly Route[] = [
	{
		method: 'GET',
		path: 'campaigns',
		op: 'campaigns',
		handle({ desk, query }) {
			const body = campaigns(desk, query);
			return { body, effect: 'read', records: body.length };
		},
	},
	{
		method: 'GET',
		path: 'campaigns/:id',
		op: 'campaign',
		handle({ desk, params }) {
			const campaign = campaignOf(desk, params.id);
			// [documented] recepient_lists, sic.
			return { body: { ...campaignBody(desk, campaign), recepient_lists: campaign.listIds, ...report(desk, campaign) }, effect: 'read', records: 1 };
		},
	},
	{
		method: 'GET',
		path: 'campaigns/:id/stats-detail',
		op: 'campaign.stats',
		handle({ desk, params, query }) {
			const campaign = campaignOf(desk, params.id);
			return statsDetail(desk, ofCampaign(desk, campaign), campaign.recipients, query, 100);
		},
	},
	{ method: 'GET', path: 'campaigns/:id/log', op: 'campaign.log', handle: ({ desk, params, query }) => campaignLog(desk, campaignOf(desk, params.id), query) },
	{ method: 'GET', path: 'pipelines', op: 'pipelines', handle: ({ desk }) => ({ body: [...desk.account.pipelines.values()].map(({ id, name }) => ({ id, name, status: 1 })), effect: 'read', records: desk.account.pipelines.size }) },
	{
		method: 'GET',
		path: 'pipelines/:id/stats',
		op: 'pipeline.totals',
		handle({ desk, params }) {
			const pipeline = pipelineOf(desk, params.id);
			return { body: { stats: statsOf(ofPipeline(desk, pipeline), pipeline.entered.length) }, effect: 'read', records: 1 };
		},
	},
	{
		method: 'GET',
		path: 'pipelines/:id/stats-detail',
		op: 'pipeline.stats',
		handle({ desk, params, query }) {
			const pipeline = pipelineOf(desk, params.id);
			return statsDetail(desk, ofPipeline(desk, pipeline), [...new Set(pipeline.entered)], query, 5000);
		},
	},
	{ method: 'GET', path: 'pipelines/:id/actions', op: 'pipeline.actions', handle: ({ desk, params }) => ({ body: { data: pipelineOf(desk, params.id).actions.map((action) => actionBody(desk, action)) }, effect: 'read', records: 1 }) },
	{ method: 'GET', path: 'subscribers/:email/email-log', op: 'subscriber.emailLog', handle: ({ desk, params, query }) => emailLog(desk, params.email ?? '', query) },
	{
		method: 'GET',
		path: 'subscribers/:email/automation-log',
		op: 'subscriber.automationLog',
		handle({ desk, params, query }) {
			const rows = desk.account.automationLog.filter(({ email }) => keyOf(email) === keyOf(params.email ?? '')).reverse();
			if (rows.length === 0) throw notFound('Log');
			const page = pageOf(rows, query, 20, 100);
			const data = page.rows.map(({ id, pipelineId, actionId, email, at }) => ({ id, user_id: 1, pipeline_id: pipelineId, action_id: actionId, trigger_id: null, email, props: null, next: null, timestamp: isoStamp(at) }));
			return { body: { automation_log: data, current_page: page.page, per_page: page.perPage, total: page.total, last_page: page.lastPage }, effect: 'read', records: data.length };
		},
	},
];
