import { TAG, twoWay } from './syncKit';

/** Two contacts of the CRM whose contacts a person merged in Google. */
async function merged() {
	const kit = twoWay({}, { crm: { deletions: 'told' } });
	const first = kit.inCrm({ firstName: 'Eva', lastName: 'Malá', note: 'one' });
	const second = kit.inCrm({ firstName: 'Eva', lastName: 'Malá', note: 'two' });
	await kit.run();
	const [keep, gone] = [kit.partnerOf(first), kit.partnerOf(second)];
	kit.partner.hands.merge(keep, gone);
	await kit.run();
	return { ...kit, first, second, keep };
}

test('where one of two merged contacts leaves the scope, the contact stays for the other one', async () => {
	const kit = await merged();
	kit.crm.hands.untag(kit.first, TAG);
	await kit.run();
	expect(kit.partner.hands.records().get(kit.keep)?.groups).toContain(kit.labelId());
});

test('where one leaves the scope and the other one is gone, the contact leaves the label in the same run', async () => {
	const kit = await merged();
	const label = kit.labelId();
	kit.crm.hands.untag(kit.first, TAG);
	kit.crm.hands.remove(kit.second);
	await kit.run();
	expect(kit.partner.hands.records().get(kit.keep)?.groups).not.toContain(label);
	expect(await kit.does({ read: 'everything' })).toEqual([]);
});
