import fc from 'fast-check';
import { MINUTE, plan, Reader, StampServer } from '../core/windowServer';

/** One thing that happens; `pick` chooses one of the records there are. */
type Happening =
	| { kind: 'create'; company: boolean; lateMs: number }
	| { kind: 'change'; pick: number; lateMs: number }
	| { kind: 'remove'; pick: number }
	| { kind: 'wait'; ms: number };

/** What happens between two polls, and during the poll before its second, third, ... page. */
interface Round {
	between: Happening[];
	during: Happening[][];
	/** What becomes of the cursor: kept by n8n, only in memory, or lost back to what n8n kept last. */
	then: 'saved' | 'inMemory' | 'lost';
}

/** Later than a server shows its changes, shorter than the margins of a window. */
const LATEST_MS = 20_000;

const change: fc.Arbitrary<Happening> = fc.oneof(
	{ weight: 3, arbitrary: fc.record({ kind: fc.constant('create' as const), company: fc.boolean(), lateMs: fc.constantFrom(0, 0, 900, LATEST_MS) }) },
	{ weight: 5, arbitrary: fc.record({ kind: fc.constant('change' as const), pick: fc.nat(30), lateMs: fc.constantFrom(0, 0, 900, LATEST_MS) }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), pick: fc.nat(30) }) },
);
const wait: fc.Arbitrary<Happening> = fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1, 500, 3_000, 45_000, MINUTE, 7 * MINUTE) });
const happening = fc.oneof({ weight: 3, arbitrary: change }, { weight: 2, arbitrary: wait });

const round: fc.Arbitrary<Round> = fc.record({
	between: fc.array(happening, { maxLength: 8 }),
	during: fc.array(fc.array(happening, { maxLength: 3 }), { maxLength: 4 }),
	then: fc.constantFrom('saved', 'saved', 'inMemory', 'lost'),
});

const history = fc.record({
	rounds: fc.array(round, { minLength: 1, maxLength: 12 }),
	start: fc.constantFrom('existing', 'fromNow'),
	before: fc.nat(9),
	aheadMs: fc.constantFrom(0, 400, -11 * MINUTE, 9 * MINUTE),
	resolutionMs: fc.constantFrom(1, 1_000, MINUTE),
	pageSize: fc.integer({ min: 1, max: 4 }),
	pages: fc.integer({ min: 1, max: 5 }),
});
type History = typeof history extends fc.Arbitrary<infer H> ? H : never;

const seen = { stepsBack: 0, lostCursors: 0, windowsOverSeveralPolls: 0, removals: 0 };

function happen(server: StampServer, what: Happening): void {
	const keys = [...server.rows.keys()];
	switch (what.kind) {
		case 'create':
			server.create(what.company ? 'company' : 'person', what.lateMs);
			break;
		case 'change':
			server.change(keys[what.pick % keys.length] ?? '', what.lateMs);
			break;
		case 'remove':
			seen.removals += 1;
			server.remove(keys[what.pick % keys.length] ?? '');
			break;
		case 'wait':
			server.now += what.ms;
	}
}

async function pollOnce(server: StampServer, reader: Reader, during: readonly Happening[][]): Promise<void> {
	const coming = [[], ...during];
	server.beforePage = () => (coming.shift() ?? []).forEach((what) => happen(server, what));
	const asked = server.requests.length;
	await reader.poll();
	const offsets = server.requests.slice(asked).map(({ offset }) => offset);
	if (offsets.some((offset, index) => index > 0 && offset > 0 && offset <= (offsets[index - 1] ?? 0))) seen.stepsBack += 1;
	if (reader.cursor.open) seen.windowsOverSeveralPolls += 1;
}

/** Polls until nothing changes any more and everything was read. */
async function settle(server: StampServer, reader: Reader): Promise<void> {
	for (let windows = 0; windows < 3; windows += 1) {
		server.now += 10 * MINUTE;
		do await pollOnce(server, reader, []);
		while (reader.cursor.open);
	}
}

const sinceLastLoss = (reader: Reader, marks: number[]): string[][] =>
	[0, ...marks].map((from, index) => reader.emitted.slice(from, marks[index]).map((line) => line.split(' ')[0] ?? ''));

async function live({ rounds, start, before, aheadMs, resolutionMs, pageSize, pages }: History) {
	const server = new StampServer({ aheadMs, resolutionMs });
	for (let count = 0; count < before; count += 1) server.create();
	server.now += 3 * MINUTE;
	const readings = plan({ recordTypes: ['person', 'company'], pageSize, stampResolutionMs: resolutionMs });
	const reader = start === 'existing' ? Reader.existing(server, readings, pages) : Reader.fromNow(server, readings, pages);
	const known = start === 'existing' ? [] : [...server.rows.keys()];
	const losses: number[] = [];
	let kept = reader.cursor;
	for (const { between, during, then } of rounds) {
		between.forEach((what) => happen(server, what));
		await pollOnce(server, reader, during);
		if (then === 'saved') kept = reader.cursor;
		if (then === 'lost') {
			seen.lostCursors += 1;
			losses.push(reader.emitted.length);
			reader.cursor = kept;
		}
	}
	await settle(server, reader);
	return { server, reader, known, losses };
}

test('every change arrives in its newest state, and nothing arrives twice unless a cursor was lost', async () => {
	await fc.assert(
		fc.asyncProperty(history, async (drawn) => {
			const { server, reader, known, losses } = await live(drawn);
			const newest = new Map(reader.emitted.map((line) => line.split(/[@ ]/) as [string, string]));

			for (const [key, { version }] of server.rows) {
				if (version === 1 && known.includes(key)) continue;
				expect([key, newest.get(key)]).toEqual([key, String(version)]);
			}
			for (const lines of sinceLastLoss(reader, losses)) expect(lines).toEqual([...new Set(lines)]);
		}),
		{ numRuns: 3_000 },
	);
	for (const [occurrence, count] of Object.entries(seen)) expect(`${occurrence}: ${count >= 100 ? 'at least 100' : count}`).toBe(`${occurrence}: at least 100`);
}, 120_000);
