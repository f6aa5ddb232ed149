import { accountKey, type RecordType } from '../contact/contact';
import type { CrmRecord, CrmSide } from '../ports/crm';
import type { Phases } from '../ports/environment';
import type { PartnerRecord } from '../ports/partner';
import { freeAddress, matchByAddress } from './byAddress';
import { isOptOutNews } from './consent';
import { idOf, readCrm, refOf, type CrmView } from './crmView';
import { isEdited, presenceInPair, presenceOf, settledMembership, type Desk } from './desk';
import { isEmptied, ownLinks, ownPartnerIds } from './identity';
import type { Incoming, IncomingEvent } from './incoming';
import type { Paired } from './partnerIndex';
import { inScope } from './scope';
import { optedOutAddresses, optedOutElsewhere } from './sharedOptOut';
import type { ToCrmSettings } from './settings';

/** Everything that planning both ways needs of the CRM. */
export interface Gathered {
	items: Incoming[];
	/** All records of the CRM without a pair; undefined where no partner record waits for a counterpart. */
	unpaired: readonly CrmRecord[] | undefined;
	/** CRM records that are gone. */
	gone: Set<string>;
	/** CRM records that are out of the flow. */
	out: ReadonlySet<string>;
	/** By partner id the CRM record whose link names it. */
	ownIds: ReadonlyMap<string, string>;
	/** Where the address is the record: addresses at which somebody opted out, beside those of the items. */
	optedOut: ReadonlySet<string>;
	/** CRM records that were read singly. */
	readSingly: ReadonlySet<string>;
}

export interface Wanted {
	recordTypes: readonly RecordType[];
	/** Contact ids to look at although nothing changed. */
	again: readonly string[];
	/** Partner records that were looked at before and stay without a counterpart, with their version. */
	parked: Readonly<Record<string, string>>;
	/** Partner records whose conflict was told before, with their version. */
	told: Readonly<Record<string, string>>;
	/** More missing pairs than this are not read singly: a guard is about to stop the run. */
	mostMissing: number;
	/** Told how far a reading of everybody is. */
	phase?: Phases;
}

/**
 * Turns what was read of the CRM into the contacts of the run. Reads singly what a listing does not tell: pairs that
 * only the partner touched, pairs that are missing in a complete listing, links.
 */
export async function gather(crm: CrmSide, view: CrmView, desk: Desk, toCrm: ToCrmSettings, wanted: Wanted): Promise<Gathered> {
	const pairs = ownPairs(desk);
	const missing = missingPairs(pairs, view, desk, wanted.recordTypes);
	const reading = new Set([...needed(pairs, view, desk, { missing, told: wanted.told, parked: wanted.parked, scope: toCrm.scope }), ...unlinkedOnes(view, desk, toCrm), ...wanted.again.filter((id) => !view.records.has(id))]);
	const unread = missing.length > wanted.mostMissing ? new Set(missing) : new Set<string>();
	const asked = [...reading].filter((id) => !unread.has(id));
	const links = new Set([...missing, ...wanted.again]);
	const found = await readAsked(crm, asked, new Set(asked.filter((id) => !links.has(id) && isEditedOnly(id, pairs.get(id), desk))));
	const known = new Map([...view.records, ...found.records]);
	const gone = new Set([...view.gone, ...asked.filter((id) => !found.records.has(id) && !view.records.has(id))]);
	const waits = (record: PartnerRecord) => presenceOf(record, desk) === 'in' && wanted.parked[record.id] !== record.version;
	const waiting = desk.index.free.some(waits) || outlived(pairs, gone, desk).some(({ record }) => waits(record));
	const everyone = waiting ? await readEveryone(crm, view, wanted) : undefined;
	return {
		items: itemsOf(known, gone, unread, pairs, desk, toCrm),
		unpaired: everyone ? [...everyone.values()].filter(({ contact }) => desk.index.pairedWith(contact.id).length === 0) : undefined,
		gone,
		out: new Set([...known].filter(([, record]) => isOut(record, toCrm.scope)).map(([id]) => id)),
		ownIds: ownIdsOf(known, desk),
		readSingly: new Set(found.singly),
		optedOut: await optOuts(crm, { known, readEverybody: view.extent === 'all' && crm.capabilities.recordTypes.every((one) => wanted.recordTypes.includes(one)) }, desk, toCrm),
	};
}

interface ReadOfCrm {
	known: ReadonlyMap<string, CrmRecord>;
	/** No record of the CRM is missing among them. */
	readEverybody: boolean;
}

/** Two contacts may have one address, and only one of them takes part or was read. */
async function optOuts(crm: CrmSide, { known, readEverybody }: ReadOfCrm, desk: Desk, { scope }: ToCrmSettings): Promise<Set<string>> {
	if (desk.capabilities.identity !== 'email') return new Set();
	const contacts = [...known.values()].map(({ contact }) => contact);
	if (readEverybody) return optedOutAddresses(contacts);
	const newcomers = [...known.values()].filter((record) => inScope(record, scope) && desk.index.pairedWith(record.contact.id).length === 0 && mayBeCreated(record.contact, desk));
	return new Set([...optedOutAddresses(contacts), ...(await optedOutElsewhere(crm, newcomers.map(({ contact }) => contact)))]);
}

/** What a listing does not tell, above all links, is read singly; several others come in one call where the CRM can list them. */
export async function readAsked(crm: CrmSide, asked: readonly string[], listable: ReadonlySet<string>): Promise<{ records: ReadonlyMap<string, CrmRecord>; singly: readonly string[] }> {
	const together = crm.readListed && listable.size > 1 ? listable : new Set<string>();
	const refsOf = (ids: readonly string[]) => ids.flatMap((id) => refOf(crm.account, id) ?? []);
	const singly = asked.filter((id) => !together.has(id));
	const listed = together.size > 0 ? await crm.readListed?.(refsOf([...together])) : undefined;
	const read = singly.length > 0 ? await crm.read(refsOf(singly)) : undefined;
	return { records: new Map([...(listed ?? []), ...(read ?? [])]), singly };
}

/** Its values alone decide what becomes of it. */
export function isEditedOnly(id: string, pair: Paired | undefined, desk: Desk): boolean {
	return pair?.entry !== undefined && pair.merged.length === 0 && !isUnclear(id, pair, desk) && !moved(pair, desk);
}

/** Where two contacts name one partner record, the first one does. */
function ownIdsOf(known: ReadonlyMap<string, CrmRecord>, { linkMark }: Desk): Map<string, string> {
	const ids = new Map<string, string>();
	for (const [id, record] of known) for (const partnerId of ownPartnerIds(record, linkMark)) if (!ids.has(partnerId)) ids.set(partnerId, id);
	return ids;
}

export function ownPairs({ index }: Desk): Map<string, Paired> {
	const pairs = new Map<string, Paired>();
	for (const id of index.ids()) {
		const own = index.pairedWith(id).find(({ role }) => role === 'own');
		if (own) pairs.set(id, own);
	}
	return pairs;
}

/**
 * Pairs that were in the scope, are not in a complete listing of it, and so are out of it or gone. Types of records that
 * were not listed are another flow's business.
 */
function missingPairs(pairs: ReadonlyMap<string, Paired>, view: CrmView, desk: Desk, recordTypes: readonly RecordType[]): string[] {
	if (view.extent === 'changes') return [];
	const listed = (id: string) => recordTypes.some((type) => refOf(desk.settings.account, id)?.recordType === type);
	return [...pairs].filter(([id, pair]) => !view.records.has(id) && listed(id) && wasInScope(pair, desk)).map(([id]) => id);
}

function wasInScope(pair: Paired, desk: Desk): boolean {
	const was = settledMembership(pair, desk);
	return was === 'both' || was === 'crm';
}

/** Pairs that slept when their CRM record went: in the group again, such a contact is a new one to the CRM. */
export function outlived(pairs: ReadonlyMap<string, Paired>, gone: ReadonlySet<string>, desk: Desk): Paired[] {
	const isGone = (ref: Paired['merged'][number]) => gone.has(idOf(desk.settings.account, ref));
	return [...gone].flatMap((id) => pairs.get(id) ?? []).filter((pair) => !wasInScope(pair, desk) && pair.merged.every(isGone));
}

/** Pairs whose CRM record has to be read singly. */
function needed(pairs: ReadonlyMap<string, Paired>, view: CrmView, desk: Desk, { missing, told, parked, scope }: Pick<Wanted, 'told' | 'parked'> & { missing: readonly string[]; scope: ToCrmSettings['scope'] }): string[] {
	const single = desk.crm?.links === 'single';
	const touched = [...pairs].filter(([id, pair]) => {
		const unclear = isUnclear(id, pair, desk);
		if (view.records.has(id)) return single && (unclear || moved(pair, desk));
		// Its CRM record is known to be gone, and nobody else's takes its place.
		if (parked[pair.record.id] === pair.record.version) return false;
		return unclear || (touchedAtPartner(pair, desk) && (told[pair.record.id] !== pair.record.version || moved(pair, desk)));
	});
	const own = new Set([...missing, ...touched.map(([id]) => id)]);
	return [...own, ...mergedNeeded(pairs, view, desk, { own, scope })];
}

/**
 * Of contacts that people merged at the partner, those that the other one is read with, or would pass the record on to:
 * a record is only passed on to one that is not gone as well.
 */
function mergedNeeded(pairs: ReadonlyMap<string, Paired>, view: CrmView, desk: Desk, { own, scope }: { own: ReadonlySet<string>; scope: ToCrmSettings['scope'] }): string[] {
	const single = desk.crm?.links === 'single';
	const left = (id: string) => {
		const record = view.records.get(id);
		return view.gone.has(id) || (record !== undefined && isOut(record, scope));
	};
	return [...pairs].flatMap(([id, pair]) => {
		if (pair.merged.length === 0) return [];
		const unclear = isUnclear(id, pair, desk);
		if (!unclear && !own.has(id) && !left(id)) return [];
		return pair.merged.map((ref) => idOf(desk.settings.account, ref)).filter((other) => (unclear && single) || !view.records.has(other));
	});
}

function isOut(record: CrmRecord, scope: ToCrmSettings['scope']): boolean {
	return !inScope(record, scope) || isEmptied(record.contact);
}

/** Two partner records of one contact, or two contacts on one partner record: the links tell which of them stays. */
function isUnclear(id: string, { record }: Paired, { index, settings }: Desk): boolean {
	const own = record.entries.filter((stored) => stored.accountKey === accountKey(settings.account));
	return own.length > 1 || index.pairedWith(id).filter(({ role }) => role === 'own').length > 1;
}

/** In or out of the group otherwise than it was settled. */
function moved(pair: Paired, desk: Desk): boolean {
	const was = settledMembership(pair, desk);
	return presenceInPair(pair, desk) !== (was === 'both' || was === 'partner' ? 'in' : 'out');
}

function touchedAtPartner(pair: Paired, desk: Desk): boolean {
	if (moved(pair, desk)) return true;
	if (presenceInPair(pair, desk) === 'out') return false;
	if (pair.entry === undefined || isOptOutNews(pair.record, pair.entry, desk)) return true;
	// Values travel where both are in; what else is edited waits until the contact joins again.
	return settledMembership(pair, desk) === 'both' && isEdited(pair.record, pair.entry, desk);
}

/** Records without a pair may carry a link that a listing does not show. */
function unlinkedOnes(view: CrmView, desk: Desk, { scope }: ToCrmSettings): string[] {
	if (desk.crm?.links !== 'single' || desk.linkKnown !== 'yes') return [];
	const unpaired = [...view.records.values()].filter((record) => record.links === undefined && inScope(record, scope));
	const free = unpaired.filter(({ contact }) => desk.index.pairedWith(contact.id).length === 0 && mayBeCreated(contact, desk));
	return free.map(({ contact }) => contact.id);
}

/** Where the address is the record, a link only matters of who would otherwise be put there. */
function mayBeCreated(contact: CrmRecord['contact'], desk: Desk): boolean {
	if (desk.capabilities.identity !== 'email') return true;
	return contact.doNotEmail !== true && matchByAddress(contact, desk).kind === 'none' && freeAddress(contact, desk) !== undefined;
}

async function readEveryone(crm: CrmSide, view: CrmView, { recordTypes, phase }: Wanted): Promise<ReadonlyMap<string, CrmRecord>> {
	if (view.extent === 'all') return view.records;
	const { records } = await readCrm(crm, recordTypes, { kind: 'all' }, undefined, phase);
	return new Map([...records, ...view.records]);
}

function itemsOf(known: ReadonlyMap<string, CrmRecord>, gone: ReadonlySet<string>, unread: ReadonlySet<string>, pairs: ReadonlyMap<string, Paired>, desk: Desk, { scope }: ToCrmSettings): Incoming[] {
	const items: Incoming[] = [];
	const former = formerIds(desk);
	for (const [id, record] of known) {
		const inside = inScope(record, scope);
		const paired = desk.index.pairedWith(id).length > 0;
		const pair = pairs.get(id);
		if (!inside && (!paired || (pair && settledMembership(pair, desk) === 'dormant' && presenceInPair(pair, desk) === 'out'))) continue;
		const event: IncomingEvent = inside ? 'updated' : 'left';
		items.push({ key: id, contact: record.contact, event, record, ...(paired ? {} : linked(record, desk, former)) });
	}
	for (const id of [...gone, ...unread]) {
		const pair = pairs.get(id);
		const hasLeft = pair !== undefined && moved(pair, desk) && presenceInPair(pair, desk) === 'out';
		if (pair && (wasInScope(pair, desk) || hasLeft)) items.push({ key: id, contact: remains(id, desk), event: unread.has(id) ? 'left' : 'deleted' });
	}
	return items;
}

/** What a record without a pair says of its partner record: which it was, or that it is gone. */
function linked(record: CrmRecord, desk: Desk, former: () => ReadonlyMap<string, PartnerRecord>): Pick<Incoming, 'partnerId' | 'partnerGone'> {
	if (ownLinks(record, desk.linkMark).length === 0) return {};
	const held = ownPartnerIds(record, desk.linkMark).flatMap((id) => desk.snapshot.records.get(id) ?? former().get(id) ?? []);
	const best = held.find(({ id }) => desk.index.isFree(id)) ?? held[0];
	return best ? { partnerId: best.id } : { partnerGone: 'yes' };
}

function formerIds({ snapshot }: Desk): () => ReadonlyMap<string, PartnerRecord> {
	let ids: Map<string, PartnerRecord> | undefined;
	return () => (ids ??= new Map([...snapshot.records.values()].flatMap((record) => (record.formerIds ?? []).map((id) => [id, record] as const))));
}

/** What is left of a CRM record that cannot be read any more. */
function remains(id: string, { settings }: Desk): Incoming['contact'] {
	const ref = refOf(settings.account, id) ?? { recordType: 'person', recordId: '' };
	return { ...settings.account, ...ref, id: idOf(settings.account, ref) };
}
