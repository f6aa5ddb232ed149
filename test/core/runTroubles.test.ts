import type { MemoryCall } from '../../connectors/memory/partner';
import type { ContactFields } from '../../core/contact/contact';
import { GuardError, RetriableError } from '../../core/errors';
import type { PartnerRecord, PartnerSide, PartnerWrite } from '../../core/ports/partner';
import { EVA, item, person, valuesOf } from '../support/contacts';
import { runner, short, type Runner } from './runKit';

const eva = person('31');
const people = (count: number, fields = {}) => Array.from({ length: count }, (_, i) => item(person(String(i + 1), { lastName: `N${i + 1}`, ...fields })));

/** The partner, with something happening right before each request of writes: the n-th call for the n-th request. */
function disturbed({ partner }: Runner, before: ReadonlyArray<((writes: readonly PartnerWrite[]) => void) | undefined>): PartnerSide {
	const coming = [...before];
	return {
		...partner,
		write(writes) {
			if (writes.length > 0) coming.shift()?.(writes);
			return partner.write(writes);
		},
	};
}

describe('someone writes the record meanwhile', () => {
	test('read, merged and written again: both edits are there', async () => {
		const kit = runner();
		await kit.does([item(eva)]);
		kit.calls();
		const partner = disturbed(kit, [() => kit.partner.hands.edit(kit.only().id, { birthday: '2000-01-01' })]);
		expect(await kit.does([item({ ...eva, note: 'new' })], { partner })).toEqual(['update changed']);
		expect(kit.only().fields).toEqual({ ...valuesOf(eva), note: 'new', birthday: '2000-01-01' });
		expect(kit.calls()).toEqual(['snapshot 1', 'update 1', 'update 1']);
		expect(await kit.does([item({ ...eva, note: 'new' })])).toEqual(['unchanged equal']);
	});

	test('at most three times, then it is left to the next run', async () => {
		const kit = runner();
		await kit.does([item(eva)]);
		kit.calls();
		let edits = 0;
		const edit = () => kit.partner.hands.edit(kit.only().id, { birthday: `200${edits++}-01-01` });
		const report = await kit.run([item({ ...eva, note: 'new' })], { partner: disturbed(kit, [edit, edit, edit]) });
		expect(report.results[0]).toMatchObject({ action: 'failed', reason: 'keptChanging', error: { recovery: 'conflict' } });
		expect(report.summary.counts).toMatchObject({ failed: 1, update: 0 });
		expect(report.summary.stopped).toBeUndefined();
		expect(kit.calls()).toEqual(['snapshot 1', 'update 1', 'update 1', 'update 1']);
		expect(await kit.does([item({ ...eva, note: 'new' })])).toEqual(['update changed']);
	});

	test('the third try may succeed', async () => {
		const kit = runner();
		await kit.does([item(eva)]);
		const edit = (writes: readonly PartnerWrite[]) => kit.partner.hands.edit(kit.only().id, { birthday: `200${writes.length}-01-01` });
		expect(await kit.does([item({ ...eva, note: 'new' })], { partner: disturbed(kit, [edit, edit]) })).toEqual(['update changed']);
	});

	test('and deletes it: the contact is created again', async () => {
		const kit = runner();
		await kit.does([item(eva)]);
		const partner = disturbed(kit, [() => kit.partner.hands.delete(kit.only().id)]);
		expect(await kit.does([item({ ...eva, note: 'new' })], { partner })).toEqual(['create new']);
		expect(kit.only().fields).toEqual({ ...valuesOf(eva), note: 'new' });
	});

	test('and takes our entry off it while another record carries one: that one stays the pair', async () => {
		const kit = runner();
		await kit.does([item(eva)]);
		const { id, entries } = kit.only();
		const double = kit.partner.hands.create(valuesOf(eva), kit.only().groups);
		const entryFor = (text: string | null) => ({ account: eva, contactId: eva.id, text });
		const tool = async (recordId: string, text: string | null) => {
			const found = kit.partner.hands.records().get(recordId) as PartnerRecord;
			for await (const results of kit.partner.connect().write([{ op: 'update', key: 'x', record: found, patch: {}, entry: entryFor(text) }])) expect(results).toHaveLength(1);
		};
		await tool(double, entries[0]?.text ?? '');
		const partner: PartnerSide = {
			...kit.partner,
			async *write(writes) {
				if (kit.partner.hands.records().get(id)?.entries.length) await tool(id, null);
				yield* kit.partner.write(writes);
			},
		};
		expect(await kit.does([item({ ...eva, note: 'new' })], { partner })).toEqual(['update changed']);
		expect([...kit.partner.hands.records().values()].map((one) => [one.id, one.externalIds, one.fields.note])).toEqual([
			[id, [], EVA.note],
			[double, [eva.id], 'new'],
		]);
	});

	test('and takes it out of the label: it stays out', async () => {
		const kit = runner();
		const { groupId = '' } = await kit.run([item(eva)]);
		const partner = disturbed(kit, [() => kit.partner.hands.unlabel(kit.only().id, groupId)]);
		expect(await kit.does([item({ ...eva, note: 'new' })], { partner })).toEqual(['skip removedByPerson']);
		expect(kit.only().fields.note).toBe(EVA.note);
	});

	test('and makes the same edit: nothing is left to write but the entry', async () => {
		const kit = runner();
		await kit.does([item(eva)]);
		const partner = disturbed(kit, [() => kit.partner.hands.edit(kit.only().id, { note: 'new' })]);
		expect(await kit.does([item({ ...eva, note: 'new' })], { partner })).toEqual(['update entryRenewed']);
	});

	test('and another run of the same flow did all of it: nothing is written twice, both tell what was overwritten', async () => {
		const kit = runner();
		await kit.does([item(eva)]);
		const changed = item({ ...eva, note: 'new' });
		let second: Promise<string[]> | undefined;
		const partner: PartnerSide = {
			...kit.partner,
			async *write(writes) {
				if (!second) await (second = kit.does([changed]));
				yield* kit.partner.write(writes);
			},
		};
		kit.calls();
		const told = (await kit.run([changed], { partner })).results.map(({ changes }) => changes);
		expect(told).toEqual([[{ field: 'note', side: 'partner', before: EVA.note, after: 'new' }]]);
		expect(await second).toEqual(['update changed']);
		expect(kit.calls()).toEqual(['snapshot 1', 'snapshot 1', 'update 1', 'update 1']);
		expect(await kit.does([changed])).toEqual(['unchanged equal']);
		expect(kit.calls()).toEqual(['snapshot 1']);
	});

	test('does not touch the others of the batch', async () => {
		const kit = runner();
		await kit.does(people(3));
		const [first] = kit.partner.hands.records().keys();
		const partner = disturbed(kit, [() => kit.partner.hands.edit(first ?? '', { note: 'own' })]);
		const report = await kit.run(people(3, { birthday: '2000-01-01' }), { partner });
		expect(report.results.map(short)).toEqual(Array(3).fill('update changed'));
		expect([...kit.partner.hands.records().values()].map(({ fields }) => [fields.birthday, fields.note])).toEqual([
			['2000-01-01', 'own'],
			['2000-01-01', undefined],
			['2000-01-01', undefined],
		]);
	});
});

describe('a partner that answers other values than it was sent', () => {
	const reshape = (fields: ContactFields): ContactFields => ({
		...fields,
		...(fields.note ? { note: fields.note.slice(0, 5) } : {}),
		...(fields.emails ? { emails: fields.emails.map(({ value, type }) => ({ value: value.replace('acme.test', 'acme.example'), ...(type ? { type: 'other' } : {}) })) } : {}),
		...(fields.firstName ? { firstName: fields.firstName.toUpperCase() } : {}),
		language: 'filled in',
	});

	test('is settled within the run: the second one writes nothing', async () => {
		const { does, calls, only } = runner({ reshape });
		await does([item(eva)]);
		expect(calls()).toEqual(['snapshot 0', 'createGroup 0', 'create 1', 'update 1']);
		expect(only().fields).toMatchObject({ firstName: 'EVA', note: 'Met a', emails: [{ value: 'eva@acme.example', type: 'other' }] });
		expect(await does([item(eva)])).toEqual(['unchanged equal']);
		expect(calls()).toEqual(['snapshot 1']);
	});

	test('gets later changes of the CRM, reshaped as well', async () => {
		const { does, only } = runner({ reshape });
		await does([item(eva)]);
		expect(await does([item({ ...eva, note: 'another one' })])).toEqual(['update changed']);
		expect(only().fields).toMatchObject({ note: 'anoth', emails: [{ value: 'eva@acme.example', type: 'other' }] });
		expect(await does([item({ ...eva, note: 'another one' })])).toEqual(['unchanged equal']);
	});

	test('does not get its own shape enforced for ever', async () => {
		const { does, calls } = runner({ reshape }, { oneWayEdits: 'enforce' });
		await does([item(eva)]);
		calls();
		expect(await does([item(eva)])).toEqual(['unchanged equal']);
		expect(calls()).toEqual(['snapshot 1']);
	});

	test('and a person’s edit on top of that is still told from it', async () => {
		const { does, only, partner } = runner({ reshape }, { leaving: 'delete' });
		await does([item(eva)]);
		partner.hands.edit(only().id, { note: 'own' });
		expect(await does([item(eva, 'deleted')])).toEqual(['leave deletedInCrm']);
	});

	test('a conflict that is only reported stays open beside it', async () => {
		const { does, only, partner } = runner({ reshape }, { conflict: 'report' });
		await does([item(eva)]);
		partner.hands.edit(only().id, { birthday: '1990-01-01' });
		const changed = { ...eva, birthday: '2000-01-01', note: 'changed at once' };
		expect(await does([item(changed)])).toEqual(['update changed']);
		expect(await does([item(changed)])).toEqual(['conflict bothChanged']);
		expect(only().fields).toMatchObject({ birthday: '1990-01-01', note: 'chang' });
	});

	test('whose correction fails is corrected by the next run', async () => {
		let updates = 0;
		const fate = ({ op }: MemoryCall) => (op === 'update' && updates++ < 3 ? 'cutBefore' : 'goesThrough');
		const { does } = runner({ reshape, fate });
		expect(await does([item(eva)])).toEqual(['create new']);
		expect(await does([item(eva)])).toEqual(['update entryRenewed']);
		expect(await does([item(eva)])).toEqual(['unchanged equal']);
	});
});

describe('a run that is stopped in the middle', () => {
	const quota = new GuardError('dayQuota', 'The daily quota is used up. The next run goes on.');

	/** Stops at the n-th request of writes. */
	function stopping(at: number, error = quota as GuardError | RetriableError): Runner {
		let writes = 0;
		return runner({ batchSize: 2, fate: ({ op }) => (['create', 'update'].includes(op) && ++writes === at ? error : 'goesThrough') });
	}

	test('reports what is done, what is not, and why', async () => {
		const report = await stopping(2).run(people(5));
		expect(report.results.map(short)).toEqual(['create new', 'create new', 'failed stopped', 'failed stopped', 'failed stopped']);
		expect(report.results[3]?.error).toBe(quota);
		expect(report.summary).toEqual({
			counts: { create: 2, update: 0, unchanged: 0, leave: 0, delete: 0, conflict: 0, skip: 0, failed: 3 },
			pairs: 0,
			stopped: { reason: 'dayQuota', message: quota.message },
		});
	});

	test('names other errors by what to do next', async () => {
		const report = await stopping(1, new RetriableError('Try again later.')).run([...people(2), item(person('9', { note: 'x' }))]);
		expect(report.results.map(short)).toEqual(['failed stopped', 'failed stopped', 'skip nothingToIdentify']);
		expect(report.summary.stopped).toEqual({ reason: 'retriable', message: 'Try again later.' });
	});

	test('is taken up by the next run, which repeats nothing', async () => {
		const kit = stopping(2);
		await kit.run(people(5));
		kit.calls();
		expect(await kit.does(people(5))).toEqual(['unchanged equal', 'unchanged equal', 'create new', 'create new', 'create new']);
		expect(kit.calls()).toEqual(['snapshot 2', 'create 2', 'create 1']);
	});

	test('by cancelling says so', async () => {
		const kit = runner();
		kit.fake.cancel();
		expect((await kit.run(people(2))).summary.stopped?.reason).toBe('cancelled');
	});

	test('by a fault of ours is not hidden', async () => {
		const kit = runner();
		const partner = { ...kit.partner, write: () => { throw new TypeError('a bug'); } };
		await expect(kit.run(people(1), { partner })).rejects.toThrow(new TypeError('a bug'));
	});

	test('while correcting entries still reports every contact', async () => {
		const kit = runner({ reshape: (fields) => ({ ...fields, lastName: 'X' }), fate: ({ op }) => (op === 'update' ? quota : 'goesThrough') });
		const report = await kit.run(people(2));
		expect(report.results.map(short)).toEqual(['create new', 'create new']);
		expect(report.summary.stopped?.reason).toBe('dayQuota');
	});
});

describe('a lost answer', () => {
	test('of a create that was carried out: found, not repeated', async () => {
		let lost = 0;
		const { does, partner } = runner({ fate: ({ op }) => (op === 'create' && lost++ === 0 ? 'cutAfter' : 'goesThrough') });
		expect(await does(people(2))).toEqual(['create new', 'create new']);
		expect(partner.hands.records().size).toBe(2);
		expect(await does(people(2))).toEqual(['unchanged equal', 'unchanged equal']);
	});

	test('of a create that lists do not show yet: told, and not repeated before it would show', async () => {
		let lost = 0;
		const { does, partner, fake, only } = runner({ fate: ({ op }) => (op === 'create' && lost++ === 0 ? 'cutAfter' : 'goesThrough') });
		partner.hands.setVisibilityDelay(5 * 60_000);
		expect(await does([item(eva)])).toEqual(['skip outcomeUnknown']);
		expect(await does([item(eva)])).toEqual(['skip outcomeUnknown']);
		fake.advance(10 * 60_000);
		expect(await does([item(eva)])).toEqual(['unchanged equal']);
		expect(only().fields).toEqual(valuesOf(eva));
	});

	test('of a create that was not carried out: created when it cannot show any more', async () => {
		let lost = 0;
		const { does, fake, partner } = runner({ fate: ({ op }) => (op === 'create' && lost++ === 0 ? 'cutBefore' : 'goesThrough') });
		expect(await does([item(eva)])).toEqual(['skip outcomeUnknown']);
		fake.advance(11 * 60_000);
		expect(await does([item(eva)])).toEqual(['create new']);
		expect(partner.hands.records().size).toBe(1);
	});

	test.each(['cutBefore', 'cutAfter'] as const)('of an update (%s): written once', async (cut) => {
		let updates = 0;
		const { does, only } = runner({ fate: ({ op }) => (op === 'update' && updates++ === 0 ? cut : 'goesThrough') });
		await does([item(eva)]);
		expect(await does([item({ ...eva, note: 'new' })])).toEqual(['update changed']);
		expect(only().fields.note).toBe('new');
		expect(await does([item({ ...eva, note: 'new' })])).toEqual(['unchanged equal']);
	});
});

describe('a write that landed although it is said to conflict', () => {
	/** The first update is carried out, and answered as if somebody else had been there. */
	function doubting(kit: Runner, after: () => void = () => undefined): PartnerSide {
		let first = true;
		return {
			...kit.partner,
			async *write(writes) {
				for await (const results of kit.partner.write(writes)) {
					const doubted = first && writes[0]?.op === 'update';
					if (doubted) after();
					yield results.map((result) => (doubted && result.kind === 'done' ? { kind: 'conflict' as const, key: result.key, current: kit.only() } : result));
					if (doubted) first = false;
				}
			},
		};
	}

	test('still tells what it overwrote', async () => {
		const kit = runner({}, { oneWayEdits: 'enforce' });
		await kit.does([item(eva)]);
		kit.partner.hands.edit(kit.only().id, { note: 'own' });
		const report = await kit.run([item(eva)], { partner: doubting(kit) });
		expect(report.results[0]).toMatchObject({ action: 'update', reason: 'changed', changes: [{ field: 'note', before: 'own', after: EVA.note }] });
	});

	test('tells both, what it overwrote and what the next try found', async () => {
		const kit = runner({}, { oneWayEdits: 'enforce' });
		await kit.does([item(eva)]);
		kit.partner.hands.edit(kit.only().id, { note: 'own' });
		const partner = doubting(kit, () => kit.partner.hands.edit(kit.only().id, { note: 'again' }));
		const report = await kit.run([item(eva)], { partner });
		expect(report.results[0]?.changes.map(({ before }) => before)).toEqual(['own', 'again']);
		expect(kit.only().fields.note).toBe(EVA.note);
	});
});
