import { expectSyncError } from '../errors';
import type { CrmRecord, CrmSide, CrmWrite } from '../ports/crm';
import type { PartnerRecord, PartnerSide, PartnerWrite } from '../ports/partner';
import { linkTo, type Run } from './apply';
import type { CrmView } from './crmView';
import type { PlanContext } from './desk';
import { groupMark, type PairEntry } from './pairEntry';
import { indexPartner } from './partnerIndex';
import type { ToCrmSettings } from './settings';
import { entryOf, entryWrite, type WriteSetting } from './writes';

/** A pair whose CRM record is not known to carry the link to its partner record. */
export interface DueLink {
	record: CrmRecord;
	partner: PartnerRecord;
	entry: PairEntry;
	link: string;
}

/**
 * Pairs that are settled and lack their link: those that this run made, and those of flows that cannot write the CRM,
 * as far as their CRM record was read anyway. At most as many as a run may link.
 */
export function dueLinks(run: Run, view: CrmView, context: PlanContext, toCrm: ToCrmSettings): DueLink[] {
	if (!context.crm || context.crm.links === 'none') return [];
	const due: DueLink[] = [];
	const seen = new Set<string>();
	const add = (record: CrmRecord | undefined, partner: PartnerRecord, entry: PairEntry | undefined): void => {
		if (!record || !entry || entry.linked || due.length >= toCrm.linksPerRun || seen.has(partner.id)) return;
		seen.add(partner.id);
		due.push({ record, partner, entry, link: linkTo(partner.id, context) });
	};
	for (const [key, partner] of run.written) add(run.items.get(key)?.record, partner, entryOf(partner, context.settings));
	const failed = new Set([...run.results.values()].flatMap(({ action, partnerId }) => (action === 'failed' && partnerId ? [partnerId] : [])));
	for (const { record, partner, entry } of oldPairs(view, context)) if (!failed.has(partner.id)) add(record, partner, entry);
	return due;
}

function oldPairs(view: CrmView, context: PlanContext): Array<{ record: CrmRecord; partner: PartnerRecord; entry: PairEntry }> {
	const { snapshot, settings, groupId } = context;
	const index = indexPartner(snapshot, settings.account, groupId, context);
	return [...view.records.values()].flatMap((record) => {
		const pair = index.pairedWith(record.contact.id).find(({ role }) => role === 'own');
		const settled = pair?.entry?.memberships.get(groupMark(groupId)) === 'both';
		return pair?.entry && settled ? [{ record, partner: pair.record, entry: pair.entry }] : [];
	});
}

export interface Linking {
	crm: CrmSide;
	partner: PartnerSide;
	toCrm: ToCrmSettings;
	setting: WriteSetting;
}

/**
 * Last of all, the CRM records learn whom they are paired with, and the entries learn that they did. What does not
 * succeed is taken up by a later run.
 */
export async function storeLinks(due: readonly DueLink[], { crm, partner, toCrm, setting }: Linking): Promise<void> {
	const linked = due.filter(({ record, link }) => record.links?.includes(link));
	const missing = due.filter(({ record, link }) => !record.links?.includes(link));
	const write = ({ record, link }: DueLink): CrmWrite => ({ op: 'update', key: record.contact.id, record, patch: {}, scope: toCrm.scope, move: 'stay', link: { set: link } });
	const byKey = new Map(missing.map((one) => [one.record.contact.id, one]));
	try {
		for await (const batch of crm.write(missing.map(write))) {
			for (const { kind, key } of batch) if (kind === 'done') linked.push(byKey.get(key) as DueLink);
		}
	} catch (error) {
		expectSyncError(error);
	}
	if (linked.length === 0) return;
	const marks = linked.map(({ record, partner: held, entry }): PartnerWrite => ({ op: 'update', key: record.contact.id, record: held, patch: {}, entry: entryWrite({ ...entry, linked: 'yes' }, setting) }));
	try {
		for await (const batch of partner.write(marks)) void batch;
	} catch (error) {
		expectSyncError(error);
	}
}
