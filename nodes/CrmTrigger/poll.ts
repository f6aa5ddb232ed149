import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { ConfigurationError, type SyncError } from '../../core/errors';
import type { CrmSide, WindowedCrm } from '../../core/ports/crm';
import { readChanges, type PollBounds, type PollResult } from '../../core/sync/poll';
import { fromEverything, pollChanges as readListedChanges, type ChangesResult } from '../../core/sync/pollChanges';
import { fromNowOn, fromTheBeginning, readsExisting, type Change, type WindowCursor, type WindowPlan } from '../../core/sync/window';
import { CRM_TITLES, openCrm, type OpenCrm } from '../shared/crm';
import { inTime, isOutage, onceAtATime, pollTime } from '../shared/polling';
import { itemsOf } from './items';
import { triggerSettings, type TriggerSettings } from './settings';
import { readingOf, saveCursor, savedChanges, savedCursor } from './state';

const MOST_PAGES = 5;
const SAMPLES = 3;
/** Changes since the last poll, or null when there are none. */
export function pollChanges(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	return onceAtATime(context, (data) => poll(context, data));
}

async function poll(context: IPollFunctions, data: IDataObject): Promise<INodeExecutionData[][] | null> {
	const settings = triggerSettings(context);
	const { limits, halfTime } = pollTime(context);
	const crm = await openCrm(context, settings.crm, { ...limits, fewerRows: settings.fewerRows });
	const bounds = { pages: MOST_PAGES, deadline: halfTime };
	const { side } = crm;
	const records = isWindowed(side) ? await windows({ ...crm, side }, settings, bounds, context, data) : await lists(crm, settings, bounds, context, data);
	const items = itemsOf(records, settings, side.capabilities.stampResolutionMs);
	return items.length > 0 ? [items] : null;
}

type Windowed = OpenCrm & { side: WindowedCrm };

function isWindowed(side: CrmSide): side is WindowedCrm {
	return side.readWindow !== undefined;
}

/** Of a CRM that can be read in windows of time. */
async function windows(crm: Windowed, settings: TriggerSettings, bounds: PollBounds, context: IPollFunctions, data: IDataObject): Promise<readonly Change[]> {
	const reading = readingOf(crm.side.account, settings);
	const saved = savedCursor(data, reading);
	if (!saved && settings.start === 'fromNow') {
		saveCursor(data, reading, await baseline(crm, context));
		return [];
	}
	const cursor = saved ?? fromTheBeginning();
	const result = await readChanges(crm.side, cursor, planOf(crm, settings, cursor), bounds, crm.env.clock).catch(
		(error: unknown): PollResult => ({ cursor, changes: [], failure: postponed(inTime(error, CRM_TITLES[settings.crm]), saved ? 'later' : 'first') }),
	);
	tellFailure(context, result);
	if (result.cursor.open) tellOpen(context, settings, result);
	saveCursor(data, reading, result.cursor);
	return result.changes;
}

/** Of a CRM that only tells changes by a cursor of its own, or lists everything again. */
async function lists(crm: OpenCrm, settings: TriggerSettings, bounds: PollBounds, context: IPollFunctions, data: IDataObject): Promise<readonly Change[]> {
	const { account, capabilities } = crm.side;
	const reading = readingOf(account, settings);
	const saved = savedChanges(data, reading);
	const { recordTypes, scope, leaving } = settings;
	const cursor = saved ?? fromEverything();
	const plan = { recordTypes, scope, leaving, stampResolutionMs: capabilities.stampResolutionMs };
	const result = await readListedChanges(crm.side, cursor, plan, bounds, crm.env.clock).catch(
		(error: unknown): ChangesResult => ({ cursor, changes: [], failure: postponed(inTime(error, CRM_TITLES[settings.crm]), saved ? 'later' : 'first') }),
	);
	tellFailure(context, result);
	if (result.cursor.begunAt !== undefined) tellOpen(context, settings, result);
	saveCursor(data, reading, result.cursor);
	return settings.start === 'existing' ? result.changes : result.changes.filter(({ novelty }) => novelty !== 'existing');
}

function tellFailure(context: IPollFunctions, { failure }: { failure?: SyncError }): void {
	if (failure) context.logger.warn('The CRM could not be read to the end; the next poll goes on.', { reason: failure.detail });
}

/** A poll reads so much at most, so that a large first reading takes several. */
function tellOpen(context: IPollFunctions, { crm }: TriggerSettings, { changes, failure }: PollResult | ChangesResult): void {
	if (!failure) context.logger.info(`This poll has read ${changes.length} records of ${CRM_TITLES[crm]}; the next one goes on.`);
}

/** From now on; without an answer by our own clock. */
async function baseline({ side, env }: OpenCrm, context: IPollFunctions): Promise<WindowCursor> {
	const { serverTime } = await side.check().catch((error: unknown) => {
		context.logger.warn('The CRM could not be reached yet; changes count from now on.', { reason: postponed(error, 'first').detail });
		return { serverTime: undefined };
	});
	return fromNowOn(env.clock.now(), side.capabilities.stampResolutionMs, serverTime);
}

/** An outage at the first poll is answered, all else is thrown. */
function postponed(error: unknown, which: 'first' | 'later'): SyncError {
	if (which === 'first' && isOutage(error)) return error;
	throw error;
}

/** The server filters by the scope, unless records that left it are wanted. What exists has not left. */
function planOf({ side }: OpenCrm, { recordTypes, scope, leaving }: TriggerSettings, cursor: WindowCursor): WindowPlan {
	const { pageSize, stampResolutionMs } = side.capabilities;
	const filtered = leaving === 'ignore' || readsExisting(cursor);
	return { recordTypes, pageSize, stampResolutionMs, ...(filtered && scope.kind !== 'all' ? { scope } : {}) };
}

/** For "Fetch Test Event": what changed last, moving nothing. */
export async function sampleChanges(context: IPollFunctions): Promise<INodeExecutionData[][]> {
	const settings = triggerSettings(context);
	const { side } = await openCrm(context, settings.crm);
	const records = [];
	for (const recordType of settings.recordTypes) records.push(...(await side.recent(recordType, settings.scope, SAMPLES)));
	const samples = records.map((record) => ({ record, novelty: 'existing' as const }));
	const items = itemsOf(samples, { ...settings, leaving: 'ignore' }, side.capabilities.stampResolutionMs);
	if (items.length > 0) return [items];
	throw new ConfigurationError(`There is nothing in this scope yet. Create or change a record in ${CRM_TITLES[settings.crm]} that belongs to it, or choose another scope.`);
}
