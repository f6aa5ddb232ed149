import { shortHash } from '../contact/hash';
import type { RecordRef, RecordType } from '../contact/contact';
import { ConfigurationError, SyncError } from '../errors';
import type { CrmChanges, CrmRecord, CrmScope, CrmSide } from '../ports/crm';
import type { Clock } from '../ports/environment';
import { idOf } from './crmView';
import type { PollBounds } from './poll';
import { OVERLAP_MS, type Change } from './window';

/**
 * Reading changes from a CRM that cannot be read in windows of time: it says what changed since a cursor of its own, or
 * lists everything again. What was read before in the same version is not new; who is missing in a list of everything
 * has left the scope or is gone.
 */

/** Most records that are remembered; with more, whatever a list shows counts by its stamp. */
export const MOST_REMEMBERED = 4_000;

/** Most records that one poll reads singly to tell who has left. The rest follows with the next poll. */
const MOST_LOOKED_UP = 200;

/** Hash of the version by record, oldest first; the record as its type's first letter and its id. */
type Remembered = Record<string, string>;

/** Where the reading stands. Plain JSON, at most about 200 KB, usually a few. */
export interface ChangesCursor {
	/** Of the last answer; absent: everything is read. */
	cursor?: string;
	/** When the open reading began, by the server's clock, milliseconds since 1970. Absent: none is open. */
	begunAt?: number;
	/** When the last reading that went to its end began. Absent until then: what is read existed before. */
	readAt?: number;
	seen: Remembered;
	/** While everything is listed: known from before, and not met yet. */
	unmet?: Remembered;
	/** Were missing in the list, and not looked up yet. */
	missing?: string[];
	/** More records were met than are remembered. */
	overflown?: true;
}

export interface ChangesPlan {
	recordTypes: readonly RecordType[];
	scope: CrmScope;
	stampResolutionMs: number;
	/** Whether records that are missing in a list are looked up. */
	leaving: 'report' | 'ignore';
}

export interface ChangesResult {
	cursor: ChangesCursor;
	changes: Change[];
	/** What ended the poll early, after answers that were read and count. */
	failure?: SyncError;
}

/** A cursor that reads everything there is as "existing", then what changes. */
export function fromEverything(): ChangesCursor {
	return { seen: {} };
}

/** Reads on from the cursor until nothing is left or the bounds are reached. Rejects when not even the first answer came. */
export async function pollChanges(crm: CrmSide, start: ChangesCursor, plan: ChangesPlan, bounds: PollBounds, clock: Clock): Promise<ChangesResult> {
	let at = start;
	const changes: Change[] = [];
	for (let pages = 0; pages < bounds.pages; pages += 1) {
		if (pages > 0 && clock.now() >= bounds.deadline) break;
		const asked = clock.now();
		const answer = await crm.changes({ recordTypes: plan.recordTypes, scope: plan.scope, ...(at.cursor === undefined ? {} : { cursor: at.cursor }) }).catch((error: unknown) => laterFailed(error, pages));
		if (answer instanceof SyncError) return { cursor: at, changes, failure: answer };
		const step = takeIn(at, plan, answer, asked);
		at = step.cursor;
		changes.push(...step.changes);
		if (answer.more === 'no') break;
	}
	return await lookUp(crm, { cursor: at, changes });
}

function laterFailed(error: unknown, pagesRead: number): SyncError {
	if (pagesRead > 0 && error instanceof SyncError) return error;
	throw error;
}

/** The cursor after an answer that was asked for at `asked` (our clock), and what was new in it. */
export function takeIn(before: ChangesCursor, plan: ChangesPlan, answer: CrmChanges, asked: number): { cursor: ChangesCursor; changes: Change[] } {
	const begunAt = before.begunAt ?? answer.serverTime ?? asked;
	const isList = answer.extent === 'everything';
	const unmet = isList ? { ...(before.unmet ?? before.seen) } : undefined;
	const seen = isList && !before.unmet ? {} : { ...before.seen };
	const changes: Change[] = [];
	for (const record of answer.records) {
		const key = keyOf(record.contact);
		const version = shortHash(record.version, 6);
		const known = unmet?.[key] ?? seen[key];
		const novelty = known === version ? undefined : noveltyOf(record, { ...before, begunAt }, plan, known, answer.extent);
		if (novelty) changes.push({ record, novelty });
		delete unmet?.[key];
		delete seen[key];
		seen[key] = version;
	}
	for (const ref of answer.gone) delete seen[keyOf(ref)];
	const overflown = before.overflown ?? (Object.keys(seen).length > MOST_REMEMBERED ? (true as const) : undefined);
	const cursor: ChangesCursor = { cursor: answer.cursor, seen: newest(seen), ...defined({ readAt: before.readAt, missing: before.missing, overflown }) };
	if (answer.more === 'yes') return { cursor: { ...cursor, begunAt, ...(unmet ? { unmet } : {}) }, changes };
	const missing = [...(before.missing ?? []), ...(plan.leaving === 'report' && unmet ? Object.keys(unmet) : [])].slice(0, MOST_REMEMBERED);
	return { cursor: { ...cursor, readAt: begunAt, ...(missing.length > 0 ? { missing } : {}) }, changes };
}

/** Undefined where nothing shows that the record is new to the reader. */
function noveltyOf({ contact }: CrmRecord, { readAt, begunAt, overflown }: ChangesCursor, plan: ChangesPlan, known: string | undefined, extent: CrmChanges['extent']): Change['novelty'] | undefined {
	const since = readAt === undefined ? (begunAt ?? 0) : readAt - OVERLAP_MS;
	const isSince = (iso: string | undefined): boolean => iso !== undefined && Date.parse(iso) + plan.stampResolutionMs > since;
	if (readAt === undefined && !isSince(contact.modifiedAt)) return 'existing';
	if (known === undefined && overflown && extent === 'everything' && readAt !== undefined) {
		if (contact.modifiedAt === undefined) throw tooMany();
		if (!isSince(contact.modifiedAt)) return undefined;
	}
	return known === undefined && isSince(contact.createdAt) ? 'created' : 'updated';
}

function tooMany(): ConfigurationError {
	return new ConfigurationError(
		`This CRM shows no times of changes, so the trigger has to remember every contact, and it can remember ${MOST_REMEMBERED}. Choose a smaller scope, or use Contact Sync on a schedule.`,
		'More records without stamps than are remembered',
	);
}

/** Who is missing in the list and still there has left the scope; the others are gone. */
async function lookUp(crm: CrmSide, { cursor, changes }: ChangesResult): Promise<ChangesResult> {
	const { missing = [], ...rest } = cursor;
	if (missing.length === 0) return { cursor: rest, changes };
	const refs = missing.slice(0, MOST_LOOKED_UP).map(refOfKey);
	const found = await crm.read(refs).catch((error: unknown) => laterFailed(error, 1));
	if (found instanceof SyncError) return { cursor, changes, failure: found };
	const left = refs.flatMap((ref): Change[] => {
		const record = found.get(idOf(crm.account, ref));
		return record ? [{ record, novelty: 'updated' }] : [];
	});
	const later = missing.slice(MOST_LOOKED_UP);
	return { cursor: { ...rest, ...(later.length > 0 ? { missing: later } : {}) }, changes: [...changes, ...left] };
}

function keyOf({ recordType, recordId }: RecordRef): string {
	return `${recordType.charAt(0)}${recordId}`;
}

function refOfKey(key: string): RecordRef {
	return { recordType: key.startsWith('c') ? 'company' : 'person', recordId: key.slice(1) };
}

function newest(seen: Remembered): Remembered {
	const entries = Object.entries(seen);
	return entries.length <= MOST_REMEMBERED ? seen : Object.fromEntries(entries.slice(-MOST_REMEMBERED));
}

/** The same without its undefined members. */
function defined<T extends object>(value: T): Partial<T> {
	return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Partial<T>;
}
