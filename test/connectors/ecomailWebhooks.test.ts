import type { EmailSide } from '../../core/ports/email';
import type { Sandbox } from '../../sandbox/kit';
import { connect, control, startEcomail } from '../contract/emailEcomailWorld';
import { startReceiver } from '../sandbox/ecomailSupport';

let sandbox: Sandbox;
let side: EmailSide;
let listId: string;

beforeAll(async () => {
	sandbox = await startEcomail();
});
afterAll(() => sandbox.close());
beforeEach(() => {
	sandbox.reset();
	listId = String(control(sandbox, 'list.create', { name: 'News' }).id);
	({ side } = connect(sandbox));
});

const parse = (kind: 'list' | 'account' | 'automation', body: unknown, delivery?: string) => side.webhooks.parse(kind, body, delivery);

test('what the stand-in delivers is understood, of all three kinds', async () => {
	const receiver = await startReceiver();
	control(sandbox, 'list.webhook', { id: listId, url: receiver.url });
	control(sandbox, 'subscriber.put', { listId, email: 'eva@example.com' });
	const campaignId = control(sandbox, 'campaign.send', { listIds: [listId] }).id;
	await side.webhooks.register(receiver.url, receiver.url);
	control(sandbox, 'event', { event: 'unsub', email: 'eva@example.com', campaignId });
	const { id } = control(sandbox, 'pipeline.create', { name: 'VIP', actions: [{ type: 'tag', properties: { tag: 'VIP' } }, { type: 'webhook', properties: { url: receiver.url } }] });
	control(sandbox, 'pipeline.enter', { id, email: 'eva@example.com' });
	await control(sandbox, 'deliveries.settled', {});
	await receiver.close();

	const [sample, state, message, step] = receiver.received.map(({ body }) => body);
	expect(parse('account', sample)).toMatchObject([{ kind: 'sent', id: 'message:sample' }]);
	expect(parse('list', state)).toEqual([{ kind: 'unsubscribed', email: 'eva@example.com', listId, mailingId: `campaign:${campaignId}` }]);
	expect(parse('account', message)).toEqual([{ kind: 'unsubscribed', id: 'message:event-2', email: 'eva@example.com', at: new Date(sandbox.clock.now()).toISOString(), mailingId: `campaign:${campaignId}` }]);
	expect(parse('automation', step)).toMatchObject([{ kind: 'automationStep', email: 'eva@example.com', mailingId: `automation:${id}`, tags: ['VIP'] }]);
	expect(receiver.received[2]?.headers[side.webhooks.deliveryHeader]).toBe('batch-2');
});

test.each([
	['delivery', 'sent'],
	['initial_open', 'opened'],
	['amp_click', 'clicked'],
	['out_of_band', 'bounced'],
	['spam_complaint', 'complained'],
	['list_unsubscribe', 'unsubscribed'],
	['relay_delivery', 'other'],
])('the type %s is %s, whatever it is wrapped in', (type, kind) => {
	expect(parse('account', [{ msys: { some_event: { type, rcpt_to: 'a@example.com', event_id: '1' } } }])).toEqual([{ kind, id: 'message:1', email: 'a@example.com' }]);
});

test('an event without an id is known by its delivery', () => {
	expect(parse('account', [{ msys: { message_event: { type: 'open' } } }], 'batch')).toEqual([{ kind: 'opened', id: 'message:batch:0' }]);
});

test.each([['list'], ['account'], ['automation']] as const)('nonsense of the kind %s is no event', (kind) => {
	for (const body of [undefined, null, 'text', 7, [], {}, { payload: null }, [{ msys: null }]]) expect(parse(kind, body)).toEqual([]);
});
