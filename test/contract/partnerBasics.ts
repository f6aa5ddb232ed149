import type { ContactFields } from '../../core/contact/contact';
import type { PartnerRecord, PartnerSide, PartnerWrite } from '../../core/ports/partner';
import { create, CRM, doneRecord, entry, heldPlain, MINUTE, OTHER_CRM, plain, read, sorted, update, write, type PartnerWorld } from './partnerKit';

/** What this contract needs of a world. Its group is called "CRM". */
export type BasicWorld = Pick<PartnerWorld, 'partner' | 'restarted' | 'held' | 'advance' | 'cancel' | 'close'> & { hands: Pick<PartnerWorld['hands'], 'edit' | 'delete'> };

/** Who is written here, at most. */
export const PEOPLE = [...Array.from({ length: 20 }, (_none, index) => String(index)), '31', '32'].map((recordId) => `p${recordId}@example.com`);

/** Fields that every partner holds, whatever it cannot. */
const person = (recordId: string): ContactFields => ({ firstName: `Person ${recordId}`, lastName: 'Nováková', emails: [{ value: `p${recordId}@example.com` }] });
const make = (recordId: string, groups: readonly string[] = []) => create(recordId, person(recordId), groups);
const ours = { company: { name: 'Ours' } };

/** What every partner does, with records of its own or with addresses as records. */
export function basicsContract(opened: () => BasicWorld): void {
	let world: BasicWorld;
	let partner: PartnerSide;
	beforeEach(() => {
		world = opened();
		({ partner } = world);
	});
	const created = async (recordId = '31', groups?: readonly string[]): Promise<PartnerRecord> => doneRecord((await write(partner, make(recordId, groups)))[0]);

	describe('any partner', () => {
		test('holds a created record as it was sent, with group and entry, for the writer, for another process, and in truth', async () => {
			const { id: label } = await partner.createGroup('CRM', 'flow');
			const record = await created('31', [label]);
			expect(plain(record)).toMatchObject({ fields: person('31'), entries: [{ accountKey: 'raynet:acme', text: '1p31;b;s' }], externalIds: ['raynet:acme:person:31'] });
			expect(record.groups).toContain(label);
			expect([heldPlain(world, record.id), plain((await read(world.restarted(), record.id)) as PartnerRecord)]).toEqual([plain(record), plain(record)]);
		});

		test('changes what a patch names and leaves the rest; empty values clear', async () => {
			const record = await created();
			const [changed] = await write(partner, update(record, { patch: { lastName: 'Svobodová', phones: [{ value: '+420777123456' }], ...ours }, entry: entry('31', 'next') }));
			const fields = { ...person('31'), lastName: 'Svobodová', phones: [{ value: '+420777123456' }], ...ours };
			expect(heldPlain(world, record.id)).toMatchObject({ fields, entries: [{ accountKey: 'raynet:acme', text: 'next' }] });
			await write(partner, update(doneRecord(changed), { patch: { phones: [], company: {} } }));
			expect(heldPlain(world, record.id)?.fields).toEqual({ ...person('31'), lastName: 'Svobodová' });
		});

		test('keeps a record that leaves its last group', async () => {
			const { id: label } = await partner.createGroup('CRM', 'flow');
			const record = await created('31', [label]);
			await write(partner, update(record, { groups: [] }));
			const after = (await read(world.restarted(), record.id)) as PartnerRecord;
			expect([after.groups.includes(label), plain(after).fields]).toEqual([false, person('31')]);
		});

		test('replaces entries of their own account only, and takes them off', async () => {
			const record = await created();
			const [other] = await write(partner, update(record, { entry: entry('7', 'other;crm', OTHER_CRM) }));
			const [moved] = await write(partner, update(doneRecord(other), { entry: entry('32', 'moved', CRM) }));
			expect(heldPlain(world, record.id)).toMatchObject({
				entries: sorted([{ accountKey: 'creatio:acme', text: 'other;crm' }, { accountKey: 'raynet:acme', text: 'moved' }]) ?? [],
				externalIds: sorted(['creatio:acme:person:7', 'raynet:acme:person:32']) ?? [],
			});
			await write(partner, update(doneRecord(moved), { entry: entry('32', null) }));
			expect(heldPlain(world, record.id)).toEqual({ ...plain(record), entries: [{ accountKey: 'creatio:acme', text: 'other;crm' }], externalIds: ['creatio:acme:person:7'] });
		});

		test('has a deleted record no more, and deleting it again is no error', async () => {
			const record = await created();
			const remove: PartnerWrite = { op: 'delete', key: 'delete', record };
			expect(await write(partner, remove)).toEqual([{ kind: 'done', key: 'delete' }]);
			expect([await read(partner, record.id), world.held().size]).toEqual([undefined, 0]);
			expect(await write(world.restarted(), remove)).toEqual([{ kind: 'done', key: 'delete' }]);
		});

		test('answers the second write of one record in the same call with a conflict', async () => {
			const record = await created();
			const results = await write(partner, { ...update(record, { patch: ours }), key: 'one' }, { ...update(record, { patch: { company: { name: 'Theirs' } } }), key: 'two' });
			expect(results.map(({ kind, key }) => [key, kind])).toEqual([['one', 'done'], ['two', 'conflict']]);
			expect(heldPlain(world, record.id)?.fields).toEqual({ ...person('31'), ...ours });
		});

		test('sends nothing more once a run is cancelled', async () => {
			const record = await created();
			world.cancel();
			await expect(write(partner, update(record, { patch: ours }))).rejects.toMatchObject({ recovery: 'guard', reason: 'cancelled' });
			expect(heldPlain(world, record.id)?.fields).toEqual(person('31'));
		});

		test('does not overwrite what a person edited meanwhile; upon the current state the write goes through', async () => {
			const record = await created();
			world.hands.edit(record.id, { firstName: 'Edited' });
			const [result] = await write(partner, update(record, { patch: { firstName: 'Ours', ...ours } }));
			expect(result).toMatchObject({ kind: 'conflict', current: { id: record.id, fields: { firstName: 'Edited' } } });
			const current = (result?.kind === 'conflict' ? result.current : undefined) as PartnerRecord;
			expect(plain(current).fields).toEqual(heldPlain(world, record.id)?.fields);
			await write(partner, update(current, { patch: ours }));
			expect(heldPlain(world, record.id)?.fields).toEqual({ ...plain(current).fields, ...ours });
		});

		test.each([3, 20])('of %i written together, the edited and the gone ones are conflicts, and all others go through', async (count) => {
			const records = (await write(partner, ...Array.from({ length: count }, (_none, index) => make(String(index))))).map(doneRecord);
			const [edited, gone] = records as [PartnerRecord, PartnerRecord];
			world.hands.edit(edited.id, { firstName: 'Edited' });
			world.hands.delete(gone.id);
			world.advance(11 * MINUTE);
			const results = new Map((await write(partner, ...records.map((record) => update(record, { patch: ours })))).map((result) => [result.key, result]));
			expect(records.map(({ id }) => results.get(`update ${id}`)?.kind)).toEqual(['conflict', 'conflict', ...Array(count - 2).fill('done')]);
			expect(results.get(`update ${gone.id}`)).toEqual({ kind: 'conflict', key: `update ${gone.id}` });
			expect([...world.held().values()].filter(({ fields }) => fields.company?.name === 'Ours')).toHaveLength(count - 2);
		});

		test('does not delete what a person edited meanwhile; the others of the batch go', async () => {
			const [edited, other] = (await write(partner, make('1'), make('2'))).map(doneRecord) as [PartnerRecord, PartnerRecord];
			world.hands.edit(edited.id, { firstName: 'Edited' });
			world.advance(11 * MINUTE);
			const results = new Map((await write(partner, { op: 'delete', key: 'one', record: edited }, { op: 'delete', key: 'other', record: other })).map((result) => [result.key, result]));
			expect([results.get('one'), results.get('other')]).toMatchObject([{ kind: 'conflict', current: { id: edited.id, fields: { firstName: 'Edited' } } }, { kind: 'done' }]);
			expect([...world.held().keys()]).toEqual([edited.id]);
		});

		test('shows an empty account as empty, and does not change a snapshot that was handed out', async () => {
			const empty = await partner.snapshot();
			const record = await created();
			const before = await partner.snapshot();
			await write(partner, { op: 'delete', key: 'delete', record }, make('32'));
			await partner.snapshot();
			expect([empty.records.size, empty.pendingCreates.size, [...before.records.keys()]]).toEqual([0, 0, [record.id]]);
		});

		test('keeps the flow entry of its group through processes: replaced when written, not when the group is adopted', async () => {
			const group = await partner.createGroup('CRM', 'first');
			expect(group).toMatchObject({ name: 'CRM', flowEntry: 'first', kind: 'user' });
			await created('31', [group.id]);
			expect(await world.restarted().createGroup('CRM', 'second')).toEqual(group);
			const other = world.restarted();
			expect(await other.groups()).toContainEqual(group);
			expect(await other.writeFlowEntry(group, 'third')).toEqual({ ...group, flowEntry: 'third' });
			expect((await world.restarted().groups()).filter(({ name }) => name === 'CRM')).toEqual([{ ...group, flowEntry: 'third' }]);
		});
	});
}
