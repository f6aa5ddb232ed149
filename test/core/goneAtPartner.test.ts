import { GuardError } from '../../core/errors';
import type { PartnerSide, PartnerSnapshot } from '../../core/ports/partner';
import { EVA } from '../support/contacts';
import { twoWay, type SyncOptions } from './syncKit';

/** A run that reads what changed: nothing in the CRM tells that a person deleted the contact in Google. */
type Sides = NonNullable<Parameters<typeof twoWay>[1]>;

const JAN = { firstName: 'Jan', lastName: 'Novák', emails: [{ value: 'jan@b.test' }] };
const PETR = { firstName: 'Petr', lastName: 'Malý', emails: [{ value: 'petr@c.test' }] };
const TELLING: Sides = { partner: { deletions: 'told' } };

/** Eva, Jan and Petr are pairs that are settled. */
async function three(settings: SyncOptions = {}, { crm = {}, partner = {} }: Sides = {}) {
	const kit = twoWay(settings, { crm, partner: { deletions: 'told', ...partner } });
	const ids = [EVA, JAN, PETR].map((fields) => kit.inCrm(fields));
	await kit.run();
	await kit.run();
	const [there = '', jan = ''] = ids.map(kit.partnerOf);
	kit.calls();
	return { ...kit, id: ids[0] ?? '', there, jan };
}

/** A partner that still knows how those looked that are gone, as a process does that has read them before. */
function remembering(partner: PartnerSide): PartnerSide {
	let known: PartnerSnapshot['records'] = new Map();
	return {
		...partner,
		async snapshot(since) {
			const view = await partner.snapshot(since);
			const gone = view.gone?.map(({ id }) => ({ id, ...(known.has(id) ? { last: known.get(id) } : {}) }));
			known = view.records;
			return { ...view, ...(gone ? { gone } : {}) };
		},
	};
}

test.each(['listed', 'single'] as const)('links %s: a contact deleted in Google leaves the scope with the next warm run, which reads that record alone', async (links) => {
	const kit = await three({}, { crm: { links } });
	kit.partner.hands.delete(kit.there);
	expect(await kit.does()).toEqual(['leave deletedAtPartner crm']);
	// Looked up by its link and read for the plan, then written: this CRM reads before and after.
	expect(kit.calls()).toEqual(['crm.findByLink', 'crm.changes', 'crm.read', 'crm.read', 'crm.update', 'crm.read', 'partner.snapshot']);
	expect(kit.crmFields(kit.id).tags ?? []).toEqual([]);
	await kit.run();
	kit.calls();
	expect(await kit.does()).toEqual([]);
	expect(kit.calls()).toEqual(['crm.changes', 'partner.snapshot']);
});

test('one that nobody has a pair with is none of our business', async () => {
	const kit = await three();
	const stranger = kit.inPartner({ firstName: 'Ota', lastName: 'Cizí' }, 'out');
	await kit.run();
	kit.partner.hands.delete(stranger);
	expect(await kit.does()).toEqual([]);
});

test('one that was merged into another one is not gone', async () => {
	const kit = await three();
	kit.partner.hands.merge(kit.there, kit.jan);
	expect((await kit.does()).join()).not.toContain('deletedAtPartner');
});

test('one that came back out of the trash before the run is not gone', async () => {
	const kit = await three();
	kit.partner.hands.delete(kit.there);
	kit.partner.hands.restore(kit.there);
	expect(await kit.does()).toEqual([]);
});

test('the policies hold: nothing stays, delete becomes leave, and who made it anew goes on with the same pair', async () => {
	const staying = await three({ toCrm: { leaving: 'nothing' } });
	staying.partner.hands.delete(staying.there);
	expect(await staying.does()).toEqual(['skip keptByPolicy']);
	const deleting = await three({ toCrm: { leaving: 'delete' } });
	deleting.partner.hands.delete(deleting.there);
	expect(await deleting.does()).toEqual(['leave deletedAtPartner crm']);
	const anew = await three();
	anew.partner.hands.delete(anew.there);
	anew.inPartner(EVA);
	expect((await anew.does())[0]).toBe('update linked');
	expect([...anew.crm.hands.records().values()]).toHaveLength(3);
});

test('where it is no longer known what is gone, everything is compared, and the deletion is found so', async () => {
	const kit = await three();
	kit.partner.hands.delete(kit.there);
	kit.partner.hands.expireCursors();
	const answer = await kit.run();
	expect(answer.extent).toBe('scope');
	expect(answer.report.results.map(({ reason }) => reason)).toContain('deletedAtPartner');
	expect((await kit.run()).extent).toBe('changes');
});

test('a state from before the partner was watched compares everything once', async () => {
	const kit = twoWay({}, TELLING);
	kit.inCrm(EVA);
	const hidden = { ...kit.partner, snapshot: async () => ({ ...(await kit.partner.snapshot()), cursor: undefined, gone: undefined }) };
	await kit.run({ partner: hidden });
	expect((await kit.run({ partner: hidden })).extent).toBe('changes');
	expect((await kit.run()).extent).toBe('scope');
	expect((await kit.run()).extent).toBe('changes');
});

test('without links nothing is concluded: the contact is not looked for, and stays in the scope', async () => {
	const kit = await three({}, { crm: { links: 'none' } });
	kit.partner.hands.delete(kit.there);
	expect(await kit.does()).toEqual([]);
	expect(kit.calls()).toEqual(['crm.changes', 'partner.snapshot']);
	const partner = remembering(kit.partner);
	await kit.run({ partner });
	kit.partner.hands.delete(kit.jan);
	kit.calls();
	expect(await kit.does({ partner })).toEqual([]);
	expect(kit.calls()).toEqual(['crm.changes', 'partner.snapshot']);
});

test('whom the partner remembers with its pair is not looked up by its link', async () => {
	const kit = await three();
	const partner = remembering(kit.partner);
	await kit.run({ partner });
	kit.partner.hands.delete(kit.there);
	kit.calls();
	expect(await kit.does({ partner })).toEqual(['leave deletedAtPartner crm']);
	expect(kit.calls()).toEqual(['crm.changes', 'crm.read', 'crm.read', 'crm.update', 'crm.read', 'partner.snapshot']);
});

test('a run that broke off tells the deletion again', async () => {
	let stop = false;
	const kit = await three({}, { crm: { fate: ({ op }) => (stop && op === 'update' ? new GuardError('dayQuota', 'Used up.') : 'goesThrough') } });
	kit.partner.hands.delete(kit.there);
	stop = true;
	expect((await kit.run()).report.summary.stopped?.reason).toBe('dayQuota');
	stop = false;
	expect(await kit.does()).toEqual(['leave deletedAtPartner crm']);
});

test('more than a guard lets pass are stopped by a warm run, too; passed, all of them leave', async () => {
	const kit = twoWay({}, { partner: { deletions: 'told' }, crm: { links: 'single' } });
	const ids = Array.from({ length: 12 }, (_, n) => kit.inCrm({ firstName: 'P', lastName: `Number${n}`, emails: [{ value: `p${n}@a.test` }] }));
	await kit.run();
	await kit.run();
	for (const id of ids.slice(0, 9)) kit.partner.hands.delete(kit.partnerOf(id));
	const before = kit.held();
	await expect(kit.run()).rejects.toMatchObject({ reason: 'massLeave' });
	expect(kit.held()).toEqual(before);
	expect(await kit.does({ overrides: ['massLeave'] })).toEqual(Array<string>(9).fill('leave deletedAtPartner crm'));
});

test('a preview reads the deletion and leaves it to the run', async () => {
	const kit = await three();
	kit.partner.hands.delete(kit.there);
	expect(await kit.does({ mode: 'preview' })).toEqual(['leave deletedAtPartner crm']);
	expect(await kit.does()).toEqual(['leave deletedAtPartner crm']);
});
