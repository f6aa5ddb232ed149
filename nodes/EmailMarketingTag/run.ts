import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { createContactNotes } from '../../connectors/email/list';
import { runEmail, type EmailReport, type EmailResult } from '../../core/email';
import type { EmailList } from '../../core/ports/email';
import { notesMemory, openEmail, serviceOf, type OpenEmail } from '../shared/email';
import { nodeError } from '../shared/errors';
import { readItem, type ReadItem } from './incoming';
import { openLookUp, withOwner, type LookUp } from './lookUp';
import { errorItem, failedRun, failureOf, resultItem } from './output';
import { tellOwnIntegration } from './ownIntegration';
import { tagNodeSettings, type TagNodeSettings } from './settings';
import { summaryText } from './texts';

/** An output item with the index of its input item. */
interface Placed {
	index: number;
	item: INodeExecutionData;
}

export interface ListReport extends EmailReport {
	listId: string;
	list: EmailList;
}

/** One output item for each address of each input item, in their order. */
export async function runItems(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const settings = tagNodeSettings(context);
	const output: Placed[] = [];
	const items = readItems(context, settings, output);
	const reports: ListReport[] = [];
	if (items.length > 0) {
		const email = await openEmail(context, serviceOf(context.getNodeParameter('service', 0, 'ecomail')));
		const desk: Desk = { context, email, settings, lookUp: await openLookUp(context, settings) };
		for (const [listId, batch] of byList(items)) {
			const report = await runList(desk, listId, batch, output);
			if (report) reports.push(report);
		}
		tellOwnIntegration(context, items, reports, settings);
	}
	tellCounts(context, reports, settings);
	addResults(context, reports, settings, output);
	return output.sort((a, b) => a.index - b.index).map(({ item }) => item);
}

/** Nothing is written yet, so an item that cannot be read stops the run unless errors have an output. */
function readItems(context: IExecuteFunctions, settings: TagNodeSettings, output: Placed[]): ReadItem[] {
	return context.getInputData().flatMap(({ json }, index) => {
		try {
			return [readItem(context, json, index, settings)];
		} catch (error) {
			const problem = nodeError(context.getNode(), error, index);
			if (!context.continueOnFail()) throw problem;
			output.push({ index, item: errorItem(problem, index) });
			return [];
		}
	});
}

function byList(items: readonly ReadItem[]): Map<string, ReadItem[]> {
	const batches = new Map<string, ReadItem[]>();
	for (const item of items) {
		const batch = batches.get(item.listId);
		if (batch) batch.push(item);
		else batches.set(item.listId, [item]);
	}
	return batches;
}

/** What the batches of all lists work with. */
interface Desk {
	context: IExecuteFunctions;
	email: OpenEmail;
	settings: TagNodeSettings;
	lookUp: LookUp | undefined;
}

/** A run that stopped before its first write fails as a whole, or gives every item of it the error. */
async function runList({ context, email: { side, env, credential }, settings, lookUp }: Desk, listId: string, items: readonly ReadItem[], output: Placed[]): Promise<ListReport | undefined> {
	try {
		const list = await side.list(listId);
		const subscribe = await withOwner(settings, lookUp);
		const notes = createContactNotes({ side, listId, clock: env.clock, memory: notesMemory(credential) });
		return { listId, list, ...(await runEmail({ side, list, notes, mode: settings.mode, items, settings: subscribe, passGuards: settings.passGuards, ...(env.progress ? { progress: env.progress } : {}), ...(lookUp ? { optedOutInCrm: lookUp.optedOut } : {}) })) };
	} catch (error) {
		if (!context.continueOnFail()) throw nodeError(context.getNode(), error, items[0]?.index);
		output.push(...items.map(({ index }) => ({ index, item: errorItem(nodeError(context.getNode(), error, index), index) })));
		return undefined;
	}
}

/** Subscribers that failed go to the error output; where there is none, the run fails after all others were written. */
function addResults(context: IExecuteFunctions, reports: readonly ListReport[], { mode }: TagNodeSettings, output: Placed[]): void {
	const failures = [];
	let total = 0;
	for (const { listId, results } of reports) {
		total += results.length;
		for (const result of results) {
			const index = Number(result.key);
			const failure = failureOf(context.getNode(), result, index);
			if (failure) failures.push(failure);
			output.push({ index, item: failure ? errorItem(failure, index, result) : resultItem(result, listId, index, mode) });
		}
	}
	if (failures.length > 0 && !context.continueOnFail()) throw failedRun(context.getNode(), failures, total);
}

/** One line under the output: what was done, and what stopped the run. */
function tellCounts(context: IExecuteFunctions, reports: readonly ListReport[], { mode }: TagNodeSettings): void {
	if (reports.length === 0) return;
	const stopped = reports.flatMap((report) => report.stopped?.message ?? []);
	const counts = reports.map((report) => report.counts).reduce(sum);
	const message = [summaryText(counts, mode), ...stopped].join(' ');
	context.logger.info(message);
	context.addExecutionHints?.({ message, type: stopped.length > 0 ? 'warning' : 'info', location: 'outputPane' });
}

function sum(a: EmailReport['counts'], b: EmailReport['counts']): EmailReport['counts'] {
	const total = { ...a };
	for (const kind of Object.keys(total) as Array<EmailResult['action']>) total[kind] += b[kind];
	return total;
}
