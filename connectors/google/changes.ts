import type { CrmAccount } from '../../core/contact/contact';
import type { PartnerChanges, PartnerRecord } from '../../core/ports/partner';
import type { GoogleAccount } from './account';
import { VISIBILITY_MS } from './accountIndex';
import type { ConnectionsPage } from './client';
import { cursorText, parseCursor, type Feed } from './cursor';
import { isExpiredToken, isNotNow, isRefused, orExpected } from './expected';
import { explained, isExplained, labelCounts } from './labelCounts';
import { ownPart, stateOf, toRecord } from './map';
import type { Person } from './raw';
import { TOKEN_LASTS_MS } from './pages';

/** One contact as a read told it. No record: deleted. */
export interface Told {
	id: string;
	/** Ids under which it was known before. */
	former: readonly string[];
	record?: PartnerRecord;
}

/** One read of pages. Without a token where Google gave none. */
interface Pages {
	told: readonly Told[];
	token?: string;
}

/** A full read that an error broke off: a poll with little time goes on from here. */
export interface UnfinishedRead {
	/** When it began, ms. */
	readAt: number;
	told: Told[];
	pageToken?: string;
}

/**
 * Everything that changed since the cursor; nothing but the cursor is needed to go on. Two calls when nothing changed,
 * plus one for each thousand of changes.
 */
export async function readChangesSince(account: GoogleAccount, cursor: string | undefined): Promise<PartnerChanges> {
	const feed = parseCursor(cursor);
	const delta = feed && (await readDelta(account, feed.token));
	if (!feed || !delta) return await readEverything(account);
	const isOld = account.clock.now() >= feed.readAt + TOKEN_LASTS_MS;
	if (isOld) return await renewed(account, feed, delta);
	return await toldByLabels(account, delta.told, { ...feed, token: delta.token ?? feed.token });
}

async function readEverything(account: GoogleAccount): Promise<PartnerChanges> {
	const whole = await readWhole(account);
	const counts = await labelCounts(account);
	return everything(whole, { token: whole.token ?? '', readAt: whole.readAt, counts });
}

function everything({ told }: Pages, feed: Feed): PartnerChanges {
	return { extent: 'everything', records: latestOf(told).flatMap(({ record }) => record ?? []), gone: [], cursor: cursorText(feed) };
}

/**
 * A token ends seven days after its full read (documented), so a full read gives a new one in time. What changed has been
 * taken by then; what changes during the full read is taken by the old token once more, as the new one may not tell it.
 * Where the full read fails, the old token goes on for as long as it holds.
 */
async function renewed(account: GoogleAccount, feed: Feed, delta: Pages): Promise<PartnerChanges> {
	const old: Feed = { ...feed, token: delta.token ?? feed.token };
	const whole = await orExpected(readWhole(account), isNotNow);
	if (isNotNow(whole) || whole.token === undefined) return await toldByLabels(account, delta.told, old);
	const between = await readDelta(account, old.token);
	const next: Feed = { ...feed, token: whole.token, readAt: whole.readAt };
	if (!between) return everything(whole, { ...next, counts: await labelCounts(account), waitsSince: undefined });
	return await toldByLabels(account, [...delta.told, ...between.told], next);
}

/**
 * Whether a change of labels alone shows up in syncs is not known. The numbers of members tell when it did not; as they
 * may also be ahead of the syncs, everything is read only when they stay unexplained for longer than syncs lag behind.
 */
async function toldByLabels(account: GoogleAccount, told: readonly Told[], feed: Feed): Promise<PartnerChanges> {
	const latest = latestOf(told);
	const now = account.clock.now();
	const present = await orExpected(labelCounts(account), isNotNow);
	if (isNotNow(present)) return changes(latest, feed);
	const counts = explained(feed.counts, present, latest);
	if (isExplained(counts, present)) return changes(latest, { ...feed, counts, waitsSince: undefined });
	const waitsSince = feed.waitsSince ?? now;
	return now < waitsSince + VISIBILITY_MS ? changes(latest, { ...feed, counts, waitsSince }) : await readEverything(account);
}

/** A contact that changes while it is read comes twice. */
function latestOf(told: readonly Told[]): Told[] {
	return [...new Map(told.map((one) => [one.id, one])).values()];
}

/** A contact that goes on under another name, or was merged into another one, is not gone. */
function changes(told: readonly Told[], feed: Feed): PartnerChanges {
	const former = new Set(told.flatMap((one) => one.former));
	return {
		extent: 'changes',
		records: told.flatMap(({ id, record }) => (record && !former.has(id) ? record : [])),
		gone: told.flatMap(({ id, record }) => (record || former.has(id) ? [] : id)),
		cursor: cursorText(feed),
	};
}

/** undefined when the token no longer holds. */
async function readDelta({ people, crm }: GoogleAccount, syncToken: string): Promise<Pages | undefined> {
	const told: Told[] = [];
	let page: ConnectionsPage | undefined;
	do {
		const answer = await orExpected(people.listConnections({ syncToken, pageToken: page?.nextPageToken }), isExpiredToken);
		if (isExpiredToken(answer)) return undefined;
		told.push(...answer.people.map((person) => toldOf(person, crm)));
		page = answer;
	} while (page.nextPageToken !== undefined);
	return { told, token: page.nextSyncToken };
}

async function readWhole({ people, state, clock, crm, phase }: GoogleAccount): Promise<Pages & { readAt: number }> {
	const now = clock.now();
	const kept = state.unfinished;
	const read: UnfinishedRead = kept && now < kept.readAt + VISIBILITY_MS ? kept : { readAt: now, told: [] };
	state.unfinished = undefined;
	for (;;) {
		const page = await people.listConnections({ pageToken: read.pageToken }).catch((error: unknown) => {
			if (!isRefused(error)) state.unfinished = read;
			throw error;
		});
		read.told.push(...page.people.map((person) => toldOf(person, crm)));
		phase?.({ kind: 'reading', side: 'partner', read: read.told.length });
		if (page.nextPageToken === undefined) return { told: read.told, token: page.nextSyncToken, readAt: read.readAt };
		read.pageToken = page.nextPageToken;
	}
}

function toldOf(person: Person, crm: CrmAccount | undefined): Told {
	const { resourceName, metadata } = person;
	const id = resourceName ?? '';
	const former = metadata?.previousResourceNames ?? [];
	if (metadata?.deleted) return { id, former };
	const record = toRecord(stateOf(person, 'listed'), ownPart(person), crm);
	return { id, former, record: former.length > 0 ? { ...record, formerIds: former } : record };
}
