import type { ChangesRequest } from '../../core/ports/crm';
import { follow, LINK, MINUTE, type CrmWriteDriver, type CrmWriteWorld, type Follower } from './crmKit';

type Act = [name: string, act: (world: CrmWriteWorld, ids: Ids) => Promise<unknown>, needs?: 'stampedMoves'];

interface Ids {
	eva: string;
	jan: string;
	iva: string;
	stranger: string;
}

const ACTS: Act[] = [
	['nothing happens', async () => undefined],
	['a record is edited', ({ hands }, { eva }) => hands.rename('person', eva, 'Hill')],
	['a record outside is edited', ({ hands }, { stranger }) => hands.rename('person', stranger, 'Hill')],
	['a record is created in the scope', ({ hands }) => hands.create({ recordType: 'person', lastName: 'New', place: 'inScope' })],
	['a record is created outside', ({ hands }) => hands.create({ recordType: 'person', lastName: 'New', place: 'outside' })],
	['a record joins the scope', ({ hands }, { stranger }) => hands.join('person', stranger)],
	['a record leaves the scope', ({ hands }, { jan }) => hands.leave('person', jan)],
	['a record is put out of use', ({ hands }, { jan }) => hands.invalidate('person', jan)],
	['a record is removed', ({ hands }, { jan }) => hands.remove('person', jan)],
	['a record outside is removed', ({ hands }, { stranger }) => hands.remove('person', stranger)],
	['all are removed', ({ hands }, { eva, jan, iva }) => Promise.all([eva, jan, iva].map((id) => hands.remove('person', id)))],
	['one is removed and another one created', async ({ hands }, { jan }) => {
		await hands.remove('person', jan);
		await hands.create({ recordType: 'person', lastName: 'New', place: 'inScope' });
	}],
	['one is removed and another one created outside', async ({ hands }, { jan }) => {
		await hands.remove('person', jan);
		await hands.create({ recordType: 'person', lastName: 'New', place: 'outside' });
	}],
	['one is removed and another one edited', async ({ hands }, { jan, eva }) => {
		await hands.rename('person', eva, 'Hill');
		await hands.remove('person', jan);
	}],
	['one is removed and another one edited outside', async ({ hands }, { jan, stranger }) => {
		await hands.remove('person', jan);
		await hands.rename('person', stranger, 'Hill');
	}],
	['one is removed and another one leaves', async ({ hands }, { jan, eva }) => {
		await hands.remove('person', jan);
		await hands.leave('person', eva);
	}],
	['one is removed and another one joins', async ({ hands }, { jan, stranger }) => {
		await hands.remove('person', jan);
		await hands.join('person', stranger);
	}, 'stampedMoves'],
	['one leaves and another one joins', async ({ hands }, { jan, stranger }) => {
		await hands.leave('person', jan);
		await hands.join('person', stranger);
	}, 'stampedMoves'],
];

/** What every connector of a CRM does when it is asked what changed. */
export function crmChangesContract(name: string, driver: CrmWriteDriver): void {
	const possible = ACTS.filter(([, , needs]) => needs === undefined || driver.scopeMoves === 'stamped');
	describe(`changes, by ${name}`, () => {
		let world: CrmWriteWorld;
		let ids: Ids;
		let follower: Follower;
		let request: ChangesRequest;

		beforeEach(async () => {
			world = await driver.open();
			const create = (lastName: string, place: 'inScope' | 'outside' = 'inScope'): Promise<string> => world.hands.create({ recordType: 'person', lastName, place });
			ids = { eva: await create('Nova'), jan: await create('Hill'), iva: await create('Lake'), stranger: await create('Wood', 'outside') };
			world.advance(10 * MINUTE);
			request = { recordTypes: ['person'], scope: world.scope };
			follower = { members: new Map(), extents: [] };
		});
		afterEach(() => world.close());

		/** Who is in the scope and in use, by last name. */
		const truth = async (): Promise<Array<[string, string | undefined]>> => {
			const all = await world.ids('person');
			const held = await Promise.all(all.map(async (id) => ({ id, record: await world.held('person', id) })));
			return held.flatMap(({ id, record }): Array<[string, string | undefined]> => (record?.inScope && record.standing === 'active' ? [[id, record.lastName]] : [])).sort();
		};
		const followed = (): Array<[string, string | undefined]> => [...follower.members.values()].map(({ contact }): [string, string | undefined] => [contact.recordId, contact.lastName]).sort();
		const readOn = (): Promise<void> => follow(world.crm, request, follower);

		it('without a cursor are everything in the scope, and nothing else', async () => {
			await readOn();
			expect(follower.extents).toEqual(['everything']);
			expect(followed()).toEqual(await truth());
			expect([...follower.members.keys()].sort()).toEqual([ids.eva, ids.jan, ids.iva].map((id) => `${world.crm.account.crm}:${world.crm.account.account}:person:${id}`).sort());
		});

		it('are none when nothing happened, again and again', async () => {
			await readOn();
			for (let n = 0; n < 2; n += 1) {
				world.advance(5 * MINUTE);
				const { extent, records, gone, more, cursor } = await world.crm.changes({ ...request, cursor: follower.cursor });
				expect({ extent, records, gone, more }).toEqual({ extent: 'changes', records: [], gone: [], more: 'no' });
				follower.cursor = cursor;
			}
		});

		if (driver.changes !== 'quick') {
			it.each(possible)('show who is in the scope after this: %s', async (_, act) => {
				await readOn();
				world.advance(5 * MINUTE);
				await act(world, ids);
				world.advance(5 * MINUTE);
				await readOn();
				expect(followed()).toEqual(await truth());
			});
		}

		it.each(possible)('show it once more, when much was edited before: %s', async (_, act) => {
			await readOn();
			world.advance(5 * MINUTE);
			await world.hands.rename('person', ids.iva, 'First');
			await readOn();
			world.advance(MINUTE);
			await world.hands.rename('person', ids.iva, 'Second');
			await world.hands.create({ recordType: 'person', lastName: 'Late', place: 'inScope' });
			await readOn();
			world.advance(MINUTE);
			await act(world, ids);
			await readOn();
			expect(followed()).toEqual(await truth());
		});

		it('tell what was deleted, where the CRM can, and are everything where it cannot', async () => {
			await readOn();
			world.advance(5 * MINUTE);
			await world.hands.remove('person', ids.jan);
			const { extent, gone } = await world.crm.changes({ ...request, cursor: follower.cursor });
			expect({ extent, gone }).toEqual(driver.capabilities.tellsDeletions ? { extent: 'changes', gone: [{ recordType: 'person', recordId: ids.jan }] } : { extent: 'everything', gone: [] });
		});

		if (driver.capabilities.recordTypes.includes('company')) {
			it('of both record types come together', async () => {
				request = { recordTypes: ['person', 'company'], scope: world.scope };
				await readOn();
				world.advance(5 * MINUTE);
				const company = await world.hands.create({ recordType: 'company', lastName: 'Acme', place: 'inScope' });
				await world.hands.rename('person', ids.eva, 'Hill');
				await readOn();
				expect([...follower.members.values()].map(({ contact }) => `${contact.recordType} ${contact.recordId}`).sort()).toEqual([`company ${company}`, ...[ids.eva, ids.iva, ids.jan].map((id) => `person ${id}`)].sort());
			});
		}

		it('go on in a new process from the cursor alone, which is short', async () => {
			await readOn();
			world.advance(5 * MINUTE);
			await world.hands.rename('person', ids.eva, 'Hill');
			await follow(world.restarted(), request, follower);
			expect(followed()).toEqual(await truth());
			expect(follower.cursor?.length).toBeLessThan(4_000);
		});

		it('include those of this connector', async () => {
			await readOn();
			world.advance(5 * MINUTE);
			const create = { op: 'create', key: 'a', recordType: 'person', fields: { lastName: 'New' }, scope: world.scope, link: LINK } as const;
			for await (const results of world.crm.write([create])) expect(results.map(({ kind }) => kind)).toEqual(['done']);
			await readOn();
			expect(followed()).toEqual(await truth());
		});
	});
}
