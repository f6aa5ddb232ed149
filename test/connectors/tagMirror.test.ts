import fc from 'fast-check';
import { createTagMirror, createListPartner } from '../../connectors/email/list';
import { assertFewRemovals, mirrorChanges, type MirrorChange } from '../../core/email';
import type { MirroredSubscriber, TagMirror } from '../../core/ports/tagMirror';
import { switches } from '../../sandbox/ecomail/switches';
import type { Sandbox } from '../../sandbox/kit';
import { SERVICE, startEcomail } from '../contract/emailEcomailWorld';
import { ecomailListWorld } from '../contract/listEcomailWorld';
import type { ListWorld } from '../contract/listKit';
import { memoryListWorld } from '../contract/listMemoryWorld';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startEcomail();
});
afterAll(() => sandbox.close());

const TAGS = ['VIP', 'zájemce'];
const mirrorOf = ({ connect, listId }: ListWorld, name = 'crm'): TagMirror => createTagMirror({ side: connect(), listId, name });
const changes = async (world: ListWorld, name = 'crm'): Promise<MirrorChange[]> => mirrorChanges(await mirrorOf(world, name).subscribers(), TAGS);
const told = ({ email, tag, what }: MirrorChange) => ({ email, tag, told: what === 'add' ? ('present' as const) : ('absent' as const) });

/** What nobody has confirmed must not matter, but that a list which takes no field has no place for a note. */
const turns = switches.flatMap(({ name, values }) => values.slice(1).map((value) => ({ name: `${name} ${value}`, turn: () => sandbox.setSwitch(SERVICE, name, value) }))).filter(({ name }) => name !== 'unknownCustomField ignored');
const worlds: Array<{ name: string; open(): ListWorld }> = [
	{ name: 'memory', open: memoryListWorld },
	{ name: 'Ecomail', open: () => ecomailListWorld(sandbox) },
	...turns.map(({ name, turn }) => ({ name: `Ecomail, ${name}`, open: () => ecomailListWorld(sandbox, { setSwitch: turn }) })),
];

describe.each(worlds)('the notes of a mirror in $name', ({ open }) => {
	test('tell what somebody got and lost since, and nothing twice', async () => {
		const world = open();
		world.hands.put('eva@example.com', { tags: ['vip', 'klub'] });
		world.hands.put('jan@example.com');
		expect(await changes(world)).toEqual([{ email: 'eva@example.com', tag: 'VIP', what: 'add' }]);

		const notes = (await changes(world)).map(told);
		expect(await mirrorOf(world).note(notes)).toEqual([{ kind: 'noted', written: 'yes' }]);
		expect([await changes(world), await mirrorOf(world).note(notes)]).toEqual([[], [{ kind: 'noted', written: 'no' }]]);

		world.hands.untag('eva@example.com', 'vip');
		world.advance(60_000);
		expect(await changes(world)).toEqual([{ email: 'eva@example.com', tag: 'VIP', what: 'remove' }]);
		await mirrorOf(world).note((await changes(world)).map(told));
		expect([await changes(world), world.held('eva@example.com')?.tags]).toEqual([[], ['klub']]);
	});
});

describe('notes', () => {
	test('of two mirrors of one list, and the pair of a sync, leave each other alone', async () => {
		const world = memoryListWorld();
		world.hands.put('eva@example.com', { tags: ['VIP'], customFields: { contactsync: 'raynet:acme:person:31 1p31;b | held {"street":"Dlouhá 1"}', town: 'Brno' } });
		await mirrorOf(world).note([{ email: 'Eva@example.com', tag: 'VIP', told: 'asItIs' }]);
		expect([(await changes(world)).length, (await changes(world, 'second')).length]).toEqual([0, 1]);
		await mirrorOf(world, 'second').note([{ email: 'eva@example.com', tag: 'VIP', told: 'present' }]);
		expect(world.held('eva@example.com')?.customFields).toEqual({ contactsync: expect.stringMatching(/^raynet:acme:person:31 1p31;b \| mirror crm [\w-]{5} \| mirror second [\w-]{5} \| held \{"street":"Dlouhá 1"\}$/), town: 'Brno' });

		const partner = createListPartner({ side: world.connect(), env: world.env, listId: world.listId, tag: 'raynet' });
		expect((await partner.snapshot()).records.get('eva@example.com')?.entries).toEqual([{ accountKey: 'raynet:acme', text: '1p31;b' }]);
	});

	test('as it is now: a tag that the step gave only in the CRM is not noted, so that the mirror never takes it off there', async () => {
		const world = memoryListWorld();
		world.hands.put('eva@example.com');
		expect(await mirrorOf(world).note([{ email: 'eva@example.com', tag: 'VIP', told: 'asItIs' }])).toEqual([{ kind: 'noted', written: 'no' }]);
		expect(await changes(world)).toEqual([]);
	});

	test('have no place on who is not in the list, and none where the list takes no field of ours', async () => {
		const world = ecomailListWorld(sandbox, { setSwitch: () => sandbox.setSwitch(SERVICE, 'unknownCustomField', 'ignored') });
		world.hands.put('eva@example.com', { tags: ['VIP'] });
		const note = (email: string) => ({ email, tag: 'VIP', told: 'present' as const });
		expect(await mirrorOf(world).note([note('eva@example.com'), note('nobody@example.com')])).toMatchObject([{ kind: 'failed', error: { reason: 'fieldNotTaken' } }, { kind: 'notInList' }]);
		expect(await changes(world)).toHaveLength(1);
	});

	test('go in bulk where there are many, with one reading before and one after', async () => {
		const world = ecomailListWorld(sandbox);
		const emails = Array.from({ length: 60 }, (_, n) => `p${n}@example.com`);
		for (const email of emails) world.hands.put(email, { tags: ['VIP'] });
		sandbox.clearCalls();
		const results = await mirrorOf(world).note(emails.map((email) => ({ email, tag: 'VIP', told: 'present' })));
		expect(results.filter(({ kind }) => kind === 'noted')).toHaveLength(60);
		expect(sandbox.calls(SERVICE).flatMap(({ op }) => (/ulk/.test(op) ? [op] : []))).toEqual(['updateSubscriberBulk']);
		expect(await changes(world)).toEqual([]);
	});
});

describe('the guard', () => {
	const people = (told: number, lost: number): MirroredSubscriber[] => Array.from({ length: told }, (_, n) => ({ email: `p${n}@example.com`, tags: n < lost ? [] : ['VIP'], wasTold: (tag) => tag === 'VIP' }));
	const check = (subscribers: MirroredSubscriber[]): void => assertFewRemovals(subscribers, mirrorChanges(subscribers, TAGS));

	test.each([[10, 5], [100, 20], [1, 1]])('lets %i of whom %i lost the tag through', (all, lost) => {
		expect(() => check(people(all, lost))).not.toThrow();
	});

	test.each([[6, 6], [100, 21]])('stops at %i of whom %i lost the tag', (all, lost) => {
		expect(() => check(people(all, lost))).toThrow(expect.objectContaining({ recovery: 'guard', reason: 'tagRemovals', message: expect.stringContaining(`${lost} of the ${all} people`) }));
	});
});

/** What may happen to one tag of one person between two mornings. */
const moment = fc.constantFrom('give', 'take', 'giveUntold', 'takeUntold', 'givenInCrm', 'takenInCrm', 'morning', 'morningCut');

test('whatever steps are lost and mornings cut: the CRM follows what changes in the list, and keeps what its own people did after that', async () => {
	const tally = { histories: 0, lostSteps: 0, kept: 0 };
	await fc.assert(
		fc.asyncProperty(fc.array(moment, { minLength: 1, maxLength: 12 }), async (moments) => {
			const world = memoryListWorld();
			const email = 'eva@example.com';
			world.hands.put(email);
			const list = { has: false };
			const crm = { has: false };
			let settled = { list: false, crm: false };
			/** Told, and cut before the note. Where that is taken back untold before the next morning, nobody knows of it any more. */
			let unnoted = false;
			const set = (has: boolean): void => {
				list.has = has;
				if (has) world.hands.put(email, { tags: ['VIP'] });
				else world.hands.untag(email, 'VIP');
			};
			const step = async (): Promise<void> => {
				crm.has = list.has;
				await mirrorOf(world).note([{ email, tag: 'VIP', told: 'asItIs' }]);
				settled = { list: list.has, crm: crm.has };
				unnoted = false;
			};
			for (const one of [...moments, 'morning'] as const) {
				if (one === 'give' || one === 'giveUntold') set(true);
				if (one === 'take' || one === 'takeUntold') set(false);
				if (one === 'give' || one === 'take') await step();
				if (one === 'giveUntold' || one === 'takeUntold') tally.lostSteps += 1;
				if (one === 'givenInCrm' || one === 'takenInCrm') {
					crm.has = one === 'givenInCrm';
					settled.crm = crm.has;
				}
				if (one !== 'morning' && one !== 'morningCut') continue;
				const found = await changes(world);
				expect(found).toEqual(settled.list === list.has ? [] : [{ email, tag: 'VIP', what: list.has ? 'add' : 'remove' }]);
				for (const { what } of found) crm.has = what === 'add';
				// Cut between the write to the CRM and the note: the same comes again.
				if (one === 'morningCut') {
					unnoted ||= found.length > 0;
					continue;
				}
				await mirrorOf(world).note(found.map(told));
				if (found.length > 0) settled = { list: list.has, crm: crm.has };
				else if (unnoted) settled.crm = crm.has;
				else if (settled.crm !== settled.list) tally.kept += 1;
				unnoted = false;
				expect(crm.has).toBe(settled.crm);
			}
			tally.histories += 1;
		}),
		{ numRuns: 400, seed: 5 },
	);
	expect([tally.histories, tally.lostSteps > 100, tally.kept > 100]).toEqual([400, true, true]);
});
