import { createRaynetCampaigns, openRaynetClient } from '../../connectors/crm/raynet';
import { writeBack } from '../../core/activity';
import type { Mailing } from '../../core/ports/email';
import { startSandbox, type Sandbox } from '../../sandbox/kit';
import { raynetAccounts } from '../../sandbox/raynet/accounts';
import { connect, control, START } from '../contract/emailEcomailWorld';
import { createAxiosClient } from '../support/axiosClient';
import { fakeEnvironment } from '../support/environment';

jest.setTimeout(120_000);

let sandbox: Sandbox;
let listId: string;
beforeAll(async () => {
	sandbox = await startSandbox({ services: ['ecomail', 'raynet'], realtime: false, startAt: START });
});
afterAll(() => sandbox.close());
beforeEach(() => {
	sandbox.reset();
	listId = String(control(sandbox, 'list.create', { name: 'News' }).id);
});

const address = (n: number): string => `p${n}@example.com`;
const react = (event: 'open' | 'click', campaignId: unknown, from: number, to: number): void => {
	for (let n = from; n < to; n += 1) control(sandbox, 'event', { event, email: address(n), campaignId });
};

function campaigns() {
	const { userName, apiKey, instance } = raynetAccounts.acme;
	const http = createAxiosClient({ login: { kind: 'basic', user: userName, password: apiKey }, headers: { 'X-Instance-Name': instance } });
	return createRaynetCampaigns(openRaynetClient({ http, env: fakeEnvironment({ startAt: sandbox.clock.now() }).env, baseUrl: sandbox.url('raynet'), instance }));
}

/** A morning as the node does it. The list of mass e-mails is read once a run, whatever the number of campaigns. */
async function morning(mailing: Mailing, mark?: string): Promise<{ calls: Record<string, number>; mark: string }> {
	const sink = campaigns();
	const { side } = connect(sandbox);
	await sink.find({ service: 'ecomail', ...mailing });
	sandbox.clearCalls();
	const reading = await side.mailings.read(mailing, mark);
	await writeBack(sink, mailing, reading, { service: 'ecomail', zone: 'Europe/Prague', now: new Date(START).toISOString() });
	const calls: Record<string, number> = {};
	for (const { op } of [...sandbox.calls('ecomail'), ...sandbox.calls('raynet')]) calls[op] = (calls[op] ?? 0) + 1;
	return { calls, mark: reading.mark };
}

const sum = (calls: Record<string, number>): number => Object.values(calls).reduce((all, one) => all + one, 0);
const { ceil } = Math;

test.each([
	{ R: 250, E: 130, Enew: 20, changed: 20 },
	{ R: 1_000, E: 100, Enew: 190, changed: 100 },
	{ R: 2_350, E: 1_210, Enew: 1_140, changed: 1_140 },
	{ R: 100, E: 0, Enew: 1, changed: 1 },
])('a campaign of R = $R recipients with E = $E events, and later $Enew new ones of $changed people, costs the promised calls', async ({ R, E, Enew, changed }) => {
	for (let n = 0; n < R; n += 1) {
		control(sandbox, 'subscriber.put', { listId, email: address(n) });
		sandbox.service('raynet').control('person.create', { lastName: 'Nováková', contactInfo: { email: address(n) } });
	}
	const { id } = control(sandbox, 'campaign.send', { listIds: [listId], title: 'March' });
	react('open', id, 0, E);
	const [mailing] = await connect(sandbox).side.mailings.mailings(0);
	if (!mailing) throw new Error('No mailing.');

	const first = await morning(mailing);
	const promised = ceil(R / 100) + ceil(E / 100) + 1 + ceil(R / 1000);
	process.stdout.write(`Write-back of a campaign, R = ${R}, E = ${E}: ${sum(first.calls)} calls, promised ${promised}: ${JSON.stringify(first.calls)}\n`);
	expect(first.calls).toEqual({ 'campaign.stats': ceil(R / 100), ...(E > 0 ? { 'campaign.log': ceil(E / 100) } : {}), 'massEmail.create': 1, 'massEmail.bulkUpdate': ceil(R / 1000) });
	expect(sum(first.calls)).toBe(promised);

	react('open', id, E, E + changed);
	react('click', id, E, E + Enew - changed);
	const later = await morning(mailing, first.mark);
	const promisedLater = ceil(Enew / 100) + ceil(R / 1000) + ceil(changed / 1000) + 2;
	process.stdout.write(`On a later day, new = ${Enew}, changed = ${changed}: ${sum(later.calls)} calls, promised ${promisedLater}: ${JSON.stringify(later.calls)}\n`);
	expect(later.calls).toEqual({ 'campaign.log': ceil(Enew / 100), campaign: 1, 'massEmail.listRecipients': ceil(R / 1000), 'massEmail.bulkUpdate': ceil(changed / 1000), 'massEmail.update': 1 });
	expect(sum(later.calls)).toBe(promisedLater);
});
