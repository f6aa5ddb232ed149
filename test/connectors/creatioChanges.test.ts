import type { CrmScope } from '../../core/ports/crm';
import type { Sandbox } from '../../sandbox/kit';
import { callsOf, connect, handsOf, MINUTE, readAll, startCreatio } from './creatioSupport';

let sandbox: Sandbox;
let hands: ReturnType<typeof handsOf>;
let folder: string;
let scope: CrmScope;

beforeAll(async () => {
	sandbox = await startCreatio();
	hands = handsOf(sandbox);
});
beforeEach(() => {
	sandbox.reset();
	folder = hands.folder('Google');
	scope = { kind: 'group', groupId: folder };
});
afterAll(() => sandbox.close());

/** So many contacts in the folder, all read; time has passed since. */
async function begun(count: number, settle = 0) {
	const ids = Array.from({ length: count }, (_, n) => hands.contact({ Name: `Eva Nova${n}`, Email: `eva${n}@acme.test` }));
	for (const id of ids) hands.put(folder, id);
	const { crm } = connect(sandbox);
	const first = await readAll(crm, scope);
	let { cursor } = first;
	for (let round = 0; round < settle; round += 1) {
		sandbox.clock.advance(3 * MINUTE);
		({ cursor } = await readAll(crm, scope, cursor));
	}
	sandbox.clearCalls();
	return { ids, crm, first, cursor };
}

describe('the first reading', () => {
	it('holds the members of a folder, each once, whoever else there is', async () => {
		hands.contact({ Name: 'Not in it' });
		const { first, ids } = await begun(3);
		expect([first.extent, [...first.ids].sort()]).toEqual(['everything', [...ids].sort()]);
		expect(first.records.map(({ groupIds }) => groupIds)).toEqual([[folder], [folder], [folder]]);
	});

	it('holds a contact once that sits in the folder twice', async () => {
		const id = hands.contact({ Name: 'Eva Nova' });
		hands.put(folder, id);
		hands.put(folder, id);
		expect((await readAll(connect(sandbox).crm, scope)).ids).toEqual([id]);
	});

	it('goes over pages without losing or repeating anyone, also where all were created at one moment', async () => {
		sandbox.seed({ people: 900, companies: 5 });
		const { ids, records } = await readAll(connect(sandbox).crm, { kind: 'all' });
		expect([ids.length, records.length]).toEqual([903, 903]);
	});

	it('is complete where the server answers fewer rows than were asked for', async () => {
		sandbox.seed({ people: 300, companies: 5 });
		hands.control('rowCap.set', { rows: 70 });
		expect((await readAll(connect(sandbox).crm, { kind: 'all' })).ids).toHaveLength(303);
	});
});

describe('a warm reading', () => {
	it('takes four requests where nothing changed, at once and later', async () => {
		const { crm, cursor } = await begun(5);
		const again = await readAll(crm, scope, cursor);
		expect([again.extent, again.records]).toEqual(['changes', []]);
		sandbox.clock.advance(60 * MINUTE);
		const later = await readAll(connect(sandbox, { login: 'oauth' }).crm, scope, again.cursor);
		expect(later.records).toEqual([]);
		expect(callsOf(sandbox).filter((call) => !call.startsWith('token'))).toEqual([...unchanged, ...unchanged]);
	});

	const unchanged = ['Contact.list 200', 'ContactCommunication.list 200', 'ContactAddress.list 200', 'batch 200'];

	it('reads what was edited, and nothing else', async () => {
		const { crm, cursor, ids } = await begun(5, 2);
		hands.edit(ids[2] ?? '', { JobTitle: 'Director' });
		const { records, extent } = await readAll(crm, scope, cursor);
		expect([extent, records.map(({ contact }) => [contact.recordId, contact.company?.title])]).toEqual(['changes', [[ids[2], 'Director']]]);
		expect(callsOf(sandbox)).toEqual([...unchanged, 'batch 200']);
	});

	it('tells a change once, also while its stamp is still fresh', async () => {
		const { crm, cursor, ids } = await begun(2, 2);
		hands.edit(ids[0] ?? '', { JobTitle: 'Director' });
		const first = await readAll(crm, scope, cursor);
		sandbox.clock.advance(MINUTE);
		expect((await readAll(crm, scope, first.cursor)).ids).toEqual([]);
	});

	it('sees a second e-mail, which does not touch the contact', async () => {
		const { crm, cursor, ids } = await begun(2, 2);
		hands.number(ids[1] ?? '', 'Email', 'second@acme.test', false);
		const { records } = await readAll(crm, scope, cursor);
		expect(records.map(({ contact }) => [contact.recordId, contact.emails?.map(({ value }) => value)])).toEqual([[ids[1], ['eva1@acme.test', 'second@acme.test']]]);
	});

	it('sees a second address, which does not touch the contact either', async () => {
		const { crm, cursor, ids } = await begun(2, 2);
		hands.control('row.create', { entity: 'ContactAddress', ContactId: ids[1], Address: 'Second street 2', Primary: false });
		const { records } = await readAll(crm, scope, cursor);
		expect(records.map(({ contact }) => [contact.recordId, contact.addresses?.map(({ street }) => street)])).toEqual([[ids[1], ['Second street 2']]]);
	});

	describe('after rows were deleted that no stamp tells of', () => {
		const second = (id: string): string => hands.number(id, 'Email', 'second@acme.test', false);
		const address = (id: string): string => (hands.control('row.create', { entity: 'ContactAddress', ContactId: id, Address: 'Second street 2', Primary: false }) as { id: string }).id;

		it.each([
			['a second e-mail', 'ContactCommunication', second],
			['a second address', 'ContactAddress', address],
		] as const)('is everything, once: %s, while another row was made', async (_, entity, make) => {
			const { crm, cursor, ids } = await begun(3);
			const [first = '', other = ''] = ids;
			const row = make(first);
			sandbox.clock.advance(10 * MINUTE);
			const between = await readAll(crm, scope, cursor);
			sandbox.clock.advance(10 * MINUTE);
			hands.remove(row, entity);
			make(other);
			const after = await readAll(crm, scope, between.cursor);
			expect([after.extent, [...after.ids].sort()]).toEqual(['everything', [...ids].sort()]);
			const shown = new Map(after.records.map(({ contact }) => [contact.recordId, (contact.emails?.length ?? 0) + (contact.addresses?.length ?? 0)]));
			expect([shown.get(first), shown.get(other)]).toEqual([1, 2]);
			sandbox.clearCalls();
			expect((await readAll(crm, scope, after.cursor)).extent).toBe('changes');
			expect(callsOf(sandbox)).toEqual(unchanged);
		});

		it('is no more than the changes in a scope of more than 4,000, which the nightly comparison reads', async () => {
			const { crm, ids: [id = ''] } = await begun(1);
			const row = second(id);
			// Rows of one contact count as well, and are read faster than so many contacts.
			for (let n = 0; n < 4_000; n += 1) hands.put(folder, id);
			const { cursor } = await readAll(crm, scope);
			hands.remove(row, 'ContactCommunication');
			sandbox.clearCalls();
			expect((await readAll(crm, scope, cursor)).extent).toBe('changes');
			expect(callsOf(sandbox).slice(0, 4)).toEqual(unchanged);
		});
	});

	it('sees who was put into the folder', async () => {
		const { crm, cursor } = await begun(2, 2);
		const id = hands.contact({ Name: 'Old Friend' });
		sandbox.clock.advance(10 * MINUTE);
		const between = await readAll(crm, scope, cursor);
		hands.put(folder, id);
		const { ids, extent } = await readAll(crm, scope, between.cursor);
		expect([extent, ids]).toEqual(['changes', [id]]);
	});

	it('is everything after someone was taken out', async () => {
		const { crm, cursor, ids } = await begun(3, 2);
		hands.take(folder, ids[0] ?? '');
		const after = await readAll(crm, scope, cursor);
		expect([after.extent, [...after.ids].sort()]).toEqual(['everything', ids.slice(1).sort()]);
	});

	it('is everything after one joined and another left, which the count alone does not show', async () => {
		const { crm, cursor, ids } = await begun(3, 2);
		const joiner = hands.contact({ Name: 'New One' });
		hands.take(folder, ids[0] ?? '');
		hands.put(folder, joiner);
		const after = await readAll(crm, scope, cursor);
		expect([after.extent, [...after.ids].sort()]).toEqual(['everything', [...ids.slice(1), joiner].sort()]);
	});

	it('is everything after a deletion, with any scope', async () => {
		const { ids } = await begun(3);
		const { crm } = connect(sandbox);
		const { cursor } = await readAll(crm, { kind: 'all' });
		hands.remove(ids[0] ?? '');
		const after = await readAll(crm, { kind: 'all' }, cursor);
		expect([after.extent, after.ids.includes(ids[0] ?? ''), after.ids.includes(ids[1] ?? '')]).toEqual(['everything', false, true]);
	});

	it('misses no edit after a contact was stamped with a local time ahead of the server', async () => {
		const { crm, cursor, ids } = await begun(3, 2);
		hands.take(folder, ids[0] ?? '');
		const taken = await readAll(crm, scope, cursor);
		sandbox.clock.advance(5 * MINUTE);
		hands.edit(ids[1] ?? '', { JobTitle: 'Director' });
		expect((await readAll(crm, scope, taken.cursor)).ids).toEqual([ids[1]]);
	});

	it('reads the scope as a whole after a job of the server touched more than can be told one by one', async () => {
		sandbox.seed({ people: 2_100, companies: 0 });
		folder = hands.folder('Small');
		scope = { kind: 'group', groupId: folder };
		const { crm, ids, cursor } = await begun(2, 2);
		hands.control('bulk.touch', {});
		const touched = await readAll(crm, scope, cursor);
		expect([touched.extent, [...touched.ids].sort()]).toEqual(['everything', [...ids].sort()]);
		sandbox.clock.advance(10 * MINUTE);
		const settled = await readAll(crm, scope, touched.cursor);
		sandbox.clearCalls();
		expect((await readAll(crm, scope, settled.cursor)).records).toEqual([]);
		expect(callsOf(sandbox)).toEqual(unchanged);
	});

	it('keeps its cursor below 4 KB', async () => {
		sandbox.seed({ people: 300, companies: 0 });
		hands.control('bulk.touch', {});
		hands.control('bulk.touch', { entity: 'ContactCommunication' });
		hands.control('bulk.touch', { entity: 'ContactAddress' });
		const { cursor } = await readAll(connect(sandbox).crm, { kind: 'all' });
		expect(Buffer.byteLength(cursor)).toBeLessThan(4_096);
		expect(Buffer.byteLength(cursor)).toBeGreaterThan(1_000);
	});
});

it('a scope by tag or owner holds its contacts', async () => {
	const [one, two] = [hands.contact({ Name: 'One' }), hands.contact({ Name: 'Two', OwnerId: '11111111-0000-4000-8000-000000000003' })];
	hands.tag(one, 'VIP');
	const { crm } = connect(sandbox);
	expect((await readAll(crm, { kind: 'tag', tag: 'VIP' })).ids).toEqual([one]);
	expect((await readAll(crm, { kind: 'owner', ownerId: '11111111-0000-4000-8000-000000000003' })).ids).toEqual([two]);
});

it('chosen contacts that are read are told batch by batch, of how many', async () => {
	const ids = Array.from({ length: 401 }, (_, n) => hands.contact({ Name: `Eva Nova${n}` }));
	const { crm, phases } = connect(sandbox);
	const found = await crm.read(ids.map((recordId) => ({ recordType: 'person', recordId })));
	expect([found.size, callsOf(sandbox).filter((call) => call.startsWith('batch')).length]).toEqual([401, 2]);
	expect(phases).toEqual([400, 401].map((read) => ({ kind: 'reading', side: 'crm', read, of: 401 })));
});
