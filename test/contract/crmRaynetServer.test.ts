import { MOST_OPEN_CALLS } from '../../connectors/crm/raynet';
import { createLogin } from '../../connectors/http/login';
import { fromTheBeginning } from '../../core/sync/window';
import { readChanges } from '../../core/sync/poll';
import type { WindowedCrm } from '../../core/ports/crm';
import type { Fault, Sandbox } from '../../sandbox/kit';
import { connect, SERVICE, startRaynet } from './crmRaynetWorld';

jest.setTimeout(60_000);

const MINUTE = 60_000;
let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startRaynet();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const rejection = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => 'no rejection', (error: unknown) => error);
const read = (crm: WindowedCrm): Promise<unknown> => rejection(crm.recent('person', { kind: 'all' }, 10));
const statuses = (): Array<number | 'cut'> => sandbox.calls(SERVICE).map(({ status }) => status);
const onList = (effect: Fault['effect'], times = 1): void => sandbox.fault({ service: SERVICE, op: 'person.list', times, effect });

describe('the server refuses', () => {
	it('a wrong key: one call, then none for an hour, however often connectors are made', async () => {
		const first = connect(sandbox, { key: 'wrong' });
		const login = createLogin(first.env.clock, MOST_OPEN_CALLS);
		for (let run = 0; run < 25; run += 1) {
			expect(await read(connect(sandbox, { key: 'wrong', login }).crm)).toMatchObject({ recovery: 'fatal' });
			first.advance(2 * MINUTE);
		}
		expect(statuses()).toEqual([401]);
	});

	it('an unknown instance', async () => {
		expect(await read(connect(sandbox, { instance: 'nowhere' }).crm)).toMatchObject({ recovery: 'configuration', message: expect.stringContaining('no instance "nowhere"') });
		expect(statuses()).toEqual([404]);
	});

	it('every request of a day that is used up', async () => {
		sandbox.service(SERVICE).control('quota.set', { remaining: 0 });
		expect(await read(connect(sandbox).crm)).toMatchObject({ recovery: 'guard', reason: 'dailyQuota', message: expect.stringContaining('2026-03-03 00:00 UTC') });
		expect(statuses()).toEqual([429]);
	});

	it('a query with a business error, which is not repeated', async () => {
		onList({ kind: 'answer', status: 500, body: { message: 'AttributeAccessDeniedException', translatedMessage: 'Nemáte právo.' } });
		expect(await read(connect(sandbox).crm)).toMatchObject({ recovery: 'configuration' });
		expect(statuses()).toEqual([500]);
	});
});

it('the share of the day that is ours ends the run before the server does', async () => {
	sandbox.service(SERVICE).control('quota.set', { remaining: 4_802 });
	const { crm } = connect(sandbox);
	expect([await read(crm), await read(crm)]).toEqual(['no rejection', 'no rejection']);
	expect(await read(crm)).toMatchObject({ reason: 'dailyQuota' });
	expect(statuses()).toEqual([200, 200]);
});

describe('the server stumbles, and the call is repeated', () => {
	it.each<[string, Fault['effect'], number | 'cut']>([
		['429 with Retry-After', { kind: 'answer', status: 429, headers: { 'retry-after': '5' }, body: {} }, 429],
		['429 without Retry-After', { kind: 'answer', status: 429, body: {} }, 429],
		['503', { kind: 'answer', status: 503, body: '<html>' }, 503],
		['a page instead of JSON', { kind: 'answer', status: 200, body: '<html>' }, 200],
		['a connection cut before', { kind: 'cutBefore' }, 'cut'],
		['a connection cut after', { kind: 'cutAfter' }, 'cut'],
	])('after %s', async (_, effect, status) => {
		onList(effect, 2);
		const { crm, sleeps } = connect(sandbox);
		expect(await read(crm)).toBe('no rejection');
		expect(statuses()).toEqual([status, status, 200]);
		expect(sleeps).toHaveLength(2);
	});
});

it('an address that answers with pages only is not Raynet', async () => {
	onList({ kind: 'answer', status: 200, body: '<html>Welcome</html>' }, 6);
	expect(await read(connect(sandbox).crm)).toMatchObject({ recovery: 'configuration', message: expect.stringContaining('does not look like Raynet') });
});

it('twenty questions at once never open a fifth connection', async () => {
	onList({ kind: 'slow', ms: 5 }, 20);
	const { crm } = connect(sandbox);
	const answers = await Promise.all(Array.from({ length: 20 }, () => read(crm)));
	expect(new Set(answers)).toEqual(new Set(['no rejection']));
	expect(statuses()).toEqual(Array.from({ length: 20 }, () => 200));
});

it('2,500 people saved in one minute are all read, each once, in three pages', async () => {
	sandbox.seed({ people: 2_500, companies: 0 }, SERVICE);
	sandbox.service(SERVICE).control('bulk.touch', { entity: 'person' });
	sandbox.clock.advance(5 * MINUTE);
	const { crm, env } = connect(sandbox);
	const plan = { recordTypes: ['person'], pageSize: 1_000, stampResolutionMs: crm.capabilities.stampResolutionMs } as const;
	const { changes, failure } = await readChanges(crm, fromTheBeginning(), plan, { pages: 10, deadline: Number.POSITIVE_INFINITY }, env.clock);
	expect(failure).toBeUndefined();
	expect(new Set(changes.map(({ record }) => record.contact.recordId)).size).toBe(2_500);
	expect(changes).toHaveLength(2_500);
	expect(sandbox.calls(SERVICE).map(({ op, status, records }) => [op, status, records])).toEqual([
		['person.list', 200, 1_000],
		['person.list', 200, 1_000],
		['person.list', 200, 500],
	]);
});

it('a user of the API in another time zone reads the same window and the same stamps', async () => {
	sandbox.seed({ people: 50, companies: 0 }, SERVICE);
	const window = { recordType: 'person', from: sandbox.clock.now() - 24 * 60 * MINUTE * 200, to: sandbox.clock.now(), offset: 0, limit: 1_000 } as const;
	const here = await connect(sandbox).crm.readWindow(window);
	const overseas = await connect(sandbox, { account: 'acmeOverseas' }).crm.readWindow(window);
	expect(here.total).toBeGreaterThan(0);
	expect(overseas.records.map(({ contact }) => contact)).toEqual(here.records.map(({ contact }) => contact));
});

it('a contact person of the realistic data set is read as the server holds it', async () => {
	sandbox.seed({}, SERVICE);
	const { crm } = connect(sandbox);
	const people = await crm.readWindow({ recordType: 'person', to: sandbox.clock.now() + MINUTE, offset: 0, limit: 1_000 });
	const companies = await crm.readWindow({ recordType: 'company', to: sandbox.clock.now() + MINUTE, offset: 0, limit: 1_000 });
	expect([people.total, people.records.length, companies.total]).toEqual([500, 500, 120]);
	const { instances } = sandbox.service(SERVICE).dump() as { instances: { acme: { people: Array<{ id: number; contactInfo: { email: string | null; email2: string | null } }> } } };
	const stored = instances.acme.people.map(({ id, contactInfo: { email, email2 } }) => [String(id), [email, email2].filter(Boolean)]);
	expect(people.records.map(({ contact }) => [contact.recordId, (contact.emails ?? []).map(({ value }) => value)])).toEqual(stored);
});
