import type { CrmAccount } from '../../core/contact/contact';
import type { PartnerGroup } from '../../core/ports/partner';
import { decodeFlowEntry } from '../../core/sync/flowEntry';

/** The label that is watched, and the flow that it belongs to. */
export interface Flow {
	label: PartnerGroup;
	/** Names of all labels by id. */
	labelNames: ReadonlyMap<string, string>;
	/** CRM account of the flow that fills the label; absent before its first run. */
	accountKey?: string;
	/** Random id of the Google account, as links in the CRM name it; before the first run of any flow that of the trigger. */
	accountMark?: string;
	/** The trigger has just drawn it, so that no link can name it yet. */
	markIs?: 'new';
	/** About how many pairs the flow has; absent before its first run. */
	pairs?: number;
}

export function flowOf(label: PartnerGroup, groups: readonly PartnerGroup[]): Flow {
	const own = decodeFlowEntry(label.flowEntry);
	const [any] = groups.flatMap(({ flowEntry }) => decodeFlowEntry(flowEntry) ?? []);
	return {
		label,
		labelNames: new Map(groups.map(({ id, name }) => [id, name])),
		accountKey: own?.accountKey,
		accountMark: (own ?? any)?.accountMark,
		pairs: own?.pairs,
	};
}

export function crmAccountOf({ accountKey }: Flow): CrmAccount | undefined {
	const [crm, account] = accountKey?.split(':') ?? [];
	return crm && account ? { crm, account } : undefined;
}
