import type { EmailSide, Subscriber } from '../../core/ports/email';
import type { Call, Sandbox } from '../../sandbox/kit';
import { change, newcomer, write } from '../contract/email';
import { connect, control, SERVICE, startEcomail } from '../contract/emailEcomailWorld';

/** The machine may be busy with other suites. */
jest.setTimeout(60_000);

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
	control(sandbox, 'list.create', { name: 'Shop' });
	({ side } = connect(sandbox));
});

const told = ({ op, records }: Call): string => `${op} ${records}`;
const calls = (): string[] => sandbox.calls(SERVICE).map(told);
const people = (count: number): string[] => Array.from({ length: count }, (_, index) => `p${index}@example.com`);
const marker = { tags: { add: ['raynet'], remove: [] } };

/** Reading, writing and reading back, as the node does it. */
async function push(emails: readonly string[]): Promise<string[]> {
	const list = await side.list(listId);
	sandbox.clearCalls();
	const known = await side.find(listId, emails);
	const writes = emails.map((email) => {
		const found = known.get(email);
		return found ? change(found as Subscriber, marker) : newcomer(email, { ...marker, fields: { firstName: 'Jan' } });
	});
	const results = await write(side, list, writes);
	expect([results.length, new Set(results.map(({ kind }) => kind))]).toEqual([emails.length, new Set(['done'])]);
	return calls();
}

test('somebody new costs two reads, one write and one read back', async () => {
	expect(await push(people(1))).toEqual(['list.subscriber 0', 'subscriber 0', 'subscribe 1', 'list.subscriber 1']);
});

test('somebody known costs one read, one write and one read back', async () => {
	control(sandbox, 'subscriber.put', { listId, email: 'p0@example.com' });
	expect(await push(people(1))).toEqual(['list.subscriber 1', 'updateSubscriber 1', 'list.subscriber 1']);
});

const byState = (...counts: number[]): string[] => counts.map((count) => `list.subscribers ${count}`);

test('7,000 new and 3,500 known people: every list by state, ceil(7000/3000) + ceil(3500/3000) pushes, the list again', async () => {
	for (const email of people(3500)) control(sandbox, 'subscriber.put', { listId, email, tags: ['web'] });
	expect(await push(people(10_500))).toEqual([
		'lists 2',
		...byState(3500, 0, 0, 0, 0),
		...byState(0, 0, 0, 0, 0),
		'updateSubscriberBulk 3000',
		'updateSubscriberBulk 500',
		'subscribeBulk 3000',
		'subscribeBulk 3000',
		'subscribeBulk 1000',
		...byState(4000, 4000, 2500, 0, 0, 0, 0),
	]);
});

test('25,000 people into an empty account: 9 pushes and the verifying read', async () => {
	const log = await push(people(25_000));
	expect(log).toEqual(['lists 2', ...byState(0, 0, 0, 0, 0), ...byState(0, 0, 0, 0, 0), ...Array.from({ length: 8 }, () => 'subscribeBulk 3000'), 'subscribeBulk 1000', ...byState(4000, 4000, 4000, 4000, 4000, 4000, 1000, 0, 0, 0, 0)]);
	process.stdout.write(`Ecomail, 25,000 new people: ${log.length} calls, of them ${log.filter((op) => op.startsWith('subscribeBulk')).length} pushes\n`);
});

describe('campaign activity', () => {
	const campaign = (): number => Number(control(sandbox, 'campaign.send', { listIds: [listId], title: 'March', subject: 'News' }).id);
	const opens = (campaignId: number, count: number): void => {
		for (let index = 0; index < count; index += 1) control(sandbox, 'event', { event: 'open', email: `p${index}@example.com`, campaignId });
	};

	test('of R = 250 recipients with E = 130 events: ceil(R/100) + ceil(E/100), later ceil(new/100)', async () => {
		for (const email of people(250)) control(sandbox, 'subscriber.put', { listId, email });
		const id = campaign();
		opens(id, 130);
		const [mailing] = await side.mailings.mailings(0);
		if (!mailing) throw new Error('No mailing.');
		sandbox.clearCalls();

		const first = await side.mailings.read(mailing);
		expect(calls()).toEqual(['campaign.stats 100', 'campaign.stats 100', 'campaign.stats 50', 'campaign.log 100', 'campaign.log 30']);
		expect([first.extent, first.contacts.length, first.contacts.filter(({ events }) => events.length > 0).length]).toEqual(['everything', 250, 130]);

		sandbox.clearCalls();
		const none = await side.mailings.read(mailing, first.mark);
		expect([none.extent, none.contacts, none.mark]).toEqual(['news', [], first.mark]);
		opens(id, 20);
		const news = await side.mailings.read(mailing, none.mark);
		expect([news.extent, news.contacts.length]).toEqual(['news', 20]);
		expect(calls()).toEqual(['campaign.log 100', 'campaign.log 100', 'campaign 1']);
	});

	test('the list of campaigns and automations is two calls, an automation without news one', async () => {
		for (const email of people(3)) control(sandbox, 'subscriber.put', { listId, email });
		campaign();
		const { id } = control(sandbox, 'pipeline.create', { name: 'Welcome', actions: [{ type: 'mail' }] });
		control(sandbox, 'pipeline.enter', { id, email: 'p0@example.com' });
		sandbox.clearCalls();
		const mailings = await side.mailings.mailings(0);
		expect(calls()).toEqual(['campaigns 1', 'pipelines 1']);
		const automation = mailings.find(({ kind }) => kind === 'automation');
		if (!automation) throw new Error('No automation.');

		sandbox.clearCalls();
		const first = await side.mailings.read(automation);
		await side.mailings.read(automation, first.mark);
		expect(calls()).toEqual(['pipeline.totals 1', 'pipeline.stats 1', 'pipeline.totals 1']);
		expect(first).toMatchObject({ extent: 'everything', dates: 'firstSeen', contacts: [{ email: 'p0@example.com', totals: { sent: 1 }, events: [] }] });
	});
});
