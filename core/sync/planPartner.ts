import { contactId, kindOf, type Contact } from '../contact/contact';
import type { CrmRecord } from '../ports/crm';
import type { PartnerRecord } from '../ports/partner';
import { plain, type PlannedAction } from './actions';
import { entryFor, mergeFields, type Desk } from './desk';
import type { Incoming } from './incoming';
import { matcherOver, type Matcher } from './match';
import { compareIds } from './partnerIndex';
import { isIdentifiable, ownPartnerIds } from './identity';
import { planLink, withoutEmpty } from './planLink';
import { planPair } from './planPair';
import type { Warning } from './report';
import { inScope } from './scope';

/** CRM records that a partner record may turn out to stand for. */
export interface CrmCandidates {
	/** Every record of the CRM that is not paired, in the scope or not; undefined where the run did not read them all. */
	unpaired: readonly CrmRecord[] | undefined;
	/** Partner records whose create in the CRM has an unknown outcome. */
	pending: ReadonlySet<string>;
	/** Partner records that a CRM record names which is paired with another one: fetched out of the trash, or shown late. */
	represented?: ReadonlySet<string>;
	/** By partner id how many CRM records fitted it in the last run that saw them all. */
	contested?: Readonly<Record<string, number>>;
}

/** The key of the action for a partner record without counterpart. */
export function partnerKey(partnerId: string): string {
	return `partner:${partnerId}`;
}

/** Records in the group that stand for nobody in the CRM yet: linked with the record that fits, or created there. `met`: contacts that found a counterpart already. */
export function planUnknownToCrm(desk: Desk, candidates: CrmCandidates, met: ReadonlySet<string>): PlannedAction[] {
	const { toCrm } = desk.settings;
	const { groupId } = desk;
	if (!toCrm || groupId === undefined || !candidates.unpaired) return [];
	const named = namedByLink(candidates.unpaired, desk);
	const match = crmMatcher(candidates.unpaired, named, desk);
	const matched = new Set(met);
	return desk.index.free
		.filter((record) => record.groups.includes(groupId) && !desk.taken.has(record.id))
		.sort((a, b) => compareIds(a.id, b.id))
		.map((record) => {
			const counterpart = named.get(record.id);
			return counterpart && !matched.has(counterpart.contact.id) ? planNamed(counterpart, record, desk) : planOne(record, desk, candidates, match, matched);
		});
}

/** By partner id the CRM record whose link names it: a pair that has lost its entry. */
function namedByLink(records: readonly CrmRecord[], { linkMark, snapshot }: Desk): Map<string, CrmRecord> {
	const named = new Map<string, CrmRecord>();
	for (const record of records) {
		for (const partnerId of ownPartnerIds(record, linkMark)) if (snapshot.records.has(partnerId) && !named.has(partnerId)) named.set(partnerId, record);
	}
	return named;
}

function planNamed(found: CrmRecord, record: PartnerRecord, desk: Desk): PlannedAction {
	const { toCrm } = desk.settings;
	const item: Incoming = { key: partnerKey(record.id), contact: found.contact, event: 'updated', record: found, partnerId: record.id };
	if (toCrm && inScope(found, toCrm.scope)) return planLink(item, record, desk);
	desk.taken.add(record.id);
	return planPair({ ...item, event: 'left' }, { record, merged: [], role: 'own' }, 'leftScope', desk, []);
}

/** Records that are linked to another living one are nobody else's. */
function crmMatcher(records: readonly CrmRecord[], named: ReadonlyMap<string, CrmRecord>, desk: Desk): Matcher<CrmRecord> {
	const { toCrm, matchBy, ambiguity = 'report' } = desk.settings;
	const linked = new Set(named.values());
	const active = records.filter((record) => record.standing === 'active' && !linked.has(record));
	const inside = (record: CrmRecord) => (toCrm && inScope(record, toCrm.scope) ? 'in' : 'out');
	return matcherOver(
		active.map((record) => ({ record, id: record.contact.id, fields: record.contact, inside: inside(record) })),
		matchBy,
		desk.normal,
		ambiguity,
	);
}

function planOne(record: PartnerRecord, desk: Desk, candidates: CrmCandidates, match: Matcher<CrmRecord>, matched: Set<string>): PlannedAction {
	const nobody = { key: partnerKey(record.id), contact: nobodyYet(record, desk) };
	if (!isIdentifiable(record.fields)) return plain(nobody, 'skip', 'nothingToIdentify', { record });
	if (candidates.pending.has(record.id)) return plain(nobody, 'skip', 'outcomeUnknown', { record });
	if (candidates.represented?.has(record.id)) return plain(nobody, 'skip', 'pairedElsewhere', { record });
	const found = match(record.fields, matched);
	if (found.kind === 'ambiguous') return plain(nobody, 'skip', 'ambiguous', { record, warnings: [{ code: 'ambiguous', count: found.count }] });
	if (found.kind === 'found') {
		const back = desk.match(found.record.contact, desk.taken);
		if (back.kind === 'ambiguous') return plain(nobody, 'skip', 'ambiguous', { record, warnings: [{ code: 'ambiguous', count: back.count }] });
		if (desk.first?.precede(found.record.contact)) return plain(nobody, 'skip', 'notFirst', { record });
		desk.first?.add(found.record.contact);
		matched.add(found.record.contact.id);
		return planMeeting(found.record, record, nobody.key, desk, found.fitting);
	}
	const warnings: Warning[] = found.shared > 0 ? [{ code: 'sharedEmail', count: found.shared }] : [];
	return planCreateInCrm(nobody, record, desk, warnings);
}

/** A CRM record in the scope would have been met from its own side, so this one mostly is outside. */
function planMeeting(found: CrmRecord, record: PartnerRecord, key: string, desk: Desk, fitting: number): PlannedAction {
	const { toCrm } = desk.settings;
	const inside = toCrm !== undefined && inScope(found, toCrm.scope);
	const item: Incoming = { key, contact: found.contact, event: inside ? 'updated' : 'left', record: found };
	if (!inside && toCrm && !desk.crm?.joinable.includes(toCrm.scope.kind)) return plain(item, 'skip', 'outsideScope', { record });
	const linked = planLink(item, record, desk);
	return fitting > 1 ? { ...linked, warnings: [...linked.warnings, { code: 'lowestTaken', count: fitting }] } : linked;
}

function planCreateInCrm(nobody: { key: string; contact: Contact }, record: PartnerRecord, desk: Desk, warnings: Warning[]): PlannedAction {
	const { creates } = desk.settings.toCrm ?? { creates: 'nothing' };
	const { recordType } = nobody.contact;
	if (creates === 'nothing') return plain(nobody, 'skip', 'notCreatedInCrm', { record, warnings });
	if (recordType === 'company' && creates === 'people') return plain(nobody, 'skip', 'companyNotCreated', { record, warnings });
	const merge = mergeFields(nobody.contact, record, undefined, desk, 'all');
	const fields = withoutEmpty(merge.patches.crm);
	if (!isIdentifiable({ ...fields, recordType })) return plain(nobody, 'skip', 'nothingToIdentify', { record, warnings });
	return plain(nobody, 'create', 'new', {
		record,
		changes: merge.changes,
		conflicts: merge.conflicts,
		warnings,
		crm: { op: 'create', recordType, fields: record.mailing === 'optedOut' ? { ...fields, doNotEmail: true } : fields },
		intent: { op: 'update', record, patch: merge.patches.partner, move: 'stay', entry: entryFor(nobody.contact, { record }, merge.bases, 'both', desk) },
	});
}

/** A contact of the CRM that does not exist yet. */
function nobodyYet(record: PartnerRecord, desk: Desk): Contact {
	const recordType = kindOf(record.fields);
	const { crm, account } = desk.settings.account;
	return { crm, account, id: contactId({ crm, account }, recordType, ''), recordType, recordId: '' };
}
