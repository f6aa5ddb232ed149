import type { PartnerRecord } from '../../core/ports/partner';
import { compareIds, indexPartner } from '../../core/sync/partnerIndex';
import { ACCOUNT, company, entryOf, EVA, FRIENDS, GROUP, OTHER_ACCOUNT, paired, person, record, snapshot, stored } from '../support/contacts';

const one = person('31');
const two = person('7');

function index(...records: PartnerRecord[]) {
	const { pairedWith, free, pairs } = indexPartner(snapshot(records), ACCOUNT, GROUP.id);
	const idsOf = (id: string) => pairedWith(id).map((pair) => `${pair.record.id} ${pair.role}${pair.entry ? '' : ' without entry'}`);
	return { of: (recordId: string) => idsOf(person(recordId).id), free: free.map(({ id }) => id), pairs };
}

test('a record with our entry is a pair, one without is free', () => {
	const found = index(paired('a', one), record('b', EVA));
	expect([found.of('31'), found.of('7'), found.free, found.pairs]).toEqual([['a own'], [], ['b'], 1]);
});

test('an entry of another CRM account makes no pair of ours', () => {
	const foreign = record('a', EVA, { entries: [stored(entryOf(one), OTHER_ACCOUNT)], externalIds: ['raynet:other:person:31'] });
	expect(index(foreign)).toMatchObject({ free: ['a'], pairs: 0 });
});

test('a person and a company with one number are two records', () => {
	const firm = company('31');
	const { pairedWith } = indexPartner(snapshot([paired('a', one), paired('b', firm)]), ACCOUNT, GROUP.id);
	expect([pairedWith(one.id)[0]?.record.id, pairedWith(firm.id)[0]?.record.id]).toEqual(['a', 'b']);
});

test('where only the CRM id survived, the pair is known without its base', () => {
	expect(index(record('a', EVA, { externalIds: [one.id] })).of('31')).toEqual(['a own without entry']);
});

test('an entry that cannot be read counts as lost', () => {
	const broken = record('a', EVA, { entries: [{ accountKey: 'raynet:acme', text: '1p%zz;;.' }], externalIds: [one.id] });
	expect(index(broken).of('31')).toEqual(['a own without entry']);
	expect(index({ ...broken, externalIds: [] }).free).toEqual(['a']);
});

test('the entry tells more than the external ids', () => {
	expect(index(paired('a', one, {}, { externalIds: [two.id] })).of('7')).toEqual([]);
});

test('of two entries on one record the lower CRM id stays, the other record is noted as merged', () => {
	const merged = paired('a', one, {}, { entries: [stored(entryOf(one)), stored(entryOf(two))] });
	const found = index(merged);
	expect([found.of('7'), found.of('31'), found.pairs]).toEqual([['a own'], ['a merged'], 1]);
});

test('of two external ids without entries the lower one stays, too', () => {
	const found = index(record('a', EVA, { externalIds: [one.id, two.id] }));
	expect([found.of('7'), found.of('31')]).toEqual([['a own without entry'], ['a merged without entry']]);
});

test('what was merged once stays noted in the entry', () => {
	const found = index(paired('a', two, { merged: [{ recordType: 'person', recordId: '31' }] }));
	expect([found.of('7'), found.of('31')]).toEqual([['a own'], ['a merged']]);
});

test('of our doubles the one in the group comes first, then the lower id', () => {
	const inside = { groups: [GROUP.id] };
	const outside = { groups: [FRIENDS.id] };
	expect(index(paired('a', one, {}, outside), paired('c', one, {}, inside), paired('b', one, {}, inside)).of('31')).toEqual(['b own', 'c own', 'a own']);
});

test('only pairs in the group of the flow count', () => {
	expect(index(paired('a', one), paired('b', two, { membership: 'dormant' }), record('c', EVA, { groups: [GROUP.id] })).pairs).toBe(1);
	expect(indexPartner(snapshot([paired('a', one)]), ACCOUNT, undefined).pairs).toBe(0);
});

test('ids that count upwards compare as numbers', () => {
	expect(['10', '9', 'b', 'a', '100'].sort(compareIds)).toEqual(['9', 'a', 'b', '10', '100']);
});
