import type { PartnerRecord, PartnerSnapshot } from '../../core/ports/partner';
import type { GoogleAccount } from './account';
import { LIST_PARAMS } from './client';
import { isExpiredToken, orExpected } from './expected';
import { goneSince, viewCursor } from './gone';
import { readGroups } from './groups';
import { settlePending } from './memory';
import { readPages, TOKEN_LASTS_MS } from './pages';
import { isUserGroup } from './raw';
import { viewOf } from './rows';

/** More members than this that differ are not looked up one by one. */
const MOST_LOOKED_UP = 500;

/** Labels first, then contacts: two calls when nothing changed. */
export async function readSnapshot(account: GoogleAccount, since?: string): Promise<PartnerSnapshot> {
	const { state, clock, crm } = account;
	const groups = await readGroups(account);
	await refresh(account);
	await compareMemberCounts(account);
	const records = new Map<string, PartnerRecord>();
	for (const [id, row] of state.index.rows) records.set(id, viewOf(row, crm));
	settlePending(state, clock.now());
	const gone = since === undefined ? undefined : await goneSince(account, since);
	return {
		records,
		cursor: viewCursor(account),
		...(gone ? { gone } : {}),
		groups,
		pendingCreates: new Map([...state.pending].map(([id, { until }]) => [id, until])),
	};
}

/** Brings the index up to date: by what changed since the last time, or by a full read. */
export async function refresh(account: GoogleAccount): Promise<void> {
	const { state, clock } = account;
	const now = clock.now();
	const isGood = state.syncToken !== undefined && state.syncToken.params === LIST_PARAMS && now < state.syncToken.readAt + TOKEN_LASTS_MS;
	if (!isGood || !(await readChanges(account))) await readAll(account);
	await lookUpOverdue(account);
}

/** The index changes only when the last page has come: a failure in between leaves it as it was. */
async function readAll(account: GoogleAccount): Promise<void> {
	const { state, clock } = account;
	const readAt = clock.now();
	const { found, token } = await readPages(account, {});
	state.index.replaceAll(found, clock.now());
	state.syncToken = token === undefined ? undefined : { token, readAt, params: LIST_PARAMS };
}

/** false when the token no longer holds. */
async function readChanges(account: GoogleAccount): Promise<boolean> {
	const { state, clock } = account;
	const { syncToken } = state;
	if (!syncToken) return false;
	const changes = await orExpected(readPages(account, { syncToken: syncToken.token }), isExpiredToken);
	state.syncToken = undefined;
	if (isExpiredToken(changes)) return false;
	state.index.change(changes.found, clock.now());
	state.syncToken = { ...syncToken, token: changes.token ?? syncToken.token };
	return true;
}

/** What we wrote shortly before a full read that did not show it: the new token will never tell that it was deleted. */
async function lookUpOverdue({ state, people, clock }: GoogleAccount): Promise<void> {
	const ids = state.index.overdue(clock.now());
	if (ids.length > 0) await lookUp({ state, people, clock }, ids);
}

async function lookUp({ state, people, clock }: Pick<GoogleAccount, 'state' | 'people' | 'clock'>, ids: readonly string[]): Promise<void> {
	for (const [id, person] of await people.getPeople(ids)) {
		if (person) state.index.saw(person);
		else state.index.missed(id, clock.now());
	}
}

/**
 * Whether a change of labels alone shows up in syncs is not known. The numbers of members tell when it did not; then
 * the members are read, and the contacts that differ. Numbers that were looked into once are not looked into again.
 */
async function compareMemberCounts(account: GoogleAccount): Promise<void> {
	const { state, groups, clock } = account;
	const counts = memberCounts(account);
	for (const group of [...state.groups.values()].filter(isUserGroup)) {
		const id = group.resourceName ?? '';
		const numbers = `${group.memberCount ?? 0} ${counts.get(id) ?? 0}`;
		if ((group.memberCount ?? 0) === (counts.get(id) ?? 0) || state.comparedCounts.get(id) === numbers) continue;
		state.comparedCounts.set(id, numbers);
		const differing = differingMembers(account, id, new Set(await groups.members(id)));
		const ids = differing.filter((one) => !state.index.isFresh(one, clock.now()));
		if (ids.length > 0 && ids.length <= MOST_LOOKED_UP) await lookUp(account, ids);
	}
}

function memberCounts({ state }: GoogleAccount): Map<string, number> {
	const counts = new Map<string, number>();
	for (const { record } of state.index.rows.values()) {
		for (const group of record.groups) counts.set(group, (counts.get(group) ?? 0) + 1);
	}
	return counts;
}

function differingMembers({ state }: GoogleAccount, groupId: string, members: ReadonlySet<string>): string[] {
	const ours = [...state.index.rows.values()].filter(({ record }) => record.groups.includes(groupId)).map(({ record }) => record.id);
	const known = new Set(ours);
	return [...ours.filter((id) => !members.has(id)), ...[...members].filter((id) => !known.has(id))];
}
