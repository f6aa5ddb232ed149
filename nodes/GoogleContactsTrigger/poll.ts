import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { createNormaliser } from '../../core/contact/normalise';
import type { PartnerChanges, PartnerRecord } from '../../core/ports/partner';
import { newAccountMark } from '../../core/sync/group';
import type { CallLimits } from '../shared/crm';
import { openGoogle } from '../shared/google';
import { inTime, isOutage, onceAtATime, pollTime } from '../shared/polling';
import { happenedTo, isPairedHere } from './events';
import { crmAccountOf, flowOf, type Flow } from './flow';
import { contactItem, deletedItem } from './items';
import { findLabel, triggerSettings, type TriggerSettings } from './settings';
import { readingOf, saveBeginning, savedState, saveState, type Reading, type State } from './state';

/** Changes may show up this late and in another order than they were made. */
const LATE_MS = 30 * 60_000;

/** Changes since the last poll, or null when there are none. */
export function pollChanges(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	return onceAtATime(context, (data) => poll(context, data));
}

async function poll(context: IPollFunctions, data: IDataObject): Promise<INodeExecutionData[][] | null> {
	const settings = triggerSettings(context);
	const { limits } = pollTime(context);
	const news = await readNews(context, data, settings, limits).catch((error: unknown) => postponed(context, data, inTime(error, 'Google Contacts')));
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
	const found = flowOf(findLabel(groups, settings.label), groups);
	const reading = readingOf(found.label.id, settings.start);
	const saved = savedState(data, reading);
	const mark = found.accountMark === undefined ? (saved?.mark ?? newAccountMark(account.env.random)) : undefined;
	const flow: Flow = mark === undefined ? found : { ...found, accountMark: mark, ...(saved?.mark === undefined ? { markIs: 'new' } : {}) };
	const { side } = await openGoogle(context, crmAccountOf(flow), limits);
	const told = await side.changes(saved?.cursor);
	const items = itemsOf(told, saved, flow, settings);
	// With a label that was deleted meanwhile, everybody would seem to have left it.
	if (items.some(({ json }) => json.event === 'left')) findLabel(await side.groups(), settings.label);
	return { reading, state: { cursor: told.cursor, ...sinceOf(told, saved), ...(mark === undefined ? {} : { mark }) }, items };
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

/** An outage at the first poll only tells when the trigger was begun; all else is thrown. */
function postponed(context: IPollFunctions, data: IDataObject, error: unknown): undefined {
	const isFirst = data.reading === undefined;
	if (!isFirst || !isOutage(error)) throw error;
	context.logger.warn('Google Contacts could not be read yet; the next poll begins.', { reason: error.detail });
	saveBeginning(data);
}
