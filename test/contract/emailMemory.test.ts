import { createMemoryEmail } from '../../connectors/email/memory';
import { emailContract, type EmailWorld } from './email';

async function open(): Promise<EmailWorld> {
	const side = createMemoryEmail();
	const lists = { news: side.hands.list('News'), shop: side.hands.list('Shop'), doubleOptIn: side.hands.list('Asking', 'double') };
	return {
		side,
		lists,
		hands: {
			put: (listId, { firstName, lastName, ...draft }) => side.hands.put(listId, { ...draft, fields: { ...(firstName ? { firstName } : {}), ...(lastName ? { lastName } : {}) } }),
			state: side.hands.state,
		},
		held: side.hands.held,
	};
}

emailContract('the connector in memory', { open });

test('the connector in memory tells all of a mailing once, then only what is new', async () => {
	const { mailings, hands } = createMemoryEmail();
	const mailing = { id: 'campaign:1', kind: 'campaign', sourceId: '1', title: 'March', sentAt: '2026-03-02T08:00:00.000Z' } as const;
	const opened = (id: string) => ({ id, kind: 'opened', at: '2026-03-02T09:00:00.000Z' }) as const;
	hands.mailing(mailing, [{ email: 'eva@example.com', totals: { sent: 1, opened: 1 }, events: [opened('4')] }], ['VIP']);
	const { mark, ...first } = await mailings.read(mailing);
	expect(first).toMatchObject({ extent: 'everything', contacts: [{ email: 'eva@example.com', totals: { sent: 1, opened: 1 } }] });
	expect((await mailings.read(mailing, mark)).contacts).toEqual([]);
	hands.mailing(mailing, [{ email: 'eva@example.com', totals: { sent: 1, opened: 2 }, events: [opened('4'), opened('5')] }]);
	expect(await mailings.read(mailing, mark)).toMatchObject({ extent: 'news', contacts: [{ email: 'eva@example.com', events: [{ id: '5' }] }] });
	expect([await mailings.mailings(Date.parse('2026-03-03')), await mailings.automationTags()]).toEqual([[], ['VIP']]);
});
