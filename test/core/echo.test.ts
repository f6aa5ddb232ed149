import type { ContactFields } from '../../core/contact/contact';
import type { PartnerRecord } from '../../core/ports/partner';
import { entriesOf, isSettled, pairedIds, partnerDifference, presenceIn, type PartnerDifference } from '../../core/sync/echo';
import { encodeEntry, type PairEntry } from '../../core/sync/pairEntry';
import { ACCOUNT, emails, entryOf, EVA, GROUP, NORMAL, OTHER_ACCOUNT, paired, person, record, stored, valuesOf, VISIBLE, type Settled } from '../support/contacts';

const eva = person('31');

/** How a record with these values stands to what was settled, by the entry as it is stored. */
function difference(fields: ContactFields, settled: Settled = {}, changes: Partial<PartnerRecord> = {}): PartnerDifference {
	const one = paired('r1', eva, settled, { fields, ...changes });
	return partnerDifference(one, storedEntry(one), GROUP.id, NORMAL);
}

function storedEntry(one: PartnerRecord): PairEntry {
	const [entry] = entriesOf(one, 'raynet:acme');
	if (!entry) throw new Error('no entry');
	return entry;
}

const fieldsOf = (fields: ContactFields, settled: Settled = {}, changes: Partial<PartnerRecord> = {}): readonly string[] => difference(fields, settled, changes).fields;

describe('an echo is stopped by the base', () => {
	test('a record as our last write left it differs in nothing', () => {
		expect(difference(EVA)).toEqual({ fields: [], membership: 'same' });
		expect(isSettled(difference(EVA))).toBe(true);
	});

	test('nor does one that is settled as different from the CRM', () => {
		expect(difference({ ...EVA, note: 'Own note' }, { crm: EVA, partner: { ...EVA, note: 'Own note' } })).toEqual({ fields: [], membership: 'same' });
	});

	test('other spellings of a value, another order and other authors do not count', () => {
		const spelled = { ...EVA, firstName: ' Eva ', emails: [{ value: 'EVA@ACME.test', type: 'Work' }], phones: [{ value: '777 000 111', type: 'mobile' }] };
		expect(fieldsOf(spelled)).toEqual([]);
		expect(fieldsOf({ ...EVA, emails: emails('b@acme.test', 'a@acme.test') }, { crm: { ...EVA, emails: emails('a@acme.test', 'b@acme.test') } })).toEqual([]);
	});

	test.each<[string, ContactFields, string[]]>([
		['an edited name', { ...EVA, lastName: 'Velká' }, ['name']],
		['a cleared note', { ...EVA, note: undefined }, ['note']],
		['a birthday where there was none', { ...EVA, birthday: '1980-02-29' }, ['birthday']],
		['another title', { ...EVA, company: { name: 'Acme', title: 'CEO' } }, ['company']],
		['one more e-mail', { ...EVA, emails: [...(EVA.emails ?? []), { value: 'b@acme.test' }] }, ['emails']],
		['an e-mail less', { ...EVA, emails: [] }, ['emails']],
		['another type of the phone', { ...EVA, phones: [{ value: '+420 777 000 111', type: 'home' }] }, ['phones']],
		['two fields', { ...EVA, note: 'x', websites: [{ value: 'https://eva.test' }] }, ['note', 'websites']],
	])('%s does', (_name, fields, expected) => {
		expect(fieldsOf(fields)).toEqual(expected);
	});

	test('back at what the CRM holds differs, too, where the partner held another value', () => {
		expect(fieldsOf(EVA, { crm: EVA, partner: { ...EVA, note: 'Own note', emails: emails('own@acme.test') } })).toEqual(['note', 'emails']);
	});

	test('elements that only one side had are told apart', () => {
		const settled: Settled = { crm: { ...EVA, emails: emails('both@a.test', 'crm@a.test') }, partner: { ...EVA, emails: emails('both@a.test', 'own@a.test') } };
		expect(fieldsOf({ ...EVA, emails: emails('both@a.test', 'own@a.test') }, settled)).toEqual([]);
		expect(fieldsOf({ ...EVA, emails: emails('both@a.test', 'crm@a.test') }, settled)).toEqual(['emails']);
		expect(fieldsOf({ ...EVA, emails: emails('both@a.test') }, settled)).toEqual(['emails']);
	});

	test('a field without a base is not synced and does not count', () => {
		const entry = entryOf(eva);
		entry.bases.scalars.delete('birthday');
		entry.bases.lists.delete('websites');
		const one = record('r1', { ...EVA, birthday: '1980-02-29', websites: [{ value: 'https://eva.test' }] }, { groups: [GROUP.id] });
		expect(partnerDifference(one, entry, GROUP.id, NORMAL).fields).toEqual([]);
	});
});

describe('long lists', () => {
	const many = emails(...Array.from({ length: 40 }, (_none, n) => `e${n}@acme.test`));

	test('are compared by one hash', () => {
		const settled: Settled = { crm: { ...EVA, emails: many } };
		const [base] = [storedEntry(paired('r1', eva, settled)).bases.lists.get('emails')];
		expect(base?.kind).toBe('whole');
		expect([fieldsOf({ ...EVA, emails: [...many].reverse() }, settled), fieldsOf({ ...EVA, emails: many.slice(1) }, settled)]).toEqual([[], ['emails']]);
	});

	test('that the reading cut short miss nothing, but an unknown element shows', () => {
		const settled: Settled = { crm: { ...EVA, emails: many.slice(0, 5) } };
		const cut = { truncated: true };
		expect(fieldsOf({ ...EVA, emails: many.slice(0, 3) }, settled, cut)).toEqual([]);
		expect(fieldsOf({ ...EVA, emails: many.slice(4, 6) }, settled, cut)).toEqual(['emails']);
		expect(fieldsOf({ ...EVA, emails: many.slice(0, 30) }, { crm: { ...EVA, emails: many } }, cut)).toEqual([]);
	});
});

describe('membership', () => {
	const inside = { groups: [GROUP.id] };
	const outside = { groups: [VISIBLE.id] };

	test.each<[Settled['membership'], Partial<PartnerRecord>, PartnerDifference['membership']]>([
		['both', inside, 'same'],
		['both', outside, 'left'],
		['partner', inside, 'same'],
		['partner', outside, 'left'],
		['crm', inside, 'entered'],
		['crm', outside, 'same'],
		['dormant', inside, 'entered'],
		['dormant', outside, 'same'],
	])('settled as %s and now in %o: %s', (membership, changes, expected) => {
		expect(difference(EVA, { membership }, changes)).toEqual({ fields: [], membership: expected });
	});

	test('of another group of the same account does not count', () => {
		expect(difference(EVA, { membership: 'both', groupId: 'other' }, inside).membership).toBe('entered');
		expect([presenceIn(GROUP.id, record('r1', {}, inside)), presenceIn(GROUP.id, record('r1', {}, outside))]).toEqual(['in', 'out']);
	});
});

describe('what a record carries', () => {
	test('two entries of an account where two records were merged, and no text that is none', () => {
		const two = record('r1', valuesOf(EVA), { entries: [stored(entryOf(eva)), stored(entryOf(person('32'))), { accountKey: 'raynet:acme', text: 'x' }, stored(entryOf(person('33')), OTHER_ACCOUNT)] });
		expect(entriesOf(two, 'raynet:acme').map((entry) => entry.record.recordId)).toEqual(['31', '32']);
		expect(entriesOf(two, 'raynet:none')).toEqual([]);
	});

	test('the ids of all that it is paired with, each once, by entries and by the ids beside them', () => {
		const merged = entryOf(eva, { merged: [{ recordType: 'company', recordId: '7' }] });
		const one = record('r1', EVA, { entries: [{ accountKey: 'raynet:acme', text: encodeEntry(merged, 20) }, { accountKey: 'creatio:acme', text: '' }], externalIds: [`${ACCOUNT.crm}:acme:person:31`, 'creatio:acme:person:a'] });
		expect(pairedIds(one)).toEqual(['raynet:acme:person:31', 'raynet:acme:company:7', 'creatio:acme:person:a']);
	});
});
