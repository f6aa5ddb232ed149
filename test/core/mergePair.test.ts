import type { ContactFields } from '../../core/contact/contact';
import { answeredBases, mergePair, observedBases, type PairMerge } from '../../core/sync/mergePair';
import type { Bases } from '../../core/sync/pairEntry';
import type { FieldRule } from '../../core/sync/settings';
import { basesOf, emails, EVA, fieldRules, mergeRules, NORMAL } from '../support/contacts';

interface Merging {
	bases?: Bases;
	fields?: FieldRule[];
	rules?: Parameters<typeof mergeRules>[0];
	room?: { emails?: number };
}

function merge(crm: ContactFields, partner: ContactFields, { bases, fields = fieldRules('both'), rules = {}, room = {} }: Merging = {}): PairMerge {
	const slots = { emails: { partner: room.emails }, phones: {}, addresses: {}, websites: {} };
	return mergePair({ now: { crm, partner }, bases, fields, rules: mergeRules(rules), normal: NORMAL, room: slots });
}

const settled = (crm: ContactFields, partner = crm): Merging => ({ bases: basesOf(crm, partner) });

describe('patches', () => {
	test('hold what each side has to take over and nothing else', () => {
		const result = merge({ ...EVA, note: 'new' }, { ...EVA, birthday: '--05-01' }, settled(EVA));
		expect(result.patches).toEqual({ crm: { birthday: '--05-01' }, partner: { note: 'new' } });
		expect(result.changes).toEqual([
			{ field: 'birthday', side: 'crm', before: '', after: '--05-01' },
			{ field: 'note', side: 'partner', before: 'Met at the fair', after: 'new' },
		]);
	});

	test('are empty where only spelling differs', () => {
		const spelled: ContactFields = { ...EVA, firstName: ' Eva ', phones: [{ value: '777000111', type: 'Mobile' }], note: 'Met  at the fair\r\n' };
		expect(merge(EVA, spelled, settled(EVA))).toMatchObject({ patches: { crm: {}, partner: {} }, changes: [], conflicts: [] });
	});

	test('carry a name as a whole', () => {
		const result = merge({ ...EVA, lastName: 'Nová' }, { ...EVA, namePrefix: 'Ing.' }, { bases: basesOf(EVA, { ...EVA, namePrefix: 'Ing.' }) });
		expect(result.patches.partner).toEqual({ namePrefix: '', firstName: 'Eva', middleName: '', lastName: 'Nová', nameSuffix: '' });
	});

	test('carry company and title as one and keep a department that the CRM does not know', () => {
		const partner: ContactFields = { ...EVA, company: { ...EVA.company, department: 'Sales' } };
		expect(merge({ ...EVA, company: { name: 'Beta' } }, partner, settled(EVA)).patches.partner).toEqual({ company: { name: 'Beta', title: '', department: 'Sales' } });
		expect(merge({ ...EVA, company: { name: 'Beta', department: 'IT' } }, partner, settled(EVA)).patches.partner.company?.department).toBe('IT');
	});

	test('clear with empty values', () => {
		const bare: ContactFields = { firstName: 'Eva', lastName: 'Malá' };
		expect(merge(bare, EVA, settled(EVA)).patches.partner).toEqual({ company: { name: '', title: '' }, note: '', emails: [], phones: [] });
	});

	test('carry a note of 20,000 characters whole', () => {
		const note = 'ž'.repeat(20_000);
		expect(merge({ ...EVA, note }, EVA, settled(EVA)).patches.partner.note).toBe(note);
	});
});

describe('lists', () => {
	test("keep the target's own elements, spelling and order, and add at the end", () => {
		const partner = { emails: [{ value: 'OWN@a.test' }, { value: 'Eva@Acme.test', type: 'other' }] };
		const result = merge({ emails: emails('new@a.test', 'eva@acme.test') }, partner);
		expect(result.patches.partner.emails).toEqual([...partner.emails, { value: 'new@a.test' }]);
		expect(result.patches.crm.emails).toEqual([...emails('new@a.test', 'eva@acme.test'), { value: 'OWN@a.test' }]);
	});

	test('neither write nor remove malformed e-mail addresses', () => {
		const result = merge({ emails: emails('not an address', 'a@a.test') }, { emails: emails('nor this', 'b@a.test') }, settled({ emails: emails('b@a.test') }));
		expect(result.patches).toEqual({ partner: { emails: emails('nor this', 'a@a.test') }, crm: {} });
	});

	test('change a type without touching the spelling', () => {
		const base = { phones: [{ value: '+420 777 000 111', type: 'work' }, { value: '+420 777 000 222' }] };
		const crm = { phones: [{ value: '+420777000111', type: 'home' }, { value: '+420777000222' }] };
		expect(merge(crm, base, settled(base)).patches.partner.phones).toEqual([{ value: '+420 777 000 111', type: 'home' }, { value: '+420 777 000 222' }]);
	});

	test('take a type away', () => {
		const base = { websites: [{ value: 'acme.test', type: 'work' }] };
		expect(merge({ websites: [{ value: 'acme.test' }] }, base, settled(base)).patches.partner.websites).toEqual([{ value: 'acme.test' }]);
	});

	test('hold an address with every part that its system knows', () => {
		const home = { type: 'home', street: 'Nová 1', city: 'Praha', postalCode: '110 00', countryCode: 'CZ' };
		expect(merge({ addresses: [home] }, {}).patches.partner.addresses).toEqual([home]);
	});

	test('leave what finds no slot where it is', () => {
		const result = merge({ emails: emails('a@a.test', 'b@a.test') }, {}, { room: { emails: 1 } });
		expect(result.patches.partner.emails).toEqual(emails('a@a.test'));
		expect(merge({ emails: emails('a@a.test', 'b@a.test') }, { emails: emails('a@a.test') }, { bases: result.bases, room: { emails: 1 } }).changes).toEqual([]);
	});

	test('of 120 addresses are merged element by element', () => {
		const many = Array.from({ length: 120 }, (_, i) => `a${i}@acme.test`);
		const result = merge({ emails: emails(...many) }, { emails: emails(...many.slice(0, 119), 'own@acme.test') });
		expect(result.patches.partner.emails).toHaveLength(121);
	});
});

describe('conflicts', () => {
	const crm = { ...EVA, note: 'from the CRM' };
	const partner = { ...EVA, note: 'from the partner' };

	test('tell both values and the winner', () => {
		const result = merge(crm, partner, settled(EVA));
		expect(result.conflicts).toEqual([{ field: 'note', crm: 'from the CRM', partner: 'from the partner', winner: 'crm' }]);
		expect(result.patches).toEqual({ crm: {}, partner: { note: 'from the CRM' } });
	});

	test('that are reported touch nothing and are told again', () => {
		const result = merge(crm, partner, { ...settled(EVA), rules: { conflict: 'report' } });
		expect(result).toMatchObject({ patches: { crm: {}, partner: {} }, conflicts: [{ field: 'note', winner: 'neither' }] });
		expect(merge(crm, partner, { bases: result.bases, rules: { conflict: 'report' } }).conflicts).toEqual(result.conflicts);
	});

	test('whose winner may not travel are told once', () => {
		const oneWay = { fields: fieldRules('toPartner'), rules: { newer: 'partner' as const } };
		const result = merge(crm, partner, { ...settled(EVA), ...oneWay });
		expect(result).toMatchObject({ patches: { crm: {}, partner: {} }, conflicts: [{ field: 'note', winner: 'partner' }] });
		expect(merge(crm, partner, { bases: result.bases, ...oneWay }).conflicts).toEqual([]);
	});

	test('are decided field by field', () => {
		const result = merge({ ...crm, birthday: '2000-01-01' }, { ...partner, url: 'u' }, settled(EVA));
		expect(result.patches).toEqual({ crm: { url: 'u' }, partner: { note: 'from the CRM', birthday: '2000-01-01' } });
	});
});

describe('fields', () => {
	test('that are off are neither written nor settled', () => {
		const fields = fieldRules('both').map((rule) => (rule.field === 'note' ? { ...rule, direction: 'off' as const } : rule));
		const result = merge({ ...EVA, note: 'x' }, { ...EVA, note: 'y' }, { ...settled(EVA), fields });
		expect(result.changes).toEqual([]);
		expect(result.bases.scalars.get('note')).toEqual(basesOf(EVA).scalars.get('note'));
	});

	test('that the flow does not name are never touched', () => {
		const result = merge({ ...EVA, note: 'x', birthday: '2000-01-01' }, EVA, { ...settled(EVA), fields: fieldRules('both', 'mirror', ['note']) });
		expect(result.patches.partner).toEqual({ note: 'x' });
	});

	test('without a base meet for the first time, each on its own', () => {
		const bases = basesOf(EVA);
		bases.scalars.delete('note');
		bases.lists.delete('phones');
		const result = merge({ ...EVA, note: 'x', url: 'u' }, { ...EVA, note: 'y', phones: emails('+420777000222') }, { bases });
		expect(result.conflicts).toEqual([]);
		expect(result.patches.partner).toEqual({ url: 'u', phones: [...emails('+420777000222'), ...(EVA.phones ?? [])] });
	});
});

describe('what the partner answers', () => {
	const bases = basesOf(EVA);

	test('as it was sent, changes no base', () => {
		expect(answeredBases(bases, 'partner', EVA, EVA, NORMAL)).toEqual(bases);
	});

	test('shortened, is recorded as its own value', () => {
		const answered = { ...EVA, note: 'Met' };
		expect(answeredBases(bases, 'partner', EVA, answered, NORMAL)).toEqual(basesOf(EVA, answered));
	});

	test('with a list element reformatted, is recorded by element', () => {
		const answered = { ...EVA, emails: emails('eva@acme.example') };
		expect(answeredBases(bases, 'partner', EVA, answered, NORMAL)).toEqual(basesOf(EVA, answered));
	});

	test('with another type, is recorded', () => {
		const answered = { ...EVA, phones: [{ value: '+420777000111', type: 'other' }] };
		expect(answeredBases(bases, 'partner', EVA, answered, NORMAL)).toEqual(basesOf(EVA, answered));
	});

	test('as sent, keeps a conflict open that is only reported', () => {
		const open = basesOf(EVA);
		expect(answeredBases(open, 'partner', { ...EVA, note: 'edited there' }, { ...EVA, note: 'edited there' }, NORMAL)).toEqual(open);
	});

	test('of a list that was cut is known as a whole', () => {
		const cut: Bases = { scalars: new Map(), lists: new Map([['emails', { kind: 'whole', crm: 'AAAAA', partner: 'AAAAA' }]]) };
		const observed = observedBases(cut, 'partner', EVA, NORMAL).lists.get('emails');
		expect(observed).toMatchObject({ kind: 'whole', crm: 'AAAAA' });
		expect(observed).not.toMatchObject({ partner: 'AAAAA' });
	});
});
