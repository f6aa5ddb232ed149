import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { createNormaliser } from '../../core/contact/normalise';
import { GuardError, RetriableError } from '../../core/errors';
import type { PartnerChanges, PartnerRecord } from '../../core/ports/partner';
import type { CallLimits } from '../shared/crm';
import { openGoogle } from '../shared/google';
import { happenedTo, isPairedHere } from './events';
import { crmAccountOf, flowOf, type Flow } from './flow';
import { contactItem, deletedItem } from './items';
import { findLabel, triggerSettings, type TriggerSettings } from './settings';
import { readingOf, saveBeginning, savedState, saveState, type Reading, type State } from './state';

/** Of a durable poll, where n8n does not tell. */
const SHORTEST_BUDGET_MS = 36_000;
/** Changes may show up this late and in another order than they were made. */
const LATE_MS = 30 * 60_000;

/** n8n starts the next poll of a workflow although the last one still runs; both would read the same changes. */
const running = new WeakSet<IDataObject>();

/** Changes since the last poll, or null when there are none. */
export async function pollChanges(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const data = context.getWorkflowStaticData('node');
	if (running.has(data)) return null;
	running.add(data);
	try {
		return await poll(context, data);
	} finally {
		running.delete(data);
	}
}

async function poll(context: IPollFunctions, data: IDataObject): Promise<INodeExecutionData[][] | null> {
	const settings = triggerSettings(context);
	const budgetMs = context.getPollBudgetMs?.() ?? SHORTEST_BUDGET_MS;
	const limits = { until: Date.now() + budgetMs * 0.9, longestCallMs: budgetMs * 0.4 };
	const news = await readNews(context, data, settings, limits).catch((error: unknown) => postponed(context, data, inTime(error)));
	if (!news) return null;
	saveState(data, news.reading, news.state);
	return news.items.length > 0 ? [news.items] : null;
}

/** What a poll brings, and where the trigger stands after it. */
interface News {
	reading: Reading;
	state: State;
	items: INodeExecutionData[];
}

async function readNews(context: IPollFunctions, data: IDataObject, settings: TriggerSettings, limits: CallLimits): Promise<News> {
	const account = await openGoogle(context, undefined, limits);
	const groups = await account.side.groups();
	const flow = flowOf(findLabel(groups, settings.label), groups);
	const reading = readingOf(flow.label.id, settings.start);
	const saved = savedState(data, reading);
	const { side } = await openGoogle(context, crmAccountOf(flow), limits);
	const told = await side.changes(saved?.cursor);
	const items = itemsOf(told, saved, flow, settings);
	// With a label that was deleted meanwhile, everybody would seem to have left it.
	if (items.some(({ json }) => json.event === 'left')) findLabel(await side.groups(), settings.label);
	return { reading, state: { cursor: told.cursor, ...sinceOf(told, saved) }, items };
}

function itemsOf(told: PartnerChanges, saved: State | undefined, flow: Flow, settings: TriggerSettings): INodeExecutionData[] {
	if (!saved) return settings.start === 'existing' ? existing(told, flow) : [];
	const normal = createNormaliser(settings.defaultCountry);
	const records = told.extent === 'changes' ? told.records : told.records.filter((record) => isPairedHere(record, flow) || isNewSince(record, saved));
	const items = records.flatMap((record) => {
		const event = happenedTo(record, flow, normal);
		return event !== 'settled' && settings.events.includes(event) ? [contactItem(record, event, flow)] : [];
	});
	const deleted = settings.events.includes('deleted') ? told.gone.map((id) => deletedItem(id, flow)) : [];
	return [...items, ...deleted];
}

function existing({ records }: PartnerChanges, flow: Flow): INodeExecutionData[] {
	return records.filter(({ groups }) => groups.includes(flow.label.id)).map((record) => contactItem(record, 'created', flow));
}

/** Where Google no longer tells changes, the pair entry tells of a paired contact; of any other one its own stamp, also one of the same millisecond. */
function isNewSince({ modifiedAt }: PartnerRecord, { since }: State): boolean {
	return since === undefined || modifiedAt === undefined || Date.parse(modifiedAt) >= Date.parse(since);
}

/** By Google's clock: some time before the newest change that was told. */
function sinceOf({ records }: PartnerChanges, saved: State | undefined): Pick<State, 'since'> {
	const stamps = records.flatMap(({ modifiedAt }) => (modifiedAt === undefined ? [] : [Date.parse(modifiedAt) - LATE_MS]));
	const newest = stamps.reduce((latest, stamp) => Math.max(latest, stamp), saved?.since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(saved.since));
	return Number.isFinite(newest) ? { since: new Date(newest).toISOString() } : {};
}

/** The first poll decides whether a workflow can be activated: an outage must not prevent that. Throws all else. */
function postponed(context: IPollFunctions, data: IDataObject, error: unknown): undefined {
	const isFirst = data.reading === undefined;
	if (!isFirst || !(error instanceof RetriableError || error instanceof GuardError)) throw error;
	context.logger.warn('Google Contacts could not be read yet; the next poll begins.', { reason: error.detail });
	saveBeginning(data);
}

/** A poll that used up its time is no cancelled run. */
function inTime(error: unknown): unknown {
	if (!(error instanceof GuardError) || error.reason !== 'cancelled') return error;
	return new RetriableError('Google Contacts took too long to answer. The next poll goes on.', 'The poll used up its time.');
}
