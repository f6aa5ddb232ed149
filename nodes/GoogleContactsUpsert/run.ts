import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { runUpsert, type UpsertRequest } from '../../core/sync';
import type { ItemResult, RunReport, Summary } from '../../core/sync/report';
import { nodeError } from '../shared/errors';
import { openGoogle, type OpenGoogle } from '../shared/google';
import { isDealtWith } from './contactItem';
import { batchesOf, readItem, type Batch, type ReadItem } from './incoming';
import { errorItem, failedRun, failureOf, resultItem } from '../shared/results';
import { upsertSettings, type UpsertSettings } from './settings';
import { summaryText } from '../shared/texts';

/** Of CRM stamps where the items do not tell: many CRMs cut them to minutes. */
const COARSE_STAMPS_MS = 60_000;

/** Output items by the index of their input item. */
type Output = Map<number, INodeExecutionData>;

/** One output item for each input item, in the same order. */
export async function upsertItems(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const settings = upsertSettings(context);
	const output: Output = new Map();
	const reports: RunReport[] = [];
	for (const batch of batchesOf(readItems(context, output))) {
		const report = await runBatch(context, batch, settings, output);
		if (report) reports.push(report);
	}
	tellCounts(context, reports, settings);
	addResults(context, reports.flatMap(({ results }) => results), settings, output);
	return [...output].sort(([a], [b]) => a - b).map(([, item]) => item);
}

/** Nothing is written yet, so an item that cannot be read stops the run unless errors have an output. */
function readItems(context: IExecuteFunctions, output: Output): ReadItem[] {
	return context.getInputData().flatMap(({ json }, index) => {
		if (isDealtWith(json)) {
			const { reason, text } = json;
			output.set(index, { json: { action: 'skip', reason, text }, pairedItem: { item: index } });
			return [];
		}
		try {
			return [readItem(context, json, index)];
		} catch (error) {
			const problem = nodeError(context.getNode(), error, index);
			if (!context.continueOnFail()) throw problem;
			output.set(index, errorItem(problem, index));
			return [];
		}
	});
}

/** A run that stopped before its first write fails as a whole, or gives every item of it the error. */
async function runBatch(context: IExecuteFunctions, batch: Batch, settings: UpsertSettings, output: Output): Promise<RunReport | undefined> {
	try {
		const google = await openGoogle(context, batch[0].contact);
		return await google.exclusive(() => runUpsert(request(batch, settings, google)));
	} catch (error) {
		const problem = nodeError(context.getNode(), error, batch[0].index);
		if (!context.continueOnFail()) throw problem;
		for (const { index } of batch) output.set(index, errorItem(nodeError(context.getNode(), error, index), index));
		return undefined;
	}
}

function request(batch: Batch, { operation, mode, common }: UpsertSettings, { side, env }: OpenGoogle): UpsertRequest {
	const [{ contact, scope, group, stampResolutionMs = COARSE_STAMPS_MS }] = batch;
	const accountMark = batch.find((one) => one.accountMark !== undefined)?.accountMark;
	return {
		operation,
		mode,
		incoming: batch.map(({ index, contact: one, event, partnerId, remembered }) => ({
			key: String(index),
			contact: one,
			event,
			...(partnerId === undefined ? {} : { partnerId }),
			...(remembered === undefined ? {} : { remembered }),
		})),
		settings: {
			...common,
			account: { crm: contact.crm, account: contact.account },
			...(scope === undefined ? {} : { scope }),
			group,
			crmStampResolutionMs: stampResolutionMs,
		},
		partner: side,
		...(accountMark === undefined ? {} : { accountMark }),
		env,
	};
}

/** Contacts that failed go to the error output; where there is none, the run fails after all others were written. */
function addResults(context: IExecuteFunctions, results: readonly ItemResult[], { mode }: UpsertSettings, output: Output): void {
	const failures = [];
	for (const result of results) {
		const index = Number(result.key);
		const failure = failureOf(context.getNode(), result, index);
		if (failure) failures.push(failure);
		output.set(index, failure ? errorItem(failure, index, result) : resultItem(result, index, mode));
	}
	if (failures.length > 0 && !context.continueOnFail()) throw failedRun(context.getNode(), failures, results.length);
}

/** One line under the output: what was done, and what stopped the run. */
function tellCounts(context: IExecuteFunctions, reports: readonly RunReport[], { mode }: UpsertSettings): void {
	if (reports.length === 0) return;
	const counts = reports.map(({ summary }) => summary.counts).reduce(sum);
	const stopped = reports.flatMap(({ summary }) => summary.stopped?.message ?? []);
	const minutes = reports.reduce((total, { summary }) => total + (summary.expectedMinutes ?? 0), 0);
	const duration = minutes > 0 ? [`Google's limits make it last about ${minutes} minutes.`] : [];
	const message = [summaryText(counts, mode), ...duration, ...stopped].join(' ');
	context.logger.info(message);
	context.addExecutionHints?.({ message, type: stopped.length > 0 ? 'warning' : 'info', location: 'outputPane' });
}

function sum(a: Summary['counts'], b: Summary['counts']): Summary['counts'] {
	const total = { ...a };
	for (const kind of Object.keys(total) as Array<keyof Summary['counts']>) total[kind] += b[kind];
	return total;
}
