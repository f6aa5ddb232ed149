import fc from 'fast-check';
import { decodeEntry } from '../../core/sync/pairEntry';
import { mustBeEmpty } from './live';
import { createTally, SEED, TIMES, type Tally } from './tally';
import { leavingHistory, unsyncedHistory, type History } from './twoWayHistory';
import { sync, type RunOptions, type Synced } from './twoWayRun';
import { addBystanders, bystandersOf, happen, openWorld, partnerRecords, type World } from './twoWayWorld';

/** The requests of one run, as "op" of what reads and "op records" of what writes. */
interface Calls {
	crm: string[];
	partner: string[];
}

const QUIET: Calls = { crm: ['changes'], partner: ['snapshot'] };

const [FEW, MANY] = [1, 4];

const TALLIED: Record<string, string> = { create: 'created', update: 'updated', leave: 'left or gone', delete: 'left or gone' };

interface Lived {
	runs: Calls[];
	world: World;
}

/** A history among contacts that nobody touches; undefined where they cannot all be paired by the rules of the flow. */
async function lived({ steps, ...drawn }: History, bystanders: number, tally?: Tally): Promise<Lived | undefined> {
	const { policy } = drawn;
	const world = openWorld({ ...drawn, policy: { ...policy, batchSize: 200, crm: { ...policy.crm, pageSize: 1_000 } } });
	addBystanders(world, bystanders);
	for (let setUp = 0; setUp < 2; setUp += 1) await sync(world, { read: 'everything', budget: 'ample' });
	const before = bystandersOf(world);
	if (before.partner.length !== bystanders || before.partner.some(({ entries }) => entries.length === 0)) return undefined;
	const runs: Calls[] = [];
	const run = async (read: RunOptions['read']): Promise<Calls> => {
		const { calls, synced } = await boundedRun(world, read);
		runs.push(calls);
		tally?.countRun(synced);
		for (const { action } of synced.report?.results ?? []) tally?.count(TALLIED[action] ?? action);
		return calls;
	};
	for (const step of steps) {
		if (step.do === 'run') await run(step.read);
		else if (step.do === 'hand') happen(world, step.hand);
	}
	for (let rounds = 0, writes = 1; writes > 0 && rounds < 4; rounds += 1) writes = writesOf(await run('everything')).length;
	const quiet = await run('changes');
	if (JSON.stringify(quiet) !== JSON.stringify(QUIET)) throw new Error(`nothing changed, and a warm run asked for ${JSON.stringify(quiet)}`);
	tally?.count('quiet runs');
	if (JSON.stringify(bystandersOf(world)) !== JSON.stringify(before)) throw new Error('contacts that nobody touched were written');
	return { runs, world };
}

const writesOf = ({ crm, partner }: Calls): string[] => [...crm, ...partner].filter((call) => call.includes(' '));

/** A run, and that it wrote no more than what it did needs. */
async function boundedRun(world: World, read: RunOptions['read']): Promise<{ calls: Calls; synced: Synced }> {
	const from = { crm: world.crm.calls.length, partner: world.partner.calls.length };
	const linked = linkedEntries(world);
	const synced = await sync(world, { read, budget: 'ample' });
	const calls: Calls = {
		crm: world.crm.calls.slice(from.crm).map(({ op, records }) => (['create', 'update', 'tags', 'link', 'delete'].includes(op) ? `${op} ${records}` : op)),
		partner: world.partner.calls.slice(from.partner).map(({ op, records }) => (['create', 'update', 'delete', 'createGroup', 'writeFlowEntry'].includes(op) ? `${op} ${records}` : op)),
	};
	mustBeEmpty(beyond(world, calls, synced, [...linkedEntries(world)].filter((id) => !linked.has(id)).length));
	return { calls, synced };
}

/** Pairs whose CRM record is known to carry the link. */
function linkedEntries(world: World): Set<string> {
	const entries = [...partnerRecords(world), ...bystandersOf(world).partner].flatMap(({ id, entries: all }) => all.map(({ text }) => ({ id, entry: decodeEntry(text) })));
	return new Set(entries.flatMap(({ id, entry }) => (entry?.linked ? [`${id} ${entry.record.recordType} ${entry.record.recordId}`] : [])));
}

/** The bounds that the cost table sets for writes, by what the run says that it did. */
function beyond({ policy }: World, { crm, partner }: Calls, { report }: Synced, newLinks: number): string[] {
	const results = report?.results ?? [];
	const inCrm = results.filter(({ sides }) => sides.includes('crm'));
	const creates = inCrm.filter(({ action }) => action === 'create').length;
	const deletes = inCrm.filter(({ action }) => action === 'delete').length;
	const written = results.filter(({ action }) => action !== 'unchanged');
	const doubles = results.flatMap(({ warnings }) => warnings.flatMap((one) => (one.code === 'doubles' ? one.count : 0))).reduce((a, b) => a + b, 0);
	const count = (calls: readonly string[], ...ops: string[]) => calls.filter((call) => ops.includes(call.split(' ')[0] ?? '')).length;
	const records = (op: string) => partner.filter((call) => call.startsWith(`${op} `)).reduce((sum, call) => sum + Number(call.split(' ')[1]), 0);
	const each = policy.crm.requests === 'apart' ? 3 : 1;
	const bounds: Array<[string, number, number]> = [
		['creates in the CRM', count(crm, 'create'), creates],
		['deletes in the CRM', count(crm, 'delete'), deletes],
		['updates in the CRM', count(crm, 'update', 'tags', 'link'), each * (inCrm.length + newLinks)],
		['snapshots', count(partner, 'snapshot'), 1],
		['groups made or marked', count(partner, 'createGroup', 'writeFlowEntry'), 1],
		['creates at the partner', records('create'), results.filter(({ action, sides }) => action === 'create' && sides.includes('partner')).length],
		['deletes at the partner', records('delete'), results.filter(({ action, sides }) => action === 'delete' && sides.includes('partner')).length + doubles],
		['updates at the partner', records('update'), written.length * (policy.reshape.partner === 'some' ? 2 : 1) + newLinks],
	];
	return bounds.filter(([, made, most]) => made > most).map(([what, made, most]) => `${made} ${what}, and ${most} are enough`);
}

/** The number of pairs that stands on the label is the one thing that is corrected more seldom the more there are. */
const withoutMark = (calls: Calls | undefined): string => JSON.stringify({ ...calls, partner: calls?.partner.filter((call) => !call.startsWith('writeFlowEntry')) });

function compare(few: Lived, many: Lived): void {
	few.runs.forEach((calls, at) => {
		const [a, b] = [withoutMark(calls), withoutMark(many.runs[at])];
		if (a !== b) throw new Error(`run ${at} among ${FEW} contacts that nobody touched: ${a}\nand among ${MANY}: ${String(b)}`);
	});
}

const CASES = ['histories', 'runs', 'quiet runs', 'created', 'updated', 'left or gone', 'unchanged equal'];

test('two-way: calls follow what changed, not how many contacts there are; a warm run without a change asks each side once', async () => {
	const tally = createTally();
	const property = fc.asyncProperty(fc.oneof({ weight: 5, arbitrary: leavingHistory }, { weight: 1, arbitrary: unsyncedHistory }), async (history) => {
		const few = await lived(history, FEW, tally);
		const many = few && (await lived(history, MANY));
		if (!many) return;
		compare(few, many);
		tally.count('histories');
	});
	await fc.assert(property, { numRuns: 240 * TIMES, seed: SEED + 21, includeErrorInReport: true });
	expect(tally.rare('two-way histories whose calls are counted', CASES, SEED + 21)).toEqual([]);
}, 900_000);
