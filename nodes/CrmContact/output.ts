import type { INodeExecutionData } from 'n8n-workflow';
import type { CrmRecord, CrmScope } from '../../core/ports/crm';
import type { IncomingEvent, ToCrmResult } from '../../core/sync';
import type { ReasonCode } from '../../core/sync/report';
import { inScope, scopeText } from '../../core/sync/scope';
import { plainJson } from '../shared/json';
import { resultJson } from '../shared/results';
import { reasonText } from '../shared/texts';
import type { ReadItem } from './incoming';

interface Circumstances {
	scope: CrmScope;
	stampResolutionMs: number;
	mode: 'apply' | 'preview';
}

/**
 * The record as the CRM holds it now, as CRM Trigger would report it, with what became of it, and under `sync` what
 * Google Contacts Upsert has to note in Google.
 */
export function contactItem(result: ToCrmResult, { index, incoming, place }: ReadItem, { scope, stampResolutionMs, mode }: Circumstances): INodeExecutionData {
	const { record, entry } = result;
	const { action, reason, googleContactId, googleContactUrl, changes, conflicts, warnings } = resultJson(result, mode);
	const isGoogle = place.partner === 'google';
	const partnerId = isGoogle ? (incoming.event === 'deleted' ? incoming.partnerId : incoming.record.id) : undefined;
	const google = isGoogle ? { partner: 'google', partnerId, groupId: place.groupId, accountMark: place.accountMark, entry } : {};
	const event = record ? eventOf(result, record, scope) : undefined;
	return {
		json: plainJson({
			...record?.contact,
			event,
			eventId: record && `${record.contact.id}@${record.version}:${event}`,
			action,
			reason,
			text: crmText(result, mode),
			...(isGoogle ? { googleContactId, googleContactUrl } : {}),
			changes,
			conflicts,
			warnings,
			sync: { scope: scopeText(scope), stampResolutionMs, ...google },
		}),
		pairedItem: { item: index },
	};
}

/** What happened to the record, as the node that follows has to take it. */
function eventOf({ action }: ToCrmResult, record: CrmRecord, scope: CrmScope): IncomingEvent {
	if (action === 'delete') return 'deleted';
	if (!inScope(record, scope)) return 'left';
	return action === 'create' ? 'created' : 'updated';
}

/** Fields that were mapped by hand have no other side that would have to be written. */
export function asMapped(result: ToCrmResult): ToCrmResult {
	const { partnerId, ...rest } = result;
	const changes = rest.changes.filter(({ side }) => side === 'crm');
	const writes = rest.sides.includes('crm') || rest.action === 'failed' || rest.action === 'skip';
	const known = { ...rest, changes, conflicts: [], ...(rest.reason === 'linked' && writes ? { reason: 'changed' as const } : {}) };
	return partnerId === undefined || writes ? known : { ...known, action: 'unchanged', reason: 'equal' };
}

/** An item that names a contact that an item before it named already. */
export function repeatedItem(index: number): INodeExecutionData {
	const text = reasonText({ action: 'skip', reason: 'repeatedInRun', sides: [] }, 'apply');
	return { json: { action: 'skip', reason: 'repeatedInRun', text }, pairedItem: { item: index } };
}

/** Where the CRM is the side that is written, some reasons read otherwise. */
const IN_CRM: Partial<Record<ReasonCode, string>> = {
	linked: 'Found in the CRM and linked.',
	notPaired: 'Not in the CRM through this flow, so there is nothing to do.',
	ambiguous: 'Several records in the CRM fit. None was touched; merge them, or make them differ.',
	alreadyOut: 'Is out of the scope already.',
};

function crmText(result: ToCrmResult, mode: 'apply' | 'preview'): string {
	const { action, reason, sides } = result;
	const nothingHere = action === 'update' && !sides.includes('crm');
	if (nothingHere) return reason === 'linked' ? 'Found in the CRM and linked; nothing had to be written there.' : 'Nothing had to be written to the CRM.';
	const own = IN_CRM[reason];
	if (own === undefined) return reasonText({ action, reason, sides: sides.filter((side) => side === 'crm') }, mode);
	return mode === 'preview' && action !== 'skip' ? `Dry run, nothing written. Plan: ${own}` : own;
}
