import { readOnly } from '../../core/sync';
import { EVA } from '../support/contacts';
import { TAG, twoWay } from './syncKit';

/** A one-way flow that compares both sides whole, as the nightly run of a one-way template does. */
function oneWay() {
	const kit = twoWay({ read: 'everything', toCrm: { creates: 'nothing', leaving: 'nothing' } });
	const crm = readOnly(kit.crm);
	return { ...kit, does: () => kit.does({ crm }) };
}

test('a one-way comparison brings over what is missing, and lets leave who left, and never writes to the CRM', async () => {
	const kit = oneWay();
	const id = kit.inCrm(EVA);
	kit.inPartner({ firstName: 'Jan', lastName: 'Novák' });
	const before = structuredClone([...kit.crm.hands.records()]);
	expect(await kit.does()).toEqual(['create new partner', 'skip notCreatedInCrm']);
	expect([...kit.crm.hands.records()]).toEqual(before);
	kit.partner.hands.edit(kit.partnerOf(id), { note: 'from the phone' });
	await kit.does();
	expect(kit.crmFields(id).note).toBe(EVA.note);
	kit.crm.hands.untag(id, TAG);
	expect(await kit.does()).toEqual(['leave leftScope partner', 'skip notCreatedInCrm']);
});

test('a one-way comparison does not pull a contact into the scope that somebody put on the label again', async () => {
	const kit = oneWay();
	const id = kit.inCrm(EVA);
	await kit.does();
	kit.crm.hands.untag(id, TAG);
	await kit.does();
	kit.partner.hands.label(kit.partnerOf(id), kit.labelId());
	await kit.does();
	expect(kit.crmFields(id).tags ?? []).toEqual([]);
	expect(kit.crm.calls.filter(({ op }) => op === 'update' || op === 'tags')).toEqual([]);
});
