import { createMemoryCrm, type MemoryRecord } from '../../connectors/crm/memory';
import { fakeEnvironment } from '../support/environment';
import { crmContract, type CrmDraft, type CrmWorld } from './crm';

const OWNERS = [
	{ id: '901', name: 'Jan Hill' },
	{ id: '902', name: 'Iva Lake' },
];
const CATEGORIES = {
	person: [
		{ id: 'p1', name: 'VIP' },
		{ id: 'p2', name: 'Partner' },
	],
	company: [
		{ id: 'c1', name: 'Retail' },
		{ id: 'c2', name: 'Public' },
	],
};

function recordOf(draft: CrmDraft): MemoryRecord {
	const recordType = draft.kind === 'person' ? 'person' : 'company';
	const category = draft.category === undefined ? undefined : CATEGORIES[recordType][draft.category];
	return {
		recordType,
		...(draft.kind === 'company' ? { company: { name: draft.lastName } } : { firstName: draft.firstName, lastName: draft.lastName }),
		...(draft.email ? { emails: [{ value: draft.email }] } : {}),
		...(draft.phone ? { phones: [{ value: draft.phone }] } : {}),
		note: draft.note,
		tags: draft.tags,
		...(draft.owner === undefined ? {} : { owner: OWNERS[draft.owner] }),
		...(category ? { category: category.name, categoryId: category.id } : {}),
	};
}

async function open(): Promise<CrmWorld> {
	const { env, advance } = fakeEnvironment();
	const crm = createMemoryCrm({ clock: env.clock });
	const { hands } = crm;
	const tags = new Map<string, string[]>();
	return {
		crm,
		hands: {
			async create(draft) {
				const id = hands.put(recordOf(draft));
				tags.set(id, draft.tags ?? []);
				return id;
			},
			rename: async (recordType, id, lastName) => hands.change(recordType, id, { lastName }),
			async addTag(recordType, id, tag) {
				tags.set(id, [...(tags.get(id) ?? []), tag]);
				hands.tag(recordType, id, tags.get(id) ?? []);
			},
			async removeTag(recordType, id, tag) {
				tags.set(id, (tags.get(id) ?? []).filter((one) => one !== tag));
				hands.tag(recordType, id, tags.get(id) ?? []);
			},
			invalidate: async (recordType, id) => hands.invalidate(recordType, id),
			remove: async (recordType, id) => hands.remove(recordType, id),
		},
		owners: OWNERS,
		categories: CATEGORIES,
		strangers: 0,
		now: env.clock.now,
		advance,
		close: async () => undefined,
	};
}

crmContract('the connector in memory', { open, stampsTagChanges: true });
