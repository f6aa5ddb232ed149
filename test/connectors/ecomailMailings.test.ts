import type { EmailSide, Mailing } from '../../core/ports/email';
import { connect, control, SERVICE, START, startEcomail } from '../contract/emailEcomailWorld';
import type { Sandbox } from '../../sandbox/kit';
import { switches } from '../../sandbox/ecomail/switches';

let sandbox: Sandbox;
let side: EmailSide;
let listId: string;

beforeAll(async () => {
	sandbox = await startEcomail();
});
afterAll(() => sandbox.close());

function open(): void {
	sandbox.reset();
	listId = String(control(sandbox, 'list.create', { name: 'News' }).id);
	for (const name of ['eva', 'jan', 'ota']) control(sandbox, 'subscriber.put', { listId, email: `${name}@example.com` });
	({ side } = connect(sandbox));
}
beforeEach(open);

const DAY = 86_400_000;
const campaign = (more: Record<string, unknown> = {}): number => Number(control(sandbox, 'campaign.send', { listIds: [listId], title: 'March', subject: 'Spring', ...more }).id);
const event = (name: string, email: string, more: Record<string, unknown>): unknown => control(sandbox, 'event', { event: name, email, ...more });
async function only(from = 0): Promise<Mailing> {
	const [mailing] = await side.mailings.mailings(from);
	if (!mailing) throw new Error('No mailing.');
	return mailing;
}

/** What nobody has confirmed must not matter here either. */
const turns = [{ name: 'default', value: '' }, ...switches.flatMap(({ name, values }) => values.slice(1).map((value) => ({ name, value })))];

describe.each(turns)('campaigns with $name $value', ({ name, value }) => {
	beforeEach(() => {
		if (value !== '') sandbox.setSwitch(SERVICE, name, value);
	});

	test('are told with subject, date and public copy, and read with totals and dated events', async () => {
		const campaignId = campaign();
		expect(await only()).toEqual({
			id: `campaign:${campaignId}`,
			kind: 'campaign',
			sourceId: String(campaignId),
			title: 'March',
			subject: 'Spring',
			sender: 'news@acme.example',
			sentAt: new Date(START).toISOString(),
			url: `https://acme.ecomailapp.example/campaign/archive/${campaignId}`,
			recipients: 3,
		});
		const empty = await side.mailings.read(await only());
		expect(empty).toMatchObject({ extent: 'everything', dates: 'logged', mark: 'log:0:0' });
		event('open', 'eva@example.com', { campaignId, at: START + 1000 });
		event('click', 'eva@example.com', { campaignId, at: START + 2000, url: 'https://shop.example/' });
		event('soft_bounce', 'jan@example.com', { campaignId, at: START + 3000 });
		event('unsub', 'ota@example.com', { campaignId, at: START + 4000 });

		const news = await side.mailings.read(await only(), empty.mark);
		const reading = await side.mailings.read(await only());
		const [eva, jan, ota] = [reading.contacts[0], reading.contacts[1], reading.contacts[2]];
		expect(eva).toEqual({
			email: 'eva@example.com',
			totals: { sent: 1, opened: 1, clicked: 1 },
			events: [
				{ id: '4', kind: 'opened', at: new Date(START + 1000).toISOString() },
				{ id: '5', kind: 'clicked', at: new Date(START + 2000).toISOString(), url: 'https://shop.example/' },
			],
		});
		expect([jan?.totals, ota?.totals]).toEqual([
			{ sent: 1, deferred: 1 },
			{ sent: 1, unsubscribed: 1 },
		]);
		const counts = { current: { sent: 3, opened: 1, clicked: 1, unsubscribed: 1, complained: 0, bounced: 0 }, behind: { sent: 0, opened: 0, clicked: 0, unsubscribed: 0, complained: 0, bounced: 0 }, missing: undefined };
		const told = counts[name === 'campaignReport' ? (value as keyof typeof counts) : 'current'];
		expect(news).toEqual({ extent: 'news', dates: 'logged', mark: reading.mark, contacts: reading.contacts.map(({ email, events }) => ({ email, events })), ...(told ? { counts: told } : {}) });
	});

	test('count once who unsubscribes and complains, with one call more only where both happened', async () => {
		const campaignId = campaign();
		const { mark } = await side.mailings.read(await only());
		const news = async (from: string): Promise<[number | undefined, string[]]> => {
			sandbox.clearCalls();
			const { optedOut } = await side.mailings.read(await only(), from);
			return [optedOut, sandbox.calls(SERVICE).map(({ op }) => op).slice(2)];
		};
		event('unsub', 'eva@example.com', { campaignId, at: START + 1000 });
		expect(await news(mark)).toEqual([undefined, ['campaign.log', 'campaign']]);
		event('spam', 'eva@example.com', { campaignId, at: START + 2000 });
		event('spam', 'jan@example.com', { campaignId, at: START + 3000 });
		const asked = name !== 'campaignReport';
		expect(await news(mark)).toEqual(asked ? [2, ['campaign.log', 'campaign', 'campaign.log']] : [undefined, ['campaign.log', 'campaign']]);
	});

	test('are read on as far as the log has grown, a hundred more in one call', async () => {
		const campaignId = campaign();
		event('open', 'eva@example.com', { campaignId });
		const { mark } = await side.mailings.read(await only());
		for (let n = 0; n < 100; n += 1) event('click', 'jan@example.com', { campaignId });
		sandbox.clearCalls();
		const news = await side.mailings.read(await only(), mark);
		expect([news.contacts.map(({ email, events }) => [email, events.length]), sandbox.calls(SERVICE).filter(({ op }) => op === 'campaign.log').length]).toEqual([[['jan@example.com', 100]], 1]);
	});

	test('automations name the tags that their steps give and take', async () => {
		control(sandbox, 'pipeline.create', { name: 'VIP', actions: [{ type: 'tag', properties: { tag: 'VIP' } }, { type: 'untag', properties: { tag: 'new' } }, { type: 'mail' }] });
		expect(await side.mailings.automationTags()).toEqual(['VIP', 'new']);
	});
});

test('nothing is asked of the log of a campaign to which nobody reacted', async () => {
	campaign();
	const mailing = await only();
	sandbox.clearCalls();
	expect((await side.mailings.read(mailing)).mark).toBe('log:0:0');
	expect(sandbox.calls(SERVICE).map(({ op }) => op)).toEqual(['campaign.stats']);
});

test('a mark that does not tell the length of the log is gone on from, as far as the event that it names', async () => {
	const campaignId = campaign();
	for (let n = 0; n < 250; n += 1) event('open', 'eva@example.com', { campaignId });
	event('open', 'jan@example.com', { campaignId });
	const mailing = await only();
	sandbox.clearCalls();
	expect((await side.mailings.read(mailing, 'log:253')).contacts).toMatchObject([{ email: 'jan@example.com' }]);
	expect(sandbox.calls(SERVICE).map(({ op }) => op)).toEqual(['campaign.log', 'campaign']);
});

test('an event that arrives late, dated before what was read, is news', async () => {
	const campaignId = campaign();
	event('open', 'eva@example.com', { campaignId, at: START + 5 * DAY });
	const { mark } = await side.mailings.read(await only());
	event('open', 'jan@example.com', { campaignId, at: START + DAY });
	expect((await side.mailings.read(await only(), mark)).contacts).toMatchObject([{ email: 'jan@example.com', events: [{ kind: 'opened' }] }]);
});

test('campaigns before the look-back, and those that are being sent, are left out until they are due', async () => {
	campaign();
	sandbox.clock.advance(40 * DAY);
	const sending = campaign({ title: 'April', sending: true });
	const titles = async (): Promise<string[]> => (await side.mailings.mailings(sandbox.clock.now() - 30 * DAY)).map(({ title }) => title);
	expect(await titles()).toEqual([]);
	control(sandbox, 'campaign.finish', { id: sending });
	expect(await titles()).toEqual(['April']);
});

test('more than a hundred campaigns are all told, oldest first', async () => {
	for (let index = 0; index < 130; index += 1) {
		sandbox.clock.advance(60_000);
		campaign({ title: `Campaign ${index}` });
	}
	const titles = (await side.mailings.mailings(0)).map(({ title }) => title);
	expect([titles.length, titles[0], titles[129]]).toEqual([130, 'Campaign 0', 'Campaign 129']);
});

test('who only passed through an automation has got no message, and is not told', async () => {
	const { id } = control(sandbox, 'pipeline.create', { name: 'VIP', actions: [{ type: 'tag', properties: { tag: 'VIP' } }] });
	control(sandbox, 'pipeline.enter', { id, email: 'eva@example.com' });
	const [mailing] = await side.mailings.mailings(0);

	expect(mailing?.id).toBe(`automation:${String(id)}`);
	expect((await side.mailings.read(mailing as NonNullable<typeof mailing>)).contacts).toEqual([]);
});

test('an automation with news tells all its totals', async () => {
	const { id } = control(sandbox, 'pipeline.create', { name: 'Welcome', actions: [{ type: 'mail' }] });
	control(sandbox, 'pipeline.enter', { id, email: 'eva@example.com' });
	const { mark } = await side.mailings.read(await only());
	event('open', 'eva@example.com', { pipelineId: id });
	expect(await side.mailings.read(await only(), mark)).toMatchObject({ extent: 'everything', dates: 'firstSeen', contacts: [{ email: 'eva@example.com', totals: { sent: 1, opened: 1 } }] });
});

test('five simulated days, read every day by marks, tell the same as one reading at the end', async () => {
	for (let index = 0; index < 40; index += 1) control(sandbox, 'subscriber.put', { listId, email: `p${index}@example.com` });
	const marks = new Map<string, string>();
	const seen = new Map<string, Set<string>>();
	for (let day = 0; day < 5; day += 1) {
		control(sandbox, 'play', { days: 1, listId });
		for (const mailing of await side.mailings.mailings(0)) {
			const reading = await side.mailings.read(mailing, marks.get(mailing.id));
			marks.set(mailing.id, reading.mark);
			const ids = seen.get(mailing.id) ?? new Set();
			for (const one of reading.contacts.flatMap(({ events }) => events)) ids.add(one.id);
			seen.set(mailing.id, ids);
		}
	}
	for (const mailing of await side.mailings.mailings(0)) {
		const whole = (await side.mailings.read(mailing)).contacts.flatMap(({ events }) => events.map(({ id }) => id));
		expect([mailing.title, [...(seen.get(mailing.id) ?? [])].sort()]).toEqual([mailing.title, whole.sort()]);
		expect(whole.length).toBeGreaterThan(0);
	}
});
