import { EVA, emails } from '../support/contacts';
import { twoWay } from './syncKit';

/** The rule of the vendor of Simple CRM: of several contacts with one e-mail address only the first is synced. */
const firstOnly = { matchBy: ['email'], ambiguity: 'lowestCrmId' } as const;

describe('of several CRM records with one e-mail address and name', () => {
	test('the one with the lowest id is synced, and the others are told, in every run', async () => {
		const { inCrm, inPartner, does, partner } = twoWay(firstOnly);
		for (let n = 0; n < 3; n++) inCrm({ ...EVA, note: `note ${n}` });
		inPartner({ ...EVA, note: undefined });
		expect(await does()).toEqual(['update linked partner', 'skip notFirst', 'skip notFirst']);
		expect([...partner.hands.records().values()].map(({ fields }) => fields.note)).toEqual(['note 0']);
		expect(await does({ read: 'everything' })).toEqual(['skip notFirst', 'skip notFirst']);
		expect(await does({ read: 'everything', state: 'fresh' })).toEqual(['skip notFirst', 'skip notFirst']);
	});

	test('the first is created once where the partner has nobody, and a later one is not', async () => {
		const { inCrm, does, partner } = twoWay(firstOnly);
		for (let n = 0; n < 2; n++) inCrm(EVA);
		expect(await does()).toEqual(['create new partner', 'skip notFirst']);
		inCrm({ ...EVA, lastName: 'Mala' });
		expect(await does()).toEqual(['skip notFirst']);
		expect(partner.hands.records().size).toBe(1);
	});

	test('another name under the same address is another person', async () => {
		const { inCrm, does } = twoWay(firstOnly);
		inCrm(EVA);
		inCrm({ ...EVA, firstName: 'Jan', lastName: 'Novák' });
		expect(await does()).toEqual(['create new partner', 'create new partner']);
	});

	test('an address of its own brings the other one over', async () => {
		const { inCrm, does, crm } = twoWay(firstOnly);
		inCrm(EVA);
		const second = inCrm(EVA);
		await does();
		crm.hands.edit(second, { emails: emails('eva.mala@acme.test') });
		expect(await does()).toEqual(['create new partner']);
	});

	test('without that rule each is a contact of its own', async () => {
		const { inCrm, does } = twoWay({ matchBy: ['email'] });
		for (let n = 0; n < 2; n++) inCrm(EVA);
		expect(await does()).toEqual(['create new partner', 'create new partner']);
	});
});

test('a partner record that fits several CRM records outside the scope is linked with the lowest id, with a warning', async () => {
	const { inCrm, inPartner, run, partnerOf } = twoWay(firstOnly);
	const [lowest] = [inCrm(EVA, { scope: 'out' }), inCrm(EVA, { scope: 'out' })];
	const there = inPartner(EVA);
	const { report } = await run();
	expect(report.results.map(({ reason, warnings }) => [reason, warnings])).toEqual([['linked', [{ code: 'lowestTaken', count: 2 }]]]);
	expect(partnerOf(lowest ?? '')).toBe(there);
});

test('the summary counts who is no pair yet and has nothing to be recognised by', async () => {
	const { inCrm, inPartner, run } = twoWay({ matchBy: ['email'] });
	inCrm(EVA);
	inCrm({ lastName: 'Malá' });
	inPartner({ lastName: 'Novák', phones: [{ value: '+420 777 000 222' }] });
	inPartner({ lastName: 'Dvořák', emails: [{ value: 'eva at home' }] });
	inPartner({ lastName: 'Out' }, 'out');
	expect((await run({ mode: 'preview' })).report.summary.keyless).toEqual({ crm: 1, partner: 2 });
	expect((await run()).report.summary.keyless).toEqual({ crm: 1, partner: 2 });
	expect((await run({ read: 'everything' })).report.summary.keyless).toEqual({ crm: 0, partner: 0 });
});
