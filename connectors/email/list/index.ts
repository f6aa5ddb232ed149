import { shortHash } from '../../../core/contact/hash';
import { clean } from '../../../core/contact/text';
import { ConfigurationError } from '../../../core/errors';
import type { EmailList, EmailSide, Subscriber, SubscriberField } from '../../../core/ports/email';
import type { Environment } from '../../../core/ports/environment';
import type { PartnerCapabilities, PartnerGroup, PartnerRecord, PartnerSide, PartnerSnapshot } from '../../../core/ports/partner';
import { createFlowStore } from './flow';
import { recordOf, tagKey, type ListPlace } from './record';
import { writeAll, type ListSettings } from './writes';

export type { ListSettings };

export interface ListPartnerSettings extends Partial<ListSettings> {
	side: EmailSide;
	env: Environment;
	listId: string;
	/** Who carries it takes part; new subscribers get it. */
	tag: string;
	/** Kept per account by whoever builds the connector again and again. */
	memory?: ListMemory;
}

/** What is known of the account's lists. A cache only. */
export type ListMemory = Map<string, EmailList>;

/**
 * One list of an e-mail marketing service as a partner: its subscribers are the records, and the address is the record.
 * Works on any service; one writer of the account at a time is the caller's business (EmailSide.exclusive).
 */
export function createListPartner({ side, env, listId, tag, source = '', confirmation = 'asListSays', automations = 'leave', memory = new Map() }: ListPartnerSettings): PartnerSide {
	if (clean(tag) === '') throw new ConfigurationError('Give the tag that the subscribers of this flow carry.', 'An empty tag');
	const place: ListPlace = { listId, tag: clean(tag), groupId: `${listId}/${tagKey(tag)}` };
	let hidden: ReadonlySet<SubscriberField> | undefined;
	const read = async (): Promise<ReadonlyMap<string, Subscriber>> => {
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
		capabilities: { ...CAPABILITIES, kind: side.service },
		async groups() {
			await read();
			return [group()];
		},
		async snapshot(): Promise<PartnerSnapshot> {
			const list = memory.get(listId) ?? (await readList(side, listId, memory));
			const members = await read();
			const asks = list.optIn === 'double' && confirmation === 'asListSays';
			return { records: recordsOf(members, place), groups: [group()], pendingCreates: new Map(), accountMark: markOf(list), ...(asks ? { creates: 'askByMail' as const } : {}) };
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
		write: (writes) => writeAll({ ...desk, flow }, writes),
	};
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
