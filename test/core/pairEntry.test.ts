import fc from 'fast-check';
import { entryKey } from '../../core/ports/partner';
import { FIELDS, isListField, LIST_FIELDS, SCALAR_FIELDS } from '../../core/sync/fields';
import { decodeEntry, encodeEntry, ENTRY_BUDGET_BYTES, sameMeaning, type Bases, type ListBase, type PairEntry } from '../../core/sync/pairEntry';
import { ACCOUNT, basesOf, emails, entryOf, person } from '../support/contacts';
import { seededContacts } from '../support/seeded';

const KEY = entryKey(ACCOUNT);
/** Room for everything, so that nothing is cut. */
const NO_KEY = -10_000;

const bytes = (text: string): number => Buffer.byteLength(KEY) + Buffer.byteLength(text);

const ALPHABET = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'];
const hash = (length: number) => fc.array(fc.constantFrom(...ALPHABET), { minLength: length, maxLength: length }).map((letters) => letters.join(''));
const maybeEmpty = fc.oneof({ weight: 3, arbitrary: hash(5) }, { weight: 1, arbitrary: fc.constant('') });
const type = fc.oneof(fc.constant('.'), hash(1));

const elements = fc
	.record({
		common: fc.array(fc.tuple(hash(4), type, type), { maxLength: 4 }),
		crmOnly: fc.array(hash(4), { maxLength: 3 }),
		partnerOnly: fc.array(hash(4), { maxLength: 3 }),
	})
	.map(({ common, crmOnly, partnerOnly }): ListBase => ({
		kind: 'elements',
		common: new Map(common.map(([key, crmType, partnerType]) => [key, { crmType, partnerType }])),
		crmOnly: new Set(crmOnly),
		partnerOnly: new Set(partnerOnly),
	}));
const whole = fc.record({ kind: fc.constant('whole' as const), crm: maybeEmpty, partner: maybeEmpty });
const listBase: fc.Arbitrary<ListBase> = fc.oneof({ weight: 4, arbitrary: elements }, { weight: 1, arbitrary: whole });

const bases: fc.Arbitrary<Bases> = fc.tuple(fc.subarray([...FIELDS]), fc.infiniteStream(fc.tuple(fc.record({ crm: maybeEmpty, partner: maybeEmpty }), fc.boolean())), fc.infiniteStream(listBase)).map(
	([fields, scalars, lists]) => {
		const made: Bases = { scalars: new Map(), lists: new Map() };
		for (const field of fields) {
			if (isListField(field)) made.lists.set(field, lists.next().value as ListBase);
			else {
				const [base, equal] = scalars.next().value as [{ crm: string; partner: string }, boolean];
				made.scalars.set(field, equal ? { crm: base.crm, partner: base.crm } : base);
			}
		}
		return made;
	},
);

const ref = fc.record({
	recordType: fc.constantFrom('person' as const, 'company' as const),
	recordId: fc.oneof(fc.integer({ min: 1, max: 99_999_999 }).map(String), fc.uuid(), fc.string({ minLength: 1, unit: 'grapheme' })),
});
const stamp = fc.option(fc.integer({ min: 0, max: 2_000_000_000 }).map((seconds) => seconds * 1000), { nil: undefined });

const entry: fc.Arbitrary<PairEntry> = fc.record({
	record: ref,
	merged: fc.array(ref, { maxLength: 2 }),
	memberships: fc.array(fc.tuple(hash(3), fc.constantFrom('both' as const, 'crm' as const, 'partner' as const)), { maxLength: 3 }).map((pairs) => new Map(pairs)),
	stamps: fc.record({ crm: stamp, partner: stamp }),
	bases,
});

describe('the text of a pair entry', () => {
	test('is this, and stays so: records carry it for years', () => {
		const contact = person('31', { firstName: 'Eva', lastName: 'Malá', emails: [{ value: 'eva@acme.test', type: 'work' }], phones: emails('+420777000111') });
		const held = { ...contact, phones: emails('+420777000222'), note: 'own' };
		const one: PairEntry = { ...entryOf(contact, { partner: held, groupId: 'label', merged: [{ recordType: 'company', recordId: 'ü 7' }] }), stamps: { crm: 1_767_225_600_000 } };

		expect(encodeEntry(one, KEY.length)).toBe('1p31+c%C3%BC%207;bs9y;t85s00.;nsliAD;t.oMyc9;eJZj_tt;p,9Wr_,3lCJ;_cbuaw');
	});

	test('packs UUIDs, and still reads those of before', () => {
		const recordId = 'd1f7a0b2-5c4e-4f3a-9b8d-0123456789ab';
		const one = { ...entryOf(person(recordId, {})), merged: [{ recordType: 'company' as const, recordId }] };
		const text = encodeEntry(one, KEY.length);
		expect(text.split(';')[0]).toBe('1P0fegslxOTzqbjQEjRWeJqw+C0fegslxOTzqbjQEjRWeJqw');
		expect(decodeEntry(text)).toEqual(decodeEntry(text.replace(/^1[^;]*/, `1p${recordId}+c${recordId}`)));
		expect(decodeEntry(text)?.merged).toEqual(one.merged);
		expect(decodeEntry('1P0feg;;.')).toBeUndefined();
	});

	test('comes back as it was written', () => {
		fc.assert(
			fc.property(entry, (one) => {
				expect(decodeEntry(encodeEntry(one, NO_KEY))).toEqual(one);
			}),
			{ numRuns: 2_000 },
		);
	});

	test('means the same to the next run although lists are cut and stamps differ', () => {
		fc.assert(
			fc.property(entry, stamp, (one, later) => {
				const read = decodeEntry(encodeEntry(one, KEY.length));
				expect(sameMeaning({ ...one, stamps: { crm: later } }, read, KEY.length)).toBe(true);
				expect(sameMeaning(one, undefined, KEY.length)).toBe(false);
			}),
			{ numRuns: 2_000 },
		);
	});

	test('is plain ASCII, so that its length is its bytes', () => {
		fc.assert(fc.property(entry, (one) => expect(encodeEntry(one, KEY.length)).toMatch(/^[!-~]*$/)));
	});

	test('does not depend on the order in which fields, elements or labels were found', () => {
		const backwards = <K, V>(map: ReadonlyMap<K, V>): Map<K, V> => new Map([...map].reverse());
		fc.assert(
			fc.property(entry, (one) => {
				const other = { ...one, memberships: backwards(one.memberships), bases: { scalars: backwards(one.bases.scalars), lists: backwards(one.bases.lists) } };
				expect(encodeEntry(other, KEY.length)).toBe(encodeEntry(one, KEY.length));
			}),
			{ numRuns: 1_000 },
		);
	});

	test.each([
		['nothing', ''],
		['another text', 'hello'],
		['another format', '2p31;bLIY;.;nzwZj6'],
		['no record', '1;bLIY;.'],
		['a record of an unknown kind', '1x31;bLIY;.'],
		['a record without id', '1p;bLIY;.'],
		['a broken id', '1p%zz;bLIY;.'],
		['an unknown membership', '1p31;zLIY;.'],
		['half a membership', '1p31;bLI;.'],
		['no stamps', '1p31;bLIY'],
	])('of %s is not ours: the pair counts as a first meeting', (_, text) => {
		expect(decodeEntry(text)).toBeUndefined();
	});

	test('keeps fields that a person mapped under four letters each, empty ones too', () => {
		const scalars: Bases['scalars'] = new Map([['mapped:ab_1', { crm: 'AAAAA', partner: 'BBBBB' }], ['mapped:cd-2', { crm: '', partner: '' }], ['name', { crm: 'NNNNN', partner: 'NNNNN' }]]);
		const entry: PairEntry = { record: { recordType: 'person', recordId: '31' }, merged: [], memberships: new Map(), stamps: {}, bases: { scalars, lists: new Map() } };
		const text = encodeEntry(entry, 0);
		expect(text).toBe('1p31;;.;nNNNNN;xab_1AAAAA.BBBBB;xcd-2');
		expect(decodeEntry(text)?.bases.scalars).toEqual(scalars);
	});

	test('with a field that this version does not know is read without it', () => {
		expect(decodeEntry('1p31;;.;zABCDE;nzwZj6;_qb')?.bases).toEqual({
			scalars: new Map([['name', { crm: 'zwZj6', partner: 'zwZj6' }], ['birthday', { crm: '', partner: '' }]]),
			lists: new Map(),
		});
	});
});

describe('the size of a pair entry', () => {
	test(`is at most ${ENTRY_BUDGET_BYTES} bytes with its key for the people and companies of the demo`, () => {
		const sizes = seededContacts(500, 120).map((contact) => bytes(encodeEntry({ ...entryOf(contact), stamps: { crm: 1.77e12, partner: 1.77e12 } }, KEY.length)));
		const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
		process.stdout.write(`pair entries of the demo, with key: mean ${mean.toFixed(1)}, largest ${Math.max(...sizes)} of ${ENTRY_BUDGET_BYTES} bytes\n`);
		expect(Math.max(...sizes)).toBeLessThanOrEqual(ENTRY_BUDGET_BYTES);
		expect(mean).toBeLessThan(130);
	});

	test('holds when every field differs and every list is long: long lists are cut, the longest first', () => {
		const many = (count: number, mark: string) => Array.from({ length: count }, (_, i) => ({ value: `${mark}${i}@acme.test` }));
		const crm = { firstName: 'Eva', note: 'a', birthday: '2000-01-01', url: 'u', company: { name: 'A' }, emails: many(120, 'a'), phones: emails('+420777000111') };
		const partner = { firstName: 'Iva', note: 'b', birthday: '2000-01-02', url: 'v', company: { name: 'B' }, emails: many(120, 'b'), phones: emails('+420777000111') };
		const text = encodeEntry(entryOf(person('31', {}), { crm, partner }), KEY.length);
		const read = decodeEntry(text);

		expect(bytes(text)).toBeLessThanOrEqual(ENTRY_BUDGET_BYTES);
		expect([...(read?.bases.lists ?? [])].map(([field, base]) => [field, base.kind])).toEqual([['emails', 'whole'], ['phones', 'elements'], ['addresses', 'elements'], ['websites', 'elements']]);
	});

	test('lists of one size are cut in one order, whatever order the fields were planned in', () => {
		const lists = { emails: Array.from({ length: 14 }, (_, i) => ({ value: `a${i}@acme.test` })), websites: Array.from({ length: 14 }, (_, i) => ({ value: `w${i}.test` })) };
		const one = entryOf(person('31', {}), { crm: lists });
		const turned = { ...one, bases: { ...one.bases, lists: new Map([...one.bases.lists].reverse()) } };
		const text = encodeEntry(one, KEY.length);

		expect([...text.matchAll(/\*/g)]).toHaveLength(1);
		expect(encodeEntry(turned, KEY.length)).toBe(text);
		expect(sameMeaning(turned, decodeEntry(text), KEY.length)).toBe(true);
	});

	test('is the same for equal sides as for one: one hash a scalar, six letters an element', () => {
		const lengthOf = (fields: object) => encodeEntry({ ...entryOf(person('31', {}), { membership: 'dormant' }), bases: basesOf(fields) }, KEY.length).length;
		const empty = lengthOf({});
		// Its letter moves from the list of empty fields to a part of its own, which needs a semicolon.
		expect(lengthOf({ note: 'x' }) - empty).toBe(5 + 1);
		expect(lengthOf({ emails: emails('a@acme.test') }) - empty).toBe(6 + 1);
		expect(SCALAR_FIELDS.length + LIST_FIELDS.length).toBe(FIELDS.length);
	});
});
