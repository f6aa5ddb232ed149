import fc from 'fast-check';
import type { ListWorld } from '../contract/listKit';
import type { Sandbox } from '../../sandbox/kit';
import { startEcomail } from '../contract/emailEcomailWorld';
import { ecomailListWorld } from '../contract/listEcomailWorld';
import { listFlow, SCOPE, TAG, type ListFlow } from '../contract/listKit';
import { memoryListWorld } from '../contract/listMemoryWorld';
import { createTally, SEED, TIMES } from './tally';

/** Contact Sync with an e-mail list, over random histories of both sides. */

const ADDRESSES = ['a@example.com', 'b@example.com', 'c@example.com', 'd@example.com'];
const WORDS = ['Alfa', 'Beta', 'Gama'];
/** More runs than this to rest is a fight. */
const MOST_ROUNDS = 4;

const who = fc.nat(3);
const address = fc.constantFrom(...ADDRESSES);
const word = fc.constantFrom(...WORDS);

type Event =
	| { kind: 'crmPut'; address: string; word: string; optedOut: boolean }
	| { kind: 'crmEdit' | 'crmOptOut' | 'crmOut' | 'crmIn' | 'crmRemove'; who: number; word: string }
	| { kind: 'crmAddress'; who: number; address: string }
	| { kind: 'listEdit' | 'listPut' | 'listTag' | 'listField' | 'listUntag' | 'listUnsubscribe' | 'listComplain' | 'listErase'; address: string; word: string }
	| { kind: 'run'; read: 'changes' | 'everything' };

const event: fc.Arbitrary<Event> = fc.oneof(
	fc.record({ kind: fc.constant('crmPut' as const), address, word, optedOut: fc.constantFrom(false, false, false, true) }),
	fc.record({ kind: fc.constantFrom('crmEdit' as const, 'crmOptOut' as const, 'crmOut' as const, 'crmIn' as const, 'crmRemove' as const), who, word }),
	fc.record({ kind: fc.constant('crmAddress' as const), who, address }),
	{ weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('listEdit' as const, 'listPut' as const, 'listTag' as const, 'listField' as const, 'listUntag' as const, 'listUnsubscribe' as const, 'listComplain' as const, 'listErase' as const), address, word }) },
	{ weight: 3, arbitrary: fc.record({ kind: fc.constant('run' as const), read: fc.constantFrom('changes' as const, 'everything' as const) }) },
);

/** What people did, as far as the checks need it. */
interface Told {
	/** Addresses that were unsubscribed or complained in the list, by whomever. */
	out: Set<string>;
	/** Tags and fields of the list that other people gave. */
	tags: Map<string, Set<string>>;
	fields: Map<string, string>;
}

function happen(one: Exclude<Event, { kind: 'run' }>, world: ListWorld, { crm, inCrm }: ListFlow, told: Told): 'happened' | 'nothing' {
	const ids = [...crm.hands.records().keys()];
	const { hands } = world;
	if ('who' in one) {
		const id = ids[one.who % Math.max(1, ids.length)];
		if (id === undefined) return 'nothing';
		switch (one.kind) {
			case 'crmEdit':
				crm.hands.edit(id, { lastName: one.word });
				break;
			case 'crmOptOut':
				crm.hands.edit(id, { doNotEmail: true });
				break;
			case 'crmOut':
				crm.hands.untag(id, SCOPE);
				break;
			case 'crmIn':
				crm.hands.tag(id, SCOPE);
				break;
			case 'crmRemove':
				crm.hands.remove(id);
				break;
			case 'crmAddress':
				crm.hands.edit(id, { emails: [{ value: one.address }] });
		}
		return 'happened';
	}
	if (one.kind === 'crmPut') {
		if (ids.length >= 4) return 'nothing';
		inCrm({ firstName: 'Eva', lastName: one.word, emails: [{ value: one.address }], ...(one.optedOut ? { doNotEmail: true } : {}) });
		return 'happened';
	}
	if (one.kind !== 'listPut' && !world.held(one.address)) return 'nothing';
	switch (one.kind) {
		case 'listPut':
		case 'listEdit':
			hands.put(one.address, { fields: { company: one.word } });
			break;
		case 'listTag':
			hands.put(one.address, { tags: [one.word] });
			told.tags.set(one.address, (told.tags.get(one.address) ?? new Set()).add(one.word));
			break;
		case 'listField':
			hands.put(one.address, { customFields: { shoe: one.word } });
			told.fields.set(one.address, one.word);
			break;
		case 'listUntag':
			hands.untag(one.address, TAG);
			break;
		case 'listUnsubscribe':
		case 'listComplain':
			hands.state(one.address, one.kind === 'listComplain' ? 'complained' : 'unsubscribed');
			told.out.add(one.address);
			break;
		case 'listErase':
			hands.erase(one.address);
			for (const kept of [told.tags, told.fields]) kept.delete(one.address);
			told.out.delete(one.address);
	}
	return 'happened';
}

/** What must be so after each run, whatever happened before. */
function wrongIn(world: ListWorld, told: Told, before: ReadonlyMap<string, string | undefined>): string[] {
	return ADDRESSES.flatMap((email) => {
		const held = world.held(email);
		const wrong: string[] = [];
		if (told.out.has(email) && (held?.state === 'subscribed' || held?.state === 'unconfirmed')) wrong.push(`${email} came back`);
		if (before.get(email) !== undefined && before.get(email) !== 'subscribed' && held?.state === 'subscribed') wrong.push(`the consent of ${email} was loosened`);
		if (before.get(email) !== undefined && !held) wrong.push(`${email} was deleted`);
		for (const tag of told.tags.get(email) ?? []) if (!held?.tags.includes(tag)) wrong.push(`${email} lost the tag ${tag}`);
		const field = told.fields.get(email);
		if (field !== undefined && held?.customFields.shoe !== field) wrong.push(`${email} lost a field of the list`);
		return wrong;
	});
}

/** What must be so once both sides are at rest. */
function wrongAtRest(world: ListWorld, { crm }: ListFlow): string[] {
	return [...crm.hands.records().values()].flatMap(({ contact }) => {
		const [email] = contact.emails ?? [];
		const state = email && world.held(email.value)?.state;
		const inScope = (contact.tags ?? []).includes(SCOPE);
		return inScope && contact.doNotEmail === true && state === 'subscribed' ? [`${email?.value} is mailed although ${contact.recordId} opted out`] : [];
	});
}

/** Lives random histories, each in a world of its own, and answers the cases that hardly occurred. */
async function liveAll(title: string, open: () => ListWorld, runs: number, cases: readonly string[]): Promise<string[]> {
	const tally = createTally();
	await fc.assert(
		fc.asyncProperty(fc.array(event, { minLength: 8, maxLength: 40 }), async (history) => {
			const world = open();
			const flow = listFlow(world, { flow: { overrides: ['emptySide', 'massLeave', 'massClear', 'massChange'] } });
			const told: Told = { out: new Set(), tags: new Map(), fields: new Map() };
			const run = async (read: 'changes' | 'everything'): Promise<string[]> => {
				const before = new Map(ADDRESSES.map((email) => [email, world.held(email)?.state]));
				const done = await flow.does({ read });
				for (const email of ADDRESSES) if (['unsubscribed', 'complained'].includes(world.held(email)?.state ?? '')) told.out.add(email);
				for (const one of done) tally.count(one.replace(/ (?:crm|partner)/g, ''));
				expect(wrongIn(world, told, before)).toEqual([]);
				return done.filter((one) => !one.startsWith('skip'));
			};
			for (const one of history) {
				if (one.kind === 'run') await run(one.read);
				else if (happen(one, world, flow, told) === 'happened') tally.count(one.kind);
			}
			let rounds = 0;
			while ((await run('everything')).length > 0) expect((rounds += 1)).toBeLessThanOrEqual(MOST_ROUNDS);
			expect(wrongAtRest(world, flow)).toEqual([]);
		}),
		{ numRuns: runs * TIMES, seed: SEED, endOnFailure: true },
	);
	return tally.rare(title, cases, SEED);
}

const PROMISE = 'consent only tightens, tags and fields of others stay, nobody is deleted, and both sides come to rest';

test(`with a list in memory, ${PROMISE}`, async () => {
	expect(await liveAll('histories with an e-mail list', memoryListWorld, 350, ['create new', 'update changed', 'skip optedOut', 'skip addressTaken', 'crmAddress'])).toEqual([]);
}, 120_000);

describe('with a list of Ecomail', () => {
	let sandbox: Sandbox;
	beforeAll(async () => {
		sandbox = await startEcomail();
	});
	afterAll(() => sandbox.close());

	test(PROMISE, async () => {
		expect(await liveAll('histories with a list of Ecomail', () => ecomailListWorld(sandbox), 30, [])).toEqual([]);
	}, 120_000);
});
