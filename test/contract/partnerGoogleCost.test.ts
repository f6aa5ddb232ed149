import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { PartnerSide, PartnerWrite, PartnerWriteResult } from '../../core/ports/partner';
import type { Sandbox } from '../../sandbox/kit';
import { googleWorld, startGoogle } from './googleWorld';
import { entry } from './partnerKit';

/** The price of a run in calls and in Google's units, with 25,000 contacts. */
const COUNT = 25_000;
const MOST_BYTES = 150 * 1024 * 1024;

let sandbox: Sandbox;
let partner: PartnerSide;
let cold: () => PartnerSide;

beforeAll(async () => {
	sandbox = await startGoogle();
	const world = googleWorld(sandbox);
	({ partner, restarted: cold } = world);
});
afterAll(() => sandbox.close());

const create = (n: number): PartnerWrite => ({
	op: 'create',
	key: String(n),
	fields: {
		firstName: `Jméno${n}`,
		lastName: `Příjmení${n}`,
		emails: [{ value: `person.${n}@company-${n % 500}.test`, type: 'work' }],
		phones: [{ value: `+420 777 ${String(n).padStart(6, '0')}`, type: 'mobile' }, { value: `+420 222 ${String(n).padStart(6, '0')}`, type: 'work' }],
		addresses: [{ type: 'work', street: `Dlouhá ${n}`, city: 'Praha', postalCode: '110 00', countryCode: 'CZ' }],
		company: { name: `Company ${n % 500}`, title: 'Vedoucí' },
		url: `https://crm.test/person/${n}`,
	},
	groups: ['contactGroups/myContacts'],
	entry: entry(String(n), `1p${n};b;sk3f2a.sk3f2b;nXXXXX;cXXXXX;eEEEEtt;pPPPPttQQQQtt;aAAAAtt;uUUUUU`),
});

async function write(side: PartnerSide, writes: readonly PartnerWrite[]): Promise<Record<string, number>> {
	const kinds: Record<string, number> = {};
	for await (const batch of side.write(writes)) for (const { kind } of batch as PartnerWriteResult[]) kinds[kind] = (kinds[kind] ?? 0) + 1;
	return kinds;
}

/** How often each op was called, with its answer where that was no success, and the units of all calls. */
function bill(): { calls: Record<string, number>; units: Record<string, number> } {
	const calls: Record<string, number> = {};
	const units: Record<string, number> = {};
	for (const call of sandbox.calls('google')) {
		const name = call.status === 200 ? call.op : `${call.op} ${call.status}`;
		calls[name] = (calls[name] ?? 0) + 1;
		for (const [bucket, spent] of Object.entries(call.units)) units[bucket] = (units[bucket] ?? 0) + spent;
	}
	sandbox.clearCalls();
	return { calls, units };
}

test('an empty account: 2 reads and 125 batches of creates', async () => {
	await partner.snapshot();
	expect(await write(partner, Array.from({ length: COUNT }, (_none, n) => create(n)))).toEqual({ done: COUNT });
	expect(bill()).toEqual({
		calls: { 'groups.list': 1, 'connections.list': 1, 'people.batchCreate': 125 },
		units: { reads: 1, criticalReads: 1 + 125 * 6, criticalWrites: 125 * 6, daily: COUNT },
	});
}, 120_000);

test('nothing changed, warm: 2 reads', async () => {
	// Brings the sync token past our own creates, a page per thousand of them.
	await partner.snapshot();
	bill();
	expect((await partner.snapshot()).records.size).toBe(COUNT);
	expect(bill().calls).toEqual({ 'groups.list': 1, 'connections.list': 1 });
}, 120_000);

test('the same contacts changed in one field, cold: 26 reads, 125 batches of updates, and below 150 MB', async () => {
	// A new process does not know what the old one spent in this minute.
	sandbox.clock.advance(60_000);
	const side = cold();
	const before = heapInUse();
	const { records } = await side.snapshot();
	const used = heapInUse() - before;
	const updates = [...records.values()].map((record): PartnerWrite => ({ op: 'update', key: record.id, record, patch: { note: 'new' } }));
	expect(await write(side, updates)).toEqual({ done: COUNT });
	expect(bill()).toEqual({
		calls: { 'groups.list': 1, 'connections.list': 25, 'people.batchUpdate': 125 },
		units: { reads: 1, criticalReads: 25 + 125 * 6, criticalWrites: 125 * 6, daily: COUNT },
	});
	process.stdout.write(`An index of ${COUNT} Google contacts takes ${Math.round(used / 1024 / 1024)} MB.\n`);
	expect(used).toBeGreaterThan(0);
	expect(used).toBeLessThan(MOST_BYTES);
}, 120_000);

/** Bytes in use after a collection, which the engine runs on demand only when told to offer it. */
function heapInUse(): number {
	setFlagsFromString('--expose-gc');
	const collect = runInNewContext('gc') as () => void;
	collect();
	return process.memoryUsage().heapUsed;
}
