import { titleOf } from '../../core/contact/normalise';
import { item, person } from '../support/contacts';
import { runner } from './runKit';
import { twoWay } from './syncKit';

test.each([
	[{ namePrefix: 'Ing.', firstName: 'Eva', lastName: 'Malá', company: { name: 'Acme' } }, 'Ing. Eva Malá'],
	[{ company: { name: ' Acme ' }, emails: [{ value: 'info@acme.test' }] }, 'Acme'],
	[{ emails: [{ value: 'info@acme.test' }], phones: [{ value: '+420 603 111 222' }] }, 'info@acme.test'],
	[{ phones: [{ value: '+420 603 111 222' }] }, '+420 603 111 222'],
	[{ note: 'Nobody knows.' }, ''],
])('%j is known as "%s"', (fields, title) => {
	expect(titleOf(fields)).toBe(title);
});

describe('a result says whom it is about', () => {
	test('by the contact of the CRM, written or not', async () => {
		const { run } = runner();
		const names = async () => (await run([item(person('1', { firstName: 'Jan', lastName: 'Novák' }))])).results.map(({ action, name }) => [action, name]);
		expect([await names(), await names()]).toEqual([[['create', 'Jan Novák']], [['unchanged', 'Jan Novák']]]);
	});

	test('by the contact of the partner, where the CRM has none yet', async () => {
		const kit = twoWay();
		kit.inPartner({ firstName: 'Jan', lastName: 'Novák', emails: [{ value: 'jan@b.test' }] });
		const { report } = await kit.run({ mode: 'preview' });
		expect(report.results.map(({ action, contactId, name }) => [action, contactId, name])).toEqual([['create', '', 'Jan Novák']]);
	});

	test('as it was found, also where the run gives it another name', async () => {
		const kit = twoWay();
		const id = kit.inCrm({ firstName: 'Jan', lastName: 'Novák' });
		await kit.run();
		kit.partner.hands.edit(kit.partnerOf(id), { lastName: 'Nový' });
		const names = async (mode: 'preview' | 'apply') => (await kit.run({ mode })).report.results.map(({ action, name }) => [action, name]);
		expect([await names('preview'), await names('apply')]).toEqual([[['update', 'Jan Novák']], [['update', 'Jan Novák']]]);
	});
});
