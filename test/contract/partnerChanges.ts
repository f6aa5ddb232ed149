import type { PartnerChanges, PartnerRecord } from '../../core/ports/partner';
import { create, created, doneRecord, EVA, heldPlain, MINUTE, plain, update, write, type PartnerWorld } from './partnerKit';

/** What a partner tells since a cursor. `opened`: the world of the running test. */
export function changesContract(opened: () => PartnerWorld): void {
	/** From the cursor on, until the record was told or lists have caught up: label changes may take that long. */
	const toldOf = async (cursor: string, id: string): Promise<{ record?: PartnerRecord; cursor: string }> => {
		const { partner, advance } = opened();
		const first = await partner.changes(cursor);
		const found = recordOf(first, id);
		if (found) return { record: found, cursor: first.cursor };
		advance(11 * MINUTE);
		const second = await partner.changes(first.cursor);
		return { record: recordOf(second, id), cursor: second.cursor };
	};
	const visible = (): string => opened().partner.capabilities.visibleGroupId ?? '';

	describe('changes', () => {
		test('without a cursor everything is told, nothing as gone, and the cursor is small', async () => {
			const { partner } = opened();
			const [one, two] = [await created(partner, '1', EVA), await created(partner, '2')];
			const { extent, records, gone, cursor } = await partner.changes(undefined);
			expect([extent, records.map(({ id }) => id).sort(), gone]).toEqual(['everything', [one.id, two.id].sort(), []]);
			expect(plain(recordOf({ records }, one.id) as PartnerRecord)).toEqual(heldPlain(opened(), one.id));
			expect(cursor.length).toBeLessThan(2000);
		});

		test('an unchanged account tells nothing, however often it is asked', async () => {
			const { partner, restarted } = opened();
			await created(partner, '1');
			let { cursor } = await partner.changes(undefined);
			for (const side of [partner, restarted(), restarted()]) {
				const told = await side.changes(cursor);
				expect(told).toMatchObject({ extent: 'changes', records: [], gone: [] });
				({ cursor } = told);
			}
		});

		test('what a person does is told once, also to another process: created, edited, deleted', async () => {
			const { partner, hands, restarted } = opened();
			const [edited, deleted] = (await write(partner, create('1'), create('2'), create('3'))).map(doneRecord) as [PartnerRecord, PartnerRecord];
			const { cursor } = await partner.changes(undefined);
			const fresh = hands.create({ lastName: 'Fresh' }, [visible()]);
			hands.edit(edited.id, { note: 'edited' });
			hands.delete(deleted.id);
			const told = await restarted().changes(cursor);
			expect([told.extent, told.records.map(({ id }) => id).sort(), told.gone]).toEqual(['changes', [fresh, edited.id].sort(), [deleted.id]]);
			for (const record of told.records) expect(plain(record)).toEqual(heldPlain(opened(), record.id));
			expect(await restarted().changes(told.cursor)).toMatchObject({ extent: 'changes', records: [], gone: [] });
		});

		test('the same cursor tells the same again: what was not taken in is not lost', async () => {
			const { partner, hands } = opened();
			const { cursor } = await partner.changes(undefined);
			const id = hands.create({ lastName: 'Fresh' }, [visible()]);
			const told = [await partner.changes(cursor), await partner.changes(cursor)];
			expect(told.map(({ records }) => records.map((record) => record.id))).toEqual([[id], [id]]);
		});

		test('joining and leaving a label is told, by the label’s own change or by reading everything', async () => {
			const { partner, hands } = opened();
			const label = await partner.createGroup('CRM', 'flow');
			const record = await created(partner, '1', EVA, [visible()]);
			const { cursor } = await partner.changes(undefined);
			hands.label(record.id, label.id);
			const joined = await toldOf(cursor, record.id);
			expect([...(joined.record?.groups ?? [])].sort()).toEqual([visible(), label.id].sort());
			hands.unlabel(record.id, label.id);
			const left = await toldOf(joined.cursor, record.id);
			expect(left.record?.groups).toEqual([visible()]);
		});

		test('own writes are told with the entry that they carried', async () => {
			const { partner } = opened();
			const record = await created(partner, '1');
			const { cursor } = await partner.changes(undefined);
			await write(partner, update(record, { patch: { note: 'ours' }, entry: { account: { crm: 'raynet', account: 'acme' }, contactId: 'raynet:acme:person:1', text: 'next' } }));
			expect((await partner.changes(cursor)).records.map(({ fields, entries }) => [fields.note, entries])).toEqual([['ours', [{ accountKey: 'raynet:acme', text: 'next' }]]]);
		});

		test('a record that comes back from the trash is told with all that it had', async () => {
			const { partner, hands } = opened();
			const record = await created(partner, '1', EVA);
			const { cursor } = await partner.changes(undefined);
			hands.delete(record.id);
			const gone = await partner.changes(cursor);
			hands.restore(record.id);
			const back = await partner.changes(gone.cursor);
			expect([gone.gone, back.gone]).toEqual([[record.id], []]);
			expect(back.records.map(plain)).toEqual([plain(record)]);
		});

		test('a merged record is the survivor’s former self where the partner tells it, never gone and new at once', async () => {
			const { partner, hands } = opened();
			const [keep, other] = (await write(partner, create('1'), create('2'))).map(doneRecord) as [PartnerRecord, PartnerRecord];
			const { cursor } = await partner.changes(undefined);
			hands.merge(keep.id, other.id);
			const { records, gone } = await partner.changes(cursor);
			expect(records.map(({ id }) => id)).toEqual([keep.id]);
			expect(plain(records[0] as PartnerRecord)).toEqual(heldPlain(opened(), keep.id));
			const formerIds = records.flatMap((record) => record.formerIds ?? []);
			expect([...formerIds, ...gone]).toEqual([other.id]);
		});

		test('changes that lists show late are told late, and told', async () => {
			const { partner, hands, delayVisibility, advance } = opened();
			const record = await created(partner, '1');
			let { cursor } = await partner.changes(undefined);
			delayVisibility(5 * MINUTE);
			hands.edit(record.id, { note: 'late' });
			const early = await partner.changes(cursor);
			expect(early.records).toEqual([]);
			({ cursor } = early);
			advance(6 * MINUTE);
			expect((await partner.changes(cursor)).records.map(({ fields }) => fields.note)).toEqual(['late']);
		});

		test('an expired cursor tells everything, and infers nothing from the gap', async () => {
			const { partner, hands, expireCursors } = opened();
			const [kept, deleted] = (await write(partner, create('1'), create('2'))).map(doneRecord) as [PartnerRecord, PartnerRecord];
			const { cursor } = await partner.changes(undefined);
			hands.delete(deleted.id);
			expireCursors();
			const told = await partner.changes(cursor);
			expect([told.extent, told.records.map(({ id }) => id), told.gone]).toEqual(['everything', [kept.id], []]);
			expect(await partner.changes(told.cursor)).toMatchObject({ extent: 'changes', records: [], gone: [] });
		});

		test('a cursor that is none of ours tells everything', async () => {
			const { partner } = opened();
			const record = await created(partner, '1');
			for (const cursor of ['', 'x', '1 2 3 4']) expect(await partner.changes(cursor)).toMatchObject({ extent: 'everything', records: [{ id: record.id }], gone: [] });
		});
	});
}

function recordOf({ records }: Pick<PartnerChanges, 'records'>, id: string): PartnerRecord | undefined {
	return records.find((record) => record.id === id);
}
