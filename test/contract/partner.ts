import { accountKey, type ContactFields } from '../../core/contact/contact';
import type { PartnerRecord, PartnerSide, PartnerWrite, PartnerWriteResult } from '../../core/ports/partner';
import { basicsContract } from './partnerBasics';
import { changesContract } from './partnerChanges';
import { goneContract } from './partnerGone';
import { create, created, CRM, doneRecord, entry, EVA, heldPlain, MINUTE, plain, read, sorted, update, write, type PartnerDriver, type PartnerWorld } from './partnerKit';

/** What every partner connector does, whatever the partner. */
export function partnerContract(name: string, driver: PartnerDriver): void {
	describe(`${name} as a partner`, () => {
		let world: PartnerWorld;
		let partner: PartnerSide;

		beforeEach(async () => {
			world = await driver.open();
			({ partner } = world);
		});
		afterEach(() => world.close());

		describe('writes', () => {
			test('a created record is what was sent, for the writer, for the next reader, and in truth', async () => {
				const label = await partner.createGroup('CRM', 'flow');
				const groups = [partner.capabilities.visibleGroupId ?? '', label.id];
				const record = await created(partner, '31', EVA, groups);
				const expected = plain({ fields: EVA, groups, entries: [{ accountKey: accountKey(CRM), text: '1p31;b;s' }], externalIds: ['raynet:acme:person:31'] });
				expect(plain(record)).toEqual(expected);
				expect(heldPlain(world, record.id)).toEqual(expected);
				expect(plain((await read(partner, record.id)) as PartnerRecord)).toEqual(expected);
				expect(plain((await read(world.restarted(), record.id)) as PartnerRecord)).toEqual(expected);
			});

			test('a patch replaces the fields that it names and leaves all others', async () => {
				const record = await created(partner, '31', EVA);
				const patch: ContactFields = { emails: [{ value: 'eva@new.test', type: 'home' }], note: 'Jiná', company: { name: 'Beta', title: 'CEO' } };
				const [result] = await write(partner, update(record, { patch }));
				const expected = plain({ ...record, fields: { ...EVA, ...patch } });
				expect(plain(doneRecord(result))).toEqual(expected);
				expect(heldPlain(world, record.id)).toEqual(expected);
			});

			test('a part of the name that is not in the patch stays', async () => {
				const record = await created(partner, '31', EVA);
				await write(partner, update(record, { patch: { lastName: 'Svobodová', middleName: '' } }));
				const fields = { ...EVA, lastName: 'Svobodová', middleName: undefined };
				expect(heldPlain(world, record.id)).toEqual(plain({ ...record, fields }));
			});

			test('empty values clear fields', async () => {
				const record = await created(partner, '31', EVA);
				const patch: ContactFields = { emails: [], phones: [], addresses: [], websites: [], company: {}, birthday: '', note: '', url: '', namePrefix: '' };
				const [result] = await write(partner, update(record, { patch, entry: entry('31') }));
				const { firstName, middleName, lastName, nameSuffix } = EVA;
				expect(doneRecord(result).fields).toEqual({ firstName, middleName, lastName, nameSuffix });
				expect(heldPlain(world, record.id)?.fields).toEqual({ firstName, middleName, lastName, nameSuffix });
			});

			test('a birthday without a year stays without one', async () => {
				const record = await created(partner, '31', { firstName: 'Eva', birthday: '--02-29' });
				expect(record.fields).toEqual({ firstName: 'Eva', birthday: '--02-29' });
			});

			test('values, groups and entry go out together', async () => {
				const label = await partner.createGroup('CRM', 'flow');
				const record = await created(partner, '31');
				const [result] = await write(partner, update(record, { patch: { firstName: 'Eva' }, groups: [...record.groups, label.id], entry: entry('31', 'next') }));
				const expected = plain({ ...record, fields: { firstName: 'Eva' }, groups: [...record.groups, label.id], entries: [{ accountKey: accountKey(CRM), text: 'next' }] });
				expect(plain(doneRecord(result))).toEqual(expected);
				expect(heldPlain(world, record.id)).toEqual(expected);
			});

			test('many writes of all kinds at once have one result each', async () => {
				const label = await partner.createGroup('CRM', 'flow');
				const ids = Array.from({ length: 450 }, (_none, index) => String(index));
				const first = await write(partner, ...ids.map((id) => create(id, { firstName: `Person ${id}` }, [label.id])));
				expect(first.map(({ kind, key }) => [kind, key]).sort()).toEqual(ids.map((id) => ['done', `create ${id}`]).sort());
				const records = first.map(doneRecord);
				const second = await write(partner, ...records.map((record, index): PartnerWrite => {
					if (index % 3 === 0) return { op: 'delete', key: record.id, record };
					return { ...update(record, { patch: index % 3 === 1 ? { note: 'a' } : { note: 'b', firstName: 'B' } }), key: record.id };
				}));
				expect(second.map(({ kind, key }) => [kind, key]).sort()).toEqual(records.map(({ id }) => ['done', id]).sort());
				expect([...world.held().values()].filter(({ fields }) => fields.note === 'a' || fields.firstName === 'B')).toHaveLength(300);
				expect(world.held().size).toBe(300);
			});
		});

		describe('conflicts', () => {
			test('a record whose long list was cut is not written upon the cut list', async () => {
				const emails = Array.from({ length: 120 }, (_none, index) => ({ value: `e${index}@acme.test`, type: 'work' }));
				const id = world.hands.create({ firstName: 'Many', emails }, [partner.capabilities.visibleGroupId ?? '']);
				const record = (await read(partner, id)) as PartnerRecord;
				expect(record.truncated).toBe(true);
				const [first] = await write(partner, update(record, { patch: { emails: [] } }));
				const current = (first?.kind === 'conflict' ? first.current : undefined) as PartnerRecord;
				expect(current.truncated).toBe(false);
				expect(sorted(current.fields.emails)).toEqual(sorted(emails));
				await write(partner, update(current, { patch: { emails: emails.slice(0, 119) } }));
				expect(heldPlain(world, id)?.fields.emails).toEqual(sorted(emails.slice(0, 119)));
			});
		});

		describe('snapshots', () => {
			test('the group that makes records visible is among the groups', async () => {
				const { groups } = await partner.snapshot();
				const visible = groups.find(({ id }) => id === partner.capabilities.visibleGroupId);
				expect(visible?.kind).toBe('system');
				expect(await partner.groups()).toEqual(groups);
			});

			test('what a person does is in the next snapshot: created, edited, labelled, deleted', async () => {
				const label = await partner.createGroup('CRM', 'flow');
				const visible = partner.capabilities.visibleGroupId ?? '';
				const labels = [[visible, label.id], [visible], [visible], [visible, label.id], [visible, label.id]];
				const results = await write(partner, ...labels.map((groups, index) => create(String(index), EVA, groups)));
				const [edited, labelled, alsoLabelled, unlabelled, deleted] = results.map(doneRecord) as [PartnerRecord, PartnerRecord, PartnerRecord, PartnerRecord, PartnerRecord];
				await partner.snapshot();
				world.advance(11 * MINUTE);
				const id = world.hands.create({ lastName: 'Fresh', phones: [{ value: '+420 1' }] }, [visible]);
				world.hands.edit(edited.id, { note: 'edited' });
				world.hands.label(labelled.id, label.id);
				world.hands.label(alsoLabelled.id, label.id);
				world.hands.unlabel(unlabelled.id, label.id);
				world.hands.delete(deleted.id);
				const { records } = await partner.snapshot();
				expect(records.get(id)?.fields).toEqual({ lastName: 'Fresh', phones: [{ value: '+420 1' }] });
				expect(records.get(edited.id)?.fields.note).toBe('edited');
				expect(sorted(records.get(labelled.id)?.groups)).toEqual(sorted([visible, label.id]));
				expect(records.get(unlabelled.id)?.groups).toEqual([visible]);
				expect(records.has(deleted.id)).toBe(false);
				expect(new Map([...records].map(([key, record]) => [key, plain(record)]))).toEqual(new Map([...world.held()].map(([key, held]) => [key, plain(held)])));
			});

			test('own writes are in the next snapshot although lists lag behind', async () => {
				const [kept, changed, deleted] = (await write(partner, create('1'), create('2'), create('3'))).map(doneRecord) as [PartnerRecord, PartnerRecord, PartnerRecord];
				await partner.snapshot();
				world.delayVisibility(5 * MINUTE);
				await write(partner, create('4'), update(changed, { patch: { note: 'new' } }), { op: 'delete', key: 'delete', record: deleted });
				const seen = async () => [...(await partner.snapshot()).records.values()].map(({ fields, externalIds }) => [...externalIds, fields.note].join(' ')).sort();
				const expected = ['raynet:acme:person:1 ', 'raynet:acme:person:2 new', 'raynet:acme:person:4 '];
				expect(await seen()).toEqual(expected);
				world.advance(6 * MINUTE);
				expect(await seen()).toEqual(expected);
				world.hands.delete(kept.id);
				world.advance(11 * MINUTE);
				expect(await seen()).toEqual(expected.slice(1));
			});

			test('two records that a person merged are one with the entries and ids of both', async () => {
				const [keep, gone] = (await write(partner, create('1'), create('2'))).map(doneRecord) as [PartnerRecord, PartnerRecord];
				world.hands.merge(keep.id, gone.id);
				world.advance(11 * MINUTE);
				const { records } = await partner.snapshot();
				expect([...records.keys()]).toEqual([keep.id]);
				expect(plain(records.get(keep.id) as PartnerRecord)).toEqual(heldPlain(world, keep.id));
			});
		});

		basicsContract(() => world);
		changesContract(() => world);
		goneContract(() => world);

		describe('groups', () => {
			test.each(['before', 'after'] as const)('a group whose answer is lost (%s it was created) is there once', async (when) => {
				world.cutNext('createGroup', when);
				const group = await partner.createGroup('RAYNET CRM', 'flow entry');
				expect((await partner.groups()).filter(({ kind }) => kind === 'user')).toEqual([group]);
				expect(group.flowEntry).toBe('flow entry');
			});
		});

		describe.each([['one', 1], ['a batch', 20]] as const)('lost answers, %s', (_name, count) => {
			const ids = Array.from({ length: count }, (_none, index) => String(index));
			const contactIds = ids.map((id) => `raynet:acme:person:${id}`);
			const creates = ids.map((id) => create(id));
			const until = (results: readonly PartnerWriteResult[]): unknown[] => results.map((result) => (result.kind === 'unknown' ? result.until : result.kind));

			test('creates that were carried out are found and not repeated', async () => {
				await partner.snapshot();
				world.cutNext('create', 'after');
				const results = await write(partner, ...creates);
				expect(results.map(doneRecord).map(({ externalIds }) => externalIds)).toEqual(contactIds.map((id) => [id]));
				expect(world.held().size).toBe(count);
				expect((await partner.snapshot()).pendingCreates.size).toBe(0);
			});

			test('creates that were not carried out are pending for ten minutes and not sent meanwhile', async () => {
				await partner.snapshot();
				world.cutNext('create', 'before');
				const results = await write(partner, ...creates);
				expect(results.map(({ kind }) => kind)).toEqual(ids.map(() => 'unknown'));
				const { pendingCreates } = await partner.snapshot();
				expect(new Map(pendingCreates)).toEqual(new Map(contactIds.map((id, index) => [id, until(results)[index]])));
				expect(until(await write(partner, ...creates))).toEqual(until(results));
				expect(world.held().size).toBe(0);
				world.advance(10 * MINUTE);
				expect((await partner.snapshot()).pendingCreates.size).toBe(0);
				await write(partner, ...creates);
				expect(world.held().size).toBe(count);
			});

			test('creates that lists do not show yet are pending until they do', async () => {
				await partner.snapshot();
				world.delayVisibility(5 * MINUTE);
				world.cutNext('create', 'after');
				expect((await write(partner, ...creates)).map(({ kind }) => kind)).toEqual(ids.map(() => 'unknown'));
				expect((await partner.snapshot()).pendingCreates.size).toBe(count);
				world.advance(6 * MINUTE);
				const { pendingCreates, records } = await partner.snapshot();
				expect([pendingCreates.size, records.size]).toEqual([0, count]);
			});

			test.each(['before', 'after'] as const)('updates whose answer is lost (%s they were carried out) are done once', async (when) => {
				const records = (await write(partner, ...creates)).map(doneRecord);
				world.cutNext('update', when);
				const results = await write(partner, ...records.map((record, index) => update(record, { patch: { note: 'ours' }, entry: entry(ids[index] ?? '', 'after') })));
				expect(results.map(doneRecord).map(({ id, fields, entries }) => [id, fields.note, entries])).toEqual(records.map(({ id }) => [id, 'ours', [{ accountKey: 'raynet:acme', text: 'after' }]]));
				expect([...world.held().values()].map(({ fields }) => fields.note)).toEqual(records.map(() => 'ours'));
				expect((await partner.snapshot()).records).toEqual(new Map(results.map(doneRecord).map((record) => [record.id, record])));
			});

			test.each(['before', 'after'] as const)('deletes whose answer is lost (%s they were carried out) are done', async (when) => {
				const records = (await write(partner, ...creates)).map(doneRecord);
				world.cutNext('delete', when);
				const results = await write(partner, ...records.map((record): PartnerWrite => ({ op: 'delete', key: record.id, record })));
				expect(results).toEqual(records.map(({ id }) => ({ kind: 'done', key: id })));
				expect(world.held().size).toBe(0);
			});
		});

		test('in a full account creates fail and updates go on', async () => {
			const record = await created(partner, '31');
			world.fillUp();
			const results = await write(partner, create('32'), update(record, { patch: { note: 'ours' } }), create('33'));
			const byKey = new Map(results.map((result) => [result.key, result.kind === 'failed' ? [result.error.recovery, 'reason' in result.error && result.error.reason] : result.kind]));
			expect(byKey).toEqual(new Map<string, unknown>([['create 32', ['guard', 'accountFull']], [`update ${record.id}`, 'done'], ['create 33', ['guard', 'accountFull']]]));
			expect(heldPlain(world, record.id)?.fields.note).toBe('ours');
		});
	});
}
