import type { ContactFields } from '../contact/contact';
import type { FieldPatch, PartnerRecord } from '../ports/partner';
import { plain, type CrmIntent, type PlannedAction } from './actions';
import { entryFor, malformed, mergeFields, presenceOf, type Desk } from './desk';
import { addressChange, addressMove, basesAt } from './byAddress';
import { mergeConsent, type ConsentMerge } from './consent';
import type { Incoming } from './incoming';
import type { PairMerge } from './mergePair';
import type { Warning } from './report';

/** First meeting of two existing records: they become a pair. */
export function planLink(item: Incoming, record: PartnerRecord, desk: Desk): PlannedAction {
	desk.taken.add(record.id);
	const inside = presenceOf(record, desk) === 'in';
	const merge = mergeFields(item.contact, record, undefined, desk, inside ? 'all' : 'nothingAtFirst');
	const warnings: Warning[] = inside ? [] : [{ code: 'linkedFromOutside' }];
	const moving = addressMove(item.contact, record, desk);
	const consent = mergeConsent(item.contact, record, desk);
	const crm = crmUpdate(item, merge, item.event === 'left' ? 'join' : 'stay', consent);
	return plain(item, 'update', 'linked', {
		record,
		changes: [...merge.changes, ...(moving.to === undefined ? [] : [addressChange(record, moving.to)]), ...consent.changes],
		conflicts: merge.conflicts,
		warnings: [...warnings, ...moving.warnings, ...malformed(item.contact)],
		intent: {
			op: 'update',
			record,
			patch: { ...merge.patches.partner, ...(moving.to === undefined ? {} : { emails: [{ value: moving.to }] }), ...consent.partner },
			move: inside ? 'stay' : 'join',
			...(moving.replaces === undefined ? {} : { replaces: moving.replaces }),
			entry: { ...entryFor(item.contact, { record }, moving.to === undefined ? merge.bases : basesAt(merge.bases, moving.to, desk), 'both', desk), ...consent.entry },
		},
		...(crm ? { crm } : {}),
	});
}

/** Values for a new record: nothing to clear there. */
export function withoutEmpty(patch: FieldPatch): ContactFields {
	const kept = Object.entries(patch).filter(([, value]) => value !== '' && !(Array.isArray(value) && value.length === 0));
	const fields = Object.fromEntries(kept) as ContactFields;
	if (fields.company) fields.company = Object.fromEntries(Object.entries(fields.company).filter(([, value]) => value !== ''));
	return fields;
}

/** What the CRM has to take over, if anything. */
export function crmUpdate({ record }: Incoming, { patches }: PairMerge, move: 'stay' | 'join', consent: ConsentMerge): CrmIntent | undefined {
	if (!record || (Object.keys(patches.crm).length === 0 && move === 'stay' && !consent.crm)) return undefined;
	return { op: 'update', record, patch: patches.crm, move, ...consent.crm };
}
