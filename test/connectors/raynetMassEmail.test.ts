import { createRaynetCampaigns } from '../../connectors/crm/raynet';
import { writeBack, type WriteBackResult } from '../../core/activity';
import type { Mailing, MailingReading } from '../../core/ports/email';
import { newCompany, newPerson } from '../sandbox/raynetSupport';
import { rejection } from './raynetBuilders';
import { startRaynetPlace, type RaynetPlace } from './raynetPlace';

const CAMPAIGN: Mailing = { id: 'campaign:12', kind: 'campaign', sourceId: '12', title: 'May', subject: 'News of May', sentAt: '2026-02-27T09:00:00.000Z' };
const SETTINGS = { service: 'ecomail', zone: 'Europe/Prague', now: '2026-03-01T08:30:00.000Z', url: 'https://mail.example/12' };

const at = (kind: 'opened' | 'clicked' | 'unsubscribed' | 'bounced', when: string) => ({ id: `${kind} ${when}`, kind, at: when });
/** What the service tells after the first day. */
const FIRST: MailingReading = {
	extent: 'everything',
	dates: 'logged',
	mark: 'a',
	contacts: [
		{ email: 'Eva@acme.example', totals: { sent: 1, opened: 2 }, events: [at('opened', '2026-02-28T23:30:00Z'), at('opened', '2026-02-28T10:00:00Z')] },
		{ email: 'jan@acme.example', totals: { sent: 1, bounced: 1 }, events: [at('bounced', '2026-02-27T09:01:00Z')] },
		{ email: 'info@acme.example', totals: { sent: 1 }, events: [] },
		{ email: 'stranger@acme.example', totals: { sent: 1, opened: 1 }, events: [at('opened', '2026-02-28T10:00:00Z')] },
	],
};
/** What is new on the next day. */
const NEWS: MailingReading = {
	extent: 'news',
	dates: 'logged',
	mark: 'b',
	contacts: [
		{ email: 'eva@acme.example', events: [at('opened', '2026-03-02T10:00:00Z'), at('clicked', '2026-03-02T10:00:00Z')] },
		{ email: 'info@acme.example', events: [at('unsubscribed', '2026-03-02T10:00:00Z')] },
	],
};

jest.setTimeout(60_000);

let place: RaynetPlace;
beforeAll(async () => {
	place = await startRaynetPlace();
});
beforeEach(async () => {
	place.sandbox.reset();
	await newPerson(place.api, { contactInfo: { email: 'eva@acme.example' } });
	await newPerson(place.api, { contactInfo: { email: 'jan@acme.example', email2: 'info@acme.example' } });
	await newCompany(place.api, { addresses: [{ address: { name: 'Head' }, contactInfo: { email: 'info@acme.example' } }] });
	place.sandbox.clearCalls();
});
afterAll(() => place.sandbox.close());

const write = (reading: MailingReading, mailing = CAMPAIGN): Promise<WriteBackResult> => writeBack(createRaynetCampaigns(place.client()), mailing, reading, SETTINGS);
const none = { opened: null, clicked: null, unsubscribed: null };
const rows = (): Array<Record<string, unknown>> => place.hand('massEmail.rows', {}) as Array<Record<string, unknown>>;
const afterFirst = [
	{ id: 1, person: 1, company: null, email: 'eva@acme.example', status: 'DELIVERED', ...none, opened: '2026-02-28' },
	{ id: 2, person: 2, company: null, email: 'jan@acme.example', status: 'REJECTED', ...none },
	{ id: 3, person: null, company: 1, email: 'info@acme.example', status: 'DELIVERED', ...none },
	{ id: 4, person: 2, company: null, email: 'info@acme.example', status: 'DELIVERED', ...none },
];
const afterNews = afterFirst.map((row) => {
	if (row.id === 1) return { ...row, clicked: '2026-03-02' };
	return row.email === 'info@acme.example' ? { ...row, unsubscribed: '2026-03-02' } : row;
});

describe('the first day of a campaign', () => {
	test('is one mass e-mail with one row for each contact, in the calls of a create and of one bulk', async () => {
		const result = await write(FIRST);
		expect(place.ops()).toEqual(['massEmail.list', 'massEmail.create', 'massEmail.bulkUpdate']);
		expect(rows()).toEqual([
			{
				id: 1,
				title: 'May',
				campaignName: 'May',
				description: 'Subject: News of May',
				source: 'ECOMAIL',
				externalId: '12',
				externalOverviewUrl: 'https://mail.example/12',
				externalThumbnailUrl: null,
				completed: '2026-02-27T09:00:00.000Z',
				tags: [],
				stats: { sent: 4, opened: 2, clicked: 0, unsubscribed: 0 },
				version: 1,
				recipients: afterFirst,
			},
		]);
		expect([result.action, result.rows.map(({ kind }) => kind)]).toEqual(['created', ['done', 'done', 'done', 'notInCrm']]);
	});

	test('written again changes nothing but asks for the unknown address again', async () => {
		await write(FIRST);
		const before = rows();
		place.sandbox.clearCalls();
		expect(await write(FIRST)).toMatchObject({ action: 'unchanged', rows: [{ kind: 'notInCrm', email: 'stranger@acme.example' }] });
		expect(rows()).toEqual(before);
		expect(place.ops()).toEqual(['massEmail.list', 'massEmail.listRecipients', 'massEmail.bulkUpdate']);
	});
});

describe('a later day', () => {
	test('changes the rows in place, keeps the first date, and raises the counts', async () => {
		await write(FIRST);
		place.sandbox.clearCalls();
		const result = await write(NEWS);
		expect(place.ops()).toEqual(['massEmail.list', 'massEmail.listRecipients', 'massEmail.bulkUpdate', 'massEmail.update']);
		expect(rows()).toMatchObject([{ id: 1, stats: { sent: 4, opened: 2, clicked: 1, unsubscribed: 1 }, recipients: afterNews }]);
		expect(result).toMatchObject({ action: 'updated', optedOut: ['info@acme.example'] });
	});

	test('without news writes nothing', async () => {
		await write(FIRST);
		place.sandbox.clearCalls();
		expect(await write({ ...NEWS, contacts: [] })).toMatchObject({ action: 'unchanged', rows: [] });
		expect(place.ops()).toEqual(['massEmail.list', 'massEmail.listRecipients']);
	});
});

test.each([
	['absentDates', 'clear'],
	['emailLookup', 'sensitive'],
	['massEmailStats', 'numbers'],
	['massEmailCompleted', 'day'],
	['sameExternalId', 'refused'],
	['massEmailExternalId', 'optional'],
	['recipientOptsOut', 'yes'],
	['recipientSaves', 'bumps'],
	['successFlag', 'string'],
])('two days leave the same rows with the switch %s at %s', async (name, value) => {
	place.turn(name, value);
	await write(FIRST);
	await write(NEWS);
	expect(rows()).toMatchObject([{ stats: { sent: 4, opened: 2, clicked: 1, unsubscribed: 1 }, recipients: afterNews }]);
	expect((await write(NEWS)).action).toBe('unchanged');
});

test('a run that is cut at any call is completed by the next one, and nothing is written twice', async () => {
	await write(FIRST);
	await write(NEWS);
	const [whole] = rows();
	const calls = place.ops();
	let cuts = 0;
	// As often as the client tries, so that the run ends there.
	for (const kind of ['cutBefore', 'cutAfter'] as const) {
		for (let call = 0; call < calls.length; call += 1) {
			place.hand('massEmail.clear', {});
			place.sandbox.fault({ service: 'raynet', op: '*', after: call, times: 7, effect: { kind } });
			const [day] = await Promise.allSettled([write(FIRST).then(() => write(NEWS))]);
			place.sandbox.clearFaults();
			if (day.status === 'rejected') cuts += 1;
			await write(FIRST);
			await write(NEWS);
			expect(rows().map(({ stats, recipients }) => [stats, (recipients as Array<{ id: number }>).map(({ id, ...row }) => ({ ...row, isRow: id > 0 }))])).toEqual([
				[whole?.stats, (whole?.recipients as Array<{ id: number }>).map(({ id, ...row }) => ({ ...row, isRow: id > 0 }))],
			]);
		}
	}
	expect([calls.length, cuts]).toEqual([7, 14]);
});

test('a create whose answer was lost is found, and the run goes on', async () => {
	place.sandbox.fault({ service: 'raynet', op: 'massEmail.create', effect: { kind: 'cutAfter' } });
	expect((await write(FIRST)).action).toBe('created');
	expect(place.ops()).toEqual(['massEmail.list', 'massEmail.create', 'massEmail.list', 'massEmail.bulkUpdate']);
	expect(rows()).toMatchObject([{ recipients: afterFirst }]);
});

test('a create that did not come through ends the run, and is not repeated blindly', async () => {
	place.sandbox.fault({ service: 'raynet', op: 'massEmail.create', effect: { kind: 'cutBefore' } });
	expect(await rejection(write(FIRST))).toMatchObject({ recovery: 'retriable', outcome: 'unknown' });
	expect(rows()).toEqual([]);
});

test('a thousand addresses go in one call, and one that Raynet does not take is found by halving', async () => {
	const contacts = Array.from({ length: 1_500 }, (_, n) => ({ email: n === 700 ? 'not an address' : `p${n}@acme.example`, totals: { sent: 1 }, events: [] }));
	place.turn('emailValidation', 'refuse');
	const result = await write({ ...FIRST, contacts });
	expect(result.rows.filter(({ kind }) => kind === 'failed')).toMatchObject([{ email: 'not an address', error: { recovery: 'record' } }]);
	expect(result.rows).toHaveLength(1_500);
	// 1,000 and then two halves for each of ten halvings, and the other 500.
	expect(place.ops().filter((op) => op === 'massEmail.bulkUpdate')).toHaveLength(1 + 2 * 10 + 1);
});

test('rows of a bulk answer with success: false, and those without an answer, fail by themselves; the next run writes them', async () => {
	const data = [
		{ email: 'eva@acme.example', massEmailRecipientId: [1], success: true, message: 'inserted' },
		{ email: 'jan@acme.example', massEmailRecipientId: [], success: false, message: 'record is locked' },
		{ email: 'stranger@acme.example', massEmailRecipientId: [], success: false, message: 'email not found' },
	];
	place.sandbox.fault({ service: 'raynet', op: 'massEmail.bulkUpdate', effect: { kind: 'answer', status: 200, body: { success: true, data } } });
	expect((await write(FIRST)).rows).toMatchObject([
		{ kind: 'done', email: 'eva@acme.example' },
		{ kind: 'failed', email: 'jan@acme.example', error: { recovery: 'record', detail: 'success: false' } },
		{ kind: 'failed', email: 'info@acme.example', error: { recovery: 'record', detail: 'No result for the address' } },
		{ kind: 'notInCrm', email: 'stranger@acme.example' },
	]);
	await write(FIRST);
	expect(rows()).toMatchObject([{ recipients: afterFirst }]);
});

test('an automation is an activity of its own, dated by the day on which things were first seen', async () => {
	await write({ ...FIRST, contacts: [] });
	const automation: Mailing = { id: 'automation:12', kind: 'automation', sourceId: '12', title: 'Welcome' };
	await write({ extent: 'everything', dates: 'firstSeen', mark: '', contacts: [{ email: 'eva@acme.example', totals: { sent: 1, opened: 3 }, events: [] }] }, automation);
	expect(rows().map(({ externalId, completed, description }) => [externalId, completed, description])).toEqual([
		['12', '2026-02-27T09:00:00.000Z', 'Subject: News of May'],
		['automation:12', null, 'Dates are the days on which they were first seen, as the service keeps none for automations.'],
	]);
	expect(rows()[1]).toMatchObject({ recipients: [{ opened: '2026-03-01' }] });
});

test('what the service had written by itself is taken over', async () => {
	await place.api.put('massEmail/', { title: 'Theirs', source: 'ECOMAIL', externalId: '12' });
	await place.api.post('massEmail/1/recipientBulkUpdate/', [{ email: 'eva@acme.example', status: 'SENT', opened: '2026-02-27' }]);
	await write(FIRST);
	expect(rows()).toMatchObject([{ id: 1, title: 'Theirs', stats: { sent: 4 }, recipients: [{ id: 1, opened: '2026-02-27', status: 'DELIVERED' }, { id: 2 }, { id: 3 }, { id: 4 }] }]);
});

test('a service that Raynet does not know is refused before the first call', async () => {
	const error = await rejection(writeBack(createRaynetCampaigns(place.client()), CAMPAIGN, FIRST, { ...SETTINGS, service: 'pigeon' }));
	expect(error).toMatchObject({ recovery: 'configuration' });
	expect(place.ops()).toEqual([]);
});
