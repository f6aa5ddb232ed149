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
