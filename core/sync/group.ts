import { accountKey } from '../contact/contact';
import { clean } from '../contact/text';
import { ConfigurationError } from '../errors';
import type { Random } from '../ports/environment';
import type { PartnerGroup, PartnerSnapshot } from '../ports/partner';
import { decodeFlowEntry, newFlowEntry, type FlowEntry } from './flowEntry';
import type { FlowSettings } from './settings';

/** The group that a flow works in; `group` is undefined while it has to be created under `name`. */
export interface FlowGroup {
	name: string;
	group?: PartnerGroup;
	stored?: FlowEntry;
}

/**
 * Finds the flow's group by id, by name, or by its flow entry where a person renamed it.
 * Throws ConfigurationError where it is gone, is not a person's group, or belongs to another CRM account.
 */
export function findGroup(settings: FlowSettings, snapshot: PartnerSnapshot): FlowGroup {
	const group = settings.group.by === 'id' ? groupById(settings.group.id, snapshot) : groupByName(settings.group.name, settings, snapshot);
	const name = group?.name ?? (settings.group.by === 'name' ? clean(settings.group.name) : '');
	if (!group) return { name };
	if (group.kind === 'system') throw new ConfigurationError(`"${group.name}" is a built-in group. Choose a label of your own.`);
	return { name, group, stored: ownEntry(group, settings) };
}

/** The flow entry on a group. Throws ConfigurationError where it is of another CRM account. */
export function ownEntry(group: PartnerGroup, settings: FlowSettings): FlowEntry | undefined {
	const stored = decodeFlowEntry(group.flowEntry);
	if (!stored || stored.accountKey === accountKey(settings.account)) return stored;
	throw new ConfigurationError(
		`The label "${group.name}" is filled from another CRM account (${stored.accountKey}). Choose another label for ${accountKey(settings.account)}.`,
	);
}

function groupById(id: string, snapshot: PartnerSnapshot): PartnerGroup {
	const group = snapshot.groups.find((one) => one.id === id);
	if (group) return group;
	throw new ConfigurationError('The chosen label no longer exists. Choose another one, or give its name to have it created again.', `group ${id}`);
}

function groupByName(wanted: string, settings: FlowSettings, snapshot: PartnerSnapshot): PartnerGroup | undefined {
	const name = clean(wanted);
	if (name === '') throw new ConfigurationError('The label has no name. Choose a label or type a name for it.');
	const named = snapshot.groups.find((one) => clean(one.name) === name);
	return named ?? renamed(settings, snapshot);
}

/** A group with this flow's own entry under another name: a person renamed it. */
function renamed(settings: FlowSettings, snapshot: PartnerSnapshot): PartnerGroup | undefined {
	const own = newFlowEntry(settings, 0, '');
	if (own.scopeHash === '') return undefined;
	const found = snapshot.groups.filter((group) => {
		const entry = decodeFlowEntry(group.flowEntry);
		return entry?.accountKey === own.accountKey && entry.scopeHash === own.scopeHash;
	});
	return found.length === 1 ? found[0] : undefined;
}

const MARK_LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** The partner account's random id: the one that any of its groups already carries, else the given or a new one. */
export function accountMark(snapshot: PartnerSnapshot, random: Random, given?: string): string {
	if (snapshot.accountMark !== undefined) return snapshot.accountMark;
	for (const group of snapshot.groups) {
		const entry = decodeFlowEntry(group.flowEntry);
		if (entry) return entry.accountMark;
	}
	return given ?? newAccountMark(random);
}

export function newAccountMark(random: Random): string {
	return Array.from({ length: 6 }, () => MARK_LETTERS[Math.floor(random() * MARK_LETTERS.length)]).join('');
}

const FEW_PAIRS = 5;

/** now: even where nothing else is written, else a guard that was passed once would trip again. */
export type Renewal = 'now' | 'withWrites' | 'none';

/**
 * When the entry on the group has to be written anew. The number of pairs only serves to notice an emptied side, so
 * it is corrected when it has become more than a few, or none; every other change of it costs no call.
 */
export function renewalOf(stored: FlowEntry | undefined, wanted: FlowEntry): Renewal {
	if (!stored) return 'withWrites';
	const scopeChanged = wanted.scopeHash !== '' && stored.scopeHash !== wanted.scopeHash;
	const emptied = stored.pairs > FEW_PAIRS && wanted.pairs === 0;
	if (stored.mappingHash !== wanted.mappingHash || scopeChanged || emptied) return 'now';
	return stored.pairs <= FEW_PAIRS && wanted.pairs > FEW_PAIRS ? 'withWrites' : 'none';
}
