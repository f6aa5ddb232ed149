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
	const crm = createMemoryCrm({ env });
	const { hands } = crm;
	return {
		crm,
		hands: {
			create: async (draft) => hands.put(recordOf(draft)),
			rename: async (_, id, lastName) => hands.edit(id, { lastName }),
			addTag: async (_, id, tag) => hands.tag(id, tag),
			removeTag: async (_, id, tag) => hands.untag(id, tag),
			invalidate: async (_, id) => hands.invalidate(id),
			remove: async (_, id) => hands.remove(id),
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
