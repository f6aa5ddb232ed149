import { createMemoryCrm } from '../../connectors/crm/memory';
import { createMemoryPartner } from '../../connectors/memory/partner';
import type { CrmSide } from '../../core/ports/crm';
import { ACCOUNT } from '../support/contacts';
import { fakeEnvironment } from '../support/environment';
import { TAG } from '../core/syncKit';
import { cutEach, healed, prepared, run, SCENARIOS, seen, type OpenSides } from './cutOffKit';

const inMemory: OpenSides = (fate) => {
	const fake = fakeEnvironment();
	const crm = createMemoryCrm({ env: fake.env, account: ACCOUNT, links: 'single', requests: 'apart', fate: ({ op }) => fate({ op: `crm.${op}` }) });
	const partner = createMemoryPartner({ env: fake.env, batchSize: 1, fate: ({ op }) => fate({ op: `partner.${op}` }) });
	return { fake, crm, partner, scope: { kind: 'tag', tag: TAG } };
};

describe.each([['at once', 0], ['after five minutes', 5 * 60_000]])('with writes visible %s', (_, delayMs) => {
	test.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))('%s: whichever call is cut, the end is the same', async (name, scenario) => {
		const { log, cuts } = await cutEach(inMemory, scenario, { delayMs, processes: ['same', 'new'] });
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
	const alone = await prepared(inMemory, scenario, 0);
	await run(alone);
	await healed(alone, 'same');
	const place = await prepared(inMemory, scenario, 0);
	const turn = () => new Promise<void>((done) => setImmediate(done));
	const sidesOf = () => ({ crm: takingTurns(place.crm.connect() as CrmSide, turn), partner: takingTurns(place.partner.connect(), turn) });
	const { state } = place;
	await Promise.allSettled([run(place, sidesOf(), state), run(place, sidesOf(), state)]);
	await healed(place, 'new');
	expect(seen(place)).toEqual(seen(alone));
});

test('two executions at once that both create: one contact on each side in the end, and nothing is lost', async () => {
	const [scenario] = SCENARIOS;
	if (!scenario) throw new Error('no scenario');
	const place = await prepared(inMemory, scenario, 0);
	const turn = () => new Promise<void>((done) => setImmediate(done));
	const sidesOf = () => ({ crm: takingTurns(place.crm.connect() as CrmSide, turn), partner: takingTurns(place.partner.connect(), turn) });
	await Promise.allSettled([run(place, sidesOf(), undefined), run(place, sidesOf(), undefined)]);
	await healed(place, 'new');
	const eva = [...place.partner.hands.records().values()].filter(({ fields }) => fields.lastName === 'Malá');
	expect(eva).toHaveLength(1);
	expect([...place.crm.hands.records().values()].filter(({ contact }) => contact.lastName === 'Novák')).toHaveLength(1);
	const alone = await prepared(inMemory, scenario, 0);
	await run(alone);
	await healed(alone, 'same');
	expect(seen(place)).toEqual(seen(alone));
});
