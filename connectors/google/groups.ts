import { ConfigurationError, RetriableError, type SyncError } from '../../core/errors';
import type { PartnerGroup } from '../../core/ports/partner';
import { isConflict, isConflictOrGone, isNotFound, orExpected } from './expected';
import type { GoogleAccount } from './account';
import { CLIENT_DATA_KEY, isUserGroup, type ContactGroup } from './raw';

const MOST_TRIES = 3;

export function toPartnerGroup(group: ContactGroup): PartnerGroup {
	const flowEntry = group.clientData?.find(({ key }) => key === CLIENT_DATA_KEY)?.value;
	return {
		id: group.resourceName ?? '',
		name: group.name ?? group.formattedName ?? '',
		...(flowEntry ? { flowEntry } : {}),
		kind: isUserGroup(group) ? 'user' : 'system',
	};
}

export async function readGroups({ groups, state }: GoogleAccount): Promise<PartnerGroup[]> {
	const listed = await groups.list();
	state.groups = new Map(listed.map((group) => [group.resourceName ?? '', group]));
	return listed.map(toPartnerGroup);
}

/** A label with our flow entry. One of that name is adopted; a flow entry that it has already stays, for the caller to compare. */
export async function createGroup(account: GoogleAccount, name: string, flowEntry: string): Promise<PartnerGroup> {
	const clientData = [{ key: CLIENT_DATA_KEY, value: flowEntry }];
	const created = await orExpected(account.groups.create({ name, clientData }), isConflict);
	if (created && !isConflict(created)) return remember(account, created, 'new');
	const listed = await account.groups.list();
	const taken = namedLike(listed.filter(isUserGroup), name);
	if (!taken) throw nameTaken(name, namedLike(listed, name) ? 'bySystem' : 'byNobodyListed');
	const group = toPartnerGroup(taken);
	// Ours, if the first answer was lost and the call repeated.
	remember(account, taken, group.flowEntry === flowEntry ? 'new' : 'known');
	return group.flowEntry === undefined ? writeFlowEntry(account, group, flowEntry) : group;
}

/** Exactly that name before one that differs in capitals or blanks: what counts as the same name is not known. */
function namedLike(groups: readonly ContactGroup[], name: string): ContactGroup | undefined {
	const alike = (one: string | null | undefined): string => (one ?? '').trim().toLowerCase();
	return groups.find((group) => group.name === name) ?? groups.find((group) => alike(group.name) === alike(name));
}

/** Whether the list of labels may be late, as that of contacts is (seen), is not known: then the next run finds the label. */
function nameTaken(name: string, by: 'bySystem' | 'byNobodyListed'): SyncError {
	if (by === 'bySystem') return new ConfigurationError(`Google does not accept "${name}" as the name of a label. Choose another name.`, 'A system group has this name.');
	return new RetriableError(`Google has a label "${name}" and does not show it yet. Run again in a few minutes; if this stays, choose another name.`, 'The name is taken, but no label has it.');
}

/** Other apps' data on the label stays. Written under the label's etag; where that is stale, read and written again. */
export async function writeFlowEntry(account: GoogleAccount, group: PartnerGroup, flowEntry: string): Promise<PartnerGroup> {
	let known = account.state.groups.get(group.id);
	for (let attempt = 1; ; attempt += 1) {
		known ??= await readGroup(account, group);
		const others = (known.clientData ?? []).filter(({ key }) => key !== CLIENT_DATA_KEY);
		const clientData = [...others, { key: CLIENT_DATA_KEY, value: flowEntry }];
		const updated = await orExpected(account.groups.update({ ...known, clientData }), isConflictOrGone);
		if (isNotFound(updated)) throw labelGone(group);
		if (!isConflict(updated)) return remember(account, updated ?? { ...known, clientData }, 'known');
		if (attempt === MOST_TRIES) throw updated;
		known = undefined;
	}
}

/** Throws ConfigurationError when one of these labels is gone that a flow of ours works in. */
export async function assertGroupsAreThere(account: GoogleAccount, ids: readonly string[]): Promise<void> {
	const before = new Map(account.state.groups);
	const now = new Set((await readGroups(account)).map(({ id }) => id));
	for (const id of ids) {
		const group = before.get(id);
		const lost = group && !now.has(id) ? toPartnerGroup(group) : undefined;
		if (lost?.flowEntry !== undefined) throw labelGone(lost);
	}
}

async function readGroup(account: GoogleAccount, group: PartnerGroup): Promise<ContactGroup> {
	const found = await orExpected(account.groups.get(group.id), isNotFound);
	if (!found || isNotFound(found)) throw labelGone(group);
	return found;
}

function remember({ state, clock }: GoogleAccount, group: ContactGroup, is: 'new' | 'known'): PartnerGroup {
	const id = group.resourceName ?? '';
	state.groups.set(id, group);
	if (is === 'new') state.newGroups.set(id, clock.now());
	return toPartnerGroup(group);
}

function labelGone(group: PartnerGroup): ConfigurationError {
	return new ConfigurationError(`The label "${group.name}" was deleted in Google Contacts. Choose another label, or run again to have it created anew.`, group.id);
}
