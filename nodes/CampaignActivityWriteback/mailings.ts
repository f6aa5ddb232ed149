import { optOutAddresses, recentOthers, resultsUrl, writeBack, writtenByOthers, type OptOutOutcome, type WriteBackResult } from '../../core/activity';
import { emailKey } from '../../core/contact/email';
import { expectSyncError, RecordError, type SyncError } from '../../core/errors';
import type { CampaignSink, ForeignActivity } from '../../core/ports/campaigns';
import type { CrmSide } from '../../core/ports/crm';
import type { EmailSide, Mailing } from '../../core/ports/email';
import type { MailingProgress } from '../shared/progress';
import type { Marks } from './marks';
import { isWanted, type WritebackSettings } from './settings';

/** What became of one mailing. */
export interface MailingOutcome {
	mailing: Mailing;
	/** `quiet`: nothing happened since the last run. */
	result: WriteBackResult | 'quiet' | { error: SyncError };
	/** By emailKey; empty where nobody opted out, or the opt-out is not to be set. */
	optOuts: ReadonlyMap<string, OptOutOutcome>;
	/** `byOthers`: another tool has written it to the CRM too. */
	there?: 'byOthers';
}

export interface WritebackReport {
	outcomes: MailingOutcome[];
	/** What another tool has written to the CRM in the last days. */
	recentOthers: readonly ForeignActivity[];
	/** Why the run ended before all mailings were written. */
	stopped?: SyncError;
}

export interface Desk {
	settings: Pick<WritebackSettings, 'account' | 'kinds' | 'lookBackMs' | 'mode' | 'onlyIds' | 'onlyTitles' | 'optOut' | 'reactions' | 'reportLinks'>;
	email: EmailSide;
	crm: { side: CrmSide; sink: CampaignSink };
	marks: Marks;
	/** Whose days count, and what day it is. */
	days: { zone: string; now: string };
	/** Told how far the run is. */
	progress?: MailingProgress;
}

/** Written, but the mark is to be kept only when everything that belongs to it is done. */
interface Open extends MailingOutcome {
	mark?: string;
}

/** Mailing by mailing; what is done is remembered at once, so that a run which ends early is gone on with. */
export async function runMailings(desk: Desk): Promise<WritebackReport> {
	const { settings, email, crm, marks, days } = desk;
	const report: WritebackReport & { outcomes: Open[] } = { outcomes: [], recentOthers: [] };
	try {
		const mailings = await email.mailings.mailings(Date.parse(days.now) - settings.lookBackMs);
		if (settings.mode === 'apply') marks.keepOnly(mailings.map(({ id }) => id));
		const wanted = mailings.filter((one) => isWanted(one, settings));
		const others = wanted.length > 0 ? await crm.sink.others(email.service) : [];
		report.recentOthers = recentOthers(others, days);
		for (const [index, mailing] of wanted.entries()) {
			desk.progress?.next(index + 1, wanted.length);
			const one = await runMailing(desk, mailing, others);
			report.outcomes.push(one);
			if (needsNothingMore(one)) keepMark(desk, one);
		}
		return settings.mode === 'preview' ? report : { ...report, outcomes: await setOptOuts(desk, report.outcomes) };
	} catch (error) {
		return { ...report, stopped: expectSyncError(error) };
	}
}

async function runMailing({ settings, email, crm, marks, days, progress }: Desk, mailing: Mailing, others: readonly ForeignActivity[]): Promise<Open> {
	const { service, mailings } = email;
	const { kind, sourceId } = mailing;
	try {
		const mark = marks.get(mailing.id);
		// News alone would be half the truth where the CRM has lost the activity, or is another one.
		const held = mark === undefined ? undefined : await crm.sink.find({ service, kind, sourceId });
		const reading = await mailings.read(mailing, held ? mark : undefined, progress?.read);
		if (reading.contacts.length === 0) return { mailing, result: 'quiet', optOuts: new Map(), mark: reading.mark };
		const url = resultsUrl(settings.reportLinks[kind], { account: settings.account, id: sourceId }, mailing.url);
		const result = await writeBack(crm.sink, mailing, reading, { service, ...days, ...(settings.reactions ? { reactions: settings.reactions } : {}), ...(progress && settings.mode === 'apply' ? { progress: progress.written } : {}), ...(url === undefined ? {} : { url }) });
		const there = writtenByOthers(mailing, others) ? ({ there: 'byOthers' } as const) : {};
		return { mailing, result: settings.optOut === 'set' ? result : { ...result, optedOut: [] }, optOuts: new Map(), mark: reading.mark, ...there };
	} catch (error) {
		const problem = expectSyncError(error);
		if (!(problem instanceof RecordError)) throw problem;
		return { mailing, result: { error: problem }, optOuts: new Map() };
	}
}

function isWritten(result: MailingOutcome['result']): result is WriteBackResult {
	return result !== 'quiet' && !('error' in result);
}

function needsNothingMore({ result }: Open): boolean {
	return result === 'quiet' || (isWritten(result) && result.optedOut.length === 0);
}

/** All at once, as finding the records costs a reading of the CRM. */
async function setOptOuts(desk: Desk, open: readonly Open[]): Promise<Open[]> {
	const optedOut = open.flatMap(({ result }) => (isWritten(result) ? result.optedOut : []));
	const outcomes = await optOutAddresses(desk.crm.side, optedOut);
	return open.map((one) => {
		const own = isWritten(one.result) ? one.result.optedOut.map(emailKey) : [];
		const settled: Open = { ...one, optOuts: new Map(own.flatMap((email) => pairOf(email, outcomes.get(email)))) };
		if (!needsNothingMore(one)) keepMark(desk, settled);
		return settled;
	});
}

function pairOf(email: string, outcome: OptOutOutcome | undefined): Array<[string, OptOutOutcome]> {
	return outcome ? [[email, outcome]] : [];
}

/** What failed is read and written again by the next run. */
function keepMark({ marks, settings }: Desk, { mailing, result, optOuts, mark }: Open): void {
	const failed = (isWritten(result) && result.rows.some(({ kind }) => kind === 'failed')) || [...optOuts.values()].some(({ kind }) => kind === 'failed');
	if (mark !== undefined && !failed && settings.mode === 'apply') marks.set(mailing.id, mark);
}
