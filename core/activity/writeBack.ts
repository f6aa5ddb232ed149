import type { Activity, ActivityCounts, ActivityRow, CampaignSink, RowResult, StoredActivity } from '../ports/campaigns';
import type { Mailing, MailingReading } from '../ports/email';
import type { Progress } from '../ports/environment';
import { counting } from '../progress';
import { countsDiffer, countsOf, raisedCounts, toldCounts } from './counts';
import { changedRows, onlyTold, rowsOf, type DaySettings, type Reaction } from './rows';

export interface WriteBackSettings extends DaySettings {
	/** The e-mail service, in lower-case letters. */
	service: string;
	/** Where a person sees the results. */
	url?: string;
	/** What is told of a contact; absent: all. Who opted out is known whatever is told. */
	reactions?: readonly Reaction[];
	/** Told how many rows were answered. */
	progress?: Progress;
}

export interface WriteBackResult {
	/** As the CRM shows it now. */
	activity: Activity;
	action: 'created' | 'updated' | 'unchanged';
	/** One for each row that was sent. */
	rows: RowResult[];
	/** Addresses that opted out of mailings, by unsubscribing or complaining. */
	optedOut: string[];
}

/**
 * Brings the activity of one mailing in the CRM up to date. The head is created before its rows, and what is there is
 * read before it is changed: a run that was cut anywhere is completed by the next one, and nothing is written twice.
 */
export async function writeBack(sink: CampaignSink, mailing: Mailing, reading: MailingReading, settings: WriteBackSettings): Promise<WriteBackResult> {
	const { reactions } = settings;
	const seen = rowsOf(reading, settings);
	const incoming = reactions ? seen.map((row) => onlyTold(row, reactions)) : seen;
	const known = await sink.find({ service: settings.service, kind: mailing.kind, sourceId: mailing.sourceId });
	const { changed, all } = changedRows(known ? await sink.rows(known) : [], incoming);
	const activity = activityOf(mailing, reading, settings, countsNow(reading, known, incoming, all, reactions));
	const stored = known ?? (await sink.create(activity));
	const rows: RowResult[] = [];
	const answered = counting(changed.length, settings.progress);
	for await (const results of sink.writeRows(stored, changed, activity)) {
		rows.push(...results);
		answered(results.length);
	}
	const stale = known !== undefined && (countsDiffer(known.counts, activity.counts) || (activity.url !== undefined && known.url !== activity.url));
	if (stale) await sink.update(known, activity);
	return { activity, action: actionOf(known, stale, rows), rows, optedOut: seen.filter(({ unsubscribed }) => unsubscribed).map(({ email }) => email) };
}

function countsNow(reading: MailingReading, known: StoredActivity | undefined, incoming: readonly ActivityRow[], all: readonly ActivityRow[], reactions?: readonly Reaction[]): ActivityCounts {
	// What is not told any more was told before, and stays.
	if (reading.extent === 'everything') return reactions ? raisedCounts(known?.counts ?? {}, countsOf(incoming)) : countsOf(incoming);
	const told = Object.entries(toldCounts(reading)).filter(([name]) => !reactions || name === 'sent' || (reactions as readonly string[]).includes(name));
	return raisedCounts(known?.counts ?? {}, countsOf(all), Object.fromEntries(told));
}

function activityOf(mailing: Mailing, reading: MailingReading, { service, url }: WriteBackSettings, counts: ActivityCounts): Activity {
	const { kind, sourceId, title, subject, sentAt } = mailing;
	return {
		service,
		kind,
		sourceId,
		title,
		...(subject === undefined ? {} : { subject }),
		...(sentAt === undefined ? {} : { sentAt }),
		...(url === undefined ? {} : { url }),
		dates: reading.dates,
		counts,
	};
}

function actionOf(known: StoredActivity | undefined, stale: boolean, rows: readonly RowResult[]): WriteBackResult['action'] {
	if (!known) return 'created';
	return stale || rows.some(({ kind }) => kind === 'done' || kind === 'planned') ? 'updated' : 'unchanged';
}
