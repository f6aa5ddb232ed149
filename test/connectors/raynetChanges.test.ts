import type { RaynetPerson } from '../../connectors/crm/raynet/raw';
import type { ChangesRequest, CrmChanges } from '../../core/ports/crm';
import type { HttpRequest } from '../../core/ports/http';
import { listReply, quotaHeaders, rawPerson, raynetOn } from './raynetBuilders';

const NOW = Date.parse('2026-03-02T10:00:00Z');
const REQUEST: ChangesRequest = { recordTypes: ['person'], scope: { kind: 'tag', tag: 'VIP' } };
const OLD = '2026-01-05T14:00:00.000+01:00';
const JUST_NOW = '2026-03-02T10:59:30.000+01:00';

const member = (id: number, more: Partial<RaynetPerson> = {}): RaynetPerson => rawPerson({ id, tags: ['VIP'], 'rowInfo.createdAt': OLD, ...more });

/** Raynet as far as lists go: people, and what of them counts as touched. */
function serverOf(start: RaynetPerson[]) {
	const state = { people: start, touched: [] as RaynetPerson[], time: NOW };
	/** By the time of the last change, what was touched comes first. */
	const listed = (query: NonNullable<HttpRequest['query']>): RaynetPerson[] => {
		if ('rowInfo.lastModifiedAt[GE]' in query) return state.touched;
		if (query.sortColumn !== 'rowInfo.lastModifiedAt') return state.people;
		const ids = new Set(state.touched.map(({ id }) => id));
		return [...state.touched, ...state.people.filter(({ id }) => !ids.has(id))];
	};
	const server = raynetOn(({ query = {} }: HttpRequest) => {
		const limit = Number(query.limit);
		const matching = listed(query)
			.filter(({ tags }) => query.tags === undefined || (tags ?? []).includes(String(query.tags)))
			.filter(({ 'rowInfo.rowAccess': access }) => !('rowInfo.rowAccess[NE_OR_NULL]' in query) || access !== 'INVALID')
			.filter(({ id }) => id > Number(query['id[GT]'] ?? 0));
		const reply = listReply(matching.slice(0, limit), matching.length);
		return { ...reply, headers: { date: new Date(state.time).toUTCString(), ...quotaHeaders(23_000) } };
	});
	return { ...server, state };
}

async function readOn(server: ReturnType<typeof serverOf>, cursor?: string): Promise<{ last: CrmChanges; ids: string[]; calls: number; extents: string[] }> {
	const before = server.calls.length;
	const steps: CrmChanges[] = [];
	let next = cursor;
	do {
		steps.push(await server.raynet.changes({ ...REQUEST, ...(next === undefined ? {} : { cursor: next }) }));
		next = steps.at(-1)?.cursor;
	} while (steps.at(-1)?.more === 'yes');
	const last = steps.at(-1) as CrmChanges;
	return { last, ids: steps.flatMap(({ records }) => records.map(({ contact }) => contact.recordId)), calls: server.calls.length - before, extents: steps.map(({ extent }) => extent) };
}

const crowd = (count: number, from = 1): RaynetPerson[] => Array.from({ length: count }, (_, n) => member(from + n));

describe('everything', () => {
	it('is read by id, so that a record which leaves meanwhile makes no other one be skipped', async () => {
		const server = serverOf(crowd(2_100));
		const first = await server.raynet.changes(REQUEST);
		server.state.people = server.state.people.filter(({ id }) => id > 50);
		const rest = await readOn(server, first.cursor);
		expect([first.records.length, rest.ids.length, rest.ids[0]]).toEqual([1_000, 1_100, '1001']);
		expect(server.calls[1]).toContain('/person/?tags=VIP&id[GT]=1000&sortColumn=id&sortDirection=ASC&limit=1000');
	});

	it('is read where the cursor is of another version', async () => {
		const server = serverOf(crowd(2));
		expect((await readOn(server, 'v0')).extents).toEqual(['everything']);
		expect((await readOn(server, '{"kind":"other"}')).extents).toEqual(['everything']);
	});

	it('of a type that the scope cannot hold is nothing, without a call', async () => {
		const server = serverOf(crowd(2));
		const { extent, records, more } = await server.raynet.changes({ recordTypes: ['company'], scope: { kind: 'category', categoryId: 'person:1' } });
		expect([extent, records, more, server.calls]).toEqual(['everything', [], 'no', []]);
	});
});

describe('changes', () => {
	it('are none for one call, as long as nobody stands before those who were read', async () => {
		const server = serverOf([...crowd(30), member(31, { 'rowInfo.updatedAt': JUST_NOW })]);
		server.state.touched = [member(31, { 'rowInfo.updatedAt': JUST_NOW })];
		const { last } = await readOn(server);
		const first = await readOn(server, last.cursor);
		expect(first).toMatchObject({ ids: [], calls: 2, extents: ['changes'] });
		expect(server.calls.slice(1).map((call) => call.replace(/&dateFormat.*/, ''))).toEqual([
			expect.stringContaining('/person/?tags=VIP&rowInfo.rowAccess[NE_OR_NULL]=INVALID&sortColumn=rowInfo.lastModifiedAt&sortDirection=DESC&limit=20'),
			expect.stringContaining('/person/?rowInfo.rowAccess[EQ_OR_NULL]=INVALID&limit=1'),
		]);
		expect(await readOn(server, first.last.cursor)).toMatchObject({ ids: [], calls: 1, extents: ['changes'] });
	});

	it.each<[string, RaynetPerson[]]>([
		['one of them has another version', [member(31, { 'rowInfo.updatedAt': JUST_NOW, _version: 4 })]],
		['one was touched lately', [member(7, { 'rowInfo.updatedAt': JUST_NOW, _version: 4 })]],
		['one stands in front whose own stamp does not tell why', [member(7), member(31, { 'rowInfo.updatedAt': JUST_NOW })]],
		['one has no stamp that can be read', [member(7, { 'rowInfo.createdAt': '2026-01-05 14:00' })]],
		['all of them were touched lately', crowd(20).map((person) => ({ ...person, 'rowInfo.updatedAt': JUST_NOW }))],
	])('are asked for when %s', async (_, touched) => {
		const server = serverOf([...crowd(30), member(31, { 'rowInfo.updatedAt': JUST_NOW })]);
		const { last } = await readOn(server);
		const { last: counted } = await readOn(server, last.cursor);
		server.state.touched = touched;
		const before = server.calls.length;
		await readOn(server, counted.cursor);
		expect(server.calls[before + 1]).toContain('rowInfo.lastModifiedAt[GE]=');
	});

	it('are asked for when the line is too short to reach back to what was read before', async () => {
		const lately = crowd(25).map((person) => ({ ...person, 'rowInfo.updatedAt': JUST_NOW }));
		const server = serverOf(lately);
		server.state.touched = lately;
		const { last } = await readOn(server);
		const { last: counted } = await readOn(server, last.cursor);
		server.state.touched = lately.map((person) => (person.id === 25 ? { ...person, _version: 4 } : person));
		expect(await readOn(server, counted.cursor)).toMatchObject({ ids: ['25'], extents: ['changes'] });
	});

	it('overlap by two minutes of the clock of the server', async () => {
		const server = serverOf(crowd(2));
		const { last } = await readOn(server);
		server.state.touched = [member(2, { 'rowInfo.updatedAt': JUST_NOW, _version: 4 })];
		await readOn(server, last.cursor);
		expect(server.calls[2]).toContain('rowInfo.lastModifiedAt[GE]=2026-03-02T09:58:00.000+00:00');
	});

	it('that were read already are not told again by the overlap', async () => {
		const server = serverOf([member(1), member(2, { 'rowInfo.updatedAt': JUST_NOW })]);
		server.state.touched = [member(2, { 'rowInfo.updatedAt': JUST_NOW })];
		const { last } = await readOn(server);
		expect(await readOn(server, last.cursor)).toMatchObject({ ids: [], calls: 2, extents: ['changes'] });
		server.state.touched = [member(2, { 'rowInfo.updatedAt': JUST_NOW, _version: 4 })];
		expect(await readOn(server, last.cursor)).toMatchObject({ ids: ['1', '2'], calls: 4, extents: ['everything'] });
	});

	it('of more than a page are everything', async () => {
		const server = serverOf(crowd(1_200));
		const { last } = await readOn(server);
		server.state.touched = crowd(1_001).map((person) => ({ ...person, _version: 9, 'rowInfo.updatedAt': JUST_NOW }));
		expect(await readOn(server, last.cursor)).toMatchObject({ calls: 5, extents: ['everything', 'everything'] });
	});

	it('leave a cursor of less than 4 KB, however many there were', async () => {
		const server = serverOf(crowd(1_000, 100_000));
		const first = await readOn(server);
		server.state.touched = crowd(900, 100_000).map((person) => ({ ...person, _version: 90_000, 'rowInfo.updatedAt': JUST_NOW }));
		const counted = await readOn(server, first.last.cursor);
		const second = await readOn(server, counted.last.cursor);
		expect(counted.extents).toEqual(['everything']);
		expect(second).toMatchObject({ extents: ['changes'], calls: 3 });
		for (const { last } of [first, counted, second]) expect(last.cursor.length).toBeLessThan(4_000);
	});

	it('without a clock of the server go on from where they were', async () => {
		const server = raynetOn(() => ({ body: { success: true, totalCount: 0, data: [] } }));
		const first = await server.raynet.changes(REQUEST);
		const second = await server.raynet.changes({ ...REQUEST, cursor: first.cursor });
		expect([second.extent, second.serverTime]).toEqual(['changes', undefined]);
		expect(JSON.parse(second.cursor)).toMatchObject({ kind: 'read', since: 0 });
	});
});
