import { activityKeyText, countsOf, recentOthers, resultsUrl, rowsOf, writeBack, writtenByOthers, type WriteBackSettings } from '../../core/activity';
import { raisedCounts, toldCounts } from '../../core/activity/counts';
import { changedRows, mergeRows } from '../../core/activity/rows';
import { RetriableError } from '../../core/errors';
import type { Activity, ActivityRow, CampaignSink, StoredActivity } from '../../core/ports/campaigns';
import type { Mailing, MailingContact, MailingEventKind, MailingReading } from '../../core/ports/email';

const DAYS = { zone: 'Europe/Prague', now: '2026-03-01T08:30:00.000Z' };
const event = (kind: MailingEventKind, at: string) => ({ id: `${kind}@${at}`, kind, at });

function contact(overrides: Partial<MailingContact> = {}): MailingContact {
	return { email: 'eva@acme.example', events: [], ...overrides };
}

const row = (overrides: Partial<ActivityRow> = {}): ActivityRow => ({ email: 'eva@acme.example', state: 'delivered', ...overrides });

describe('a row', () => {
	test('has the day of the first event of each kind, in the time zone of the flow', () => {
		const events = [event('opened', '2026-02-28T23:30:00Z'), event('opened', '2026-02-27T23:30:00Z'), event('clicked', '2026-02-27T22:30:00Z')];
		expect(rowsOf({ contacts: [contact({ events })] }, DAYS)).toEqual([row({ opened: '2026-02-28', clicked: '2026-02-27' })]);
	});

	test('has today where something happened on a day that nobody noted', () => {
		expect(rowsOf({ contacts: [contact({ totals: { opened: 2 } })] }, DAYS)).toEqual([row({ opened: '2026-03-01' })]);
	});

	test.each<[string, Partial<MailingContact>, Partial<ActivityRow>]>([
		['is delivered where nothing else is known', { totals: { sent: 1 } }, { state: 'delivered' }],
		['is sent where delivery was put off', { events: [event('deferred', DAYS.now)] }, { state: 'sent' }],
		['is rejected after a bounce', { events: [event('bounced', DAYS.now), event('deferred', DAYS.now)] }, { state: 'rejected' }],
		['is delivered to whoever reacted, whatever bounced', { totals: { bounced: 1, clicked: 1 } }, { state: 'delivered', clicked: '2026-03-01' }],
		['counts a complaint as unsubscribing', { events: [event('complained', DAYS.now)] }, { state: 'delivered', unsubscribed: '2026-03-01' }],
		['has its address in lower case', { email: ' Eva@ACME.example ' }, {}],
	])('%s', (_name, told, expected) => {
		expect(rowsOf({ contacts: [contact(told)] }, DAYS)).toEqual([row(expected)]);
	});

	test('of an address that is told twice is one', () => {
		const contacts = [contact({ events: [event('opened', '2026-02-28T10:00:00Z')] }), contact({ email: 'EVA@acme.example', events: [event('opened', '2026-02-27T10:00:00Z')] })];
		expect(rowsOf({ contacts }, DAYS)).toEqual([row({ opened: '2026-02-27' })]);
	});

	test.each<[ActivityRow, ActivityRow, ActivityRow]>([
		[row({ opened: '2026-02-27' }), row({ opened: '2026-03-01', clicked: '2026-03-01' }), row({ opened: '2026-02-27', clicked: '2026-03-01' })],
		[row({ state: 'sent' }), row({ state: 'rejected' }), row({ state: 'rejected' })],
		[row({ state: 'rejected' }), row({ opened: '2026-03-01' }), row({ opened: '2026-03-01' })],
		[row({ state: 'rejected', opened: '2026-03-01' }), row(), row({ opened: '2026-03-01' })],
	])('%j and %j are together %j, in either order', (one, other, together) => {
		expect([mergeRows(one, other), mergeRows(other, one)]).toEqual([together, together]);
	});
});

describe('changed rows', () => {
	test('are those that the CRM does not hold so yet, complete with what it holds', () => {
		const stored = [row({ opened: '2026-02-27' }), row({ email: 'jan@acme.example' })];
		const incoming = [row({ clicked: '2026-03-01' }), row({ email: 'jan@acme.example' }), row({ email: 'new@acme.example' })];
		const { changed, all } = changedRows(stored, incoming);
		expect(changed).toEqual([row({ opened: '2026-02-27', clicked: '2026-03-01' }), row({ email: 'new@acme.example' })]);
		expect(all.map(({ email }) => email)).toEqual(['eva@acme.example', 'jan@acme.example', 'new@acme.example']);
	});

	test('are found where only one of two records with an address has it', () => {
		const stored = [row({ opened: '2026-02-27' }), row()];
		expect(changedRows(stored, [row()]).changed).toEqual([row({ opened: '2026-02-27' })]);
	});
});

test('counts take each contact once, and news can only raise them', () => {
	const proven = countsOf([row({ opened: '2026-02-27' }), row({ email: 'b', state: 'rejected' }), row({ email: 'c', clicked: '2026-02-27', unsubscribed: '2026-02-27' })]);
	expect(proven).toEqual({ sent: 3, opened: 1, clicked: 1, unsubscribed: 1, rejected: 1 });
	expect(raisedCounts({ sent: 900, opened: 0 }, proven)).toEqual({ ...proven, sent: 900 });
});

test('where only news were read, the report of the service tells of those who are not in the CRM, and never lowers a count', () => {
	const proven = countsOf([row({ opened: '2026-02-27' })]);
	const told = toldCounts({ counts: { sent: 900, opened: 300, clicked: 0, unsubscribed: 4, complained: 2, bounced: 7 }, optedOut: 6 });
	expect(raisedCounts({ sent: 900, opened: 310, unsubscribed: 5 }, proven, told)).toEqual({ sent: 900, opened: 310, clicked: 0, unsubscribed: 6, rejected: 7 });
	expect(toldCounts({ counts: { unsubscribed: 4, complained: 5 } })).toMatchObject({ unsubscribed: 5 });
	expect(toldCounts({})).toEqual({ sent: 0, opened: 0, clicked: 0, unsubscribed: 0, rejected: 0 });
});

test('what another tool has written is known by title and day, and told as long as it is of the last days', () => {
	const others = [{ title: 'Květen', day: '2026-03-02' }, { title: 'Old', day: '2026-02-01' }, { title: 'Undated' }];
	expect(recentOthers(others, { ...DAYS, now: '2026-03-05T08:00:00Z' }).map(({ title }) => title)).toEqual(['Květen']);
	const found = (title: string, sentAt?: string): string | undefined => writtenByOthers({ title, ...(sentAt ? { sentAt } : {}) }, others)?.title;
	expect([found('kveten', '2026-03-02T23:30:00Z'), found('Květen', '2026-03-05T08:00:00Z'), found('April', '2026-03-02T08:00:00Z'), found('undated', '2026-03-02T08:00:00Z')]).toEqual(['Květen', undefined, undefined, 'Undated']);
});

test('an activity is known by service, kind and id', () => {
	expect(activityKeyText({ service: 'post', kind: 'campaign', sourceId: '12' })).toBe('post:campaign:12');
});

test.each([
	['https://mail.example/{account}/{id}', 'https://mail.example/acme%201/12'],
	['  ', 'https://mail.example/copy'],
])('the link to the results from the template "%s" is %s', (template, expected) => {
	expect(resultsUrl(template, { account: 'acme 1', id: '12' }, 'https://mail.example/copy')).toBe(expected);
});

describe('writing back', () => {
	const MAILING: Mailing = { id: 'campaign:12', kind: 'campaign', sourceId: '12', title: 'May' };
	const SETTINGS: WriteBackSettings = { ...DAYS, service: 'post' };
	const reading = (...contacts: MailingContact[]): MailingReading => ({ extent: 'everything', dates: 'logged', contacts, mark: '' });

	/** A CRM in memory; `calls` in order. */
	function memorySink(): CampaignSink & { calls: string[]; failAt?: string } {
		const calls: string[] = [];
		let head: (StoredActivity & { url?: string }) | undefined;
		let held: ActivityRow[] = [];
		const called = (name: string): void => {
			calls.push(name);
			if (sink.failAt !== name) return;
			delete sink.failAt;
			throw new RetriableError('Later.');
		};
		const store = ({ service, kind, sourceId, counts, url }: Activity): StoredActivity => {
			head = { key: { service, kind, sourceId }, id: '1', counts, ...(url ? { url } : {}) };
			return head;
		};
		const sink: CampaignSink & { calls: string[]; failAt?: string } = {
			calls,
			async find() {
				called('find');
				return head;
			},
			others: async () => [],
			async create(activity) {
				called('create');
				return store(activity);
			},
			async update(_stored, activity) {
				called('update');
				store(activity);
			},
			async rows() {
				called('rows');
				return held;
			},
			async *writeRows(_stored, rows) {
				if (rows.length === 0) return;
				called(`write ${rows.length}`);
				held = [...held.filter(({ email }) => !rows.some((one) => one.email === email)), ...rows];
				yield rows.map(({ email }) => ({ kind: 'done' as const, email }));
			},
		};
		return sink;
	}

	test('creates the head before its rows, and then nothing more', async () => {
		const sink = memorySink();
		const news = reading(contact({ totals: { sent: 1 } }));
		expect((await writeBack(sink, MAILING, news, SETTINGS)).action).toBe('created');
		expect((await writeBack(sink, MAILING, news, SETTINGS)).action).toBe('unchanged');
		expect(sink.calls).toEqual(['find', 'create', 'write 1', 'find', 'rows']);
	});

	test('goes on with the rows where the last run was cut after the head', async () => {
		const sink = memorySink();
		sink.failAt = 'write 1';
		const news = reading(contact());
		await expect(writeBack(sink, MAILING, news, SETTINGS)).rejects.toBeInstanceOf(RetriableError);
		expect((await writeBack(sink, MAILING, news, SETTINGS)).rows).toEqual([{ kind: 'done', email: 'eva@acme.example' }]);
		expect(sink.calls).toEqual(['find', 'create', 'write 1', 'find', 'rows', 'write 1']);
	});

	test('brings the counts up to date last, and a changed link too', async () => {
		const sink = memorySink();
		await writeBack(sink, MAILING, reading(contact()), SETTINGS);
		sink.calls.length = 0;
		const result = await writeBack(sink, MAILING, reading(contact({ events: [event('opened', DAYS.now)] })), { ...SETTINGS, url: 'https://mail.example/12' });
		expect(sink.calls).toEqual(['find', 'rows', 'write 1', 'update']);
		expect(result).toMatchObject({ action: 'updated', activity: { counts: { sent: 1, opened: 1 }, url: 'https://mail.example/12' }, optedOut: [] });
		await writeBack(sink, MAILING, reading(contact()), SETTINGS);
		expect(sink.calls.slice(4)).toEqual(['find', 'rows', 'update']);
	});

	test('tells no more of a contact than was chosen, keeps what was told before, and knows who opted out all the same', async () => {
		const sink = memorySink();
		const eva = contact({ events: [event('opened', DAYS.now), event('complained', DAYS.now)] });
		const jan = contact({ email: 'jan@acme.example', events: [event('bounced', DAYS.now)] });
		const chosen = { ...SETTINGS, reactions: ['clicked'] as const };
		const first = await writeBack(sink, MAILING, reading(eva, jan), chosen);
		expect([await sink.rows({} as StoredActivity), first.activity.counts, first.optedOut]).toEqual([
			[row(), row({ email: 'jan@acme.example', state: 'sent' })],
			{ sent: 2, opened: 0, clicked: 0, unsubscribed: 0, rejected: 0 },
			['eva@acme.example'],
		]);

		await writeBack(sink, MAILING, reading(eva, jan), SETTINGS);
		const later = await writeBack(sink, MAILING, reading(eva, jan), chosen);
		expect([later.action, later.activity.counts.opened]).toEqual(['unchanged', 1]);
		const news = await writeBack(sink, MAILING, { ...reading(contact({ events: [event('clicked', DAYS.now)] })), extent: 'news', counts: { sent: 2, opened: 2, clicked: 1 } }, chosen);
		expect(news.activity.counts).toMatchObject({ sent: 2, opened: 1, clicked: 1 });
	});

	test('tells who opted out', async () => {
		const contacts = [contact({ events: [event('complained', DAYS.now)] }), contact({ email: 'jan@acme.example' })];
		expect((await writeBack(memorySink(), MAILING, reading(...contacts), SETTINGS)).optedOut).toEqual(['eva@acme.example']);
	});
});
