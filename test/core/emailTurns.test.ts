import type { EmailItem } from '../../core/email';
import { eva, openList, subscribe } from './emailKit';

test('of two runs at once the second one reads what the first one has written: one writer, so that no tag is lost between reading and writing', async () => {
	const list = openList();
	list.put(list.listId, { email: 'eva@example.com', tags: ['web'] });
	const log: string[] = [];
	const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
	const side: typeof list.side = {
		...list.side,
		async find(listId, emails) {
			const found = await list.side.find(listId, emails);
			log.push(`reads ${found.get('eva@example.com')?.tags.join()}`);
			await pause();
			return found;
		},
		async *write(to, writes) {
			await pause();
			log.push('writes');
			yield* list.side.write(to, writes);
		},
	};
	const add = (tag: string): EmailItem => ({ key: tag, wish: { kind: 'tags', email: 'eva@example.com', change: { add: [tag], remove: [] } } });
	await Promise.all([list.run([add('one')], {}, { side }), list.run([add('two')], {}, { side }), list.run([subscribe(eva())], {}, { side })]);
	expect(log).toEqual(['reads web', 'writes', 'reads web,one', 'writes', 'reads web,one,two', 'writes']);
	expect(list.held()?.tags).toEqual(['web', 'one', 'two', 'crm']);
});
