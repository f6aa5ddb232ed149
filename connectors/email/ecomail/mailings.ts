import { RecordError } from '../../../core/errors';
import type { CampaignSource, Mailing, MailingContact, MailingEvent, MailingEventKind, MailingReading } from '../../../core/ports/email';
import type { EcomailClient, EcomailQuery } from './client';
import { instantOf } from './map';
import { isObject, mapOf, numberOf, rowsOf, textOf, type RawObject } from './raw';

/** Documented: campaigns at most 100 contacts a page, automations 5,000; logs at most 100. The most of GET /campaigns is not. */
const CAMPAIGN_PAGE = 100;
const AUTOMATION_PAGE = 5000;
const LOG_PAGE = 100;
const MOST_PAGES = 10_000;
const SENT = 3;

/** Contact counts of stats-detail. */
const TOTALS: Readonly<Record<string, MailingEventKind>> = { send: 'sent', open: 'opened', click: 'clicked', unsub: 'unsubscribed', spam: 'complained', hard_bounce: 'bounced', out_of_band: 'bounced', soft_bounce: 'deferred' };

/** Events of the log that mean something; "send" is left out of the query, as stats-detail has it. */
const EVENTS: Readonly<Record<string, MailingEventKind>> = { open: 'opened', click: 'clicked', unsub: 'unsubscribed', spam: 'complained', spam_complaint: 'complained', bounce: 'bounced', hard_bounce: 'bounced', out_of_band: 'bounced', soft_bounce: 'deferred' };

export function createMailings(client: EcomailClient): CampaignSource {
	return {
		async mailings(from) {
			const [campaigns, automations] = [await readCampaigns(client, from), await readAutomations(client)];
			return [...campaigns, ...automations];
		},
		read: (mailing, mark) => (mailing.kind === 'campaign' ? readCampaign(client, mailing, mark) : readAutomation(client, mailing, mark)),
		async automationTags() {
			const tags = new Set<string>();
			for (const { sourceId } of await readAutomations(client)) {
				for (const { type, properties } of rowsOf(await client.find(`pipelines/${sourceId}/actions`, 'pipeline.actions'))) {
					const tag = textOf(mapOf(properties).tag) ?? textOf(mapOf(properties).name);
					if ((type === 'tag' || type === 'untag') && tag !== undefined) tags.add(tag);
				}
			}
			return [...tags].sort();
		},
	};
}

/** A day earlier than asked, as the zone of the filter is not known; what is older is taken out here. */
async function readCampaigns(client: EcomailClient, from: number): Promise<Mailing[]> {
	const day = new Date(from - 86_400_000).toISOString().slice(0, 10);
	const found = new Map<string, Mailing>();
	for (let page = 1; page <= MOST_PAGES; page += 1) {
		const rows = rowsOf(await client.get('campaigns', 'campaigns', { per_page: CAMPAIGN_PAGE, page, 'filters[status]': SENT, 'filters[date_from]': day }));
		const known = found.size;
		for (const row of rows) {
			const mailing = campaignOf(row);
			if (mailing && Date.parse(mailing.sentAt ?? '') >= from) found.set(mailing.id, mailing);
		}
		// Whether `page` is heeded is not documented: a page that brings nothing new ends it.
		if (rows.length < CAMPAIGN_PAGE || found.size === known) break;
	}
	return [...found.values()].sort((a, b) => String(a.sentAt).localeCompare(String(b.sentAt)));
}

function campaignOf(row: RawObject): Mailing | undefined {
	const sourceId = textOf(row.id);
	const sentAt = instantOf(row.sent_at);
	if (sourceId === undefined || sentAt === undefined || numberOf(row.status) !== SENT) return undefined;
	const subject = textOf(row.subject);
	return {
		id: `campaign:${sourceId}`,
		kind: 'campaign',
		sourceId,
		title: textOf(row.title) ?? subject ?? sourceId,
		sentAt,
		...given({ subject, sender: textOf(row.from_email), url: textOf(row.archive_url), recipients: numberOf(row.recipients) }),
	};
}

async function readAutomations(client: EcomailClient): Promise<Mailing[]> {
	return rowsOf(await client.get('pipelines', 'pipelines'), 'pipelines').flatMap((row) => {
		const sourceId = textOf(row.id);
		return sourceId === undefined ? [] : [{ id: `automation:${sourceId}`, kind: 'automation' as const, sourceId, title: textOf(row.name) ?? sourceId }];
	});
}

/**
 * The mark is the id of the newest event that was read. Ids grow as events come in, so that an event that arrives late is
 * found by it, whatever its date.
 */
async function readCampaign(client: EcomailClient, mailing: Mailing, mark: string | undefined): Promise<MailingReading> {
	const since = Number(mark?.replace(/^log:/, '') ?? 0) || 0;
	// The log is read first: what happens meanwhile is in the totals already, and comes once more as an event.
	const events = await readLog(client, mailing.sourceId, since);
	const newest = Math.max(since, ...events.map(({ number }) => number));
	const byEmail = new Map<string, MailingEvent[]>();
	for (const { email, event } of events.reverse()) byEmail.set(email, [...(byEmail.get(email) ?? []), event]);
	const reading = { dates: 'logged', mark: `log:${newest}` } as const;
	if (mark !== undefined) return { ...reading, extent: 'news', contacts: [...byEmail].map(([email, own]) => ({ email, events: own })) };
	const totals = await readTotals(client, `campaigns/${mailing.sourceId}`, 'campaign.stats', CAMPAIGN_PAGE);
	return { ...reading, extent: 'everything', contacts: totals.map((contact) => ({ ...contact, events: byEmail.get(contact.email) ?? [] })) };
}

/** Automations have no log in bulk. The mark is a print of their totals: as long as it is the same, there is nothing new. */
async function readAutomation(client: EcomailClient, { sourceId }: Mailing, mark: string | undefined): Promise<MailingReading> {
	const print = printOf(mapOf(mapOf(await client.find(`pipelines/${sourceId}/stats`, 'pipeline.totals')).stats));
	const reading = { extent: mark === undefined ? 'everything' : 'news', dates: 'firstSeen', mark: print } as const;
	if (mark === print) return { ...reading, contacts: [] };
	// Everybody who entered is listed, also those who have got no message yet, or never will.
	const entered = await readTotals(client, `pipelines/${sourceId}`, 'pipeline.stats', AUTOMATION_PAGE);
	return { ...reading, extent: 'everything', contacts: entered.filter(({ totals }) => totals !== undefined && Object.keys(totals).length > 0) };
}

function printOf(stats: RawObject): string {
	return ['triggered', 'send', 'total_open', 'total_click', 'soft_bounce', 'hard_bounce', 'spam', 'unsub'].map((name) => numberOf(stats[name]) ?? 0).join('.');
}

interface NumberedEvent {
	number: number;
	email: string;
	event: MailingEvent;
}

/** Newest first, until an event is met that was read before. */
async function readLog(client: EcomailClient, campaignId: string, since: number): Promise<NumberedEvent[]> {
	const events = new Map<number, NumberedEvent>();
	for (let page = 1; page <= MOST_PAGES; page += 1) {
		const query: EcomailQuery = { 'events[]': Object.keys(EVENTS), sort_by: 'id', sort_dir: 'desc', per_page: LOG_PAGE, page };
		// 404 where there is nothing (seen).
		const body = mapOf(await client.find(`campaigns/${campaignId}/log`, 'campaign.log', query));
		const rows = rowsOf(body.campaign_log);
		for (const row of rows) {
			const one = eventOf(row);
			if (one && one.number > since) events.set(one.number, one);
		}
		const oldest = numberOf(rows[rows.length - 1]?.id) ?? 0;
		if (oldest <= since || page >= (numberOf(body.last_page) ?? 1)) break;
	}
	return [...events.values()];
}

function eventOf(row: RawObject): NumberedEvent | undefined {
	const number = numberOf(row.id);
	const email = textOf(row.email);
	// Sic: "occured_at".
	const at = instantOf(row.occured_at);
	const kind = EVENTS[String(row.event)];
	if (number === undefined || email === undefined || at === undefined || kind === undefined) return undefined;
	const url = textOf(row.url);
	return { number, email, event: { id: String(number), kind, at, ...given({ url }) } };
}

/** Counts of each contact. `total` tells targeted contacts, not rows, so that next_page_url says when it is the end. */
async function readTotals(client: EcomailClient, path: string, op: string, perPage: number): Promise<MailingContact[]> {
	const found = new Map<string, MailingContact>();
	for (let page = 1; page <= MOST_PAGES; page += 1) {
		const body = await client.get(`${path}/stats-detail`, op, { per_page: perPage, page });
		if (!isObject(body)) throw new RecordError('notFound', 'Ecomail has no statistics of this mailing.', 'stats-detail without an object');
		for (const [email, stats] of Object.entries(mapOf(body.subscribers))) found.set(email, { email, totals: totalsOf(mapOf(stats)), events: [] });
		if (textOf(body.next_page_url) === undefined) break;
	}
	return [...found.values()];
}

function totalsOf(stats: RawObject): NonNullable<MailingContact['totals']> {
	const totals: Partial<Record<MailingEventKind, number>> = {};
	for (const [name, kind] of Object.entries(TOTALS)) {
		const count = numberOf(stats[name]) ?? 0;
		if (count > 0) totals[kind] = (totals[kind] ?? 0) + count;
	}
	return totals;
}

/** The same object without its undefined members. */
function given<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: NonNullable<T[K]> };
}
