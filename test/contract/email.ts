import { ConfigurationError } from '../../core/errors';
import type { EmailList, EmailSide, Subscriber, SubscriberState, SubscriberWrite, SubscriberWriteResult } from '../../core/ports/email';

/** What a service really holds of an address in a list, read without the connector. */
export interface HeldSubscriber {
	state: SubscriberState;
	firstName?: string;
	lastName?: string;
	tags: string[];
	source?: string;
	customFields: Record<string, string>;
}

export interface DraftSubscriber {
	email: string;
	state?: SubscriberState;
	firstName?: string;
	lastName?: string;
	tags?: readonly string[];
	customFields?: Readonly<Record<string, string>>;
}

/** An account with two lists, the second with double opt-in, and nobody in them. */
export interface EmailWorld {
	side: EmailSide;
	lists: { news: string; shop: string; doubleOptIn: string };
	hands: {
		put(listId: string, draft: DraftSubscriber): void;
		state(listId: string, email: string, state: SubscriberState): void;
	};
	held(listId: string, email: string): HeldSubscriber | undefined;
}

export interface EmailDriver {
	open(): Promise<EmailWorld>;
	/** Whether the service lets tags be taken off, and all of them. */
	tagRemoval?: 'works' | 'refused';
	lastTagRemoval?: 'works' | 'refused';
}

/** More than are written singly, so that they go in bulk. */
const MANY = 12;
const addresses = Array.from({ length: MANY }, (_, index) => `person${index}@example.com`);
const none = { add: [], remove: [] };

export const newcomer = (email: string, more: Partial<Extract<SubscriberWrite, { op: 'create' }>> = {}): SubscriberWrite => ({
	op: 'create',
	key: email,
	email,
	fields: {},
	customFields: {},
	tags: none,
	confirmation: 'asListSays',
	automations: 'leave',
	...more,
});

export const change = (subscriber: Subscriber, more: Partial<Extract<SubscriberWrite, { op: 'update' }>> = {}): SubscriberWrite => ({
	op: 'update',
	key: subscriber.email,
	subscriber,
	fields: {},
	customFields: {},
	tags: none,
	...more,
});

export async function write(side: EmailSide, list: EmailList, writes: readonly SubscriberWrite[]): Promise<SubscriberWriteResult[]> {
	const results: SubscriberWriteResult[] = [];
	for await (const batch of side.write(list, writes)) results.push(...batch);
	return results;
}

const kinds = (results: readonly SubscriberWriteResult[]): string[] => [...new Set(results.map((result) => (result.kind === 'failed' ? `failed ${result.error.name}` : result.kind)))];

/** What every connector of an e-mail marketing service does, one and many at a time. */
export function emailContract(name: string, driver: EmailDriver): void {
	describe(`${name} as the contract says`, () => {
		let world: EmailWorld;
		let list: EmailList;
		beforeEach(async () => {
			world = await driver.open();
			list = await world.side.list(world.lists.news);
		});
		const find = async (emails: readonly string[], listId = world.lists.news): Promise<Subscriber[]> => [...(await world.side.find(listId, emails)).values()];

		test('lists are told with their way of taking new people, and an unknown one is a matter of configuration', async () => {
			const lists = await world.side.lists();
			expect(lists.map(({ id, optIn }) => [id, optIn])).toEqual([
				[world.lists.news, 'single'],
				[world.lists.shop, 'single'],
				[world.lists.doubleOptIn, 'double'],
			]);
			await expect(world.side.list('987')).rejects.toBeInstanceOf(ConfigurationError);
		});

		test('addresses are found without regard to case, the unknown are missing', async () => {
			world.hands.put(list.id, { email: 'eva+news@example.com', firstName: 'Eva', tags: ['web'], state: 'unsubscribed' });
			const found = await world.side.find(list.id, ['EVA+News@example.com', 'nobody@example.com']);
			expect([...found.keys()]).toEqual(['eva+news@example.com']);
			expect(found.get('eva+news@example.com')).toMatchObject({ fields: { firstName: 'Eva' }, tags: ['web'] });
			expect(found.get('eva+news@example.com')?.memberships[list.id]?.state).toBe('unsubscribed');
		});

		test.each([[1], [MANY]])('%i new subscribers arrive with fields, tags, source and custom fields', async (count) => {
			const wanted = addresses.slice(0, count).map((email) => newcomer(email, { fields: { firstName: 'Jan', lastName: 'Novák' }, tags: { add: ['raynet', 'VIP'], remove: [] }, source: 'raynet', customFields: { Owner: 'Eva' } }));
			expect(kinds(await write(world.side, list, wanted))).toEqual(['done']);
			for (const email of addresses.slice(0, count)) {
				expect(world.held(list.id, email)).toMatchObject({ state: 'subscribed', firstName: 'Jan', lastName: 'Novák', tags: ['raynet', 'VIP'], source: 'raynet' });
			}
		});

		test.each([[1], [MANY]])('%i first names of two words stay whole', async (count) => {
			await write(world.side, list, addresses.slice(0, count).map((email) => newcomer(email, { fields: { firstName: 'Jan Karel' } })));
			expect(world.held(list.id, addresses[0] as string)).toMatchObject({ firstName: 'Jan Karel' });
			expect(world.held(list.id, addresses[0] as string)?.lastName).toBeUndefined();
		});

		test.each([[1], [MANY]])('%i subscribers get a tag and keep all others', async (count) => {
			const some = addresses.slice(0, count);
			for (const email of some) world.hands.put(list.id, { email, tags: ['web', 'mine'] });
			const results = await write(world.side, list, (await find(some)).map((one) => change(one, { tags: { add: ['raynet'], remove: [] } })));
			expect(kinds(results)).toEqual(['done']);
			for (const email of some) expect(world.held(list.id, email)?.tags).toEqual(['web', 'mine', 'raynet']);
		});

		test.each([[1], [MANY]])('%i who are new to the list keep the tags that they have from another list', async (count) => {
			const some = addresses.slice(0, count);
			for (const email of some) world.hands.put(world.lists.shop, { email, tags: ['buyer'] });
			const known = await world.side.find(list.id, some);
			const results = await write(world.side, list, some.map((email) => newcomer(email, { known: known.get(email), tags: { add: ['raynet'], remove: [] } })));
			expect(kinds(results)).toEqual(['done']);
			for (const email of some) expect(world.held(list.id, email)).toMatchObject({ state: 'subscribed', tags: ['buyer', 'raynet'] });
		});

		test.each([[1], [MANY]])('a tag comes off %i subscribers, or it is said that it did not', async (count) => {
			const some = addresses.slice(0, count);
			for (const email of some) world.hands.put(list.id, { email, tags: ['web', 'old'] });
			const results = await write(world.side, list, (await find(some)).map((one) => change(one, { tags: { add: [], remove: ['old'] } })));
			const works = driver.tagRemoval !== 'refused';
			expect(kinds(results)).toEqual([works ? 'done' : 'failed RecordError']);
			for (const email of some) expect(world.held(list.id, email)?.tags).toEqual(works ? ['web'] : ['web', 'old']);
		});

		test('all tags can be replaced, and the last one taken off, or it is said that they were not', async () => {
			world.hands.put(list.id, { email: 'eva@example.com', tags: ['web', 'old'] });
			world.hands.put(list.id, { email: 'jan@example.com', tags: ['only'] });
			const [eva, jan] = await find(['eva@example.com', 'jan@example.com']);
			const results = await write(world.side, list, [change(eva as Subscriber, { tags: { add: ['new'], remove: [], others: 'remove' } }), change(jan as Subscriber, { tags: { add: [], remove: ['only'] } })]);
			const replaces = driver.tagRemoval !== 'refused';
			const clears = replaces && driver.lastTagRemoval !== 'refused';
			expect(results.map(({ kind }) => kind)).toEqual([replaces ? 'done' : 'failed', clears ? 'done' : 'failed']);
			expect(world.held(list.id, 'eva@example.com')?.tags).toEqual(replaces ? ['new'] : ['web', 'old', 'new']);
			expect(world.held(list.id, 'jan@example.com')?.tags).toEqual(clears ? [] : ['only']);
		});

		test.each(['unsubscribed', 'bounced', 'complained', 'unconfirmed'] as const)('a change of one or many who are %s leaves them so', async (state) => {
			for (const email of addresses) world.hands.put(list.id, { email, state });
			const all = await find(addresses);
			expect(kinds(await write(world.side, list, all.map((one) => change(one, { fields: { lastName: 'Nová' }, tags: { add: ['raynet'], remove: [] } }))))).toEqual(['done']);
			expect(kinds(await write(world.side, list, [change((await find(addresses))[0] as Subscriber, { tags: { add: ['VIP'], remove: [] } })]))).toEqual(['done']);
			for (const email of addresses) expect(world.held(list.id, email)).toMatchObject({ state, lastName: 'Nová' });
		});

		test.each([[1], [MANY]])('%i who left since they were read stay away', async (count) => {
			const some = addresses.slice(0, count);
			for (const email of some) world.hands.put(list.id, { email });
			const read = await find(some);
			for (const email of some) world.hands.state(list.id, email, 'unsubscribed');
			await write(world.side, list, read.map((one) => change(one, { tags: { add: ['raynet'], remove: [] } })));
			for (const email of some) expect(world.held(list.id, email)?.state).toBe('unsubscribed');
		});

		test.each([[1], [MANY]])('%i are unsubscribed, and subscribed again only where that is asked for', async (count) => {
			const some = addresses.slice(0, count);
			for (const email of some) world.hands.put(list.id, { email, tags: ['web'] });
			expect(kinds(await write(world.side, list, (await find(some)).map((one) => change(one, { state: 'unsubscribed' }))))).toEqual(['done']);
			for (const email of some) expect(world.held(list.id, email)).toMatchObject({ state: 'unsubscribed', tags: ['web'] });
			expect(kinds(await write(world.side, list, (await find(some)).map((one) => change(one, { state: 'subscribed' }))))).toEqual(['done']);
			for (const email of some) expect(world.held(list.id, email)?.state).toBe('subscribed');
		});

		test.each([[1], [MANY]])('where the list asks first, %i new people are unconfirmed, unless that is skipped', async (count) => {
			const asking = await world.side.list(world.lists.doubleOptIn);
			const some = addresses.slice(0, count);
			const tags = { add: ['raynet'], remove: [] };
			expect(kinds(await write(world.side, asking, some.map((email) => newcomer(email, { tags }))))).toEqual(['done']);
			for (const email of some) expect(world.held(asking.id, email)).toMatchObject({ state: 'unconfirmed', tags: ['raynet'] });
			await write(world.side, asking, [newcomer('sure@example.com', { confirmation: 'skip' })]);
			expect(world.held(asking.id, 'sure@example.com')?.state).toBe('subscribed');
		});

		test.each([[2], [MANY]])('one bad address among %i is reported, and the rest goes through', async (count) => {
			const some = [...addresses.slice(0, count - 1), 'not-an-address'];
			const results = await write(world.side, list, some.map((email) => newcomer(email)));
			expect(results.filter(({ kind }) => kind === 'failed').map(({ key }) => key)).toEqual(['not-an-address']);
			expect(results).toHaveLength(count);
			for (const email of some.slice(0, -1)) expect(world.held(list.id, email)?.state).toBe('subscribed');
		});

		test('members are all of a list, in whatever state', async () => {
			world.hands.put(list.id, { email: 'eva@example.com', tags: ['web'] });
			world.hands.put(list.id, { email: 'jan@example.com', state: 'bounced' });
			world.hands.put(world.lists.shop, { email: 'ota@example.com' });
			const members = await world.side.members(list.id);
			expect([...members].map(([key, { memberships, tags }]) => [key, memberships[list.id]?.state, tags]).sort()).toEqual([
				['eva@example.com', 'subscribed', ['web']],
				['jan@example.com', 'bounced', []],
			]);
		});

		test('turns of one account follow each other', async () => {
			const order: string[] = [];
			const turn = (which: string) => world.side.exclusive(async () => {
				order.push(`${which} begins`);
				await world.side.lists();
				order.push(`${which} ends`);
			});
			await Promise.all([turn('first'), turn('second')]);
			expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
		});

		test('a foreign webhook is never overwritten, one of ours is renewed and freed', async () => {
			const { webhooks } = world.side;
			const [ours, next] = ['https://n8n.example/webhook/1', 'https://n8n.example/webhook/2'];
			await webhooks.register(ours, ours);
			await expect(webhooks.register('https://other.example/', 'https://other.example/')).rejects.toBeInstanceOf(ConfigurationError);
			expect(await webhooks.registered()).toBe(ours);
			await webhooks.register(next, ours);
			expect(await webhooks.registered()).toBe(next);
			await webhooks.register('', next);
			expect(await webhooks.registered()).toBeUndefined();
		});
	});
}
