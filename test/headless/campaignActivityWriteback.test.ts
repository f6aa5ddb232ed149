import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { createEcomail, ecomailAccounts } from '../../sandbox/ecomail';
import { startSandbox, type Sandbox } from '../../sandbox/kit';
import { createRaynet } from '../../sandbox/raynet';
import { raynetAccounts } from '../../sandbox/raynet/accounts';
import { startEngine, type Engine, type NodeSetting } from './engine';

const START = Date.parse('2026-03-02T08:00:00Z');
const DAY = 86_400_000;

let engine: Engine;
let sandbox: Sandbox;
let list: number;
beforeAll(async () => {
	engine = await startEngine();
});
/** A sandbox of its own per test: the node remembers what it knows of a login, as it should. */
beforeEach(async () => {
	sandbox = await startSandbox({ services: [createEcomail, createRaynet], realtime: false, startAt: START });
	jest.spyOn(Date, 'now').mockImplementation(() => sandbox.clock.now());
	list = Number(hand('ecomail', 'list.create', { name: 'News' }).id);
});
afterEach(async () => {
	jest.restoreAllMocks();
	await sandbox.close();
});

const hand = (service: 'ecomail' | 'raynet', action: string, args: Record<string, unknown> = {}): Record<string, unknown> => (sandbox.service(service).control(action, args) ?? {}) as Record<string, unknown>;
const { acme } = raynetAccounts;

/** A workflow of n8n, with what n8n stores for it. */
function node(parameters: IDataObject = {}, more: Partial<NodeSetting> = {}): NodeSetting {
	return {
		type: 'campaignActivityWriteback',
		parameters,
		credentials: {
			ecomailContactSyncApi: { apiKey: ecomailAccounts.acme.apiKey, baseUrl: sandbox.url('ecomail') },
			raynetContactSyncApi: { server: 'own', baseUrl: sandbox.url('raynet'), instanceName: acme.instance, email: acme.userName, apiKey: acme.apiKey },
		},
		stored: { staticData: {} },
		...more,
	};
}

async function run(setting: NodeSetting): Promise<{ items: INodeExecutionData[]; errors: INodeExecutionData[]; hint: string; hints: string[] }> {
	const { data } = await engine.outcome(setting, [{}]);
	if (data.resultData.error) throw data.resultData.error;
	const [task] = data.resultData.runData.Node ?? [];
	return { items: task?.data?.main?.[0] ?? [], errors: task?.data?.main?.[1] ?? [], hint: task?.hints?.[0]?.message ?? '', hints: (task?.hints ?? []).map(({ message }) => message) };
}

interface Row {
	email: string;
	status: string;
	opened: string | null;
	clicked: string | null;
	unsubscribed: string | null;
}
interface MassEmail {
	id: number;
	title: string;
	externalId: string;
	externalOverviewUrl: string | null;
	source: string;
	stats: Record<string, number>;
	version: number;
	recipients: Row[];
}

const massEmails = (): MassEmail[] => hand('raynet', 'massEmail.rows') as unknown as MassEmail[];
const ops = (service: 'ecomail' | 'raynet'): string[] => sandbox.calls(service).map(({ op }) => op);
const subscribe = (email: string): unknown => hand('ecomail', 'subscriber.put', { listId: list, email });
const inRaynet = (email: string): number => Number(hand('raynet', 'person.create', { lastName: 'Nováková', contactInfo: { email } }).id);
const send = (title = 'March'): number => Number(hand('ecomail', 'campaign.send', { listIds: [list], title, subject: 'Spring' }).id);
const happen = (event: string, email: string, campaignId: number): unknown => hand('ecomail', 'event', { event, email, campaignId });

async function get(service: 'ecomail' | 'raynet', path: string): Promise<Record<string, unknown>> {
	const headers: Record<string, string> =
		service === 'ecomail' ? { key: ecomailAccounts.acme.apiKey } : { authorization: `Basic ${Buffer.from(`${acme.userName}:${acme.apiKey}`).toString('base64')}`, 'x-instance-name': acme.instance };
	return (await (await fetch(`${sandbox.url(service)}${path}`, { headers })).json()) as Record<string, unknown>;
}

async function put(path: string, body: unknown): Promise<void> {
	const headers = { 'content-type': 'application/json', authorization: `Basic ${Buffer.from(`${acme.userName}:${acme.apiKey}`).toString('base64')}`, 'x-instance-name': acme.instance };
	expect((await fetch(`${sandbox.url('raynet')}${path}`, { method: 'PUT', headers, body: JSON.stringify(body) })).status).toBe(201);
}

interface LogRow {
	event: string;
	email: string;
	occured_at: string;
}

/** The log of a campaign by plain HTTP. */
async function logOf(campaignId: string): Promise<LogRow[]> {
	const rows: LogRow[] = [];
	for (let page = 1; ; page += 1) {
		const body = await get('ecomail', `/campaigns/${campaignId}/log?per_page=100&page=${page}`);
		rows.push(...(body.campaign_log as LogRow[]));
		if (page >= Number(body.last_page)) return rows;
	}
}

/** What Raynet has to hold of a campaign, from the service's log alone. */
function expected(log: readonly LogRow[], known: ReadonlySet<string>): { stats: Record<string, number>; recipients: Row[] } {
	const zone = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York' });
	const first = (email: string, event: string): string | null => log.filter((row) => row.email === email && row.event === event).map((row) => zone.format(new Date(row.occured_at))).sort()[0] ?? null;
	const rows = [...new Set(log.filter(({ event }) => event === 'send').map(({ email }) => email))].map((email) => {
		const [opened, clicked, unsubscribed] = [first(email, 'open'), first(email, 'click'), first(email, 'unsub')];
		const reacted = opened !== null || clicked !== null || unsubscribed !== null;
		return { email, status: !reacted && first(email, 'hard_bounce') !== null ? 'REJECTED' : 'DELIVERED', opened, clicked, unsubscribed };
	});
	const count = (name: 'opened' | 'clicked' | 'unsubscribed'): number => rows.filter((row) => row[name] !== null).length;
	return {
		stats: { sent: rows.length, opened: count('opened'), clicked: count('clicked'), unsubscribed: count('unsubscribed') },
		recipients: rows.filter(({ email }) => known.has(email)).sort(byEmail),
	};
}

const byEmail = (a: Row, b: Row): number => (a.email < b.email ? -1 : 1);
const shown = ({ externalId, stats, recipients }: MassEmail): unknown => ({
	externalId,
	stats: Object.fromEntries(Object.entries(stats).map(([name, value]) => [name, Number(value)])),
	recipients: recipients.map(({ email, status, opened, clicked, unsubscribed }) => ({ email, status, opened, clicked, unsubscribed })).sort(byEmail),
});

describe('five days of campaigns, written back every morning', () => {
	test('are exactly the rows that the log tells, and a rerun of a day changes nothing', async () => {
		const emails = Array.from({ length: 60 }, (_, n) => `p${String(n).padStart(2, '0')}@example.com`);
		emails.forEach(subscribe);
		emails.forEach(inRaynet);
		const setting = node({ mailings: 'campaigns' });
		const tally: unknown[] = [];
		for (let day = 1; day <= 5; day += 1) {
			hand('ecomail', 'play', { days: 1, listId: list });
			const { items } = await run(setting);
			tally.push(items.filter(({ json }) => json.action === 'created').length);
			const held = massEmails();
			for (const one of held) expect(shown(one)).toEqual({ externalId: one.externalId, ...expected(await logOf(one.externalId), new Set(emails)) });
			expect(held).toHaveLength(day);

			const before = JSON.stringify(held);
			const again = await run(setting);
			expect([again.items, JSON.stringify(massEmails())]).toEqual([[], before]);
			// With nothing remembered at all.
			await run(node({ mailings: 'campaigns' }));
			expect(JSON.stringify(massEmails())).toBe(before);
		}
		expect(tally).toEqual([1, 1, 1, 1, 1]);
		const plain = await get('raynet', `/api/v2/massEmail/${massEmails()[0]?.id}/recipient?offset=0&limit=1000`);
		expect(plain.totalCount).toBe(60);
		const optedOut = new Set(massEmails().flatMap(({ recipients }) => recipients.flatMap(({ email, unsubscribed }) => (unsubscribed === null ? [] : [email]))));
		const people = (await get('raynet', '/api/v2/person/?offset=0&limit=1000')).data as Array<{ contactInfo: { email: string; doNotSendMM: boolean } }>;
		expect(people.filter(({ contactInfo }) => contactInfo.doNotSendMM).map(({ contactInfo }) => contactInfo.email).sort()).toEqual([...optedOut].sort());
	});

	test('late opens of a campaign arrive within the look-back, and not after it', async () => {
		subscribe('eva@example.com');
		inRaynet('eva@example.com');
		const campaign = send();
		const setting = node({ lookBackDays: 10 });
		await run(setting);
		sandbox.clock.advance(9 * DAY);
		happen('open', 'eva@example.com', campaign);
		expect((await run(setting)).items.map(({ json }) => json.action)).toEqual(['updated']);
		expect(massEmails()[0]?.recipients[0]).toMatchObject({ opened: '2026-03-11' });

		sandbox.clock.advance(2 * DAY);
		happen('click', 'eva@example.com', campaign);
		expect((await run(setting)).items).toEqual([]);
		expect(setting.stored?.staticData['node:Node']).toMatchObject({ marks: {} });
	});
});

describe('one campaign', () => {
	let campaign: number;
	beforeEach(() => {
		for (const name of ['eva', 'jan', 'stranger']) subscribe(`${name}@example.com`);
		for (const name of ['eva', 'jan']) inRaynet(`${name}@example.com`);
		campaign = send();
		happen('open', 'eva@example.com', campaign);
		sandbox.clearCalls();
	});

	test('is told with its counts, its link, and who is not in the CRM; nobody is created there', async () => {
		const { items, hint } = await run(node({ options: { reportLink: 'https://{account}.mail.example/r/{id}', account: 'acme' } }));

		expect(items).toEqual([
			{
				json: {
					action: 'created',
					text: 'Is new in the CRM.',
					...{ service: 'ecomail', crm: 'raynet', mailingId: `campaign:${campaign}`, kind: 'campaign', title: 'March', subject: 'Spring' },
					...{ sentAt: '2026-03-02T08:00:00.000Z', url: `https://acme.mail.example/r/${campaign}`, dates: 'logged' },
					counts: { sent: 3, opened: 1, clicked: 0, unsubscribed: 0, rejected: 0 },
					contacts: { written: 2, notInCrm: 1, failed: 0 },
					notInCrm: ['stranger@example.com'],
					optedOut: 0,
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(hint).toBe('1 created, 2 contacts written, 1 not in the CRM.');
		expect(massEmails()).toMatchObject([{ source: 'ECOMAIL', title: 'March', externalOverviewUrl: `https://acme.mail.example/r/${campaign}` }]);
		expect((await get('raynet', '/api/v2/person/?offset=0&limit=10')).totalCount).toBe(2);
	});

	test('costs one reading of totals and log, one create and one bulk; later the log, the rows, one bulk and one update', async () => {
		const setting = node({ mailings: 'campaigns' });
		await run(setting);
		expect([ops('ecomail'), ops('raynet')]).toEqual([
			['campaigns', 'pipelines', 'campaign.stats', 'campaign.log'],
			['massEmail.list', 'massEmail.create', 'massEmail.bulkUpdate'],
		]);

		happen('click', 'eva@example.com', campaign);
		sandbox.clearCalls();
		await run(setting);
		expect([ops('ecomail'), ops('raynet')]).toEqual([
			['campaigns', 'pipelines', 'campaign.log', 'campaign'],
			['massEmail.list', 'massEmail.listRecipients', 'massEmail.bulkUpdate', 'massEmail.update'],
		]);

		sandbox.clearCalls();
		await run(setting);
		expect([ops('ecomail'), ops('raynet')]).toEqual([['campaigns', 'pipelines', 'campaign.log'], ['massEmail.list']]);
	});

	test('late events of people who are not in the CRM count too, so that its numbers are those of the report', async () => {
		const setting = node();
		await run(setting);
		happen('click', 'stranger@example.com', campaign);
		happen('spam', 'jan@example.com', campaign);
		expect((await run(setting)).items[0]?.json.counts).toEqual({ sent: 3, opened: 1, clicked: 1, unsubscribed: 1, rejected: 0 });
		expect(massEmails()[0]?.stats).toEqual({ sent: 3, opened: 1, clicked: 1, unsubscribed: 1 });
	});

	test('a dry run tells what would be written, and writes and remembers nothing', async () => {
		const setting = node({ dryRun: true });
		happen('unsub', 'eva@example.com', campaign);
		const { items, hint } = await run(setting);
		expect([items[0]?.json.action, items[0]?.json.text, items[0]?.json.contacts]).toEqual(['created', 'Dry run, nothing written. Plan: is created in the CRM.', { planned: 3 }]);
		expect(hint).toBe('Dry run, nothing written: 1 created, 3 contacts to write.');
		expect([ops('raynet'), massEmails(), setting.stored?.staticData['node:Node'] ?? {}]).toEqual([['massEmail.list'], [], {}]);
	});

	test('what another tool has written under an id of its own is warned of, beforehand and with each mailing that is there twice', async () => {
		await put('/api/v2/massEmail/', { title: 'march', source: 'ECOMAIL', externalId: 'campaign-12', completed: '2026-03-02' });
		await put('/api/v2/massEmail/', { title: 'February', source: 'ECOMAIL', externalId: 'campaign-11', completed: '2026-02-03' });
		await put('/api/v2/massEmail/', { title: 'Theirs', source: 'MAILCHIMP', externalId: 'x', completed: '2026-03-02' });
		const { items, hints } = await run(node({ dryRun: true }));
		expect(items[0]?.json.warnings).toEqual([{ code: 'writtenByOthers', text: expect.stringContaining('there twice') }]);
		expect(hints[1]).toMatch(/^Another tool has written a mailing of this service to the CRM in the last 7 days/);

		await run(node());
		expect((await run(node())).items).toHaveLength(1);
		expect(massEmails().map(({ title }) => title)).toEqual(['march', 'February', 'Theirs', 'March']);
	});

	test('what stands there under the id of the campaign is taken over and not warned of', async () => {
		await put('/api/v2/massEmail/', { title: 'March', source: 'ECOMAIL', externalId: String(campaign), completed: '2026-03-02' });
		const { items, hints } = await run(node());
		expect([items[0]?.json.action, items[0]?.json.warnings, hints.length, massEmails().length]).toEqual(['updated', undefined, 1, 1]);
	});

	test.each([
		['https://{account}.mail.example/r/{id}', 'enter what it stands for'],
		['https://mail.example/reports', 'Put {ID} into the report link'],
		['mail.example/{id}', 'as a whole address'],
	])('a report link %s that would lead nowhere is refused before the first call', async (reportLink, message) => {
		await expect(run(node({ options: { reportLink } }))).rejects.toMatchObject({ message: expect.stringContaining(message) });
		expect([ops('ecomail'), ops('raynet')]).toEqual([[], []]);
	});

	test('250 recipients with 120 events cost three readings of totals, two of the log, and one bulk', async () => {
		for (let n = 0; n < 250; n += 1) subscribe(`x${n}@example.com`);
		const big = send('Big');
		for (let n = 0; n < 120; n += 1) happen('open', `x${n}@example.com`, big);
		sandbox.clearCalls();
		await run(node({ mailings: 'campaigns', options: { onlyTitles: 'big' } }));
		const count = (service: 'ecomail' | 'raynet', op: string): number => ops(service).filter((one) => one === op).length;

		expect([count('ecomail', 'campaign.stats'), count('ecomail', 'campaign.log'), count('raynet', 'massEmail.create'), count('raynet', 'massEmail.bulkUpdate')]).toEqual([3, 2, 1, 1]);
		expect(massEmails().map(({ title }) => title)).toEqual(['Big']);
	});

	test.each(['kept', 'lost'])('a run that was cut between the mass e-mail and its recipients is completed by the next one, with what n8n stored %s', async (stored) => {
		const setting = node();
		sandbox.fault({ service: 'raynet', op: 'massEmail.bulkUpdate', times: 50, effect: { kind: 'answer', status: 403, body: { message: 'no' } } });
		await expect(run(setting)).rejects.toMatchObject({ message: expect.stringContaining('not written') });
		sandbox.clearFaults();
		expect(massEmails().map(({ recipients }) => recipients.length)).toEqual([0]);

		const next = stored === 'kept' ? setting : node();
		await run(next);
		expect(massEmails().map(({ recipients }) => recipients.map(({ email }) => email))).toEqual([['eva@example.com', 'jan@example.com']]);
		const before = JSON.stringify(massEmails());
		await run(next);
		expect(JSON.stringify(massEmails())).toBe(before);
	});

	test('a run ends at its share of the day quota of RAYNET, here between the mass e-mail and its recipients, and goes on the next day', async () => {
		const setting = node();
		hand('raynet', 'quota.set', { limit: 100, remaining: 22 });
		await expect(run(setting)).rejects.toMatchObject({ message: expect.stringContaining('no more requests') });
		expect([hand('raynet', 'quota.set').remaining, massEmails().map(({ recipients }) => recipients.length)]).toEqual([20, [0]]);

		sandbox.clock.advance(DAY);
		hand('raynet', 'quota.set', { limit: 1_000 });
		await run(setting);
		expect(massEmails().map(({ recipients }) => recipients.map(({ email }) => email))).toEqual([['eva@example.com', 'jan@example.com']]);
	});

	test('one that was deleted in the CRM is written again as a whole', async () => {
		const setting = node();
		await run(setting);
		hand('raynet', 'massEmail.clear');
		happen('click', 'eva@example.com', campaign);
		await run(setting);

		expect(massEmails()).toMatchObject([{ stats: { sent: 3, opened: 1, clicked: 1 }, recipients: [{ email: 'eva@example.com' }, { email: 'jan@example.com' }] }]);
	});

	test('who unsubscribes or complains is opted out in the CRM, in every record with the address, unless the option is off', async () => {
		const setting = node();
		const off = node({ setOptOut: false });
		await run(setting);
		inRaynet('EVA@example.com');
		happen('unsub', 'eva@example.com', campaign);
		happen('spam', 'jan@example.com', campaign);
		const optedOut = async (): Promise<boolean[]> => ((await get('raynet', '/api/v2/person/?offset=0&limit=10&sortColumn=id&sortDirection=ASC')).data as Array<{ contactInfo: { doNotSendMM: boolean } }>).map(({ contactInfo }) => contactInfo.doNotSendMM);
		await run(off);
		expect(await optedOut()).toEqual([false, false, false]);

		const { items, hint } = await run(setting);
		expect(await optedOut()).toEqual([true, true, true]);
		expect([items[0]?.json.optedOut, hint]).toEqual([2, expect.stringContaining('2 opted out')]);
	});

	test('an opt-out that fails goes to the error output, and the next run tries again', async () => {
		happen('unsub', 'eva@example.com', campaign);
		hand('raynet', 'person.lock', { id: 1 });
		const setting = node({}, { onError: 'continueErrorOutput' });
		const { items, errors } = await run(setting);
		expect([items.length, errors.map(({ json }) => json.details)]).toEqual([1, [expect.objectContaining({ what: 'optOut', email: 'eva@example.com', mailingId: `campaign:${campaign}` })]]);

		hand('raynet', 'person.unlock', { id: 1 });
		expect((await run(setting)).items.map(({ json }) => [json.action, json.optedOut])).toEqual([['unchanged', 1]]);
	});

	test('two runs at once write one mass e-mail with one row for each contact', async () => {
		await Promise.all([run(node()), run(node())]);
		expect(massEmails().map(({ recipients }) => recipients.map(({ email }) => email))).toEqual([['eva@example.com', 'jan@example.com']]);
	});

	test('a recipient with success: false in a bulk answer goes to the error output, and the next run tries again', async () => {
		const data = [
			{ email: 'eva@example.com', massEmailRecipientId: [], success: false, message: 'record is locked' },
			{ email: 'jan@example.com', massEmailRecipientId: [1], success: true, message: 'inserted' },
		];
		sandbox.fault({ service: 'raynet', op: 'massEmail.bulkUpdate', effect: { kind: 'answer', status: 200, body: { success: true, data } } });
		const setting = node({}, { onError: 'continueErrorOutput' });
		const { items, errors } = await run(setting);
		expect([items[0]?.json.contacts, errors[0]?.json.details]).toMatchObject([{ written: 1 }, { what: 'contact', email: 'eva@example.com', mailingId: `campaign:${campaign}` }]);

		await run(setting);
		expect(massEmails().map(({ recipients }) => recipients.map(({ email }) => email))).toEqual([['eva@example.com', 'jan@example.com']]);
	});
});

test('an automation is written with the day on which things were first seen, and only once', async () => {
	subscribe('eva@example.com');
	inRaynet('eva@example.com');
	const { id } = hand('ecomail', 'pipeline.create', { name: 'Welcome', actions: [{ type: 'mail' }] });
	const setting = node({ mailings: 'automations', options: { reportLink: 'https://mail.example/r/{id}', automationReportLink: 'https://mail.example/a/{id}' } });
	send();
	expect((await run(setting)).items).toEqual([]);
	hand('ecomail', 'pipeline.enter', { id, email: 'eva@example.com' });
	hand('ecomail', 'event', { event: 'open', email: 'eva@example.com', pipelineId: id });
	expect((await run(setting)).items.map(({ json }) => [json.action, json.dates])).toEqual([['created', 'firstSeen']]);
	sandbox.clock.advance(DAY);
	expect((await run(setting)).items).toEqual([]);
	expect(massEmails()).toMatchObject([{ externalId: `automation:${Number(id)}`, externalOverviewUrl: `https://mail.example/a/${Number(id)}`, recipients: [{ email: 'eva@example.com', opened: '2026-03-02' }] }]);
});

test('a revoked key is told in words, and nothing is written', async () => {
	subscribe('eva@example.com');
	send();
	hand('ecomail', 'key.revoke');
	await expect(run(node())).rejects.toMatchObject({ message: expect.stringContaining('did not accept the API key') });
	expect(ops('raynet')).toEqual([]);
});

test('a long run by hand tells the editor how far it is, and names no mailing and nobody', async () => {
	for (let n = 0; n < 1_050; n += 1) subscribe(`p${n}@example.com`);
	send('Spring offer');
	const told: string[] = [];
	await run(node({}, { stored: undefined, told }));
	expect(told).toEqual(['1000 contacts of mailing 1 of 1 are read so far.', '1000 of 1050 contacts of mailing 1 of 1 are written.']);
});
