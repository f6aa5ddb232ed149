import { listAsPartner } from './listAsPartner';
import { memoryListWorld } from './listMemoryWorld';
import { listSyncContract } from './listSync';
import { basicsContract } from './partnerBasics';

listSyncContract('the e-mail service in memory', memoryListWorld);

describe('A list of the e-mail service in memory as a partner', () => basicsContract(() => listAsPartner(memoryListWorld())));

describe('a view of a list', () => {
	test('tells whom a person has deleted since an earlier one, and nothing of what we wrote or deleted ourselves', async () => {
		const world = memoryListWorld();
		const { partner } = listAsPartner(world, new Map());
		const [mine, theirs] = ['mine@example.com', 'theirs@example.com'];
		for (const email of [mine, theirs]) world.hands.put(email, { tags: ['CRM'] });
		const { records, cursor } = await partner.snapshot();
		const record = records.get(mine);
		if (!record) throw new Error('Not there.');
		for await (const batch of partner.write([{ op: 'delete', key: 'mine', record }])) expect(batch).toMatchObject([{ kind: 'done' }]);
		world.hands.erase(theirs);
		expect((await partner.snapshot(cursor)).gone?.map(({ id }) => id)).toEqual([theirs]);
	});

	test('shows who is gone as our own last write left them', async () => {
		const world = memoryListWorld();
		const { partner } = listAsPartner(world, new Map());
		world.hands.put('eva@example.com', { tags: ['CRM'], fields: { lastName: 'Nová' } });
		const { records, cursor } = await partner.snapshot();
		const record = records.get('eva@example.com');
		if (!record) throw new Error('Not there.');
		for await (const batch of partner.write([{ op: 'update', key: 'eva', record, patch: { lastName: 'Svobodová' } }])) expect(batch).toMatchObject([{ kind: 'done' }]);
		world.hands.erase('eva@example.com');
		expect((await partner.snapshot(cursor)).gone).toMatchObject([{ id: 'eva@example.com', last: { fields: { lastName: 'Svobodová' } } }]);
	});
});
