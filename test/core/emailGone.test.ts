import { createContactNotes } from '../../connectors/email/list';
import type { SubscribeSettings } from '../../core/email';
import { openList, outcomes, subscribe } from './emailKit';

const NOW = Date.parse('2026-03-02T10:00:00Z');
const noteFor = (...ids: number[]) => ({ contactsync: ids.map((id) => `for crm:acme:person:${id}`).join(' | ') });

/** A list with people whom the node put there, and deletions of which the CRM told the ID alone. */
function open() {
	const list = openList();
	for (const [name, ids] of [['old', [7]], ['new', [7]], ['shared', [7, 8]], ['other', [8]]] as const) list.put(list.listId, { email: `${name}@example.com`, tags: ['crm', 'web'], customFields: noteFor(...ids) });
	let readings = 0;
	const members: typeof list.side.members = (listId) => {
		readings += 1;
		return list.side.members(listId);
	};
	const notes = createContactNotes({ side: { members }, listId: list.listId, clock: { now: () => NOW, sleep: async () => undefined } });
	const gone = (id: number) => subscribe({}, { event: 'gone', noted: { id: `crm:acme:person:${id}`, history: 'mayBeKnown' } }, String(id));
	return { list, readings: () => readings, run: (ids: readonly number[], own: Partial<SubscribeSettings> = {}) => list.run(ids.map(gone), own, { notes }) };
}

describe('a deleted record of which the CRM tells the ID alone', () => {
	test('loses the marker tag at each address that is noted for it, but not where the address stands for another record too', async () => {
		const { list, run } = open();
		expect((await run([7])).results.map(({ key, email, action, reason }) => [key, email, action, reason])).toEqual([
			['7', 'old@example.com', 'leave', 'leftScope'],
			['7', 'new@example.com', 'leave', 'leftScope'],
		]);
		expect(['old', 'new', 'shared', 'other'].map((name) => list.held(`${name}@example.com`)?.tags)).toEqual([['web'], ['web'], ['crm', 'web'], ['crm', 'web']]);
	});

	test.each(['unsubscribe', 'delete'] as const)('loses no more than that where who leaves is to %s, as it may have been merged into another record', async (leaving) => {
		const { list, run } = open();
		await run([7], { leaving });
		expect(list.held('old@example.com')).toMatchObject({ state: 'subscribed', tags: ['web'] });
	});

	test('is left alone where nothing is to happen, and where nobody is noted for it; the list is read once for many', async () => {
		const { run, readings } = open();
		expect(outcomes(await run([7, 9, 10], { leaving: 'nothing' }))).toEqual(['skip leftScope', 'skip leftScope', 'skip noEmail', 'skip noEmail']);
		expect(readings()).toBe(1);
	});
});
