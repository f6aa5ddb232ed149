import { contactId, type ContactFields, type CrmAccount } from '../../core/contact/contact';
import type { EntryWrite, PartnerRecord, PartnerSide, PartnerWrite, PartnerWriteResult } from '../../core/ports/partner';

/** What a partner really holds of a record, read without its connector. Lists and groups in any order. */
export interface Held {
	fields: ContactFields;
	groups: readonly string[];
	entries: ReadonlyArray<{ accountKey: string; text: string }>;
	externalIds: readonly string[];
}

/** A partner account, empty at first, with one connector on it. */
export interface PartnerWorld {
	partner: PartnerSide;
	/** A connector on the same account in a new process. */
	restarted(): PartnerSide;
	/** A person at the partner. */
	hands: {
		create(fields: ContactFields, groups: readonly string[]): string;
		edit(id: string, fields: ContactFields): void;
		delete(id: string): void;
		/** Out of the trash. */
		restore(id: string): void;
		merge(keep: string, gone: string): void;
		label(id: string, groupId: string): void;
		unlabel(id: string, groupId: string): void;
	};
	held(): Map<string, Held>;
	/** The answer of the next request of this kind is lost, before or after it was carried out. */
	cutNext(op: 'create' | 'update' | 'delete' | 'createGroup', when: 'before' | 'after'): void;
	/** From now on lists show writes only after so long. */
	delayVisibility(ms: number): void;
	/** untold: the partner does not say whom a merged record went into, so that it is gone. Default told. */
	merges?: 'told' | 'untold';
	/** Every cursor of before has expired; time may have passed. */
	expireCursors(): void;
	/** Makes the account as full as it can be. */
	fillUp(): void;
	advance(ms: number): void;
	cancel(): void;
	close(): Promise<void>;
}

export interface PartnerDriver {
	open(): Promise<PartnerWorld>;
}

export const MINUTE = 60_000;
export const CRM: CrmAccount = { crm: 'raynet', account: 'acme' };
export const OTHER_CRM: CrmAccount = { crm: 'creatio', account: 'acme' };

export const entry = (recordId: string, text: string | null = `1p${recordId};b;s`, account = CRM): EntryWrite => ({
	account,
	contactId: contactId(account, 'person', recordId),
	text,
});

export const EVA: ContactFields = {
	namePrefix: 'Ing.',
	firstName: 'Eva',
	middleName: 'Marie',
	lastName: 'Nováková',
	nameSuffix: 'Ph.D.',
	emails: [{ value: 'eva@acme.test', type: 'work' }],
	phones: [
		{ value: '+420 777 123 456', type: 'mobile' },
		{ value: '+420 222 333 444', type: 'work' },
	],
	addresses: [{ type: 'work', street: 'Dlouhá 1', city: 'Praha', postalCode: '110 00', country: 'Česko', countryCode: 'CZ' }],
	company: { name: 'Acme', title: 'Ředitelka', department: 'Vedení' },
	birthday: '1980-02-29',
	note: 'První řádek\nDruhý řádek',
	websites: [{ value: 'https://eva.test', type: 'profile' }],
	url: 'https://crm.test/person/31',
};

export const create = (recordId: string, fields: ContactFields = { firstName: `Person ${recordId}` }, groups: readonly string[] = []): Extract<PartnerWrite, { op: 'create' }> => ({
	op: 'create',
	key: `create ${recordId}`,
	fields,
	groups,
	entry: entry(recordId),
});

export const update = (record: PartnerRecord, more: Partial<Omit<Extract<PartnerWrite, { op: 'update' }>, 'op' | 'record'>>): PartnerWrite => ({
	op: 'update',
	key: `update ${record.id}`,
	record,
	patch: {},
	...more,
});

export async function write(partner: PartnerSide, ...writes: PartnerWrite[]): Promise<PartnerWriteResult[]> {
	const results: PartnerWriteResult[] = [];
	for await (const batch of partner.write(writes)) results.push(...batch);
	return results;
}

export function doneRecord(result: PartnerWriteResult | undefined): PartnerRecord {
	if (result?.kind === 'done' && result.record) return result.record;
	throw new Error(`Expected a written record, got ${JSON.stringify(result)}`);
}

export async function created(partner: PartnerSide, recordId: string, fields?: ContactFields, groups?: readonly string[]): Promise<PartnerRecord> {
	const [result] = await write(partner, create(recordId, fields, groups));
	return doneRecord(result);
}

export const sorted = <T>(list: readonly T[] | undefined): T[] | undefined => (list === undefined ? undefined : [...list].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)));

/** Comparable: the order of lists and groups means nothing. */
export function plain({ fields, groups, entries, externalIds }: Held | PartnerRecord): Held {
	const lists = { emails: sorted(fields.emails), phones: sorted(fields.phones), addresses: sorted(fields.addresses), websites: sorted(fields.websites) };
	const present = Object.entries({ ...fields, ...lists }).filter(([, value]) => value !== undefined);
	return {
		fields: Object.fromEntries(present),
		groups: sorted(groups) ?? [],
		entries: sorted(entries) ?? [],
		externalIds: sorted(externalIds) ?? [],
	};
}

export function heldPlain(world: Pick<PartnerWorld, 'held'>, id: string): Held | undefined {
	const held = world.held().get(id);
	return held && plain(held);
}

export async function read(partner: PartnerSide, id: string): Promise<PartnerRecord | undefined> {
	return (await partner.snapshot()).records.get(id);
}
