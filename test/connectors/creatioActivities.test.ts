import { createCreatioCampaigns } from '../../connectors/crm/creatio';
import { writeBack } from '../../core/activity';
import type { CampaignSink } from '../../core/ports/campaigns';
import type { Mailing, MailingContact, MailingReading } from '../../core/ports/email';
import { creatioAccounts } from '../../sandbox/creatio';
import type { Sandbox } from '../../sandbox/kit';
import { fakeEnvironment } from '../support/environment';
import { callsOf, handsOf, passwordClient, rejection, rowsIn, SERVICE, startCreatio } from './creatioSupport';

/** The machine may be busy with other suites. */
jest.setTimeout(60_000);

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startCreatio();
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.reset());

const MAILING: Mailing = { id: 'campaign:12', kind: 'campaign', sourceId: '12', title: 'March', subject: 'Spring', sentAt: '2026-03-01T08:00:00.000Z' };
const DAYS = { zone: 'UTC', now: '2026-03-02T10:00:00.000Z' };

/** A new run of the node. */
function sink(): CampaignSink {
	const { userName, password } = creatioAccounts.sync;
	return createCreatioCampaigns({ http: passwordClient(userName, password), env: fakeEnvironment({ startAt: sandbox.clock.now() }).env, login: 'password', siteUrl: sandbox.url(SERVICE) });
}

const contact = (email: string, ...events: Array<[kind: 'opened' | 'clicked' | 'unsubscribed', at: string]>): MailingContact => ({ email, totals: { sent: 1 }, events: events.map(([kind, at], index) => ({ id: String(index), kind, at })) });
const reading = (...contacts: MailingContact[]): MailingReading => ({ extent: 'everything', dates: 'logged', contacts, mark: '' });
const write = (contacts: readonly MailingContact[], url = 'https://mail.example/12') => writeBack(sink(), MAILING, reading(...contacts), { ...DAYS, service: 'ecomail', url });
const activities = () => rowsIn(sandbox, 'Activity').sort((a, b) => (String(a.DetailedResult) < String(b.DetailedResult) ? -1 : 1));
const person = (name: string, email: string): string => handsOf(sandbox).contact({ Name: name, Email: email });

test('each contact gets one e-mail activity in its history; strangers are reported and not created', async () => {
	const id = person('Eva Malá', 'eva@example.com');
	const before = rowsIn(sandbox, 'Contact').length;
	const { action, rows } = await write([contact('eva@example.com', ['opened', '2026-03-01T09:00:00Z']), contact('stranger@example.com')]);
	expect([action, rows]).toEqual(['created', [{ kind: 'done', email: 'eva@example.com' }, { kind: 'notInCrm', email: 'stranger@example.com' }]]);
	expect(activities()).toMatchObject([{ Title: 'March', ContactId: id, TypeId: 'e2831dec-cfc0-df11-b00f-001d60e938c6', Recepient: 'eva@example.com', Body: 'Subject: Spring\nhttps://mail.example/12', DetailedResult: 'delivered, opened 2026-03-01 [ecomail:campaign:12 eva@example.com]' }]);
	expect(rowsIn(sandbox, 'Contact')).toHaveLength(before);
});

test('later news change it in place, and the same again changes nothing', async () => {
	person('Eva Malá', 'eva@example.com');
	await write([contact('eva@example.com')]);
	const clicked = [contact('eva@example.com', ['opened', '2026-03-01T09:00:00Z'], ['clicked', '2026-03-02T09:00:00Z'])];
	expect((await write(clicked)).action).toBe('updated');
	const held = JSON.stringify(activities());
	sandbox.clearCalls();
	expect((await write(clicked)).action).toBe('unchanged');
	expect([activities().length, JSON.stringify(activities()), sandbox.calls(SERVICE).filter(({ committed }) => committed)]).toEqual([1, held, []]);
	expect(callsOf(sandbox).filter((call) => call.startsWith('Activity'))).toEqual(['Activity.list 200']);
});

test('two contacts with one address get one each, both kept up to date', async () => {
	const ids = [person('Eva Malá', 'info@example.com'), person('Jan Malý', 'info@example.com')];
	await write([contact('info@example.com')]);
	await write([contact('info@example.com', ['opened', '2026-03-01T09:00:00Z'])]);
	expect(activities().map(({ ContactId, DetailedResult }) => [ContactId, DetailedResult])).toEqual(expect.arrayContaining(ids.map((id) => [id, 'delivered, opened 2026-03-01 [ecomail:campaign:12 info@example.com]'])));
	expect(activities()).toHaveLength(2);
});

test('the id of an activity is made of mailing and contact: the same when it is written anew, and another for another mailing', async () => {
	person('Eva Malá', 'eva@example.com');
	const idsAfter = async (mailing: Mailing): Promise<unknown[]> => {
		await writeBack(sink(), mailing, reading(contact('eva@example.com')), { ...DAYS, service: 'ecomail' });
		return activities().map(({ Id }) => Id);
	};
	const [id] = await idsAfter(MAILING);
	sandbox.reset();
	person('Eva Malá', 'eva@example.com');
	expect([await idsAfter(MAILING), await idsAfter({ ...MAILING, sourceId: '13' })]).toEqual([[id], expect.arrayContaining([id, expect.not.stringMatching(String(id))])]);
});

test('another report link reaches the activities that are there', async () => {
	person('Eva Malá', 'eva@example.com');
	await write([contact('eva@example.com')]);
	await write([contact('eva@example.com')], 'https://mail.example/new');
	expect(activities().map(({ Body }) => Body)).toEqual(['Subject: Spring\nhttps://mail.example/new']);
});

test.each(['cutBefore', 'cutAfter'] as const)('a run that was ended by a connection that is %s at its writes is completed by the next one, nothing twice', async (kind) => {
	for (const one of ['a', 'b', 'c']) person(one, `${one}@example.com`);
	const contacts = ['a', 'b', 'c'].map((one) => contact(`${one}@example.com`));
	sandbox.fault({ service: SERVICE, op: 'batch', times: 20, effect: { kind } });
	expect(await rejection(write(contacts))).toBeInstanceOf(Error);
	sandbox.clearFaults();
	await write(contacts);
	expect(activities().map(({ Recepient }) => Recepient)).toEqual(['a@example.com', 'b@example.com', 'c@example.com']);
});
