import { createMemoryCrm, type MemoryCrm } from '../../connectors/crm/memory';
import { createMemoryPartner, type MemoryPartner } from '../../connectors/memory/partner';
import type { ContactFields } from '../../core/contact/contact';
import { GuardError, type SyncError } from '../../core/errors';
import type { CrmRecord, CrmSide } from '../../core/ports/crm';
import type { PartnerRecord, PartnerSide, PartnerWrite } from '../../core/ports/partner';
import type { FieldKey } from '../../core/sync/fields';
import { pairedIds } from '../../core/sync/echo';
import { TAG } from '../core/syncKit';
import { ACCOUNT, OTHER_ACCOUNT, valuesOf } from '../support/contacts';
import { fakeEnvironment, type FakeEnvironment } from '../support/environment';
import type { Hand, History, Policy, Trouble } from './twoWayHistory';
import { changed, createWords, tidy, type Words } from './values';
import { reshaped, type Fingerprint } from './world';

/** A CRM that histories are lived through with: the reference one, or one behind a stand-in. */
export type HistoryCrm = CrmSide & Pick<MemoryCrm, 'hands' | 'calls'> & { connect(): CrmSide };

/** Asked before each request of the CRM side and of the partner. */
export type Fate = (call: { op: string }) => 'goesThrough' | 'cutBefore' | 'cutAfter' | SyncError;

export interface Sides {
	fake: FakeEnvironment;
	crm: HistoryCrm;
	partner: MemoryPartner;
}

export interface World {
	policy: Policy;
	crm: HistoryCrm;
	partner: MemoryPartner;
	/** The connectors of the running process. */
	sides: { crm: CrmSide; partner: PartnerSide };
	fake: FakeEnvironment;
	/** Words of the people at the CRM and at the partner. */
	words: { crm: Words; partner: Words };
	trouble: { now: Trouble; requests: number; meddle?: (hand: Hand) => void };
	/** As the last run answered it. */
	state: unknown;
	friendsId: string;
	/** The flow's label, once it is there. */
	groupId?: string;
	/** Records that people removed, for those who fetch them out of the trash. */
	trash: { crm: string[]; partner: string[] };
	/** By contact id and partner id, what each held in the synced fields when a run last settled it. */
	settled: Map<string, Fingerprint>;
	/** Contact ids of pairs whose partner record came from outside the label, and so gave nothing at first. */
	fromOutside: Set<string>;
	/** Contact ids whose partner record a person fetched out of the trash, links that a person moved by merging: there may be another one by then. */
	restored: Set<string>;
	/** By contact id, the fields whose conflict was told and is only reported. */
	open: Map<string, ReadonlySet<FieldKey>>;
	/** Set once there are contacts that nobody ever touches: no hand picks one of them. */
	bystanders?: 'some';
}

const BYSTANDER = 'Bystander';

/** Contacts in the scope that look like nobody else, and that nobody will touch. */
export function addBystanders(world: World, count: number): void {
	world.bystanders = 'some';
	for (let n = 0; n < count; n += 1) {
		world.crm.hands.put({ recordType: 'person', firstName: BYSTANDER, lastName: `No${n}`, emails: [{ value: `b${n}@bystander.test` }], phones: [{ value: `+420 778 000 ${100 + n}` }], tags: [TAG] });
	}
}

/** What both sides hold of them. */
export function bystandersOf({ crm, partner }: World): { crm: CrmRecord[]; partner: PartnerRecord[] } {
	return {
		crm: [...crm.hands.records().values()].filter(({ contact }) => isBystander(contact)),
		partner: [...partner.hands.records().values()].filter(({ fields }) => isBystander(fields)),
	};
}

function isBystander({ firstName = '', emails, phones }: ContactFields): boolean {
	return firstName.toLowerCase() === BYSTANDER.toLowerCase() || emails?.[0]?.value.includes('@bystander.') === true || phones?.[0]?.value.replace(/\s/g, '').startsWith('+420778000') === true;
}

/** A CRM that shortens, drops types and knows no middle names. What it makes of its own answer is that answer again. */
function reshapedInCrm(fields: ContactFields): ContactFields {
	const { note, emails, phones, middleName, ...others } = fields;
	return tidy({
		...others,
		...(middleName && !others.firstName ? { firstName: middleName } : {}),
		note: note?.slice(0, 10),
		emails: emails?.map((one) => (one.type === 'home' ? { value: one.value } : one)),
		phones: phones?.map((one) => ({ ...one, value: one.value.replace(/\s/g, ''), type: 'mobile' })),
	});
}

/** Both sides in memory. */
function inMemory(policy: Policy, fate: Fate): Sides {
	const fake = fakeEnvironment();
	const crm = createMemoryCrm({ env: fake.env, account: ACCOUNT, ...policy.crm, ...(policy.reshape.crm === 'some' ? { reshape: reshapedInCrm } : {}), fate });
	return { fake, crm, partner: partnerInMemory(policy, fake, fate) };
}

/** What of a policy concerns the partner. */
export type PartnerPolicy = Pick<Policy, 'batchSize' | 'emailSlots'> & { reshape: Pick<Policy['reshape'], 'partner'> };

export function partnerInMemory(policy: PartnerPolicy, fake: FakeEnvironment, fate: Fate): MemoryPartner {
	return createMemoryPartner({
		env: fake.env,
		...(policy.reshape.partner === 'some' ? { reshape: reshaped } : {}),
		batchSize: policy.batchSize,
		slots: policy.emailSlots ? { emails: policy.emailSlots } : {},
		fate,
	});
}

export function openWorld({ policy, crm: rows, partner: held }: Omit<History, 'steps'>, open: typeof inMemory = inMemory): World {
	const trouble: World['trouble'] = { now: { kind: 'none' }, requests: 0 };
	const { fake, crm, partner } = open(policy, ({ op }) => {
		trouble.requests += 1;
		const { now, requests } = trouble;
		if (!('at' in now) || now.at !== requests) return 'goesThrough';
		if (now.kind === 'stop') return new GuardError('dayQuota', `Used up at ${op}.`);
		if (now.kind !== 'meddle') return now.kind;
		trouble.meddle?.(now.hand);
		return 'goesThrough';
	});
	crm.hands.setVisibilityDelay(policy.delayMs.crm);
	partner.hands.setVisibilityDelay(policy.delayMs.partner);
	const world: World = {
		policy, crm, partner, fake, trouble, state: undefined,
		sides: { crm, partner },
		words: { crm: createWords('crm'), partner: createWords('own') },
		friendsId: partner.hands.createGroup('Friends').id,
		trash: { crm: [], partner: [] },
		settled: new Map(),
		fromOutside: new Set(),
		restored: new Set(),
		open: new Map(),
	};
	if (policy.label === 'there') world.groupId = partner.hands.createGroup('CRM').id;
	for (const one of rows) happen(world, { on: 'crm', do: 'new', ...one });
	for (const one of held) happen(world, { on: 'partner', do: 'new', ...one });
	fake.advance(11 * 60_000);
	return world;
}

export function crmRecords({ crm, bystanders }: World): CrmRecord[] {
	const records = [...crm.hands.records().values()];
	return bystanders ? records.filter(({ contact }) => !isBystander(contact)) : records;
}

export function partnerRecords({ partner, bystanders }: World): PartnerRecord[] {
	const records = [...partner.hands.records().values()];
	return bystanders ? records.filter(({ fields }) => !isBystander(fields)) : records;
}

const at = <T>(list: readonly T[], index: number): T | undefined => list[index % Math.max(1, list.length)];

/** What people merge, fetch back or unpair is sorted out over several runs, in the order in which they come. */
export const UNPAIRING: ReadonlySet<string> = new Set(['merge', 'restore', 'loseEntry']);

/** A person's hand; runs are done by `sync`. */
export function happen(world: World, hand: Hand): void {
	world.fake.advance(1_500);
	if (hand.on === 'both') return clash(world, hand);
	if (hand.on === 'crm') return atCrm(world, hand);
	atPartner(world, hand);
}

function clash(world: World, { who, change, other, later }: Extract<Hand, { on: 'both' }>): void {
	const pairs = partnerRecords(world).flatMap((record) => {
		const counterpart = crmRecords(world).find(({ contact }) => record.externalIds.includes(contact.id));
		return counterpart ? [{ record, counterpart }] : [];
	});
	const pair = at(pairs, who);
	if (!pair) return;
	const inCrm = () => editInCrm(world, pair.counterpart, change);
	const there = () => editAtPartner(world, pair.record, { ...change, ...other });
	const [first, second] = later === 'partner' ? [inCrm, there] : [there, inCrm];
	first();
	world.fake.advance(90_000);
	second();
}

/** By hand as by us: no list gets longer than the CRM's slots. */
function fitting({ policy: { crm } }: World, fields: ContactFields): ContactFields {
	const { slots = {} } = crm;
	return tidy({ ...fields, emails: fields.emails?.slice(0, slots.emails), phones: fields.phones?.slice(0, slots.phones) });
}

function patchBetween(before: ContactFields, after: ContactFields): Record<string, unknown> {
	const names = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof ContactFields>;
	return Object.fromEntries([...names].filter((name) => after[name] !== before[name]).map((name) => [name, after[name] ?? '']));
}

function editInCrm(world: World, { contact }: CrmRecord, change: Parameters<typeof changed>[1]): void {
	const before = valuesOf(contact);
	world.crm.hands.edit(contact.recordId, patchBetween(before, fitting(world, changed(before, change, world.words.crm))));
}

function editAtPartner(world: World, record: PartnerRecord, change: Parameters<typeof changed>[1]): void {
	world.partner.hands.edit(record.id, patchBetween(record.fields, changed(record.fields, change, world.words.partner)));
}

function atCrm(world: World, hand: Extract<Hand, { on: 'crm' }>): void {
	const { hands } = world.crm;
	if (hand.do === 'new') {
		const twin = hand.like === undefined ? undefined : at(partnerRecords(world), hand.like)?.fields;
		const values = fitting(world, twin ?? hand.values);
		const company = hand.company && !twin ? { ...values, firstName: undefined, middleName: undefined, lastName: undefined, namePrefix: undefined } : values;
		const isCompany = hand.company && !twin;
		return void hands.put({ recordType: isCompany ? 'company' : 'person', ...tidy(company), tags: hand.inside ? [TAG, 'VIP'] : ['VIP'] });
	}
	if (hand.do === 'restore') {
		const id = world.trash.crm.pop();
		if (id === undefined || hands.records().has(id)) return;
		hands.restore(id);
		for (const link of hands.records().get(id)?.links ?? []) world.restored.add(link);
		return;
	}
	const record = at(crmRecords(world), hand.who);
	if (!record) return;
	const { recordId, tags = [] } = record.contact;
	switch (hand.do) {
		case 'edit':
			return editInCrm(world, record, hand.change);
		case 'tag':
		case 'untag':
			return hands[hand.do](recordId, TAG);
		case 'toggle':
			return hands[tags.includes(TAG) ? 'untag' : 'tag'](recordId, TAG);
		case 'remove':
			world.trash.crm.push(recordId);
			return hands.remove(recordId);
		case 'anonymise':
			return hands.edit(recordId, patchBetween(valuesOf(record.contact), { note: 'anonymised', tags }));
		case 'merge': {
			const other = at(crmRecords(world), hand.other);
			if (!other || other === record || other.contact.recordType !== record.contact.recordType) return;
			for (const link of other.links ?? []) world.restored.add(link);
			return hands.merge(recordId, other.contact.recordId);
		}
		default:
			return hands[hand.do](recordId);
	}
}

function atPartner(world: World, hand: Extract<Hand, { on: 'partner' }>): void {
	const { hands } = world.partner;
	const { groupId } = world;
	if (hand.do === 'new') {
		const twin = hand.like === undefined ? undefined : at(crmRecords(world), hand.like)?.contact;
		const { tags, ...values } = twin ? valuesOf(twin) : hand.values;
		return void hands.create(tags ? values : values, hand.inside && groupId ? [groupId] : []);
	}
	if (hand.do === 'restore') {
		const id = world.trash.partner.pop();
		if (id === undefined || hands.records().has(id)) return;
		hands.restore(id);
		const back = hands.records().get(id);
		world.restored.add(id);
		for (const contact of back ? pairedIds(back) : []) world.restored.add(contact);
		return;
	}
	const record = at(partnerRecords(world), hand.who);
	if (!record) return;
	switch (hand.do) {
		case 'edit':
			return editAtPartner(world, record, hand.change);
		case 'delete':
			world.trash.partner.push(record.id);
			return hands.delete(record.id);
		case 'merge': {
			const other = at(partnerRecords(world), hand.other);
			if (!other || other === record) return;
			// Both contacts may name the record that is left, also when it is deleted and fetched back.
			world.restored.add(record.id).add(other.id);
			return hands.merge(record.id, other.id);
		}
		case 'befriend':
			return hands.label(record.id, world.friendsId);
		case 'toggle':
			return groupId ? hands[record.groups.includes(groupId) ? 'unlabel' : 'label'](record.id, groupId) : undefined;
		case 'unlabel':
		case 'label':
			return groupId ? hands[hand.do](record.id, groupId) : undefined;
		case 'foreignEntry':
			return writeEntry(world, record, { account: OTHER_ACCOUNT, contactId: `raynet:other:person:${record.id}`, text: `1p${record.id};;.` });
		case 'loseEntry':
			// A stranger again until a run reads the CRM record that names it: one that looks the same may be met before.
			for (const { links = [] } of crmRecords(world)) for (const link of links) if (link.endsWith(`:${record.id}`)) world.restored.add(link);
			return writeEntry(world, record, { account: world.crm.account, contactId: '', text: null });
	}
}

/** By another program, at once. */
function writeEntry(world: World, record: PartnerRecord, entry: Extract<PartnerWrite, { op: 'update' }>['entry']): void {
	const results = world.partner.connect().write([{ op: 'update', key: 'x', record, patch: {}, entry }])[Symbol.asyncIterator]();
	void results.next();
}
