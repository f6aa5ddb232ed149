import { RecordError } from '../../../core/errors';
import type { CampaignSource, Mailing, MailingContact, MailingEventKind, MailingReading } from '../../../core/ports/email';
import { countOptOuts, eventsByEmail, markOf, NO_LOG, NOTHING_READ, readLog, readUpTo } from './campaignLog';
import type { EcomailClient } from './client';
import { instantOf } from './map';
import { given, isObject, mapOf, numberOf, rowsOf, tagsOf, textOf, type RawObject } from './raw';

/** Documented: campaigns at most 100 contacts a page, automations 5,000. The most of GET /campaigns is not. */
const CAMPAIGN_PAGE = 100;
const AUTOMATION_PAGE = 5000;
const MOST_PAGES = 10_000;
const SENT = 3;

/** Contact counts of stats-detail. */
const TOTALS: Readonly<Record<string, MailingEventKind>> = { send: 'sent', open: 'opened', click: 'clicked', unsub: 'unsubscribed', spam: 'complained', hard_bounce: 'bounced', out_of_band: 'bounced', soft_bounce: 'deferred' };

/** Contacts in the report of a campaign; those with "total_" in front count events (names documented, their meaning assumed). */
const REPORT: Readonly<Record<string, MailingEventKind>> = { send: 'sent', open: 'opened', click: 'clicked', unsub: 'unsubscribed', spam: 'complained', hard_bounce: 'bounced' };

export function createMailings(client: EcomailClient): CampaignSource {
	return {
		async mailings(from) {
			const [campaigns, automations] = [await readCampaigns(client, from), await readAutomations(client)];
			return [...campaigns, ...automations];
		},
		read: (mailing, mark, pageRead) => (mailing.kind === 'campaign' ? readCampaign(client, mailing, mark, pageRead) : readAutomation(client, mailing, mark, pageRead)),
		async automationTags() {
			const tags = new Set<string>();
			for (const { sourceId } of await readAutomations(client)) {
				for (const { type, properties } of rowsOf(await client.find(`pipelines/${sourceId}/actions`, 'pipeline.actions'))) {
					if (type === 'tag' || type === 'untag') for (const tag of stepTags(mapOf(properties))) tags.add(tag);
				}
			}
			return [...tags].sort();
		},
	};
}

/** What the properties of such a step are called is not documented. */
function stepTags({ tags, tag, name, value }: RawObject): string[] {
	const told = [tags, tag, name, value].map((one) => tagsOf(one) ?? []).find((found) => found.length > 0);
	return told ?? [];
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
 * The mark is the id of the newest event that was read, and how many the log had then. Ids grow as events come in, so that
 * an event that arrives late is found by it, whatever its date.
 */
async function readCampaign(client: EcomailClient, { sourceId }: Mailing, mark: string | undefined, pageRead?: PageRead): Promise<MailingReading> {
	if (mark !== undefined) return await readNews(client, sourceId, mark);
	const totals = await readTotals(client, `campaigns/${sourceId}`, 'campaign.stats', CAMPAIGN_PAGE, pageRead);
	// What happens between the two readings is in the log alone, and comes along.
	const log = totals.some(hasReacted) ? await readLog(client, sourceId, NOTHING_READ) : NO_LOG;
	const events = eventsByEmail(log);
	return { dates: 'logged', mark: markOf(log), extent: 'everything', contacts: totals.map((contact) => ({ ...contact, events: events.get(contact.email) ?? [] })) };
}

async function readNews(client: EcomailClient, sourceId: string, mark: string): Promise<MailingReading> {
	const log = await readLog(client, sourceId, readUpTo(mark));
	const contacts = [...eventsByEmail(log)].map(([email, events]) => ({ email, events }));
	const news = { dates: 'logged', mark: markOf(log), extent: 'news', contacts } as const;
	if (contacts.length === 0) return news;
	const counts = await readCounts(client, sourceId);
	return { ...news, ...given({ counts, optedOut: await optedOutOf(client, sourceId, counts) }) };
}

/** The report tells both numbers, and not who is in both. That is worth a call only where there may be somebody. */
async function optedOutOf(client: EcomailClient, sourceId: string, { unsubscribed = 0, complained = 0 }: NonNullable<MailingReading['counts']> = {}): Promise<number | undefined> {
	if (unsubscribed === 0 || complained === 0) return undefined;
	// A log that has been cut shows fewer than the report.
	return Math.max(unsubscribed, complained, await countOptOuts(client, sourceId));
}

function hasReacted({ totals = {} }: MailingContact): boolean {
	return Object.keys(totals).some((kind) => kind !== 'sent');
}

/** What the report of the campaign says of all of them together; undefined where it does not. */
async function readCounts(client: EcomailClient, sourceId: string): Promise<MailingReading['counts']> {
	const stats = mapOf(mapOf(await client.find(`campaigns/${sourceId}`, 'campaign')).stats);
	const counts = Object.entries(REPORT).flatMap(([name, kind]) => {
		const count = numberOf(stats[name]);
		return count === undefined ? [] : [[kind, count] as const];
	});
	return counts.length > 0 ? Object.fromEntries(counts) : undefined;
}

/** Automations have no log in bulk. The mark is a print of their totals: as long as it is the same, there is nothing new. */
async function readAutomation(client: EcomailClient, { sourceId }: Mailing, mark: string | undefined, pageRead?: PageRead): Promise<MailingReading> {
	const print = printOf(mapOf(mapOf(await client.find(`pipelines/${sourceId}/stats`, 'pipeline.totals')).stats));
	const reading = { extent: mark === undefined ? 'everything' : 'news', dates: 'firstSeen', mark: print } as const;
	if (mark === print) return { ...reading, contacts: [] };
	// Everybody who entered is listed, also those who have got no message yet, or never will.
	const entered = await readTotals(client, `pipelines/${sourceId}`, 'pipeline.stats', AUTOMATION_PAGE, pageRead);
	return { ...reading, extent: 'everything', contacts: entered.filter(({ totals }) => totals !== undefined && Object.keys(totals).length > 0) };
}

function printOf(stats: RawObject): string {
	return ['triggered', 'send', 'total_open', 'total_click', 'soft_bounce', 'hard_bounce', 'spam', 'unsub'].map((name) => numberOf(stats[name]) ?? 0).join('.');
}

type PageRead = (contacts: number) => void;

/** Counts of each contact. `total` tells targeted contacts, not rows, so that next_page_url says when it is the end. */
async function readTotals(client: EcomailClient, path: string, op: string, perPage: number, pageRead: PageRead = () => undefined): Promise<MailingContact[]> {
	const found = new Map<string, MailingContact>();
	for (let page = 1; page <= MOST_PAGES; page += 1) {
		const body = await client.get(`${path}/stats-detail`, op, { per_page: perPage, page });
		if (!isObject(body)) throw new RecordError('notFound', 'Ecomail has no statistics of this mailing.', 'stats-detail without an object');
		for (const [email, stats] of Object.entries(mapOf(body.subscribers))) found.set(email, { email, totals: totalsOf(mapOf(stats)), events: [] });
		pageRead(found.size);
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
