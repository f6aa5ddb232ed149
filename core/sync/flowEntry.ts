import { accountKey, type CrmAccount } from '../contact/contact';
import { shortHash } from '../contact/hash';
import type { FieldRule } from './settings';

/**
 * The flow entry: what a group carries about the flow that owns it, so that two flows never fight over one group.
 * `1;raynet:acme;SSSSSS;MMMMMM;p2;kX93fd` = format, CRM account, scope hash (empty when the source does not tell),
 * mapping hash, number of pairs (base 36), account mark (a random id of the partner account).
 */
export interface FlowEntry {
	accountKey: string;
	scopeHash: string;
	mappingHash: string;
	pairs: number;
	accountMark: string;
}

const FORMAT = '1';

export function encodeFlowEntry(entry: FlowEntry): string {
	const { scopeHash, mappingHash, accountMark } = entry;
	return [FORMAT, entry.accountKey, scopeHash, mappingHash, entry.pairs.toString(36), accountMark].join(';');
}

/** Undefined for a text that is not ours. */
export function decodeFlowEntry(text: string | undefined): FlowEntry | undefined {
	const [format, key, scopeHash, mappingHash, pairs, accountMark] = text?.split(';') ?? [];
	if (format !== FORMAT || !key || scopeHash === undefined || mappingHash === undefined || !pairs || !accountMark) return undefined;
	return { accountKey: key, scopeHash, mappingHash, pairs: parseInt(pairs, 36), accountMark };
}

export function newFlowEntry(
	flow: { account: CrmAccount; scope?: string; fields: readonly FieldRule[] },
	pairs: number,
	accountMark: string,
): FlowEntry {
	return {
		accountKey: accountKey(flow.account),
		scopeHash: flow.scope === undefined ? '' : shortHash(flow.scope, 6),
		mappingHash: mappingHash(flow.fields),
		pairs,
		accountMark,
	};
}

/**
 * Which fields reach the partner and how; the order in which they are listed does not matter. What comes back is left
 * out: the nodes of one flow share its group, and not each of them writes the CRM.
 */
export function mappingHash(fields: readonly FieldRule[]): string {
	const lines = fields.filter(({ direction }) => direction === 'both' || direction === 'toPartner').map((rule) => `${rule.field}:${rule.mode}`);
	return shortHash(lines.sort().join('\n'), 6);
}
