import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { optOutAddresses, resultsUrl, writeBack, type OptOutOutcome, type WriteBackResult } from '../../core/activity';
import { emailKey } from '../../core/contact/email';
import { expectSyncError, RecordError, type SyncError } from '../../core/errors';
import type { Mailing } from '../../core/ports/email';
import { openCampaigns } from '../shared/crm';
import { readCredential } from '../shared/credential';
import { ECOMAIL_CREDENTIAL, openEmail, type OpenEmail } from '../shared/email';
import { openMarks, type Marks } from './marks';
import { outputOf } from './output';
import { isWanted, writebackSettings, type WritebackSettings } from './settings';

/** What became of one mailing. */
export interface MailingOutcome {
	mailing: Mailing;
	/** `quiet`: nothing happened since the last run. */
	result: WriteBackResult | 'quiet' | { error: SyncError };
	/** By emailKey; empty where nobody opted out, or the opt-out is not to be set. */
	optOuts: ReadonlyMap<string, OptOutOutcome>;
}

export interface WritebackReport {
	outcomes: MailingOutcome[];
	/** Why the run ended before all mailings were written. */
	stopped?: SyncError;
}

interface Desk {
	settings: WritebackSettings;
	email: OpenEmail;
	crm: Awaited<ReturnType<typeof openCampaigns>>;
	marks: Marks;
	/** Whose days count, and what day it is. */
	days: { zone: string; now: string };
}

/** Written, but the mark is to be kept only when everything that belongs to it is done. */
interface Open extends MailingOutcome {
	mark?: string;
}

/** One output item for each mailing with news, and one for each failure. */
export async function writeBackActivity(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const settings = writebackSettings(context);
	const email = await openEmail(context, settings.service);
	const crm = await openCampaigns(context, settings.crm);
	const { id } = await readCredential(context, ECOMAIL_CREDENTIAL);
	const desk: Desk = {
		settings,
		email,
		crm,
		marks: openMarks(context.getWorkflowStaticData('node'), id),
		days: { zone: context.getTimezone(), now: new Date(email.env.clock.now()).toISOString() },
	};
	// Two runs at once would both create a mass e-mail that is missing.
	const report = await crm.exclusive(() => runMailings(desk));
	return outputOf(context, report, settings);
}

async function runMailings(desk: Desk): Promise<WritebackReport> {
	const { settings, email, marks } = desk;
	const open: Open[] = [];
	try {
		const mailings = await email.side.mailings.mailings(Date.parse(desk.days.now) - settings.lookBackMs);
		marks.keepOnly(mailings.map(({ id }) => id));
		for (const mailing of mailings.filter((one) => isWanted(one, settings))) {
			const one = await runMailing(desk, mailing);
			open.push(one);
			if (needsNothingMore(one)) keepMark(marks, one);
		}
		return { outcomes: await setOptOuts(desk, open) };
	} catch (error) {
		return { outcomes: open, stopped: expectSyncError(error) };
	}
}

async function runMailing({ settings, email, crm, marks, days }: Desk, mailing: Mailing): Promise<Open> {
	const { service, mailings } = email.side;
	const { kind, sourceId } = mailing;
	try {
		const mark = marks.get(mailing.id);
		// News alone would be half the truth where the CRM has lost the activity, or is another one.
		const held = mark === undefined ? undefined : await crm.sink.find({ service, kind, sourceId });
		const reading = await mailings.read(mailing, held ? mark : undefined);
		if (reading.contacts.length === 0) return { mailing, result: 'quiet', optOuts: new Map(), mark: reading.mark };
		const url = resultsUrl(settings.reportLink, { account: settings.account, id: sourceId }, mailing.url);
		const result = await writeBack(crm.sink, mailing, reading, { service, ...days, ...(url === undefined ? {} : { url }) });
		return { mailing, result: settings.optOut === 'set' ? result : { ...result, optedOut: [] }, optOuts: new Map(), mark: reading.mark };
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
async function setOptOuts({ crm, marks }: Desk, open: readonly Open[]): Promise<MailingOutcome[]> {
	const optedOut = open.flatMap(({ result }) => (isWritten(result) ? result.optedOut : []));
	const outcomes = await optOutAddresses(crm.side, optedOut);
	return open.map((one) => {
		const own = isWritten(one.result) ? one.result.optedOut.map(emailKey) : [];
		const settled: Open = { ...one, optOuts: new Map(own.flatMap((email) => pairOf(email, outcomes.get(email)))) };
		if (!needsNothingMore(one)) keepMark(marks, settled);
		return settled;
	});
}

function pairOf(email: string, outcome: OptOutOutcome | undefined): Array<[string, OptOutOutcome]> {
	return outcome ? [[email, outcome]] : [];
}

/** What failed is read and written again by the next run. */
function keepMark(marks: Marks, { mailing, result, optOuts, mark }: Open): void {
	const failed = (isWritten(result) && result.rows.some(({ kind }) => kind === 'failed')) || [...optOuts.values()].some(({ kind }) => kind === 'failed');
	if (mark !== undefined && !failed) marks.set(mailing.id, mark);
}
