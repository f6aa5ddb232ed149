import type { IExecuteFunctions, INodeExecutionData, NodeApiError, NodeOperationError } from 'n8n-workflow';
import { GOOGLE_CAPABILITIES } from '../../connectors/google';
import { RecordError } from '../../core/errors';
import type { PartnerCapabilities } from '../../core/ports/partner';
import { runToCrm, type ToCrmReport, type ToCrmResult } from '../../core/sync';
import type { Summary } from '../../core/sync/report';
import { openCrm, type OpenCrm } from '../shared/crm';
import { nodeError } from '../shared/errors';
import { errorItem, failedRun, failureOf } from '../shared/results';
import { summaryText } from '../shared/texts';
import { batchesOf, googleItem, mappedItem, type Batch, type ReadItem } from './incoming';
import { asMapped, contactItem, repeatedItem } from './output';
import { settingsFor, upsertSettings, type UpsertSettings } from './settings';

/** Output items by the index of their input item. */
type Output = Map<number, INodeExecutionData>;

/** Of fields that were mapped by hand: nothing can be said of the place where they come from. */
const ANYWHERE: PartnerCapabilities = { kind: 'mapped', maxRecords: Infinity, stampResolutionMs: 60_000, slots: {} };

interface Desk {
	context: IExecuteFunctions;
	settings: UpsertSettings;
	crm: OpenCrm;
	output: Output;
}

/** One output item for each input item, in the same order. */
export async function upsertContacts(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const settings = upsertSettings(context);
	const companies = settings.flow.toCrm.creates === 'peopleAndCompanies' ? 'create' : 'match';
	const desk: Desk = { context, settings, crm: await openCrm(context, settings.crm, { companies }), output: new Map() };
	const reports: ToCrmReport[] = [];
	const failures: Failure[] = [];
	for (const batch of batchesOf(onlyOnce(readItems(desk), desk))) {
		const report = await runBatch(batch, desk);
		if (!report) continue;
		reports.push(report);
		failures.push(...addResults(batch, report, desk));
	}
	tellCounts(desk, reports);
	if (failures.length > 0 && !context.continueOnFail()) throw failedRun(context.getNode(), failures, desk.output.size);
	return [...desk.output].sort(([a], [b]) => a - b).map(([, item]) => item);
}

/** Nothing is written yet, so an item that cannot be read stops the run unless errors have an output. */
function readItems({ context, settings, crm, output }: Desk): ReadItem[] {
	const { account } = crm.side;
	return context.getInputData().flatMap(({ json }, index) => {
		try {
			return [settings.input === 'fields' ? mappedItem(context, json, index, account) : googleItem(json, index, account)];
		} catch (error) {
			const problem = nodeError(context.getNode(), error, index);
			if (!context.continueOnFail()) throw problem;
			output.set(index, errorItem(problem, index));
			return [];
		}
	});
}

/** Of mapped items that name the same contact, the first one counts. */
function onlyOnce(items: readonly ReadItem[], { output }: Desk): ReadItem[] {
	const seen = new Set<string>();
	return items.filter(({ sameAs, index }) => {
		if (sameAs === undefined) return true;
		if (seen.has(sameAs)) output.set(index, repeatedItem(index));
		return !seen.has(sameAs) && seen.add(sameAs);
	});
}

/** A run that stopped before its first write fails as a whole, or gives every item of it the error. */
async function runBatch(batch: Batch, { context, settings, crm, output }: Desk): Promise<ToCrmReport | undefined> {
	const [{ place }] = batch;
	const { side, env, exclusive } = crm;
	try {
		return await exclusive(() => runToCrm({
			incoming: batch.map(({ incoming }) => incoming),
			crm: side,
			partner: place.partner === 'google' ? GOOGLE_CAPABILITIES : ANYWHERE,
			settings: settingsFor(settings, crm, place.groupId),
			recordTypes: settings.recordTypes,
			groupId: place.groupId,
			...(place.accountMark === undefined ? {} : { accountMark: place.accountMark, linkKnown: place.markIs === 'new' ? ('no' as const) : ('yes' as const) }),
			...(place.pairs === undefined ? {} : { pairs: place.pairs }),
			env,
			mode: settings.mode,
		}));
	} catch (error) {
		const problem = nodeError(context.getNode(), error, batch[0].index);
		if (!context.continueOnFail()) throw problem;
		for (const { index } of batch) output.set(index, errorItem(nodeError(context.getNode(), error, index), index));
		return undefined;
	}
}

type Failure = NodeApiError | NodeOperationError;

/** Answers those that failed. */
function addResults(batch: Batch, report: ToCrmReport, { context, settings, crm, output }: Desk): Failure[] {
	const results = new Map(report.results.map((result) => [result.key, result]));
	return batch.flatMap((item) => {
		const result = judged(results.get(item.incoming.key) as ToCrmResult, item);
		const failure = failureOf(context.getNode(), result, item.index);
		const { scope } = settings.flow.toCrm;
		output.set(item.index, failure ? errorItem(failure, item.index, result) : contactItem(result, item, { scope, mode: settings.mode, stampResolutionMs: crm.side.capabilities.stampResolutionMs }));
		return failure ?? [];
	});
}

/** With mapped fields there is only one side to write, and a record that was named has to be there. */
function judged(result: ToCrmResult, { place, recordId }: ReadItem): ToCrmResult {
	if (place.partner === 'google') return result;
	if (recordId !== undefined && !result.record && result.action === 'skip') {
		const error = new RecordError('notFound', 'There is no such record in the CRM. Check the mapped CRM Record ID.', `No record ${recordId}.`);
		return { ...result, action: 'failed', reason: 'refusedByServer', error };
	}
	return asMapped(result);
}

/** One line under the output: what was done, and what stopped the run. */
function tellCounts({ context, settings }: Desk, reports: readonly ToCrmReport[]): void {
	if (reports.length === 0) return;
	const counts = reports.map(({ summary }) => summary.counts).reduce(sum);
	const stopped = reports.flatMap(({ summary }) => summary.stopped?.message ?? []);
	const message = [summaryText(counts, settings.mode), ...stopped].join(' ');
	context.logger.info(message);
	context.addExecutionHints?.({ message, type: stopped.length > 0 ? 'warning' : 'info', location: 'outputPane' });
}

function sum(a: Summary['counts'], b: Summary['counts']): Summary['counts'] {
	const total = { ...a };
	for (const kind of Object.keys(total) as Array<keyof Summary['counts']>) total[kind] += b[kind];
	return total;
}
