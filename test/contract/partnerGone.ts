import { create, created, doneRecord, EVA, MINUTE, update, write, type PartnerWorld } from './partnerKit';
import type { PartnerRecord, PartnerSide } from '../../core/ports/partner';

/** What a partner tells as gone since an earlier view. `opened`: the world of the running test. */
export function goneContract(opened: () => PartnerWorld): void {
	const visible = (): string => opened().partner.capabilities.visibleGroupId ?? '';
	/** The view of now, once lists have caught up with what people did. */
	const view = async (partner: PartnerSide, since?: string): Promise<{ cursor: string; gone?: string[]; last: string[] }> => {
		opened().advance(11 * MINUTE);
		const { cursor = '', gone } = await partner.snapshot(since);
		const last = (gone ?? []).flatMap((one) => one.last?.externalIds ?? []);
		return { cursor, last, ...(gone ? { gone: gone.map(({ id }) => id) } : {}) };
	};
	const two = async (): Promise<[PartnerRecord, PartnerRecord]> => (await write(opened().partner, create('1', EVA), create('2'))).map(doneRecord) as [PartnerRecord, PartnerRecord];

	describe('a view', () => {
		test('has a small cursor, and without an earlier one says nothing of what is gone', async () => {
			await two();
			const { cursor, gone } = await view(opened().partner);
			expect([gone, cursor.length > 0 && cursor.length < 2_000]).toEqual([undefined, true]);
		});

		test('tells whom a person has deleted since an earlier one, in this process and in another one, and no one twice', async () => {
			const { partner, hands, restarted } = opened();
			const [deleted] = await two();
			const first = await view(partner);
			expect((await view(partner, first.cursor)).gone).toEqual([]);
			hands.delete(deleted.id);
			const next = await view(partner, first.cursor);
			expect(next.gone).toEqual([deleted.id]);
			expect((await view(partner, next.cursor)).gone).toEqual([]);
			const other = await view(restarted(), first.cursor);
			expect(other.gone).toEqual([deleted.id]);
			expect((await view(partner, other.cursor)).gone).toEqual([]);
		});

		test('tells it again to the same cursor: what was not taken in is not lost', async () => {
			const { partner, hands } = opened();
			const [deleted] = await two();
			const { cursor } = await view(partner);
			hands.delete(deleted.id);
			expect((await view(partner, cursor)).gone).toEqual([deleted.id]);
			expect((await view(partner, cursor)).gone).toEqual([deleted.id]);
		});

		test('does not tell of records that were merged into another one, that came back, or that we deleted ourselves', async () => {
			const { partner, hands, merges } = opened();
			const [one, other] = await two();
			const back = await created(partner, '3', { lastName: 'Back' }, [visible()]);
			const ours = await created(partner, '4', { lastName: 'Ours' }, [visible()]);
			const { cursor } = await view(partner);
			hands.merge(one.id, other.id);
			hands.delete(back.id);
			hands.restore(back.id);
			await write(partner, { op: 'delete', key: 'x', record: ours });
			expect((await view(partner, cursor)).gone?.filter((id) => id !== ours.id)).toEqual(merges === 'untold' ? [other.id] : []);
		});

		test('says that it does not know where the cursor means nothing any more', async () => {
			const { partner, hands, restarted, expireCursors } = opened();
			const [deleted] = await two();
			const { cursor } = await view(partner);
			hands.delete(deleted.id);
			expireCursors();
			expect((await view(restarted(), cursor)).gone).toBeUndefined();
			expect((await view(restarted(), 'nonsense')).gone).toBeUndefined();
		});

		test('tells whom an update found gone', async () => {
			const { partner, hands } = opened();
			const [deleted] = await two();
			const { cursor } = await view(partner);
			hands.delete(deleted.id);
			expect(await write(partner, update(deleted, { patch: { note: 'new' } }))).toMatchObject([{ kind: 'conflict' }]);
			expect((await view(partner, cursor)).gone).toEqual([deleted.id]);
		});
	});
}
