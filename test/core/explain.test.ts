import { createNormaliser } from '../../core/contact/normalise';
import { readCrm } from '../../core/sync/crmView';
import { explain, type Explanation } from '../../core/sync/explain';
import { fieldRules, flow } from '../support/contacts';
import { EVA } from '../support/contacts';
import { LABEL, TAG, twoWay, type SyncOptions, type TwoWay } from './syncKit';

const JAN = { firstName: 'Jan', lastName: 'Novák', emails: [{ value: 'jan@b.test' }] };

/** What a preview of everything finds, and what is said of the query then. */
async function ask(kit: TwoWay, query: string, settings: SyncOptions = {}): Promise<Explanation[]> {
	const { report } = await kit.run({ ...settings, mode: 'preview', read: 'everything' });
	const { records } = await readCrm(kit.crm, ['person', 'company'], { kind: 'all' }, undefined);
	const partner = await kit.partner.snapshot();
	const scope = { kind: 'tag', tag: TAG } as const;
	const toCrm = { scope, leaving: 'leave', creates: 'people', writesPerRun: 1_000, linksPerRun: 1_000 } as const;
	return explain(query, {
		crm: records,
		partner,
		settings: { ...flow({ fields: fieldRules('both'), group: { by: 'name', name: LABEL } }), toCrm },
		groupId: partner.groups.find(({ name }) => name === LABEL)?.id,
		normal: createNormaliser('CZ'),
		results: report.results,
	});
}

const standing = ({ crm, partner, pair, next }: Explanation): string => [crm, partner, pair, next ? `${next.action} ${next.reason}` : 'nothing'].join(', ');
const names = (found: readonly Explanation[]): string[] => found.map(({ name }) => name);

async function settled(): Promise<TwoWay & { id: string; there: string }> {
	const kit = twoWay();
	const id = kit.inCrm(EVA);
	await kit.run();
	return { ...kit, id, there: kit.partnerOf(id) };
}

describe('who is meant', () => {
	test.each([
		['a name in any order, without accents', 'mala EVA'],
		['a part of the name', 'Malá'],
		['the company', 'Acme'],
		['an e-mail in capitals', 'EVA@acme.test'],
		['a phone number written otherwise', '777 000 111'],
	])('%s', async (_, query) => {
		const kit = await settled();
		kit.inPartner(JAN, 'out');
		expect(names(await ask(kit, query))).toEqual(['Eva Malá']);
	});

	test('ids of either side, whole or alone', async () => {
		const kit = await settled();
		for (const query of [`raynet:acme:person:${kit.id}`, kit.id, kit.there, `google:${kit.there}`]) expect([query, names(await ask(kit, query))]).toEqual([query, ['Eva Malá']]);
	});

	test('nobody, where nobody fits; a part of a word fits nobody', async () => {
		const kit = await settled();
		for (const query of ['', 'Ev', 'nobody@acme.test', 'raynet:acme:person:99', '123456789']) expect([query, await ask(kit, query)]).toEqual([query, []]);
	});

	test('all who fit, those of the CRM first', async () => {
		const kit = await settled();
		kit.inPartner({ firstName: 'Eva', lastName: 'Jiná', emails: [{ value: 'jina@b.test' }] }, 'out');
		expect(names(await ask(kit, 'eva'))).toEqual(['Eva Malá', 'Eva Jiná']);
	});
});

describe('where a contact stands', () => {
	test('settled on both sides', async () => {
		const kit = await settled();
		const [eva] = await ask(kit, 'Malá');
		expect(eva && standing(eva)).toBe('inScope, inGroup, entry, unchanged equal');
		expect(eva).toMatchObject({ contactId: `raynet:acme:person:${kit.id}`, partnerId: kit.there, membership: 'both', partners: 1, otherAccounts: [] });
	});

	test('in the CRM alone, in the scope or not', async () => {
		const kit = twoWay();
		kit.inCrm(EVA);
		kit.inCrm(JAN, { scope: 'out' });
		expect((await ask(kit, 'Malá')).map(standing)).toEqual(['inScope, notFound, none, create new']);
		expect((await ask(kit, 'Novák')).map(standing)).toEqual(['outsideScope, notFound, none, nothing']);
	});

	test('at the partner alone, in the group or not', async () => {
		const kit = twoWay();
		kit.inPartner(JAN);
		kit.inPartner(EVA, 'out');
		expect((await ask(kit, 'Novák')).map(standing)).toEqual(['notFound, inGroup, none, create new']);
		expect((await ask(kit, 'Malá')).map(standing)).toEqual(['notFound, outsideGroup, none, nothing']);
	});

	test('on both sides, and about to be linked: one contact, not two', async () => {
		const kit = twoWay();
		kit.inCrm(EVA);
		kit.inPartner({ firstName: 'Eva', lastName: 'Malá', emails: [{ value: 'eva@acme.test' }] });
		expect((await ask(kit, 'Malá')).map(standing)).toEqual(['inScope, inGroup, none, update linked']);
	});

	test('resting, after it was taken out of the group', async () => {
		const kit = await settled();
		kit.partner.hands.unlabel(kit.there, kit.labelId());
		await kit.run();
		const [eva] = await ask(kit, 'Malá');
		expect(eva).toMatchObject({ crm: 'outsideScope', partner: 'outsideGroup', pair: 'entry', membership: 'dormant' });
	});

	test('gone from the CRM', async () => {
		const kit = await settled();
		kit.crm.hands.remove(kit.id);
		expect((await ask(kit, 'Malá')).map(standing)).toEqual(['notFound, inGroup, entry, leave deletedInCrm']);
	});
});

describe('its fields', () => {
	const since = (found: Explanation | undefined): Record<string, string> => Object.fromEntries((found?.fields ?? []).filter((one) => one.since !== 'settled').map((one) => [one.field, one.since]));

	test('who touched them since they were settled, values and lists', async () => {
		const kit = await settled();
		kit.crm.hands.edit(kit.id, { note: 'CRM', company: { name: 'Beta' } });
		kit.partner.hands.edit(kit.there, { note: 'phone', phones: [{ value: '+420 777 000 222' }] });
		expect(since((await ask(kit, 'Malá'))[0])).toEqual({ company: 'crmChanged', note: 'bothChanged', phones: 'partnerChanged' });
	});

	test('both values, and the direction', async () => {
		const kit = await settled();
		kit.crm.hands.edit(kit.id, { note: 'CRM' });
		const [eva] = await ask(kit, 'Malá');
		expect(eva?.fields.find(({ field }) => field === 'note')).toEqual({ field: 'note', direction: 'both', crm: 'CRM', partner: EVA.note, since: 'crmChanged' });
	});

	test('of two records that were never settled', async () => {
		const kit = twoWay();
		kit.inCrm(EVA);
		kit.inPartner({ firstName: 'Eva', lastName: 'Malá', emails: [{ value: 'eva@acme.test' }] });
		const [eva] = await ask(kit, 'Malá');
		expect(new Set(eva?.fields.map((one) => one.since))).toEqual(new Set(['neverMet']));
	});
});
