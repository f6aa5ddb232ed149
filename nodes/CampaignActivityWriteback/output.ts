import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData, type NodeApiError } from 'n8n-workflow';
import type { WriteBackResult } from '../../core/activity';
import type { SyncError } from '../../core/errors';
import type { Mailing } from '../../core/ports/email';
import { nodeError } from '../shared/errors';
import { plainJson } from '../shared/json';
import type { MailingOutcome, WritebackReport } from './mailings';
import type { WritebackSettings } from './settings';

type NodeFailure = NodeApiError | NodeOperationError;

/** Something that was not done; of a mailing, of one address in it, or of the whole run. */
interface Failure {
	error: SyncError;
	what: 'run' | 'mailing' | 'contact' | 'optOut';
	mailing?: Mailing;
	email?: string;
}

/** Items in the order of the mailings. Throws where something failed and there is no error output. */
export function outputOf(context: IExecuteFunctions, report: WritebackReport, settings: WritebackSettings): INodeExecutionData[] {
	const failures = [...report.outcomes.flatMap(failuresOf), ...(report.stopped ? [{ error: report.stopped, what: 'run' as const }] : [])];
	tellCounts(context, report, failures.length, settings);
	tellOthers(context, report);
	if (failures.length > 0 && !context.continueOnFail()) throw failedRun(context, failures, report.stopped);
	const items = report.outcomes.flatMap((outcome) => itemOf(outcome, settings));
	return [...items, ...failures.map((failure) => failureItem(context, failure))];
}

function itemOf({ mailing, result, optOuts, there }: MailingOutcome, { service, crm, mode }: WritebackSettings): INodeExecutionData[] {
	if (result === 'quiet' || 'error' in result) return [];
	const { activity, action, rows } = result;
	const count = (kind: 'done' | 'notInCrm' | 'failed' | 'planned'): number => rows.filter((row) => row.kind === kind).length;
	const json = plainJson({
		action,
		text: mode === 'preview' ? PLANS[action] : TEXTS[action],
		service,
		crm,
		mailingId: mailing.id,
		kind: mailing.kind,
		title: mailing.title,
		subject: mailing.subject,
		sentAt: mailing.sentAt,
		url: activity.url,
		dates: activity.dates,
		counts: activity.counts,
		...(mode === 'preview'
			? { contacts: { planned: count('planned') } }
			: {
					contacts: { written: count('done'), notInCrm: count('notInCrm'), failed: count('failed') },
					notInCrm: rows.flatMap(({ kind, email }) => (kind === 'notInCrm' ? [email] : [])),
					optedOut: [...optOuts.values()].filter(({ kind }) => kind === 'optedOut').length,
				}),
		...(there === undefined ? {} : { warnings: [THERE] }),
	});
	return [{ json, pairedItem: { item: 0 } }];
}

const TEXTS: Record<WriteBackResult['action'], string> = {
	created: 'Is new in the CRM.',
	updated: 'Was brought up to date in the CRM.',
	unchanged: 'The CRM has it all.',
};

const PLANS: Record<WriteBackResult['action'], string> = {
	created: 'Dry run, nothing written. Plan: is created in the CRM.',
	updated: 'Dry run, nothing written. Plan: is in the CRM already and is brought up to date there.',
	unchanged: 'The CRM has it all.',
};

const THERE = { code: 'writtenByOthers', text: 'Another tool has written a mailing of this title and day to the CRM: it is there twice, or will be.' };

function failuresOf({ mailing, result, optOuts }: MailingOutcome): Failure[] {
	if (result === 'quiet') return [];
	if ('error' in result) return [{ error: result.error, what: 'mailing', mailing }];
	return [
		...result.rows.flatMap((row) => (row.kind === 'failed' ? [{ error: row.error, what: 'contact' as const, mailing, email: row.email }] : [])),
		...[...optOuts].flatMap(([email, outcome]) => (outcome.kind === 'failed' ? [{ error: outcome.error, what: 'optOut' as const, mailing, email }] : [])),
	];
}

/** For the error output: n8n recognises such an item by having no other keys than these. */
function failureItem(context: IExecuteFunctions, { error, what, mailing, email }: Failure): INodeExecutionData {
	const problem = nodeError(context.getNode(), error, 0);
	const details = { action: 'failed', what, mailingId: mailing?.id, title: mailing?.title, email, happened: problem.description ?? undefined };
	return { json: plainJson({ error: problem.message, details }), pairedItem: { item: 0 } };
}

/** All else was written. What stopped the run tells more than a single failure. */
function failedRun(context: IExecuteFunctions, failures: readonly Failure[], stopped: SyncError | undefined): NodeFailure {
	if (stopped) return nodeError(context.getNode(), stopped, 0);
	const first = nodeError(context.getNode(), failures[0]?.error, 0);
	const message = `${failures.length} ${failures.length === 1 ? 'thing was' : 'things were'} not written: ${first.message}`;
	const advice = 'The next run tries again. Set "On Error" in the settings of this node to "Continue (using error output)" to get what failed as items.';
	return new NodeOperationError(context.getNode(), message, { description: [first.description, advice].filter(Boolean).join(' '), itemIndex: 0 });
}

/** One line under the output: what was done, and what stopped the run. */
function tellCounts(context: IExecuteFunctions, { outcomes, stopped }: WritebackReport, failed: number, { mode }: WritebackSettings): void {
	const written = outcomes.flatMap(({ result }) => (result === 'quiet' || 'error' in result ? [] : [result]));
	const count = (action: WriteBackResult['action']): number => written.filter((one) => one.action === action).length;
	const rows = (kind: 'done' | 'notInCrm' | 'planned'): number => written.flatMap((one) => one.rows).filter((row) => row.kind === kind).length;
	const optedOut = new Set(outcomes.flatMap(({ optOuts }) => [...optOuts].filter(([, { kind }]) => kind === 'optedOut').map(([email]) => email))).size;
	const parts: Array<[number, string]> = [
		[count('created'), 'created'],
		[count('updated'), 'updated'],
		[outcomes.filter(({ result }) => result === 'quiet').length + count('unchanged'), 'unchanged'],
		[rows('done'), 'contacts written'],
		[rows('planned'), 'contacts to write'],
		[rows('notInCrm'), 'not in the CRM'],
		[optedOut, 'opted out'],
		[failed, 'failed'],
	];
	const text = parts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`).join(', ');
	const message = [`${mode === 'preview' ? 'Dry run, nothing written: ' : ''}${text || 'no campaigns'}.`, ...(stopped ? [stopped.message] : [])].join(' ');
	context.logger.info(message);
	context.addExecutionHints?.({ message, type: failed > 0 ? 'warning' : 'info', location: 'outputPane' });
}

/** Before anything else is looked into: two tools that write the same activity. */
function tellOthers(context: IExecuteFunctions, { recentOthers }: WritebackReport): void {
	if (recentOthers.length === 0) return;
	const what = recentOthers.length === 1 ? 'a mailing' : `${recentOthers.length} mailings`;
	const message = `Another tool has written ${what} of this service to the CRM in the last 7 days. If it is the service's own integration, switch it off there, or mailings are in the CRM twice.`;
	context.logger.warn(message);
	context.addExecutionHints?.({ message, type: 'warning', location: 'outputPane' });
}
