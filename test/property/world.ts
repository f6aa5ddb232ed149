import { createMemoryPartner, type MemoryPartner } from '../../connectors/memory/partner';
import type { Contact, ContactFields } from '../../core/contact/contact';
import { createNormaliser, type Normaliser } from '../../core/contact/normalise';
import { GuardError } from '../../core/errors';
import type { PartnerRecord, PartnerSide, PartnerWrite } from '../../core/ports/partner';
import { elementsOf, isListField, scalarHash, type FieldKey } from '../../core/sync/fields';
import type { FlowSettings } from '../../core/sync/settings';
import { company, OTHER_ACCOUNT, person, valuesOf } from '../support/contacts';
import { fakeEnvironment, type FakeEnvironment } from '../support/environment';
import type { History, Policy, Step, Trouble } from './history';
import { changed, createWords, tidy, type Words } from './values';

/** A record of the CRM, where nothing but a person's hands ever writes. */
interface CrmRow {
	contact: Contact;
	state: 'in' | 'out' | 'deleted';
	/** Whether the flow has handed it over since it changed. */
	news: 'created' | 'updated' | 'entered' | 'none';
}

export interface World {
	policy: Policy;
	rows: CrmRow[];
	partner: MemoryPartner;
	/** The connector of the running process. */
	side: PartnerSide;
	fake: FakeEnvironment;
	/** Words of the people at the CRM and at the partner. */
	words: { crm: Words; own: Words };
	/** By record id, what it held in the synced fields when a run last went through. */
	settled: Map<string, Fingerprint>;
	trouble: { now: Trouble; requests: number };
	/** A label of the user's. */
	friendsId: string;
	/** The flow's label, once it is there. */
	groupId?: string;
}

/** A partner that shortens, shouts, fills in and renames: what it makes of its own answer is that answer again. */
export function reshaped(fields: ContactFields): ContactFields {
	const { note, emails, firstName, websites } = fields;
	return tidy({
		...fields,
		note: note?.slice(0, 12),
		firstName: firstName?.toUpperCase(),
		emails: emails?.map((one) => ({ ...one, value: one.value.replace('@a.test', '@a.example'), ...(one.type ? { type: 'other' } : {}) })),
		websites: websites?.map((one) => ({ ...one, value: `${one.value.replace(/\/+$/, '')}/` })),
	});
}

export function openWorld({ policy, contacts, held }: Omit<History, 'steps'>): World {
	const fake = fakeEnvironment();
	const trouble: World['trouble'] = { now: { kind: 'none' }, requests: 0 };
	const partner = createMemoryPartner({
		env: fake.env,
		...(policy.reshape === 'some' ? { reshape: reshaped } : {}),
		batchSize: policy.batchSize,
		slots: policy.emailSlots ? { emails: policy.emailSlots } : {},
		fate({ op }) {
			trouble.requests += 1;
			const { now, requests } = trouble;
			if (!('at' in now) || now.at !== requests) return 'goesThrough';
			if (now.kind === 'stop') return op === 'snapshot' ? 'goesThrough' : new GuardError('dayQuota', 'Used up.');
			return now.kind === 'meddle' ? 'goesThrough' : now.kind;
		},
	});
	partner.hands.setVisibilityDelay(policy.visibilityMs);
	const world: World = { policy, rows: [], partner, side: partner, fake, words: { crm: createWords('crm'), own: createWords('own') }, settled: new Map(), trouble, friendsId: partner.hands.createGroup('Friends').id };
	if (policy.label === 'there') world.groupId = partner.hands.createGroup('CRM').id;
	for (const one of contacts) addContact(world, one.values, one.company);
	for (const one of held) createRecord(world, one);
	return world;
}

function addContact(world: World, values: ContactFields, isCompany: boolean): void {
	const recordId = String(world.rows.length + 7);
	const fields = isCompany ? tidy({ ...values, firstName: undefined, middleName: undefined, lastName: undefined, namePrefix: undefined }) : values;
	const contact = (isCompany ? company : person)(recordId, { ...fields, modifiedAt: now(world) });
	world.rows.push({ contact, state: 'in', news: 'created' });
}

function now({ fake }: World): string {
	return new Date(fake.env.clock.now()).toISOString();
}

export function recordsOf(world: World): PartnerRecord[] {
	return [...world.partner.hands.records().values()];
}

const at = <T>(list: readonly T[], index: number): T | undefined => list[index % Math.max(1, list.length)];

/** A person's hands on either side; runs are done by `sync`. */
export async function happen(world: World, step: Exclude<Step, { do: 'run' }>): Promise<void> {
	world.fake.advance(1_500);
	switch (step.do) {
		case 'crmNew': {
			const twin = step.twinOf === undefined ? undefined : at(world.rows, step.twinOf)?.contact;
			return addContact(world, twin ? valuesOf(twin) : step.values, step.company);
		}
		case 'crmEdit':
		case 'crmScope':
		case 'anonymise':
			return changeCrm(world, step);
		case 'crmScopeAll':
			return world.rows.forEach((_, who) => changeCrm(world, { do: 'crmScope', who, to: step.to }));
		case 'new':
			return createRecord(world, step);
		case 'settings': {
			const fields = world.policy.settings.fields.map((rule) => (rule.field === step.rule.field ? step.rule : rule));
			world.policy = { ...world.policy, settings: { ...world.policy.settings, fields } };
			return;
		}
		case 'clash':
			return clash(world, step);
		default:
			return await changePartner(world, step);
	}
}

function createRecord(world: World, { like, values, inside }: Extract<Step, { do: 'new' }>): void {
	const twin = like === undefined ? undefined : at(world.rows, like)?.contact;
	world.partner.hands.create(twin ? valuesOf(twin) : values, inside && world.groupId ? [world.groupId] : []);
}

function clash(world: World, { who, change, other }: Extract<Step, { do: 'clash' }>): void {
	const row = at(world.rows, who);
	const record = recordsOf(world).find(({ externalIds }) => row && externalIds.includes(row.contact.id));
	if (!row || !record) return;
	changeCrm(world, { do: 'crmEdit', who, change });
	if (other.at % 2 === 0) world.fake.advance(60_000);
	editRecord(world, record, { ...change, ...other });
}

function changeCrm(world: World, step: Extract<Step, { do: 'crmEdit' | 'crmScope' | 'anonymise' }>): void {
	const row = at(world.rows, step.who);
	if (!row || row.state === 'deleted') return;
	if (step.do === 'crmScope') {
		const to = step.to === 'other' ? (row.state === 'in' ? 'out' : 'in') : step.to;
		const entered = row.state === 'out' && to === 'in';
		row.state = to;
		row.news = row.news === 'created' ? 'created' : entered ? 'entered' : 'updated';
	} else {
		const { id, crm, account, recordType, recordId } = row.contact;
		const content = step.do === 'anonymise' ? { note: 'anonymised' } : changed(valuesOf(row.contact), step.change, world.words.crm);
		row.contact = { ...content, id, crm, account, recordType, recordId };
		row.news = row.news === 'none' ? 'updated' : row.news;
	}
	row.contact = { ...row.contact, modifiedAt: now(world) };
}

type PartnerStep = Exclude<Step, { do: 'run' | 'crmNew' | 'crmEdit' | 'crmScope' | 'crmScopeAll' | 'anonymise' | 'new' | 'clash' | 'settings' }>;

async function changePartner(world: World, step: PartnerStep): Promise<void> {
	const { hands } = world.partner;
	const records = recordsOf(world);
	const record = at(records, step.who);
	if (!record) return;
	switch (step.do) {
		case 'edit':
			return editRecord(world, record, step.change);
		case 'delete':
			return hands.delete(record.id);
		case 'merge': {
			const other = at(records, step.other);
			if (other && other !== record) hands.merge(record.id, other.id);
			// Nobody could tell a record that lists do not show yet from one that is missing.
			world.fake.advance(world.policy.visibilityMs);
			return;
		}
		case 'befriend':
			return hands.label(record.id, world.friendsId);
		case 'unlabel':
		case 'label':
			return world.groupId ? hands[step.do](record.id, world.groupId) : undefined;
		case 'foreignEntry':
			return await writeEntry(world, record, { account: OTHER_ACCOUNT, contactId: `raynet:other:person:${record.id}`, text: `1p${record.id};;.` });
		case 'loseEntry':
			return await writeEntry(world, record, { account: world.policy.settings.account, contactId: '', text: null });
	}
}

export function editRecord(world: World, record: PartnerRecord, change: Parameters<typeof changed>[1]): void {
	const after = changed(record.fields, change, world.words.own);
	const names = new Set([...Object.keys(record.fields), ...Object.keys(after)]) as Set<keyof ContactFields>;
	const patch = Object.fromEntries([...names].filter((name) => after[name] !== record.fields[name]).map((name) => [name, after[name] ?? '']));
	world.partner.hands.edit(record.id, patch);
}

/**
 * By field that is synced, what a record holds in its normal form: all that tells whether a person edited it. Without
 * types, which an entry has no room for where only one side has an element or a list is long.
 */
export type Fingerprint = ReadonlyMap<FieldKey, string>;

/** They remember what they have parsed. */
const NORMALISERS = { CZ: createNormaliser('CZ'), none: createNormaliser() };

export function normalOf({ policy }: { policy: { settings: FlowSettings } }): Normaliser {
	return NORMALISERS[policy.settings.defaultCountry === 'CZ' ? 'CZ' : 'none'];
}

export function fingerprint(world: { policy: { settings: FlowSettings } }, { fields }: { fields: ContactFields }): Fingerprint {
	const { policy } = world;
	const normal = normalOf(world);
	const print = (field: FieldKey): string => {
		if (!isListField(field)) return scalarHash(field, fields);
		return [...elementsOf(field, fields, normal).keys()].sort().join();
	};
	const synced = policy.settings.fields.filter(({ direction }) => direction !== 'off');
	return new Map(synced.map(({ field }) => [field, print(field)]));
}

async function writeEntry(world: World, record: PartnerRecord, entry: Extract<PartnerWrite, { op: 'update' }>['entry']): Promise<void> {
	const tool = world.partner.connect();
	const results = tool.write([{ op: 'update', key: 'x', record, patch: {}, entry }])[Symbol.asyncIterator]();
	while (!(await results.next()).done);
}
