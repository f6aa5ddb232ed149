import { createMemoryCrm, type MemoryCrm } from '../../connectors/crm/memory';
import { createMemoryPartner, type MemoryPartner } from '../../connectors/memory/partner';
import type { CrmSide } from '../../core/ports/crm';
import type { PartnerSide } from '../../core/ports/partner';
import { runSync, type SyncAnswer } from '../../core/sync';
import { ACCOUNT, EVA, fieldRules, flow } from '../support/contacts';
import { fakeEnvironment, type FakeEnvironment } from '../support/environment';
import { TAG } from '../core/syncKit';

const JAN = { firstName: 'Jan', lastName: 'Novák', emails: [{ value: 'jan@b.test' }] };
const SCOPE = { kind: 'tag' as const, tag: TAG };

type Cut = 'cutBefore' | 'cutAfter';

interface Place {
	fake: FakeEnvironment;
	crm: MemoryCrm;
	partner: MemoryPartner;
	sides: { crm: CrmSide; partner: PartnerSide };
	/** Calls of the run that is cut, as "side.op". */
	calls: string[];
	cut?: { at: number; how: Cut };
	state: unknown;
	label: string;
}

function open(delayMs: number): Place {
	const fake = fakeEnvironment();
	const place: Partial<Place> & Pick<Place, 'calls'> = { calls: [] };
	const fateOf = (side: string) => ({ op }: { op: string }) => {
		place.calls.push(`${side}.${op}`);
		const { cut } = place;
		return cut && cut.at === place.calls.length ? cut.how : ('goesThrough' as const);
	};
	const crm = createMemoryCrm({ env: fake.env, account: ACCOUNT, links: 'single', requests: 'apart', fate: fateOf('crm') });
	const partner = createMemoryPartner({ env: fake.env, batchSize: 1, fate: fateOf('partner') });
	crm.hands.setVisibilityDelay(delayMs);
	partner.hands.setVisibilityDelay(delayMs);
	return Object.assign(place, { fake, crm, partner, sides: { crm, partner }, state: undefined, label: partner.hands.createGroup('CRM').id });
}

async function run(place: Place, sides = place.sides, state = place.state): Promise<SyncAnswer> {
	place.fake.advance(1_000);
	const settings = { ...flow({ scope: JSON.stringify(SCOPE), fields: fieldRules('both') }), toCrm: { scope: SCOPE, leaving: 'leave' as const, creates: 'people' as const, writesPerRun: 1_000, linksPerRun: 1_000 } };
	const answer = await runSync({ ...sides, settings, recordTypes: ['person', 'company'], state, read: 'changes', env: place.fake.env, mode: 'apply' });
	place.state = JSON.parse(JSON.stringify(answer.state)) as unknown;
	return answer;
}

/** What a person sees on both sides, ids and stamps left out. */
function seen({ crm, partner, label }: Place): unknown {
	const people = (fields: object) => JSON.stringify(Object.entries(fields).filter(([name]) => ['lastName', 'emails', 'note', 'tags'].includes(name)).sort(([a], [b]) => (a < b ? -1 : 1)));
	return {
		crm: [...crm.hands.records().values()].map(({ contact }) => people(contact)).sort(),
		partner: [...partner.hands.records().values()].map(({ fields, groups }) => `${people(fields)} ${groups.includes(label) ? 'in' : 'out'}`).sort(),
	};
}

interface Scenario {
	name: string;
	/** Leads up to the run whose calls are cut. */
	before(place: Place): Promise<void>;
}

async function pairOf(place: Place): Promise<{ id: string; there: string }> {
	const id = place.crm.hands.put({ recordType: 'person', ...EVA, tags: [TAG] });
	place.fake.advance(11 * 60_000);
	await run(place);
	place.fake.advance(11 * 60_000);
	await run(place);
	return { id, there: [...place.partner.hands.records().keys()][0] ?? '' };
}

const SCENARIOS: readonly Scenario[] = [
	{
		name: 'new on both sides',
		async before({ crm, partner, label }) {
			crm.hands.put({ recordType: 'person', ...EVA, tags: [TAG] });
			partner.hands.create(JAN, [label]);
		},
	},
	{
		name: 'changed on both sides',
		async before(place) {
			const { id, there } = await pairOf(place);
			place.crm.hands.edit(id, { emails: [...(EVA.emails ?? []), { value: 'office@acme.test' }] });
			place.partner.hands.edit(there, { note: 'from the phone' });
		},
	},
	{
		name: 'the same person on both sides',
		async before({ crm, partner, label }) {
			crm.hands.put({ recordType: 'person', ...EVA, tags: [TAG] });
			partner.hands.create({ ...EVA, note: undefined, emails: [...(EVA.emails ?? []), { value: 'home@acme.test' }] }, [label]);
		},
	},
	{
		name: 'out of the scope',
		async before(place) {
			const { id } = await pairOf(place);
			place.crm.hands.untag(id, TAG);
		},
	},
	{
		name: 'out of the label',
		async before(place) {
			const { there } = await pairOf(place);
			place.partner.hands.unlabel(there, place.label);
		},
	},
];

async function prepared({ before }: Scenario, delayMs: number): Promise<Place> {
	const place = open(delayMs);
	await before(place);
	place.fake.advance(11 * 60_000);
	place.calls.length = 0;
	return place;
}

/** Runs until nothing more is done, in the same process or in a new one. */
async function healed(place: Place, process: 'same' | 'new'): Promise<void> {
	if (process === 'new') place.sides = { crm: place.crm.connect(), partner: place.partner.connect() };
	for (let round = 0; round < 4; round += 1) {
		place.fake.advance(place.cut || round > 0 ? 11 * 60_000 : 0);
		await run(place);
	}
}

describe.each([['at once', 0], ['after five minutes', 5 * 60_000]])('with writes visible %s', (_, delayMs) => {
	test.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))('%s: whichever call is cut, the end is the same', async (name, scenario) => {
		const whole = await prepared(scenario, delayMs);
		await run(whole);
		const log = [...whole.calls];
		await healed(whole, 'same');
		const wanted = seen(whole);
		let cuts = 0;
		for (let at = 1; at <= log.length; at += 1) {
			for (const how of ['cutBefore', 'cutAfter'] as const) {
				for (const process of ['same', 'new'] as const) {
					const place = await prepared(scenario, delayMs);
					place.cut = { at, how };
					await run(place).catch(() => undefined);
					expect(place.calls.slice(0, at)).toEqual(log.slice(0, at));
					await healed(place, process);
					expect({ at, call: log[at - 1], how, process, ...(seen(place) as object) }).toEqual({ at, call: log[at - 1], how, process, ...(wanted as object) });
					cuts += 1;
				}
			}
		}
		process.stdout.write(`${name}: ${log.length} calls, ${cuts} cuts (${log.join(' ')})\n`);
		expect(cuts).toBe(log.length * 4);
	});
});

/** Two executions take turns at every step of the sides. */
function takingTurns<T extends object>(side: T, turn: () => Promise<void>): T {
	return new Proxy(side, {
		get(target, name) {
			const value: unknown = Reflect.get(target, name);
			if (typeof value !== 'function') return value;
			if (name !== 'write') return async (...given: unknown[]) => {
				await turn();
				return (value as (...all: unknown[]) => unknown).apply(target, given);
			};
			return async function* (...given: unknown[]) {
				for await (const batch of (value as (...all: unknown[]) => AsyncIterable<unknown>).apply(target, given)) {
					yield batch;
					await turn();
				}
			};
		},
	});
}

test.each(SCENARIOS.filter(({ name }) => name !== 'new on both sides').map((scenario) => [scenario.name, scenario] as const))('two executions at once, %s: the end is the same as of one', async (_, scenario) => {
	const alone = await prepared(scenario, 0);
	await run(alone);
	await healed(alone, 'same');
	const place = await prepared(scenario, 0);
	const turn = () => new Promise<void>((done) => setImmediate(done));
	const sidesOf = () => ({ crm: takingTurns(place.crm.connect() as CrmSide, turn), partner: takingTurns(place.partner.connect(), turn) });
	const { state } = place;
	await Promise.allSettled([run(place, sidesOf(), state), run(place, sidesOf(), state)]);
	await healed(place, 'new');
	expect(seen(place)).toEqual(seen(alone));
});

test('two executions at once that both create: at most one double, which the next runs heal, and nothing is lost', async () => {
	const [scenario] = SCENARIOS;
	if (!scenario) throw new Error('no scenario');
	const place = await prepared(scenario, 0);
	const turn = () => new Promise<void>((done) => setImmediate(done));
	const sidesOf = () => ({ crm: takingTurns(place.crm.connect() as CrmSide, turn), partner: takingTurns(place.partner.connect(), turn) });
	await Promise.allSettled([run(place, sidesOf(), undefined), run(place, sidesOf(), undefined)]);
	await healed(place, 'new');
	const eva = [...place.partner.hands.records().values()].filter(({ fields }) => fields.lastName === 'Malá');
	expect(eva).toHaveLength(1);
	expect([...place.crm.hands.records().values()].filter(({ contact }) => contact.lastName === 'Novák').length).toBeLessThanOrEqual(2);
});
