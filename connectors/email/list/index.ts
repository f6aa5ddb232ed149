import type { MappedField } from '../../../core/contact/contact';
import { shortHash } from '../../../core/contact/hash';
import { clean, tagKey } from '../../../core/contact/text';
import { ConfigurationError } from '../../../core/errors';
import type { EmailList, EmailSide, Subscriber, SubscriberField } from '../../../core/ports/email';
import type { Environment } from '../../../core/ports/environment';
import type { PartnerCapabilities, PartnerGroup, PartnerRecord, PartnerSide, PartnerSnapshot, PartnerWrite, PartnerWriteResult } from '../../../core/ports/partner';
import { createFlowStore } from './flow';
import { createViews, type ListViews, type Views } from './views';
import { recordOf, type ListPlace, type MappedKey } from './record';
import { writeAll, type ListSettings } from './writes';

export { OWN_FIELD } from './entry';
export { createContactNotes, type NotesMemory } from './notes';
export type { ListViews };
export { createTagMirror, type TagMirrorSettings } from './mirror';
export type { ListSettings };

export interface ListPartnerSettings extends Partial<ListSettings> {
	side: EmailSide;
	env: Environment;
	listId: string;
	/** Who carries it takes part; new subscribers get it. */
	tag: string;
	/** Fields that a person mapped, by the name or key of the list's own field. */
	mapped?: ReadonlyArray<{ field: MappedField; partner: string }>;
	/** Whether new subscribers get the CRM's tags beside the flow's own. */
	newTags?: 'own' | 'all';
	/** Kept per account by whoever builds the connector again and again. */
	memory?: ListMemory;
	/** The same: who was in the list before. Without it deletions are found by runs that compare everything. */
	views?: ListViews;
}

/** What is known of the account's lists. A cache only. */
export type ListMemory = Map<string, EmailList>;

/**
 * One list of an e-mail marketing service as a partner: its subscribers are the records, and the address is the record.
 * Works on any service; one writer of the account at a time is the caller's business (EmailSide.exclusive).
 */
export function createListPartner({ side, env, listId, tag, source = '', confirmation = 'asListSays', automations = 'leave', mapped = [], newTags = 'own', memory = new Map(), views: kept = new Map() }: ListPartnerSettings): PartnerSide {
	if (clean(tag) === '') throw new ConfigurationError('Give the tag that the subscribers of this flow carry.', 'An empty tag');
	const place: ListPlace = { listId, tag: clean(tag), groupId: `${listId}/${tagKey(tag)}`, mapped: () => keysOf(mapped, memory.get(listId)) };
	const views = createViews(kept, place.groupId, env.random);
	let hidden: ReadonlySet<SubscriberField> | undefined;
	const read = async (): Promise<ReadonlyMap<string, Subscriber>> => {
		// People name a field as they see it, and only the list tells its key.
		if (mapped.length > 0 && !memory.has(listId)) await readList(side, listId, memory);
		const members = await side.members(listId);
		const [first] = members.values();
		if (first) hidden = new Set(first.unseen);
		flow.saw(members);
		return members;
	};
	const desk = { hidden: () => hidden, side, env, place, settings: { source, confirmation, automations }, readList: () => readList(side, listId, memory) };
	const flow = createFlowStore(desk);
	const group = (): PartnerGroup => ({ id: place.groupId, name: place.tag, kind: 'user', ...flow.entry() });

	return {
		capabilities: { ...CAPABILITIES, kind: side.service, mapped: mapped.map(({ field }) => field), ...(newTags === 'all' ? { tags: 'ofNew' as const } : {}) },
		async groups() {
			await read();
			return [group()];
		},
		async snapshot(since): Promise<PartnerSnapshot> {
			const list = memory.get(listId) ?? (await readList(side, listId, memory));
			const members = await read();
			const asks = list.optIn === 'double' && confirmation === 'asListSays';
			const records = recordsOf(members, place);
			return { ...views.next(records, since), records, groups: [group()], pendingCreates: new Map(), accountMark: markOf(list), ...(asks ? { creates: 'askByMail' as const } : {}) };
		},
		// Services of this kind tell no changes, so that everything is read each time.
		changes: async () => ({ extent: 'everything', records: [...recordsOf(await read(), place).values()], gone: [], cursor: '' }),
		async createGroup(_name, flowEntry) {
			await read();
			if (flow.entry().flowEntry === undefined) await flow.write(flowEntry);
			return group();
		},
		async writeFlowEntry(_group, flowEntry) {
			await flow.write(flowEntry);
			return group();
		},
		write: (writes) => noting(views, writes, writeAll({ ...desk, flow }, writes)),
	};
}

async function* noting(views: Views, writes: readonly PartnerWrite[], results: AsyncIterable<PartnerWriteResult[]>): AsyncGenerator<PartnerWriteResult[]> {
	const deleted = new Map(writes.flatMap((write) => (write.op === 'delete' ? [[write.key, write.record.id] as const] : [])));
	for await (const batch of results) {
		for (const result of batch) {
			if (result.kind !== 'done') continue;
			const id = result.record?.id ?? deleted.get(result.key);
			if (id !== undefined) views.wrote(id, result.record);
		}
		yield batch;
	}
}

const CAPABILITIES: PartnerCapabilities = {
	kind: '',
	identity: 'email',
	writable: ['name', 'company', 'birthday', 'emails', 'phones', 'addresses'],
	unknownParts: ['title', 'region', 'type'],
	maxRecords: Infinity,
	stampResolutionMs: 1000,
	slots: { emails: 1, phones: 1, addresses: 1 },
};

/** By key, else by the name that people see; a field that the list does not have yet is made under the name. */
function keysOf(mapped: ReadonlyArray<{ field: MappedField; partner: string }>, list: EmailList | undefined): MappedKey[] {
	const plain = (text: string): string => clean(text).toLowerCase();
	const fields = list?.fields ?? [];
	return mapped.map(({ field, partner }) => {
		const known = fields.find(({ key }) => plain(key) === plain(partner)) ?? fields.find(({ name }) => plain(name) === plain(partner));
		return { field, key: plain(known?.key ?? partner) };
	});
}

async function readList(side: EmailSide, listId: string, memory: ListMemory): Promise<EmailList> {
	const list = await side.list(listId);
	memory.set(listId, list);
	return list;
}

function recordsOf(members: ReadonlyMap<string, Subscriber>, place: ListPlace): Map<string, PartnerRecord> {
	const records = [...members.values()].flatMap((subscriber) => recordOf(subscriber, place) ?? []);
	return new Map(records.map((record) => [record.id, record]));
}

/** The same in every process and for ever: nothing of it can be stored where a list is empty. */
function markOf({ id, createdAt = '' }: EmailList): string {
	return [...shortHash(`${id} ${createdAt}`, 8)].map((letter) => (letter.charCodeAt(0) % 36).toString(36)).join('');
}
