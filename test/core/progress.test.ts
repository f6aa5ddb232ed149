import { counting } from '../../core/progress';
import { EVA, item, person } from '../support/contacts';
import { eva, openList, subscribe } from './emailKit';
import { runner } from './runKit';
import { twoWay } from './syncKit';

const JAN = { firstName: 'Jan', lastName: 'Novák', emails: [{ value: 'jan@b.test' }] };

describe('a run tells how far it is', () => {
	test('after each batch of a one-way run', async () => {
		const { run, fake } = runner();
		await run([item(person('1', { lastName: 'A' })), item(person('2', { lastName: 'B' })), item(person('3', { lastName: 'C' }))]);
		expect(fake.progress).toEqual([[3, 3]]);
	});

	test('with a write for each side of each contact, and up to the last one', async () => {
		const kit = twoWay();
		kit.inCrm(EVA);
		kit.inPartner(JAN);
		await kit.run();
		expect(kit.fake.progress).toEqual([
			[1, 3],
			[2, 3],
			[3, 3],
		]);
	});

	test('but tells nothing of a preview, or where nothing is to be written', async () => {
		const kit = twoWay();
		kit.inCrm(EVA);
		await kit.run({ mode: 'preview' });
		expect(kit.fake.progress).toEqual([]);
		await kit.run();
		kit.fake.progress.length = 0;
		await kit.run();
		expect(kit.fake.progress).toEqual([]);
	});

	test('while it reads the CRM, page by page, and how long its writes will take', async () => {
		const kit = twoWay({}, { crm: { pageSize: 2 }, partner: {} });
		for (const lastName of ['A', 'B', 'C']) kit.inCrm({ lastName });
		const slow = { ...kit.partner, capabilities: { ...kit.partner.capabilities, recordsPerMinute: 1 } };
		await kit.run({ partner: slow });
		expect(kit.fake.phases).toEqual([
			{ kind: 'reading', side: 'crm', read: 2 },
			{ kind: 'reading', side: 'crm', read: 3 },
			{ kind: 'expecting', minutes: 3 },
		]);
	});

	test('into an e-mail list, too', async () => {
		const told: string[] = [];
		const items = ['a', 'b', 'c'].map((name, index) => subscribe(eva({ emails: [{ value: `${name}@example.com` }] }), {}, String(index)));
		await openList().run(items, {}, { progress: (done, total) => told.push(`${done} of ${total}`) });
		expect(told.at(-1)).toBe('3 of 3');
	});

	test('and never of more writes than there are, however often some are written again', () => {
		const told: string[] = [];
		const answered = counting(5, (done, total) => told.push(`${done} of ${total}`));
		for (const count of [3, 2, 1]) answered(count);
		expect(told).toEqual(['3 of 5', '5 of 5', '5 of 5']);
	});
});
