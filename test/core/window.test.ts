import { RetriableError } from '../../core/errors';
import { readChanges } from '../../core/sync/poll';
import { accept, fromTheBeginning, MOST_SEEN, nextPage } from '../../core/sync/window';
import { MINUTE, plan, Reader, StampServer, START } from './windowServer';

function many(server: StampServer, count: number): string[] {
	return Array.from({ length: count }, () => server.create());
}

describe('windows of changes', () => {
	test('2,500 records with one minute stamp get through, each once', async () => {
		const server = new StampServer({ resolutionMs: MINUTE });
		const reader = Reader.fromNow(server, plan({ stampResolutionMs: MINUTE }));
		server.now += 2 * MINUTE;
		const keys = many(server, 2_500);
		server.now += 5 * MINUTE;

		await reader.poll();
		await reader.poll();

		expect(reader.emitted).toEqual(keys.map((key) => `${key}@1 created`));
		expect(server.requests.map(({ offset }) => offset)).toEqual([0, 1000, 2000, 0]);
	});

	test('a poll reads at most its pages, and the next one goes on in the middle of the window', async () => {
		const server = new StampServer();
		const keys = many(server, 12);
		server.now += 10 * MINUTE;
		const reader = Reader.existing(server, plan({ pageSize: 2 }), 5);

		const first = await reader.poll();
		expect(first).toHaveLength(10);
		expect(reader.cursor.readUntil).toBeUndefined();
		await reader.poll();

		expect(reader.emitted).toEqual(keys.map((key) => `${key}@1 existing`));
		expect(reader.cursor).toEqual({ readUntil: START + 10 * MINUTE - 30_000, skewMs: 0, latest: START, seen: {}, tail: {} });
	});

	test('a poll past its deadline stops after the page that it is on', async () => {
		const server = new StampServer();
		many(server, 9);
		server.now += 10 * MINUTE;
		const reader = Reader.existing(server, plan({ pageSize: 2 }));

		expect(await reader.poll(server.now)).toHaveLength(2);
		expect(server.requests).toHaveLength(1);
	});

	test('records that change while their window is paged let the next page step back, so that none is skipped', async () => {
		const server = new StampServer();
		const keys = many(server, 6);
		server.now += 10 * MINUTE;
		const reader = Reader.existing(server, plan({ pageSize: 2 }));
		const pages = [() => undefined, () => [keys[0], keys[1]].forEach((key) => server.change(key ?? ''))];
		server.beforePage = () => pages.shift()?.();

		await reader.poll();
		expect(server.requests.map(({ offset }) => offset)).toEqual([0, 2, 0, 2]);
		expect(reader.emitted).toEqual([1, 2, 5, 6, 3, 4].map((id) => `person:${id}@1 existing`));

		server.now += 5 * MINUTE;
		expect(await reader.poll()).toEqual(['person:1@2 updated', 'person:2@2 updated']);
	});

	test('a change in the last second of a window, shown by the server only later, comes with the next window', async () => {
		const server = new StampServer();
		const key = server.create();
		server.now += 5 * MINUTE;
		const reader = Reader.fromNow(server, plan());
		server.now += MINUTE;
		server.change(key, 800);
		server.now += 500;
		expect(await reader.poll()).toEqual([]);

		server.now += MINUTE;
		expect(await reader.poll()).toEqual(['person:1@2 updated']);
		server.now += MINUTE;
		expect(await reader.poll()).toEqual([]);
	});

	test('two changes within one minute stamp both arrive', async () => {
		const server = new StampServer({ resolutionMs: MINUTE });
		const reader = Reader.fromNow(server, plan({ stampResolutionMs: MINUTE }));
		server.now += 20_000;
		const key = server.create();
		server.now += 10_000;
		await reader.poll();
		server.now += 10_000;
		server.change(key);
		server.now += 10 * MINUTE;
		await reader.poll();

		expect(reader.emitted).toEqual(['person:1@1 created', 'person:1@2 updated']);
	});

	test('an older cursor repeats changes and loses none', async () => {
		const server = new StampServer();
		const reader = Reader.fromNow(server, plan());
		const saved = reader.cursor;
		server.now += 5 * MINUTE;
		const key = server.create();
		server.now += 5 * MINUTE;
		await reader.poll();
		reader.cursor = saved;
		server.change(key);
		server.now += 5 * MINUTE;
		await reader.poll();

		expect(reader.emitted).toEqual(['person:1@1 created', 'person:1@2 created']);
	});

	test('from now on means that earlier changes are not reported', async () => {
		const server = new StampServer();
		server.create();
		server.now += 1_000;
		const reader = Reader.fromNow(server, plan());
		server.now += 1_000;
		server.create();
		server.now += MINUTE;

		expect(await reader.poll()).toEqual(['person:2@1 created']);
	});

	test('persons come before companies, each read in the same window', async () => {
		const server = new StampServer();
		server.create('company');
		server.create('person');
		server.now += MINUTE;
		const reader = Reader.existing(server, plan({ recordTypes: ['person', 'company'] }));

		expect(await reader.poll()).toEqual(['person:2@1 existing', 'company:1@1 existing']);
		expect(server.requests).toEqual([
			{ recordType: 'person', to: START + MINUTE, offset: 0, limit: 1000 },
			{ recordType: 'company', to: START + MINUTE, offset: 0, limit: 1000 },
		]);
	});

	test('a window ends by the clock of the server, not by ours', async () => {
		const server = new StampServer({ aheadMs: -20 * MINUTE });
		const reader = Reader.existing(server, plan());
		await reader.poll();
		expect(reader.cursor.readUntil).toBe(START - 20 * MINUTE);

		server.now += MINUTE;
		server.create();
		server.now += MINUTE;
		expect(await reader.poll()).toEqual(['person:1@1 created']);
		expect(server.requests.at(-1)).toMatchObject({ from: START - 22 * MINUTE, to: START - 18 * MINUTE });
	});

	test('a clock that was set back leaves no gap', async () => {
		const server = new StampServer({ tellsTime: false });
		const reader = Reader.existing(server, plan());
		server.now += 60 * MINUTE;
		await reader.poll();
		server.now -= 50 * MINUTE;
		server.create();
		server.now += 1_000;

		expect(await reader.poll()).toEqual(['person:1@1 created']);
	});

	test('what is remembered as read stays within its cap, and a dropped record is only repeated', () => {
		const server = new StampServer();
		let cursor = fromTheBeginning();
		const total = MOST_SEEN + 500;
		const page = (from: number, to: number) => ({
			records: Array.from({ length: to - from }, (_, index) => ({
				contact: { id: '', crm: 'demo', account: 'acme', recordType: 'person' as const, recordId: String(from + index) },
				standing: 'active' as const,
				version: '1',
				raw: {},
			})),
			total,
		});
		const whole = plan({ pageSize: total });
		cursor = accept(nextPage(cursor, whole, server.now).cursor, whole, page(0, total - 1), server.now).cursor;

		expect(Object.keys(cursor.seen)).toHaveLength(MOST_SEEN);
		expect(Object.keys(cursor.seen)[0]).toBe('p499');
		expect(accept({ ...cursor, open: { to: START, stream: 0, offset: 0 } }, whole, page(498, 500), server.now).changes).toHaveLength(1);
	});

	test('an empty page that contradicts the total ends the poll and moves nothing', async () => {
		const side = { readWindow: async () => ({ records: [], total: 3 }) } as never;
		const clock = { now: () => START, sleep: async () => undefined };

		await expect(readChanges(side, fromTheBeginning(), plan(), { pages: 5, deadline: START }, clock)).rejects.toThrow(RetriableError);
	});

	test('an error on a later page keeps the pages that were read, and the next poll reads the rest', async () => {
		const server = new StampServer();
		many(server, 4);
		server.now += 10 * MINUTE;
		const broken = new RetriableError('Try again.');
		const pages = [() => undefined, () => { throw broken; }];
		server.beforePage = () => pages.shift()?.();
		const clock = { now: () => server.now, sleep: async () => undefined };
		const side = { readWindow: server.readWindow } as never;
		const bounds = { pages: 5, deadline: Number.POSITIVE_INFINITY };

		const first = await readChanges(side, fromTheBeginning(), plan({ pageSize: 2 }), bounds, clock);
		const second = await readChanges(side, first.cursor, plan({ pageSize: 2 }), bounds, clock);

		expect(first.failure).toBe(broken);
		expect([first, second].map(({ changes }) => changes.map(({ record }) => record.contact.recordId))).toEqual([['1', '2'], ['3', '4']]);
	});
});
